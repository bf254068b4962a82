"""The Denied Persons List of BIS: the tab-separated dpl.txt, and the CSV export of the newer page.

An order that has run out denies nothing any more: such rows are passed over and counted. One person may have several
rows, one for each address. There are no ids; an order is known by the name and its effective date.
The rows of an order need not stand together.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from screening.countries import country_code
from screening.errors import UnreadableInput
from screening.lists.dates import iso_date
from screening.lists.draft import Draft, joined, plain
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import Together, csv_rows, encoding_of
from screening.model.lists import Entry, EntryKind

_READ = frozenset({
    "name", "street address", "city", "state", "country", "postal code", "effective date", "expiration date",
    "standard order", "last update", "action", "fr citation", "name and address", "type of denial",
    "appropriate federal register citations", "",
})  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source.paths[0], notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    today = datetime.now(UTC).date().isoformat()
    # What is met is counted at the second pass alone.
    passes = iter((Counter[str](), notes))
    used: Counter[str] = Counter()
    seen = False
    for (name, begins, ends), rows in Together(lambda: _orders(path, next(passes))):
        seen = True
        if not name:
            notes["unread"] += len(rows)
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d", ends) and ends < today:
            notes["expired"] += len(rows)
            continue
        draft = _draft(name, begins, ends, rows[0], notes)
        for row in rows:
            _, address, country = _party(row)
            draft.address(address, country)
            draft.remark(row.get("action"))
            draft.detail("notice", row.get("fr citation") or row.get("appropriate federal register citations"))
            draft.updated_on = max(draft.updated_on, iso_date(row.get("last update", "")))
        used[draft.entry_id] += 1
        if used[draft.entry_id] > 1:
            draft.entry_id = f"{draft.entry_id}-{used[draft.entry_id]}"
        yield draft.entry("\n".join(" | ".join(cell for cell in row.values() if cell) for row in rows))
    if not seen:
        raise UnreadableInput("list_without_entries", file=str(path))


def _orders(path: Path, notes: Counter[str]) -> Iterator[tuple[tuple[str, str, str], dict[str, str]]]:
    """Yield each row behind what tells its order from others: the name, the first day and the last."""
    for row in _rows(path, notes):
        begins = iso_date(row.get("effective date", ""), month_first=True)
        ends = iso_date(row.get("expiration date", ""), month_first=True)
        yield (_party(row)[0], begins, ends), row


def _rows(path: Path, notes: Counter[str]) -> Iterator[dict[str, str]]:
    """Yield rows by header; the two files call their columns alike but for an underscore."""
    encoding = encoding_of(path, ("utf-8-sig", "cp1252"))
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(4096)
    header: list[str] = []
    for _number, row in csv_rows(path, "\t" if "\t" in first else ",", encoding):
        if not header:
            header = [plain(cell).lower().replace("_", " ") for cell in row]
            if not {"effective date"} <= set(header) or not {"name", "name and address"} & set(header):
                raise UnreadableInput("column_missing", file=str(path), column="Effective_Date")
            for name in set(header) - _READ:
                count_note(notes, "unknown_field", name)
        elif any(cell.strip() for cell in row):
            if len(row) != len(header):
                notes["short_row"] += 1
                continue
            yield dict(zip(header, map(plain, row), strict=True))


def _party(row: dict[str, str]) -> tuple[str, str, str]:
    """Return name, address and country of a row."""
    if "name and address" in row:
        # One field: the name ends at the first comma, the country is the last part.
        name, _, address = row["name and address"].partition(",")
        return name.strip(), address.strip(), country_code(address.rpartition(",")[2])
    parts = (row.get("street address"), row.get("city"), row.get("state"), row.get("postal code"))
    return row["name"], joined(parts), row.get("country", "")


def _draft(name: str, begins: str, ends: str, row: dict[str, str], notes: Counter[str]) -> Draft:
    folded = unicodedata.normalize("NFKC", name).casefold()
    known_by = re.sub(r"\W+", "-", folded).strip("-")[:80]
    draft = Draft(f"{known_by}-{begins}", EntryKind.UNKNOWN, notes)
    draft.name(name)
    draft.programme("DPL")
    standard = row.get("standard order") == "Y" or row.get("type of denial", "").lower().startswith("standard")
    draft.measure("standard denial order" if standard else row.get("type of denial") or "denial order")
    draft.detail("expires", ends)
    draft.listed_on = begins
    draft.source = "Denied Persons List (DPL) - Bureau of Industry and Security"
    return draft
