"""The lists of the EU, the UN, the United Kingdom and Switzerland, on small files of our own; see ``test_formats``."""

import csv
from pathlib import Path

import pytest

from screening.errors import UnreadableInput
from screening.lists.eu_csv import COLUMNS
from screening.model.lists import EntryKind, ListFormat
from tests.lists.test_formats import FILES, links, names, numbers, read


def test_eu_xml() -> None:
    entries, notes, info = read(FILES / "eu.xml")
    assert info.published_on == "2026-02-20"
    assert notes == {"unknown_number_kind:phantom": 1, "unknown_field:hologram": 1, "unread": 1}
    person, firm = entries["9001"], entries["9002"]
    assert [(n.text, n.quality.value, n.language, n.written_in) for n in person.names] == [
        ("Arkadiy Vymyshlev", "strong", "en", "Latn"), ("Аркадий Петрович ВЫМЫШЛЕВ", "strong", "ru", "Cyrl"),
        ("Arkasha", "weak", "", "Latn"), ("Arkadiy Starofamilev", "former", "", "Latn"),
        ("Vymyshleff", "strong", "", "Latn"),
    ]  # fmt: skip
    assert numbers(person) == {
        ("passport", "75 1234567", "RU"), ("tax", "770470065500", ""), ("other", "Z-9", ""),
        ("email", "office@nevedomo.example", ""), ("phone", "+7 495 0000000", ""), ("phone", "+7 495 0000001", ""),
    }  # fmt: skip
    assert person.birth_dates == ("1961-02-19", "1962", "1963-08", "1964/1966", "1982-04-19")
    assert person.countries == ("RU",)
    assert person.detail("birth_place") == ("Tula, RUSSIAN FEDERATION",)
    assert (person.detail("reference"), person.detail("position")) == (("EU.9001.11",), ("Deputy head",))
    assert (person.detail("title"), person.detail("website")) == (("Dr",), ("www.nevedomo.example",))
    assert (person.programmes, person.source, person.listed_on) == (("UKR",), "2022/427 (OJ L87I)", "2022-03-15")
    assert person.remarks.split("; ") == [
        "Deputy head of an invented ministry.", "low quality alias", "formerly listed as", "formerly known as",
        "National passport 75 1234567: known false", "registered address", "Born in 1967 or before", "hijri calendar",
        "Islamic calendar 1343-6",
    ]  # fmt: skip
    assert (firm.kind, firm.listed_on, firm.updated_on) == (EntryKind.ORGANISATION, "2007-10-23", "2022-05-02")
    assert numbers(firm) == {("registration", "1027700132195", "RU")}
    assert names(firm) == [
        ("OOO Nevedomo", "strong"), ("State enterprise ‘Nevedomo seaport’", "former"), ("Nevedomo Trading", "strong"),
        ("Nevedomo of the Second Programme", "strong"),
    ]  # fmt: skip
    assert firm.programmes == ("UKR", "TAQA"), "an entity under two programmes comes twice"
    assert firm.detail("reference") == ("EU.9002.22", "XXe.001")
    assert "none" not in firm.remarks


def test_eu_csv_puts_the_rows_of_an_entity_together(tmp_path: Path) -> None:
    def row(**cells: str) -> list[str]:
        made = [""] * 118
        for place, text in cells.items():
            made[int(place[1:])] = text
        return made

    base = {
        "c0": "20/02/2026", "c1": "9001", "c2": "EU.9001.11", "c7": "person", "c8": "P", "c6": "Invented.",
        "c12": "2022-03-15", "c13": "2022/427 (OJ L87I)", "c14": "UKR",
    }  # fmt: skip
    rows = [
        list(COLUMNS),
        row(**base, c19="Arkadiy Vymyshlev", c20="EN", c21="M", c22="Dr", c23="Deputy head"),
        row(**base, c16="Starofamilev", c17="Arkadiy", c26="formerly known as"),
        row(**base, c34="Moscow", c35="ul. Nesushchaya 5", c37="101000", c42="RU", c43="RUSSIAN FEDERATION"),
        row(**base, c54="1961-02-19", c65="Tula", c67="RUSSIAN FEDERATION"),
        row(**base, c58="1960", c59="1962", c66="00", c67="UNKNOWN"),
        row(**base, c55="24", c56="6", c57="1402", c61="ISLAMIC"),
        row(**base, c55="0", c56="8", c57="1963", c60="true", c61="GREGORIAN"),
        row(**base, c78="75 1234567", c81="true", c90="passport", c91="National passport", c93="RU"),
        row(**base, c106="RU", c107="RUSSIAN FEDERATION"),
        row(c1="9002", c2="EU.9002.22", c7="enterprise", c19="OOO Nevedomo", c88="1027700132195", c90="regnumber"),
        row(c1="9003", c7="enterprise"),
        row(**base, c19="Late row"),
        ["short", "row"],
    ]
    path = tmp_path / "eu.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    entries, notes, info = read(path)
    assert (info.format, info.list_id, info.published_on) == (ListFormat.EU_CSV, "eu", "2026-02-20")
    assert notes == {"unread": 1, "short_row": 1}
    person, firm = entries["9001"], entries["9002"]
    assert names(person) == [
        ("Arkadiy Vymyshlev", "strong"), ("Arkadiy Starofamilev", "former"), ("Late row", "strong"),
    ]  # fmt: skip
    assert [(a.text, a.country) for a in person.addresses] == [("ul. Nesushchaya 5, Moscow, 101000", "RU")]
    assert (person.birth_dates, person.countries) == (("1961-02-19", "1960/1962", "1963-08"), ("RU",))
    assert person.detail("birth_place") == ("Tula, RUSSIAN FEDERATION",)
    assert (person.programmes, person.remarks, person.listed_on) == (
        ("UKR",),
        "Invented.; formerly known as; Islamic calendar 1402-6-24; National passport 75 1234567: known false",
        "2022-03-15",
    )
    assert numbers(person) == {("passport", "75 1234567", "RU")}
    assert numbers(firm) == {("registration", "1027700132195", "")}


def test_un_xml() -> None:
    entries, notes, info = read(FILES / "un.xml")
    assert info.published_on == "2026-02-20"
    assert notes == {"unknown_alias_quality": 1, "unread": 1}
    person, firm = entries["9001"], entries["9002"]
    assert names(person) == [
        ("Arkadiy Petrovich Vymyshlev", "strong"), ("Аркадий Вымышлев", "strong"), ("Vymyshleff", "strong"),
        ("Vymyshleu", "strong"), ("Arkasha", "weak"), ("Starofamilev", "former"), ("Arkadij", "strong"),
    ]  # fmt: skip
    assert numbers(person) == {("passport", "75 1234567", "RU"), ("national_id", "770470065500", "RU")}
    assert [(a.text, a.country) for a in person.addresses] == [
        ("ul. Nesushchaya 5, Moscow, Moscow oblast, 101000", "RU")
    ]
    assert person.birth_dates == ("1963", "1961-02-19", "1960/1962", "1964")
    assert (person.countries, person.programmes) == (("RU", "BY"), ("DPRK",))
    assert person.detail("birth_place") == ("Tula, Russia", "Tula, Russian Federation")
    assert (person.detail("title"), person.detail("position"), person.detail("gender")) == (
        ("Dr",), ("Deputy head",), ("Male",),
    )  # fmt: skip
    assert (person.listed_on, person.updated_on, person.source) == ("2022-04-06", "2024-03-04", "KPi.901")
    assert person.remarks == "so called at home; old; by other papers; seen; Invented."
    assert (firm.kind, names(firm)) == (
        EntryKind.ORGANISATION, [("NON-EXISTING FIRM", "strong"), ("OOO Nevedomo", "strong")],
    )  # fmt: skip


def test_eu_csv_with_other_columns_in_another_order(tmp_path: Path) -> None:
    """A column that came in between moves the others; one that went is told."""
    cells = {
        "Entity_LogicalId": "9001", "Entity_SubjectType": "P", "BirthDate_BirthDate": "1961-02-19",
        "NameAlias_WholeName": "Arkadiy Vymyshlev", "Entity_EU_ReferenceNumber": "EU.9001.11",
    }  # fmt: skip
    header = ["Hologram", *(name for name in reversed(COLUMNS) if name != "Address_Street")]
    path = tmp_path / "eu.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, [cells.get(name, "") for name in header]])
    entries, notes, _info = read(path)
    assert notes == {"unknown_field:Hologram": 1, "missing_column": 1}
    person = entries["9001"]
    assert (person.kind, names(person), person.birth_dates) == (
        EntryKind.PERSON, [("Arkadiy Vymyshlev", "strong")], ("1961-02-19",),
    )  # fmt: skip
    path.write_text(path.read_text(encoding="utf-8").replace("NameAlias_WholeName", "Name"), encoding="utf-8")
    with pytest.raises(UnreadableInput) as raised:
        read(path)
    assert (raised.value.code, raised.value.data["column"]) == ("column_missing", "NameAlias_WholeName")


def test_uk_csv() -> None:
    entries, notes, info = read(FILES / "uk.csv")
    assert info.published_on == "2026-02-20"
    assert notes == {"short_row": 1, "unread": 1}
    person, firm, ship = entries["RUS9001"], entries["RUS9002"], entries["RUS9003"]
    assert names(person) == [
        ("Arkadiy Petrovich VYMYSHLEV", "strong"), ("Аркадий Петрович ВЫМЫШЛЕВ", "strong"),
        ("Arkadiy VYMYSHLEFF", "strong"), ("ARKASHA", "weak"),
    ]  # fmt: skip
    assert numbers(person) == {
        ("phone", "+7 495 0000000", ""), ("email", "a@nevedomo.example", ""), ("national_id", "12345678", ""),
        ("passport", "75 1234567", ""),
    }  # fmt: skip
    assert (person.measures, person.birth_dates) == (("Asset freeze", "Travel Ban"), ("1961", "1961-02-19"))
    assert person.detail("position") == ("Director", "Deputy")
    assert (person.listed_on, person.updated_on) == ("2022-04-06", "2026-02-20")
    assert 'is "involved"' in person.remarks
    assert numbers(firm) == {("inn", "7704730655", ""), ("ogrn", "1027700132195", "")}
    assert links(firm) == [("owned_by", "", "AO Mat"), ("owns", "", "OOO Dochka")]
    assert (ship.kind, numbers(ship)) == (EntryKind.VESSEL, {("imo", "9074729", "")})
    assert {code: text for code, text in ship.details if code != "reference"} == {
        "vessel_type": "Crude Oil Tanker", "tonnage": "105000", "length": "244", "built": "2003",
        "hull_number": "HIN77", "owner": "OOO Nevedomo", "former_owner": "Staryy Vladelets Ltd", "flag": "Russia",
        "former_flag": "Panama",
    }  # fmt: skip


def test_uk_xml() -> None:
    entries, notes, info = read(FILES / "uk.xml")
    assert info.published_on == "2026-02-20"
    assert notes == {"unknown_field:Hologram": 1, "unknown_kind": 1, "unread": 1}
    person, firm, ship = entries["RUS9001"], entries["RUS9002"], entries["RUS9003"]
    assert [(n.text, n.quality.value, n.language) for n in person.names] == [
        ("Arkadiy Petrovich VYMYSHLEV", "strong", ""), ("ARKASHA", "weak", ""), ("Arkadz P Q R VYMYSHLEU", "strong", ""),
        ("A Vymyshleff", "strong", ""), ("Аркадий Петрович ВЫМЫШЛЕВ", "strong", "ru"),
    ]  # fmt: skip
    assert numbers(person) == {
        ("phone", "+7 495 0000000", ""), ("email", "a@nevedomo.example", ""), ("passport", "75 1234567", ""),
        ("national_id", "12345678", ""),
    }  # fmt: skip
    assert person.birth_dates == ("1961-02-19", "1962", "1963", "15/08/19yy")
    assert person.countries == ("RU", "CD")
    assert [(a.text, a.country) for a in person.addresses] == [
        ("ul. Nesushchaya 5, Flat 2, Staryy gorod, Raion, Okrug, Moscow, 101000", "RU"), ("Tula", ""),
    ]  # fmt: skip
    assert person.remarks == ("Invented.; Involved & invented.; Invented passport, issued 2019; Invented card")
    assert dict(person.details) == {
        "website": "nevedomo.example", "title": "Dr", "reference": "XXi.001", "position": "Director",
        "birth_place": "Tula, Russia", "gender": "Male",
    }  # fmt: skip
    assert person.detail("title") == ("Major General", "Dr")
    assert person.measures == ("Asset freeze", "Travel Ban", 'Internet Services Sanctions: see "Other Information"')
    assert (person.listed_on, person.updated_on) == ("2022-04-06", "2026-02-20")
    assert numbers(firm) == {("inn", "7704730655", ""), ("ogrn", "1027700132195", ""), ("kpp", "770401001", "")}
    assert (firm.detail("nature"), firm.kind) == (("Joint Stock Company",), EntryKind.ORGANISATION)
    assert links(firm) == [("owned_by", "", "AO Mat"), ("owns", "", "OOO Dochka")]
    assert (numbers(ship), ship.countries) == ({("imo", "9074729", "")}, ("RU",))
    assert dict(ship.details) == {
        "owner": "OOO Nevedomo", "former_owner": "Staryy Vladelets Ltd", "flag": "Russia", "former_flag": "Panama",
        "vessel_type": "Crude Oil Tanker", "tonnage": "105000", "length": "244", "built": "2003",
    }  # fmt: skip


def test_seco_xml() -> None:
    entries, notes, info = read(FILES / "seco.xml")
    assert info.published_on == "2026-02-20"
    assert notes == {"delisted": 1, "unread": 1}
    person, firm, vessel = entries["9001"], entries["9002"], entries["9003"]
    assert [(n.text, n.quality.value, n.language, n.script) for n in person.names] == [
        ("Vymyshlev Arkadiy", "strong", "", ""), ("Вымышлев Аркадий", "strong", "ru", "Cyrl"),
        ("Vymyshleff Arkadi", "strong", "ru", "Latn"), ("Wymyschlew Arkadi", "strong", "ru", "Latn"),
        ("Arkasha", "weak", "", ""), ("Arkadiy Starofamilev", "former", "", ""), ("Ali Vymyshlev", "strong", "", ""),
    ]  # fmt: skip
    assert numbers(person) == {
        ("passport", "75 1234567", "RU"), ("national_id", "12345678", ""), ("inn", "7704730655", ""),
        ("email", "a@nevedomo.example", ""),
    }  # fmt: skip
    assert [(a.text, a.country) for a in person.addresses] == [
        ("Invented Club, ul. Nesushchaya 5, 7, 101000, Moscow, Moscow oblast", "RU")
    ]
    assert (person.birth_dates, person.countries) == (("1961-02-19",), ("RU", "BY"))
    assert "Islamic calendar 1340" in person.remarks
    assert (person.programmes, person.listed_on, person.updated_on) == (("UKR",), "2022-03-16", "2023-01-11")
    assert person.source == "Measures in connection with the situation in Ukraine"
    assert links(person) == [("linked_to", "9002", "OOO Nevedomo")]
    assert (person.detail("title"), person.detail("birth_place")) == (("Dr.",), ("Tula, RU",))
    assert "Past" not in person.entry_text, "what a target was before is not its text of today"
    assert (firm.programmes, firm.detail("founded")) == (("UKR",), ("2001-03-05",))
    assert (numbers(firm), firm.birth_dates) == ({("registration", "1234567", "")}, ())
    assert firm.detail("website") == ("www.nevedomo.example",)
    assert (vessel.kind, numbers(vessel)) == (EntryKind.VESSEL, {("imo", "9074729", "")})


def test_seco_spellings_that_are_too_many_to_combine_each_come_once(tmp_path: Path) -> None:
    parts = "".join(
        f'<name-part order="{n}"><value>V{n}</value>'
        + "".join(f'<spelling-variant lang="RUS" script="LATN">S{n}{m}</spelling-variant>' for m in range(9))
        + "</name-part>"
        for n in range(4)
    )
    (tmp_path / "seco.xml").write_text(
        '<swiss-sanctions-list date="2026-02-20"><target ssid="1"><entity><identity main="true"><name name-type="primary-name">'
        f"{parts}</name></identity></entity></target></swiss-sanctions-list>"
    )
    entries, _notes, _info = read(tmp_path / "seco.xml")
    words = {word for name in entries["1"].names for word in name.text.split()}
    assert words == {f"V{n}" for n in range(4)} | {f"S{n}{m}" for n in range(4) for m in range(9)}
    assert len(entries["1"].names) == 10
