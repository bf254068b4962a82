"""Rows of a CSV or Excel table, as texts; used for small tables of the user's own (lists of parties and of goods)."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists.parsed import read_text


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number as a spreadsheet shows it, cells as texts). Raises UnreadableInput."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _excel_rows(path)
        return
    text = read_text(path, ("utf-8-sig", "cp1251"))
    if not text.strip():
        raise UnreadableInput("empty_file", file=str(path))
    sample = text[:4096]
    separator = max(",;\t|", key=lambda s: sample.count(s))
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1)
    except csv.Error as error:
        raise UnreadableInput("not_a_csv", file=str(path), detail=str(error)) from error


def _excel_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, ["" if cell is None else str(cell) for cell in row]
    except UnreadableInput:
        raise
    except Exception as error:
        # openpyxl tells of damage by many kinds of error.
        raise UnreadableInput("damaged_workbook", file=str(path), detail=type(error).__name__) from error
