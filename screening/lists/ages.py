"""How old a list is: since when it is known to be what its publisher says, and what tells so.

The one place that judges ages; window, terminal, Excel, PDF and JSON all ask here.

Asking the publisher with success is a check. Taking a file is none: it may have lain on a stick for a year, and a fresh copy
of an old file has a fresh day. What came from a file is as old as the day that its publisher wrote into it. Where the file
tells none, nobody knows: the list is not newer than the file (or than what it lacks, ``screening.lists.landmarks``), and
at least as new as the newest day that its entries tell. So it is amber at best, unless an entry is of today; red when the
file itself is old, or when no entry is of the last quarter. Lists of the office's own have no publisher: their age is told
and not judged.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from screening.lists.dates import beginning_of
from screening.model.lists import GOODS_FORMATS, ListFormat, ListInfo

AMBER_AFTER, RED_AFTER = timedelta(hours=24), timedelta(hours=72)
"""Ages above which a list is worth a look, and is a risk."""
QUIET_AFTER = timedelta(days=90)
"""So long no publisher of sanctions leaves its list without an entry; a file whose newest entry is older is old itself."""


class AgeLevel(StrEnum):
    """How much an age matters."""

    FRESH = "fresh"
    AMBER = "amber"
    RED = "red"
    NOT_JUDGED = "not_judged"
    """A list of the office's own, which nobody publishes."""


class AgeBasis(StrEnum):
    """What tells how old a list is."""

    CHECKED = "checked"
    """Its publisher was asked."""
    PUBLISHED = "published"
    """It came from a file that tells the day of its publication."""
    ENTRY = "entry"
    """It came from a file that tells none, and its newest entry is of the last day."""
    FILE = "file"
    """It came from a file that tells none; it is not newer than this day."""
    TAKEN = "taken"
    """Nothing tells more than when it was taken in; for lists of one's own, which nobody publishes, that is all there is."""


@dataclass(frozen=True, slots=True)
class ListAge:
    """The age of a list at one moment."""

    since: datetime
    """UTC."""
    basis: AgeBasis
    level: AgeLevel


def list_age(info: ListInfo, now: datetime) -> ListAge:
    """Return how old a list is at ``now``.

    The starter parties have no publisher and are red from the first day: they are no list to rely on.
    """
    since, basis = _since(info, now)
    age = now - since
    level = AgeLevel.FRESH if age <= AMBER_AFTER else AgeLevel.AMBER if age <= RED_AFTER else AgeLevel.RED
    if info.is_starter:
        level = AgeLevel.RED
    elif basis is AgeBasis.TAKEN and is_own(info):
        level = AgeLevel.NOT_JUDGED
    elif basis in (AgeBasis.FILE, AgeBasis.TAKEN):
        newest = beginning_of(info.newest_on)
        if newest is not None and newest <= now and now - newest <= AMBER_AFTER:
            return ListAge(newest, AgeBasis.ENTRY, AgeLevel.FRESH)
        quiet = newest is not None and now - newest > QUIET_AFTER
        level = AgeLevel.RED if quiet or level is AgeLevel.RED else AgeLevel.AMBER
    return ListAge(since, basis, level)


def age_data(info: ListInfo, now: datetime) -> dict[str, str]:
    """Return the age of a list as every JSON has it: age (its level), age_since, age_basis, file_date, newest_entry."""
    age = list_age(info, now)
    return {
        "age": age.level.value,
        "age_since": age.since.isoformat(),
        "age_basis": age.basis.value,
        "file_date": info.file_date,
        "newest_entry": info.newest_on,
    }


def is_own(info: ListInfo) -> bool:
    """Whether a list is the office's own: of parties, or of goods without the day of an edition."""
    return info.format is ListFormat.OWN or (info.format in GOODS_FORMATS and not info.published_on)


def _since(info: ListInfo, now: datetime) -> tuple[datetime, AgeBasis]:
    if info.checked_at is not None:
        return info.checked_at, AgeBasis.CHECKED
    if not is_own(info):
        # Goods lists too: an annex as it stood in 2022 is not fresh because it was bundled, or taken in, today.
        # A day to come is a mistake of somebody's clock, and would keep it fresh for ever. The same bytes may come once more in a
        # later file than that they were taken from; they were published before that.
        for day, basis, latest in (
            (info.published_on, AgeBasis.PUBLISHED, info.imported_at), (info.file_date, AgeBasis.FILE, now),
        ):  # fmt: skip
            since = beginning_of(day)
            if since is not None and since <= latest:
                return since, basis
    return info.imported_at, AgeBasis.TAKEN
