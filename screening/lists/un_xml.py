"""The consolidated list of the UN Security Council as XML (scsanctions.un.org/resources/xml/en/consolidated.xml)."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lxml import etree

from screening.countries import country_code
from screening.errors import UnreadableInput
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.xml import stream, text_of
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, NameQuality

_KINDS = {"INDIVIDUAL": EntryKind.PERSON, "ENTITY": EntryKind.ORGANISATION}
_QUALITIES = {
    "good": NameQuality.STRONG, "a.k.a.": NameQuality.STRONG, "": NameQuality.STRONG,
    "low": NameQuality.WEAK, "f.k.a.": NameQuality.FORMER,
}  # fmt: skip
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    path = source.paths[0]
    return ParsedList(info_of(source, _generated(path)), _entries(path, notes), notes)


def _generated(path: Path) -> str:
    """Return the date of the list from its root element, which stands in the first kilobyte."""
    with path.open("rb") as file:
        head = next(islice(iter(lambda: file.read(2048), b""), 1), b"")
    match = re.search(rb'dateGenerated="(\d{4}-\d\d-\d\d)', head)
    return match[1].decode() if match else ""


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    seen = False
    for element in stream(path, tuple(_KINDS)):
        seen = True
        if not text_of(element, "DATAID") or not text_of(element, "FIRST_NAME"):
            notes["unread"] += 1
            continue
        yield _entry(element, notes)
    if not seen:
        raise UnreadableInput("list_without_entries", file=str(path))


def _entry(element: etree._Element, notes: Counter[str]) -> Entry:
    tag = str(element.tag)
    names = [EntryName(" ".join(part for part in (text_of(element, n) for n in _NAME_PARTS) if part))]
    original = text_of(element, "NAME_ORIGINAL_SCRIPT")
    if original:
        names.append(EntryName(original))
    for alias in element.iterfind(f"{tag}_ALIAS"):
        quality = _QUALITIES.get(text_of(alias, "QUALITY").lower())
        if quality is None:
            count_note(notes, "unknown_alias_quality", text_of(alias, "QUALITY"))
            quality = NameQuality.WEAK
        for text in re.split(r"\s*;\s*", text_of(alias, "ALIAS_NAME")):
            if text:
                names.append(EntryName(text, quality))
    addresses = []
    for address in element.iterfind(f"{tag}_ADDRESS"):
        text = ", ".join(part for part in (text_of(address, n) for n in _ADDRESS_PARTS) if part)
        if text:
            addresses.append(EntryAddress(text, country_code(text_of(address, "COUNTRY"))))
    identifiers = []
    for document in element.iterfind("INDIVIDUAL_DOCUMENT"):
        number = text_of(document, "NUMBER")
        if number:
            kind = "passport" if "passport" in text_of(document, "TYPE_OF_DOCUMENT").lower() else "national_id"
            country = text_of(document, "ISSUING_COUNTRY") or text_of(document, "COUNTRY_OF_ISSUE")
            identifiers.append(Identifier(kind, number, country_code(country)))
    nationalities = [country_code(v.text or "") for v in element.iterfind("NATIONALITY/VALUE")]
    born = [
        text_of(d, "DATE")
        or text_of(d, "YEAR")
        or "/".join(filter(None, (text_of(d, "FROM_YEAR"), text_of(d, "TO_YEAR"))))
        for d in element.iterfind("INDIVIDUAL_DATE_OF_BIRTH")
    ]
    designations = [(v.text or "").strip() for v in element.iterfind("DESIGNATION/VALUE")]
    comments = text_of(element, "COMMENTS1")
    return Entry(
        entry_id=text_of(element, "DATAID"),
        kind=_KINDS[tag],
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(dict.fromkeys(identifiers)),
        addresses=tuple(addresses),
        countries=tuple(dict.fromkeys(c for c in (*nationalities, *(a.country for a in addresses)) if c)),
        birth_dates=tuple(b for b in born if b),
        programmes=(text_of(element, "UN_LIST_TYPE"),),
        remarks="; ".join(part for part in (*designations, comments) if part),
        listed_on=text_of(element, "LISTED_ON"),
        source=text_of(element, "REFERENCE_NUMBER"),
        entry_text=re.sub(r"\s+", " ", " | ".join(str(t).strip() for t in element.itertext() if str(t).strip())),
    )
