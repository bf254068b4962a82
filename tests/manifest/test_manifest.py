"""Manifests of many layouts become lines; bad files become one clear error."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import UnreadableInput, UserError
from screening.manifest import repair
from screening.manifest.columns import header_guesses
from screening.manifest.inspect import inspection
from screening.manifest.read import preview, read_manifest
from screening.model.manifests import Line

SHARED = Path(__file__).parents[2].parent / "shared"


Cells = Sequence[Sequence[object]]


def workbook(path: Path, *sheets: tuple[str, Cells]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def lines_of(path: Path, **options: object) -> list[Line]:
    return list(read_manifest(path, **options).lines())  # type: ignore[arg-type]


HEAD = ["№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Вес нетто, кг"]
GOODS = [
    [1, "Alpha GmbH", "ТОО Бета", "Стулья", "9401690000", 12.5],
    [2, "Alpha GmbH", "ТОО Гамма", "Столы", 9403600000, "1 200,50"],
]


def test_title_above_totals_and_signature_below(tmp_path: Path) -> None:
    rows: Cells = [["РЕЕСТР ГРУЗОВ"], [], ["Перевозчик:", "ТОО Транс"], [], HEAD, [1, 2, 3, 4, 5, 6], *GOODS, ["", "", "", "Итого:", "", 1213], [],
            ["Директор ____________"]]  # fmt: skip
    reading = read_manifest(workbook(tmp_path / "m.xlsx", ("Лист", rows)))
    (sheet,) = reading.sheets
    assert sheet.header_rows == (5, 6)
    assert (sheet.first_data_row, sheet.last_data_row, sheet.data_rows) == (7, 8, 2)
    first, second = reading.lines()
    assert (first.row, first.text("consignee"), first.text("hs_code")) == (7, "ТОО Бета", "9401690000")
    assert second.text("net_weight") == "1200.50"
    assert second.first("net_weight").raw == "1 200,50"  # type: ignore[union-attr]
    carrier = first.first("carrier")
    assert carrier is not None
    assert (carrier.text, carrier.row, carrier.column) == ("ТОО Транс", 3, -1)


def test_party_rows_over_their_goods(tmp_path: Path) -> None:
    rows: Cells = [HEAD, ["", "Alpha GmbH", "ТОО Бета", "", "", ""], ["", "", "", "Стулья", "940169", 5], ["", "", "", "Столы", "940360", 7],
            ["", "Delta Ltd", "ТОО Гамма", "", "", ""], ["", "", "", "Шкафы", "940360", 9]]  # fmt: skip
    lines = lines_of(workbook(tmp_path / "m.xlsx", ("S", rows)))
    assert [(line.row, line.text("consignee")) for line in lines] == [
        (3, "ТОО Бета"),
        (4, "ТОО Бета"),
        (6, "ТОО Гамма"),
    ]
    value = lines[1].first("consignee")
    assert value is not None
    assert value.row == 2
    assert "carried_down" in value.repairs


def test_one_consignment_on_each_sheet(tmp_path: Path) -> None:
    def sheet(party: str) -> Cells:
        return [
            ["ПОЛУЧАТЕЛЬ", party],
            ["БИН", "990140000001"],
            [],
            ["№", "Наименование товара", "ТН ВЭД", "Кол-во"],
            [1, "Чай", "0902100001", 5],
        ]

    path = workbook(
        tmp_path / "m.xlsx", ("Инструкция", [["Заполните"]]), ("A", sheet("ТОО Бета")), ("B", sheet("ТОО Гамма"))
    )
    lines = lines_of(path)
    assert [(line.sheet, line.text("consignee")) for line in lines] == [("A", "ТОО Бета"), ("B", "ТОО Гамма")]
    assert {value.row for line in lines for value in line.all("consignee")} == {1}
    assert lines[0].text("consignee.tax_id") == "990140000001"
    assert [line.sheet for line in lines_of(path, sheet="B")] == ["B"]
    # What was not chosen is told as not screened; a sheet of remarks is nothing to be screened.
    left = read_manifest(path, sheet="B").unscreened
    assert [(u.sheet, u.row, u.reason) for u in left] == [("A", 0, "sheet_left_out")]
    with pytest.raises(UserError) as caught:
        lines_of(path, sheet="C")
    assert caught.value.code == "no_such_sheet"


def test_columns_beside_an_empty_one_and_repeated_headers(tmp_path: Path) -> None:
    rows: Cells = [["", *HEAD], *[["", *row] for row in GOODS], ["", *HEAD], ["", *GOODS[0]]]
    lines = lines_of(workbook(tmp_path / "m.xlsx", ("S", rows)))
    assert [line.row for line in lines] == [2, 3, 5]
    assert lines[0].text("consignor") == "Alpha GmbH"


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["Consignor", "Consignee", "Description of goods", "HS Code"], ["consignor", "consignee", "description", "hs_code"]),
        (["Gönderici", "Alıcı", "Eşya Tanımı", "GTİP"], ["consignor", "consignee", "description", "hs_code"]),
        (["发货人", "收货人", "品名", "HS编码"], ["consignor", "consignee", "description", "hs_code"]),
        (["Versender", "Empfänger", "Warenbezeichnung", "Warennummer"], ["consignor", "consignee", "description", "hs_code"]),
        (["Жүк жөнелтуші", "Жүк алушы", "Тауардың атауы", "СЭҚ ТН коды"], ["consignor", "consignee", "description", "hs_code"]),
        (["Грузоотправитель", "Адрес получателя", "БИН получателя", "Страна происхождения"],
         ["consignor", "consignee.address", "consignee.tax_id", "origin_country"]),
    ],
)  # fmt: skip
def test_headers_of_six_languages(header: list[str], fields: list[str]) -> None:
    assert [header_guesses(text)[0].field for text in header] == fields


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_tables_of_many_encodings(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [
        ["Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД"],
        ["Альфа", "ТОО Бета", "Стулья деревянные", "9401690000"],
    ]
    path = tmp_path / "m.csv"
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    (line,) = lines_of(path)
    assert (line.row, line.text("consignee"), line.text("description")) == (2, "ТОО Бета", "Стулья деревянные")


def test_line_breaks_inside_quotes_count_once(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(
        'Consignee,Description of goods\n"Beta LLP\n12 Main street, Almaty",Chairs\nGamma,Tables\n', encoding="utf-8"
    )
    first, second = lines_of(path)
    assert (first.row, second.row) == (2, 3)
    assert first.text("consignee") == "Beta LLP"
    assert first.text("consignee.address") == "12 Main street, Almaty"


def test_the_officers_choice_of_columns_wins(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("Consignee,Description of goods,Other\nA,Chairs,Real Party\n", encoding="utf-8")
    (line,) = lines_of(path, mapping={"consignee": "Other"})
    assert [v.text for v in line.all("consignee")] == ["Real Party"]
    with pytest.raises(UserError) as caught:
        lines_of(path, mapping={"consignee": "Nowhere"})
    assert caught.value.code == "no_such_column"


def test_problems_of_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("Consignee;Description of goods;HS code\n;Spare parts;9403\nBeta;;\n", encoding="utf-8")
    (sheet,) = read_manifest(path).sheets
    assert dict(sheet.problems) == {"hs_too_short": 1, "no_goods": 1, "no_party": 1, "vague_goods": 1}


def test_rows_add_up(tmp_path: Path) -> None:
    rows: Cells = [["Реестр"], HEAD, *GOODS, ["Итого", "", "", "", "", 5]]
    report = inspection(read_manifest(workbook(tmp_path / "m.xlsx", ("S", rows))))["sheets"][0]
    assert report["rows"] == 5
    assert report["data_rows"] == 2


def test_the_preview_shows_the_sheet_as_it_is(tmp_path: Path) -> None:
    (sheet,) = preview(workbook(tmp_path / "m.xlsx", ("S", [["Реестр"], HEAD, *GOODS])))
    assert sheet.rows[0] == (1, ["Реестр"])
    assert sheet.reading.header_rows == (2,)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("8542310000.0", "8542310000"), ("8542 31 000 0", "8542310000"), ("8542.31.0000", "8542310000"), ("ТН ВЭД 8542310000", "8542310000"),
        ("'0902100001", "0902100001"), ("902100001", "0902100001"), ("8,54231E+09", "854231"), ("8542", "8542"), ("нет", "нет"),
    ],
)  # fmt: skip
def test_codes_are_mended(raw: str, code: str) -> None:
    assert repair.hs_code(raw)[0] == code


@given(st.text(max_size=40))
def test_mending_takes_any_text(text: str) -> None:
    code, _done = repair.hs_code(text)
    assert not code.isdigit() or len(code) <= 10 or code == text.strip()
    repair.number(text)
    repair.country(text)
    repair.party(text)


@given(st.text(max_size=60))
def test_any_header_can_be_guessed(text: str) -> None:
    assert all(0 < guess.confidence <= 1 for guess in header_guesses(text))


def bad_file(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(UnreadableInput) as caught:
        read_manifest(path)
    assert caught.value.data["file"] == str(path)
    return caught.value.code


def test_bad_files_are_told_apart(tmp_path: Path) -> None:
    assert bad_file(tmp_path / "a.xlsx", b"") == "empty_file"
    assert bad_file(tmp_path / "b.xlsx", b"%PDF-1.7 and more") == "not_a_table"
    assert bad_file(tmp_path / "c.xlsx", b"PK\x03\x04 torn") == "damaged_workbook"
    assert bad_file(tmp_path / "d.csv", b"just a letter, with a comma\nand another line") == "no_table"
    assert bad_file(tmp_path / "e.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "damaged_workbook"
    with pytest.raises(UnreadableInput) as caught:
        read_manifest(tmp_path / "missing.xlsx")
    assert caught.value.code == "cannot_open"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (60 << 20))
    with pytest.raises(UnreadableInput) as caught:
        read_manifest(path)
    assert caught.value.code == "workbook_too_large"


def test_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>')
    with pytest.raises(UnreadableInput) as caught:
        read_manifest(path)
    assert caught.value.code == "workbook_with_doctype"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_give_lines_or_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "random.csv"
    path.write_bytes(content)
    try:
        lines_of(path)
    except UnreadableInput as error:
        assert error.data["file"] == str(path)


@pytest.mark.skipif(not SHARED.exists(), reason="the folder of hostile files is not here")
def test_hostile_files_end_in_lines_or_one_clear_error() -> None:
    for path in sorted((SHARED / "manifests" / "bad").iterdir()):
        try:
            lines_of(path)
        except UnreadableInput as error:
            assert error.data["file"] == str(path)


@pytest.mark.skipif(not SHARED.exists(), reason="the folder of sample manifests is not here")
@pytest.mark.parametrize(
    "name",
    ["01_ru_title_header_row7.xlsx", "08_kk_ru_waybills.xls", "06_cmr_register_cp1251.csv", "25_tr_tps_export.xls"],
)
def test_samples_have_their_lines(name: str) -> None:
    import json

    path = SHARED / "manifests" / "samples" / name
    truth = json.loads(path.with_name(name + ".truth.json").read_text(encoding="utf-8"))
    reading = read_manifest(path)
    assert [sheet.data_rows for sheet in reading.sheets if not sheet.skipped] == [
        sheet["data_rows"] for sheet in truth["sheets"]
    ]


def test_a_locked_workbook_asks_for_its_password(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain, locked = workbook(tmp_path / "plain.xlsx", ("S", [HEAD, *GOODS])), tmp_path / "locked.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("Алматы-2026", target)
    for word, code in (("", "password_needed"), ("wrong", "password_wrong")):
        with pytest.raises(UnreadableInput) as caught:
            read_manifest(locked, password=word)
        assert caught.value.code == code
    expected = [line.cells for line in read_manifest(plain).lines()]
    assert [line.cells for line in read_manifest(locked, password="Алматы-2026").lines()] == expected


def test_the_tables_in_a_zip_are_sheets(tmp_path: Path) -> None:
    inner = workbook(tmp_path / "inner.xlsx", ("S", [HEAD, *GOODS]))
    path = tmp_path / "several.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "../../апрель.xlsx")
        archive.writestr("b.csv", "Consignee;Description of goods;HS code\nAltyn Dala LLP;Wooden chairs;940169\n")
        archive.writestr("__MACOSX/b.csv", "junk")
    reading = read_manifest(path)
    assert [sheet.name for sheet in reading.sheets] == ["апрель.xlsx", "b.csv"]
    assert [line.row for line in reading.lines() if line.sheet == "b.csv"] == [2]
    assert not (tmp_path.parent / "апрель.xlsx").exists()


@pytest.mark.parametrize(("name", "content"), [("scan.pdf", b"%PDF-1.4"), ("more.zip", None)])
def test_a_zip_with_something_else_names_it(tmp_path: Path, name: str, content: bytes | None) -> None:
    path, other = tmp_path / "several.zip", tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("x.txt", "x")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.csv", "Consignee;Description of goods\nAltyn Dala LLP;Wooden chairs\n")
        archive.writestr(name, content or other.read_bytes())
    with pytest.raises(UnreadableInput) as caught:
        read_manifest(path)
    assert caught.value.code == "not_a_table"
    assert name in caught.value.data["file"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_wide_encodings_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes("Грузополучатель;Товар;Код ТН ВЭД\nТОО Алтын;Стулья;940169\n".encode(encoding))
    (line,) = lines_of(path)
    assert line.text("consignee") == "ТОО Алтын"


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_workbook_with_damaged_packing_is_one_message(tmp_path: Path, at: int) -> None:
    path = tmp_path / "damaged.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(50):
        sheet.append([f"Consignee {row}", "Wooden chairs", "940169"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    begin = part.header_offset + 30 + len(part.filename)
    place = begin + at * part.compress_size // 100
    data[place : place + 6] = b"\xff\xfe\xfd\xff\xfe\xfd"
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableInput) as caught:
        list(read_manifest(path).lines())
    assert caught.value.data["file"] == str(path)
