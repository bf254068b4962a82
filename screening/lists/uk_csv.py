"""The UK Sanctions List as CSV: the report's date in the first line, the header in the second, one row for each name.

Header and rows were compared with those of 24 June 2026; no whole real file was read.
The rows of one designation share its Unique ID; they need not stand together. Columns are found by name.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists.dates import iso_date
from screening.lists.draft import Draft, joined, plain
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import Together, csv_rows, encoding_of
from screening.lists.uk_facts import (
    add_measures,
    add_registration,
    imo_of,
    is_primary,
    kind_of,
    language_of,
    quality_of,
    several,
)
from screening.model.lists import Entry

_SIMPLE = (
    ("title", "title"), ("position", "position"), ("gender", "gender"), ("type of entity", "nature"),
    ("type of ship", "vessel_type"), ("tonnage of ship", "tonnage"), ("length of ship", "length"),
    ("year built", "built"), ("hull identification number (hin)", "hull_number"), ("website", "website"),
    ("current owner/operator (s)", "owner"), ("previous owner/operator (s)", "former_owner"),
    ("current believed flag of ship", "flag"), ("previous flags", "former_flag"),
    ("ofsi group id", "reference"), ("un reference number", "reference"),
)  # fmt: skip
_SEVERAL = frozenset({
    "position", "owner", "former_owner", "flag", "former_flag", "website", "vessel_type", "built", "tonnage", "length",
})  # fmt: skip
_READ = frozenset({
    "last updated", "unique id", "name type", "alias strength", "name non-latin script", "non-latin script type",
    "non-latin script language", "regime name", "designation type", "designation source", "sanctions imposed",
    "other information", "uk statement of reasons", "address postal code", "address country", "phone number",
    "email address", "date designated", "d.o.b", "nationality(/ies)", "national identifier number", "passport number",
    "national identifier additional information", "passport additional information", "town of birth",
    "country of birth", "subsidiaries", "parent company", "business registration number (s)", "imo number",
    *(f"name {n}" for n in range(1, 7)), *(f"address line {n}" for n in range(1, 7)), *(name for name, _ in _SIMPLE),
})  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read."""
    notes: Counter[str] = Counter()
    parsed = ParsedList(info_of(source), iter(()), notes)
    parsed.entries = _entries(source.paths[0], parsed)
    return parsed


def header_of(row: list[str]) -> list[str]:
    """Return the columns of a header row as lower-case words, or an empty list when it is none."""
    header = [re.sub(r"\s*/\s*", "/", plain(cell).lower()) for cell in row]
    return header if {"unique id", "name 6", "designation type"} <= set(header) else []


def _entries(path: Path, parsed: ParsedList) -> Iterator[Entry]:
    encoding = encoding_of(path, ("utf-8-sig", "cp1252"))
    # What is met is counted at the second pass alone.
    passes = iter((ParsedList(parsed.info, iter(())), parsed))
    seen = False
    for unique_id, rows in Together(lambda: _rows(path, encoding, next(passes))):
        seen = True
        entry = _entry(unique_id, rows, parsed.notes)
        if entry is None:
            parsed.notes["unread"] += 1
        else:
            yield entry
    if not seen:
        raise UnreadableInput("list_without_entries", file=str(path))


def _rows(path: Path, encoding: str, parsed: ParsedList) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (Unique ID, cells by column) of each row; what is met on the way goes into the notes."""
    notes = parsed.notes
    header: list[str] = []
    for number, row in csv_rows(path, ",", encoding):
        if not header:
            header = header_of(row)
            day = re.search(r"\d{1,2}[-/][A-Za-z\d]{2,3}[-/]\d{4}|\d{4}-\d\d-\d\d", " ".join(row))
            if day:
                parsed.info = parsed.published(iso_date(day[0]))
            if not header and number > 5:
                break
            for name in set(header) - _READ if header else ():
                count_note(notes, "unknown_field", name)
            for name in _READ - set(header) if header else ():
                count_note(notes, "missing_column", name)
            continue
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: plain(cell) for name, cell in zip(header, row, strict=False)}
        if len(row) < len(header) or not cells.get("unique id"):
            notes["short_row"] += 1
            continue
        yield cells["unique id"], cells
    if not header:
        raise UnreadableInput("column_missing", file=str(path), column="Unique ID")


def _entry(unique_id: str, rows: list[dict[str, str]], notes: Counter[str]) -> Entry | None:
    rows = sorted(rows, key=lambda row: not is_primary(row.get("name type", "")))
    draft = Draft(unique_id, kind_of(rows[0].get("designation type", ""), notes), notes)
    for row in rows:
        _add_name(draft, row)
        _add(draft, row)
    if not draft.named:
        return None
    return draft.entry("\n".join(" | ".join(cell for cell in row.values() if cell) for row in rows))


def _add_name(draft: Draft, row: dict[str, str]) -> None:
    name = joined((row.get(f"name {number}") for number in range(1, 7)), " ")
    draft.name(name, quality_of(row.get("name type", ""), row.get("alias strength", ""), draft))
    draft.name(row.get("name non-latin script"), language=language_of(row.get("non-latin script language", "")))


def _add(draft: Draft, row: dict[str, str]) -> None:
    draft.programme(row.get("regime name"))
    draft.source = draft.source or row.get("regime name", "")
    add_measures(draft, row.get("sanctions imposed", ""))
    draft.address(
        joined((*(row.get(f"address line {number}") for number in range(1, 7)), row.get("address postal code"))),
        row.get("address country"),
    )
    for column, kind in (("phone number", "phone"), ("email address", "email")):
        for value in several(row.get(column, "")):
            draft.identifier(kind, value)
    for column, kind in (("national identifier number", "national_id"), ("passport number", "passport")):
        for value in several(row.get(column, "")):
            draft.identifier(kind, value)
    for column in ("national identifier additional information", "passport additional information"):
        draft.remark(row.get(column))
    add_registration(draft, row.get("business registration number (s)", ""))
    for value in several(row.get("imo number", "")):
        draft.identifier("imo", imo_of(value))
    for value in several(row.get("nationality(/ies)", "")):
        draft.country(value)
    for value in several(row.get("d.o.b", "")):
        draft.born(value)
    draft.detail("birth_place", joined((row.get("town of birth"), row.get("country of birth"))))
    for column, code in _SIMPLE:
        for value in several(row.get(column, "")) if code in _SEVERAL else [row.get(column, "")]:
            draft.detail(code, value)
            if code == "flag":
                draft.country(value)
    for value in several(row.get("parent company", "")):
        draft.relation("owned_by", "", value, label="Parent company")
    for value in several(row.get("subsidiaries", "")):
        draft.relation("owns", "", value, label="Subsidiaries")
    draft.remark(row.get("other information"))
    draft.remark(html.unescape(row.get("uk statement of reasons", "")))
    draft.listed_on = draft.listed_on or row.get("date designated", "")
    draft.updated_on = max(draft.updated_on, iso_date(row.get("last updated", "")))
