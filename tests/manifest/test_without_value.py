"""Cells that show something and have no value to be read: a party is never gone without a word."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from screening.manifest.read import read_manifest
from screening.model.manifests import Line, Unscreened

HEADER = ("№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна назначения", "Стоимость")
ROW = ("1", "Anadolu Mobilya", "ТОО Алтын Дала", "Столы деревянные", "9403600000", "Казахстан", 10)


def read(path: Path) -> tuple[list[Line], list[Unscreened]]:
    reading = read_manifest(path)
    return list(reading.lines()), list(reading.unscreened)


def workbook(path: Path, rows: Sequence[Sequence[str | int]], errors: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (HEADER, ROW, *rows):
        sheet.append(list(row))
    for place in errors:
        sheet[place].data_type = "e"
    book.save(path)
    return path


def with_party(cell: str) -> tuple[str | int, ...]:
    return ("2", *ROW[1:2], cell, *ROW[3:])


@pytest.mark.parametrize(
    ("cell", "errors", "shown"),
    [
        ('="Severnaya "&"Zvezda"', (), "#FORMULA!"),
        ("=VLOOKUP(A3,Z1:Z9,1)", (), "#FORMULA!"),
        ("#REF!", ("C3",), "#REF!"),
        ("#N/A", ("C3",), "#N/A"),
    ],
)
def test_a_party_that_has_no_value_is_not_screened_and_said_so(
    tmp_path: Path, cell: str, errors: Sequence[str], shown: str
) -> None:
    lines, unscreened = read(workbook(tmp_path / "a.xlsx", [with_party(cell), ("3", *ROW[1:])], errors))
    assert [line.row for line in lines] == [2, 3, 4]
    assert not lines[1].all("consignee")
    assert [(u.row, u.field, u.reason, u.value) for u in unscreened] == [(3, "consignee", "cell_without_value", shown)]


def test_the_same_in_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(";".join(map(str, row)) for row in (HEADER, ROW, with_party("#N/A"))), encoding="utf-8")
    _lines, unscreened = read(path)
    assert [(u.row, u.field, u.reason) for u in unscreened] == [(3, "consignee", "cell_without_value")]


def test_a_row_of_formulas_alone_is_told_below_the_last_value_too(tmp_path: Path) -> None:
    row = tuple(f'="{cell}"' for cell in with_party("Severnaya Zvezda"))
    _lines, unscreened = read(workbook(tmp_path / "a.xlsx", [row]))
    assert {(u.row, u.field) for u in unscreened} >= {(3, "consignor"), (3, "consignee")}


def test_what_is_no_party_holds_nothing(tmp_path: Path) -> None:
    """Prices that were not calculated, totals, and lookups that are filled in below the table."""
    rows = [
        ("2", *ROW[1:6], "=A1*2"),
        ("", "", "", "", "", "Итого", "=SUM(G2:G3)"),
        *[("", "#N/A", "#N/A", "#N/A", "#N/A", "#N/A", "=G2*2")] * 3,
    ]
    errors = [f"{column}{row}" for row in (5, 6, 7) for column in "BCDEF"]
    lines, unscreened = read(workbook(tmp_path / "a.xlsx", rows, errors))
    assert [line.row for line in lines] == [2, 3]
    assert unscreened == []


def test_a_formula_whose_result_is_empty_is_empty(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [with_party("=X")])
    other = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(other, "w") as target:
        for name in book.namelist():
            content = book.read(name).replace(b'<c r="C3"><f>X</f><v></v>', b'<c r="C3" t="str"><f>X</f><v></v>')
            content = content.replace(b'<c r="C3"><f>X</f><v />', b'<c r="C3" t="str"><f>X</f><v></v>')
            target.writestr(name, content)
    assert b't="str"' in zipfile.ZipFile(other).read("xl/worksheets/sheet1.xml")
    _lines, unscreened = read(other)
    assert unscreened == []
