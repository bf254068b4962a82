"""What a file is, by its content: workbook (read in a child process), text table, HTML table, zip of several."""

import lzma
import marshal
import os
import re
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from screening.errors import UnreadableInput
from screening.manifest.child import CPU_SECONDS, MEMORY_LIMIT, TYPED
from screening.manifest.grid import Grid, Row, Sheet, TypedRow
from screening.manifest.supervised import Bounds, run_bounded
from screening.manifest.text import read_text_table
from screening.progress import Progress, Silent, check
from screening.resources import resource_path

MOST_FILE_BYTES = 100 << 20
MOST_UNPACKED_BYTES = 500 << 20
MOST_RATIO = 200
RATIO_FROM_BYTES = 10 << 20
"""A part that unpacks to less than this may pack as well as it likes: small parts of blanks do."""
WALL_SECONDS = 120
OVER_PROCESSOR = 24
"""The signal that ends a process over its bound of processor time (SIGXCPU; Windows has none)."""
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
"""What a sheet of a workbook can have."""
MOST_PARTS = 5000
DEEPEST = 256
"""Elements of an ODS inside each other; libxml2 refuses more than 256 too. Honest ones have some twenty."""
MOST_FILES = 200
"""Tables in one zip."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN_OTHERS = ((b"%PDF", "pdf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"{\\rtf", "rtf"))


def read_grid(path: Path, password: str = "", progress: Progress | None = None, *, typed: bool = False) -> Grid:
    """Open a file as sheets of rows; with ``typed`` the sheets of workbooks give their typed cells and no rows.

    Raises UnreadableInput with the file and what is wrong with it, "password_needed" and "password_wrong" among it;
    Cancelled when ``progress`` says so while a workbook is opened.
    """
    look = partial(check, progress or Silent(), "read_sheet", 0)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8192)
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    if path.is_dir():
        raise UnreadableInput("is_a_folder", file=str(path))
    if not head.strip(b"\r\n\t \0\xef\xbb\xbf\xff\xfe"):
        raise UnreadableInput("empty_file", file=str(path))
    if head.startswith(b"PK"):
        return _zip(path, size, password, look, typed)
    if head.startswith(_OLE):
        return _workbook(path, size, "xls", look, password, typed=typed)
    if head[:2] == b"\x09\x08" or head[:4] in (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"):
        return _workbook(path, size, "xls", look, typed=typed)
    for mark, kind in _KNOWN_OTHERS:
        if head.startswith(mark):
            raise UnreadableInput("not_a_table", file=str(path), kind=kind)
    lower = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<workbook" in lower:
        return _spreadsheet_xml(path)
    if lower.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"mime-version:")) or (
        b"<table" in lower and b"<t" in lower
    ):
        return _html(path, head)
    if lower.startswith(b"<?xml"):
        return _spreadsheet_xml(path)
    return read_text_table(path, head)


_DAMAGED_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip
"""What zipfile raises for damaged bytes, depending on where they are."""


def _zip(path: Path, size: int, password: str, look: Callable[[], None], typed: bool) -> Grid:
    """Look at a zip before anything unpacks it, then hand it to the child."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            _check_parts(path, parts)
            if any(name.startswith("xl/") for name in names):
                for name in names:
                    if re.fullmatch(r"xl/(workbook|sharedStrings|worksheets/[^/]+)\.xml", name):
                        with archive.open(name) as part_file:
                            # UTF-16 would hide it between zeros.
                            if b"<!DOCTYPE" in part_file.read(16384).replace(b"\0", b""):
                                raise UnreadableInput("workbook_with_doctype", file=str(path))
                binary = "xl/workbook.bin" in names
                return _workbook(path, size, "xlsb" if binary else "xlsx", look, typed=typed)
            if "mimetype" in names or "content.xml" in names:
                if "content.xml" in names:
                    _check_depth(path, archive)
                return _workbook(path, size, "ods", look, typed=typed)
            if "[Content_Types].xml" not in names:
                return _several(path, archive, parts, password, typed)
    except _DAMAGED_ZIP as error:
        raise UnreadableInput("damaged_workbook", file=str(path), detail=str(error)[:200]) from error
    raise UnreadableInput("not_a_table", file=str(path), kind="zip")


def _check_depth(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse an ODS whose elements lie deeper in each other than any honest one's: its reader takes minutes over them.

    Counted by bytes, some hundred megabytes a second: a "<" opens, "</" and "/>" close. What hides from this counting
    meets the child's limits.
    """
    import numpy as np

    depth = 0
    before = b""
    with archive.open("content.xml") as part:
        while block := part.read(1 << 22):
            data = np.frombuffer(before + block, np.uint8)
            this, after = data[:-1], data[1:]
            opens = (this == 0x3C) & (after != 0x2F) & (after != 0x21) & (after != 0x3F)
            closes = ((this == 0x3C) & (after == 0x2F)) | ((this == 0x2F) & (after == 0x3E))
            course = depth + np.cumsum(opens.astype(np.int32) - closes.astype(np.int32))
            if len(course):
                if int(course.max()) > DEEPEST:
                    raise UnreadableInput(
                        "damaged_workbook", file=str(path), detail=f"elements more than {DEEPEST} deep"
                    )
                depth = int(course[-1])
            before = block[-1:]


def _several(path: Path, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], password: str, typed: bool) -> Grid:
    """Read the tables in a zip as the sheets of one manifest, each under the name of its file.

    Everything in it must be a table: what cannot be read is an error that names the part, never left out.
    """
    files = [part for part in parts if not part.is_dir() and not _hidden(part.filename)]
    if not files or len(files) > MOST_FILES:
        raise UnreadableInput("not_a_table", file=str(path), kind="zip")
    folder = Path(tempfile.mkdtemp(prefix="tekser-"))
    grids: list[Grid] = []

    def close() -> None:
        for grid in grids:
            grid.close()
        shutil.rmtree(folder, ignore_errors=True)

    sheets: list[Sheet] = []
    try:
        for number, part in enumerate(files):
            name = Path(part.filename.replace("\\", "/")).name
            # A name of our own: one in the zip may lead out of the folder.
            inner = folder / str(number) / f"part{Path(name).suffix[:8]}"
            inner.parent.mkdir()
            with archive.open(part) as source, inner.open("wb") as target:
                shutil.copyfileobj(source, target)
            with inner.open("rb") as file:
                packed = file.read(2) == b"PK"
            if packed and not _is_workbook(inner):
                raise UnreadableInput("not_a_table", file=f"{path}: {part.filename}", kind="zip")
            try:
                grid = read_grid(inner, password, typed=typed)
            except UnreadableInput as error:
                raise UnreadableInput(error.code, **{**error.data, "file": f"{path}: {part.filename}"}) from error
            grids.append(grid)
            sheets += [
                replace(sheet, name=name if len(grid.sheets) == 1 else f"{name} {sheet.name}") for sheet in grid.sheets
            ]
    except BaseException:
        close()
        raise
    return Grid("zip", sheets, close=close)


def _hidden(name: str) -> bool:
    """Whether a part is none that the sender put there."""
    return name.startswith("__MACOSX/") or Path(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _is_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return any(name.startswith("xl/") for name in names) or "content.xml" in names


def _check_parts(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        # Two parts of one name: one program would read the first, another the last.
        raise UnreadableInput("damaged_workbook", file=str(path), detail=f"{len(parts)} parts")
    total = sum(part.file_size for part in parts)
    if total > MOST_UNPACKED_BYTES:
        raise UnreadableInput("workbook_too_large", file=str(path), detail=f"{total >> 20} MB")
    for part in parts:
        if part.file_size > RATIO_FROM_BYTES and part.file_size > MOST_RATIO * max(1, part.compress_size):
            raise UnreadableInput("workbook_too_large", file=str(path), detail=part.filename)


def child_command(source: Path, target: Path, *asked: str) -> list[str]:
    """Return the command that runs the child; a frozen program is its own interpreter (see ``main``)."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--read-workbook", str(source), str(target), *asked]
    return [sys.executable, "-m", "screening.manifest.child", str(source), str(target), *asked]


def _workbook(
    path: Path, size: int, form: str, look: Callable[[], None], password: str = "", *, typed: bool = False
) -> Grid:
    if size > MOST_FILE_BYTES:
        raise UnreadableInput("workbook_too_large", file=str(path), detail=f"{size >> 20} MB")
    handle, name = tempfile.mkstemp(prefix="tekser-", suffix=".rows")
    os.close(handle)
    target = Path(name)
    try:
        done = run_bounded(
            child_command(path.absolute(), target, *([TYPED] if typed else [])),
            resource_path().parent,
            f"{password}\n".encode(),
            Bounds(MEMORY_LIMIT, CPU_SECONDS, WALL_SECONDS),
            look,
        )
        if done.over == "memory":
            raise UnreadableInput("workbook_too_large", file=str(path), detail="memory")
        if done.over or done.exit_code == -OVER_PROCESSOR:
            raise UnreadableInput("workbook_too_slow", file=str(path), seconds=WALL_SECONDS)
        if done.exit_code == 3:
            code, _, detail = done.errors.decode("utf-8", "replace").strip().rpartition("\n")[2].partition("\t")
            raise UnreadableInput(code, file=str(path), detail=detail)
        if done.exit_code != 0:
            # The child died: a crafted or badly damaged workbook.
            raise UnreadableInput("damaged_workbook", file=str(path), detail=f"exit {done.exit_code}")
        sheets = _index(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if not sheets:
        target.unlink(missing_ok=True)
        raise UnreadableInput("no_sheet", file=str(path))
    return Grid(form, sheets, close=lambda: target.unlink(missing_ok=True))


def _index(target: Path) -> list[Sheet]:
    """Find where each sheet's frames begin in what the child wrote."""
    sheets: list[Sheet] = []
    with target.open("rb") as file:
        while True:
            try:
                frame = marshal.load(file)  # written by our own child a moment ago
            except EOFError:
                return sheets
            if frame[0] == "sheet":
                sheets.append(_sheet(target, frame[1], file.tell(), tuple(map(tuple, frame[2]))))


def _sheet(target: Path, name: str, offset: int, merged: tuple[tuple[int, int, int, int], ...]) -> Sheet:
    def rows() -> Iterator[Row]:
        for row in _framed(target, offset, "rows"):
            if any(cell.strip() for cell in row[1]):
                yield row

    def typed() -> Iterator[TypedRow]:
        yield from _framed(target, offset, TYPED)

    return Sheet(name, rows, merged, typed)


def _framed(target: Path, offset: int, kind: str) -> Iterator[Any]:
    """Yield the rows of the frames of a kind that begin at a place of what the child wrote."""
    with target.open("rb") as file:
        file.seek(offset)
        while True:
            try:
                frame = marshal.load(file)
            except EOFError:
                return
            if frame[0] != kind:
                return
            yield from frame[1]


def _html(path: Path, head: bytes) -> Grid:
    """Read the tables of an HTML page that was saved as a spreadsheet."""
    from lxml import html

    content = path.read_bytes()
    if len(content) > MOST_FILE_BYTES:
        raise UnreadableInput("workbook_too_large", file=str(path), detail=f"{len(content) >> 20} MB")
    if head[:13].lower().startswith(b"mime-version"):
        import email

        message = email.message_from_bytes(content)
        bodies = [p.get_payload(decode=True) for p in message.walk() if p.get_content_type() == "text/html"]
        content = bodies[0] if bodies and isinstance(bodies[0], bytes) else b""
    try:
        tree = html.fromstring(content, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except Exception as error:
        raise UnreadableInput("damaged_workbook", file=str(path), detail=type(error).__name__) from error
    tables = []
    for table in tree.iter("table"):
        rows = []
        for number, row in enumerate(table.iter("tr"), 1):
            cells = [" ".join("".join(map(str, cell.itertext())).split()) for cell in row if cell.tag in ("td", "th")]
            if any(cells):
                rows.append((number, cells))
        if rows:
            tables.append(rows)
    if not tables:
        raise UnreadableInput("not_a_table", file=str(path), kind="html")
    sheets = [
        Sheet(f"{path.stem} {n}" if len(tables) > 1 else path.stem, _fixed(rows)) for n, rows in enumerate(tables, 1)
    ]
    return Grid("html", sheets)


def _fixed(rows: list[Row]) -> Callable[[], Iterator[Row]]:
    return lambda: iter(rows)


def _index_of(path: Path, text: str | None, following: int, most: int) -> int:
    """Return the number of a row or cell: the one it names itself, never before what is there already."""
    if not text:
        return following
    if not text.isascii() or not text.isdigit() or not following <= int(text[:9]) <= most or len(text) > 9:
        raise UnreadableInput("damaged_workbook", file=str(path), detail=f"Index {text[:20]}")
    return int(text)


def _spreadsheet_xml(path: Path) -> Grid:
    """Read SpreadsheetML 2003."""
    from screening.lists.xml import stream

    sheets: dict[str, list[Row]] = {}
    space = "{urn:schemas-microsoft-com:office:spreadsheet}"
    for sheet in stream(path, ("Worksheet",)):
        rows: list[Row] = []
        number = 0
        for row in sheet.iter(f"{space}Row"):
            number = _index_of(path, row.get(f"{space}Index"), number + 1, MOST_ROWS)
            cells: list[str] = []
            for cell in row.iter(f"{space}Cell"):
                index = _index_of(path, cell.get(f"{space}Index"), len(cells) + 1, MOST_COLUMNS)
                cells += [""] * (index - 1 - len(cells))
                cells.append("".join(str(t) for t in cell.itertext()).strip())
            if any(cells):
                rows.append((number, cells))
        sheets[sheet.get(f"{space}Name") or f"Sheet{len(sheets) + 1}"] = rows
    if not any(sheets.values()):
        raise UnreadableInput("not_a_table", file=str(path), kind="xml")
    return Grid("xml", [Sheet(name, _fixed(rows)) for name, rows in sheets.items() if rows])
