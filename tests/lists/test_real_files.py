"""The publishers' real files, counted here by other means than the parsers': plain csv, regular expressions, strings."""

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screening.lists.formats import FORMATS_MET
from screening.lists.read import detect, read_list
from screening.model.lists import Entry, ListFormat

LISTS = Path(__file__).parents[2].parent / "shared" / "lists"
pytestmark = pytest.mark.skipif(not LISTS.exists(), reason="the folder of real list files is not here")

KIND_OF = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft", "-0-": "organisation"}
OFAC = [("ofac-2020", "", 8976), ("ofac-2019", "", 7379), ("ofac-2019", "cons_", 442)]


def entries_of(list_id: str, *paths: Path) -> list[Entry]:
    (source,) = [s for s in detect(paths) if s.list_id == list_id]
    assert source.format in FORMATS_MET
    entries = list(read_list(source).entries)
    assert len({entry.entry_id for entry in entries}) == len(entries)
    return entries


def rows(path: Path, columns: int) -> list[list[str]]:
    """Return the rows of an OFAC file that are whole."""
    text = path.read_bytes().decode("latin-1").rstrip("\x1a")
    return [row for row in csv.reader(text.splitlines(keepends=True)) if len(row) == columns and row[0].isdigit()]


@pytest.fixture(scope="module", params=OFAC, ids=lambda given: f"{given[0]}-{given[1] or 'sdn'}")
def ofac(request: pytest.FixtureRequest) -> tuple[list[Entry], list[list[str]], dict[str, str], list[list[str]]]:
    """The entries; the rows with the names; remarks with their overflow by number; the rows of aliases."""
    folder, prefix, count = request.param
    primary = rows(LISTS / folder / f"{prefix or 'sdn'}{'prim' if prefix else ''}.csv", 12)
    assert len(primary) == count
    remarks = {row[0]: "" if row[11].strip() == "-0-" else row[11] for row in primary}
    for number, more in rows(LISTS / folder / f"{prefix or 'sdn_'}comments.csv", 2):
        if number in remarks:  # those of 2019 have overflow of the other list too
            remarks[number] += more
    aliases = [row for row in rows(LISTS / folder / f"{prefix}alt.csv", 5) if row[0] in remarks]
    return entries_of("ofac-cons" if prefix else "ofac-sdn", LISTS / folder), primary, remarks, aliases


Ofac = tuple[list[Entry], list[list[str]], dict[str, str], list[list[str]]]


def test_ofac_entries_by_kind(ofac: Ofac) -> None:
    entries, primary, _remarks, _aliases = ofac
    assert Counter(e.kind.value for e in entries) == Counter(KIND_OF[row[2].strip()] for row in primary)
    assert {e.entry_id for e in entries} == {row[0] for row in primary}


def test_ofac_names(ofac: Ofac) -> None:
    entries, primary, remarks, aliases = ofac
    expected: dict[str, set[str]] = {row[0]: {" ".join(row[1].split())} for row in primary}
    weak = 0
    for row in aliases:
        expected[row[0]].add(" ".join(row[3].split()))
    for number, text in remarks.items():
        # Cut at the words that begin an alias; the closing quote is the last one before the clause ends.
        for piece in re.split(r"[afn]\.k\.a\. '", text)[1:]:
            name = " ".join(re.split(r"'\s*(?:;|\.|$)", piece)[0].split())
            weak += name not in expected[number]
            expected[number].add(name)
    assert {e.entry_id: {n.text for n in e.names} for e in entries} == expected
    assert sum(len(e.names) for e in entries) == sum(map(len, expected.values()))
    assert sum(n.quality.value == "weak" for e in entries for n in e.names) == weak > 0
    former = {(row[0], " ".join(row[3].split())) for row in aliases if row[2] == "fka"}
    primary_names = {(row[0], " ".join(row[1].split())) for row in primary}
    also_strong = {(row[0], " ".join(row[3].split())) for row in aliases if row[2] != "fka"}
    told = {(e.entry_id, n.text) for e in entries for n in e.names if n.quality.value == "former"}
    assert former - primary_names - also_strong <= told <= former


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        ("imo", r"(?:Vessel Registration Identification|(?:Company|Identification|Registration) Number) IMO (\d+)|International Maritime Organization No\. \((\d+)\)"),
        ("mmsi", r"MMSI (\d{9})"),
        ("duns", r"D-U-N-S Number (\S+)"),
        ("passport", r"(?:[\w.]+ )*Passport (?:Booklet:? |No\.: )?(?!issued)(.*?\d.*?)(?: \([^()\d]+\))?(?: issued .*?)?(?: expires .*?)?"),
        ("wallet", r"Digital Currency Address - \w+ (\S+)"),
        ("bic", r"SWIFT/BIC (\S+)"),
        ("email", r"Email Address (\S.*)"),
        ("isin", r"(?:Identification Number )?ISIN:? (\S+)(?: \([^()\d]+\))?"),
    ],
)  # fmt: skip
def test_ofac_identifiers_of_a_kind(ofac: Ofac, kind: str, clause: str) -> None:
    entries, primary, remarks, _aliases = ofac
    expected = set()
    for number, text in remarks.items():
        for part in text.strip().removesuffix(".").split("; "):
            found = re.fullmatch(clause, part.strip().removeprefix("alt. "))
            if found:
                expected.add((number, " ".join(next(filter(None, found.groups())).split())))
    assert {(e.entry_id, i.value) for e in entries for i in e.identifiers if i.kind == kind} == expected
    assert expected or primary[0][0] == "9639" or kind in ("isin", "duns")


def test_ofac_identifiers_altogether(ofac: Ofac) -> None:
    """Every clause that is a label, a number and a country in brackets is one identifier, whatever its label."""
    entries, _primary, remarks, _aliases = ofac
    known = {(e.entry_id, i.value, bool(i.country)) for e in entries for i in e.identifiers}
    missed, seen = Counter[str](), 0
    for number, text in remarks.items():
        for part in text.strip().removesuffix(".").split("; "):
            found = re.fullmatch(
                r"(?:alt\. )?[A-Z][\w.' ]*?(?:No\.|Number|ID|#) (\S*\d\S*) \(([A-Z][A-Za-z, ]+)\)", part.strip()
            )
            if found:
                seen += 1
                missed[part] += (number, found[1], True) not in known
    assert seen > 200
    assert +missed == Counter()


def test_ofac_addresses_programmes_and_links(ofac: Ofac) -> None:
    entries, primary, remarks, _aliases = ofac
    folder = "ofac-2020" if len(primary) == 8976 else "ofac-2019"
    file = LISTS / folder / ("cons_add.csv" if len(primary) == 442 else "add.csv")
    known = ("Region: Gaza", "Region: Crimea", "Region: Northern Mali")
    told = {
        (row[0], ", ".join(" ".join(cell.split()) for cell in row[2:4] if cell.strip() != "-0-"), row[4].strip())
        for row in rows(file, 6)
        if row[0] in remarks
    }
    assert sum(len(e.addresses) for e in entries) == len(
        {(n, text, c) for n, text, c in told if text or (c.startswith("Region: ") and c not in known)}
    )
    programmes = {row[0]: {p.strip(" []") for p in row[3].split("] [")} for row in primary}
    assert {e.entry_id: set(e.programmes) for e in entries} == programmes
    linked = sum(len(set(re.findall(r"Linked To: (.+?)(?:; |\.?\s*$)", text))) for text in remarks.values())
    assert abs(sum(len(e.relations) for e in entries) - linked) <= 3  # names that differ by their last dot alone
    assert sum(bool(r.target_id) for e in entries for r in e.relations) > 0.99 * linked


def test_un_entries_names_and_numbers() -> None:
    text = (LISTS / "un" / "consolidated.xml").read_text(encoding="utf-8")
    entries = entries_of("un", LISTS / "un" / "consolidated.xml")
    blocks = re.findall(r"<(INDIVIDUAL|ENTITY)>(.*?)</\1>", text, re.DOTALL)
    assert len(blocks) == len(entries) == 1003
    assert Counter(e.kind.value for e in entries) == {"person": 730, "organisation": 273}

    def texts(block: str, tag: str) -> list[str]:
        found = re.findall(rf"<{tag}>([^<]*)</{tag}>", block)
        return [" ".join(t.replace("&amp;", "&").replace("&apos;", "'").replace("&quot;", '"').split()) for t in found]

    for entry, (_kind, block) in zip(entries, blocks, strict=True):
        parts = [t for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME") for t in texts(block, tag)[:1]]
        expected = {" ".join(filter(None, parts)), *texts(block, "NAME_ORIGINAL_SCRIPT")}
        for alias in texts(block, "ALIAS_NAME"):
            expected |= {part.strip() for part in alias.split(";")}
        assert {n.text for n in entry.names} == expected - {""}
        documents = re.findall(r"<INDIVIDUAL_DOCUMENT>(.*?)</INDIVIDUAL_DOCUMENT>", block, re.DOTALL)
        numbers = {n for d in documents for n in texts(d, "NUMBER")[:1]} - {""}
        assert {i.value for i in entry.identifiers} == numbers
        assert entry.entry_id == texts(block, "DATAID")[0]


def test_us_consolidated_sample() -> None:
    path = LISTS / "us" / "consolidated-sample.csv"
    entries = entries_of("us-csl", path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    today = datetime.now(UTC).date().isoformat()
    kept = [row for row in told if not row["end_date"] or row["end_date"] >= today]
    assert (len(told), len(entries)) == (115, len(kept))
    kinds = {
        "": "unknown",
        "Entity": "organisation",
        "Individual": "person",
        "Vessel": "vessel",
        "Aircraft": "aircraft",
    }
    assert Counter(e.kind.value for e in entries) == Counter(kinds[row["type"]] for row in kept)
    names = sum(len({row["name"].strip(), *(a for a in re.split(r"\s*;\s*", row["alt_names"]) if a)}) for row in kept)
    assert sum(len(e.names) for e in entries) == names
    for kind, label in (("tax", "Tax ID No."), ("imo", "Vessel Registration Identification"), ("bic", "SWIFT/BIC")):
        assert sum(i.kind == kind and i.label == label for e in entries for i in e.identifiers) == sum(
            row["ids"].count(f", {label}") for row in kept
        )
    addresses = sum(len([a for a in row["addresses"].split("; ") if re.search(r".,", a)]) for row in kept)
    assert sum(len(e.addresses) for e in entries) == addresses


def test_us_denied_persons() -> None:
    entries = entries_of("us-dpl", LISTS / "us" / "dpl.txt")
    today = datetime.now(UTC).date()
    orders: dict[tuple[str, str, str], set[str]] = {}
    with (LISTS / "us" / "dpl.txt").open(encoding="ascii") as file:
        next(file)
        for line in file:
            name, street, city, state, _country, post, begins, ends, *_ = [
                c.strip('"\n').replace('""', '"') for c in line.split('"\t"')
            ]
            if ends and datetime.strptime(ends, "%m/%d/%Y").date() < today:
                continue
            place = ", ".join(" ".join(p.split()) for p in (street, city, state, post) if p.strip())
            orders.setdefault((" ".join(name.split()), begins, ends), set()).add(place)
    assert len(entries) == len(orders) > 0
    assert Counter(e.name for e in entries) == Counter(name for name, _, _ in orders)
    assert sum(len(e.names) for e in entries) == len(entries)
    assert sum(len({a.text for a in e.addresses}) for e in entries) == sum(len(a - {""}) for a in orders.values())
    assert {e.kind.value for e in entries} == {"unknown"}, "the file does not say who is a person"


def test_only_formats_that_stand_here_are_said_to_have_met_a_real_file() -> None:
    # The second from ../shared/bench/screening, the last two by test_real_xml.py.
    own = {ListFormat.OWN, ListFormat.OPENSANCTIONS_CSV, ListFormat.OFAC_XML, ListFormat.EU_XML}
    here = {source.format for folder in LISTS.iterdir() if folder.is_dir() for source in detect([folder])}
    assert here | own == FORMATS_MET
