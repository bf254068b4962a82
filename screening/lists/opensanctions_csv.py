"""OpenSanctions ``targets.simple.csv``: the officer's own copy (its data is CC BY-NC and may not be bundled).

One row for each target; several values in a cell are joined by ";" and quoted like a small CSV. Columns are found
by name. Format: https://www.opensanctions.org/docs/bulk/csv/
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from screening.errors import UnreadableInput
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, NameQuality

REQUIRED = ("id", "schema", "name")
_READ = frozenset({
    *REQUIRED, "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones", "emails",
    "program_ids", "dataset", "first_seen", "last_seen", "last_change",
})  # fmt: skip
_KINDS = {
    "person": EntryKind.PERSON, "organization": EntryKind.ORGANISATION, "company": EntryKind.ORGANISATION,
    "publicbody": EntryKind.ORGANISATION, "legalentity": EntryKind.UNKNOWN, "vessel": EntryKind.VESSEL,
    "airplane": EntryKind.AIRCRAFT, "address": EntryKind.ADDRESS,
}  # fmt: skip
_LABELLED = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_LABELS = (
    ("inn", "inn"), ("ogrn", "ogrn"), ("kpp", "kpp"), ("okpo", "okpo"), ("imo", "imo"), ("mmsi", "mmsi"), ("lei", "lei"),
    ("swift", "bic"), ("bic", "bic"), ("passport", "passport"), ("tax", "tax"), ("registration", "registration"),
)  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when a row cannot be understood."""
    parsed = ParsedList(info_of(source), iter(()))
    parsed.entries = _entries(source, parsed)
    return parsed


def _entries(source: ListSource, parsed: ParsedList) -> Iterator[Entry]:
    path, notes = source.paths[0], parsed.notes
    reader = None
    seen_on = ""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise UnreadableInput("column_missing", file=str(path), column=missing[0])
            for name in set(reader.fieldnames or ()) - _READ - {""}:
                count_note(notes, "unknown_field", name)
            for row in reader:
                if not row["id"] or not row["name"]:
                    notes["unread"] += 1
                    continue
                if None in row.values():
                    notes["short_row"] += 1
                seen_on = max(seen_on, row.get("last_seen") or "")
                yield _entry({k: v or "" for k, v in row.items() if isinstance(k, str)}, notes)
        # Whatever stood on its sources at the last collection was seen then.
        parsed.info = parsed.published(seen_on[:10])
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    except (UnicodeDecodeError, csv.Error) as error:
        row_number = reader.line_num if reader else 0
        raise UnreadableInput("not_a_csv", file=str(path), row=row_number, detail=str(error)) from error


def _entry(row: dict[str, str], notes: Counter[str]) -> Entry:
    kind = _KINDS.get(row["schema"].lower())
    if kind is None:
        count_note(notes, "unknown_schema", row["schema"])
        kind = EntryKind.UNKNOWN
    names = [EntryName(row["name"]), *(_alias(text) for text in split(row.get("aliases", "")))]
    countries = tuple(code.upper() for code in split(row.get("countries", "")))
    only = countries[0] if len(countries) == 1 else ""
    identifiers = [_identifier(text) for text in split(row.get("identifiers", ""))]
    identifiers += [Identifier("phone", text) for text in split(row.get("phones", ""))]
    identifiers += [Identifier("email", text) for text in split(row.get("emails", ""))]
    programmes = split(row.get("program_ids", "")) or split(row.get("sanctions", ""))
    return Entry(
        entry_id=row["id"],
        kind=kind,
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(dict.fromkeys(identifiers)),
        addresses=tuple(EntryAddress(text, only) for text in split(row.get("addresses", ""))),
        countries=countries,
        birth_dates=tuple(split(row.get("birth_date", ""))),
        programmes=tuple(programmes),
        remarks=row.get("sanctions", ""),
        listed_on=row.get("first_seen", ""),
        source=row.get("dataset", ""),
        entry_text=" | ".join(cell for cell in row.values() if cell),
    )


def _alias(text: str) -> EntryName:
    """Return an alias; the format has lost the publisher's quality, so a single short word is taken as weak."""
    weak = len(text) < 5 and " " not in text
    return EntryName(text, NameQuality.WEAK if weak else NameQuality.STRONG)


def _identifier(text: str) -> Identifier:
    match = _LABELLED.match(text)
    value, label = (match[1], match[2].lower()) if match else (text, "")
    for word, kind in _LABELS:
        if word in label:
            return Identifier(kind, value)
    if re.fullmatch(r"IMO\s?\d{7}", value):
        return Identifier("imo", value[3:].strip())
    return Identifier("other", value)


@lru_cache(maxsize=1024)
def _split(cell: str) -> tuple[str, ...]:
    parts = next(csv.reader(io.StringIO(cell), delimiter=";", quotechar='"'), [])
    return tuple(part.strip() for part in parts if part.strip())


def split(cell: str) -> tuple[str, ...]:
    """Return the values of a cell that are joined by ";"."""
    if not cell:
        return ()
    if ";" not in cell:
        only = cell.strip().strip('"').strip()
        return (only,) if only else ()
    try:
        return _split(cell.replace("\n", " "))
    except csv.Error:
        return tuple(part.strip() for part in cell.split(";") if part.strip())
