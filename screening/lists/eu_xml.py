"""The EU's consolidated list of financial sanctions (FSF) as XML 1.1: all values are attributes.

Read on the whole file of 2 March 2021 (2,269 entities) and on records of that of 5 August 2026.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.lists.draft import Draft, joined
from screening.lists.eu_codes import FLAGS, KINDS, add_birth, add_name, add_number, no_country
from screening.lists.looked import Looked
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.xml import all_text, child, children, date_of_head, first_of, local, parts, stream
from screening.model.lists import Entry, EntryKind

_PARTS = ("remark", "regulation", "nameAlias", "identification", "address", "birthdate", "citizenship")
_UNUSED = frozenset({
    "@generationDate", "@globalFileId", "@regulationLanguage", "@regulationType", "@organisationType", "@logicalId",
    "regulationSummary", "regulationSummary@numberTitle", "regulationSummary@publicationDate",
    "regulationSummary@publicationUrl", "@nameOnDocument", "@issuedBy", "@issuedDate", "@issueDate", "@validFrom",
    "@validTo", "@diplomatic",
    "identification@region", "citizenship@region", "birthdate@zipCode", "@circa", "@asAtListingTime",
})  # fmt: skip
"""The day of the list is looked for at the head of the file."""


_FLAGS = ("knownFalse", "knownExpired", "reportedLost", "revokedByIssuer")


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    path = source.paths[0]
    return ParsedList(info_of(source, date_of_head(path, 'generationDate="')), _entries(path, notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    looked = Looked(notes, _UNUSED)
    draft: Draft | None = None
    texts: list[str] = []
    for element in stream(path, ("sanctionEntity",), looked):
        number = first_of(element, "@logicalId", "@euReferenceNumber")
        # One that stands under two programmes comes twice, one after the other, each time with names of its own.
        if draft is None or draft.entry_id != number:
            yield from _finished(draft, texts, notes)
            draft, texts = Draft(number, _kind(element, notes), notes), []
        _fill(draft, element)
        texts.append(all_text(element))
    yield from _finished(draft, texts, notes)
    looked.tell()


def _kind(element: etree._Element, notes: Counter[str]) -> EntryKind:
    kind, code = EntryKind.UNKNOWN, ""
    for subject in children(element, "subjectType"):
        code = first_of(subject, "@code", "@classificationCode")
        kind = KINDS.get(code.lower(), EntryKind.UNKNOWN)
    if kind is EntryKind.UNKNOWN:
        count_note(notes, "unknown_kind", code)
    return kind


def _finished(draft: Draft | None, texts: list[str], notes: Counter[str]) -> Iterator[Entry]:
    if draft is not None and draft.entry_id and draft.named:
        yield draft.entry("\n".join(texts))
    elif draft is not None:
        notes["unread"] += len(texts)


def _fill(draft: Draft, element: etree._Element) -> None:
    earlier, draft.listed_on = draft.listed_on, ""
    for part in parts(element, _PARTS):
        _add(draft, part)
    draft.detail("reference", element.get("euReferenceNumber"))
    draft.detail("reference", element.get("unitedNationId"))
    draft.remark(element.get("designationDetails"))
    listed = element.get("designationDate") or draft.listed_on
    draft.listed_on = min(filter(None, (earlier, listed)), default="")


def _add(draft: Draft, part: etree._Element) -> None:
    match local(part):
        case "remark":
            draft.remark(part.text if (part.text or "").strip().lower() != "none" else "")
        case "regulation":
            draft.programme(part.get("programme"))
            draft.source = draft.source or part.get("numberTitle", "")
            draft.detail("regulation", joined((part.get("numberTitle"), child(part, "publicationUrl"))))
            published = first_of(part, "@entryIntoForceDate", "@publicationDate")
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
    pieces = joined([alias.get(f"{part}Name") for part in ("first", "middle", "last")], " ")
    text = alias.get("wholeName") or pieces
    strong = alias.get("strong", "")
    if strong.lower() not in ("", "true", "false"):
        count_note(draft.notes, "unknown_alias_quality", strong)
    add_name(draft, text, strong, remark, alias.get("nameLanguage", ""))
    draft.detail("title", alias.get("title"))
    draft.detail("position", alias.get("function"))
    draft.detail("gender", alias.get("gender"))


def _add_number(draft: Draft, number: etree._Element) -> None:
    code, description = number.get("identificationTypeCode", ""), number.get("identificationTypeDescription", "")
    country = _country(number)
    flags = list(zip(FLAGS, (number.get(f, "") for f in _FLAGS), strict=True))
    for value in filter(None, dict.fromkeys((number.get("number", ""), number.get("latinNumber", "")))):
        add_number(draft, code, description, value, country, flags)
    draft.remark(child(number, "remark"))


def _add_address(draft: Draft, address: etree._Element) -> None:
    lines = (address.get(name) for name in ("street", "poBox", "city", "zipCode", "region", "place"))
    draft.address(joined(lines), _country(address))
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
    # "month" and "day" stand in descriptions of the format, the others in all files that were met.
    month, number = first_of(born, "@monthOfYear", "@month"), first_of(born, "@dayOfMonth", "@day")
    span = (born.get("yearRangeFrom", ""), born.get("yearRangeTo", ""))
    told, calendar = born.get("birthdate", ""), born.get("calendarType", "")
    add_birth(draft, told, (born.get("year", ""), month, number), span, calendar, child(born, "remark"))
    code = born.get("countryIso2Code", "")
    country = no_country("", born.get("countryDescription", "")) or no_country(code, "")
    draft.detail("birth_place", joined((born.get("city"), born.get("place"), born.get("region"), country)))


def _country(part: etree._Element) -> str:
    return no_country(part.get("countryIso2Code", ""), part.get("countryDescription", ""))
