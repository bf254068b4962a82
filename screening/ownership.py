"""Who owns whom: parties that listed ones own by half or more, alone or together, directly or through steps.

From what loaded lists tell of owners and assets (``Entry.relations``). A party counts as owned when listed parties, and
parties that they own in this way themselves, together hold at least :data:`HALF` per cent of it (the fifty per cent
rule of OFAC, which aggregates; the rules of the European Union and the United Kingdom ask for more than fifty). Shares
through a party that is not owned so do not count. Where a list names an owner without a share, the party is told as
possibly owned: then nobody knows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.model.lists import Entry, EntryKind, EntryName
from screening.ports import ListedEntry

HALF = 50.0
KINDS = ("owned_by", "owns", "owns_further")
LIST_ID = "ownership"
"""The list under which parties stand that no list has, but that listed ones own."""

_MOST_STEPS = 12
"""Steps of a chain that are shown; rings of companies that own each other have no end."""

Party = tuple[str, str]
"""List id and entry id; for a party that is only named, the list id and "name:" with the folded name."""


@dataclass(frozen=True, slots=True)
class Step:
    """One owner of one asset."""

    owner: str
    asset: str
    share: float | None
    """Per cent; None when the list does not tell it."""


@dataclass(frozen=True, slots=True)
class Owned:
    """That a party is owned by listed ones, and through which steps."""

    name: str
    list_id: str
    share: float | None
    """What listed parties hold of it together, in per cent; None when a share on the way is not told."""
    chain: tuple[Step, ...]
    """From the listed owners down to the party, each step once."""


class Ownership:
    """Owned parties by list and entry. Pure and picklable."""

    def __init__(self, owned: Mapping[Party, Owned], told: bool = True) -> None:
        self._owned = dict(owned)
        self.told = told
        """Whether any list tells of owners at all; otherwise ownership was not checked."""

    @classmethod
    def of_entries(cls, entries: Iterable[ListedEntry]) -> "Ownership":
        """Work it out from entries; those without relations that no relation names may be left out."""
        graph = _Graph(entries)
        return cls(graph.owned(), graph.told)

    def of(self, list_id: str, entry_id: str) -> Owned | None:
        """Return how an entry is owned by others of its list, or None."""
        return self._owned.get((list_id, entry_id))

    def unlisted(self) -> list[ListedEntry]:
        """Return the parties that no list has as entries, to be looked for by their names."""
        return [
            ListedEntry(LIST_ID, Entry(f"{list_id}:{party}", EntryKind.ORGANISATION, (EntryName(owned.name),)))
            for (list_id, party), owned in sorted(self._owned.items())
            if list_id != LIST_ID and _is_unlisted(party) and owned.name
        ]

    def of_unlisted(self, entry_id: str) -> Owned | None:
        """Return how a party of :meth:`unlisted` is owned, by the id that it has there."""
        list_id, _, party = entry_id.partition(":")
        return self._owned.get((list_id, party))

    def to_data(self) -> list[Any]:
        """Return it as plain values that JSON can keep; :meth:`from_data` reads them."""
        owned = [
            [*party, o.name, o.list_id, o.share, [[s.owner, s.asset, s.share] for s in o.chain]]
            for party, o in sorted(self._owned.items())
        ]
        return [self.told, owned]

    @classmethod
    def from_data(cls, data: Sequence[Any]) -> "Ownership":
        """Read what :meth:`to_data` gave."""
        told, rows = data
        return cls(
            {
                (list_id, party): Owned(name, of_list, share, tuple(Step(*step) for step in chain))
                for list_id, party, name, of_list, share, chain in rows
            },
            told,
        )

    def __len__(self) -> int:
        return len(self._owned)


def _is_unlisted(party: str) -> bool:
    return party.startswith(("name:", "id:"))


class _Graph:
    """Owners and assets of all lists."""

    def __init__(self, entries: Iterable[ListedEntry]) -> None:
        self._names: dict[Party, str] = {}
        self._by_name: dict[Party, str] = {}
        self._edges: dict[Party, dict[Party, float | None]] = defaultdict(dict)
        """{asset: {owner: share}}."""
        self.told = False
        found = [(listed.list_id, listed.entry) for listed in entries]
        for list_id, entry in found:
            self._names[list_id, entry.entry_id] = entry.name
            for name in entry.names:
                self._by_name.setdefault((list_id, _folded(name.text)), entry.entry_id)
        for list_id, entry in found:
            for relation in entry.relations:
                if relation.former or relation.kind not in KINDS:
                    continue
                self.told = True
                other = self._party(list_id, relation.target_id, relation.target_name)
                if other is None:
                    continue
                own: Party | None = (list_id, entry.entry_id)
                if relation.kind == "owns_further":
                    own = self._party(list_id, relation.holder_id, relation.holder_name)
                if own is None:
                    continue
                asset, owner = (own, other) if relation.kind == "owned_by" else (other, own)
                if asset != owner:
                    held = self._edges[asset].get(owner)
                    self._edges[asset][owner] = relation.share if held is None else max(held, relation.share or 0.0)

    def _party(self, list_id: str, target_id: str, name: str) -> Party | None:
        if target_id and (list_id, target_id) in self._names:
            return list_id, target_id
        entry_id = self._by_name.get((list_id, _folded(name))) if name else None
        if entry_id is not None:
            return list_id, entry_id
        if not (target_id or name):
            return None
        party = (list_id, f"id:{target_id}" if target_id else f"name:{_folded(name)}")
        self._names.setdefault(party, name)
        return party

    def owned(self) -> dict[Party, Owned]:
        """Return every party of which listed ones hold half or more, or an untold share."""
        listed = {party for party in self._names if not _is_unlisted(party[1])}
        sure: dict[Party, float] = {}
        possible: set[Party] = set()
        changed = True
        while changed:
            changed = False
            for asset, owners in self._edges.items():
                known = sum(s for owner, s in owners.items() if s is not None and (owner in listed or owner in sure))
                if known >= HALF and asset not in sure:
                    sure[asset] = known
                    changed = True
                elif asset not in sure and asset not in possible:
                    untold = any(
                        (share is None and (owner in listed or owner in sure or owner in possible))
                        or (share is not None and share >= HALF and owner in possible)
                        for owner, share in owners.items()
                    )
                    if untold:
                        possible.add(asset)
                        changed = True
        for asset in sure:
            # Owners that came in later add to what is held.
            sure[asset] = min(100.0, sum(
                s for owner, s in self._edges[asset].items() if s is not None and (owner in listed or owner in sure)
            ))  # fmt: skip
        counted = listed | set(sure) | possible
        return {
            party: Owned(self._names[party], party[0], sure.get(party), tuple(self._chain(party, listed, counted)))
            for party in (*sure, *sorted(possible - sure.keys()))
        }

    def _chain(self, party: Party, listed: set[Party], counted: set[Party]) -> Iterable[Step]:
        """Yield the steps from listed owners down to a party, the nearest last."""
        steps: list[Step] = []
        seen = {party}
        level = [party]
        while level and len(steps) < _MOST_STEPS:
            above = []
            for asset in level:
                for owner, share in sorted(self._edges.get(asset, {}).items(), key=lambda i: (-(i[1] or 0), i[0])):
                    if owner in counted:
                        steps.append(Step(self._names[owner], self._names[asset], share))
                        if owner not in seen and owner not in listed:
                            above.append(owner)
                        seen.add(owner)
            level = above
        return reversed(steps[:_MOST_STEPS])


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def differing(before: Ownership, now: Ownership) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the unlisted parties (list id and entry id) that are owned anew or otherwise, and those no longer owned."""
    then, today = (
        {(one.list_id, one.entry.entry_id): side.of_unlisted(one.entry.entry_id) for one in side.unlisted()}
        for side in (before, now)
    )
    return {key for key, owned in today.items() if then.get(key) != owned}, then.keys() - today.keys()


def ownership_of(entries: Callable[[], Iterable[ListedEntry]]) -> Ownership:
    """Work out the ownership of all lists; ``entries`` is called twice, so that not every entry is held at once."""
    related = [listed for listed in entries() if any(r.kind in KINDS for r in listed.entry.relations)]
    if not related:
        return Ownership({}, told=False)
    ids = {(listed.list_id, r.target_id) for listed in related for r in listed.entry.relations if r.target_id}
    names = {(listed.list_id, _folded(r.target_name)) for listed in related for r in listed.entry.relations}
    held = {(listed.list_id, listed.entry.entry_id) for listed in related}
    for listed in entries():
        key = (listed.list_id, listed.entry.entry_id)
        if key not in held and (
            key in ids or any((listed.list_id, _folded(name.text)) in names for name in listed.entry.names)
        ):
            related.append(listed)
    return Ownership.of_entries(related)
