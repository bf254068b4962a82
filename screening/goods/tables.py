"""The officer's own patterns: small tables in the data folder that are added to those that come with the program.

Folder ``tables`` of the data folder, files of the same names and columns as in ``resources/goods`` and
``resources/route``: words.tsv, innocent.tsv, part_numbers.tsv, makers.tsv, places.tsv, brands.tsv.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from screening.errors import UnreadableInput
from screening.resources import resource_path

FOLDER = "tables"

_CODE = re.compile(r"\d{4,10}")
_COUNTRY = re.compile(r"[A-Z]{2}(-\d{2})?")


@dataclass(frozen=True, slots=True)
class PatternTables:
    """Rows of the tables; each row is its cells as they stand, without comments."""

    words: tuple[tuple[str, ...], ...] = ()
    innocent: tuple[tuple[str, ...], ...] = ()
    part_numbers: tuple[tuple[str, ...], ...] = ()
    makers: tuple[tuple[str, ...], ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    brands: tuple[tuple[str, ...], ...] = ()

    def __add__(self, other: "PatternTables") -> "PatternTables":
        """Return the rows of both, one's own last."""
        return PatternTables(*(getattr(self, name) + getattr(other, name) for name in KINDS))

    @property
    def digest(self) -> str:
        """A hash that changes with any row; empty when there is none."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.text else ""

    @property
    def text(self) -> str:
        """All rows as one text, each behind its kind, as a screening keeps them."""
        return "\n".join("\t".join((name, *row)) for name in KINDS for row in getattr(self, name))

    @classmethod
    def from_text(cls, text: str) -> "PatternTables":
        """Read what :attr:`text` gave."""
        rows: dict[str, list[tuple[str, ...]]] = {kind: [] for kind in KINDS}
        for line in filter(None, text.split("\n")):
            kind, *row = line.split("\t")
            rows[kind].append(tuple(row))
        return cls(**{kind: tuple(found) for kind, found in rows.items()})


KINDS = ("words", "innocent", "part_numbers", "makers", "places", "brands")


def _rows(text: str) -> list[tuple[int, tuple[str, ...]]]:
    lines = enumerate(text.splitlines(), 1)
    return [(number, tuple(line.split("\t"))) for number, line in lines if line.strip() and not line.startswith("#")]


@cache
def bundled() -> PatternTables:
    """Return the tables that come with the program."""

    def rows(folder: str, kind: str) -> tuple[tuple[str, ...], ...]:
        return tuple(row for _, row in _rows(resource_path(folder, f"{kind}.tsv").read_text(encoding="utf-8")))

    return PatternTables(**{kind: rows("route" if kind in ("places", "brands") else "goods", kind) for kind in KINDS})


def read_own(data_folder: Path) -> PatternTables:
    """Return the officer's own tables; none when there are none. Raises UnreadableInput naming file and row."""
    folder = data_folder / FOLDER
    files = {kind: folder / f"{kind}.tsv" for kind in KINDS}
    return PatternTables(**{kind: read_table(file, kind) for kind, file in files.items() if file.exists()})


def read_table(path: Path, kind: str) -> tuple[tuple[str, ...], ...]:
    """Read one table and check each row. Raises UnreadableInput("pattern_table_bad_row") naming file and row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput("unknown_encoding", file=str(path)) from error
    rows = []
    for number, row in _rows(text):
        problem = _CHECKS[kind](row)
        if problem:
            raise UnreadableInput("pattern_table_bad_row", file=str(path), row=number, detail=problem)
        rows.append(row)
    return tuple(rows)


def _bad_pattern(pattern: str) -> str:
    try:
        matches_nothing = re.compile(pattern).match("")
    except re.error as error:
        return f"{pattern!r}: {error}"
    return f"{pattern!r} matches everything" if matches_nothing else ""


def _coded(row: tuple[str, ...], *others: str) -> str:
    if len(row) < 2:
        return "two columns with a tab between them are needed"
    if not _CODE.fullmatch(row[0]) and row[0] not in others:
        return f"code {row[0]!r}"
    return _bad_pattern(row[1])


def _makers(row: tuple[str, ...]) -> str:
    if len(row) < 2:
        return "two columns with a tab between them are needed"
    return "" if _CODE.fullmatch(row[0]) or row[0] in ("chips", "off") else f"code {row[0]!r}"


def _places(row: tuple[str, ...]) -> str:
    if len(row) < 2 or not _COUNTRY.fullmatch(row[0]):
        return f"country {row[0]!r}"
    return _bad_pattern(row[1])


_CHECKS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "words": _coded,
    "innocent": lambda row: _bad_pattern(row[0]),
    "part_numbers": lambda row: _coded(row, "off"),
    "makers": _makers,
    "places": _places,
    "brands": lambda row: "" if row[0].strip() else "empty",
}
