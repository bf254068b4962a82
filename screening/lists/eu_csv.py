"""The EU's consolidated list of financial sanctions (FSF) as CSV: 118 columns, one row for each part of an entity.

A row tells the entity again and one of its names, addresses, births, numbers or citizenships; columns are taken by
their place, since their headings repeat. The rows of an entity need not stand together.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists.dates import iso_date
from screening.lists.draft import Draft, joined
from screening.lists.eu_codes import KINDS, add_number, birth_date, no_country, quality_of
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import Together, csv_rows, encoding_of
from screening.model.lists import Entry, EntryKind

COLUMNS = 118
_LEAST_COLUMNS = 112
"""Up to the last column that is read."""


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read."""
    notes: Counter[str] = Counter()
    parsed = ParsedList(info_of(source), iter(()), notes)
    parsed.entries = _entries(source.paths[0], parsed)
    return parsed


def _entries(path: Path, parsed: ParsedList) -> Iterator[Entry]:
    encoding = encoding_of(path, ("utf-8-sig", "cp1252"))
    # What is met is counted at the second pass alone.
    passes = iter((ParsedList(parsed.info, iter(())), parsed))
    for _, rows in Together(lambda: _rows(path, encoding, next(passes))):
        draft = _begin(rows[0], parsed.notes)
        for row in rows:
            _add(draft, row)
        if draft.named:
            yield draft.entry("\n".join(" | ".join(cell for cell in row if cell) for row in rows))
        else:
            parsed.notes["unread"] += 1


def _rows(path: Path, encoding: str, parsed: ParsedList) -> Iterator[tuple[str, list[str]]]:
    """Yield (number of the entity, cells) of each row."""
    header = True
    for number, row in csv_rows(path, ";", encoding):
        if header:
            if len(row) < _LEAST_COLUMNS:
                raise UnreadableInput("too_few_columns", file=str(path), row=number, columns=len(row), least=COLUMNS)
            header = False
            for name in row[COLUMNS:]:
                count_note(parsed.notes, "unknown_field", name)
            continue
        if not any(row):
            continue
        if len(row) < _LEAST_COLUMNS or not row[1].strip():
            parsed.notes["short_row"] += 1
            continue
        row = [cell.strip() for cell in row]
        parsed.info = parsed.published(iso_date(row[0])[:10])
        yield row[1], row


def _begin(row: list[str], notes: Counter[str]) -> Draft:
    kind = KINDS.get(row[7].lower()) or KINDS.get(row[8].lower())
    if kind is None:
        count_note(notes, "unknown_kind", row[7])
    draft = Draft(row[1], kind or EntryKind.UNKNOWN, notes)
    draft.detail("reference", row[2])
    draft.detail("reference", row[3])
    draft.listed_on = row[4] or row[12] or row[11]
    draft.source = row[13]
    draft.remark(row[5])
    return draft


def _add(draft: Draft, row: list[str]) -> None:
    draft.remark(row[6])
    draft.programme(row[14])
    draft.detail("regulation", joined((row[13], row[15])))
    # The CSV does not say whether a name is strong; its remark may.
    name = row[19] or joined((row[17], row[18], row[16]), " ")
    if name:
        draft.name(name, quality_of("", row[26]), row[20].lower())
        for code, at in (("gender", 21), ("title", 22), ("position", 23)):
            draft.detail(code, row[at])
    address = joined(row[at] for at in (35, 36, 34, 37, 38, 39))
    country = no_country(row[42], row[43])
    if address or country:
        draft.address(address, country)
    draft.remark(row[41])
    draft.born(birth_date(row[54], row[57], row[56], row[55], (row[58], row[59])))
    born_in = no_country("", row[67]) or no_country(row[66], "")
    draft.detail("birth_place", joined((row[65], row[64], row[63], born_in)))
    for number in dict.fromkeys((row[78], row[88])):
        if number:
            add_number(draft, row[90], row[91], number, no_country(row[93], row[94]))
    draft.country(no_country(row[106], row[107]))
    for at in (26, 46, 70, 97, 110):
        draft.remark(row[at])
