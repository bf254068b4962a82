"""A file as sheets of rows of texts, whatever its format. Rows come with the number a spreadsheet program shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Row = tuple[int, list[str]]
TypedCell = tuple[int, str, str, str | int]
"""Column (0-based), kind (``screening.manifest.typed``), value as text, and number format: its text or known number."""
TypedRow = tuple[int, list[TypedCell]]
FORMULA = "#FORMULA!"
"""In place of a formula that has no result."""
ERRORS = frozenset({
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA", FORMULA,
})  # fmt: skip
"""What cells show that have no value."""


@dataclass(slots=True)
class Sheet:
    """One sheet; its rows can be read as often as is needed. Empty rows are left out."""

    name: str
    rows: Callable[[], Iterator[Row]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells: first row, first column, last row, last column; rows 1-based, columns 0-based."""
    typed: Callable[[], Iterator[TypedRow]] = lambda: iter(())
    """The cells that are no texts, where they were asked for (``read_grid``), by rows."""


@dataclass(slots=True)
class Grid:
    """A whole file."""

    format: str
    sheets: list[Sheet]
    encoding: str = ""
    separator: str = ""
    close: Callable[[], None] = field(default=lambda: None)
    """Removes what was put aside while reading."""
