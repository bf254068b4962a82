"""The bundled starter parties, written by hand as facts."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from screening.lists.parsed import ListSource, ParsedList, info_of
from screening.model.lists import Entry, EntryKind, EntryName, Identifier, ListFormat
from screening.resources import resource_path

SOURCE = ListSource("starter", "Starter parties", ListFormat.STARTER, (resource_path("lists", "starter_parties.csv"),))


def read() -> ParsedList:
    """Read the bundled list; its date is that of its newest fact."""
    rows = list(_rows(SOURCE.paths[0]))
    published = max(row["checked_on"] for row in rows)
    return ParsedList(info_of(SOURCE, published), iter([_entry(row) for row in rows]), Counter())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _entry(row: dict[str, str]) -> Entry:
    names = [row["name"], row["name_cyrillic"], *(part.strip() for part in row["other_names"].split(";"))]
    return Entry(
        entry_id=row["id"],
        kind=EntryKind(row["kind"]),
        names=tuple(dict.fromkeys(EntryName(name) for name in names if name)),
        identifiers=tuple(
            Identifier(kind, row[kind], row["country"] if kind != "imo" else "")
            for kind in ("inn", "ogrn", "imo")
            if row[kind]
        ),
        countries=(row["country"],) if row["country"] else (),
        programmes=(row["programme"],) if row["programme"] else (),
        source=row["regulation"],
        # When the fact was last checked says nothing of the day of listing.
        remarks=f"{row['source']} ({row['checked_on']})",
        entry_text=" | ".join(cell for cell in row.values() if cell),
    )
