"""Opening the database file: rights, journal, schema, and errors in the user's terms."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is installed

from db.migrations import SCHEMA_STEPS, migrations
from screening.errors import InternalFault, StoreUnavailable, TekserError, UserError

DATABASE_NAME = "tekser.sqlite3"

SAFE_WAL_VERSION = (3, 51, 3)
"""First SQLite in which the WAL-reset fault that may corrupt a database is mended; https://sqlite.org/wal.html
tells of the fault in 3.7.0 to 3.51.2. An older one gets a rollback journal, which is slower but not touched by it."""

BUSY_TIMEOUT_MS = 10_000


def journal_mode(version: tuple[int, ...]) -> str:
    """Return the journal mode that is safe with this version of SQLite."""
    return "WAL" if version >= SAFE_WAL_VERSION else "TRUNCATE"


def open_database(folder: Path) -> Database:
    """Open (and make, where there is none) the database of a data folder, with its schema up to date.

    The folder is made readable by its owner alone. Raises UserError("folder_not_writable"),
    StoreUnavailable("store_damaged" | "store_newer" | "store_busy"). One thread each.
    """
    path = folder / DATABASE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            # The rights are set before the first byte is written.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise UserError("folder_not_writable", file=str(folder), detail=error.strerror or "") from error
    if not os.access(path, os.W_OK) or not os.access(folder, os.W_OK):
        raise UserError("folder_not_writable", file=str(folder), detail="")
    with store_errors(path):
        connection = sqlite3.connect(str(path), timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
        try:
            _prepare(connection)
            database = Database(connection)
            _migrate(database, path)
        except BaseException:
            connection.close()
            raise
    return database


def _prepare(connection: Any) -> None:
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute(f"PRAGMA journal_mode = {journal_mode(version)}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA fullfsync = ON")  # only macOS heeds it
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    # Who acts, for the records of the trail; a store that knows it puts its own in place.
    connection.create_function("acting", 0, lambda: "")


def _migrate(database: Database, path: Path) -> None:
    applied = [step.name for step in migrations.applied(database)]
    unknown = [name for name in applied if name not in SCHEMA_STEPS]
    if unknown:
        raise StoreUnavailable("store_newer", file=str(path), step=unknown[0])
    if len(applied) < len(SCHEMA_STEPS):
        migrations.apply(database)


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours: what the user can mend, or our own fault."""
    try:
        yield
    except TekserError:
        raise
    except sqlite3.DatabaseError as error:
        raise _translated(error, path) from error


def _translated(error: Any, path: Path) -> TekserError:
    name = str(getattr(error, "sqlite_errorname", ""))
    text = str(error).lower()
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return StoreUnavailable("store_busy", file=str(path))
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return UserError("disk_full", file=str(path))
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "not a database" in text or "malformed" in text:
        return StoreUnavailable("store_damaged", file=str(path))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) or "readonly" in text:
        return UserError("folder_not_writable", file=str(path), detail=str(error))
    if name.startswith("SQLITE_IOERR") or "disk i/o" in text:
        return UserError("store_io_error", file=str(path), detail=str(error))
    return InternalFault("store_fault", detail=str(error))


@contextmanager
def writing(database: Database, path: Path) -> Iterator[Any]:
    """One write transaction: the lock is taken at once (BEGIN IMMEDIATE), all of it is kept or none.

    Yields the SQLite connection.
    """
    with store_errors(path):
        connection = database.conn
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        try:
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
