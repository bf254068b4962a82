"""Versions of lists: what was received when, whether it is in force, and what it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from screening.model.hits import Reason
from screening.model.lists import Entry, ListFormat, ListInfo


class VersionState(StrEnum):
    """What became of a version that was received."""

    ACCEPTED = "accepted"
    """It came into force; whether it still is, its periods tell."""
    HELD = "held"
    """It looks wrong; the one before stays in force until a person decides."""
    REFUSED = "refused"
    """A person refused it."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A publisher's file as it was received; the bytes are kept once for each content."""

    name: str
    sha256: str
    size: int
    """Bytes, unpacked."""


@dataclass(frozen=True, slots=True)
class ListFigures:
    """What a version holds, as figures that the next one is compared with."""

    entries: int
    names: int
    fills: Mapping[str, float] = field(default_factory=dict)
    """Part of the entries that have a field, 0-1: aliases, other_script, identifiers, addresses, ..."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Entries by kind."""


FILE_DATE = "file date"
"""Name among the headers of a version for the day of the file that it was taken from."""
NEWEST_ON = "newest entry"
"""Name among the headers of a version for the newest day that its entries tell."""
READ_BY = "read by"
"""Name among the headers of a version for the version of Tekser that read its files last."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version that is about to be kept."""

    info: ListInfo
    files: tuple[KeptFile, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """What the publisher's server said: address, etag, last-modified, date."""
    notes: tuple[tuple[str, int], ...] = ()
    problems: tuple[Reason, ...] = ()
    """Why it is held; empty when it is not."""
    decided_by: str = ""
    reason: str = ""
    """Why a person accepted it all the same."""


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A version of a list as it is kept."""

    version_id: int
    list_id: str
    state: VersionState
    title: str
    format: ListFormat
    source: str
    files: tuple[KeptFile, ...]
    sha256: str
    headers: tuple[tuple[str, str], ...]
    received_at: datetime
    """UTC."""
    published_on: str
    figures: ListFigures
    unread: int
    notes: tuple[tuple[str, int], ...]
    problems: tuple[Reason, ...]
    decided_by: str
    decided_at: datetime | None
    reason: str
    in_force: bool
    """Whether the list's entries are this version's."""


@dataclass(frozen=True, slots=True)
class ForcePeriod:
    """From when to when a version's entries were what was screened against; ``until`` is None while they are."""

    list_id: str
    version_id: int
    since: datetime
    until: datetime | None
    decided_by: str
    reason: str


class ChangeKind(StrEnum):
    """What happened to an entry between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry before and after; a value that was not there is an empty text."""

    field: str
    """names, identifiers, addresses, countries, birth_dates, programmes, measures, relations, remarks, kind, ..."""
    before: tuple[str, ...]
    """Values that went."""
    after: tuple[str, ...]
    """Values that came."""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that was added, removed or changed."""

    list_id: str
    entry_id: str
    kind: ChangeKind
    before: Entry | None
    after: Entry | None
    fields: tuple[FieldChange, ...] = ()
    """For changed entries."""

    @property
    def name(self) -> str:
        """The primary name, the newer one where it changed."""
        entry = self.after or self.before
        return entry.name if entry else ""
