"""The child process that opens untrusted workbooks: ``python -m screening.manifest.child IN OUT [typed]``.

The password of a locked workbook comes as the first line of standard input (empty when there is none).

A crafted workbook can end the process that parses it or take all memory; here that is this process alone. Rows are
written to OUT as marshal frames: ("sheet", name, merged), then ("rows", [(number, cells), ...]); with "typed" then
("typed", [(number, typed cells), ...]) instead. Exit code 0, or 3 with one line on standard error that holds an error
code and a detail.
"""

import io
import marshal
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from screening.manifest.grid import TypedRow
from screening.manifest.typed import typed_cells, typed_sheets
from screening.manifest.without_value import put_in, without_value

MEMORY_LIMIT = 2 << 30
CPU_SECONDS = 60
MOST_CELLS = 10_000_000
MOST_UNPACKED_BYTES = 500 << 20
USUAL_PASSWORD = "VelvetSweatshop"
"""What spreadsheet programs lock a workbook with that is to be opened without asking."""
FRAME = 2000
TYPED = "typed"
"""Asks for what the cells are besides their text."""


def main(arguments: list[str]) -> int:
    """Read one workbook."""
    _limit()
    source, target, *asked = arguments
    convert = _convert_typed if asked == [TYPED] else _convert
    try:
        with Path(target).open("wb") as out:
            convert(source, out, sys.stdin.readline().rstrip("\r\n"))
    except _Locked as error:
        return _fail(error.code, "")
    except MemoryError:
        return _fail("workbook_too_large", "memory")
    except _TooLarge as error:
        return _fail("workbook_too_large", str(error))
    except Exception as error:
        # calamine tells of damage by many kinds of error; all of them mean the same to the user.
        name = type(error).__name__
        code = "password_needed" if "password" in f"{name} {error}".lower() else "damaged_workbook"
        return _fail(code, f"{name}: {error}".replace("\n", " ")[:200])
    return 0


class _TooLarge(Exception):
    pass


class _Locked(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


def _fail(code: str, detail: str) -> int:
    sys.stderr.write(f"{code}\t{detail}\n")
    return 3


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's look at this process stands alone there
        return
    # macOS takes a limit of memory and does not keep it; the parent does (supervised.py).
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _opened(source: str, password: str) -> Any:  # noqa: ANN401 - calamine has no types
    """Open a workbook, unlocking it where it is locked."""
    import python_calamine

    try:
        return python_calamine.load_workbook(source)
    except python_calamine.PasswordError:
        return python_calamine.load_workbook(_unlocked(source, password))


def _unlocked(source: str, password: str) -> io.BytesIO:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    plain = io.BytesIO()
    for word in dict.fromkeys((USUAL_PASSWORD, password or USUAL_PASSWORD)):
        plain = io.BytesIO()
        with Path(source).open("rb") as file:
            try:
                book = msoffcrypto.OfficeFile(file)
                book.load_key(password=word)
                book.decrypt(plain)
                break
            except (InvalidKeyError, DecryptionError):
                continue
    else:
        raise _Locked("password_wrong" if password else "password_needed")
    plain.seek(0)
    if zipfile.is_zipfile(plain):
        with zipfile.ZipFile(plain) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED_BYTES:
            raise _TooLarge(f"{unpacked >> 20} MB")
    plain.seek(0)
    return plain


def _without_value(source: str, password: str) -> dict[str, Iterator[tuple[int, dict[int, str]]]]:
    """Return the cells without a value of an .xlsx, locked or not; of other formats nothing tells of them."""
    with Path(source).open("rb") as file:
        locked = file.read(4) == b"\xd0\xcf\x11\xe0"
    if not locked:
        return without_value(source) if zipfile.is_zipfile(source) else {}
    import python_calamine

    try:
        python_calamine.load_workbook(source)
    except python_calamine.PasswordError:
        plain = _unlocked(source, password)
        return without_value(plain) if zipfile.is_zipfile(plain) else {}
    return {}


def _convert(source: str, out: object, password: str) -> None:
    book = _opened(source, password)
    unread = _without_value(source, password)
    total = 0
    for about in book.sheets_metadata:
        if str(about.typ).rsplit(".", 1)[-1] != "WorkSheet":
            continue
        sheet = book.get_sheet_by_name(about.name)
        total += sheet.total_height * sheet.total_width
        if total > MOST_CELLS:
            raise _TooLarge(f"{sheet.total_height} x {sheet.total_width}")
        merged = []
        ranges = getattr(sheet, "merged_cell_ranges", None) or ()
        for (top, left), (bottom, right) in ranges:
            merged.append((top + 1, left, bottom + 1, right))
        marshal.dump(("sheet", about.name, merged), out)  # type: ignore[arg-type]
        frame = []
        # Empty columns at the left are not handed out, and must not shift the others.
        left = [""] * (sheet.start[1] if sheet.start else 0)
        rows = ((number, left + [_text(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1))
        for number, cells in put_in(rows, unread[about.name]) if about.name in unread else rows:
            total += len(cells) if number > sheet.total_height else 0
            if total > MOST_CELLS:
                raise _TooLarge(f"{number} x {len(cells)}")
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                frame.append((number, cells))
                if len(frame) >= FRAME:
                    marshal.dump(("rows", frame), out)  # type: ignore[arg-type]
                    frame = []
        marshal.dump(("rows", frame), out)  # type: ignore[arg-type]


def _convert_typed(source: str, out: object, password: str) -> None:
    for name, rows in _typed_sheets(source, password):
        marshal.dump(("sheet", name, []), out)  # type: ignore[arg-type]
        while frame := list(islice(rows, FRAME)):
            marshal.dump((TYPED, frame), out)  # type: ignore[arg-type]


def _typed_sheets(source: str, password: str) -> Iterator[tuple[str, Iterator[TypedRow]]]:
    """Yield the sheets with their typed cells: of .xlsx with the sender's formats, of others as calamine tells."""
    plain: str | io.BytesIO = source
    with Path(source).open("rb") as file:
        ole = file.read(4) == b"\xd0\xcf\x11\xe0"
    book = None
    if ole:
        import python_calamine

        try:
            book = python_calamine.load_workbook(source)
        except python_calamine.PasswordError:
            plain = _unlocked(source, password)
    if zipfile.is_zipfile(plain):
        with zipfile.ZipFile(plain) as archive:
            known = "xl/workbook.xml" in archive.namelist()
        if known:
            yield from typed_sheets(plain)
            return
    book = book or _opened(source, password)
    for about in book.sheets_metadata:
        if str(about.typ).rsplit(".", 1)[-1] == "WorkSheet":
            sheet = book.get_sheet_by_name(about.name)
            left = [""] * (sheet.start[1] if sheet.start else 0)
            rows = ((number, typed_cells(left + row)) for number, row in enumerate(sheet.iter_rows(), 1))
            yield about.name, (row for row in rows if row[1])


def _text(cell: object) -> str:
    """Return a cell as a spreadsheet program shows it, as far as its format does not matter."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
