"""Re-screening: what stored manifests meet anew after lists changed."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from screening.model.hits import Hit


class QuestionKind(StrEnum):
    """What a stored question asks of."""

    PARTY = "party"
    """A party or vessel, asked of the lists of parties."""
    GOODS = "goods"


class AlertKind(StrEnum):
    """Why a re-screening tells of a hit."""

    NEW = "new"
    """The manifest's screening did not have it."""
    STRONGER = "stronger"
    """It had it, with a score that is now clearly higher."""


class GoneKind(StrEnum):
    """Why a hit of an earlier screening would not come again."""

    LEFT = "left"
    """Its entry or rule is no longer on the list, or the list no longer in force."""
    CHANGED = "changed"
    """Its entry or rule changed and is no longer met."""


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """What changed on lists between a moment and now; entries as (list id, entry id)."""

    came: AbstractSet[tuple[str, str]] = frozenset()
    """Entries that are new, or other than they were."""
    gone: AbstractSet[tuple[str, str]] = frozenset()
    goods: bool = False
    """Whether any rule of a goods list came, went or changed."""

    def __bool__(self) -> bool:
        return bool(self.came or self.gone or self.goods)


@dataclass(frozen=True, slots=True)
class Rescreening:
    """One re-screening of everything stored."""

    rescreening_id: int
    """0 for one that found no change and was not kept."""
    started_at: datetime
    """UTC; changes of lists up to here are covered."""
    finished_at: datetime
    since: datetime
    """Changes of lists from here on were looked at."""
    entries: int = 0
    """Changed and new entries."""
    gone_entries: int = 0
    questions: int = 0
    """Distinct stored parties and goods that they were compared with."""
    asked: int = 0
    """Of these, those that came near enough to be judged in full."""
    parties: int = 0
    """Distinct parties and goods with an alert."""
    alerts: int = 0
    manifests: int = 0
    """Manifests with an alert."""
    gone: int = 0
    """Hits of earlier screenings that would not come again."""
    never_screened: int = 0
    """Manifests that were imported and not screened yet: they have no alerts because nothing was asked."""


@dataclass(frozen=True, slots=True)
class AlertCount:
    """How many alerts a manifest has."""

    manifest_id: int
    run_id: int
    """The screening whose hits the alerts joined."""
    alerts: int
    open: int
    newest: datetime


@dataclass(slots=True)
class Found:
    """What a re-screening found, to be kept together with it."""

    alerts: dict[int, list[tuple[int, Hit, AlertKind, int]]] = field(default_factory=dict)
    """By run id: (line id, hit, why, its rank among the hits of the same value)."""
    gone: list[tuple[int, GoneKind]] = field(default_factory=list)
    """(hit id, why)."""
