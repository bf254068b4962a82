"""The US Consolidated Screening List, as CSV and as JSON (trade.gov): the lists of Commerce, State and the Treasury.

Both hold the same fields under the same names; in the CSV several values share a cell, joined by "; ". An older CSV
has no ids of its own, so what is not numbered by the Treasury is then known by its list, name and date. The JSON was compared
with records of 25 September 2026; no whole real file of it was read.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from screening.errors import UnreadableInput
from screening.lists.draft import Draft, joined, plain
from screening.lists.labels import add_labelled
from screening.lists.ofac_remarks import linked_to
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import csv_rows, encoding_of
from screening.model.lists import Entry, EntryKind, NameQuality

_KINDS = {
    "individual": EntryKind.PERSON, "entity": EntryKind.ORGANISATION, "vessel": EntryKind.VESSEL,
    "aircraft": EntryKind.AIRCRAFT, "": EntryKind.UNKNOWN,
}  # fmt: skip
_KNOWN = frozenset({
    "_id", "id", "source", "entity_number", "type", "programs", "name", "title", "addresses",
    "federal_register_notice", "start_date", "end_date", "standard_order", "license_requirement", "license_policy",
    "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks",
    "source_list_url", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth",
    "source_information_url", "ids", "country", "score", "name_index", "title_index",
})  # fmt: skip
_OF_ADDRESS = frozenset({"address", "city", "state", "postal_code", "country"})
_OF_NUMBER = frozenset({"type", "number", "country", "issue_date", "expiration_date"})
_SHORT = re.compile(r"\(([A-Z][A-Za-z-]+)(?: List)?\)")
_ADDRESS_ONLY = re.compile(r"address\s*\d+\b.*", re.IGNORECASE)
_SUCCESSORS = re.compile(
    r",?\s*(?:and|including) any successors?,? sub-?units?,? (?:or|and) subsidiar(?:y|ies) thereof\.?", re.I
)
# Bytes of Windows' code page that came through as control characters.
_CONTROLS = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source.paths[0], notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    today = datetime.now(UTC).date()
    used: Counter[str] = Counter()
    seen = False
    for record in _records(path, notes):
        seen = True
        for field in record.keys() - _KNOWN:
            count_note(notes, "unknown_field", field)
        draft = _draft(record, used, today, notes)
        if draft is not None:
            yield draft.entry(" | ".join(text for text in map(_text, record.values()) if text))
    if not seen:
        raise UnreadableInput("list_without_entries", file=str(path))


def _records(path: Path, notes: Counter[str]) -> Iterator[Mapping[str, Any]]:
    with path.open("rb") as file:
        first = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first in (b"{", b"["):
        yield from _json_records(path, "results.item" if first == b"{" else "item", notes)
        return
    header: list[str] = []
    for _number, row in csv_rows(path, ",", encoding_of(path, ("utf-8-sig", "cp1252"))):
        if not header:
            header = [plain(cell) for cell in row]
            missing = [name for name in ("source", "name") if name not in header]
            if missing:
                raise UnreadableInput("column_missing", file=str(path), column=missing[0])
        elif any(cell.strip() for cell in row):
            if len(row) != len(header):
                notes["short_row"] += 1
                continue
            yield dict(zip(header, row, strict=True))


def _json_records(path: Path, place: str, notes: Counter[str]) -> Iterator[Mapping[str, Any]]:
    import ijson

    try:
        with path.open("rb") as file:
            for record in ijson.items(file, place, use_float=True):
                if isinstance(record, dict):
                    yield record
                else:
                    notes["unread"] += 1
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UnreadableInput("not_json", file=str(path), row=0, detail=str(error)[:200]) from error


def _text(value: object) -> str:
    """Return any value of a record as one text."""
    if isinstance(value, Mapping):
        return joined(map(_text, value.values()))
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return "" if value is None else plain(str(value).translate(_CONTROLS))


def _several(value: object) -> list[str]:
    """Return the values of a field that holds several, as a list or joined by "; " (the last by "; and")."""
    values = map(_text, value) if isinstance(value, list) else [_text(value)]
    found = [re.sub(r"^and\s+", "", part) for text in values for part in re.split(r"\s*;\s*", text)]
    return [part for part in found if part]


def _draft(record: Mapping[str, Any], used: Counter[str], today: date, notes: Counter[str]) -> Draft | None:
    name, source = _text(record.get("name")), _text(record.get("source"))
    if not name or not source:
        notes["unread"] += 1
        return None
    ended = _text(record.get("end_date"))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", ended[:10]) and ended[:10] < today.isoformat():
        notes["expired"] += 1
        return None
    kind = _KINDS.get(_text(record.get("type")).lower())
    if kind is None:
        count_note(notes, "unknown_kind", _text(record.get("type")))
    if _ADDRESS_ONLY.fullmatch(name):
        kind = EntryKind.ADDRESS
    draft = Draft(_id(record, source, name, used), kind or EntryKind.UNKNOWN, notes)
    _add_names(draft, record, name)
    short = _SHORT.search(source)
    programmes = _several(record.get("programs"))
    for programme in programmes or [short[1] if short else source]:
        draft.programme(programme)
    _add_addresses(draft, record.get("addresses"))
    _add_numbers(draft, record.get("ids"))
    # The State Department's entries have their country in a field of its own, and no address.
    for field in ("country", "citizenships", "nationalities"):
        for country in _several(record.get(field)):
            draft.country(country)
    for day in _several(record.get("dates_of_birth")):
        draft.born(day)
    for place in _several(record.get("places_of_birth")):
        draft.detail("birth_place", place)
    for field, code in (
        ("title", "title"), ("vessel_type", "vessel_type"), ("vessel_flag", "flag"), ("vessel_owner", "owner"),
        ("gross_tonnage", "tonnage"), ("gross_registered_tonnage", "gross_tonnage"),
        ("license_requirement", "licence_requirement"), ("license_policy", "licence_policy"),
        ("federal_register_notice", "notice"), ("end_date", "expires"),
    ):  # fmt: skip
        draft.detail(code, _text(record.get(field)))
    draft.country(_text(record.get("vessel_flag")))
    draft.identifier("callsign", _text(record.get("call_sign")))
    remarks = _text(record.get("remarks"))
    for target in linked_to(remarks):
        draft.relation("linked_to", "", target)
    draft.remark(remarks)
    if _text(record.get("standard_order")):
        draft.measure("standard denial order" if _text(record["standard_order"]) == "Y" else "denial order")
    draft.listed_on = _text(record.get("start_date"))
    draft.source = source
    return draft


def _id(record: Mapping[str, Any], source: str, name: str, used: Counter[str]) -> str:
    short = _SHORT.search(source)
    given = _text(record.get("id") or record.get("_id"))
    number = _text(record.get("entity_number"))
    if not given and number:
        given = f"{short[1] if short else 'csl'}-{number}"
    if not given:
        key = "\x1f".join((source, name, _text(record.get("start_date"))))
        given = f"{short[1] if short else 'csl'}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    used[given] += 1
    return given if used[given] == 1 else f"{given}-{used[given]}"


def _add_names(draft: Draft, record: Mapping[str, Any], name: str) -> None:
    draft.name(_SUCCESSORS.sub("", name))
    for alias in _several(record.get("alt_names")):
        form = re.match(r"(?:formerly|f\.?k\.?a\.?,?)\s+", alias, re.IGNORECASE)
        quality = NameQuality.FORMER if form else NameQuality.STRONG
        draft.name(_SUCCESSORS.sub("", alias[form.end() :] if form else alias).removesuffix("."), quality)


def _add_addresses(draft: Draft, value: object) -> None:
    if isinstance(value, list) and all(isinstance(place, Mapping) for place in value):
        for place in value:
            _count_unknown(draft, "addresses", place, _OF_ADDRESS)
            parts = [_text(place.get(part)) for part in ("address", "city", "state", "postal_code")]
            draft.address(joined(parts), _text(place.get("country")))
        return
    for text in _several(value):
        rest, _, country = text.rpartition(",")
        if re.fullmatch(r"\s*[A-Z]{2}", country):
            # The last part is a country's code.
            draft.address(rest, country)
        else:
            draft.address(text)


def _count_unknown(draft: Draft, field: str, value: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in value.keys() - known:
        count_note(draft.notes, "unknown_field", f"{field}.{name}")


def _add_numbers(draft: Draft, value: object) -> None:
    if isinstance(value, list) and all(isinstance(number, Mapping) for number in value):
        for number in value:
            _count_unknown(draft, "ids", number, _OF_NUMBER)
            label, country = _text(number.get("type")), _text(number.get("country"))
            add_labelled(draft, label, _text(number.get("number")), country)
        return
    for text in _several(value):
        parts = re.split(r",\s+", text)
        country = parts.pop(0) if len(parts) > 2 and re.fullmatch(r"[A-Z]{2}", parts[0]) else ""
        if len(parts) > 1:
            add_labelled(draft, parts[-1], ", ".join(parts[:-1]), country)
        else:
            draft.remark(text)
