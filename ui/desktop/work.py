"""The long pieces of work of the window, as functions of a worker: no Qt, and everything they take can be pickled.

What they need is imported where they run: the window itself starts without the reading and matching of manifests.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from screening.model.hits import RunInfo
from screening.model.lists import ListChange
from ui.desktop.worker import Worker

if TYPE_CHECKING:
    from screening.manifest.read import SheetPreview


def preview_file(worker: Worker, *, path: Path, password: str = "") -> "list[SheetPreview]":
    """Read the first rows of a manifest and what is recognised in them."""
    from screening.manifest.read import preview

    return preview(path, password=password, remembered=worker.remembered)


def screen_file(
    worker: Worker, *, path: Path, mapping: Mapping[str, str], password: str = "", remember: bool = True
) -> tuple[RunInfo, bool]:
    """Import and screen a manifest; returns the run, and whether the file had been imported before."""
    from screening.workflow import import_manifest, screen_manifest

    worker.engine()  # without a list nothing is imported
    imported = import_manifest(
        worker.store, path, mapping=mapping, progress=worker, password=password, remember=remember and bool(mapping)
    )
    # Lists may have been put in force while the file was read: the run names those that it was judged by.
    run = screen_manifest(worker.store, worker.engine(), imported.manifest.manifest_id, worker)
    return run, bool(imported.earlier)


def load_lists(worker: Worker, *, paths: Sequence[Path]) -> list[ListChange]:
    """Load lists from files."""
    from screening.workflow import import_lists

    return import_lists(worker.store, paths, progress=worker)


def write_files(
    worker: Worker,
    *,
    run: RunInfo,
    kinds: Sequence[str],
    folder: Path,
    language: str,
    user: str,
    passphrase: str = "",
) -> list[Path]:
    """Write files of a screening into a folder: kinds of ``ui.report.export``."""
    from ui.report.export import Export
    from ui.report.export import write_files as write

    return write(worker.store, run, Export(kinds, folder, language, user, passphrase), worker)


def export_excel(
    worker: Worker, *, path: Path, run: RunInfo, language: str, user: str = "", passphrase: str = ""
) -> Path:
    """Write the Excel audit file of a screening, and record it in the audit trail."""
    from screening.audit.guard import told_if_altered
    from ui.report.collect import collect
    from ui.report.excel import write_report
    from ui.report.export import record_export

    worker.report("write_report", 0, 0)
    with told_if_altered(worker.store, worker):
        write_report(path, collect(worker.store, run, passphrase), language)
    record_export(worker.store, run, "excel", [path], user)
    return path


def test_effectiveness(worker: Worker, *, path: Path, language: str, user: str) -> tuple[list[Path], list[str]]:
    """Test what the screening finds of the loaded lists and write the report; returns its files and its result in words."""
    from screening.effectiveness.run import run_effectiveness
    from ui.report.effectiveness import result_line, versions_line, write_both
    from ui.report.safe_file import check_writable
    from ui.words import in_language

    for file in (path, path.with_suffix(".pdf")):
        check_writable(file)
    report = run_effectiveness(worker.store, user=user, progress=worker)
    earlier = [old for old in worker.store.effectiveness_reports() if old.effectiveness_id != report.effectiveness_id]
    written = write_both(path, report, earlier, language)
    with in_language(language):
        return written, [result_line(report), versions_line(report)]


def write_package(
    worker: Worker, *, run: RunInfo, path: Path, language: str, user: str, passphrase: str = ""
) -> tuple[Path, str]:
    """Write the sealed package of a screening; returns it, and the public key that is told in another way."""
    from ui.report.package import write_package as write

    write(path, worker.store, run, language=language, user=user, passphrase=passphrase, progress=worker)
    return path, worker.store.trail_keys()[0].text()


def verify_records(worker: Worker, *, against: Sequence[Path], key: str, language: str) -> tuple[str, bool]:
    """Verify the audit trail and all that it tells of; returns what was found in words, and whether all holds."""
    from screening.audit.checkpoints import VerifyKey
    from ui.report.outside import read_outside
    from ui.words import in_language
    from ui.words.audit_text import report_text

    known = VerifyKey.read(key) if key else None
    told = [read_outside(path, key) for path in against]
    notes = [one.note for one in told if one.note]
    hashes = [one.hashes for one in told if one.hashes]
    report = worker.store.verify_trail(notes, known, worker, hashes=hashes)
    with in_language(language):
        return report_text(report, bool(notes), known is not None), report.fault is None
