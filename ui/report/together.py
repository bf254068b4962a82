"""One workbook for all files of a batch: what came of each file, all flagged lines, hits, and what was not screened."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from screening.errors import InternalFault, UserError
from screening.model.batches import BatchFile
from screening.model.hits import RunInfo
from screening.model.manifests import Line
from screening.ports import Store, StoredHit
from ui import words
from ui.report.cells import Cell
from ui.report.safe_file import new_file
from ui.report.words_of import by_gravity, flags_line, status_of, why_of
from ui.report.workbook import Column, SheetOptions, Workbook
from ui.words import _, in_language

_FIELDS = ("consignor", "consignee", "description", "hs_code", "destination_country")
_WIDE, _MIDDLE, _NARROW = 42, 20, 10


def write_together(
    path: Path, store: Store, files: Sequence[BatchFile], runs: Mapping[str, RunInfo], language: str = "en"
) -> None:
    """Write the workbook whole or not at all; ``runs`` by the files' paths. Raises UserError("cannot_write").

    Every cell from outside is text. The audit file of each manifest, with the sender's own columns, is another
    report; this one is to see at a glance what a night brought.
    """
    with in_language(language), new_file(path) as temporary, Workbook(_("Sanctions screening")) as book:
        _write(book, store, files, runs)
        book.save(temporary)


def _write(book: Workbook, store: Store, files: Sequence[BatchFile], runs: Mapping[str, RunInfo]) -> None:
    _sheet(
        book, _("Files"),
        [(_("File"), _WIDE), (_("State"), _MIDDLE), (_("Lines"), _NARROW), (_("Flagged"), _NARROW),
         (_("Not screened"), _NARROW), (_("Remark"), _WIDE), ("SHA-256", _MIDDLE)],
        (_file_row(file, runs.get(file.path)) for file in files),
    )  # fmt: skip
    _sheet(
        book, _("Flagged lines"),
        [(_("File"), _MIDDLE), (_("Sheet"), _MIDDLE), (_("Row"), _NARROW),
         *((words.field_name(field), _MIDDLE) for field in _FIELDS),
         (_("Status"), _MIDDLE), (_("List"), _MIDDLE), (_("Entry"), _MIDDLE), (_("Score"), _NARROW), (_("Why"), _WIDE)],
        (row for path, run in runs.items() for row in _flagged_rows(store, Path(path).name, run)),
    )  # fmt: skip
    _sheet(
        book, _("Hits"),
        [(_("File"), _MIDDLE), (_("Sheet"), _MIDDLE), (_("Row"), _NARROW), (_("Field"), _MIDDLE), (_("Value"), _WIDE),
         (_("Kind"), _MIDDLE), (_("List"), _MIDDLE), (_("Entry"), _MIDDLE), (_("Name on the list"), _WIDE),
         (_("Score"), _NARROW), (_("Why"), _WIDE)],
        (row for path, run in runs.items() for row in _hit_rows(store, Path(path).name, run)),
    )  # fmt: skip
    _sheet(
        book, _("Not screened"),
        [(_("File"), _MIDDLE), (_("Sheet"), _MIDDLE), (_("Row"), _NARROW), (_("Field"), _MIDDLE), (_("Why"), _WIDE),
         (_("Value"), _WIDE)],
        (
            (Path(path).name, item.sheet, item.row, words.field_name(item.field) if item.field else "",
             words.problem_text(item.reason), item.value)
            for path, run in runs.items()
            for item in store.run_unscreened(run.run_id)
        ),
    )  # fmt: skip


def _sheet(book: Workbook, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.sheet(title, SheetOptions())
    numbers = (_("Lines"), _("Flagged"), _("Not screened"), _("Row"))
    sheet.table([
        Column(name, width, "score" if name == _("Score") else "count" if name in numbers else "wrap")
        for name, width in columns
    ])  # fmt: skip
    for row in rows:
        sheet.add(row)


def _file_row(file: BatchFile, run: RunInfo | None) -> Sequence[str | int]:
    if run is None:
        kind = InternalFault if file.fault else UserError
        text = words.error_text(kind(file.error_code, **dict(file.error_data)))
        return file.path, _("not screened"), "", "", "", text, file.sha256
    return file.path, _("screened"), run.lines, run.flagged_lines, run.unscreened, file.report, file.sha256


def _flagged_rows(store: Store, name: str, run: RunInfo) -> Iterable[Sequence[str | int | float]]:
    by_line: dict[int, list[StoredHit]] = {}
    for stored in store.hits(run.run_id):
        by_line.setdefault(stored.line_id, []).append(stored)
    for line_id, hits in by_line.items():
        if not flags_line(hits):
            continue
        line: Line = store.line(line_id)
        hits = by_gravity(hits)
        best = hits[0].hit
        yield (
            name, line.sheet, line.row, *(line.text(field) for field in _FIELDS),
            status_of(hits), best.list_id, words.entry_title(best), round(best.score, 1), why_of([stored.hit for stored in hits]),
        )  # fmt: skip


def _hit_rows(store: Store, name: str, run: RunInfo) -> Iterable[Sequence[str | int | float]]:
    for stored in store.hits(run.run_id):
        hit = stored.hit
        yield (
            name, hit.sheet, hit.row, words.field_name(hit.field), hit.value, words.kind_name(hit.kind.value),
            hit.list_id, hit.entry_id, words.entry_title(hit), round(hit.score, 1), words.reason_text(hit.reason),
        )  # fmt: skip
