"""The score of one pair of names, by the same scorer as the index."""

from dataclasses import dataclass

from screening.model.hits import Evidence
from screening.model.lists import Entry, EntryKind, EntryName
from screening.names.index import NameIndex
from screening.names.types import PartyQuery
from screening.ports import ListedEntry

_KINDS = {
    "person": EntryKind.PERSON, "vessel": EntryKind.VESSEL, "airplane": EntryKind.AIRCRAFT,
    "aircraft": EntryKind.AIRCRAFT, "organization": EntryKind.ORGANISATION, "organisation": EntryKind.ORGANISATION,
    "company": EntryKind.ORGANISATION, "publicbody": EntryKind.ORGANISATION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """The score of a pair (0-100) and what it is made of."""

    score: float
    evidence: tuple[Evidence, ...]


def compare(name1: str, name2: str, kind: str = "") -> Comparison:
    """Compare two names: the one as a party of a manifest, the other as a listed one, and the other way round.

    ``kind`` is person, organization, vessel or a schema name of FollowTheMoney; empty when it is not known. The
    better of both directions counts, so the order of the names does not matter.
    """
    forth, back = _one_way(name1, name2, kind), _one_way(name2, name1, kind)
    return forth if forth.score >= back.score else back


def _one_way(query: str, listed: str, kind: str) -> Comparison:
    entry_kind = _KINDS.get(kind.lower(), EntryKind.UNKNOWN)
    vessel = entry_kind in (EntryKind.VESSEL, EntryKind.AIRCRAFT)
    if not listed.strip() or not query.strip():
        return Comparison(0.0, ())
    index = NameIndex.build([ListedEntry("pair", Entry("1", entry_kind, (EntryName(listed),)))])
    (found,) = index.match([PartyQuery(query, vessel=vessel)], min_score=0.01, max_hits=1)
    return Comparison(found[0].score, found[0].evidence) if found else Comparison(0.0, ())
