"""All files of one screening, written where the officer wants them. Window and terminal call these."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from screening.audit.guard import told_if_altered
from screening.errors import UserError
from screening.model.hits import RunInfo
from screening.ports import Store, StoredManifest
from screening.progress import Progress
from ui.report.collect import AuditReport, collect, newest_run
from ui.report.letter_facts import LETTERS, REPORTS, fitting_parts
from ui.report.letters import Sender, write_letters
from ui.report.safe_file import check_writable, numbered
from ui.report.shipment import flagged_shipments, shipments_named

FILES = ("excel", "pdf", "shipments", "json", "csv")
"""Kinds of files besides letters and reports to authorities."""
ENDINGS = {
    "excel": (".xlsx",),
    "pdf": (".pdf",),
    "shipments": (".pdf",),
    "json": (".json",),
    "csv": ("-hits.csv", "-decisions.csv"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """What to write of a screening: kinds of :data:`FILES`, of LETTERS and of REPORTS."""

    kinds: Sequence[str]
    folder: Path
    language: str = "en"
    user: str = ""
    """Who exports; kept in the audit trail, and the officer named in letters."""
    passphrase: str = ""
    """Of the key file that signs the checkpoint, where the store's key is in no keyring."""
    shipments: Sequence[str] = ()
    """Document numbers of the shipments that "shipments" writes a PDF of; without any each flagged one gets one."""


def find_run(store: Store, asked: str) -> RunInfo:
    """Return the screening that a text names: "run:N", the number of a manifest, or the name of its file.

    A manifest stands for its newest screening. Raises UserError("no_such_manifest" | "no_such_run" | "never_screened").
    """
    kind, _, number = asked.partition(":")
    if kind.casefold() == "run" and number.isdecimal():
        run = next((r for r in store.runs() if r.run_id == int(number)), None)
        if run is None:
            raise UserError("no_such_run", run=number)
        return run
    found = find_manifests(store, [asked])[0]
    newest = newest_run(store, found.manifest_id)
    if newest is None:
        raise UserError("never_screened", file=found.info.name)
    return newest


def find_manifests(store: Store, asked: Sequence[str]) -> list[StoredManifest]:
    """Return the manifests that texts name, newest first: numbers, names of files, or patterns of names (``*`` and ``?``).

    A name stands for every manifest of that name. Raises UserError("no_such_manifest") for a text that names none.
    """
    manifests = store.manifests()
    chosen: dict[int, StoredManifest] = {}
    for text in asked:
        found = [m for m in manifests if text.isdecimal() and m.manifest_id == int(text)]
        found = found or [m for m in manifests if m.info.name == text]
        found = found or [m for m in manifests if fnmatchcase(m.info.name.casefold(), text.casefold())]
        if not found:
            raise UserError("no_such_manifest", manifest=text)
        chosen.update((one.manifest_id, one) for one in found)
    return sorted(chosen.values(), key=lambda one: -one.manifest_id)


def paths_of(run: RunInfo, name: str, kind: str, folder: Path) -> list[Path]:
    """Return the files that a kind becomes, named after the manifest and the screening."""
    stem = f"{Path(name).stem}-{run.run_id}"
    return [folder / (stem + ending) for ending in ENDINGS.get(kind, (f"-{kind}.docx",))]


def write_files(store: Store, run: RunInfo, export: Export, progress: Progress | None = None) -> list[Path]:
    """Write the files, each whole or not at all, and record each in the audit trail; returns them.

    Raises UserError naming the first that cannot be written; those before it are there. StoreUnavailable(
    "store_altered") where it fails on rows that were altered outside Tekser.
    """
    with told_if_altered(store, progress):
        return _write_files(store, run, export, progress)


def _write_files(store: Store, run: RunInfo, export: Export, progress: Progress | None) -> list[Path]:
    name = store.manifest(run.manifest_id).info.name
    for kind in export.kinds:
        for path in paths_of(run, name, kind, export.folder):
            check_writable(path)
    report = collect(store, run, export.passphrase)
    for kind in export.kinds:
        if kind in (*LETTERS, *REPORTS) and not fitting_parts(report, kind):
            # Told before anything is written.
            raise UserError("nothing_to_write", file=name, letter=kind)
    narrowed = _shipments(report, export) if "shipments" in export.kinds else []
    sender = Sender(
        store.setting("office.name"), store.setting("office.place"), store.setting("office.contact"), export.user
    )
    language = export.language

    def excel(paths: Sequence[Path]) -> None:
        from ui.report.excel import write_report

        write_report(paths[0], report, language, progress)

    def pdf(paths: Sequence[Path]) -> None:
        from ui.report.pdf import write_pdf

        write_pdf(paths[0], report, language, progress)

    def machine(paths: Sequence[Path]) -> None:
        from ui.report.machine import write_json

        write_json(paths[0], report, language)

    def tables(paths: Sequence[Path]) -> None:
        from ui.report.machine_csv import write_decisions_csv, write_hits_csv

        write_hits_csv(paths[0], report, language)
        write_decisions_csv(paths[1], report)

    def of_shipments(paths: Sequence[Path]) -> list[Path]:
        from ui.report.pdf import write_pdf

        own = [numbered(paths[0], n, one.of.number if one.of else "") for n, one in enumerate(narrowed, 1)]
        for path, one in zip(own, narrowed, strict=True):
            write_pdf(path, one, language, progress)
        return own

    writers: dict[str, Callable[[Sequence[Path]], None]] = {"excel": excel, "pdf": pdf, "json": machine, "csv": tables}
    written: list[Path] = []
    for kind in export.kinds:
        paths = paths_of(run, name, kind, export.folder)
        if kind in (*LETTERS, *REPORTS):
            paths = write_letters(paths[0], report, kind, language, sender, store.folder)
        elif kind == "shipments":
            paths = of_shipments(paths)
        else:
            writers[kind](paths)
        written += paths
        record_export(store, run, kind, paths, export.user)
    return written


def _shipments(report: AuditReport, export: Export) -> list[AuditReport]:
    """Return the report of each shipment that is asked for; raises UserError("no_such_shipment" | "nothing_to_write")."""
    found = shipments_named(report, export.shipments) if export.shipments else flagged_shipments(report)
    if not found:
        raise UserError("nothing_to_write", file=report.manifest.info.name, letter="shipments")
    return found


def record_export(store: Store, run: RunInfo, kind: str, paths: Sequence[Path], user: str = "") -> None:
    """Keep in the audit trail which files of a screening were written, with their hashes."""
    told = {"manifest": run.manifest_id, "run": run.run_id, "kind": kind, "files": _told(paths)}
    store.record_consequence("exported", told, user)


def _told(paths: Sequence[Path]) -> list[dict[str, str]]:
    told = []
    for path in paths:
        with path.open("rb") as file:
            told.append({"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()})
    return told
