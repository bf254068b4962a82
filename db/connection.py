"""Opening the database file: rights, journal, schema, and errors in the user's terms."""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import driver
from db.backups import make_backup
from db.names import DATABASE_NAME
from db.schema_steps import SCHEMA_STEPS
from screening.disk import make_folder, sync_folder
from screening.errors import DamagedValue, InternalFault, StoreUnavailable, TekserError, UserError

if TYPE_CHECKING:
    from sqlite3 import Connection

SAFE_WAL_VERSION = (3, 51, 3)
"""First SQLite in which the WAL-reset fault that may corrupt a database is mended; https://sqlite.org/wal.html
tells of the fault in 3.7.0 to 3.51.2. An older one gets a rollback journal, which is slower but not touched by it."""

APPLICATION_ID = 0x54454B53
"""What says in the header that a database is Tekser's ("TEKS")."""

_STEPS_TABLE = "_sqlite_migrations"


class Database:
    """An open database."""

    def __init__(self, connection: "Connection") -> None:
        self.conn = connection

    def execute(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:  # a cursor
        """Run one statement."""
        return self.conn.execute(sql, values)

    def query(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[dict[str, Any]]:
        """Yield the rows of a question, by the names of their columns."""
        cursor = self.conn.execute(sql, values)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

    def close(self) -> None:
        """Close the connection."""
        self.conn.close()


def journal_mode(version: tuple[int, ...]) -> str:
    """Return the journal mode that is safe with this version of SQLite."""
    return "WAL" if version >= SAFE_WAL_VERSION else "TRUNCATE"


def open_database(folder: Path, key: bytes | None = None, same: bytes | None = None) -> Database:
    """Open (and make, where there is none) the database of a data folder, with its schema up to date.

    The folder is made readable by its owner alone; ``key`` opens an encrypted database. Before a step of the schema
    is applied to data the database is backed up. With ``same`` (:func:`store_name`) nothing is made: a disk that was
    pulled out must not be followed by an empty store in its place. Raises UserError("folder_not_writable"),
    StoreUnavailable("store_damaged" | "store_foreign" | "store_newer" | "store_busy" | "store_gone"). One thread each.
    """
    path = folder / DATABASE_NAME
    if same is not None and not (path.is_file() and path.stat().st_size):
        raise StoreUnavailable("store_gone", file=str(path))
    try:
        make_folder(folder)
        if not path.exists():
            # The rights are set before the first byte is written.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise UserError("folder_not_writable", file=str(folder), detail=error.strerror or "") from error
    if not os.access(path, os.W_OK) or not os.access(folder, os.W_OK):
        raise UserError("folder_not_writable", file=str(folder), detail=os.strerror(errno.EACCES))
    with store_errors(path):
        connection = driver.connect(path, key)
        try:
            check_schema(connection, path)
            if same and store_name(connection) != same:
                raise StoreUnavailable("store_gone", file=str(path))
            _prepare(connection)
            _migrate(connection, path, key)
            # SQLite does not have the name of a new -wal file written down; what is committed lies in it.
            sync_folder(folder)
        except BaseException:
            connection.close()
            raise
    return Database(connection)


def store_name(connection: Any) -> bytes:
    """Return the name that a store was given when it was made; empty where it tells none, as a damaged one does."""
    try:
        row = connection.execute("SELECT CAST(name AS BLOB) FROM store_identity LIMIT 1").fetchone()
    except driver.database_errors():
        return b""
    return bytes(row[0] or b"") if row else b""


def check_schema(connection: Any, path: Path) -> None:
    """Raise StoreUnavailable("store_newer" | "store_foreign") for a database that is not ours to write; writes nothing.

    Whatever is no database at all raises SQLite's own error.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if application not in (0, APPLICATION_ID) or (tables and _STEPS_TABLE not in tables):
        raise StoreUnavailable("store_foreign", file=str(path))
    if tables:
        unknown = [name for name in _applied(connection) if name not in SCHEMA_STEPS]
        if unknown:
            raise StoreUnavailable("store_newer", file=str(path), step=unknown[0])


def _applied(connection: Any) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            f"SELECT name FROM {_STEPS_TABLE} WHERE migration_set = 'tekser' ORDER BY rowid"
        )
    ]


def _prepare(connection: Any) -> None:
    mode = connection.execute(f"PRAGMA journal_mode = {journal_mode(driver.version(connection))}").fetchone()[0]
    # A rollback journal is only as good as the entry of its folder that takes it away: EXTRA syncs that too.
    connection.execute(f"PRAGMA synchronous = {'FULL' if mode == 'wal' else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE fires the triggers of what it deletes
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")  # what another process does to a mapped file ends this one
    for setting in flushing(sys.platform):
        connection.execute(f"PRAGMA {setting} = ON")
    # Who acts, for the records of the trail; a store that knows it puts its own in place.
    connection.create_function("acting", 0, lambda: "")


def flushing(platform: str) -> tuple[str, ...]:
    """Return the settings without which a platform's disk may keep written pages in its own memory."""
    return ("fullfsync", "checkpoint_fullfsync") if platform == "darwin" else ()


def _migrate(connection: Any, path: Path, key: bytes | None) -> None:
    has_steps = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (_STEPS_TABLE,)).fetchone()
    applied = _applied(connection) if has_steps else []
    if len(applied) < len(SCHEMA_STEPS):
        from db.migrations import migrations
        from db.sqlite_tools import Database as Migrated

        if applied:
            make_backup(connection, path.parent, "migration", key)
        migrations.apply(Migrated(connection))
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours: what the user can mend, or our own fault."""
    try:
        yield
    except TekserError:
        raise
    except driver.database_errors() as error:
        raise translated(error, path) from error


def translated(error: Any, path: Path) -> TekserError:
    """Return our error for one of SQLite's."""
    name = str(getattr(error, "sqlite_errorname", ""))
    text = str(error).lower()
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return StoreUnavailable("store_busy", file=str(path))
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return UserError("disk_full", file=str(path))
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "not a database" in text or "malformed" in text:
        return StoreUnavailable("store_damaged", file=str(path))
    if "could not decode to utf-8" in text:
        return DamagedValue("value_damaged", file=str(path), detail=str(error)[:80])
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
