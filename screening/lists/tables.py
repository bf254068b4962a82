"""Rows of CSV and Excel tables as texts, one after the other; a file is never held whole."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, time
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
    """Yield (row number, cells as texts) of the first sheet of a workbook. Raises UnreadableInput."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_cell(cell) for cell in row]
    except (UnreadableInput, GeneratorExit):
        raise
    except Exception as error:
        # openpyxl tells of damage by many kinds of error.
        raise UnreadableInput("damaged_workbook", file=str(path), detail=type(error).__name__) from error


def _cell(value: object) -> str:
    """Return a cell as a text: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


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
