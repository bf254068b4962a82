"""Cells of the Excel audit file: the sender's texts come back as they were, and none is a formula."""

import random
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from screening.model.manifests import Line
from tests.report.audit import HOSTILE, report
from ui.report.cells import LONGEST_CELL, escaped, shortened
from ui.report.excel import write_report
from ui.report.workbook import Column, Workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_xml(path: Path, sheet: int = 1) -> list[list[str]]:
    """Return the rows of a sheet as ECMA-376 says that they are to be read, and see that no cell is a formula."""
    rows = []
    with zipfile.ZipFile(path) as archive, archive.open(f"xl/worksheets/sheet{sheet}.xml") as file:
        for _, row in etree.iterparse(file, tag=f"{MAIN}row"):
            assert row.find(f".//{MAIN}f") is None
            texts = []
            for cell in row.iter(f"{MAIN}c"):
                assert cell.get("t") in (None, "inlineStr")
                text = cell.findtext(f"{MAIN}is/{MAIN}t") or cell.findtext(f"{MAIN}v") or ""
                texts.append(re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text))
            rows.append(texts)
            row.clear()
    return rows


def hostile_cells(count: int) -> list[str]:
    """Return cells as attackers and careless senders write them: formulas, codes, control characters, markup."""
    rng = random.Random(376)
    starts = ["=", "+", "-", "@", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")", "{=", "\t=", "\n=", "'=", "=\r", " =",
              "00", "", "<r>", "_x0041_", "_x", "https://", "1E5", "2026-01-02", "TRUE", "#REF!", "€", "қ", "深圳", "\u202e"]  # fmt: skip
    bodies = (
        "0123456789ABCDEFabc_x.,;:!()[]{}<>&\"'\\/|=+-@ \t\n\r\x00\x07\x1f\x7f\x85\u2028\ufffe\uffff\U0001f600ЁәІ深"
    )
    cells: list[str] = []
    while len(cells) < count:
        text = rng.choice(starts) + "".join(rng.choices(bodies, k=rng.randrange(1, 24)))
        cells.append(text + rng.choice(["", "</r>", " ", "_x000D_", "\n"]))
    return cells


def test_the_senders_cells_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    for number in (0, 2):
        row = [book.worksheets[number].cell(2, n + 1) for n in range(len(HOSTILE))]
        assert tuple(cell.value for cell in row) == HOSTILE
        assert {cell.data_type for cell in row} == {"s"}
    read_by_another = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert tuple(read_by_another[1][: len(HOSTILE)]) == HOSTILE


def test_cells_like_formulas_stay_text_when_edited(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    sheet = openpyxl.load_workbook(path).worksheets[0]
    quoted = {value: sheet.cell(2, n + 1).quotePrefix for n, value in enumerate(HOSTILE)}
    assert quoted["=1+1"]
    assert quoted["@SUM(A1)"]
    assert not quoted["0012345"]
    assert sheet.cell(2, HOSTILE.index("0012345") + 1).number_format == "@"


def test_fifty_thousand_hostile_cells(tmp_path: Path) -> None:
    cells = hostile_cells(50_000)
    lines = [Line("S", n + 2, (), tuple(cells[n * 20 : n * 20 + 20])) for n in range(2500)]
    path = tmp_path / "r.xlsx"
    write_report(path, report(tuple("x" * 20), lines=lines))
    for number in range(1, 7):
        read_xml(path, number)
    rows = read_xml(path, 3)[1:2501]
    assert [text for row in rows for text in row[:20]] == cells
    # Cells that only look like numbers, days or logical values are texts like the others.
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet3.xml").decode()
    part = xml.partition("<sheetData>")[2].split("</row>", 2501)[1:2501]
    of_sender = [cell for row in part for cell in row.split("<c ")[1:21]]
    assert len(of_sender) == 50_000
    assert all('t="inlineStr"' in cell for cell in of_sender)
    # Another reader sees a text for every cell, and no number or day.
    read = CalamineWorkbook.from_path(path).get_sheet_by_index(2).to_python()[1:2501]
    assert {type(value) for row in read for value in row[:20]} == {str}


def test_no_cell_of_any_sheet_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    assert not [c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_more_rows_than_excel_has_go_on_in_another_sheet(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with Workbook("long", most_rows=4) as book:
        sheet = book.sheet("Rows")
        sheet.table([Column("N")])
        for n in range(7):
            sheet.add([str(n)])
        book.save(path)
    read = openpyxl.load_workbook(path)
    assert [[c.value for c in column] for column in read["Rows"].iter_cols()] == [["N", "0", "1", "2"]]
    assert [[c.value for c in column] for column in read["Rows 3"].iter_cols()] == [["N", "6"]]
    assert read["Rows 2"].freeze_panes == "A2"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_comes_back_from_xml(text: str) -> None:
    read = etree.fromstring(f'<t xml:space="preserve">{escaped(text)}</t>'.encode()).text or ""
    assert re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), read) == text


@given(st.text(st.characters(categories=["Cs", "L"]), max_size=20))
def test_half_characters_do_not_break_the_file(text: str) -> None:
    etree.fromstring(f"<t>{escaped(text)}</t>".encode())


@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_a_long_text_is_cut_with_a_mark(letter: str) -> None:
    cut = shortened(letter * 40_000)
    assert len(cut.encode("utf-16-le")) // 2 in (LONGEST_CELL, LONGEST_CELL - 1)
    assert cut.endswith("[…]")
    assert shortened("short") == "short"


def test_cut_cells_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report(("x" * 40_000,)))
    integrity = {row[0].value: row[1].value for row in openpyxl.load_workbook(path)["Integrity"].iter_rows(max_col=2)}
    assert integrity["Cells cut for Excel"] == 2
