"""Questions to the matching and its answers. Light: nothing heavy is imported here."""

from dataclasses import dataclass

from screening.model.hits import Evidence, Reason
from screening.model.lists import EntryKind, Identifier

SHIPPED_THRESHOLD = 73.0
"""Lowest score that makes a hit when the settings do not say otherwise; chosen so that fewer than 1 % of innocent
names raise an alert (see tests/bench/bench_names.py)."""


@dataclass(frozen=True, slots=True)
class PartyQuery:
    """A party or vessel of a manifest, as it is asked of the lists."""

    text: str
    """The cell: a name, maybe with legal form, address and more. May be empty when only numbers are known."""
    vessel: bool = False
    """True searches vessels and aircraft only, False everything else."""
    countries: tuple[str, ...] = ()
    """ISO alpha-2 codes of the party, upper case."""
    identifiers: tuple[Identifier, ...] = ()
    """Numbers from neighbouring columns; those inside ``text`` are found by themselves."""
    address: str = ""
    kind: EntryKind | None = None
    """Person or organisation where the manifest says so."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """An entry that a query meets."""

    list_id: str
    entry_id: str
    entry_kind: EntryKind
    entry_name: str
    matched_name: str
    score: float
    """0-100; 100 is identity."""
    reason: Reason
    evidence: tuple[Evidence, ...]
