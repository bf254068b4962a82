"""Files that mean harm, each small or quickly made: manifests and lists that try to exhaust time or memory, to read
other files, to write outside of their folder, or to end the program.

    python -m tests.hostile.files FOLDER     writes them all
"""

import io
import random
import struct
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

_P = "http://schemas.openxmlformats.org/"
_MAIN = f'xmlns="{_P}spreadsheetml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0"?>'
_TYPES = (
    f'{HEAD}<Types xmlns="{_P}package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}sharedStrings+xml"/></Types>'
)
_STRINGS = f"{HEAD}<sst {_MAIN}><si><t>hello</t></si></sst>"
_ONE = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
_BOOK = (
    f'{HEAD}<workbook {_MAIN} xmlns:r="{_P}officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
GOOD_ROWS = (
    ("Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна назначения"),
    ("Anadolu Mobilya A.Ş.", "ТОО Алтын Дала", "Стулья деревянные", "9401690000", "Казахстан"),
)
LAUGHS = '<!DOCTYPE l [<!ENTITY a "AAAAAAAAAA">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
) + "]>"  # fmt: skip
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd">%p;]>'


def _relations(*pairs: tuple[str, str], mode: str = "") -> str:
    return (
        f'{HEAD}<Relationships xmlns="{_P}package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_P}officeDocument/2006/relationships/{kind}" Target="{target}"{mode}/>'
            for n, (kind, target) in enumerate(pairs, 1)
        )
        + "</Relationships>"
    )


def _sheet(body: str, dimension: str = "A1:B2") -> str:
    return f'{HEAD}<worksheet {_MAIN}><dimension ref="{dimension}"/><sheetData>{body}</sheetData></worksheet>'


def _strings(doctype: str, text: str) -> str:
    return f"{HEAD}{doctype}<sst {_MAIN}><si><t>{text}</t></si></sst>"


def _book(
    body: str | Iterable[str],
    strings: str | bytes = _STRINGS,
    *,
    level: int = 6,
    more: dict[str, bytes] | None = None,
    relations: str = "",
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            relations or _relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")),
        )
        archive.writestr("xl/sharedStrings.xml", strings)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for piece in [body] if isinstance(body, str) else body:
                file.write(piece.encode())
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def _zip(parts: Iterable[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return target.getvalue()


def _open_sheet(rows: Iterable[str]) -> Iterable[str]:
    yield f"{HEAD}<worksheet {_MAIN}><sheetData>"
    yield from rows
    yield "</sheetData></worksheet>"


def _lying_sizes() -> bytes:
    """A zip whose directory says that its parts are small."""
    data = bytearray(_book(_open_sheet(["<row>" + "<c/>" * 1_000_000 + "</row>"] * 20)))
    at = data.rfind(b"PK\x01\x02")
    while at != -1:
        data[at + 24 : at + 28] = struct.pack("<I", 1000)
        at = data.rfind(b"PK\x01\x02", 0, at)
    return bytes(data)


def _encrypted_part() -> bytes:
    data = bytearray(_book(_sheet(_ONE)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at != -1:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _twice(name: str) -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _book(_sheet(_ONE), more={name: _sheet('<row r="1"><c r="A1"><v>666</v></c></row>').encode()})


def _ole(fat: bytes) -> bytes:
    """A compound file whose one sector of allocation says ``fat``."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += struct.pack("<I", 0xFFFFFFFF) * 108
    return header.ljust(512, b"\xff") + fat.ljust(512, b"\xff") + bytes(4096)


def _ods(content: str, kind: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return _zip(
        [("mimetype", kind.encode()), ("content.xml", content.encode()), ("META-INF/manifest.xml", manifest.encode())]
    )


_ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">'
)
_ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"


def _xml2003(body: str, doctype: str = "") -> bytes:
    return (
        f'{HEAD}{doctype}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>'
        f"{body}</Table></Worksheet></Workbook>"
    ).encode()


def _csv(rows: Iterable[Iterable[str]] = GOOD_ROWS) -> bytes:
    return "".join(";".join(row) + "\n" for row in rows).encode()


def _noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def _corners() -> bytes:
    return _book(
        _sheet(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
            "A1:XFD1048576",
        )
    )


def _wide() -> bytes:
    rows = [*(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20001)),
            '<row r="20001"><c r="XFD20001"><v>1</v></c></row>']  # fmt: skip
    return _book(_open_sheet(rows))


def _noisy_cells() -> bytes:
    """Many cells that pack badly enough to pass every check of sizes."""
    chance = random.Random(1)
    rows = ("<row>" + "".join(f"<c><v>{chance.random()}</v></c>" for _ in range(100)) + "</row>" for _ in range(8000))
    return _book(_open_sheet(rows), level=1)


def _attributes(count: int, form: str) -> bytes:
    text = " ".join(form % n for n in range(count))
    return _book(_open_sheet([f'<row r="1" {text}><c r="A1"><v>1</v></c></row>']))


def _nested(depth: int) -> bytes:
    return _book(_open_sheet(['<row r="1">' + "<c>" * depth + "</c>" * depth + "</row>"]))


def _external() -> bytes:
    body = (
        '<row r="1"><c r="A1" t="str"><f>cmd|\'/c calc\'!A0</f><v>Получатель</v></c>'
        '<c r="B1" t="str"><f>[1]Sheet1!A1</f><v>Наименование товара</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://127.0.0.1:9/","x")</f><v>ТОО Алтын Дала</v></c>'
        '<c r="B2" t="str"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>Стулья</v></c></row>'
    )
    return _book(
        _sheet(body),
        more={
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
            "xl/vbaProject.bin": _noise(3000),
            "xl/connections.xml": b'<connections><connection sourceFile="http://127.0.0.1:9/x"/></connections>',
        },
    )


MANIFESTS: dict[str, Callable[[], bytes]] = {
    # Workbooks
    "dimension.xlsx": lambda: _book(_sheet(_ONE, "A1:XFD1048576")),
    "corners.xlsx": _corners,
    "wide.xlsx": _wide,
    "laughs.xlsx": lambda: _book(_sheet(_ONE), _strings(LAUGHS, "&j;")),
    "quadratic.xlsx": lambda: _book(
        _sheet(_ONE), _strings(f'<!DOCTYPE q [<!ENTITY a "{"A" * 100000}">]>', "&a;" * 3000)
    ),
    "xxe.xlsx": lambda: _book(_sheet(_ONE), _strings(XXE, "&e;")),
    "doctype_late.xlsx": lambda: _book(
        _sheet(_ONE), f"{HEAD}<!--{'x' * 9000}-->{LAUGHS}<sst {_MAIN}><si><t>&j;</t></si></sst>"
    ),
    "doctype_utf16.xlsx": lambda: _book(_sheet(_ONE), _strings(LAUGHS, "&j;").encode("utf-16")),
    "cell_huge.xlsx": lambda: _book(
        _open_sheet(['<row r="1"><c r="A1" t="inlineStr"><is><t>', *(["A" * (1 << 20)] * 520), "</t></is></c></row>"]),
        level=1,
    ),
    "cells_many.xlsx": lambda: _book(_open_sheet(["<row>" + "<c/>" * 100_000 + "</row>"] * 300), level=1),
    "cells_noisy.xlsx": _noisy_cells,
    "sizes_that_lie.xlsx": _lying_sizes,
    "attributes.xlsx": lambda: _attributes(100_000, 'a%d="u"'),
    "namespaces.xlsx": lambda: _attributes(300_000, 'xmlns:a%d="u"'),
    "nested.xlsx": lambda: _nested(200_000),
    "not_a_zip.xlsx": lambda: b"PK\x03\x04 not really",
    "empty.xlsx": lambda: b"",
    "cut.xlsx": lambda: _book(_sheet(_ONE))[:-300],
    "encrypted_part.xlsx": _encrypted_part,
    "part_twice.xlsx": lambda: _twice("xl/worksheets/sheet1.xml"),
    "parts_many.xlsx": lambda: _book(_sheet(_ONE), more={f"xl/media/{n}.xml": b"<a/>" for n in range(20_000)}),
    "string_missing.xlsx": lambda: _book(_sheet('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>')),
    "sheet_missing.xlsx": lambda: _book(_sheet(_ONE), relations=_relations(("worksheet", "worksheets/none.xml"))),
    "sheet_elsewhere.xlsx": lambda: _book(
        _sheet(_ONE), relations=_relations(("worksheet", "../../../../../../etc/passwd"))
    ),
    "sheet_far.xlsx": lambda: _book(
        _sheet(_ONE), relations=_relations(("worksheet", "http://127.0.0.1:9/x"), mode=' TargetMode="External"')
    ),
    "reference_odd.xlsx": lambda: _book(
        _sheet('<row r="99999999999"><c r="A0"><v>1</v></c><c r="ZZZZZZ1"><v>1</v></c><c r="-5"><v>NaN</v></c></row>')
    ),
    "merged_many.xlsx": lambda: _book(
        f"{HEAD}<worksheet {_MAIN}><sheetData>{_ONE}</sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="A1:XFD{n}"/>' for n in range(1, 30_000))
        + "</mergeCells></worksheet>"
    ),
    "not_utf8.xlsx": lambda: _book(_sheet(_ONE), _strings("", "x").encode().replace(b"x<", b"\xff\xfe\xc0<")),
    "external.xlsx": _external,
    "macros.xlsb": lambda: _zip([("xl/workbook.bin", _noise(5000)), ("[Content_Types].xml", _TYPES.encode())]),
    "outside.xlsx": lambda: _book(_sheet(_ONE), more={"../../../../tmp/tekser_evil": b"x", "/etc/tekser_evil": b"x"}),
    # Old workbooks
    "ole_noise.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _noise(50_000),
    "ole_circle.xls": lambda: _ole(struct.pack("<I", 1) * 128),
    "ole_self.xls": lambda: _ole(struct.pack("<128I", *range(128))),
    "biff_lengths.xls": lambda: b"\x09\x08\x10\x00" + b"\x00\x06\x05\x00" + b"\xff" * 60_000,
    # OpenDocument
    "repeated.ods": lambda: _ods(
        f'{_ODS_HEAD}<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
        f' table:number-columns-repeated="1000000000"><text:p>x</text:p></table:table-cell></table:table-row>{_ODS_END}'
    ),
    "laughs.ods": lambda: _ods(
        f"{HEAD}{LAUGHS}{_ODS_HEAD}<table:table-row><table:table-cell><text:p>&j;</text:p></table:table-cell>"
        f"</table:table-row>{_ODS_END}"
    ),
    "nested.ods": lambda: _ods(f"{_ODS_HEAD}{'<text:p>' * 100_000}"),
    # Text
    "one_line.csv": lambda: b"x" * (60 << 20),
    "columns.csv": lambda: b";".join([b"x"] * 300_000) + b"\n" + b";".join([b"y"] * 300_000),
    "quote_open.csv": lambda: _csv() + b'"' + b"a;b\n" * 3_000_000,
    "zeros.csv": lambda: bytes(5 << 20) + b"a;b\n",
    "noise.csv": lambda: _noise(3 << 20),
    "odd_utf16.csv": lambda: b"\xff\xfe" + "a;b\n".encode("utf-16-le") * 1000 + b"\x00",
    "surrogates.csv": lambda: b"\xff\xfe" + b"\x00\xd8" * 4000 + b"\n\x00",
    "formulas.csv": lambda: _csv([*GOOD_ROWS, ("=cmd|'/c calc'!A0", "+1+1", "@SUM(1)", "-2", "\t=1")]),
    # Archives
    "slip.zip": lambda: _zip([("../../../../tmp/tekser_evil.csv", _csv()), ("/tmp/tekser_evil2.csv", _csv())]),
    "slip_windows.zip": lambda: _zip([("..\\..\\tekser_evil.csv", _csv()), ("C:\\tekser_evil.csv", _csv())]),
    "within.zip": lambda: _zip([("a.zip", _zip([("b.zip", _zip([("c.csv", _csv())]))]))]),
    "files_many.zip": lambda: _zip([(f"{n}.csv", b"a") for n in range(10_000)]),
    "bomb.zip": lambda: _zip([("a.csv", b"a;b;c\n" * 30_000_000)]),
    "names_odd.zip": lambda: _zip([(f"{'n' * 60_000}.csv", _csv()), ("con.csv", _csv()), ("a\0b.csv", _csv())]),
    # HTML and XML saved as tables
    "nested.html": lambda: b"<html>" + b"<table><tr><td>" * 100_000,
    "cells.html": lambda: b"<table><tr>" + b"<td>x" * 500_000,
    "span.html": lambda: b'<table><tr><td colspan="2000000000" rowspan="2000000000">x</td></tr></table>',
    "doctype.xml": lambda: _xml2003("<Row><Cell><Data>&j;</Data></Cell></Row>", LAUGHS),
    "index.xml": lambda: _xml2003('<Row><Cell ss:Index="2000000000"><Data>x</Data></Cell></Row>'),
    "index_odd.xml": lambda: _xml2003('<Row ss:Index="x"><Cell ss:Index="-7"><Data>x</Data></Cell></Row>'),
    "nested.xml": lambda: _xml2003("<Row>" * 100_000),
}
"""Name and content of each manifest that means harm."""

_UN = "CONSOLIDATED_LIST"
_UN_BODY = "<INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>{}</FIRST_NAME></INDIVIDUAL></INDIVIDUALS>"


def _un(doctype: str = "", name: str = "x", root: str = "") -> bytes:
    return f'{HEAD}{doctype}<{_UN} dateGenerated="2026-01-01T00:00:00" {root}>{_UN_BODY.format(name)}</{_UN}>'.encode()


LISTS: dict[str, Callable[[], bytes]] = {
    "laughs.xml": lambda: _un(LAUGHS, "&j;"),
    "xxe.xml": lambda: _un(XXE, "&e;"),
    "parameter.xml": lambda: _un(PARAMETER),
    "doctype_late.xml": lambda: f"{HEAD}<!--{'x' * 100_000}-->".encode() + _un(LAUGHS, "&j;")[len(HEAD) :],
    "doctype_utf16.xml": lambda: _un(LAUGHS, "&j;").decode().replace(HEAD, "").encode("utf-16"),
    "quadratic.xml": lambda: _un(f'<!DOCTYPE q [<!ENTITY a "{"A" * 100000}">]>', "&a;" * 3000),
    "attributes.xml": lambda: _un(root=" ".join(f'a{n}="u"' for n in range(200_000))),
    "namespaces.xml": lambda: _un(root=" ".join(f'xmlns:a{n}="u"' for n in range(200_000))),
    "nested.xml": lambda: _un(name="<a>" * 100_000),
    "text_huge.xml": lambda: _un(name="A" * (40 << 20)),
    "cut.xml": lambda: _un()[:-40],
    "noise.xml": lambda: HEAD.encode() + _noise(200_000),
    "columns.csv": lambda: b"id,name," + b",".join(b"c%d" % n for n in range(200_000)) + b"\n1,x\n",
    "one_line.csv": lambda: b"id,name\n1," + b"x" * (40 << 20),
    "quote_open.csv": lambda: b'id,name\n1,"' + b"x,y\n" * 3_000_000,
    "zeros.csv": lambda: b"id,name\n" + bytes(3 << 20),
    "laughs.xlsx": lambda: MANIFESTS["laughs.xlsx"](),
    "corners.xlsx": _corners,
    "wide.xlsx": _wide,
    "cell_huge.xlsx": lambda: MANIFESTS["cell_huge.xlsx"](),
    "deep.json": lambda: b'{"id":"x","schema":"Person","properties":' + b'{"name":[' * 200_000,
    "deep_line.ftm.json": lambda: b"[" * 500_000 + b"\n",
}
"""Name and content of each list that means harm."""


def write_all(folder: Path) -> int:
    """Write every file below a folder; returns how many."""
    for kind, files in (("manifests", MANIFESTS), ("lists", LISTS)):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / kind / name).write_bytes(content())
    return len(MANIFESTS) + len(LISTS)


if __name__ == "__main__":
    print(write_all(Path(sys.argv[1])))
