"""Long pieces of work that the pages begin: functions of a worker, without Qt, with values that can be pickled."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from screening.casework.roles import Action
from screening.lists.intake import accept_version, differences, refuse_version, roll_back
from screening.lists.schedule import due
from screening.lists.sources import sources
from screening.lists.update import ListUpdate, update_from_folder, update_lists
from screening.model.hits import RunInfo
from screening.model.keeping import Deleted, Kept
from screening.model.lists import ListChange
from screening.model.versions import EntryChange, ListVersion
from screening.ports import ListStore
from screening.progress import check
from screening.quick import record_quick
from screening.rerun import Rerun, rerun_recorded
from screening.workflow import retire_starter, screen_manifest
from ui.desktop.worker import Worker


def screen_again(worker: Worker, *, manifest_ids: Sequence[int]) -> list[RunInfo]:
    """Screen stored manifests against the lists now in force; each is a run of its own, earlier ones stay."""
    return [screen_manifest(worker.store, worker.engine(), manifest_id, worker) for manifest_id in manifest_ids]


def run_as_it_was(worker: Worker, *, run_id: int) -> Rerun:
    """Screen a run's manifest again with the lists and settings of its day, and compare; the past run stays as it is."""
    return rerun_recorded(worker.store, run_id, worker)


def delete_manifests(worker: Worker, *, kept: Sequence[Kept], user: str) -> list[Deleted]:
    """Delete manifests whose time is over, one after the other, each recorded; what was deleted stays so on cancel."""
    done = []
    for number, item in enumerate(kept):
        check(worker, "delete_manifests", number, len(kept))
        done.append(worker.store.delete_manifest(item, user))
    return done


def fetch_lists(
    worker: Worker,
    *,
    names: Sequence[str] = (),
    older_than_hours: int = 0,
    not_before: Mapping[str, datetime] | None = None,
) -> list[ListUpdate]:
    """Fetch lists from their publishers: those named, or all; with hours, only those not asked for so long.

    ``not_before`` holds lists back by their ids (``screening.lists.schedule.held_back``).
    """
    worker.store.require(Action.LISTS)
    wanted = [source for source in sources(worker.store.folder) if not names or source.list_id in names]
    if older_than_hours:
        interval = timedelta(hours=older_than_hours)
        wanted = [plan.source for plan in due(worker.store, wanted, datetime.now(UTC), interval, not_before)]
    return update_lists(worker.store, wanted, progress=worker, after=lambda info: retire_starter(worker.store, info))


def take_lists(worker: Worker, *, folder: Path) -> list[ListUpdate]:
    """Take the lists that a folder or a stick holds."""
    worker.store.require(Action.LISTS)
    return update_from_folder(
        worker.store, folder, progress=worker, after=lambda info: retire_starter(worker.store, info)
    )


def accept(worker: Worker, *, version_id: int, user: str, reason: str) -> ListChange:
    """Put a held version in force."""
    worker.store.require(Action.LIST_CONTROL)
    change = accept_version(worker.store, version_id, user, reason, worker)
    retire_starter(worker.store, change.info)
    return change


def refuse(worker: Worker, *, version_id: int, user: str, reason: str) -> ListVersion:
    """Refuse a held version."""
    return refuse_version(worker.store, version_id, user, reason)


def go_back(worker: Worker, *, list_id: str, version_id: int, user: str, reason: str) -> ListChange:
    """Put an earlier version of a list back in force."""
    worker.store.require(Action.LIST_CONTROL)
    return roll_back(worker.store, list_id, version_id, user, reason, worker)


def held_changes(store: ListStore, list_id: str, version_id: int) -> list[EntryChange]:
    """Return what a held version would change in what is in force; nothing where nothing is."""
    accepted = store.version_in_force(list_id)
    return differences(store, str(accepted.version_id), str(version_id)) if accepted else []


def write_list_changes(worker: Worker, *, list_id: str, since: datetime | int, path: Path, language: str) -> None:
    """Write what changed in a list since a moment, or what the held version of a number would change, as a report."""
    from ui import words
    from ui.report.list_changes import write_changes

    if isinstance(since, datetime):
        changes = list(worker.store.changes(list_id, since))
    else:
        changes = held_changes(worker.store, list_id, since)
    with words.in_language(language):
        write_changes(path, changes)


def keep_quick(worker: Worker, *, text: str) -> RunInfo:
    """Record a quick check."""
    return record_quick(worker.store, worker.engine(), text, worker)
