"""What an officer looks at first in the morning."""

from dataclasses import dataclass
from datetime import date, datetime

from screening.casework.known import Reopened
from screening.deadlines import OFAC_BUSINESS_DAYS, add_business_days, business_days_left, is_told
from screening.model.batches import BatchCount
from screening.model.hits import RunInfo
from screening.model.lists import ListFormat, ListInfo
from screening.model.overview import HeldUp, ManifestQuery, ManifestRow, ManifestState
from screening.model.rescreening import AlertCount
from screening.model.versions import ListVersion, VersionState
from screening.ports import Store
from screening.workflow import never_in_force

BATCHES_SHOWN = 5
MOST_SHOWN = 50
"""Most manifests named one by one; the number of all is told."""


@dataclass(frozen=True, slots=True)
class Due:
    """A report to an authority."""

    stopped: HeldUp
    day: date
    """The last day, by the clock of the office."""
    left: int
    """Business days up to it; 0 on the day itself and later."""


@dataclass(frozen=True, slots=True)
class Today:
    """The state of the office at one moment."""

    lists: tuple[ListInfo, ...]
    never_in_force: tuple[ListInfo, ...]
    """Lists of which nothing but held versions ever came."""
    held_versions: tuple[ListVersion, ...]
    waiting: tuple[ManifestRow, ...]
    """Manifests that were never screened or have open hits, those that wait longest first."""
    waiting_in_all: int
    alerts: tuple[AlertCount, ...]
    """Manifests in which re-screening against changed lists raised alerts that are open."""
    reopened: tuple[Reopened, ...]
    """Screenings with open hits of known parties that hold no longer."""
    approvals: tuple[HeldUp, ...]
    """Decisions that wait for a second person."""
    returned: tuple[HeldUp, ...]
    """Decisions that a second person returned; it is the officer's turn again."""
    held_up: tuple[HeldUp, ...]
    due: tuple[Due, ...]
    """Reports to OFAC whose last day is near or past, for those who are subject to it."""
    batches: tuple[BatchCount, ...]
    """Watched folders and batches of the last days that something happened in."""
    manifests: int
    """All manifests."""
    decided: bool
    """Whether anything was ever decided."""


def first_to_review(store: Store) -> RunInfo | None:
    """Return the screening to begin with: of the manifest whose open hits wait longest, else the newest of all."""
    waiting = store.manifest_ids(ManifestQuery(state=ManifestState.OPEN))
    return next(iter(store.runs(min(waiting)) if waiting else store.runs()), None)


def reports_due(store: Store, today: date, manifest_id: int | None = None) -> list[Due]:
    """Return the reports to OFAC of what was stopped: of one manifest all, else those whose last day is near or past."""
    own = [info.list_id for info in store.lists() if info.format is ListFormat.OWN]
    found = []
    for stopped in store.stopped(own):
        day = add_business_days(stopped.since.astimezone().date(), OFAC_BUSINESS_DAYS)
        if stopped.manifest_id == manifest_id or (manifest_id is None and is_told(today, day)):
            found.append(Due(stopped, day, business_days_left(today, day)))
    return found


def look_round(store: Store) -> Today:
    """Read the state of the office. May take a second over a million hits."""
    store.reopen_known(everything=True)
    waiting = [
        *store.manifest_ids(ManifestQuery(state=ManifestState.NOT_SCREENED)),
        *store.manifest_ids(ManifestQuery(state=ManifestState.OPEN)),
    ]
    return Today(
        tuple(store.lists()),
        tuple(never_in_force(store)),
        tuple(store.versions(state=VersionState.HELD)),
        tuple(store.manifest_rows(sorted(waiting)[:MOST_SHOWN])),
        len(waiting),
        tuple(count for count in store.alert_counts() if count.open),
        tuple(found for found in store.reopened() if found.open),
        tuple(store.second_persons()),
        tuple(store.returned()),
        tuple(store.held_up()),
        tuple(reports_due(store, datetime.now().astimezone().date())),
        tuple(store.batch_counts(BATCHES_SHOWN)),
        len(store.manifest_ids(ManifestQuery())),
        store.any_decision(),
    )
