"""The EU's consolidated list of financial sanctions (FSF) as XML 1.1: all values are attributes."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.lists.draft import Draft, joined
from screening.lists.eu_codes import KINDS, add_number, birth_date, no_country, quality_of
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.xml import all_text, child, children, count_unknown, date_of_head, local, stream
from screening.model.lists import Entry, EntryKind

_PARTS = frozenset({
    "remark", "regulation", "subjectType", "nameAlias", "identification", "address", "birthdate", "citizenship",
})  # fmt: skip

_ATTRIBUTES = frozenset({
    "logicalId", "euReferenceNumber", "unitedNationId", "designationDate", "designationDetails", "programme",
    "numberTitle", "regulationType", "organisationType", "publicationDate", "entryIntoForceDate", "code",
    "classificationCode", "wholeName", "firstName", "middleName", "lastName", "nameLanguage", "gender", "title",
    "function", "strong", "regulationLanguage", "identificationTypeCode", "identificationTypeDescription", "number",
    "latinNumber", "nameOnDocument", "issuedBy", "issuedDate", "issueDate", "validFrom", "validTo", "countryIso2Code",
    "countryDescription", "diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer", "street",
    "poBox", "city", "zipCode", "region", "place", "asAtListingTime", "birthdate", "year", "month", "day", "circa",
    "calendarType", "yearRangeFrom", "yearRangeTo",
})  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    path = source.paths[0]
    return ParsedList(info_of(source, date_of_head(path, 'generationDate="')), _entries(path, notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    for element in stream(path, ("sanctionEntity",), notes):
        kind, code = EntryKind.UNKNOWN, ""
        for subject in children(element, "subjectType"):
            code = subject.get("code", "") or subject.get("classificationCode", "")
            kind = KINDS.get(code.lower(), EntryKind.UNKNOWN)
        if kind is EntryKind.UNKNOWN:
            count_note(notes, "unknown_kind", code)
        draft = Draft(element.get("logicalId", "") or element.get("euReferenceNumber", ""), kind, notes)
        count_unknown(element, _PARTS, notes)
        _count_unknown_attributes(element, notes)
        for part in element:
            _add(draft, part)
        if not draft.entry_id or not draft.named:
            notes["unread"] += 1
            continue
        draft.detail("reference", element.get("euReferenceNumber"))
        draft.detail("reference", element.get("unitedNationId"))
        draft.remark(element.get("designationDetails"))
        draft.listed_on = element.get("designationDate") or draft.listed_on
        yield draft.entry(all_text(element))


def _count_unknown_attributes(element: etree._Element, notes: Counter[str]) -> None:
    """Count the attributes that the format does not have: all that this list says stands in attributes."""
    for part in (element, *element):
        for name in part.attrib:
            if etree.QName(name).localname not in _ATTRIBUTES:
                count_note(notes, "unknown_field", f"{local(part)}@{etree.QName(name).localname}")


def _add(draft: Draft, part: etree._Element) -> None:
    match local(part):
        case "remark":
            draft.remark(part.text)
        case "regulation":
            draft.programme(part.get("programme"))
            draft.source = draft.source or part.get("numberTitle", "")
            draft.detail("regulation", joined((part.get("numberTitle"), child(part, "publicationUrl"))))
            published = part.get("entryIntoForceDate") or part.get("publicationDate") or ""
            draft.listed_on = min(filter(None, (draft.listed_on, published)), default="")
            draft.updated_on = max(draft.updated_on, part.get("publicationDate") or "")
        case "nameAlias":
            _add_name(draft, part)
        case "identification":
            _add_number(draft, part)
        case "address":
            _add_address(draft, part)
        case "birthdate":
            _add_birth(draft, part)
        case "citizenship":
            draft.country(_country(part))
            draft.remark(child(part, "remark"))


def _add_name(draft: Draft, alias: etree._Element) -> None:
    remark = child(alias, "remark")
    text = alias.get("wholeName") or joined((alias.get(f"{part}Name") for part in ("first", "middle", "last")), " ")
    draft.name(text, quality_of(alias.get("strong", ""), remark), alias.get("nameLanguage", "").lower())
    draft.detail("title", alias.get("title"))
    draft.detail("position", alias.get("function"))
    draft.detail("gender", alias.get("gender"))
    draft.remark(remark)


def _add_number(draft: Draft, number: etree._Element) -> None:
    code, description = number.get("identificationTypeCode", ""), number.get("identificationTypeDescription", "")
    country = _country(number)
    for value in filter(None, dict.fromkeys((number.get("number", ""), number.get("latinNumber", "")))):
        add_number(draft, code, description, value, country)
    draft.remark(child(number, "remark"))


def _add_address(draft: Draft, address: etree._Element) -> None:
    parts = (address.get(name) for name in ("street", "poBox", "city", "zipCode", "region", "place"))
    draft.address(joined(parts), _country(address))
    for contact in children(address, "contactInfo"):
        key, value = contact.get("key", "").upper(), contact.get("value", "")
        if "MAIL" in key:
            draft.identifier("email", value)
        elif "PHONE" in key or "FAX" in key:
            draft.identifier("phone", value, label=key.lower())
        elif "WEB" in key:
            draft.detail("website", value)
        else:
            draft.remark(f"{key} {value}")
    draft.remark(child(address, "remark"))


def _add_birth(draft: Draft, born: etree._Element) -> None:
    span = (born.get("yearRangeFrom", ""), born.get("yearRangeTo", ""))
    draft.born(
        birth_date(born.get("birthdate", ""), born.get("year", ""), born.get("month", ""), born.get("day", ""), span)
    )
    country = no_country("", born.get("countryDescription", "")) or no_country(born.get("countryIso2Code", ""), "")
    draft.detail("birth_place", joined((born.get("city"), born.get("place"), born.get("region"), country)))
    draft.remark(child(born, "remark"))


def _country(part: etree._Element) -> str:
    return no_country(part.get("countryIso2Code", ""), part.get("countryDescription", ""))
