"""Rows of CSV and Excel tables as texts, one after the other; a file is never held whole."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from screening.errors import UnreadableInput

WORKBOOKS = (".xlsx", ".xlsm")
_SEPARATORS = ",;\t|"


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

    A list comes from outside too: it is opened by the child process with limits that opens manifests. Raises
    UnreadableInput.
    """
    from screening.manifest.files import read_grid

    grid = read_grid(path)
    try:
        yield from grid.sheets[0].rows()
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
