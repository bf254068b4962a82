"""Cells of an .xlsx workbook that show something and have no value to be read: errors, and formulas not yet calculated.

A spreadsheet program calculates a formula when it opens the file; one that was written by another program may have no
result in it, and a lookup that found nothing has an error. Readers hand both out as empty: a party would be gone without
a word. Called in the child process alone: workbooks are untrusted.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from screening.manifest.grid import ERRORS, FORMULA
from screening.manifest.typed import MOST_COLUMNS, column_of, parsed_part, sheet_parts

_BLOCK = 1 << 20
_ANY = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f[ />]|\bt\s*=\s*["'][^"']*&""")
_OVERLAP = 64

Found = tuple[int, dict[int, str]]
"""Number of a row (1-based), and its cells without a value by their columns (0-based)."""


def without_value(book: IO[bytes] | str) -> dict[str, Iterator[Found]]:
    """Return the rows with such cells, by sheet; sheets that have no formula and no error are left out."""
    archive = zipfile.ZipFile(book)
    if "xl/workbook.xml" not in archive.NameToInfo:
        return {}
    found = {}
    for name, part in sheet_parts(archive):
        with archive.open(part) as file:
            if _any_in(file):
                found[name] = _rows(archive, part)
    return found


def _any_in(file: IO[bytes]) -> bool:
    rest = b""
    while block := file.read(_BLOCK):
        if _ANY.search(rest + block):
            return True
        rest = block[-_OVERLAP:]
    return False


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[Found]:
    from lxml import etree

    # A formula whose result is an empty text says so by its type: IF(B1="","",B1).
    chosen: Any = etree.XPath(
        "*[@t='e' or (*[local-name()='f'] and not(@t='str' or @t='s' or @t='inlineStr')"
        " and not(*[local-name()='v'][normalize-space(text())]))]"
    )
    number = 0
    with archive.open(part) as file:
        for row in parsed_part(file, "{*}row"):
            text = row.get("r") or ""
            number = int(text) if text.isdecimal() else number + 1
            cells = {}
            for cell in chosen(row):
                place = (cell.get("r") or "").rstrip("0123456789")
                column = column_of(place.upper()) if place else row.index(cell)
                if column < MOST_COLUMNS:
                    value = (cell.findtext("{*}v") or "").strip()
                    cells[column] = FORMULA if cell.get("t") != "e" else value if value in ERRORS else "#VALUE!"
            if cells:
                yield number, cells


def put_in(rows: Iterator[tuple[int, list[str]]], found: Iterator[Found]) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with what their cells without a value show; both come in the order of their numbers."""
    shown = next(found, None)
    for number, cells in rows:
        while shown is not None and shown[0] < number:
            shown = next(found, None)
        if shown is not None and shown[0] == number:
            _put(cells, shown[1])
            shown = next(found, None)
        yield number, cells
    last = 0 if shown is None else shown[0] - 1
    while shown is not None:
        # Below the last row that has any value.
        if shown[0] > last:
            last = shown[0]
            yield last, _put([], shown[1])
        shown = next(found, None)


def _put(cells: list[str], shown: dict[int, str]) -> list[str]:
    for column, text in shown.items():
        if column >= len(cells):
            cells += [""] * (column + 1 - len(cells))
        if not cells[column]:
            cells[column] = text
    return cells
