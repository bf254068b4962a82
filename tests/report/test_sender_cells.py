"""The sender's own columns of the audit file against the sender's workbook, cell by cell, with types and formats."""

import re
import shutil
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from db.store import DataFolder
from screening.manifest.typed import typed_sheets
from screening.model.hits import RunInfo
from screening.ports import Store
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, load_bundled, open_engine, screen_manifest
from tests.report.store import SAMPLE
from tests.report.test_excel_cells import hostile_cells, read_xml
from ui.report.collect import collect
from ui.report.excel import write_report
from ui.report.formats import carried

SAMPLES = Path(__file__).resolve().parents[2] / "../shared/manifests/samples"
HEADERS = ("Invoice", "Consignee", "HS code", "Description", "Quantity", "Value", "Date", "Hour", "Took", "Share", "Paid", "Note", "Account")  # fmt: skip


def audited(source: Path, folder: Path) -> tuple[Path, RunInfo]:
    """Import a manifest, screen it and write its audit file."""
    with DataFolder(folder / "data") as data, data.open() as store:
        return _audited(store, source, folder / "audit.xlsx")


def _audited(store: Store, source: Path, path: Path) -> tuple[Path, RunInfo]:
    load_bundled(store)
    manifest = import_manifest(store, source).manifest
    run = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest.manifest_id)
    write_report(path, collect(store, run))
    return path, run


def made(path: Path, of_1904: bool = False) -> None:
    """Write a workbook with a cell of every kind in each line."""
    with xlsxwriter.Workbook(str(path), {"date_1904": of_1904, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Goods")
        formats = {
            name: book.add_format({"num_format": form})
            for name, form in {
                "day": "dd.mm.yyyy", "moment": "dd/mm/yyyy hh:mm:ss", "built_in": 14, "hour": "hh:mm", "took": "[h]:mm:ss",
                "share": "0.0%", "zeros": "0000000000", "money": '#,##0.00\\ "₸"', "text": "@", "hidden": ";;;", "broken": "ДД.ММ.ГГГГ",
                "words": '"CLEARED"', "local": "[$-419]d\\ mmmm\\ yyyy;@", "spaces": "# ##0.00",
            }.items()
        }  # fmt: skip
        sheet.write_row(0, 0, HEADERS)
        days = ("day", "built_in", "moment", "local", "broken", "hidden")
        for n in range(1, 13):
            sheet.write_string(n, 0, f"{n:06d}")
            sheet.write_string(n, 1, f"TOO Firma {n}")
            sheet.write_number(n, 2, 102292000 + n, formats["zeros"])
            sheet.write_string(n, 3, ["Bolts", "=1+1", "0012", "TRUE", "2026-01-02", "#N/A"][n % 6])
            sheet.write_number(n, 4, n)
            sheet.write_number(n, 5, 1234567.891 * n, formats[["money", "words", "spaces"][n % 3]])
            sheet.write_datetime(n, 6, datetime(2026, 11, n, 10, 30, 15), formats[days[n % 6]])
            sheet.write_datetime(n, 7, time(9, n), formats["hour"])
            sheet.write_datetime(n, 8, timedelta(hours=30 + n, minutes=5), formats["took"])
            sheet.write_number(n, 9, n / 40, formats["share"])
            sheet.write_boolean(n, 10, n % 2 == 0)
            sheet.write_formula(n, 11, "=1/0", None, "#DIV/0!") if n % 2 else sheet.write_formula(
                n, 11, "=2+5", None, 7
            )
            sheet.write_string(n, 12, "12345678901234567890")


def compare(source: Path, audit: Path, sheets: tuple[int, ...] = (0, 2)) -> Counter[str]:
    """See that every cell of the sender's that is given back is what it was; returns how many there were of each type."""
    ours = openpyxl.load_workbook(audit)
    theirs = openpyxl.load_workbook(source, data_only=True)
    seen: Counter[str] = Counter()
    for number in sheets:
        sheet = ours.worksheets[number]
        titles = {str(cell.value): int(cell.column or 0) for cell in sheet[_header_row(sheet)]}
        for row in range(_header_row(sheet) + 1, sheet.max_row + 1):
            name, place = (sheet.cell(row, titles[title]).value for title in ("Sheet", "Row"))
            if not isinstance(place, int) or str(name) not in theirs.sheetnames:
                break
            for column in range(1, titles["Result" if number else "Status"]):
                _same(theirs[str(name)].cell(place, column), sheet.cell(row, column), seen)
    return seen


def _header_row(sheet: Worksheet) -> int:
    return int((sheet.freeze_panes or "A2").strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1


def _same(theirs: object, ours: object, seen: Counter[str]) -> None:
    assert isinstance(theirs, Cell | MergedCell)
    assert isinstance(ours, Cell)
    if theirs.value is None:
        assert ours.value is None
        return
    place = (ours.coordinate, theirs.value, theirs.number_format, ours.value, ours.number_format)
    assert ours.data_type == theirs.data_type, place
    assert ours.value == theirs.value, place
    if theirs.data_type != "s":
        form = theirs.number_format
        assert ours.number_format == (form if carried("n", "1.5", form) == form else ours.number_format), place
    seen[theirs.data_type + (type(theirs.value).__name__ if theirs.data_type == "d" else "")] += 1


def test_the_samples_cells_are_what_they_were(tmp_path: Path) -> None:
    audit, run = audited(SAMPLE, tmp_path)
    seen = compare(SAMPLE, audit)
    assert run.lines
    assert seen["s"] > 100
    assert seen["n"] + seen["ddatetime"] > 0


@pytest.mark.parametrize("of_1904", [False, True])
def test_every_kind_of_cell_stays_what_it_was(tmp_path: Path, of_1904: bool) -> None:
    source = tmp_path / "kinds.xlsx"
    made(source, of_1904)
    audit, run = audited(source, tmp_path)
    assert run.lines == 12
    theirs = openpyxl.load_workbook(source, data_only=True)["Goods"]
    ours = openpyxl.load_workbook(audit)["All rows"]
    types: Counter[str] = Counter()
    for row in range(2, 14):
        for column in range(1, len(HEADERS) + 1):
            sent, given = theirs.cell(row, column), ours.cell(row, column)
            place = (given.coordinate, sent.value, sent.number_format, given.value, given.number_format)
            if sent.number_format in (";;;", "ДД.ММ.ГГГГ", '"CLEARED"'):
                # Such a format would hide the value, put words in its place, or break the file.
                assert given.number_format in ("yyyy-mm-dd hh:mm:ss", "General"), place
                assert given.data_type in "nd", place
                continue
            assert given.data_type == sent.data_type, place
            assert given.value == sent.value, place
            if sent.data_type != "s":
                types[type(sent.value).__name__] += 1
                assert given.number_format == sent.number_format or sent.data_type in "be", place
    assert {"int", "float", "datetime", "time", "timedelta", "bool", "str"} == set(types)
    assert ours["M2"].value == "12345678901234567890"
    assert ours["C2"].number_format == "0000000000"


def test_a_number_of_twenty_digits_keeps_them_all(tmp_path: Path) -> None:
    """Programs that are no spreadsheet write such; a spreadsheet program would round it."""
    source, changed = tmp_path / "kinds.xlsx", tmp_path / "digits.xlsx"
    made(source)
    replace_in(source, changed, b"<v>102292001</v>", b"<v>12345678901234567890</v>")
    audit, _ = audited(changed, tmp_path)
    cell = openpyxl.load_workbook(audit)["All rows"]["C2"]
    assert (cell.value, cell.data_type) == ("12345678901234567890", "s")


def replace_in(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """Write a workbook with other bytes in its first sheet."""
    import zipfile

    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            content = read.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
            written.writestr(name, content)


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_other_workbooks_keep_days_and_numbers(tmp_path: Path, ending: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    import subprocess

    made(tmp_path / "kinds.xlsx")
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", ending,
         "--outdir", str(tmp_path), str(tmp_path / "kinds.xlsx")], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    audit, _ = audited(tmp_path / f"kinds.{ending}", tmp_path)
    sheet = openpyxl.load_workbook(audit)["All rows"]
    assert sheet["A2"].value == "000001"
    assert sheet["G2"].value == datetime(2026, 11, 1, 10, 30, 15)
    assert sheet["E2"].value == 1
    assert sheet["J2"].value == pytest.approx(0.025)
    assert sheet["M2"].value == "12345678901234567890"


def test_cells_of_a_file_that_is_gone_are_texts_and_it_is_said(tmp_path: Path) -> None:
    source = tmp_path / "kinds.xlsx"
    made(source)
    with DataFolder(tmp_path / "data") as data, data.open() as store:
        _, run = _audited(store, source, tmp_path / "first.xlsx")
        store.original(run.manifest_id).unlink()
        write_report(tmp_path / "second.xlsx", collect(store, run))
    book = openpyxl.load_workbook(tmp_path / "second.xlsx")
    assert book["All rows"]["E2"].data_type == "s"
    facts = {row[0].value: row[1].value for row in book["Integrity"].iter_rows(max_col=2)}
    assert "all as text" in str(facts["The sender's cells"])


@pytest.mark.parametrize(
    ("form", "kept"),
    [("dd.mm.yyyy", True), ('#,##0.00 "USD"', True), ("[Red]-0.0;0.0;0", True), ("[h]:mm", True), ("0.00E+00", True),
     ('_-* #,##0.00\\ _₽_-;-* #,##0.00\\ _₽_-;_-* "-"??\\ _₽_-;_-@_-', True), ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", True),
     (";;;", False), ('"words"', False), ("0;0;;@", False), ("ГГГГ", False), ("[Chartreuse]0", False), ("0" * 300, False),
     ('"open', False), ("[open", False), ("0;0;0;@;0", False), ("", False)],
)  # fmt: skip
def test_formats_that_hide_or_break_are_not_carried_over(form: str, kept: bool) -> None:
    assert (carried("n", "1.5", form) == form) is kept


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.glob("*.xlsx") if "big" not in p.name))
def test_real_manifests(tmp_path: Path, name: str) -> None:
    audit, _ = audited(SAMPLES / name, tmp_path)
    everything = [n for n, title in enumerate(openpyxl.load_workbook(audit).sheetnames) if title.startswith("All rows")]
    assert sum(compare(SAMPLES / name, audit, tuple(everything)).values()) > 20


def test_a_day_is_a_day() -> None:
    assert carried("n", "46000", "dd.mm.yyyy\\ \\г\\.;@") == "dd.mm.yyyy\\ \\г\\.;@"
    assert carried("n", "46000", "ДДyyyy") == "yyyy-mm-dd"
    assert carried("n", "46000.5", "ДДyyyy") == "yyyy-mm-dd hh:mm:ss"
    assert date.fromordinal(date(1899, 12, 30).toordinal() + 46000) == date(2025, 12, 9)


def test_worksheets_read_both_ways_give_the_same(tmp_path: Path) -> None:
    """A worksheet with a comment is parsed whole; what spreadsheet programs write is not, and must come out equal."""
    plain, parsed = tmp_path / "plain.xlsx", tmp_path / "parsed.xlsx"
    made(plain)
    replace_in(plain, parsed, b"<sheetData>", b"<!-- one --><sheetData>")
    both = [[(name, list(rows)) for name, rows in typed_sheets(str(path))] for path in (plain, parsed)]
    assert both[0] == both[1]
    assert len(both[0][0][1]) == 12


def test_cells_in_comments_are_none(tmp_path: Path) -> None:
    source, changed = tmp_path / "kinds.xlsx", tmp_path / "changed.xlsx"
    made(source)
    replace_in(source, changed, b"</row></sheetData>", b'<!-- <c r="Z13"><v>7</v></c> --></row></sheetData>')
    (_, rows), = ((name, list(rows)) for name, rows in typed_sheets(str(changed)))  # fmt: skip
    assert max(column for _, cells in rows for column, *_ in cells) < 25


@pytest.mark.parametrize(
    "new", [b" t='s'>", b' t = "s">', b' t="&#115;">', b'\nt="s"\n>', b" x='>' t='s'>", b' x-t="n" t="s">']
)
def test_the_number_of_a_shared_text_is_never_given_as_the_cell(tmp_path: Path, new: bytes) -> None:
    """XML allows several spellings; a text that was taken for a number would stand as its place among the texts."""
    source, changed = tmp_path / "kinds.xlsx", tmp_path / "changed.xlsx"
    made(source)
    replace_in(source, changed, b' t="s">', new)
    (before,), (after,) = ([list(rows) for _, rows in typed_sheets(str(path))] for path in (source, changed))
    for (row, cells), (same, kept) in zip(before, after, strict=True):
        assert (row, cells) == (same, kept)


def test_a_cell_in_the_row_of_another_is_not_given_there(tmp_path: Path) -> None:
    source, changed = tmp_path / "kinds.xlsx", tmp_path / "changed.xlsx"
    made(source)
    replace_in(source, changed, b'<c r="E3"', b'<c r="E9"')
    ((_, rows),) = [(name, list(found)) for name, found in typed_sheets(str(changed))]
    assert [row for row, _ in rows] == list(range(2, 14))
    assert 4 not in [column for column, *_ in dict(rows)[3]]


def test_hostile_texts_of_a_workbook_come_out_as_they_went_in(tmp_path: Path) -> None:
    # xlsxwriter takes a text from <r> to </r> as markup of its own, and writes what XML forbids as it is.
    cells = [re.sub("[\ufffe\uffff]", "?", text).replace("<r>", "< r>") for text in hostile_cells(5_000)]
    source = tmp_path / "hostile.xlsx"
    with xlsxwriter.Workbook(str(source), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["Invoice", "Consignee", "HS code", "Description", *(f"C{n}" for n in range(20))])
        for n in range(250):
            sheet.write_row(n + 1, 0, [f"I{n}", f"TOO Alma {n}", "8542329000", "Bolts"])
            for column, text in enumerate(cells[n * 20 : n * 20 + 20], 4):
                sheet.write_string(n + 1, column, text)
    audit, run = audited(source, tmp_path)
    assert run.lines == 250
    rows = read_xml(audit, 3)[1:251]
    assert [text for row in rows for text in row[4:24]] == cells
