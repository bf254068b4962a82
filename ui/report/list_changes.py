"""The report of what changed in lists: one row for each field of each entry, as CSV or Excel."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from screening.errors import UserError
from screening.model.versions import EntryChange
from ui import words
from ui.report.safe_file import new_file, text_file
from ui.words import _
from ui.words.entry_text import changed_value_text


def write_changes(path: Path, changes: Sequence[EntryChange]) -> None:
    """Write changes to a .csv or .xlsx file. Raises UserError("cannot_write" | "unknown_report_format")."""
    suffix = path.suffix.lower()
    header = (_("List"), _("Entry"), _("Name"), _("Change"), _("Field"), _("Before"), _("After"))
    if suffix == ".csv":
        with text_file(path, "utf-8-sig") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([_harmless(cell) for cell in row] for row in _rows(changes))
    elif suffix == ".xlsx":
        _write_excel(path, header, changes)
    else:
        raise UserError("unknown_report_format", file=str(path))


def _write_excel(path: Path, header: tuple[str, ...], changes: Sequence[EntryChange]) -> None:
    import xlsxwriter

    with new_file(path) as temporary:
        book = xlsxwriter.Workbook(
            str(temporary), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet = book.add_worksheet(_("Changes"))
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(zip(header, (14, 16, 40, 12, 18, 50, 50), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, book.add_format({"bold": True}))
        last = 0
        for last, row in enumerate(_rows(changes), 1):
            for column, cell in enumerate(row):
                sheet.write_string(last, column, cell[:32_767], wrapped)
        sheet.autofilter(0, 0, last, len(header) - 1)
        book.close()


def _rows(changes: Sequence[EntryChange]) -> Iterator[tuple[str, ...]]:
    for change in changes:
        start = (change.list_id, change.entry_id, change.name, words.change_kind_name(change.kind.value))
        if not change.fields:
            before = change.before.name if change.before else ""
            yield (*start, "", before, change.after.name if change.after else "")
        for field in change.fields:
            before, after = (
                "\n".join(changed_value_text(field.field, value) for value in values)
                for values in (field.before, field.after)
            )
            yield (*start, words.entry_field_name(field.field), before, after)


def _harmless(cell: str) -> str:
    # A spreadsheet program must not take a listed name for a formula.
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
