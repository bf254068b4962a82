"""Canada's consolidated autonomous sanctions list (SEMA and JVCFOA) as XML."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.lists.dates import from_serial
from screening.lists.draft import Draft, joined
from screening.lists.looked import Looked
from screening.lists.parsed import ListSource, ParsedList, info_of
from screening.lists.xml import all_text, child, first_of, stream
from screening.model.lists import Entry, EntryKind

# A comma parts aliases, but not a name from its legal form.
_ALIASES = re.compile(
    r"\s*;\s*|,\s+(?!(?:ltd|inc|llc|co|corp|jsc|pjsc|s\.?a|gmbh|plc|limited|company|lp|llp|jr|sr)\.?\s*(?:[,;]|$))",
    re.IGNORECASE,
)


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source.paths[0], notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    used: Counter[str] = Counter()
    looked = Looked(notes)
    for record in stream(path, ("record",), looked):
        draft = _draft(record, notes)
        if not draft.named:
            notes["unread"] += 1
            continue
        used[draft.entry_id] += 1
        if used[draft.entry_id] > 1:
            draft.entry_id = f"{draft.entry_id}-{used[draft.entry_id]}"
        yield draft.entry(all_text(record))
    looked.tell()


def _draft(record: etree._Element, notes: Counter[str]) -> Draft:
    regime, schedule, item = (child(record, name) for name in ("Country", "Schedule", "Item"))
    other = first_of(record, "EntityOrShip", "Entity")
    person = joined((child(record, "GivenName"), child(record, "LastName")), " ")
    imo = re.sub(r"\D", "", child(record, "ShipIMONumber"))
    kind = EntryKind.VESSEL if imo else EntryKind.ORGANISATION if other else EntryKind.PERSON
    # The key of the list: the regime in English, the schedule, the number in it.
    draft = Draft("-".join((regime.partition("/")[0].strip(), schedule, item)), kind, notes)
    draft.name(other or person)
    for alias in _ALIASES.split(child(record, "Aliases")):
        draft.name(alias)
    day = from_serial(first_of(record, "DateOfBirthOrShipBuildDate", "DateOfBirth"))
    title = first_of(record, "TitleOrShip", "Title")
    if kind is EntryKind.VESSEL:
        draft.identifier("imo", imo)
        draft.detail("built", day)
        draft.detail("vessel_type", title)
    else:
        draft.born(day)
        draft.detail("title", title)
    draft.programme(regime)
    draft.detail("reference", joined((schedule, item), " "))
    draft.source = "Special Economic Measures Act"
    draft.listed_on = from_serial(child(record, "DateOfListing"))
    return draft
