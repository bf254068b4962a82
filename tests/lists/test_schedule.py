"""When lists are due, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from db.store import SqliteStore
from screening.errors import UserError
from screening.lists.schedule import DueReason, due, held_back, planned, put_update_interval, update_interval
from screening.lists.sources import Source
from screening.lists.update import ListUpdate, UpdateResult
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat, ListInfo
from screening.office import UPDATE_HOURS

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(list_id: str) -> Source:
    return Source(list_id, list_id, ListFormat.UN_XML, ())


def info(list_id: str, checked: datetime | None) -> ListInfo:
    return ListInfo(list_id, list_id, ListFormat.UN_XML, "x", "ab" * 32, NOW, checked_at=checked)


def test_the_interval_is_a_setting_of_the_office(store: SqliteStore) -> None:
    # Nothing is fetched unasked until somebody says so.
    assert update_interval(store) is None
    put_update_interval(store, 6, "aigul")
    assert update_interval(store) == 6 * HOUR
    put_update_interval(store, 0, "aigul")
    assert update_interval(store) is None
    assert [(change.value, change.user) for change in store.setting_changes(UPDATE_HOURS)] == [
        ("0", "aigul"),
        ("6", "aigul"),
    ]


@pytest.mark.parametrize("hours", [721, -1])
def test_an_interval_that_makes_no_sense_is_refused(store: SqliteStore, hours: int) -> None:
    with pytest.raises(UserError, match="update_hours"):
        put_update_interval(store, hours, "aigul")
    assert store.setting(UPDATE_HOURS) == ""


@pytest.mark.parametrize(("value", "hours"), [("often", 0), ("NaN", 0), ("-5", 0), ("1e9", 720), ("6.0", 6)])
def test_a_setting_from_another_hand_is_kept_within_bounds(store: SqliteStore, value: str, hours: int) -> None:
    store.put_setting(UPDATE_HOURS, value, "another program")
    assert update_interval(store) == (hours * HOUR if hours else None)


def test_what_failed_is_asked_for_sooner_than_what_is_held() -> None:
    def update(list_id: str, result: UpdateResult) -> ListUpdate:
        return ListUpdate(list_id, result, NOW)

    done = [update(result.value, result) for result in UpdateResult]
    assert held_back(done, 6 * HOUR, NOW) == {"failed": NOW + HOUR, "held": NOW + 6 * HOUR}
    assert held_back(done, HOUR / 2, NOW) == {"failed": NOW + HOUR / 2, "held": NOW + HOUR / 2}


def test_each_list_is_told_when_and_why() -> None:
    infos = [info("fresh", NOW - HOUR), info("old", NOW - 7 * HOUR), info("sharp", NOW - 6 * HOUR),
             info("ahead", NOW + HOUR), info("none", None)]  # fmt: skip
    wanted = [source(name) for name in ("fresh", "old", "sharp", "never", "ahead", "none")]
    found = {plan.source.list_id: (plan.why, plan.due_at - NOW) for plan in planned(infos, wanted, 6 * HOUR, NOW)}
    assert found == {
        "old": (DueReason.OLD, -HOUR),
        "sharp": (DueReason.OLD, timedelta()),
        "fresh": (None, 5 * HOUR),
        "never": (DueReason.NEVER, timedelta()),
        "none": (DueReason.NEVER, timedelta()),
        # The clock was set back: a check that is still to come is none.
        "ahead": (DueReason.NEVER, timedelta()),
    }


def test_what_failed_a_while_ago_is_held_back() -> None:
    (plan,) = planned([], [source("un")], 6 * HOUR, NOW, {"un": NOW + HOUR})
    assert (plan.why, plan.due_at) == (None, NOW + HOUR)
    (plan,) = planned([], [source("un")], 6 * HOUR, NOW + HOUR, {"un": NOW + HOUR})
    assert plan.why is DueReason.NEVER


def test_due_goes_by_the_setting(store: SqliteStore) -> None:
    entries = [Entry("1", EntryKind.PERSON, (EntryName("ALMA"),))]
    store.replace_list(info("un", None), entries)
    store.note_checked("un", NOW)
    wanted = [source("un"), source("eu")]
    assert due(store, wanted, NOW + 1000 * HOUR) == []
    put_update_interval(store, 12, "aigul")
    assert [p.source.list_id for p in due(store, wanted, NOW + 11 * HOUR)] == ["eu"]
    assert {p.source.list_id: p.why for p in due(store, wanted, NOW + 12 * HOUR)} == {
        "un": DueReason.OLD, "eu": DueReason.NEVER,
    }  # fmt: skip
    put_update_interval(store, 24, "aigul")
    assert [p.source.list_id for p in due(store, wanted, NOW + 12 * HOUR)] == ["eu"]
    assert [p.source.list_id for p in due(store, wanted, NOW + 12 * HOUR, 2 * HOUR)] == ["un", "eu"]
    put_update_interval(store, 0, "aigul")
    assert due(store, wanted, NOW + 1000 * HOUR) == []
