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
from screening.model.lists import DETAILS, Entry, EntryKind, ListFormat, ListInfo, NameQuality

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


def test_ofac_xml() -> None:
    entries, notes, info = read(FILES / "sdn.xml")
    assert info.published_on == "2026-02-20"
    assert notes == {"unknown_alias_type": 1, "unknown_number_kind": 1, "unread": 1}
    person, vessel, firm = entries["90001"], entries["90002"], entries["90003"]
    assert [e.kind for e in (person, vessel, firm)] == [EntryKind.PERSON, EntryKind.VESSEL, EntryKind.ORGANISATION]
    assert names(person) == [
        ("VYMYSHLEV, Arkadiy Petrovich", "strong"), ("VYMYSHLEU, Arkadz", "strong"), ("ARKASHA", "weak"),
        ("STAROFAMILEV, Arkadiy", "former"), ("VYMYSHLEFF", "strong"),
    ]  # fmt: skip
    assert numbers(person) == {
        ("passport", "75 1234567", "RU"), ("tax", "770470065500", "RU"), ("other", "QQ-77-1234", ""),
    }  # fmt: skip
    assert person.identifiers[0].label == "Passport"
    assert [(a.text, a.country) for a in person.addresses] == [("ul. Nesushchaya 5, Moscow 101000", "RU")]
    assert person.countries == ("RU", "BY")
    assert person.birth_dates == ("1961-02-19", "1962")
    assert person.programmes == ("RUSSIA-EO14024", "BELARUS")
    assert person.detail("birth_place") == ("Tula, Russia",)
    assert (person.detail("gender"), person.detail("title")) == (("Male",), ("Director",))
    assert "Secondary sanctions risk" in person.remarks
    assert numbers(vessel) == {("imo", "9074729", ""), ("mmsi", "273000111", ""), ("callsign", "UBXY9", "")}
    assert links(person) == [("linked_to", "90003", "OOO NEVEDOMO")]
    assert dict(vessel.details) == {
        "vessel_type": "Crude Oil Tanker", "flag": "Russia", "owner": "OOO Nevedomo", "tonnage": "105000",
        "gross_tonnage": "57000",
    }  # fmt: skip
    assert vessel.countries == ("RU",)
    assert firm.detail("website") == ("nevedomo.example",)


def test_ofac_xml_remarks_tell_what_has_no_element(tmp_path: Path) -> None:
    """As in the file of 2021: telephones, births and several links in one pair of brackets; numbers with words before."""
    (tmp_path / "sdn.xml").write_text(
        '<sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>03/10/2021</Publish_Date><Record_Count>2'
        "</Record_Count></publshInformation><sdnEntry><uid>1</uid><lastName>NEVEDOMO S.A.</lastName><sdnType>Entity</sdnType>"
        "<remarks>Phone No. 7-495-0000000; Fax No. 7-495-0000001; Website www.nevedomo.example; DOB circa 1979-1982; alt. DOB "
        "1984 (Linked To: VYMYSHLEV, Arkadiy; Linked To: OOO DOCHKA (TULA) S.A.)</remarks><idList><id><uid>2</uid><idType>"
        "Identification Number</idType><idNumber>IMO 5817790</idNumber></id><id><idType>Passport</idType><idNumber>Booklet "
        "A5250088</idNumber></id><id><idType>Tax ID No.</idType><idNumber>RIF J-31069374-9</idNumber></id><id><idType>R.F.C."
        "</idType><idNumber># ITC-910503</idNumber></id></idList></sdnEntry><sdnEntry><uid>3</uid><firstName>Arkadiy</firstName>"
        "<lastName>VYMYSHLEV</lastName><sdnType>Individual</sdnType></sdnEntry></sdnList>"
    )
    entries, notes, info = read(tmp_path / "sdn.xml")
    assert (notes, info.published_on) == ({}, "2021-03-10")
    firm = entries["1"]
    assert links(firm) == [("linked_to", "3", "VYMYSHLEV, Arkadiy"), ("linked_to", "", "OOO DOCHKA (TULA) S.A.")]
    assert numbers(firm) == {
        ("phone", "7-495-0000000", ""), ("phone", "7-495-0000001", ""), ("imo", "5817790", ""), ("passport", "A5250088", ""),
        ("tax", "J-31069374-9", ""), ("tax", "ITC-910503", ""),
    }  # fmt: skip
    assert (firm.birth_dates, firm.detail("website")) == (("1979/1982", "1984"), ("www.nevedomo.example",))


def test_ofac_advanced_xml_with_scripts_weak_aliases_and_ownership() -> None:
    entries, notes, info = read(FILES / "sdn_advanced.xml")
    assert info.published_on == "2026-02-20"
    assert notes == {"unknown_feature": 1, "unknown_number_kind": 1, "unread": 1, "row_without_entry": 1}
    person, vessel, firm = entries["90001"], entries["90002"], entries["90003"]
    assert [(n.text, n.quality, n.script) for n in person.names] == [
        ("VYMYSHLEV, Arkadiy Petrovich", NameQuality.STRONG, "Latn"),
        ("ВЫМЫШЛЕВ, Аркадий Петрович", NameQuality.STRONG, "Cyrl"),
        ("ARKASHA", NameQuality.WEAK, "Latn"),
    ]
    assert numbers(person) == {("passport", "75 1234567", "RU"), ("wallet", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "")}
    assert [(a.text, a.country) for a in person.addresses] == [
        ("ul. Nesushchaya 5, Moscow 101000", "RU"), ("ул. Несущая 5, Москва", "RU"),
    ]  # fmt: skip
    assert (person.birth_dates, person.countries) == (("1961-02-19", "1962"), ("RU",))
    assert person.remarks == "Passport 75 1234567: Fraudulent; told by himself; Birthdate 1962: False"
    (kin,) = person.relations
    assert (kin.kind, kin.label, kin.former) == ("family", "Family member of; Property Of", True)
    assert (person.programmes, person.measures, person.listed_on) == (("RUSSIA-EO14024",), ("Block",), "2022-04-06")
    assert person.detail("regulation") == ("Executive Order 14024",)
    assert person.detail("birth_place") == ("Tula, RU",)
    assert names(firm) == [("OOO NEVEDOMO", "strong"), ("OOO STAROE IMYA", "former")]
    assert numbers(firm) == {("tax", "7704730655", "RU"), ("other", "X-1234567", "")}
    (owner,) = firm.relations
    assert (owner.kind, owner.target_id, owner.former) == ("owned_by", "90001", True)
    assert owner.target_name == "VYMYSHLEV Arkadiy Petrovich"
    assert owner.label == "Owned or Controlled By"
    assert firm.detail("founded") == ("2002-07",)
    assert firm.remarks == "Trade house"
    assert links(vessel) == [("owned_by", "90003", "OOO NEVEDOMO")]
    assert (vessel.detail("vessel_type"), vessel.detail("flag")) == (("Crude Oil Tanker",), ("Russia",))
    assert "Passport: 75 1234567, RU, Invented office, Issue Date 2019-01-01, Fraudulent" in person.entry_text


def test_csl_json_with_address_only_and_expired_entries() -> None:
    entries, notes, _info = read(FILES / "csl.json")
    assert notes == {
        "expired": 1, "unknown_field:phantom_field": 1, "unread": 1, "unknown_field:ids.phantom": 1,
        "unknown_field:addresses.phantom": 1,
    }  # fmt: skip
    assert (entries["isn-1"].countries, names(entries["isn-1"])) == (("TH",), [("Invented Trade", "strong")])
    firm, place, person, vessel = (entries[i] for i in ("el-1", "el-2", "sdn-1", "sdn-2"))
    assert names(firm) == [
        ("Nevedomo Electronics Ltd.", "strong"),
        ("Nevedomo Tech", "strong"),
        ("Nevedomo HK", "strong"),
    ]
    assert (firm.kind, firm.programmes, firm.listed_on) == (EntryKind.UNKNOWN, ("EL",), "2024-03-01")
    assert firm.detail("licence_policy") == ("Presumption of denial.",)
    assert place.kind is EntryKind.ADDRESS
    assert [(a.text, a.country) for a in place.addresses] == [("Room 1, 99 Phantom Street, Wanchai", "HK")]
    assert numbers(person) == {("passport", "75 1234567", "RU")}
    assert links(person) == [("linked_to", "", "OOO NEVEDOMO")]
    assert (person.detail("gender"), person.birth_dates) == (("Male",), ("1961-02-19",))
    assert (vessel.kind, numbers(vessel)) == (EntryKind.VESSEL, {("imo", "9074729", ""), ("callsign", "UBXY9", "")})


CSL_HEADER = (
    "source", "entity_number", "type", "programs", "name", "title", "addresses", "federal_register_notice",
    "start_date", "end_date", "standard_order", "license_requirement", "license_policy", "call_sign", "vessel_type",
    "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks", "source_list_url",
    "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids",
)  # fmt: skip


def test_csl_csv_takes_cells_apart(tmp_path: Path) -> None:
    path = tmp_path / "consolidated.csv"
    el = "Entity List (EL) - Bureau of Industry and Security"
    sdn = "Specially Designated Nationals (SDN) - Treasury Department"
    rows: list[dict[str, str]] = [
        {"source": el, "name": "Nevedomo Gui\x92an Ltd.", "start_date": "2024-03-01", "license_policy": "Presumption of denial.",
         "addresses": "Unit 5, Kowloon, HK; and Room 9, Moscow, RU", "alt_names": "Nevedomo A; and Nevedomo B."},
        {"source": el, "name": "Nevedomo Gui\x92an Ltd.", "start_date": "2024-03-01", "addresses": "Elsewhere, CN"},
        {"source": el, "name": "Address 02", "addresses": "1 Phantom Street, HK"},
        {"source": sdn, "entity_number": "90001", "type": "Entity", "programs": "A; B", "name": "OOO NEVEDOMO",
         "ids": "RU, 1027700132195, Registration ID; 7704730655, Tax ID No.; http://n.example, Website"},
        {"source": "Denied Persons List (DPL) - Bureau", "name": "OLD", "end_date": "1999-01-01", "standard_order": "Y"},
        {"source": "", "name": "NO SOURCE"},
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CSL_HEADER)
        writer.writeheader()
        writer.writerows(rows)
        file.write("a,short,row\n")
    (source,) = detect([path])
    assert source.format is ListFormat.CSL_CSV
    entries, notes, _info = read(path)
    assert notes == {"expired": 1, "unread": 1, "short_row": 1}
    first, second, place, firm = entries.values()
    assert names(first) == [("Nevedomo Gui’an Ltd.", "strong"), ("Nevedomo A", "strong"), ("Nevedomo B", "strong")]
    assert [(a.text, a.country) for a in first.addresses] == [("Unit 5, Kowloon", "HK"), ("Room 9, Moscow", "RU")]
    assert second.entry_id == f"{first.entry_id}-2"
    assert place.kind is EntryKind.ADDRESS
    assert (firm.entry_id, firm.programmes) == ("SDN-90001", ("A", "B"))
    assert numbers(firm) == {("registration", "1027700132195", "RU"), ("tax", "7704730655", "")}
    assert firm.detail("website") == ("http://n.example",)


DPL = (
    '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"'
    '\t"Standard_Order"\t"Last_Update"\t"Action"\t"FR_Citation"\n'
    '"NEVEDOMO TRADE"\t"5 NOWHERE RD"\t"DUBAI"\t""\t"AE"\t""\t"03/04/2024"\t"03/04/2099"\t"Y"\t"2024-03-10"\t"NEW"\t"89 F.R. 1"\n'
    '"NEVEDOMO TRADE"\t"6 NOWHERE RD"\t"DUBAI"\t""\t"AE"\t""\t"03/04/2024"\t"03/04/2099"\t"Y"\t"2025-01-02"\t"NEW"\t"89 F.R. 1"\n'
    '"FOREVER DENIED"\t""\t""\t""\t""\t""\t"09/10/1981"\t""\t"N"\t""\t""\t""\n'
    '"LONG AGO"\t""\t""\t""\t"US"\t""\t"01/02/2000"\t"01/02/2001"\t"Y"\t""\t""\t""\n'
    '""\t""\t""\t""\t"US"\t""\t"01/02/2000"\t""\t"Y"\t""\t""\t""\n'
    '"SHORT"\t"ROW"\n'
)


def test_denied_persons_text_file(tmp_path: Path) -> None:
    path = tmp_path / "dpl.txt"
    path.write_text(DPL, encoding="ascii")
    entries, notes, info = read(path)
    assert (info.list_id, info.format) == ("us-dpl", ListFormat.BIS_DPL)
    assert notes == {"expired": 1, "unread": 1, "short_row": 1}
    trade, forever = entries["nevedomo-trade-2024-03-04"], entries["forever-denied-1981-09-10"]
    assert [a.text for a in trade.addresses] == ["5 NOWHERE RD, DUBAI", "6 NOWHERE RD, DUBAI"]
    assert (trade.countries, trade.measures, trade.updated_on) == (("AE",), ("standard denial order",), "2025-01-02")
    assert (trade.detail("expires"), trade.detail("notice")) == (("2099-03-04",), ("89 F.R. 1",))
    assert (forever.measures, forever.listed_on) == (("denial order",), "1981-09-10")


def test_denied_persons_export(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Name and Address,Type of Denial,Appropriate Federal Register Citations,Effective Date,Expiration Date\n"
        '"Nevedomo Trade, 5 Nowhere Rd, Dubai, United Arab Emirates",Standard,89 F.R. 1,03/04/2024,03/04/2099\n',
        encoding="utf-8-sig",
    )
    entries, notes, _info = read(path)
    (entry,) = entries.values()
    assert (entry.name, entry.countries, entry.measures) == ("Nevedomo Trade", ("AE",), ("standard denial order",))
    assert notes == {}


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


def test_canada_xml() -> None:
    entries, notes, _info = read(FILES / "canada.xml")
    assert notes == {"unknown_field:Hologram": 1, "unread": 1}
    assert set(entries) == {
        "Russia-1, Part 1-901", "Iran-1, Part 2-17", "Russia-1.1-2", "Invented Officials Regulations (IOR)--54",
    }  # fmt: skip
    person, firm, ship, other = entries.values()
    assert [e.kind for e in (person, firm, ship)] == [EntryKind.PERSON, EntryKind.ORGANISATION, EntryKind.VESSEL]
    assert [n.text for n in person.names] == [
        "Arkadiy Petrovich VYMYSHLEV", "Arkasha", "Vymyshleff", "Аркадий Петрович Вымышлев",
    ]  # fmt: skip
    assert (person.programmes, person.countries) == (("Russia / Russie",), ()), "the regime is no nationality"
    assert person.detail("title") == ("Deputy head",)
    assert [n.text for n in firm.names] == [
        "Invented Guard/Garde inventée", "Invented Guard", "Garde inventée", "Nevedomo Trade Co, Ltd", "OOO Nevedomo",
    ]  # fmt: skip
    assert (person.birth_dates, firm.listed_on) == (("1961-02-19", "1962-02-19"), "2022-04-06")
    assert [n.text for n in ship.names] == ["M/V Severnaya Zvezda I"]
    assert (numbers(ship), ship.detail("built")) == ({("imo", "9074729", "")}, ("2003",))
    assert ship.detail("vessel_type") == ("Bunkering Tanker (LNG)",)
    assert (other.birth_dates, other.listed_on) == (("1999-09",), "")


def test_canada_xml_as_it_was_before_2026(tmp_path: Path) -> None:
    """Versions of years ago are read again when their days are asked for."""
    text = (
        "<data-set><record><Country>Burma / Birmanie</Country><Entity>Nevedomo Bank</Entity><Aliases>Nevedomo, NB</Aliases>"
        "<Schedule>1</Schedule><Item>1</Item></record><record><Country>Burma / Birmanie</Country><LastName>Vymyshlev</LastName>"
        "<GivenName>Arkadiy </GivenName><DateOfBirth>1961-02-19</DateOfBirth><Schedule>2</Schedule><Item>1</Item></record>"
        "<record><Country>Iran</Country><EntityOrShip>Severnaya Zvezda</EntityOrShip><TitleOrShip>Tanker</TitleOrShip>"
        "<ShipIMONumber>9074729</ShipIMONumber><DateOfBirthOrShipBuildDate>2003</DateOfBirthOrShipBuildDate>"
        "<Schedule>1</Schedule><Item>1</Item><DateOfListing>2024-10-10</DateOfListing></record></data-set>"
    )
    (tmp_path / "sema-lmes.xml").write_text(text)
    entries, notes, info = read(tmp_path / "sema-lmes.xml")
    assert (info.format, notes) == (ListFormat.CANADA_XML, {})
    firm, person, ship = entries.values()
    assert [n.text for n in firm.names] == ["Nevedomo Bank", "Nevedomo", "NB"]
    assert ([n.text for n in person.names], person.birth_dates) == (["Arkadiy Vymyshlev"], ("1961-02-19",))
    assert (ship.kind, ship.detail("vessel_type"), ship.listed_on) == (EntryKind.VESSEL, ("Tanker",), "2024-10-10")


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
    assert info.published_on == "2026-04-29", "the last collection"
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
