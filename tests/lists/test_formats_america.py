"""The lists of the United States and Canada, on small files of our own (see ``test_formats``)."""

import csv
from pathlib import Path

from screening.lists.read import detect
from screening.model.lists import EntryKind, ListFormat, NameQuality
from tests.lists.test_formats import FILES, links, names, numbers, read


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


def test_ofac_xml_reads_a_party_by_its_aliases_where_it_has_no_name(tmp_path: Path) -> None:
    text = (FILES / "sdn.xml").read_text(encoding="utf-8")
    own = "<firstName>Arkadiy Petrovich</firstName><lastName>VYMYSHLEV</lastName>"
    path = tmp_path / "sdn.xml"
    path.write_text(text.replace(own, ""), encoding="utf-8")
    entries, notes, _info = read(path)
    assert names(entries["90001"])[0] == ("VYMYSHLEU, Arkadz", "strong")
    assert (len(entries), notes["unread"]) == (3, 1), "the fourth has no name at all"


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
