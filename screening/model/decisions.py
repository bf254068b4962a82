"""Decisions of officers. A decision is never changed; a correction is a new one that names the old."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Disposition(StrEnum):
    """What an officer says of a hit."""

    FALSE_POSITIVE = "false_positive"
    TRUE_MATCH = "true_match"
    NEEDS_INFORMATION = "needs_information"
    LICENCE_NEEDED = "licence_needed"
    LICENCE_HELD = "licence_held"
    RELEASED = "released"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """An earlier decision was taken back (undo); the hit is open again, both records stay."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one hit."""

    decision_id: int
    hit_id: int
    disposition: Disposition
    reason_code: str
    text: str
    user: str
    decided_at: datetime
    """UTC."""
    replaces: int | None = None
    """The decision that this one corrects."""
