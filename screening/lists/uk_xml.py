"""The UK Sanctions List as XML, since 28 January 2026 the only UK list.

Its elements are all those that a file of 2026 with 6,194 designations has, and records of that of 7 September 2026 were
compared; no whole real file was read.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.lists.dates import iso_date
from screening.lists.draft import Draft, joined, plain
from screening.lists.looked import Looked
from screening.lists.parsed import ListSource, ParsedList, info_of
from screening.lists.uk_facts import (
    add_measures,
    add_registration,
    imo_of,
    is_primary,
    kind_of,
    language_of,
    quality_of,
)
from screening.lists.xml import all_text, child, children, stream
from screening.model.lists import Entry

_INDICATORS = (
    "AssetFreeze", "ArmsEmbargo", "TargetedArmsEmbargo", "CharteringOfShips", "ClosureOfRepresentativeOffices",
    "CrewServicingOfShipsAndAircraft", "Deflag", "PreventionOfBusinessArrangements", "ProhibitionOfPortEntry",
    "TravelBan", "PreventionOfCharteringOfShips", "PreventionOfCharteringOfShipsAndAircraft",
    "TechnicalAssistanceRelatedToAircraft", "TrustServicesSanctions", "DirectorDisqualificationSanction",
)  # fmt: skip
"""True or false of what SanctionsImposed says in words."""
_UNUSED = frozenset({
    *(f"SanctionsImposedIndicators/{name}" for name in _INDICATORS),
    "DateGenerated", "DesignationSource", "SanctionsImposedIndicators", "NonLatinScriptType",
})  # fmt: skip
"""The day of the list is looked for at the head of the file."""
_SHIP = (
    ("CurrentOwnerOperators", "CurrentOwnerOperator", "owner"),
    ("PreviousOwnerOperators", "PreviousOwnerOperator", "former_owner"),
    ("CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip", "flag"),
    ("PreviousFlags", "PreviousFlag", "former_flag"),
    ("TypeOfShipDetails", "TypeOfShip", "vessel_type"),
    ("TonnageOfShipDetails", "TonnageOfShip", "tonnage"),
    ("LengthOfShipDetails", "LengthOfShip", "length"),
    ("YearsBuilt", "YearBuilt", "built"),
)


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    path = source.paths[0]
    return ParsedList(info_of(source, _generated(path)), _entries(path, notes), notes)


def _generated(path: Path) -> str:
    """Return the date of the list, which stands before the first designation where it stands at all."""
    with path.open("rb") as file:
        match = re.search(rb"<DateGenerated>\s*([\d/T:.-]+)", file.read(4096))
    return iso_date(match[1].decode()) if match else ""


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    looked = Looked(notes, _UNUSED)
    for element in stream(path, ("Designation",), looked):
        draft = Draft(child(element, "UniqueID"), kind_of(child(element, "IndividualEntityShip"), notes), notes)
        _add_names(draft, element)
        if not draft.entry_id or not draft.named:
            notes["unread"] += 1
            continue
        _add(draft, element)
        _add_person(draft, element)
        _add_ship(draft, element)
        _add_entity(draft, element)
        yield draft.entry(all_text(element))
    looked.tell()


def _add_names(draft: Draft, element: etree._Element) -> None:
    names = children(element, "Names", "Name")
    for name in sorted(names, key=lambda one: not is_primary(child(one, "NameType"))):
        parts = joined((child(name, f"Name{number}") for number in range(1, 7)), " ")
        draft.name(parts, quality_of(child(name, "NameType"), child(name, "AliasStrength"), draft))
    for block in children(element, "NonLatinNames"):
        for name in children(block, "NonLatinName"):
            language = language_of(child(name, "NonLatinScriptLanguage"))
            draft.name(child(name, "NameNonLatinScript"), language=language)
        for text in children(block, "NameNonLatinScript"):
            # Other readers look for it one level higher.
            draft.name(text.text)


def _add(draft: Draft, element: etree._Element) -> None:
    draft.programme(child(element, "RegimeName"))
    draft.source = child(element, "RegimeName")
    add_measures(draft, child(element, "SanctionsImposed"))
    for address in children(element, "Addresses", "Address"):
        lines = [child(address, f"AddressLine{number}") for number in range(1, 7)]
        draft.address(joined((*lines, child(address, "AddressPostalCode"))), child(address, "AddressCountry"))
    for group, name, kind in (("PhoneNumbers", "PhoneNumber", "phone"), ("EmailAddresses", "EmailAddress", "email")):
        for value in children(element, group, name):
            draft.identifier(kind, value.text)
    for value in children(element, "Websites", "Website"):
        draft.detail("website", value.text)
    for value in children(element, "Titles", "Title"):
        draft.detail("title", value.text)
    for name in ("OFSIGroupID", "UNReferenceNumber"):
        draft.detail("reference", child(element, name))
    draft.remark(child(element, "OtherInformation"))
    draft.remark(html.unescape(child(element, "UKStatementofReasons")))
    draft.listed_on = child(element, "DateDesignated")
    draft.updated_on = child(element, "LastUpdated")


def _add_person(draft: Draft, element: etree._Element) -> None:
    for person in children(element, "IndividualDetails", "Individual"):
        for group, name, kind in (
            ("PassportDetails", "Passport", "passport"),
            ("NationalIdentifierDetails", "NationalIdentifier", "national_id"),
        ):
            for document in children(person, group, name):
                draft.identifier(kind, child(document, f"{name}Number") or document.text)
                draft.remark(child(document, f"{name}AdditionalInformation"))
        for value in children(person, "DOBs", "DOB"):
            draft.born(value.text)
        for value in children(person, "Nationalities", "Nationality"):
            draft.country(value.text)
        for value in children(person, "Positions", "Position"):
            draft.detail("position", value.text)
        for place in children(person, "BirthDetails", "Location"):
            draft.detail("birth_place", joined((child(place, "TownOfBirth"), child(place, "CountryOfBirth"))))
        for name in ("Title", "Titles"):
            draft.detail("title", child(person, name))
        for value in children(person, "Genders", "Gender"):
            draft.detail("gender", value.text)


def _add_ship(draft: Draft, element: etree._Element) -> None:
    for ship in children(element, "ShipDetails", "Ship"):
        for value in children(ship, "IMONumbers", "IMONumber"):
            draft.identifier("imo", imo_of(plain(value.text)))
        for group, name, code in _SHIP:
            for value in children(ship, group, name):
                draft.detail(code, value.text)
                if code == "flag":
                    draft.country(value.text)


def _add_entity(draft: Draft, element: etree._Element) -> None:
    for entity in children(element, "EntityDetails", "Entity"):
        for value in children(entity, "TypeOfEntities", "TypeOfEntity"):
            draft.detail("nature", value.text)
        for value in children(entity, "BusinessRegistrationNumbers", "BusinessRegistrationNumber"):
            add_registration(draft, value.text or "")
        for value in children(entity, "ParentCompanies", "ParentCompany"):
            draft.relation("owned_by", "", value.text, label="Parent company")
        for value in children(entity, "Subsidiaries", "Subsidiary"):
            draft.relation("owns", "", value.text, label="Subsidiaries")
