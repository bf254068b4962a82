"""OpenSanctions ``entities.ftm.json``: one entity of the FollowTheMoney model a line; the officer's own copy.

Sanctions, ownerships, addresses and passports are lines of their own that point to the parties, before or after them.
Companies that are no entries are not kept, but what they own is told with their listed owners ("owns_further").
So the file is read three times: what points to parties, the names of those that links name, then the parties.
Model: https://followthemoney.tech/explorer/ ; schemata and properties compared with version 4.11.2, entities with a
publication of 29 April 2026. No whole real file was read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from screening.errors import UnreadableInput
from screening.lists.draft import Draft
from screening.lists.ftm_links import LINKS, Links, several
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.model.lists import Entry, EntryKind, NameQuality

_KINDS = {
    "Person": EntryKind.PERSON, "Organization": EntryKind.ORGANISATION, "Company": EntryKind.ORGANISATION,
    "PublicBody": EntryKind.ORGANISATION, "LegalEntity": EntryKind.UNKNOWN, "Vessel": EntryKind.VESSEL,
    "Airplane": EntryKind.AIRCRAFT,
}  # fmt: skip
_FLAGGED = ("sanction", "export.", "asset.frozen", "crime.terror", "crime.war")
"""Beginnings of topics that make a party one to screen against; others (politicians, debarments) do not."""
_NUMBERS = {
    "innCode": ("inn", "RU"), "ogrnCode": ("ogrn", "RU"), "kppCode": ("kpp", "RU"), "okpoCode": ("okpo", "RU"),
    "taxNumber": ("tax", ""), "vatCode": ("tax", ""), "voenCode": ("tax", "AZ"), "registrationNumber": ("registration", ""),
    "uscCode": ("registration", "CN"), "imoNumber": ("imo", ""), "mmsi": ("mmsi", ""), "callSign": ("callsign", ""),
    "leiCode": ("lei", ""), "swiftBic": ("bic", ""), "dunsCode": ("duns", ""), "idNumber": ("national_id", ""),
    "passportNumber": ("passport", ""), "socialSecurityNumber": ("national_id", "US"), "isin": ("isin", ""),
    "isinCode": ("isin", ""), "serialNumber": ("serial", ""), "phone": ("phone", ""), "email": ("email", ""),
    "uniqueEntityId": ("other", ""), "bikCode": ("other", "RU"), "cikCode": ("other", "US"), "permId": ("other", ""),
    "ricCode": ("other", ""), "caemCode": ("other", ""), "fnsCode": ("other", "RU"), "pfrNumber": ("other", "RU"),
    "fssCode": ("other", "RU"), "irsCode": ("other", "US"), "npiCode": ("other", "US"), "jibCode": ("other", ""),
    "giiNumber": ("other", ""), "cageCode": ("other", "US"), "ipoCode": ("other", ""), "mbsCode": ("other", ""),
    "icaoCode": ("tail", ""), "ticker": ("other", ""), "publicKey": ("wallet", ""),
}  # fmt: skip
_DETAILS = {
    "title": "title", "position": "position", "gender": "gender", "birthPlace": "birth_place", "website": "website",
    "type": "vessel_type", "flag": "flag", "pastFlags": "former_flag", "tonnage": "tonnage",
    "grossRegisteredTonnage": "gross_tonnage", "deadweightTonnage": "tonnage", "length": "length",
    "buildDate": "built", "model": "aircraft_model", "incorporationDate": "founded", "legalForm": "nature",
    "sourceUrl": "regulation", "pastTypes": "vessel_type",
}  # fmt: skip
_REMARKS = (
    "biography",
    "profession",
    "notes",
    "summary",
    "sector",
    "status",
    "description",
    "classification",
    "education",
    "religion",
)
_NAMES = {
    "name": NameQuality.STRONG, "alias": NameQuality.STRONG, "weakAlias": NameQuality.WEAK,
    "abbreviation": NameQuality.WEAK, "previousName": NameQuality.FORMER,
}  # fmt: skip
_COUNTRIES = ("country", "mainCountry", "nationality", "citizenship", "jurisdiction")
_PASSED_OVER = frozenset({
    "firstName", "lastName", "middleName", "secondName", "fatherName", "motherName", "nameSuffix", "topics",
    "addressEntity", "programId", "program", "keywords", "retrievedAt", "modifiedAt", "createdAt", "publisher",
    "publisherUrl", "ethnicity", "height", "weight", "eyeColor", "hairColor", "appearance", "deathDate", "birthCountry",
    "dissolutionDate", "parent", "mainCountry", "political", "wikidataId", "wikipediaUrl", "okopfCode", "okatoCode",
    "oktmoCode", "coatoCode", "ownershipCode", "capital", "currency", "amount", "bvdId", "opencorporatesUrl",
    "sayariUrl", "icijId", "proof", "indexText", "authority", "registrationDate", "manufacturer", "crsNumber",
    "nameChangeDate", "navalAuthority", "port", "region", "unscId", "licenseNumber", "alternativeNumber",
    "alephUrl", "riskSource", "taxStatus", "sayariId", "brightQueryId", "brightQueryOrgId", "okvedCode", "oksmCode",
    "spokenLanguage", "amountUsd", "amountEur", "owner", "operator", "deregistrationDate", "registrationPort",
    "navigationArea",
})  # fmt: skip
_OTHER_SCHEMATA = frozenset({
    "Article", "Asset", "Audio", "BankAccount", "Call", "CallForTenders", "Contract", "ContractAward", "CourtCase",
    "CourtCaseParty", "Debt", "Document", "Documentation", "EconomicActivity", "Email", "Event", "Folder", "HyperText",
    "Image", "License", "Mention", "Message", "Note", "Occupancy", "Package", "Page", "Pages", "Payment", "PlainText",
    "Position", "Project", "ProjectParticipant", "RealEstate", "Risk", "Similar", "Table", "TaxRoll", "Territory",
    "Trip", "UserAccount", "Vehicle", "Video", "Workbook",
})  # fmt: skip
"""What the model has beside parties and their links."""
_LONGEST_LINE = 64 << 20


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read."""
    parsed = ParsedList(info_of(source), iter(()))
    parsed.entries = _entries(source.paths[0], parsed)
    return parsed


def lines(path: Path, notes: Counter[str] | None = None) -> Iterator[dict[str, Any]]:
    """Yield the entities of a file; lines that are none are counted in ``notes``. Raises UnreadableInput."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                if len(line) == _LONGEST_LINE:
                    raise UnreadableInput("not_json", file=str(path), row=number, detail="line too long")
                if line.isspace():
                    continue
                try:
                    entity = orjson.loads(line)
                except orjson.JSONDecodeError:
                    entity = None
                if _is_entity(entity):
                    yield entity
                elif notes is not None:
                    notes["unread"] += 1
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error


def _is_entity(entity: object) -> bool:
    return (
        isinstance(entity, dict)
        and isinstance(entity.get("id"), str)
        and isinstance(entity.get("schema"), str)
        and isinstance(entity.get("properties"), dict)
    )


def _entries(path: Path, parsed: ParsedList) -> Iterator[Entry]:
    notes, seen_on = parsed.notes, ""
    links = Links(datetime.now(UTC).date().isoformat())
    seen = False
    for entity in lines(path, notes):
        seen = True
        last = entity.get("last_seen")
        if isinstance(last, str) and last > seen_on:
            seen_on = last
        schema = entity["schema"]
        if schema in LINKS:
            links.add(entity)
        elif schema in ("Vessel", "Airplane"):
            links.add_asset(entity)
        elif schema not in _KINDS and schema not in _OTHER_SCHEMATA:
            count_note(notes, "unknown_schema", schema)
    if not seen:
        raise UnreadableInput("list_without_entries", file=str(path))
    # Whatever stood on its sources at the last collection was seen then.
    parsed.info = parsed.published(seen_on[:10])
    if links.named:
        for entity in lines(path):
            if entity["id"] in links.named:
                links.names[entity["id"]] = _caption(entity)
                if entity["schema"] in _KINDS and _to_screen(entity, links):
                    links.listed.add(entity["id"])
    known = set()
    for entity in lines(path):
        schema = entity["schema"]
        if schema in LINKS:
            continue
        kind = _KINDS.get(schema)
        if kind is None:
            if entity.get("target"):
                count_note(notes, "not_a_party", schema)
            continue
        if not _to_screen(entity, links):
            if entity.get("target"):
                notes["topic_not_screened"] += 1
            continue
        entry = _entry(entity, kind, links, notes)
        if entry is None:
            notes["unread"] += 1
            continue
        known.add(entry.entry_id)
        yield entry
    notes["row_without_entry"] += sum(party not in known for party in links.sanctions)


def _caption(entity: Mapping[str, Any]) -> str:
    caption = entity.get("caption")
    return caption if isinstance(caption, str) else next(iter(several(entity["properties"], "name")), "")


def _to_screen(entity: Mapping[str, Any], links: Links) -> bool:
    """Whether a party is under sanctions or export control, or a target of which the data does not say why."""
    topics = several(entity["properties"], "topics")
    if any(topic.startswith(_FLAGGED) for topic in topics):
        return True
    return bool(entity.get("target")) and (not topics or entity["id"] in links.sanctions)


def _entry(entity: dict[str, Any], kind: EntryKind, links: Links, notes: Counter[str]) -> Entry | None:
    draft = Draft(entity["id"], kind, notes)
    properties: dict[str, Any] = entity["properties"]
    draft.name(_caption(entity))
    for name, quality in _NAMES.items():
        for value in several(properties, name):
            draft.name(value, quality)
    if not draft.named:
        return None
    texts = [entity["schema"]]
    for name in properties:
        values = several(properties, name)
        texts += values
        _add(draft, name, values, kind)
    for value in several(properties, "topics"):
        draft.detail("topic", value)
    for value in (*several(properties, "program"), *several(properties, "programId")):
        draft.programme(value)
    links.add_to(draft, several(properties, "addressEntity"))
    datasets = entity.get("datasets")
    if isinstance(datasets, list):
        draft.source = "; ".join(value for value in datasets if isinstance(value, str))
    for attribute in ("first_seen", "last_change"):
        if not isinstance(entity.get(attribute), str):
            continue
        if attribute == "last_change":
            draft.updated_on = entity[attribute]
        else:
            draft.listed_on = draft.listed_on or entity[attribute]
    return draft.entry(" | ".join(texts))


def _add(draft: Draft, name: str, values: list[str], kind: EntryKind) -> None:
    if name in _NUMBERS:
        number, country = _NUMBERS[name]
        if number == "registration" and kind is EntryKind.AIRCRAFT:
            number = "tail"
        for value in values:
            value = re.sub(r"^IMO\s*", "", value) if number == "imo" else value
            draft.identifier(number, value, country, name if number == "other" else "")
    elif name in _DETAILS:
        for value in values:
            draft.detail("nature" if name == "type" and kind is not EntryKind.VESSEL else _DETAILS[name], value)
            if name == "flag":
                draft.country(value)
    elif name in _COUNTRIES:
        for value in values:
            draft.country(value)
    elif name == "birthDate":
        for value in values:
            draft.born(value)
    elif name == "address":
        for value in values:
            draft.address(value)
    elif name in _REMARKS:
        for value in values:
            draft.remark(value)
    elif name not in _PASSED_OVER and name not in _NAMES:
        count_note(draft.notes, "unknown_field", name)
