"""The report "decision older than list": decisions in force that rest on a version of a list that is no longer in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from screening.ports import Store, StoredManifest
from screening.progress import Progress, Silent, check
from ui import words
from ui.report.collect import newest_run
from ui.report.safe_file import new_file
from ui.report.then import OlderDecision, older_decisions
from ui.report.words_of import reason_of, utc
from ui.report.workbook import Column, SheetOptions, Workbook
from ui.words import _, in_language


@dataclass(frozen=True, slots=True)
class OlderIn:
    """A decision older than its list, and the manifest it was made on."""

    manifest: StoredManifest
    run_id: int
    older: OlderDecision


def all_older(store: Store, progress: Progress | None = None) -> Iterator[OlderIn]:
    """Yield such decisions of the newest screening of every manifest, newest manifest first."""
    progress = progress or Silent()
    manifests = store.manifests()
    for done, manifest in enumerate(manifests):
        check(progress, "write_report", done, len(manifests))
        run = newest_run(store, manifest.manifest_id)
        if run is not None:
            for older in older_decisions(store, run):
                yield OlderIn(manifest, run.run_id, older)


def write_older(path: Path, store: Store, language: str = "en", progress: Progress | None = None) -> int:
    """Write the report as Excel and return how many decisions it names. Raises UserError("cannot_write")."""
    number = 0
    with in_language(language), new_file(path) as temporary, Workbook(_("Decisions older than their list")) as book:
        sheet = book.sheet(_("Decisions older than their list"), SheetOptions(_("Decisions older than their list")))
        sheet.table([
            Column(_("File"), 30, "wrap"), Column(_("Screening"), 10), Column(_("Sheet"), 14, "wrap"), Column(_("Row"), 7, "count"),
            Column(_("Value"), 36, "wrap"), Column(_("List"), 16), Column(_("Entry"), 36, "wrap"), Column(_("Entry id"), 20, "wrap"),
            Column(_("Disposition"), 18, "wrap"), Column(_("Reason"), 36, "wrap"), Column(_("Who"), 16),
            Column(_("When (UTC)"), 19, "moment"), Column(_("List changed (UTC)"), 19, "moment"), Column(_("Entry changed"), 12),
        ])  # fmt: skip
        for found in all_older(store, progress):
            number += 1
            decision, hit = found.older.decision, found.older.hit
            sheet.add([
                found.manifest.info.name, str(found.run_id), hit.sheet, hit.line_row, hit.value, hit.list_id, words.entry_title(hit),
                hit.entry_id, words.disposition_name(decision.disposition.value), reason_of(decision), decision.user,
                utc(decision.decided_at), utc(found.older.changed_at), _("yes") if found.older.entry_changed else _("no"),
            ])  # fmt: skip
        book.save(temporary)
    return number
