"""Backups are made, checked, kept for their time, and put back without losing what they replace."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db import backups, driver
from db.connection import open_database
from db.names import BACKUPS, DAMAGED, DATABASE_NAME, RESTORED
from db.store import DataFolder
from screening.errors import StoreUnavailable, UserError
from screening.model.backups import Backup
from tests.db.test_store import entry, list_info

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def backup(at: datetime, reason: str = "daily") -> Backup:
    return Backup(Path(f"{at:%Y%m%d%H%M%S}-{reason}"), at, reason, 1)


def test_twelve_days_ten_weeks_and_nine_months_are_kept() -> None:
    # A year of two backups a day, each day rotated as the program does it.
    held: list[Backup] = []
    for day in range(366):
        for hour in (0, 5):
            now = NOON + timedelta(days=day, hours=hour - 5)
            held.append(backup(now))
            gone = {b.path for b in backups.to_remove(held, now)}
            held = [b for b in held if b.path not in gone]
    days = {b.made_at.astimezone().date() for b in held}
    newest = max(days)
    assert {newest - timedelta(days=n) for n in range(12)} <= days
    assert len({d.isocalendar()[:2] for d in days}) >= 10
    assert len({(d.year, d.month) for d in days}) >= 9
    assert len(held) <= 12 + 10 + 9


def test_what_was_made_before_a_step_of_the_schema_stays() -> None:
    old = backup(NOON - timedelta(days=900), "migration")
    held = [old, *(backup(NOON - timedelta(days=n)) for n in range(400))]
    assert old not in backups.to_remove(held, NOON)


def test_backups_are_half_an_hour_apart_and_of_a_large_store_one_a_day() -> None:
    assert backups.is_due(None, NOON)
    assert not backups.is_due(NOON - timedelta(minutes=20), NOON)
    assert backups.is_due(NOON - timedelta(minutes=40), NOON)
    assert not backups.is_due(NOON - timedelta(minutes=40), NOON, once_a_day=True)
    assert backups.is_due(NOON - timedelta(days=1), NOON, once_a_day=True)
    midnight = NOON.astimezone().replace(hour=0, minute=10)
    assert not backups.is_due(midnight - timedelta(minutes=20), midnight, once_a_day=True)
    assert backups.is_due(midnight - timedelta(minutes=35), midnight, once_a_day=True)
    # The clock was set back: a backup from the future keeps none from being made.
    assert backups.is_due(NOON + timedelta(days=300), NOON)


def test_a_start_that_finds_work_backs_it_up_and_the_next_one_does_not(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder, folder.open() as store:
        store.replace_list(list_info(), [entry("1")])
    assert backups.backups(tmp_path) == []
    with DataFolder(tmp_path):
        pass
    first = backups.backups(tmp_path)
    with DataFolder(tmp_path):
        pass
    assert [b.reason for b in first] == ["daily"]
    assert backups.backups(tmp_path) == first


def filled(folder: Path) -> Path:
    """Make a store with one list and a backup that has it; then a second list that the backup lacks."""
    with DataFolder(folder) as opened, opened.open() as store:
        store.replace_list(list_info(), [entry("1")])
        made = backups.make_backup(store.database.conn, folder, "daily")
        store.replace_list(list_info("later"), [entry("2")])
    return made.path


def test_restore_puts_the_backup_in_place_and_moves_the_damaged_store_aside(tmp_path: Path) -> None:
    copy = filled(tmp_path)
    path = tmp_path / DATABASE_NAME
    damaged = random.Random(3).randbytes(path.stat().st_size)
    path.write_bytes(damaged)
    with pytest.raises(StoreUnavailable), DataFolder(tmp_path):
        pass
    assert path.read_bytes() == damaged
    aside = DataFolder(tmp_path).restore(copy, "aigul")
    assert aside is not None
    assert (aside / DATABASE_NAME).read_bytes() == damaged
    with DataFolder(tmp_path) as folder, folder.open() as store:
        assert [info.list_id for info in store.lists()] == ["un"]
        last = store.database.conn.execute("SELECT body FROM trail ORDER BY seq DESC LIMIT 1").fetchone()[0]
    assert b'"restored"' in bytes(last)
    assert copy.exists()


def test_a_damaged_backup_is_refused_and_the_store_stays(tmp_path: Path) -> None:
    copy = filled(tmp_path)
    before = (tmp_path / DATABASE_NAME).read_bytes()
    copy.write_bytes(copy.read_bytes()[:5000])
    with pytest.raises(UserError) as caught:
        DataFolder(tmp_path).restore(copy)
    assert caught.value.code == "backup_damaged"
    assert (tmp_path / DATABASE_NAME).read_bytes() == before
    assert not list(tmp_path.glob(".part-*"))


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_restore_that_was_broken_off_is_finished_at_the_next_start(tmp_path: Path, moved: int) -> None:
    copy = filled(tmp_path)
    (tmp_path / RESTORED).write_bytes(copy.read_bytes())
    if moved:
        (tmp_path / DAMAGED / "x").mkdir(parents=True)
        (tmp_path / DATABASE_NAME).replace(tmp_path / DAMAGED / "x" / DATABASE_NAME)
    if moved == 2:
        (tmp_path / RESTORED).replace(tmp_path / DATABASE_NAME)
    with DataFolder(tmp_path) as folder, folder.open() as store:
        assert [info.list_id for info in store.lists()] == ["un"]
    assert not (tmp_path / RESTORED).exists()


@pytest.mark.parametrize("left", ["none", "empty"])
def test_a_store_that_vanished_is_not_begun_anew(tmp_path: Path, left: str) -> None:
    filled(tmp_path)
    (tmp_path / DATABASE_NAME).unlink()
    if left == "empty":
        (tmp_path / DATABASE_NAME).touch()
    with pytest.raises(StoreUnavailable) as caught, DataFolder(tmp_path):
        pass
    assert caught.value.code == "store_missing"


def test_a_backup_that_finds_damage_is_not_kept(tmp_path: Path) -> None:
    filled(tmp_path)
    held = backups.backups(tmp_path)
    database = open_database(tmp_path)
    page = database.conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'trail'").fetchone()[0]
    size = database.conn.execute("PRAGMA page_size").fetchone()[0]
    database.conn.close()
    with (tmp_path / DATABASE_NAME).open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 200)
    connection = driver.connect(tmp_path / DATABASE_NAME, read_only=True)
    with pytest.raises(StoreUnavailable):
        backups.make_backup(connection, tmp_path, "daily")
    connection.close()
    assert backups.backups(tmp_path) == held
    assert not list((tmp_path / BACKUPS).glob(".part-*"))


def test_a_large_store_is_checked_and_backed_up_beside_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path)
    for made in backups.backups(tmp_path):
        made.path.unlink()
    monkeypatch.setattr("db.care.AT_ONCE_BYTES", 1)
    folder = DataFolder(tmp_path)
    with folder:
        care = folder._care
        assert care is not None
        assert care._thread is not None
        care._thread.join()
    assert len(backups.backups(tmp_path)) == 1


def test_damage_of_a_large_store_is_told_while_it_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    database = open_database(tmp_path)
    page = database.conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'trail'").fetchone()[0]
    size = database.conn.execute("PRAGMA page_size").fetchone()[0]
    database.conn.close()
    with (tmp_path / DATABASE_NAME).open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 200)
    monkeypatch.setattr("db.care.AT_ONCE_BYTES", 1)
    told: list[str] = []
    with DataFolder(tmp_path) as folder:
        folder.watch(lambda error: told.append(error.code))
        assert folder._care is not None
        assert folder._care._thread is not None
        folder._care._thread.join()
    assert told == ["store_damaged"]
