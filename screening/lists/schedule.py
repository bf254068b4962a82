"""When lists are to be asked for again: the office's interval, and which are due by it and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from screening.errors import UserError
from screening.lists.sources import Source
from screening.lists.update import ListUpdate, UpdateResult
from screening.model.lists import ListInfo
from screening.office import UPDATE_HOURS, update_hours
from screening.ports import SettingStore, Store

USUAL_HOURS = 12
"""For schedules that somebody asks for without saying how often: twice a day, so that a list that is over a day old
(amber) means that updates failed."""
LEAST_HOURS, MOST_HOURS = 1, 24 * 30
AGAIN_AFTER = timedelta(hours=1)
"""A list that could not be fetched is asked for again after so long, or after the interval when that is less."""


class DueReason(StrEnum):
    """Why a list is to be asked for."""

    NEVER = "never"
    """It was never asked for with success."""
    OLD = "old"
    """The interval has passed since it was."""


@dataclass(frozen=True, slots=True)
class Planned:
    """When a list is to be asked for next."""

    source: Source
    checked_at: datetime | None
    """UTC; when it was last asked for with success."""
    due_at: datetime
    """UTC; now or earlier when it is due."""
    why: DueReason | None
    """None when it is not due yet."""


def update_interval(store: SettingStore) -> timedelta | None:
    """Return the office's interval; None when it wants nothing fetched unasked, as it is until somebody sets one."""
    hours = update_hours(store)
    return timedelta(hours=hours) if hours else None


def put_update_interval(store: SettingStore, hours: int, user: str) -> None:
    """Set the office's interval; 0 ends updates by schedule. Raises UserError("update_hours")."""
    if hours and not LEAST_HOURS <= hours <= MOST_HOURS:
        raise UserError("update_hours", least=LEAST_HOURS, most=MOST_HOURS)
    store.put_setting(UPDATE_HOURS, str(hours), user)


def held_back(updates: Iterable[ListUpdate], every: timedelta, now: datetime) -> dict[str, datetime]:
    """Return until when the lists that did not come into force are not to be asked for again.

    What failed is asked for sooner; what is held would only be held again.
    """
    again = {UpdateResult.FAILED: min(AGAIN_AFTER, every), UpdateResult.HELD: every}
    return {update.list_id: now + again[update.result] for update in updates if update.result in again}


def planned(
    infos: Iterable[ListInfo],
    wanted: Iterable[Source],
    every: timedelta,
    now: datetime,
    not_before: Mapping[str, datetime] | None = None,
) -> list[Planned]:
    """Return when each list is to be asked for, the earliest first, and why where it is due.

    ``not_before`` holds lists back that were asked for without success a while ago.
    """
    checked = {info.list_id: info.checked_at for info in infos}
    found = []
    for source in wanted:
        last = checked.get(source.list_id)
        if last is not None and last > now:
            # The clock was set back: a check in the future is none.
            last = None
        due_at = last + every if last else now
        due_at = max(due_at, (not_before or {}).get(source.list_id, due_at))
        why = None if due_at > now else DueReason.OLD if last else DueReason.NEVER
        found.append(Planned(source, last, due_at, why))
    return sorted(found, key=lambda plan: (plan.due_at, plan.source.list_id))


def due(
    store: Store,
    wanted: Iterable[Source],
    now: datetime,
    every: timedelta | None = None,
    not_before: Mapping[str, datetime] | None = None,
) -> list[Planned]:
    """Return the lists that are to be asked for now, and why each; by the office's interval when none is given."""
    every = every or update_interval(store)
    if every is None:
        return []
    return [plan for plan in planned(store.lists(), wanted, every, now, not_before) if plan.why]
