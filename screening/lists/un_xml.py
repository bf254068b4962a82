"""The consolidated list of the UN Security Council as XML (scsanctions.un.org/resources/xml/en/consolidated.xml)."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.errors import UnreadableInput
from screening.lists.draft import Draft, joined, plain
from screening.lists.labels import meaning_of
from screening.lists.looked import Looked
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.xml import all_text, child, children, date_of_head, first_of, local, stream
from screening.model.lists import Entry, EntryKind, NameQuality

_KINDS = {"INDIVIDUAL": EntryKind.PERSON, "ENTITY": EntryKind.ORGANISATION}
_QUALITIES = {
    "good": NameQuality.STRONG, "a.k.a.": NameQuality.STRONG, "": NameQuality.STRONG,
    "low": NameQuality.WEAK, "f.k.a.": NameQuality.FORMER,
}  # fmt: skip
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE")
_UNUSED = frozenset({
    "@dateGenerated", "INDIVIDUALS", "ENTITIES", "VERSIONNUM", "LIST_TYPE", "LIST_TYPE/VALUE", "SORT_KEY",
    "SORT_KEY_LAST_MOD", "SUBMITTED_BY", "SUBMITTED_ON", "DELISTED_ON", "TYPE_OF_DATE", "CITY_OF_ISSUE",
    "DATE_OF_ISSUE",
})  # fmt: skip
"""The day of the list is looked for at the head of the file."""


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    path = source.paths[0]
    return ParsedList(info_of(source, date_of_head(path, 'dateGenerated="')), _entries(path, notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    seen = False
    looked = Looked(notes, _UNUSED)
    for element in stream(path, tuple(_KINDS), looked):
        seen = True
        entry = _entry(element, notes)
        if entry is None:
            notes["unread"] += 1
        else:
            yield entry
    looked.tell()
    if not seen:
        raise UnreadableInput("list_without_entries", file=str(path))


def _entry(element: etree._Element, notes: Counter[str]) -> Entry | None:
    """Return an entry; None for one without a number, or without any name that could be screened against."""
    tag = local(element)
    draft = Draft(child(element, "DATAID"), _KINDS[tag], notes)
    draft.name(joined((child(element, part) for part in _NAME_PARTS), " "))
    draft.name(child(element, "NAME_ORIGINAL_SCRIPT"))
    for alias in children(element, f"{tag}_ALIAS"):
        _add_alias(draft, alias)
    if not draft.entry_id or not draft.named:
        return None
    for name in ("NATIONALITY", "NATIONALITY2"):
        for value in children(element, name, "VALUE"):
            draft.country(value.text)
    for address in children(element, f"{tag}_ADDRESS"):
        draft.address(joined(child(address, part) for part in _ADDRESS_PARTS), child(address, "COUNTRY"))
        draft.remark(child(address, "NOTE"))
    for born in children(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        span = "/".join(filter(None, (child(born, "FROM_YEAR"), child(born, "TO_YEAR"))))
        draft.born(first_of(born, "DATE", "YEAR") or span)
        draft.remark(child(born, "NOTE"))
    for place in children(element, "INDIVIDUAL_PLACE_OF_BIRTH"):
        draft.detail("birth_place", joined(child(place, part) for part in (*_ADDRESS_PARTS, "COUNTRY")))
        draft.remark(child(place, "NOTE"))
    for document in children(element, "INDIVIDUAL_DOCUMENT"):
        _add_document(draft, document)
    for name, code in (("TITLE", "title"), ("DESIGNATION", "position")):
        for value in children(element, name, "VALUE"):
            draft.detail(code, value.text)
    draft.detail("gender", child(element, "GENDER"))
    draft.programme(child(element, "UN_LIST_TYPE"))
    draft.remark(child(element, "COMMENTS1"))
    draft.listed_on = child(element, "LISTED_ON")
    draft.updated_on = max((plain(day.text) for day in children(element, "LAST_DAY_UPDATED", "VALUE")), default="")
    draft.source = child(element, "REFERENCE_NUMBER")
    return draft.entry(all_text(element))


def _add_alias(draft: Draft, alias: etree._Element) -> None:
    told = child(alias, "QUALITY")
    quality = _QUALITIES.get(told.lower())
    if quality is None:
        count_note(draft.notes, "unknown_alias_quality", told)
        quality = NameQuality.STRONG
    for text in child(alias, "ALIAS_NAME").split(";"):
        draft.name(text, quality)
    draft.born(child(alias, "DATE_OF_BIRTH"))
    draft.detail("birth_place", joined((child(alias, "CITY_OF_BIRTH"), child(alias, "COUNTRY_OF_BIRTH"))))
    draft.remark(child(alias, "NOTE"))


def _add_document(draft: Draft, document: etree._Element) -> None:
    label = first_of(document, "TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")
    what, kind = meaning_of(label)
    country = first_of(document, "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE")
    draft.identifier(kind if what == "number" else "national_id", child(document, "NUMBER"), country, label)
    draft.remark(child(document, "NOTE"))
