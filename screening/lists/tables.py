"""Rows of CSV and Excel tables as texts, one after the other; a file is never held whole."""

import codecs
import csv
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeVar

from screening.errors import UnreadableInput

WORKBOOKS = (".xlsx", ".xlsm")
_SEPARATORS = ",;\t|"

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number as a spreadsheet shows it, cells as texts) of a table of anyone's. Raises UnreadableInput."""
    if is_workbook(path):
        yield from excel_rows(path)
        return
    encoding = encoding_of(path, ("utf-8-sig", "cp1251"))
    with _opened(path, encoding) as file:
        sample = file.read(4096)
    if not sample.strip():
        raise UnreadableInput("empty_file", file=str(path))
    yield from csv_rows(path, max(_SEPARATORS, key=sample.count), encoding)


def csv_rows(path: Path, separator: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of a CSV file. Raises UnreadableInput naming file and row."""
    number = 0
    try:
        with _opened(path, encoding) as file:
            for number, row in enumerate(csv.reader(file, delimiter=separator), 1):
                yield number, row
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableInput("not_a_csv", file=str(path), row=number + 1, detail=str(error)) from error


class Together(Iterator[tuple[Key, list[Row]]]):
    """Rows put together by the entry that they tell of, each entry as soon as its last row has come.

    ``rows`` gives pairs of key and row, the same at each of two passes. The first counts the rows of each key and keeps
    the counts alone; so the second knows when an entry is complete, wherever in the file its rows stand, and holds no
    more than those that have begun and not ended: one at a time in files whose publisher keeps them together.
    """

    def __init__(self, rows: Callable[[], Iterable[tuple[Key, Row]]]) -> None:
        self._left = Counter(key for key, _ in rows())
        self._rows = iter(rows())
        self._begun: dict[Key, list[Row]] = {}
        self._passed: dict[Key, list[Row]] = {}

    def __next__(self) -> tuple[Key, list[Row]]:
        """Return the next entry that is complete: its key, and its rows in their order."""
        for key, row in self._rows:
            held = self._begun.setdefault(key, [])
            held.append(row)
            if len(held) == self._left[key]:
                del self._begun[key], self._left[key]
                return key, held
        raise StopIteration

    def of(self, key: Key) -> list[Row]:
        """Return the rows of one key, reading on to its last; none where it has none, or where they were given.

        For files that go beside another one in its order; what is read over is kept until it is asked for.
        """
        while key in self._left:
            for found, held in self:
                self._passed[found] = held
                break
            else:
                break
        return self._passed.pop(key, [])


def encoding_of(path: Path, encodings: Sequence[str]) -> str:
    """Return the first encoding that fits all of a file, which is read for it. Raises UnreadableInput."""
    if _starts_with(path, (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16", *encodings)
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
        return encoding
    raise UnreadableInput("unknown_encoding", file=str(path))


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook, by its first bytes and its name."""
    return path.suffix.lower() in WORKBOOKS or (
        path.suffix.lower() not in (".csv", ".tsv", ".txt") and _starts_with(path, (b"PK\x03\x04",))
    )


def excel_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells as texts) of the first sheet of a workbook; rows without cells are passed over.

    Raises UnreadableInput.
    """
    with first_sheet(path) as rows:
        yield from rows()


@contextmanager
def first_sheet(path: Path) -> Iterator[Callable[[], Iterator[tuple[int, list[str]]]]]:
    """Open a workbook once; what is given yields the rows of its first sheet as often as it is called.

    A list comes from outside too: it is opened by the child process with limits that opens manifests, which lays the
    rows aside on the disk. Raises UnreadableInput.
    """
    from screening.manifest.files import read_grid

    grid = read_grid(path)
    try:
        yield grid.sheets[0].rows
    finally:
        grid.close()


def _starts_with(path: Path, beginnings: tuple[bytes, ...]) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(8).startswith(beginnings)
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error


def _opened(path: Path, encoding: str) -> TextIO:
    try:
        return path.open(encoding=encoding, newline="")
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
