"""What the store gives beside the core's own data classes."""

from dataclasses import dataclass
from datetime import datetime

from screening.model.decisions import Decision
from screening.model.hits import Hit, HitKind
from screening.model.lists import Entry
from screening.model.manifests import ManifestInfo
from screening.model.rescreening import AlertKind, GoneKind


@dataclass(frozen=True, slots=True)
class Who:
    """Who did something, as the audit trail tells; what it does not tell is empty."""

    user: str = ""
    role: str = ""
    """Role of the user; "single_user": nobody signed in."""
    machine: str = ""
    system_user: str = ""


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """Files of a screening that were written once: an audit file, a letter, a report for an authority."""

    at: datetime
    by: Who
    kind: str
    """As ``tekser export`` names it."""
    files: tuple[tuple[str, str], ...]
    """(name, SHA-256) of each."""


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest in the store."""

    manifest_id: int
    info: ManifestInfo
    imported_at: datetime
    lines: int
    imported_by: Who = Who()


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit in the store, with the decision in force."""

    hit_id: int
    run_id: int
    line_id: int
    hit: Hit
    decision: Decision | None
    """The decision in force."""
    pending: Decision | None = None
    """A decision that waits for a second person and has no effect yet."""
    place: int = 0
    """Rank among the hits of the same value, 1 for the best; 0 where an older program kept none."""
    threshold: float = 0.0
    """Lowest score that made such a hit in this run."""
    entry_hash: str = ""
    """Of the entry's or rule's content as it stood; ``ScreeningStore.entry_then`` gives the entry."""


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """A hit that a re-screening raised after lists had changed; it joined the hits of the manifest's last screening."""

    stored: StoredHit
    manifest_id: int
    rescreening_id: int
    why: AlertKind
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class GoneHit:
    """A hit of a screening that would not come again, since its entry left or changed; it and its decision stay."""

    stored: StoredHit
    manifest_id: int
    rescreening_id: int
    why: GoneKind
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as the table of the window shows it."""

    line_id: int
    sheet: str
    row: int
    party: str
    goods: str
    route: str
    score: float
    """Highest score among the line's hits, 0 without any."""
    kinds: tuple[HitKind, ...]
    open_hits: int
    decided_hits: int
    unscreened: bool
    waiting_hits: int = 0
    """Decided, but waiting for a second person."""
    suppressed_hits: int = 0
    """Of known parties: recorded, not asked."""


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry and the id of the list it stands on."""

    list_id: str
    entry: Entry
