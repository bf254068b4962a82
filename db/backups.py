"""Backups of the database: made by SQLite itself, checked, kept for days, weeks and months, and put back.

A file that is copied while the database is open is half of it; a backup is made by SQLite's backup interface from one
moment of the database. What it replaces is never written over: it is moved aside as it was.
"""

import os
import re
import tempfile
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from db import driver
from db.names import BACKUPS, BESIDE, DAMAGED, DATABASE_NAME, RESTORED
from screening.disk import make_folder, put_in_place, sync_folder
from screening.errors import StoreUnavailable, UserError
from screening.model.backups import Backup

DAYS, WEEKS, MONTHS = 12, 10, 9
"""The newest backup of each of so many days, weeks and months is kept, counted in those that have one."""
APART = timedelta(minutes=30)
"""Daily backups are never closer together than this."""
BEFORE_STEPS = 3
"""Of the backups made before a step of the schema so many of the newest stay whatever their age."""

_NAME = re.compile(r"tekser-(\d{8}T\d{6})(\d{6})Z-([a-z]+)\.sqlite3$")


def backups(folder: Path) -> list[Backup]:
    """Return the backups of a data folder, newest first."""
    found = []
    try:
        paths = list((folder / BACKUPS).iterdir())
    except OSError:
        return []
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match:
            made_at = datetime.strptime(match[1] + match[2], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
            found.append(Backup(path, made_at, match[3], path.stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def is_due(newest: datetime | None, now: datetime, *, once_a_day: bool = False) -> bool:
    """Whether a backup is to be made: none was made in the last half hour, or ``once_a_day`` on this day."""
    if newest is None or newest > now + APART:
        return True  # one from the future is of a clock that was set back
    if now - newest < APART:
        return False
    return not once_a_day or newest.astimezone().date() != now.astimezone().date()


def to_remove(held: Iterable[Backup], now: datetime) -> list[Backup]:
    """Return the backups that need not be kept any longer, by the figures above."""
    newest_first = sorted(held, key=lambda backup: backup.made_at, reverse=True)
    kept: set[Path] = {b.path for b in [b for b in newest_first if b.reason == "migration"][:BEFORE_STEPS]}
    kept |= {b.path for b in newest_first if now - b.made_at < APART}
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (DAYS, lambda at: at.date()),
        (WEEKS, lambda at: at.isocalendar()[:2]),
        (MONTHS, lambda at: (at.year, at.month)),
    )
    for most, period in periods:
        seen: dict[Hashable, Path] = {}
        for backup in newest_first:
            seen.setdefault(period(backup.made_at.astimezone()), backup.path)
        kept |= set(list(seen.values())[:most])
    return [backup for backup in newest_first if backup.path not in kept]


def make_backup(
    connection: Any, folder: Path, reason: str, key: bytes | None = None, now: datetime | None = None
) -> Backup:
    """Back the database behind a connection up, check the copy, and keep it; older ones go as their time has come.

    Raises UserError("cannot_back_up"), StoreUnavailable("store_damaged") when the copy does not pass its check, and
    SQLite's own errors. Nothing half stays behind.
    """
    now = now or datetime.now(UTC)
    place = folder / BACKUPS
    target = place / f"tekser-{now:%Y%m%dT%H%M%S%f}Z-{reason}.sqlite3"
    temporary: Path | None = None
    try:
        make_folder(place)
        handle, name = tempfile.mkstemp(dir=place, prefix=".part-")
        os.close(handle)
        temporary = Path(name)
        copy = driver.connect(temporary, key)
        try:
            connection.backup(copy)
            # Alone and whole, without a journal beside it, wherever it is carried.
            copy.execute("PRAGMA journal_mode = DELETE")
            problems = check(copy)
        finally:
            copy.close()
        if problems:
            raise StoreUnavailable("store_damaged", file=str(folder / DATABASE_NAME), detail=problems)
        put_in_place(temporary, target)
    except OSError as error:
        raise UserError("cannot_back_up", file=str(place), detail=error.strerror or "") from error
    finally:
        if temporary is not None:
            for leftover in (temporary, *(Path(f"{temporary}{end}") for end in BESIDE)):
                leftover.unlink(missing_ok=True)
    for old in to_remove(backups(folder), now):
        old.path.unlink(missing_ok=True)
    return Backup(target, now, reason, target.stat().st_size)


def check(connection: Any) -> str:
    """Return what SQLite's quick check finds wrong, or an empty text."""
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    except driver.database_errors() as error:
        if not str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_CORRUPT"):
            raise
        return str(error)
    except UnicodeDecodeError:
        return "schema"
    return "" if found == ["ok"] else "; ".join(found)[:300]


def restore(folder: Path, backup: Path, key: bytes | None = None, now: datetime | None = None) -> Path | None:
    """Put a backup in the place of the database, which is moved aside as it is; returns where to.

    To be called while holding the folder's lock and no connection. A restore that a power cut breaks off is finished
    by :func:`finish_restore` at the next start. Raises UserError("no_such_backup" | "backup_damaged" | "cannot_back_up").
    """
    if not backup.is_file():
        raise UserError("no_such_backup", file=str(backup))
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".part-")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as target, backup.open("rb") as source:
            while block := source.read(1 << 20):
                target.write(block)
        _check_copy(temporary, backup, key)
        put_in_place(temporary, folder / RESTORED)
        return finish_restore(folder, now)
    except OSError as error:
        raise UserError("cannot_back_up", file=str(folder), detail=error.strerror or "") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _check_copy(copy: Path, backup: Path, key: bytes | None) -> None:
    try:
        connection = driver.connect(copy, key)
        try:
            problems = check(connection)
        finally:
            connection.close()
    except driver.database_errors() as error:
        problems = str(error)
    if problems:
        raise UserError("backup_damaged", file=str(backup), detail=problems)


def finish_restore(folder: Path, now: datetime | None = None) -> Path | None:
    """Move the database aside where a checked backup waits to take its place; returns where to, None for nothing done.

    Raises OSError.
    """
    waiting = folder / RESTORED
    if not waiting.exists():
        return None
    aside = folder / DAMAGED / f"{now or datetime.now(UTC):%Y%m%dT%H%M%S%f}Z"
    make_folder(aside)
    for end in (*BESIDE, ""):
        beside = folder / f"{DATABASE_NAME}{end}"
        if beside.exists():
            beside.replace(aside / beside.name)
    sync_folder(aside)
    waiting.replace(folder / DATABASE_NAME)
    sync_folder(folder)
    return aside
