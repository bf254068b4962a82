"""Every format of lists, on small files of our own: each element of the format ends where it belongs.

The parties are invented; the layouts are those of the publishers (see the heads of the parsers).
"""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from screening.countries import country_code
from screening.lists.dates import span_or_date
from screening.lists.eu_csv import COLUMNS
from screening.lists.formats import FORMATS, FORMATS_MET, formats_not_met
from screening.lists.read import detect, read_list
from screening.model.lists import DETAILS, Entry, EntryKind, ListFormat, ListInfo

FILES = Path(__file__).parent / "files"
EXPECTED = {
    "sdn.xml": ListFormat.OFAC_XML, "sdn_advanced.xml": ListFormat.OFAC_ADVANCED, "csl.json": ListFormat.CSL_JSON,
    "eu.xml": ListFormat.EU_XML, "uk.csv": ListFormat.UK_CSV, "uk.xml": ListFormat.UK_XML,
    "seco.xml": ListFormat.SECO_XML, "canada.xml": ListFormat.CANADA_XML, "afm.xml": ListFormat.AFM_XML,
    "un.xml": ListFormat.UN_XML, "entities.ftm.json": ListFormat.OPENSANCTIONS_FTM,
}  # fmt: skip
SMALL_FILES = sorted(EXPECTED)
SHOWN = ("unknown_field", "not_a_party", "unknown_number_kind:phantom")
"""Notes of which the publisher's word is looked at too."""


def read(path: Path, **options: object) -> tuple[dict[str, Entry], dict[str, int], ListInfo]:
    (source,) = detect([path], **options)  # type: ignore[arg-type]
    parsed = read_list(source)
    entries = list(parsed.entries)
    by_id = {entry.entry_id: entry for entry in entries}
    assert len(by_id) == len(entries), "ids are of one entry each"
    assert {code for entry in entries for code, _ in entry.details} <= set(DETAILS)
    assert all(entry.entry_text for entry in entries), "the record as it stood is kept"
    notes: Counter[str] = Counter()
    for code, count in parsed.notes.items():
        notes[code if code.startswith(SHOWN) else code.partition(":")[0]] += count
    return by_id, {code: count for code, count in notes.items() if count}, parsed.info


def names(entry: Entry) -> list[tuple[str, str]]:
    return [(name.text, name.quality.value) for name in entry.names]


def numbers(entry: Entry) -> set[tuple[str, str, str]]:
    return {(number.kind, number.value, number.country) for number in entry.identifiers}


def links(entry: Entry) -> list[tuple[str, str, str]]:
    return [(link.kind, link.target_id, link.target_name) for link in entry.relations]


@pytest.mark.parametrize("name", SMALL_FILES)
def test_formats_are_known_by_their_content_whatever_the_name(tmp_path: Path, name: str) -> None:
    (source,) = detect([FILES / name])
    assert source.format is EXPECTED[name]
    renamed = tmp_path / "download"
    renamed.write_bytes((FILES / name).read_bytes())
    (again,) = detect([renamed])
    assert again.format is EXPECTED[name]


def test_a_folder_of_all_lists_is_taken_apart(tmp_path: Path) -> None:
    for name in SMALL_FILES:
        if name not in ("sdn_advanced.xml", "uk.xml"):  # the same lists in another form
            (tmp_path / name).write_bytes((FILES / name).read_bytes())
    (tmp_path / "readme.txt").write_text("no list")
    found = {source.list_id for source in detect([tmp_path])}
    assert found == {"ofac-sdn", "us-csl", "eu", "un", "uk", "ch-seco", "ca-sema", "kz-afm", "opensanctions"}


def test_every_format_has_its_facts_and_reader() -> None:
    parties = set(ListFormat) - {ListFormat.GOODS, ListFormat.CONTROL, ListFormat.STARTER}
    assert set(FORMATS) == parties
    assert all(callable(facts.read) for facts in FORMATS.values())
    assert set(formats_not_met()) | FORMATS_MET == parties
    assert ListFormat.EU_CSV in formats_not_met()


def test_every_official_format_was_compared_with_something_real() -> None:
    """A whole file, records or all elements of one, or what other programs read; `tekser lists formats` tells which."""
    for kind, facts in FORMATS.items():
        assert facts.met or (facts.compared and facts.compared.with_what in ("records", "structure", "readers")), kind
        if facts.compared:
            assert date.fromisoformat(facts.compared.of_day).year >= 2025


def test_entries_that_share_an_id_do_not_push_each_other_out(tmp_path: Path) -> None:
    """The store holds one entry of an id: real files of the EU had the same number twice."""
    text = (FILES / "uk.xml").read_text(encoding="utf-8").replace("RUS9003", "RUS9001")
    (tmp_path / "uk.xml").write_text(text, encoding="utf-8")
    entries, notes, _info = read(tmp_path / "uk.xml")
    assert notes["same_id"] == 1
    assert entries["RUS9001"].name == "Arkadiy Petrovich VYMYSHLEV"
    assert entries["RUS9001-2"].name == "SEVERNAYA ZVEZDA I"


def test_spans_of_birth_as_publishers_write_them() -> None:
    for text, expected in (
        ("1951 to 1953", "1951/1953"), ("01 Jan 1953 to 31 Dec 1954", "1953/1954"), ("01 Jan 1973 to 31 Dec 1973", "1973"),
        ("01 Feb 1960 to 29 Feb 1960", "1960-02"), ("26 Sep 1946 to 07 Dec 1946", "1946-09-26/1946-12-07"),
        ("between 1958 and 1960", "1958/1960"), ("circa 1979-1982", "1979/1982"), ("19 Feb 1961", "1961-02-19"), ("early to late", "early to late"),
    ):  # fmt: skip
        assert span_or_date(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF", "KP"), ("Korea (North)", "KP"), ("Korea (South)", "KR"),
        ("Congo (Democratic Republic)", "CD"), ("CONGO, Democratic Republic of (was Zaire)", "CD"), ("CONGO", "CG"),
        ("Virgin Islands (US)", "VI"), ("Virgin Islands (British)", "VG"), ("PALESTINIAN TERRITORY, OCCUPIED", "PS"),
        ("St. Vincent and the Grenadines", "VC"), ("Region: Crimea", "UA"), ("China (Taiwan)", "TW"),
    ],
)  # fmt: skip
def test_countries_as_publishers_write_them(text: str, code: str) -> None:
    """The part before a comma or a bracket would be another country: the two Koreas and Congos above all."""
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("sdn.xml", "</sdnEntry>"), ("seco.xml", "</target>"), ("seco.xml", "</identity>"), ("eu.xml", "</sanctionEntity>"),
        ("uk.xml", "</Individual>"), ("uk.xml", "</Ship>"), ("canada.xml", "</record>"), ("afm.xml", "</person>"),
    ],
)  # fmt: skip
def test_elements_that_are_not_known_are_counted(tmp_path: Path, name: str, within: str) -> None:
    text = (FILES / name).read_text(encoding="utf-8")
    assert within in text
    (tmp_path / name).write_text(text.replace(within, f"<phantom>boo</phantom>{within}", 1), encoding="utf-8")
    entries, notes, _info = read(tmp_path / name)
    assert notes["unknown_field:phantom"] == 1
    assert entries.keys() == read(FILES / name)[0].keys()


@pytest.mark.parametrize(
    ("name", "header", "row", "separator"),
    [
        ("dpl.txt", "Name Street_Address City State Country Postal_Code Effective_Date Expiration_Date Standard_Order"
         " Last_Update Action FR_Citation", "NEVEDOMO,x,TULA,,RU,,01/02/2024,,Y,01/02/2024,x,89", "\t"),
        ("targets.simple.csv", "id schema name aliases", "e1,Company,Nevedomo,", ","),
        ("consolidated.csv", "source entity_number name federal_register_notice", "Entity List (EL),1,Nevedomo,", ","),
        ("eu.csv", " ".join(COLUMNS),
         ",".join(["20/02/2026", "1", *([""] * 17), "Nevedomo", *([""] * 98)]), ";"),
    ],
)  # fmt: skip
def test_columns_that_are_not_known_are_counted(
    tmp_path: Path, name: str, header: str, row: str, separator: str
) -> None:
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([[*header.split(" "), "phantom"], [*row.split(","), "boo"]])
    entries, notes, _info = read(tmp_path / name)
    assert notes["unknown_field:phantom"] == 1
    assert len(entries) == 1


def australian_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Consolidated list"])
    sheet.append([
        "Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength", "Date of Birth",
        "Place of Birth", "Citizenship", "Address", "Additional Information", "Listing Information", "Committees",
        "Control Date", "Instrument of Designation", "IMO Number", "Travel Ban", "Arms Embargo",
        "Maritime Restriction", "Targeted Financial Sanction", "Hologram",
    ])  # fmt: skip
    none = [""] * 12
    sheet.append(["9001a", "Arkasha", "Individual", "Alias", "Weak", *none])
    sheet.append(["9001aa", "Аркадий Вымышлев", "Individual", "Original Script", "", *none])
    sheet.append(
        ["9001b", "Vymyshleff", "Individual", "Alias", "Strong", "", "", "", "c) Third place, Russia", *none[:8]]
    )
    sheet.append([
        9001, "Arkadiy Vymyshlev", "Individual", "Primary Name", "", "a) 19/02/1961_x000D_ b) 1962, Approximately: Between 1963 and 1965",
        "Tula", "Russia; Belarus", "a) ul. Nesushchaya 5, Moscow, Russia b) Elsewhere", "Invented.", "Listed on 6 Apr. 2022 (amended on 7 May 2023)",
        "Autonomous (Russia)", 44657, "Instrument 2022", "", 1, 0, 0, 1, "x",
    ])  # fmt: skip
    sheet.append([9002, "Severnaya Zvezda I", "Vessel", "Primary Name", "", *none[:9], "IMO 9074729", "", "", "Yes"])
    sheet.append(["note", "a row of no entry"])
    book.save(path)
    return path


def test_australian_workbook(tmp_path: Path) -> None:
    entries, notes, info = read(australian_workbook(tmp_path / "list.xlsx"))
    assert (info.list_id, info.format) == ("au-dfat", ListFormat.AUSTRALIA_XLSX)
    assert notes == {"unknown_field:hologram": 1, "unread": 1}
    person, vessel = entries["9001"], entries["9002"]
    assert names(person) == [
        ("Arkadiy Vymyshlev", "strong"), ("Arkasha", "weak"), ("Аркадий Вымышлев", "strong"), ("Vymyshleff", "strong"),
    ]  # fmt: skip
    assert person.birth_dates == ("1961-02-19", "1962", "1963/1965")
    assert person.countries[:2] == ("RU", "BY")
    assert [(a.text, a.country) for a in person.addresses] == [
        ("ul. Nesushchaya 5, Moscow, Russia", "RU"), ("Elsewhere", ""), ("Third place, Russia", "RU"),
    ]  # fmt: skip
    assert person.measures == ("travel ban", "targeted financial sanction")
    assert (person.listed_on, person.updated_on) == ("2022-04-06", "2022-04-06")
    assert (vessel.kind, numbers(vessel)) == (EntryKind.VESSEL, {("imo", "9074729", "")})


def test_afm_xml() -> None:
    entries, notes, _info = read(FILES / "afm.xml")
    assert notes == {"unknown_field:hologram": 1, "unread": 1}
    person, other, movement, union = entries.values()
    assert names(person) == [("ВЫМЫШЛЕВ АРКАДИЙ ПЕТРОВИЧ", "strong")]
    assert (person.entry_id, numbers(person)) == ("iin-610219300123", {("iin", "610219300123", "KZ")})
    assert (person.birth_dates, person.listed_on, other.listed_on) == (("1961-02-19",), "2024-03-05", "2024-03-06")
    assert [n.text for n in movement.names] == ["НЕСУЩЕСТВУЮЩЕЕ ДВИЖЕНИЕ", "«ВЫДУМКА»", "NON-EXISTING MOVEMENT"]
    assert (movement.kind, movement.remarks) == (EntryKind.ORGANISATION, "Решение суда")
    assert (union.programmes, [n.text for n in union.names]) == (("AFM-CIS",), ["ВЫДУМАННЫЙ СОЮЗ"])


def test_afm_entries_keep_their_ids_when_the_list_is_numbered_anew(tmp_path: Path) -> None:
    text = (FILES / "afm.xml").read_text(encoding="utf-8")
    gone = text[: text.index("<person>")] + text[text.index("</person>") + len("</person>") :]
    (tmp_path / "afm.xml").write_text(gone.replace("<num>2</num>", "<num>1</num>"), encoding="utf-8")
    assert set(read(FILES / "afm.xml")[0]) - set(read(tmp_path / "afm.xml")[0]) == {"iin-610219300123"}


def test_afm_second_list_has_persons_as_organisations(tmp_path: Path) -> None:
    (tmp_path / "terrorists-source.xml").write_text(
        "<root><org><num>1</num><org_name>Вымышлев Аркадий Петрович</org_name><org_iin>610219300123</org_iin><note>Приговор"
        "</note><added_to_list>05.03.2024</added_to_list></org><org><org_name>Неведомова Айжан</org_name><org_iin/></org></root>",
        encoding="utf-8",
    )
    entries, notes, info = read(tmp_path / "terrorists-source.xml")
    assert (info.format, notes) == (ListFormat.AFM_XML, {})
    person, other = entries.values()
    assert [e.kind for e in entries.values()] == [EntryKind.PERSON, EntryKind.PERSON]
    assert (numbers(person), person.listed_on) == ({("iin", "610219300123", "KZ")}, "2024-03-05")
    assert names(other) == [("Неведомова Айжан", "strong")]


def test_opensanctions_ftm_with_its_links() -> None:
    entries, notes, info = read(FILES / "entities.ftm.json")
    assert info.published_on == "2026-02-20", "the last collection"
    assert notes == {
        "unread": 2, "unknown_field:hologram": 1, "topic_not_screened": 1, "not_a_party:Event": 1,
        "row_without_entry": 1, "unknown_schema": 1,
    }  # fmt: skip
    assert set(entries) == {"Q-person", "NK-firm", "V-1"}
    person, firm, vessel = entries["Q-person"], entries["NK-firm"], entries["V-1"]
    assert names(person) == [
        ("Arkadiy Vymyshlev", "strong"), ("Аркадий Вымышлев", "strong"), ("Vymyshleff", "strong"),
        ("Arkasha", "weak"), ("Arkadiy Starofamilev", "former"),
    ]  # fmt: skip
    assert numbers(person) == {
        ("inn", "770470065500", "RU"), ("phone", "+74950000000", ""), ("passport", "75 1234567", "RU"),
        ("passport", "99 7654321", ""), ("national_id", "4510199", ""),
    }  # fmt: skip
    assert [(a.text, a.country) for a in person.addresses] == [("ul. Nesushchaya 5, Moscow", "RU")]
    assert (person.programmes, person.measures) == (("Invented Russia programme", "INV-RUS"), ("Asset freeze",))
    assert (person.listed_on, person.updated_on, person.source) == ("2022-04-05", "2025-05-05", "invented_list")
    assert [(r.kind, r.target_id, r.share, r.label, r.former) for r in person.relations] == [
        ("owns", "NK-firm", 62.5, "", False), ("linked_to", "V-1", None, "operator", False),
        ("directs", "NK-firm", None, "General director", True), ("family", "P-pep", None, "brother", False),
        ("controls", "NK-firm", None, "voting rights", False),
    ]  # fmt: skip
    assert links(firm) == [
        ("owned_by", "Q-person", "Arkadiy Vymyshlev"), ("owns", "V-1", "SEVERNAYA ZVEZDA I"),
        ("directed_by", "Q-person", "Arkadiy Vymyshlev"), ("controlled_by", "Q-person", "Arkadiy Vymyshlev"),
    ]  # fmt: skip
    assert links(vessel) == [("owned_by", "NK-firm", "OOO Nevedomo"), ("linked_to", "Q-person", "Arkadiy Vymyshlev")]
    assert ("wallet", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "") in numbers(firm)
    assert (firm.programmes, firm.measures) == ((), ()), "what ended is a remark"
    assert "Old programme until 2020-01-01" in firm.remarks
    assert firm.relations[0].share == 62.5
    assert ("isin", "RU000A0JX0J2", "") in numbers(firm)
    assert (vessel.detail("built"), vessel.detail("former_flag")) == (("2003",), ("pa",))
    assert ("imo", "9074729", "") in numbers(vessel)


def test_opensanctions_lists_may_stand_side_by_side() -> None:
    (one,) = detect([FILES / "entities.ftm.json"])
    (other,) = detect([FILES / "entities.ftm.json"], name="War and sanctions")
    assert (one.list_id, other.list_id) == ("opensanctions", "opensanctions-war-and-sanctions")
