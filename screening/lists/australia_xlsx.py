"""Australia's consolidated sanctions list (DFAT) as XLSX: one row for each name; 101a is an alias of 101.

An alias need not stand beside its party. Compared with a description of the whole file of 4 September 2026 (11,163 rows, 19
columns); no real file was read.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from screening.countries import country_code
from screening.errors import UnreadableInput
from screening.lists.dates import from_serial, iso_date
from screening.lists.draft import Draft, plain
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import Together, first_sheet
from screening.model.lists import Entry, EntryKind, NameQuality

_KINDS = {
    "individual": EntryKind.PERSON, "entity": EntryKind.ORGANISATION, "vessel": EntryKind.VESSEL,
    "aircraft": EntryKind.AIRCRAFT,
}  # fmt: skip
_MEASURES = {
    "travel ban": "travel ban", "arms embargo": "arms embargo", "maritime restriction": "maritime restriction",
    "targeted financial sanction": "targeted financial sanction",
}  # fmt: skip
_READ = frozenset({
    "reference", "name of individual or entity", "type", "name type", "alias strength", "date of birth",
    "place of birth", "citizenship", "address", "additional information", "listing information", "committees",
    "control date", "instrument of designation", "imo number", *_MEASURES,
})  # fmt: skip
_NO = frozenset({"", "no", "false", "n", "0", "nil", "n/a", "none"})
_HEADER_WITHIN = 15


def read(source: ListSource) -> ParsedList:
    """Read the first sheet. Raises UnreadableInput while the entries are read."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source.paths[0], notes), notes)


def header_of(row: list[str]) -> list[str]:
    """Return the columns of a header row as lower-case words, or an empty list when it is none."""
    header = [re.sub(r"[\s_]+", " ", cell).strip().lower() for cell in row]
    return header if {"reference", "name of individual or entity", "name type"} <= set(header) else []


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    # What is met is counted at the second pass alone.
    passes = iter((Counter[str](), notes))
    seen = False
    with first_sheet(path) as sheet:
        for reference, rows in Together(lambda: _rows(path, sheet(), next(passes))):
            seen = True
            entry = _entry(reference, rows, notes)
            if entry is None:
                notes["unread"] += 1
            else:
                yield entry
    if not seen:
        raise UnreadableInput("list_without_entries", file=str(path))


def _rows(
    path: Path, table: Iterable[tuple[int, list[str]]], notes: Counter[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (number of the party, cells by column) of each row."""
    header: list[str] = []
    for number, row in table:
        if not header:
            header = header_of(row)
            if not header and number > _HEADER_WITHIN:
                break
            for name in set(header) - _READ - {""} if header else ():
                count_note(notes, "unknown_field", name)
            for name in _READ - set(header) if header else ():
                count_note(notes, "missing_column", name)
            continue
        cells = {name: _clean(cell) for name, cell in zip(header, row, strict=False)}
        found = re.match(r"\d+", cells.get("reference", ""))
        if found:
            yield found[0], cells
        elif any(cells.values()):
            notes["unread"] += 1
    if not header:
        raise UnreadableInput("column_missing", file=str(path), column="Reference")


def _clean(cell: str) -> str:
    """Return a cell without the marks that Excel leaves of line ends."""
    return plain(cell.replace("_x000D_", " "))


def _several(text: str) -> list[str]:
    """Return the values of a cell listed as "a) ... b) ...", or the cell."""
    return [part.strip(" ;,") for part in re.split(r"(?:^|\s)[a-z]\)\s*", text) if part.strip(" ;,")]


def _births(text: str) -> Iterator[str]:
    """Yield the dates of a cell, which may hold any number: "13/06/1961, Approximately 1963", "a) 5/12/1970 b) 1969"."""
    for part in (piece for value in _several(text) for piece in re.split("[,;]", value)):
        part = re.sub(r"^\s*approximately\s*:?\s*", "", part, flags=re.IGNORECASE).strip(" .")
        if span := re.fullmatch(r"(?:between\s+)?(\d{4})\s*(?:-|–|and|to)\s*(\d{4})", part, re.IGNORECASE):
            yield f"{span[1]}/{span[2]}"
        else:
            # Two dates may stand with nothing but a space between them; words part a date of one.
            yield from (from_serial(day) for day in re.split(r"(?<=\d{4})\s+(?=\d)", part))


def _listed_on(text: str) -> str:
    """Return the day of listing; that of an amendment is none."""
    for found in re.finditer(r"(\w*)\s*\b(?:on:?\s+)?(\d{1,2} [A-Z][a-z]+\.? \d{4})", text):
        if not re.match(r"amend|relist|updat|expir|delist", found[1], re.IGNORECASE):
            return found[2]
        return ""
    return ""


def _entry(reference: str, rows: list[dict[str, str]], notes: Counter[str]) -> Entry | None:
    rows = sorted(rows, key=lambda row: row.get("name type", "").lower() != "primary name")
    kind = _KINDS.get(rows[0].get("type", "").lower())
    if kind is None:
        count_note(notes, "unknown_kind", rows[0].get("type", ""))
    draft = Draft(reference, kind or EntryKind.UNKNOWN, notes)
    for row in rows:
        form = row.get("name type", "").lower()
        if form not in ("primary name", "aka", "a.k.a.", "fka", "f.k.a.", "alias", "original script", "formerly"):
            count_note(notes, "unknown_alias_type", form)
        quality = NameQuality.FORMER if form.replace(".", "") in ("fka", "formerly") else NameQuality.STRONG
        strength = row.get("alias strength", "").lower()
        if strength == "weak":
            quality = NameQuality.WEAK
        elif strength not in ("", "strong"):
            count_note(notes, "unknown_alias_quality", strength)
        draft.name(row.get("name of individual or entity"), quality)
        _add(draft, row)
    if not draft.named:
        return None
    draft.source = "Autonomous Sanctions / Charter of the United Nations Act, Australia"
    return draft.entry("\n".join(" | ".join(cell for cell in row.values() if cell) for row in rows))


def _add(draft: Draft, row: dict[str, str]) -> None:
    for day in _births(row.get("date of birth", "")):
        draft.born(day)
    for text in _several(row.get("place of birth", "")):
        draft.detail("birth_place", text)
    for text in row.get("citizenship", "").split(";"):
        draft.country(text)
    for text in _several(row.get("address", "")):
        draft.address(text, country_code(text.rpartition(",")[2]))
    draft.identifier("imo", re.sub(r"\D", "", row.get("imo number", "")))
    draft.programme(row.get("committees"))
    draft.detail("regulation", row.get("instrument of designation"))
    for column, measure in _MEASURES.items():
        if row.get(column, "").lower() not in _NO:
            draft.measure(measure)
    draft.remark(row.get("additional information"))
    draft.remark(row.get("listing information"))
    draft.listed_on = draft.listed_on or _listed_on(row.get("listing information", ""))
    draft.updated_on = max(draft.updated_on, iso_date(from_serial(row.get("control date", ""))))
