"""The OFAC lists as CSV: SDN.CSV with ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV, and the same four of the non-SDN list.

No header, ``-0- `` for nothing, Latin-1, an end-of-file byte 0x1A at the end of older files. Layout:
https://ofac.treasury.gov/sdn-list-data-formats-data-schemas (12, 6, 5 and 2 columns, joined by ent_num).
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from screening.countries import country_code
from screening.errors import UnreadableInput
from screening.lists.parsed import ListSource, ParsedList, info_of, read_text
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, NameQuality, Relation

PRIMARY, ADDRESSES, ALIASES, COMMENTS = "primary", "addresses", "aliases", "comments"
_COLUMNS = {PRIMARY: 12, ADDRESSES: 6, ALIASES: 5, COMMENTS: 2}

_KINDS = {
    "individual": EntryKind.PERSON,
    "vessel": EntryKind.VESSEL,
    "aircraft": EntryKind.AIRCRAFT,
    "": EntryKind.ORGANISATION,
}
_WEAK_ALIAS = re.compile(r"\b(?:alt\. )?a\.k\.a\. '([^']+(?:'(?!\s*[;.]|$)[^']*)*)'")
_IDENTIFIERS = (
    ("imo", re.compile(r"\bIMO (\d{7})\b")),
    ("mmsi", re.compile(r"\bMMSI (\d{9})\b")),
    ("passport", re.compile(r"\bPassport (\S+) \(([^)]+)\)")),
    ("tax", re.compile(r"\bTax ID No\. (\S+) \(([^)]+)\)")),
    ("registration", re.compile(r"\b(?:Registration (?:ID|Number)|Company Number|C\.R\. No\.) (\S+) \(([^)]+)\)")),
    ("ogrn", re.compile(r"\bGovernment Gazette Number (\d{13})\b")),
    (
        "national_id",
        re.compile(r"\b(?:National ID No\.|Cedula No\.|D\.N\.I\.|Identification Number) (\S+) \(([^)]+)\)"),
    ),
    ("bic", re.compile(r"\bSWIFT/BIC (\w{8}(?:\w{3})?)\b")),
)
_BORN = re.compile(r"\bDOB ((?:circa )?[^;]+?)(?:;|\.?$)")
_NATIONALITY = re.compile(r"\b(?:nationality|citizen) ([^;.]+)")
_LINKED = re.compile(r"\bLinked To: ([^;]+?)(?=;|\.?$)")
_MONTHS = {
    m: n for n, m in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}


def role_of(path: Path) -> str:
    """Return which of the four files a name stands for, or an empty text."""
    name = path.stem.lower()
    return {
        "sdn": PRIMARY, "cons_prim": PRIMARY, "add": ADDRESSES, "cons_add": ADDRESSES, "alt": ALIASES,
        "cons_alt": ALIASES, "sdn_comments": COMMENTS, "cons_comments": COMMENTS,
    }.get(name, "") if path.suffix.lower() in (".csv", "") else ""  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the files of one OFAC list; the one with the names must be among them. Raises UnreadableInput."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source, notes), notes)


def _entries(source: ListSource, notes: Counter[str]) -> Iterator[Entry]:
    files = {role_of(path) or PRIMARY: path for path in source.paths}
    if PRIMARY not in files:
        raise UnreadableInput("ofac_without_names", file=str(source.paths[0]))
    parts: dict[str, dict[str, list[list[str]]]] = {}
    for role in (ADDRESSES, ALIASES, COMMENTS):
        parts[role] = defaultdict(list)
        if role in files:
            for row in _rows(files[role], _COLUMNS[role], notes):
                parts[role][row[0]].append(row)
    known = set()
    for row in _rows(files[PRIMARY], _COLUMNS[PRIMARY], notes):
        known.add(row[0])
        yield _entry(row, parts[ALIASES][row[0]], parts[ADDRESSES][row[0]], parts[COMMENTS][row[0]], notes)
    if not known:
        raise UnreadableInput("list_without_entries", file=str(files[PRIMARY]))
    for rows in parts.values():
        notes["row_without_entry"] += sum(len(found) for entry, found in rows.items() if entry not in known)


def _rows(path: Path, columns: int, notes: Counter[str]) -> Iterator[list[str]]:
    text = read_text(path, ("utf-8-sig", "latin-1")).replace("\0", "")
    reader = csv.reader(io.StringIO(text, newline=""), strict=False)
    try:
        for row in reader:
            if not row or row == ["\x1a"]:
                continue
            if len(row) < columns or not row[0].strip().isdigit():
                notes["short_row"] += 1
                continue
            yield ["" if cell.strip() == "-0-" else cell.strip() for cell in row]
    except csv.Error as error:
        raise UnreadableInput("not_a_csv", file=str(path), row=reader.line_num, detail=str(error)) from error


def _entry(
    row: list[str], aliases: list[list[str]], addresses: list[list[str]], comments: list[list[str]], notes: Counter[str]
) -> Entry:
    number, name, kind_text, programme, title, call_sign, vessel_type, tonnage, grt, flag, owner, remarks = row[:12]
    remarks += "".join(comment[1] for comment in comments)
    kind = _KINDS.get(kind_text.lower())
    if kind is None:
        notes["unknown_kind"] += 1
        kind = EntryKind.UNKNOWN
    names = [EntryName(name)]
    for alias in aliases:
        quality = NameQuality.FORMER if alias[2].lower() == "fka" else NameQuality.STRONG
        names.append(EntryName(alias[3], quality))
    names += [EntryName(text, NameQuality.WEAK) for text in _WEAK_ALIAS.findall(remarks)]
    identifiers = []
    for id_kind, pattern in _IDENTIFIERS:
        for match in pattern.finditer(remarks):
            country = country_code(match[2]) if pattern.groups > 1 else ""
            identifiers.append(Identifier(id_kind, match[1], country))
    if call_sign:
        identifiers.append(Identifier("callsign", call_sign))
    places = tuple(
        EntryAddress(", ".join(part for part in address[2:5] if part), country_code(address[4]))
        for address in addresses
    )
    countries = [country_code(text.strip()) for text in _NATIONALITY.findall(remarks)] + [p.country for p in places]
    if flag:
        countries.append(country_code(flag))
    details = {"title": title, "vessel type": vessel_type, "tonnage": tonnage, "GRT": grt, "flag": flag, "owner": owner}
    extra = "; ".join(f"{label} {text}" for label, text in details.items() if text)
    return Entry(
        entry_id=number,
        kind=kind,
        names=tuple(dict.fromkeys(n for n in names if n.text)),
        identifiers=tuple(dict.fromkeys(identifiers)),
        addresses=tuple(place for place in places if place.text),
        countries=tuple(dict.fromkeys(c for c in countries if c)),
        birth_dates=tuple(_iso(text) for text in _BORN.findall(remarks)),
        programmes=tuple(part.strip(" []") for part in programme.split("] [") if part.strip(" []")),
        relations=tuple(Relation("linked_to", "", target) for target in _LINKED.findall(remarks)),
        remarks="; ".join(part for part in (extra, remarks) if part),
        source="OFAC",
        entry_text=" | ".join(cell for cell in (*row[:11], remarks) if cell),
    )


def _iso(text: str) -> str:
    """Return "19 Feb 1961" as 1961-02-19; what is no such date stays as it stood."""
    parts = text.replace("circa ", "").split()
    if len(parts) == 3 and parts[1] in _MONTHS and parts[0].isdigit():
        return f"{parts[2]}-{_MONTHS[parts[1]]:02d}-{int(parts[0]):02d}"
    if len(parts) == 2 and parts[0] in _MONTHS:
        return f"{parts[1]}-{_MONTHS[parts[0]]:02d}"
    return text
