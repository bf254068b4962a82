"""How old a list is: since when it is known to be what its publisher says, and what tells so.

Asking the publisher with success is a check. Taking a file is none: it may have lain on a stick for a year. Of what came
from a file the age is that of the file: the day that its publisher wrote into it, else the day of the file itself, and
where neither is known, the day it was taken, which is said.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from screening.model.lists import GOODS_FORMATS, ListFormat, ListInfo

AMBER_AFTER, RED_AFTER = timedelta(hours=24), timedelta(hours=72)
"""Ages above which a list is worth a look, and is a risk."""


class AgeLevel(StrEnum):
    """How much an age matters."""

    FRESH = "fresh"
    AMBER = "amber"
    RED = "red"


class AgeBasis(StrEnum):
    """What tells how old a list is."""

    CHECKED = "checked"
    """Its publisher was asked."""
    PUBLISHED = "published"
    """It came from a file that tells the day of its publication."""
    FILE = "file"
    """It came from a file that tells none; the day of the file itself."""
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
    since, basis = _since(info)
    age = now - since
    level = AgeLevel.FRESH if age <= AMBER_AFTER else AgeLevel.AMBER if age <= RED_AFTER else AgeLevel.RED
    return ListAge(since, basis, AgeLevel.RED if info.is_starter else level)


def _since(info: ListInfo) -> tuple[datetime, AgeBasis]:
    if info.checked_at is not None:
        return info.checked_at, AgeBasis.CHECKED
    if info.format is not ListFormat.OWN:
        # Goods lists too: an annex as it stood in 2022 is not fresh because it was bundled, or taken in, today.
        file_date = "" if info.format in GOODS_FORMATS else info.file_date
        for day, basis in ((info.published_on, AgeBasis.PUBLISHED), (file_date, AgeBasis.FILE)):
            since = _beginning(day)
            # A day after it was taken is a mistake of somebody's clock, and would keep it fresh for ever.
            if since is not None and since <= info.imported_at:
                return since, basis
    return info.imported_at, AgeBasis.TAKEN


def _beginning(day: str) -> datetime | None:
    try:
        return datetime.fromisoformat(day[:10]).replace(tzinfo=UTC)
    except ValueError:
        return None
