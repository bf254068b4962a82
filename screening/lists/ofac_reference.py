"""What the parties of OFAC's Advanced XML refer to: reference values, places, documents, sanctions, relationships."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from screening.lists.draft import joined, plain
from screening.lists.looked import Looked
from screening.lists.ofac_dates import dates_of, day_of
from screening.lists.parsed import count_note
from screening.lists.xml import child, children, local, stream

_VALUES = (
    "AliasType", "AreaCode", "AreaCodeType", "CalendarType", "Country", "CountryRelevance", "DecisionMakingBody",
    "DetailReference", "DetailType", "DocNameStatus", "EntryEventType", "EntryLinkType", "ExRefType", "FeatureType",
    "FeatureTypeGroup", "IDRegDocDateType", "IDRegDocType", "IdentityFeatureLinkType", "LegalBasis", "LegalBasisType",
    "List", "LocPartType", "LocPartValueStatus", "LocPartValueType", "NamePartType", "Organisation", "PartySubType",
    "PartyType", "RelationQuality", "RelationType", "Reliability", "SanctionsProgram", "SanctionsType", "Script",
    "ScriptStatus", "SubsidiaryBody", "SupInfoType", "TargetType", "Validity",
)  # fmt: skip
"""The sets of reference values."""
UNUSED = frozenset({
    "Locations", "IDRegDocuments", "DistinctParties", "ProfileRelationships", "SanctionsEntries", "SanctionsEntryLinks",
    "Sanctions@Version", "@ID", "@FixedRef", "@CalendarTypeID", "@YearFixed", "@MonthFixed", "@DayFixed",
    "@Approximate", "@AreaCodeTypeID", "@Description", "@OrganisationID", "Organisation@CountryID", "@Notional",
    "@FeatureTypeGroupID", "@LegalBasisShortRef", "@LegalBasisTypeID", "@SanctionsProgramID", "@SubsidiaryBodyID",
    "@DecisionMakingBodyID", "@Symmetrical", "@CountryRelevanceID",    "LocationPartValue/Comment", "@LocPartValueTypeID", "@LocPartValueStatusID", "FeatureVersionReference",
    "@FeatureVersionID", "IDRegDocumentReference", "@IDRegDocumentID", "DocumentedNameReference", "@DocumentedNameID",
    "@IssuedIn-LocationID", "DatePeriod/Comment", "Identity@Primary", "Identity@False",
    "@DocNameStatusID", "@ScriptStatusID", "@Acronym", "@NamePartGroupScript", "@DetailTypeID",
    "IdentityReference", "IdentityReference@IdentityID", "@IdentityFeatureLinkTypeID", "@EntryEventTypeID",
    "EntryEvent/Comment", "SanctionsMeasure/DatePeriod", "@RelationQualityID", "@SanctionsEntryID",
    "DatePeriod/Start",
})  # fmt: skip
"""What the format is known to have, beside what is read."""
_RELATIONS = (
    ("owned_by", r"owned|property (?:in|of)"),
    ("owns", r"^owns|owner of"),
    ("controlled_by", r"controlled by"),
    ("controls", r"controls"),
    ("acts_for", r"acting for|on behalf|agent|supporting|support to|providing"),
    ("family", r"family|spouse|wife|husband|child|parent|sibling|brother|sister|relative|son |daughter"),
    ("directs", r"leader|official|executive|director|officer|principal|chairman|manager|role in"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A location: its text without the country, and the country as ISO code or name."""

    text: str
    country: str
    whole: str
    in_script: str = ""
    """The same in the script of the place, where the list has it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A registration document: what it is, its number, its country, and all of it as a text."""

    kind: str
    number: str
    country: str
    text: str
    flaw: str = ""
    """What is wrong with it: "Fraudulent"."""


@dataclass(frozen=True, slots=True)
class Sanction:
    """Why a profile is on a list."""

    list_name: str
    programmes: tuple[str, ...]
    measures: tuple[str, ...]
    listed: tuple[str, ...]
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link to another profile."""

    kind: str
    target_id: str
    label: str
    former: bool


@dataclass(slots=True)
class Reference:
    """All of it, by id."""

    notes: Counter[str]
    """Counts the numbers that refer to nothing."""
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    """Texts by (tag, id)."""
    party_types: dict[str, str] = field(default_factory=dict)
    """Party type of a sub-type that says no more."""
    scripts: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    locations: dict[str, Place] = field(default_factory=dict)
    documents: dict[str, list[Document]] = field(default_factory=lambda: defaultdict(list))
    """By identity."""
    sanctions: dict[str, list[Sanction]] = field(default_factory=lambda: defaultdict(list))
    """By profile."""
    relationships: dict[str, list[Relationship]] = field(default_factory=lambda: defaultdict(list))
    """By the profile they go out from."""
    names: dict[str, str] = field(default_factory=dict)
    """Primary name by profile."""
    published_on: str = ""

    def value(self, tag: str, number: str) -> str:
        """Return a reference value's text, or an empty text."""
        return self.values.get((tag, number), "")

    def known(self, tag: str, number: str | None, among: Mapping[str, str] | None = None) -> str:
        """Return the text of a reference value, or of a number ``among`` others; one that is not there is counted."""
        if not number:
            return ""
        found = self.values.get((tag, number)) if among is None else among.get(number)
        if found is None:
            count_note(self.notes, "unknown_reference", tag)
        return found or ""

    def place(self, number: str | None) -> Place | None:
        """Return a location; one that is not there is counted."""
        found = self.locations.get(number or "")
        if found is None:
            count_note(self.notes, "unknown_reference", "Location")
        return found

    def party_type(self, sub_type: str) -> str:
        """Return what a party is: the sub-type, or the type above it where that says "Unknown"."""
        text = self.value("PartySubType", sub_type)
        if text.lower() in ("", "unknown"):
            return self.value("PartyType", self.party_types.get(sub_type, ""))
        return text


def read_reference(path: Path, looked: Looked) -> Reference:
    """Read all but the parties. Raises UnreadableInput."""
    reference, notes = Reference(looked.notes), looked.notes
    wanted = (
        "ReferenceValueSets", "DateOfIssue", "Location", "IDRegDocument", "SanctionsEntry", "ProfileRelationship",
        "Profile",
    )  # fmt: skip
    for element in stream(path, wanted, looked):
        match local(element):
            case "ReferenceValueSets":
                _read_values(reference, element)
            case "DateOfIssue":
                reference.published_on = reference.published_on or day_of(element)
            case "Location":
                reference.locations[element.get("ID", "")] = _place(reference, element)
            case "IDRegDocument":
                reference.documents[element.get("IdentityID", "")].append(_document(reference, element, notes))
            case "SanctionsEntry":
                reference.sanctions[element.get("ProfileID", "")].append(_sanction(reference, element, notes))
            case "ProfileRelationship":
                _add_relationship(reference, element, notes)
            case _:
                reference.names[element.get("ID", "")] = _primary_name(element)
    return reference


def _read_values(reference: Reference, sets: etree._Element) -> None:
    for tag in _VALUES:
        for value in children(sets, f"{tag}Values", tag):
            number, text = value.get("ID", ""), plain(value.text)
            reference.values[tag, number] = text
            if tag == "Country":
                reference.countries[number] = value.get("ISO2") or text
            elif tag == "AreaCode":
                reference.values["AreaCountry", number] = value.get("CountryID", "")
            elif tag == "Script":
                reference.scripts[number] = value.get("ScriptCode") or ""
            elif tag == "PartySubType":
                reference.party_types[number] = value.get("PartyTypeID", "")


def _place(reference: Reference, element: etree._Element) -> Place:
    latin: dict[str, list[str]] = defaultdict(list)
    scripts: dict[str, list[str]] = defaultdict(list)
    for part in children(element, "LocationPart"):
        kind = reference.known("LocPartType", part.get("LocPartTypeID")).lower()
        for value in children(part, "LocationPartValue"):
            # What is not primary is the same part in Cyrillic or Chinese; its comment names the script.
            by_kind = scripts if value.get("Primary") == "false" else latin
            by_kind[kind].append(child(value, "Value"))
    text = _in_order(latin)
    country = ""
    for at in children(element, "LocationCountry"):
        country = country or reference.known("Country", at.get("CountryID"), reference.countries)
    for area in children(element, "LocationAreaCode"):
        number = area.get("AreaCodeID", "")
        above = reference.countries.get(reference.value("AreaCountry", number), "")
        code = reference.known("AreaCode", number)
        country = country or above or code
    return Place(text, country, joined((text, country)), _in_order(scripts))


def _in_order(parts: dict[str, list[str]]) -> str:
    order = ("address1", "address2", "address3", "city", "state/province")
    known = [text for kind in order for text in parts.pop(kind, ())]
    place = joined((joined(known), *parts.pop("postal code", ())), " ")
    return joined((place, *(text for texts in parts.values() for text in texts)))


def _document(reference: Reference, element: etree._Element, notes: Counter[str]) -> Document:
    kind = reference.value("IDRegDocType", element.get("IDRegDocTypeID", ""))
    if not kind:
        count_note(notes, "unknown_document", element.get("IDRegDocTypeID", ""))
    number = child(element, "IDRegistrationNo")
    country = reference.known("Country", element.get("IssuedBy-CountryID"), reference.countries)
    dates = [
        f"{reference.known('IDRegDocDateType', dated.get('IDRegDocDateTypeID'))} {day}".strip()
        for dated in children(element, "DocumentDate")
        for period in children(dated, "DatePeriod")
        if (day := dates_of(period))
    ]
    validity = reference.known("Validity", element.get("ValidityID"))
    flaw = "" if validity.lower() in ("", "valid") else validity
    text = joined((number, country, child(element, "IssuingAuthority"), child(element, "Comment"), *dates, flaw))
    return Document(kind, number, country, text, flaw)


def _sanction(reference: Reference, element: etree._Element, notes: Counter[str]) -> Sanction:
    listed, bases, programmes, measures = [], [], [], []
    for event in children(element, "EntryEvent"):
        bases.append(reference.known("LegalBasis", event.get("LegalBasisID")))
        for day in children(event, "Date"):
            listed.append(day_of(day))
    for measure in children(element, "SanctionsMeasure"):
        kind, text = reference.value("SanctionsType", measure.get("SanctionsTypeID", "")), child(measure, "Comment")
        if not kind:
            count_note(notes, "unknown_measure", measure.get("SanctionsTypeID", ""))
        if kind.lower() == "program":
            programmes.append(text)
        else:
            measures.append(joined((kind, text), ": "))
    return Sanction(
        reference.known("List", element.get("ListID")) or "OFAC",
        tuple(filter(None, programmes)),
        tuple(filter(None, measures)),
        tuple(filter(None, listed)),
        tuple(filter(None, bases)),
    )


def _add_relationship(reference: Reference, element: etree._Element, notes: Counter[str]) -> None:
    label = reference.value("RelationType", element.get("RelationTypeID", ""))
    kind = relation_kind(label)
    if not label:
        count_note(notes, "unknown_relation", element.get("RelationTypeID", ""))
    # An end alone says that it is over.
    former = element.get("Former") == "true" or bool(children(element, "DatePeriod", "End"))
    said = joined((label, child(element, "Comment")), "; ")
    reference.relationships[element.get("From-ProfileID", "")].append(
        Relationship(kind, element.get("To-ProfileID", ""), said, former)
    )


def relation_kind(label: str) -> str:
    """Return our kind of a link by the publisher's word for it; "linked_to" when it says no more."""
    folded = label.lower()
    return next((kind for kind, pattern in _RELATIONS if re.search(pattern, folded)), "linked_to")


def _primary_name(profile: etree._Element) -> str:
    for alias in children(profile, "Identity", "Alias"):
        for documented in children(alias, "DocumentedName") if alias.get("Primary") == "true" else ():
            # The others are the same name in other scripts.
            return joined((part.text for part in children(documented, "DocumentedNamePart", "NamePartValue")), " ")
    return ""
