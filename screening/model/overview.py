"""What the pages of the window show of many manifests, alerts and events at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ManifestState(StrEnum):
    """Where a manifest stands."""

    NOT_SCREENED = "not_screened"
    OPEN = "open"
    """Some of its hits wait for a decision."""
    DECIDED = "decided"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class ManifestQuery:
    """Which manifests are asked for; what is empty does not narrow."""

    text: str = ""
    """Part of the file's name, of a party's name, of a document's number, or of who imported or screened it."""
    state: ManifestState | None = None
    since: date | None = None
    """First day of import, in the computer's zone."""
    until: date | None = None
    """Last day of import."""


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """A manifest as its table shows it, with its last screening."""

    manifest_id: int
    name: str
    imported_at: datetime
    lines: int
    run_id: int
    """0 when it was never screened."""
    screened_at: datetime | None
    flagged_lines: int
    unscreened: int
    hits: int
    open_hits: int
    imported_by: str = ""
    screened_by: str = ""
    """Who started its last screening."""

    @property
    def state(self) -> ManifestState:
        """Where it stands."""
        if not self.run_id:
            return ManifestState.NOT_SCREENED
        if self.open_hits:
            return ManifestState.OPEN
        return ManifestState.DECIDED if self.hits else ManifestState.NOTHING_FOUND


class HistoryKind(StrEnum):
    """What happened."""

    IMPORT = "import"
    SCREENING = "screening"
    DECISION = "decision"
    EXPORT = "export"
    LIST = "list"
    SETTING = "setting"
    OTHER = "other"
    """Whatever else the audit trail holds."""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which events are asked for; what is empty does not narrow."""

    kinds: frozenset[HistoryKind] = frozenset()
    text: str = ""
    """Part of a party's or entry's name, of a document's number, of a file's name or of a user's name."""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """Something of consequence that happened."""

    event_id: int
    kind: HistoryKind
    code: str
    """The trail's own word, or the disposition of a decision; empty for a screening and an import."""
    at: datetime
    user: str
    manifest_id: int = 0
    """0 where it concerns none."""
    run_id: int = 0
    subject: str = ""
    """The file, the party and the entry, the list, or the setting that it concerns."""
    count: int = 0
    """Hits of a screening, lines of an import, hits decided at once."""
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlertSum:
    """How many alerts of the last screenings fall together."""

    key: str
    """List id, kind, month ("2026-11"), or the route as the manifests spell it."""
    lines: int
    hits: int
    open_hits: int


@dataclass(frozen=True, slots=True)
class QueueAge:
    """Open alerts by the days since their manifest was imported."""

    days: int
    manifests: int
    open_hits: int


@dataclass(frozen=True, slots=True)
class HeldUp:
    """What keeps a manifest from going on: decisions that hold it, or that wait for something."""

    manifest_id: int
    name: str
    disposition: str
    hits: int
    since: datetime
    """When the oldest of them was made."""


@dataclass(frozen=True, slots=True)
class DayWork:
    """What came in and what was decided on a day (in the computer's zone)."""

    day: date
    raised: int
    decided: int


@dataclass(frozen=True, slots=True)
class ScoredDecision:
    """One question that was decided: the same words against the same entry count once, however many lines had them."""

    score: float
    disposition: str
    """Empty while it is open."""
    lines: int


@dataclass(frozen=True, slots=True)
class RouteCount:
    """A route of a manifest, as codes or words of the manifest in order, with its lines and its highest score."""

    route: str
    lines: int
    score: float
