"""The OFAC lists as plain XML: SDN.XML and CONSOLIDATED.XML (layout: ofac.treasury.gov, SDN data formats).

Read on the whole file of 10 March 2021 (8,832 entries), and compared with the CSV of the year before, entry by entry.
"""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from screening.lists.dates import iso_date
from screening.lists.draft import Draft, joined
from screening.lists.labels import add_labelled
from screening.lists.looked import Looked
from screening.lists.ofac_remarks import add_remarks
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.xml import all_text, child, children, local, stream
from screening.model.lists import Entry, EntryKind, NameQuality

_KINDS = {
    "individual": EntryKind.PERSON, "entity": EntryKind.ORGANISATION, "vessel": EntryKind.VESSEL,
    "aircraft": EntryKind.AIRCRAFT,
}  # fmt: skip
_UNUSED = frozenset({"uid", "mainEntry", "issueDate", "expirationDate"})
_FORMER = ("f.k.a.", "fka")
_ALIASES = ("a.k.a.", "aka", "n.k.a.", "nka", *_FORMER)
_VESSEL = (
    ("vesselType", "vessel_type"), ("vesselFlag", "flag"), ("vesselOwner", "owner"), ("tonnage", "tonnage"),
    ("grossRegisteredTonnage", "gross_tonnage"),
)  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    parsed = ParsedList(info_of(source), iter(()), notes)
    parsed.entries = _entries(source, parsed)
    return parsed


def _entries(source: ListSource, parsed: ParsedList) -> Iterator[Entry]:
    # Remarks name the parties that they link to; a first pass learns whose names those are.
    ids_by_name = {_name(e): child(e, "uid") for e in stream(source.paths[0], ("sdnEntry",))}
    wanted = ("publshInformation", "publishInformation", "sdnEntry")
    looked = Looked(parsed.notes, _UNUSED)
    for element in stream(source.paths[0], wanted, looked):
        if local(element) != "sdnEntry":
            parsed.info = parsed.published(iso_date(child(element, "Publish_Date"), month_first=True))
            count = child(element, "Record_Count")
            parsed.declared_entries = int(count) if count.isdigit() else None
            continue
        entry = _entry(element, ids_by_name, parsed.notes)
        if entry is None:
            parsed.notes["unread"] += 1
        else:
            yield entry
    looked.tell()


def _entry(element: etree._Element, ids_by_name: dict[str, str], notes: Counter[str]) -> Entry | None:
    kind = _KINDS.get(child(element, "sdnType").lower())
    if kind is None:
        count_note(notes, "unknown_kind", child(element, "sdnType"))
    draft = Draft(child(element, "uid"), kind or EntryKind.UNKNOWN, notes)
    draft.name(_name(element))
    for alias in children(element, "akaList", "aka"):
        form = child(alias, "type").lower()
        if form not in _ALIASES:
            count_note(notes, "unknown_alias_type", form)
        quality = NameQuality.FORMER if form in _FORMER else NameQuality.STRONG
        strength = child(alias, "category").lower()
        if strength == "weak":
            quality = NameQuality.WEAK
        elif strength not in ("strong", ""):
            count_note(notes, "unknown_alias_quality", strength)
        draft.name(_name(alias), quality)
    if not draft.entry_id or not draft.named:
        return None
    for programme in children(element, "programList", "program"):
        draft.programme(programme.text)
    for address in children(element, "addressList", "address"):
        # As the CSV has them: "Zapopan, Jalisco 44020".
        place = joined((child(address, "city"), child(address, "stateOrProvince")))
        lines = [child(address, f"address{number}") for number in (1, 2, 3)]
        draft.address(joined((*lines, joined((place, child(address, "postalCode")), " "))), child(address, "country"))
    for name in ("nationality", "citizenship"):
        for country in children(element, f"{name}List", name):
            draft.country(child(country, "country"))
    for born in children(element, "dateOfBirthList", "dateOfBirthItem"):
        draft.born(child(born, "dateOfBirth"))
    for born in children(element, "placeOfBirthList", "placeOfBirthItem"):
        draft.detail("birth_place", child(born, "placeOfBirth"))
    for number in children(element, "idList", "id"):
        add_labelled(draft, child(number, "idType"), child(number, "idNumber"), child(number, "idCountry"))
    for vessel in children(element, "vesselInfo"):
        draft.identifier("callsign", child(vessel, "callSign"))
        for tag, code in _VESSEL:
            draft.detail(code, child(vessel, tag))
        draft.country(child(vessel, "vesselFlag"))
    draft.detail("title", child(element, "title"))
    remarks = child(element, "remarks")
    add_remarks(draft, remarks, ids_by_name)
    draft.remark(remarks)
    draft.source = "OFAC"
    return draft.entry(all_text(element))


def _name(element: etree._Element) -> str:
    """Return a name as the CSV has it: "LAST, First" for persons, the last name alone for all others."""
    return joined((child(element, "lastName"), child(element, "firstName")))
