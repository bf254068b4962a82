"""What changed between two versions of a list, entry by entry and field by field."""

from collections.abc import Iterable, Iterator

from screening.model.lists import Entry
from screening.model.versions import ChangeKind, EntryChange, FieldChange


def changes_between(list_id: str, old: Iterable[Entry], new: Iterable[Entry]) -> Iterator[EntryChange]:
    """Yield removed, changed and added entries in the order of their ids. Both sides are held in memory."""
    before = {entry.entry_id: entry for entry in old}
    after = {entry.entry_id: entry for entry in new}
    for entry_id in sorted(before.keys() | after.keys()):
        change = change_of(list_id, before.get(entry_id), after.get(entry_id))
        if change is not None:
            yield change


def change_of(list_id: str, before: Entry | None, after: Entry | None) -> EntryChange | None:
    """Return what happened to one entry, or None when nothing did."""
    if (before is None and after is None) or before == after:
        return None
    if before is None:
        assert after is not None
        return EntryChange(list_id, after.entry_id, ChangeKind.ADDED, None, after)
    if after is None:
        return EntryChange(list_id, before.entry_id, ChangeKind.REMOVED, before, None)
    return EntryChange(list_id, after.entry_id, ChangeKind.CHANGED, before, after, tuple(_fields(before, after)))


def _fields(before: Entry, after: Entry) -> Iterator[FieldChange]:
    ours, theirs = _values(before), _values(after)
    for field, old in ours.items():
        new = theirs[field]
        gone = tuple(value for value in old if value not in new)
        came = tuple(value for value in new if value not in old)
        if gone or came:
            yield FieldChange(field, gone, came)
        elif old != new:
            # The same values in another order: the first name is the primary one.
            yield FieldChange(field, old, new)
    if before.entry_text != after.entry_text and all(ours[f] == theirs[f] for f in ours):
        # Something that no field of ours holds: the record as published tells.
        yield FieldChange("entry_text", (before.entry_text,), (after.entry_text,))


def _values(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Return the fields of an entry as texts that people can read and compare."""
    return {
        "kind": (entry.kind.value,),
        "names": tuple(
            n.text if n.quality.value == "strong" else f"{n.text} ({n.quality.value})" for n in entry.names
        ),
        "identifiers": tuple(
            " ".join(part for part in (i.kind, i.value, i.country) if part) for i in entry.identifiers
        ),
        "addresses": tuple(", ".join(part for part in (a.text, a.country) if part) for a in entry.addresses),
        "countries": entry.countries,
        "birth_dates": entry.birth_dates,
        "programmes": entry.programmes,
        "measures": entry.measures,
        "relations": tuple(
            " ".join(part for part in (r.kind, r.target_id, r.target_name) if part) for r in entry.relations
        ),
        "remarks": (entry.remarks,) if entry.remarks else (),
        "listed_on": (entry.listed_on,) if entry.listed_on else (),
        "updated_on": (entry.updated_on,) if entry.updated_on else (),
        "source": (entry.source,) if entry.source else (),
        "details": tuple(f"{code}: {text}" for code, text in entry.details),
    }  # fmt: skip
