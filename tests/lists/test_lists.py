"""Lists are read whole, with their counts; what does not belong is counted, what is damaged is named."""

import csv
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import UnreadableInput
from screening.lists.opensanctions_csv import split
from screening.lists.read import detect, read_list, read_starter
from screening.model.lists import Entry, EntryKind, ListFormat, NameQuality

SHARED = Path(__file__).parents[2].parent / "shared"
real_files = pytest.mark.skipif(not SHARED.exists(), reason="the folder of real list files is not here")


def read(*paths: Path, **options: object) -> tuple[list[Entry], dict[str, int]]:
    (source,) = detect(paths, **options)  # type: ignore[arg-type]
    parsed = read_list(source)
    return list(parsed.entries), dict(parsed.notes)


@pytest.fixture
def ofac(tmp_path: Path) -> Path:
    folder = tmp_path / "ofac"
    folder.mkdir()
    none = "-0- "
    (folder / "sdn.csv").write_bytes(
        (
            f'36,"AERO LINES",{none},"CUBA",{none},{none},{none},{none},{none},{none},{none},{none}\r\n'
            f'306,"IVANOV, Ivan","individual","UKRAINE-EO13661] [RUSSIA-EO14024","Director",{none},{none},{none},{none},{none},{none},'
            "\"DOB 19 Feb 1961; nationality Russia; Passport 12345 (Russia); Tax ID No. 7704730655 (Russia); a.k.a. 'VANYA'; Linked To: AERO LINES\"\r\n"
            f'9000,"SEA STAR","vessel","IRAN",{none},"ABCD","Tanker","100","50","Panama","Owner",'
            '"Vessel Registration Identification IMO 9151838; MMSI 123456789"\r\n'
            '7,"short row"\r\n'
        ).encode("latin-1")
        + b"\x1a"
    )
    (folder / "alt.csv").write_text(
        f'36,12,"fka","OLD AERO",{none}\r\n306,13,"aka","IVANOFF, Ivan",{none}\r\n999,1,"aka","ORPHAN",{none}\r\n'
    )
    (folder / "add.csv").write_text(f'36,25,"Main St 1","Havana","Cuba",{none}\r\n')
    (folder / "sdn_comments.csv").write_text('306,"; more remarks"\r\n')
    return folder


def test_ofac_parts_are_put_together(ofac: Path) -> None:
    entries, notes = read(ofac)
    by_id = {entry.entry_id: entry for entry in entries}
    assert [entry.kind for entry in entries] == [EntryKind.ORGANISATION, EntryKind.PERSON, EntryKind.VESSEL]
    assert notes["short_row"] == 1
    assert notes["row_without_entry"] == 1
    assert by_id["36"].names[1].quality is NameQuality.FORMER
    assert by_id["36"].addresses[0].country == "CU"
    person = by_id["306"]
    assert [name.text for name in person.names] == ["IVANOV, Ivan", "IVANOFF, Ivan", "VANYA"]
    assert person.names[2].quality is NameQuality.WEAK
    assert person.programmes == ("UKRAINE-EO13661", "RUSSIA-EO14024")
    assert person.birth_dates == ("1961-02-19",)
    assert {("passport", "12345", "RU"), ("tax", "7704730655", "RU")} <= {
        (i.kind, i.value, i.country) for i in person.identifiers
    }
    assert person.relations[0].target_name == "AERO LINES"
    assert person.remarks.endswith("more remarks")
    assert {("imo", "9151838"), ("mmsi", "123456789"), ("callsign", "ABCD")} == {
        (i.kind, i.value) for i in by_id["9000"].identifiers
    }


UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>1</DATAID><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE</SECOND_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>
<REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON><NAME_ORIGINAL_SCRIPT>Эрик</NAME_ORIGINAL_SCRIPT>
<NATIONALITY><VALUE>Kazakhstan</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Rico; Riko</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Odd</QUALITY><ALIAS_NAME>Erich</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1971</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A1</NUMBER></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_ADDRESS><COUNTRY>Rwanda</COUNTRY></INDIVIDUAL_ADDRESS></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>A FIRM</FIRST_NAME></ENTITY><ENTITY><DATAID>3</DATAID></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>"""


def test_un_xml(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(UN, encoding="utf-8")
    entries, notes = read(path)
    person, firm = entries
    assert [name.text for name in person.names] == ["ERIC BADEGE", "Эрик", "Rico", "Riko", "Erich"]
    assert person.names[2].quality is NameQuality.WEAK
    assert (person.countries, person.birth_dates, person.identifiers[0].value) == (("KZ", "RW"), ("1971",), "A1")
    assert firm.kind is EntryKind.ORGANISATION
    assert notes == {"unknown_alias_quality:Odd": 1, "unread": 1}
    assert detect([path])[0].format is ListFormat.UN_XML


def test_a_list_that_is_cut_off_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(UN[:-200], encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read(path)
    assert caught.value.code == "xml_damaged"
    assert caught.value.data["file"] == str(path)


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(
        UN.replace("<CONSOLIDATED_LIST", '<!DOCTYPE x [<!ENTITY a "b">]><CONSOLIDATED_LIST', 1), encoding="utf-8"
    )
    with pytest.raises(UnreadableInput):
        read(path)


def test_opensanctions_cells_are_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "targets.simple.csv"
    header = [
        "id",
        "schema",
        "name",
        "aliases",
        "birth_date",
        "countries",
        "addresses",
        "identifiers",
        "sanctions",
        "dataset",
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        writer.writerow(
            [
                "x-1",
                "Company",
                "Alfa LLC",
                'ООО Альфа;"Semi;colon";AL',
                "",
                "ru;by",
                "Moscow",
                "7704730655 (Tax ID/INN);IMO9151838",
                "s",
                "d",
            ]
        )
        writer.writerow(["x-2", "Spaceship", "Beta", "", "", "", "", "", "", ""])
        writer.writerow(["", "Person", "No id", "", "", "", "", "", "", ""])
    (alfa, beta), notes = read(path)
    assert [n.text for n in alfa.names] == ["Alfa LLC", "ООО Альфа", "Semi;colon", "AL"]
    assert alfa.names[-1].quality is NameQuality.WEAK
    assert alfa.countries == ("RU", "BY")
    assert {(i.kind, i.value) for i in alfa.identifiers} == {("inn", "7704730655"), ("imo", "9151838")}
    assert beta.kind is EntryKind.UNKNOWN
    assert notes == {"unknown_schema:Spaceship": 1, "unread": 1}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_list_of_ones_own(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"ours{suffix}"
    rows = [["Our block list", "", "", ""], ["Наименование", "Тип", "Страна", "ИНН"], ["ООО Ромашка", "юр. лицо", "Россия", "7704730655"],
            ["", "", "", ""], ["Иванов Иван", "физ. лицо", "", ""]]  # fmt: skip
    if suffix == ".csv":
        path.write_text("\n".join(";".join(row) for row in rows), encoding="cp1251")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(path)
    (source,) = detect([path], name="Наш список")
    assert source.list_id == "own-наш-список"
    firm, person = list(read_list(source).entries)
    assert (firm.kind, firm.countries, firm.identifiers[0].value) == (EntryKind.ORGANISATION, ("RU",), "7704730655")
    assert person.kind is EntryKind.PERSON
    assert firm.entry_id != person.entry_id


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("colour;size\nred;5\n", encoding="utf-8")
    with pytest.raises(UnreadableInput):
        read(path)


def test_the_starter_list_is_read() -> None:
    parsed = read_starter()
    entries = list(parsed.entries)
    assert len(entries) >= 120
    assert parsed.info.published_on > "2020"
    assert all(entry.source for entry in entries)


@given(st.text())
def test_any_cell_can_be_split(cell: str) -> None:
    assert all(part and part == part.strip() for part in split(cell))


def test_an_ofac_entry_without_any_name_is_counted_as_unread(tmp_path: Path) -> None:
    """Found by hypothesis: a damaged row left an entry that nothing could be screened against."""
    path = tmp_path / "sdn.csv"
    rest = ",".join(["-0- "] * 10)
    path.write_text(f'1,"NAME",{rest}\n36," ",{rest}\n', encoding="latin-1")
    entries, notes = read(path, format=ListFormat.OFAC_CSV)
    assert [entry.entry_id for entry in entries] == ["1"]
    assert notes["unread"] == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(codec="latin-1"), max_size=30), max_size=14), max_size=8))
def test_random_rows_never_crash_the_ofac_reader(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "sdn.csv"
    with path.open("w", encoding="latin-1", newline="") as file:
        csv.writer(file).writerows([["1", "NAME", *["-0- "] * 10], *rows])
    entries, _notes = read(path, format=ListFormat.OFAC_CSV)
    assert entries


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_never_crash_detection(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(content)
    try:
        read(path)
    except UnreadableInput as error:
        assert error.data["file"]


@real_files
def test_ofac_2020_has_its_exact_counts() -> None:
    folder = SHARED / "lists" / "ofac-2020"
    entries, _notes = read(folder)
    # Counted here by hand, without the parser under test.
    with (folder / "sdn.csv").open(encoding="latin-1", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) >= 12]
    with (folder / "alt.csv").open(encoding="latin-1", newline="") as file:
        aliases = sum(len(row) >= 5 for row in csv.reader(file))
    assert len(entries) == len(rows) == 8976
    for kind, label in (
        (EntryKind.PERSON, "individual"),
        (EntryKind.VESSEL, "vessel"),
        (EntryKind.AIRCRAFT, "aircraft"),
    ):
        assert sum(e.kind is kind for e in entries) == sum(row[2] == label for row in rows)
    strong = sum(n.quality is not NameQuality.WEAK for e in entries for n in e.names)
    # The same alias twice on one entry is one name.
    assert len(rows) + aliases - 60 <= strong <= len(rows) + aliases


@real_files
def test_un_has_its_exact_counts() -> None:
    path = SHARED / "lists" / "un" / "consolidated.xml"
    entries, _notes = read(path)
    content = path.read_text(encoding="utf-8")
    assert sum(e.kind is EntryKind.PERSON for e in entries) == content.count("<INDIVIDUAL>") == 730
    assert sum(e.kind is EntryKind.ORGANISATION for e in entries) == content.count("<ENTITY>") == 273
