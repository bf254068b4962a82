"""Rows with few filled cells: a line, or told as not screened, and never passed over in silence."""

import csv
from pathlib import Path

import openpyxl
import pytest

from screening.manifest.read import read_manifest

Rows = list[list[str]]


def written(folder: Path, kind: str, *sheets: Rows) -> Path:
    path = folder / f"few.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(sheets[0])
        return path
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("rows", "lines", "left"),
    [
        ([["Consignee", "Description of goods"], ["Alma LLP", "Chairs"], ["Beta LLP", "Tables"]], [2, 3], []),
        ([["Получатель", "Наименование товара"], ["ТОО Алма", "Стулья"], ["ТОО Бета", "Столы"]], [2, 3], []),
        (
            [["Consignee", "Description of goods", "HS code"], ["Alma LLP", "Chairs", ""], ["Beta LLP", "", "940161"]],
            [2, 3],
            [],
        ),
        # A number of the line and goods: in a wide table too it is a line.
        (
            [["No", "Consignee", "Description of goods", "HS code", "Weight"], ["1", "", "Chairs", "", ""],
             ["2", "", "Tables", "", ""], ["3", "Beta LLP", "Lamps", "940540", "5"]],
            [2, 3, 4],
            [],
        ),
        # Goods and a country: nobody can tell what this is, so it is told.
        (
            [["No", "Description of goods", "HS code", "Weight", "Origin", "Value"], ["1", "Chairs", "940161", "5", "CN", "6"],
             ["", "Microscopes", "", "", "China", ""], ["2", "Tables", "940360", "5", "CN", "6"]],
            [2, 4],
            [3],
        ),
        # A vessel alone is a line.
        (
            [["No", "Shipper", "Phone", "Vessel", "Remark"], ["1", "Alma LLP", "7", "Ocean Star", ""],
             ["", "", "", "Sea Moon", ""]],
            [2, 3],
            [],
        ),
        # A total is no goods.
        (
            [["No", "Consignee", "Description of goods", "HS code", "Weight"], ["1", "Alma LLP", "Chairs", "940161", "5"],
             ["", "", "Total", "", "5"]],
            [2],
            [],
        ),
    ],
)  # fmt: skip
def test_every_row_is_a_line_or_told(tmp_path: Path, kind: str, rows: Rows, lines: list[int], left: list[int]) -> None:
    reading = read_manifest(written(tmp_path, kind, rows))
    assert [line.row for batch in reading.batches for line in batch] == lines
    assert [(u.row, u.reason) for u in reading.unscreened] == [(row, "row_not_understood") for row in left]


def test_a_sheet_of_two_columns_that_is_no_table_is_told(tmp_path: Path) -> None:
    table = [["Consignee", "Description of goods"], ["Alma LLP", "Chairs"], ["Beta LLP", "Tables"]]
    odd = [["Firma", "Stuff"], ["Gamma LLP", "Lamps"], ["Delta LLP", "Doors"]]
    cover = [["Invoice No:", "5"], ["Date:", "1 May"], ["Seller:", "Alma LLP"], ["Buyer:", "Beta LLP"]]
    reading = read_manifest(written(tmp_path, "xlsx", table, odd, cover))
    assert [(u.sheet, u.reason) for u in reading.unscreened] == [("Sheet1", "no_table")]
