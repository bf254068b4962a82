"""The rules of worksheets whose breach makes Excel offer to repair a workbook, checked on the file itself.

From ECMA-376 part 1 (18.2 to 18.8) and Microsoft's "Excel specifications and limits".
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROWS, COLUMNS = 1_048_576, 16_384
LONGEST_TEXT, MOST_LINKS, MOST_STYLES, MOST_FORMATS, MOST_BREAKS = 32_767, 65_490, 65_490, 250, 1026
ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
"""Elements of a worksheet in the order in which alone Excel takes them."""
ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def faults(path: Path) -> list[str]:
    """Return what Excel would call damaged in a workbook, nothing when it opens without a word."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        found = [f"part twice: {name}" for name in {name for name in names if names.count(name) > 1}]
        if archive.testzip():
            found.append("damaged zip")
        found += _parts(archive)
        book = etree.fromstring(archive.read("xl/workbook.xml"))
        sheets = [(s.get("name", ""), s.get("sheetId"), s.get(LINK)) for s in book.iter(f"{MAIN}sheet")]
        found += _names([name for name, _, _ in sheets])
        if len({number for _, number, _ in sheets}) < len(sheets):
            found.append("sheetId twice")
        styles, more = _styles(archive)
        found += more
        targets = {
            one.get("Id"): posixpath.join("xl", one.get("Target", ""))
            for one in etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        for name, _, link in sheets:
            with archive.open(targets[link]) as file:
                found += [f"{name}: {fault}" for fault in _sheet(file, styles)]
        found += _defined_names(book, [name for name, _, _ in sheets])
        found += _properties(archive)
    return found


def _parts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield parts without a content type, and relations that lead to nothing."""
    types = etree.fromstring(archive.read("[Content_Types].xml"))
    endings = {one.get("Extension", "").lower() for one in types if one.tag.endswith("}Default")}
    told = {one.get("PartName", "").lstrip("/") for one in types if one.tag.endswith("}Override")}
    for name in archive.namelist():
        if name != "[Content_Types].xml" and name not in told and name.rpartition(".")[2].lower() not in endings:
            yield f"no content type: {name}"
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for one in etree.fromstring(archive.read(name)):
                target = posixpath.normpath(posixpath.join(folder, one.get("Target", "")))
                if one.get("TargetMode") == "External" or target.lstrip("/") not in archive.NameToInfo:
                    yield f"leads nowhere: {name} {one.get('Target')}"
    yield from (f"no such part: {name}" for name in told if name not in archive.NameToInfo)


def _names(names: list[str]) -> Iterator[str]:
    if not names or len({name.casefold() for name in names}) < len(names):
        yield f"sheet names twice: {names}"
    for name in names:
        if not 0 < len(name.encode("utf-16-le")) // 2 <= 31 or set("[]:*?/\\") & set(name) or FORBIDDEN.search(name):
            yield f"sheet name {name!r}"
        if name.startswith("'") or name.endswith("'") or name.casefold() == "history":
            yield f"sheet name {name!r}"


def _styles(archive: zipfile.ZipFile) -> tuple[int, list[str]]:
    root = etree.fromstring(archive.read("xl/styles.xml"))
    found = []
    own = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in root.iter(f"{MAIN}numFmt")}
    cells = root.find(f"{MAIN}cellXfs")
    assert cells is not None
    counts = {
        name: sum(len(element) for element in root.findall(f"{MAIN}{part}"))
        for name, part in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
    }
    if len(own) > MOST_FORMATS or len(cells) > MOST_STYLES:
        found.append(f"{len(own)} formats, {len(cells)} styles")
    found += [f"format {code!r}" for code in own.values() if not 0 < len(code) <= 255 or FORBIDDEN.search(code)]
    for one in cells:
        number = int(one.get("numFmtId", "0"))
        if number >= 164 and number not in own:
            found.append(f"no format {number}")
        found += [f"{name} {one.get(name)}" for name, most in counts.items() if int(one.get(name, "0")) >= most]
    for part in ("numFmts", "fonts", "fills", "borders", "cellXfs"):
        element = root.find(f"{MAIN}{part}")
        if element is not None and int(element.get("count", str(len(element)))) != len(element):
            found.append(f"count of {part}")
    return len(cells), found


def _sheet(file: Any, styles: int) -> Iterator[str]:  # a part of a zip
    before, order, place = 0, [], ""
    for event, element in etree.iterparse(file, events=("start", "end")):
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        parent = element.getparent()
        if event == "start":
            if parent is not None and parent.getparent() is None:
                order.append(name)
            continue
        if name == "row":
            number = int(element.get("r", before + 1))
            if not before < number <= ROWS:
                yield f"row {number} after {before}"
            before = number
            if float(element.get("ht", "15")) > 409:
                yield f"row {number} is {element.get('ht')} high"
            yield from _cells(element, number, styles)
            element.clear()
        elif name == "autoFilter":
            place = element.get("ref", "")
            yield from _range(place, before, "filter")
        elif name == "col":
            if (
                not 1 <= int(element.get("min")) <= int(element.get("max")) <= COLUMNS
                or float(element.get("width")) > 255
            ):
                yield f"column {dict(element.attrib)}"
        elif name == "dataValidation":
            listed = element.findtext(f"{MAIN}formula1") or ""
            if listed.startswith('"') and len(listed) > 257:
                yield f"list of {len(listed)} characters"
        elif name == "mergeCells":
            yield from _overlaps([one.get("ref", "") for one in element])
        elif name == "hyperlinks" and len(element) > MOST_LINKS:
            yield f"{len(element)} links"
        elif name in ("rowBreaks", "colBreaks") and len(element) > MOST_BREAKS:
            yield f"{len(element)} breaks"
        elif name in ("oddHeader", "oddFooter") and len(element.text or "") > 255:
            yield f"{name} of {len(element.text or '')} characters"
        elif (
            name == "pane" and element.get("state") == "frozen" and not PLACE.fullmatch(element.get("topLeftCell", ""))
        ):
            yield "pane"
    ranks = [ORDER.index(name) for name in order]
    if any(one > other for one, other in pairwise(ranks)) or order.count("sheetData") != 1:
        yield f"order of {order}"


def _cells(row: Any, number: int, styles: int) -> Iterator[str]:  # lxml has no types
    last = 0
    for cell in row:
        match = PLACE.fullmatch(cell.get("r", ""))
        if match is None or int(match[2]) != number or not last < (column := _column(match[1])) <= COLUMNS:
            yield f"cell {cell.get('r')} in row {number}"
            continue
        last = column
        where, kind = cell.get("r"), cell.get("t", "n")
        if not 0 <= int(cell.get("s", "0")) < styles:
            yield f"{where}: style {cell.get('s')}"
        value = cell.findtext(f"{MAIN}v")
        if cell.find(f"{MAIN}f") is not None:
            yield f"{where}: a formula"
        if kind == "inlineStr":
            text = cell.find(f"{MAIN}is/{MAIN}t")
            yield from _text(text, where) if text is not None else [f"{where}: no text"]
        elif kind == "n":
            if value is not None and (not NUMBER.fullmatch(value) or abs(float(value)) > 9.99e307):
                yield f"{where}: {value!r} is no number"
        elif kind == "b":
            if value not in ("0", "1"):
                yield f"{where}: {value!r} is no logical value"
        elif kind == "e":
            if value not in ERRORS:
                yield f"{where}: {value!r} is no error"
        elif kind != "s" or not (value or "").isdigit():
            yield f"{where}: type {kind}"


def _text(element: Any, where: str) -> Iterator[str]:
    text = element.text or ""
    read = re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)
    if len(read.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        yield f"{where}: {len(read)} characters"
    if FORBIDDEN.search(text):
        yield f"{where}: control characters"
    if text != text.strip() and element.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
        yield f"{where}: blanks would be lost"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _corners(ref: str) -> tuple[int, int, int, int] | None:
    first, _, last = ref.replace("$", "").partition(":")
    a, b = PLACE.fullmatch(first), PLACE.fullmatch(last or first)
    if a is None or b is None:
        return None
    return _column(a[1]), int(a[2]), _column(b[1]), int(b[2])


def _range(ref: str, rows: int, name: str) -> Iterator[str]:
    corners = _corners(ref)
    if corners is None or corners[0] > corners[2] or not corners[1] <= corners[3] <= max(rows, corners[1]):
        yield f"{name} {ref}, rows to {rows}"
    elif corners[2] > COLUMNS or corners[3] > ROWS:
        yield f"{name} {ref} outside the sheet"


def _overlaps(refs: list[str]) -> Iterator[str]:
    areas = [_corners(ref) for ref in refs]
    for n, one in enumerate(areas):
        for other in areas[n + 1 :]:
            if one and other and not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]):
                yield f"merged cells overlap: {refs[n]}"


def _defined_names(book: Any, sheets: list[str]) -> Iterator[str]:
    seen = set()
    for one in book.iter(f"{MAIN}definedName"):
        name, scope, text = one.get("name", ""), one.get("localSheetId", ""), one.text or ""
        if (name.casefold(), scope) in seen or not re.fullmatch(r"[\w\\][\w.\\?]{0,254}", name):
            yield f"name {name!r}"
        seen.add((name.casefold(), scope))
        if scope and int(scope) >= len(sheets):
            yield f"name {name} of sheet {scope}"
        for sheet, quoted in re.findall(r"(?:'((?:[^']|'')+)'|([\w.]+))!", text) if scope else ():
            if (sheet.replace("''", "'") or quoted) != sheets[int(scope)]:
                yield f"name {name}: {text}"
        if "#REF!" in text or not text:
            yield f"name {name}: {text!r}"


def _properties(archive: zipfile.ZipFile) -> Iterator[str]:
    for part in ("docProps/core.xml", "docProps/app.xml"):
        texts = [element.text or "" for element in etree.fromstring(archive.read(part)).iter()]
        yield from (f"{part}: {text[:40]!r}" for text in texts if FORBIDDEN.search(text))
