"""One workbook for all files of a batch: what came of each file, all flagged lines, hits, and what was not screened."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from screening.errors import InternalFault, UserError
from screening.model.batches import BatchFile
from screening.model.hits import RunInfo
from screening.model.manifests import Line
from screening.ports import Store, StoredHit
from ui import words
from ui.report.excel import plain
from ui.report.safe_file import new_file
from ui.words import _

_FIELDS = ("consignor", "consignee", "description", "hs_code", "destination_country")
_WIDE, _MIDDLE, _NARROW = 42, 20, 10


def write_together(
    path: Path, store: Store, files: Sequence[BatchFile], runs: Mapping[str, RunInfo], language: str = "en"
) -> None:
    """Write the workbook whole or not at all; ``runs`` by the files' paths. Raises UserError("cannot_write").

    Every cell from outside is text. The audit file of each manifest, with the sender's own columns, is another
    report; this one is to see at a glance what a night brought.
    """
    before = words.current_language()
    words.use_language(language)
    try:
        with new_file(path) as temporary:
            options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
            with xlsxwriter.Workbook(str(temporary), options) as book:
                _write(book, store, files, runs)
    finally:
        words.use_language(before)


def _write(book: Any, store: Store, files: Sequence[BatchFile], runs: Mapping[str, RunInfo]) -> None:  # noqa: ANN401  # xlsxwriter has no types
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    _sheet(
        book, head, _("Files"),
        [(_("File"), _WIDE), (_("State"), _MIDDLE), (_("Lines"), _NARROW), (_("Flagged"), _NARROW),
         (_("Not screened"), _NARROW), (_("Remark"), _WIDE), ("SHA-256", _MIDDLE)],
        (_file_row(file, runs.get(file.path)) for file in files),
    )  # fmt: skip
    _sheet(
        book, head, _("Flagged lines"),
        [(_("File"), _MIDDLE), (_("Sheet"), _MIDDLE), (_("Row"), _NARROW),
         *((words.field_name(field), _MIDDLE) for field in _FIELDS),
         (_("Status"), _MIDDLE), (_("List"), _MIDDLE), (_("Entry"), _MIDDLE), (_("Score"), _NARROW), (_("Why"), _WIDE)],
        (row for path, run in runs.items() for row in _flagged_rows(store, Path(path).name, run)),
    )  # fmt: skip
    _sheet(
        book, head, _("Hits"),
        [(_("File"), _MIDDLE), (_("Sheet"), _MIDDLE), (_("Row"), _NARROW), (_("Field"), _MIDDLE), (_("Value"), _WIDE),
         (_("Kind"), _MIDDLE), (_("List"), _MIDDLE), (_("Entry"), _MIDDLE), (_("Name on the list"), _WIDE),
         (_("Score"), _NARROW), (_("Why"), _WIDE)],
        (row for path, run in runs.items() for row in _hit_rows(store, Path(path).name, run)),
    )  # fmt: skip
    _sheet(
        book, head, _("Not screened"),
        [(_("File"), _MIDDLE), (_("Sheet"), _MIDDLE), (_("Row"), _NARROW), (_("Field"), _MIDDLE), (_("Why"), _WIDE),
         (_("Value"), _WIDE)],
        (
            (Path(path).name, item.sheet, item.row, words.field_name(item.field) if item.field else "",
             words.problem_text(item.reason), item.value)
            for path, run in runs.items()
            for item in store.run_unscreened(run.run_id)
        ),
    )  # fmt: skip


def _sheet(
    book: Any,  # noqa: ANN401  # xlsxwriter has no types
    head: Any,  # noqa: ANN401
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str | int | float]],
) -> None:
    sheet = book.add_worksheet(title[:31])
    for place, (name, width) in enumerate(columns):
        sheet.write_string(0, place, name, head)
        sheet.set_column(place, place, width)
    number = 0
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, plain(cell))
            else:
                sheet.write_number(number, place, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


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
        line: Line = store.line(line_id)
        best = hits[0]
        yield (
            name, line.sheet, line.row, *(line.text(field) for field in _FIELDS),
            words.disposition_name(best.decision.disposition) if best.decision else _("open"),
            best.hit.list_id, best.hit.entry_name, round(best.hit.score, 1), words.reason_text(best.hit.reason),
        )  # fmt: skip


def _hit_rows(store: Store, name: str, run: RunInfo) -> Iterable[Sequence[str | int | float]]:
    for stored in store.hits(run.run_id):
        hit = stored.hit
        yield (
            name, hit.sheet, hit.row, words.field_name(hit.field), hit.value, words.kind_name(hit.kind.value),
            hit.list_id, hit.entry_id, hit.entry_name, round(hit.score, 1), words.reason_text(hit.reason),
        )  # fmt: skip
