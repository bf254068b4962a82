"""What the cells of a workbook are besides their text: numbers, days, logical values, errors, each with its format.

Lines are read as texts (``child``); the audit file gives the sender's cells back as what they were. Called in the child
process alone: workbooks are untrusted. Texts are left out, whatever they look like.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import IO, Any

from screening.manifest.grid import TypedCell, TypedRow

NUMBER, LOGICAL, ERROR, DIGITS = "n", "b", "e", "t"
"""Kinds of cells. DIGITS is a whole number of more digits than a spreadsheet program keeps: a text with all of them."""
DAY, MOMENT, CLOCK, SPAN = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "[h]:mm:ss"
"""Formats of days, times and durations where the sender's own is not known."""
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_DIGITS_KEPT = 15
_YEARS_1904 = 1462
"""Days between the two beginnings of time of Excel."""
_EPOCH = datetime(1899, 12, 30)
_FIRST = datetime(1900, 3, 1)
"""Before this day spreadsheet programs count differently."""
_NUMBER = re.compile(r"[+-]?(\d+)(\.\d*)?([eE][+-]?\d+)?|[+-]?\.\d+([eE][+-]?\d+)?")
_QUOTED = re.compile(r'\\.|_.|\*.|"[^"]*"|\[(?:\$|[A-Za-z]{3,}|Color|[<>=])[^\]]*\]')
_BUILT_IN_DAYS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
_BLOCK = 1 << 20
_PLACED = re.compile(rb'<(?:row|c) [^>]*?\br="')
_CELL = re.compile(
    rb'<c (?![^>]*\bt="(?:s|inlineStr|str)")([^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v(?: [^>]*)?>([^<]*)</v>'
)
_ATTRIBUTES = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,6})")?(?: t="([a-z]+)")?')
_ATTRIBUTE = re.compile(rb'(?<![\w:.-])([rst])="([^"]*)"')
_ATTRIBUTES_PLAIN = re.compile(rb'\s*(?:[\w:.-]+="[^"&]*"\s*)*')
_MOST_STYLES = 70_000
MOST_COLUMNS = 1 << 14
"""What a spreadsheet program has; a place beyond it is none."""


def is_day(form: str | int) -> bool:
    """Return whether a number format shows days: one with a year or a day in it."""
    if isinstance(form, int):
        return form in _BUILT_IN_DAYS
    return bool(re.search("[yYdD]", _QUOTED.sub("", form.partition(";")[0])))


def is_time(form: str | int) -> bool:
    """Return whether a number format shows days, times or durations."""
    if isinstance(form, int):
        return form in _BUILT_IN_DAYS or form in _BUILT_IN_TIMES
    return bool(re.search("[yYdDhHsS]", _QUOTED.sub("", form.partition(";")[0]).replace("General", "")))


def typed_sheets(book: IO[bytes] | str) -> Iterator[tuple[str, Iterator[TypedRow]]]:
    """Yield the sheets of an .xlsx workbook by their names, each with its rows that hold anything but texts."""
    with zipfile.ZipFile(book) as archive:
        about = _parse(archive, "xl/workbook.xml")
        of_1904 = any(_named(one, "workbookPr") and one.get("date1904") in ("1", "true") for one in about)
        formats = _formats(archive)
        for name, part in sheet_parts(archive, about):
            with archive.open(part) as file:
                read = _rows_fast if _is_plain(file) else _rows
                file.seek(0)
                yield name, read(file, formats, of_1904)


def sheet_parts(archive: zipfile.ZipFile, about: Any = None) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the sheets of an .xlsx workbook by their names, each with the part that holds it."""
    targets = {
        one.get("Id"): (one.get("Target") or "").removeprefix("/xl/")
        for one in _parse(archive, "xl/_rels/workbook.xml.rels")
    }
    about = _parse(archive, "xl/workbook.xml") if about is None else about
    for sheet in (one for one in about.iter() if _named(one, "sheet")):
        number = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        part = f"xl/{targets.get(number, '')}"
        if part in archive.NameToInfo:
            yield sheet.get("name") or "", part


def parsed_part(file: IO[bytes], tag: str) -> Iterator[Any]:
    """Yield the elements of a tag, each forgotten when the next one is asked for."""
    from lxml import etree

    for _, element in etree.iterparse(file, tag=tag, resolve_entities=False, no_network=True):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _parse(archive: zipfile.ZipFile, part: str) -> Any:  # noqa: ANN401  # lxml has no types
    from lxml import etree

    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _named(element: Any, name: str) -> bool:  # noqa: ANN401
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def _formats(archive: zipfile.ZipFile) -> list[str | int]:
    """Return the number format of each style: the sender's text, or the number of one that every program knows."""
    if "xl/styles.xml" not in archive.NameToInfo:
        return []
    styles = _parse(archive, "xl/styles.xml")
    own: dict[int, str] = {}
    for one in styles.iter("{*}numFmt"):
        number = one.get("numFmtId") or ""
        if number.isdecimal():
            own.setdefault(int(number), one.get("formatCode") or "")
    found: list[str | int] = []
    for cells in styles.iter("{*}cellXfs"):
        for one in cells.iter("{*}xf"):
            number = int(one.get("numFmtId") or 0)
            found.append(own.get(number, number))
            if len(found) >= _MOST_STYLES:
                return found
    return found


def _is_plain(file: IO[bytes]) -> bool:
    """Whether a worksheet is written as spreadsheet programs do, so that its cells are found without parsing it all.

    No comments and no CDATA, which could hide cells or feign them; no prefixes; rows and cells that tell their places.
    """
    head = file.read(_BLOCK)
    data, row, cell = (head.find(mark) for mark in (b"<sheetData>", b"<row ", b"<c "))
    if not -1 < data < row < cell or not _PLACED.match(head, row) or not _PLACED.match(head, cell):
        return False
    block = head
    while block:
        if b"<!" in block:
            return False
        following = file.read(_BLOCK)
        if block[-1:] == b"<" and following[:1] == b"!":
            return False
        block = following
    return True


def _rows_fast(file: IO[bytes], formats: list[str | int], of_1904: bool) -> Iterator[TypedRow]:
    """Yield the rows of a plain worksheet, in a fourth of the time that a parser takes."""
    rest = b""
    while block := file.read(_BLOCK):
        block = rest + block
        end = block.rfind(b"</row>") + 6
        if end < 6:
            rest = block
            continue
        rest = block[end:]
        for row in block[:end].split(b"</row>"):
            cells: list[TypedCell] = []
            number = 0
            for about, value in _CELL.findall(row):
                match = _ATTRIBUTES.fullmatch(about)
                if match is None and _ATTRIBUTES_PLAIN.fullmatch(about):
                    given = dict(_ATTRIBUTE.findall(about))
                    match = _ATTRIBUTES.fullmatch(
                        b" ".join(b'%s="%s"' % (name, given[name]) for name in (b"r", b"s", b"t") if name in given)
                    )
                if match is None:
                    # Written like no spreadsheet program does, with a type in other quotes, say: its text is kept.
                    continue
                letters, place, style, kind = match.groups()
                if cells and int(place) != number:
                    continue
                number = int(place)
                chosen = int(style) if style else 0
                form = formats[chosen] if chosen < len(formats) else 0
                made = _cell(kind.decode() if kind else NUMBER, value.decode("ascii", "replace"), form, of_1904)
                if made is not None:
                    cells.append((column_of(letters.decode()), *made))
            if cells:
                yield number, cells


def _rows(file: IO[bytes], formats: list[str | int], of_1904: bool) -> Iterator[TypedRow]:
    from lxml import etree  # for its path alone; the rows come from parsed_part

    number = 0
    no_texts: Any = etree.XPath("*[not(@t='s' or @t='inlineStr' or @t='str')][*]")
    for row in parsed_part(file, "{*}row"):
        text = row.get("r") or ""
        number = int(text) if text.isdecimal() else number + 1
        cells: list[TypedCell] = []
        of_value = row.tag[:-3] + "v"
        for cell in no_texts(row):
            about = cell.attrib
            place = about.get("r")
            # Where cells do not tell their places they stand one after another.
            column = _column(place, text) if place else row.index(cell)
            value = cell[-1] if cell[-1].tag == of_value else cell.find(of_value)
            style = about.get("s", "0")
            form = formats[int(style)] if int(style) < len(formats) else 0
            made = _cell(about.get("t", NUMBER), value.text or "", form, of_1904) if value is not None else None
            if made is not None:
                cells.append((column, *made))
        if cells:
            yield number, cells


@lru_cache(MOST_COLUMNS)
def column_of(letters: str) -> int:
    """Return the column (0-based) that capital letters name; those of no column may give any number."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _column(place: str, row: str) -> int:
    """Return the 0-based column of a place like "AB12"."""
    return column_of(place.removesuffix(row) if row else place.rstrip("0123456789"))


def _cell(kind: str, value: str, form: str | int, of_1904: bool) -> tuple[str, str, str | int] | None:
    """Return kind, value and format of a cell; None where its text is all there is to it."""
    value = value.strip()
    if kind == LOGICAL:
        return (LOGICAL, value, form) if value in ("0", "1") else None
    if kind == ERROR:
        return (ERROR, value, form) if value in _ERRORS else None
    if kind == "d":
        try:
            return _of_day(datetime.fromisoformat(value.removesuffix("Z")), form)
        except ValueError:
            return None
    if kind == NUMBER and value.isascii() and value.isdigit() and len(value) <= _DIGITS_KEPT and not of_1904:
        return NUMBER, value, form
    match = _NUMBER.fullmatch(value)
    if kind != NUMBER or match is None or len(value) > 40 or abs(float(value)) > 1e300:
        return None
    if match[1] and not match[2] and not match[3] and len(match[1].lstrip("0")) > _DIGITS_KEPT:
        return DIGITS, value, form
    if of_1904 and is_day(form):
        value = repr(float(value) + _YEARS_1904)
    return NUMBER, value, form


def _of_day(moment: datetime, form: str | int) -> tuple[str, str, str | int] | None:
    moment = moment.replace(tzinfo=None)
    if moment < _FIRST:
        return None
    passed = moment - _EPOCH
    serial = passed.days + (passed.seconds + passed.microseconds / 1e6) / 86400
    if not is_time(form):
        form = DAY if moment.time() == time() else MOMENT
    return NUMBER, repr(serial) if passed.seconds or passed.microseconds else str(passed.days), form


def typed_cells(cells: list[Any]) -> list[TypedCell]:
    """Return what the cells of a row are, of a format whose number formats are not told (.xls, .xlsb, .ods)."""
    found: list[TypedCell] = []
    for column, cell in enumerate(cells):
        made = _of_value(cell)
        if made is not None:
            found.append((column, *made))
    return found


def _of_value(cell: object) -> tuple[str, str, str | int] | None:
    if isinstance(cell, bool):
        return LOGICAL, str(int(cell)), 0
    if isinstance(cell, int | float):
        text = str(int(cell)) if isinstance(cell, int) or (cell.is_integer() and abs(cell) < 1e15) else repr(cell)
        return _cell(NUMBER, text, 0, False)
    if isinstance(cell, datetime):
        return _of_day(cell, 0)
    if isinstance(cell, date):
        return _of_day(datetime.combine(cell, time()), 0)
    if isinstance(cell, time):
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
        return NUMBER, repr(seconds / 86400), CLOCK
    if isinstance(cell, timedelta):
        return NUMBER, repr(cell.total_seconds() / 86400), SPAN
    return None
