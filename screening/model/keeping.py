"""How long manifests and what was found in them are kept, and holds that stop their deletion."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class KeepState(StrEnum):
    """Whether a manifest may be deleted."""

    KEPT = "kept"
    """Its time is not over."""
    PAST = "past"
    """Its time is over; it may be deleted."""
    HELD = "held"
    """A legal hold stops its deletion."""
    BLOCKED = "blocked"
    """A true match, rejection or hold is in force on it: the time of blocked property begins with its unblocking."""


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A hold that was placed on a manifest, or its release; append-only."""

    manifest_id: int
    placed: bool
    """False for a release."""
    reason: str
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeepFacts:
    """What the time of a manifest is counted from."""

    manifest_id: int
    name: str
    last_event: datetime
    """The latest of its import, its screenings and the decisions on it."""
    regimes: tuple[str, ...]
    """Regimes of the lists it was screened against."""
    blocked: bool
    hold: LegalHold | None
    """The hold in force."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A manifest and how long it is kept."""

    facts: KeepFacts
    until: date
    """The last day on which it must be there."""
    rule: str
    """The regime whose time is the longest, or "default"."""
    state: KeepState


@dataclass(frozen=True, slots=True)
class Deleted:
    """What the deletion of a manifest took away and left."""

    manifest_id: int
    lines: int
    hits: int
    decisions_left: int
    """Decisions and the hits they were made on stay for ever."""
