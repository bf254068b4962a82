"""Alerts of other screenings of a shipment that one of them does not have, or let go too early, and why."""

from dataclasses import dataclass
from datetime import datetime

from screening.model.hits import HitKind

WHYS = (
    "list_retired", "entry_left", "entry_changed", "value_absent", "below_threshold", "rule_off", "judged_otherwise",
    "decided_otherwise",
)  # fmt: skip
"""Why an alert has no counterpart: its list is not in force, its entry left the list or changed, its value was not read
(another file, sheet or column), the threshold was higher, the flag was switched off, or none of these. The last one has a
counterpart, which was let go before this was said of it."""

STANDINGS = (
    "true_match", "rejected", "pending", "undecided", "licence_expired", "licence_needed", "held", "needs_information",
)  # fmt: skip
"""How an alert that was not let go stands, the gravest first: a disposition, or that nobody decided or agreed yet."""


@dataclass(frozen=True, slots=True)
class EarlierAlert:
    """Alerts against one entry in other screenings of the same file or shipment, of which nobody let any go."""

    why: str
    """One of :data:`WHYS`."""
    standing: str
    """One of :data:`STANDINGS`: the gravest of them."""
    kind: HitKind
    list_id: str
    entry_id: str
    entry_name: str
    values: tuple[str, ...]
    """What met the entry, each spelling once; where a whole list or the threshold is why, of all entries."""
    entries: int
    """How many entries these are: more than one where a whole list went or the threshold is why."""
    score: float
    """Highest of them."""
    hit_id: int
    """The gravest and newest of them, to be opened."""
    run_id: int
    manifest_id: int
    manifest_name: str
    screened_at: datetime
    """When the screening of that hit ended."""
    shipments: tuple[tuple[str, str], ...] = ()
    """The shipments of the screening that they are of, as (field, number); none: they may be of any of them."""
