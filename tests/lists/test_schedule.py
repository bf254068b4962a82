"""When lists are due, and why."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.errors import UserError
from screening.lists.schedule import (
    SETTING,
    USUAL_HOURS,
    DueReason,
    due,
    planned,
    put_update_interval,
    update_interval,
)
from screening.lists.sources import Source
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat, ListInfo

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "data") as opened:
        yield opened


def source(list_id: str) -> Source:
    return Source(list_id, list_id, ListFormat.UN_XML, ())


def info(list_id: str, checked: datetime | None) -> ListInfo:
    return ListInfo(list_id, list_id, ListFormat.UN_XML, "x", "ab" * 32, NOW, checked_at=checked)


def test_the_interval_is_a_setting_of_the_office(store: SqliteStore) -> None:
    assert update_interval(store) == timedelta(hours=USUAL_HOURS)
    put_update_interval(store, 6, "aigul")
    assert update_interval(store) == 6 * HOUR
    put_update_interval(store, 0, "aigul")
    assert update_interval(store) is None
    assert [(change.value, change.user) for change in store.setting_changes(SETTING)] == [
        ("0", "aigul"),
        ("6", "aigul"),
    ]


@pytest.mark.parametrize("hours", [0.1, 721, -1, float("nan"), float("inf")])
def test_an_interval_that_makes_no_sense_is_refused(store: SqliteStore, hours: float) -> None:
    with pytest.raises(UserError, match="update_hours"):
        put_update_interval(store, hours, "aigul")
    assert store.setting(SETTING) == ""


@pytest.mark.parametrize("value", ["often", "[6]", "true", "-5", "1e9", "NaN", ""])
def test_a_setting_that_is_no_interval_does_not_stop_updates(store: SqliteStore, value: str) -> None:
    store.put_setting(SETTING, value, "another program")
    assert update_interval(store) == timedelta(hours=USUAL_HOURS)


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
    assert [p.source.list_id for p in due(store, wanted, NOW + 11 * HOUR)] == ["eu"]
    assert {p.source.list_id: p.why for p in due(store, wanted, NOW + 12 * HOUR)} == {
        "un": DueReason.OLD, "eu": DueReason.NEVER,
    }  # fmt: skip
    put_update_interval(store, 24, "aigul")
    assert [p.source.list_id for p in due(store, wanted, NOW + 12 * HOUR)] == ["eu"]
    assert [p.source.list_id for p in due(store, wanted, NOW + 12 * HOUR, 2 * HOUR)] == ["un", "eu"]
    put_update_interval(store, 0, "aigul")
    assert due(store, wanted, NOW + 1000 * HOUR) == []
