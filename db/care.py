"""Looking after a database: is it sound, is it ours, and has it been backed up today."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db import driver
from db.backups import backups, check, is_due, make_backup
from db.connection import check_schema, store_errors
from db.names import DATABASE_NAME
from screening.errors import StoreUnavailable, TekserError

logger = logging.getLogger(__name__)

AT_ONCE_BYTES = 64 << 20
"""A database of at most this size is checked before anything is done with it (below 0.1 s); a larger one beside the
work, so that the window never waits."""

Told = Callable[[TekserError], None]


class Care:
    """Checks and backs up one database; small ones at once, large ones in a thread of its own."""

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self.damage: TekserError | None = None
        self.told: Told | None = None
        """Called once, in whatever thread found out, when the database is damaged."""
        self._folder = folder
        self._path = folder / DATABASE_NAME
        self._key = key
        self._new = False
        """Made by this start: there is nothing to back up yet."""
        self._thread: threading.Thread | None = None
        self._checking: Any = None

    @property
    def small(self) -> bool:
        """Whether everything is done at once."""
        return not self._path.exists() or self._path.stat().st_size <= AT_ONCE_BYTES

    def look(self) -> None:
        """See whether the database can be worked with, without writing to it.

        Raises StoreUnavailable("store_missing" | "store_damaged" | "store_newer" | "store_foreign" | "store_busy").
        """
        size = self._path.stat().st_size if self._path.exists() else 0
        self._new = not size
        if not size:
            if backups(self._folder):
                # Beginning anew without a word would look as if nothing had ever been screened.
                raise StoreUnavailable("store_missing", file=str(self._path))
            return
        with store_errors(self._path):
            connection = driver.connect(self._path, self._key, read_only=True)
            try:
                try:
                    check_schema(connection, self._path)
                except driver.database_errors() as error:
                    if str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_READONLY"):
                        return  # a journal that only a writer can roll back; opening it for writing does
                    raise
                except UnicodeDecodeError as error:
                    raise _damaged(self._path, "schema") from error
                problems = check(connection) if self.small else ""
            finally:
                connection.close()
        if problems:
            raise _damaged(self._path, problems)

    def begin(self, connection: Any) -> None:
        """Back up what is due: now, from this connection, or for a large database in a thread that checks it first."""
        if self.small:
            self._back_up(connection)
            return
        self._thread = threading.Thread(target=self._work, name="tekser-care", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Break a check off (the next start makes it anew), wait for a backup."""
        if self._thread is None:
            return
        checking = self._checking
        if checking is not None:
            checking.interrupt()
        self._thread.join()
        self._thread = None

    def _work(self) -> None:
        try:
            with store_errors(self._path):
                connection = driver.connect(self._path, self._key, read_only=True)
                try:
                    self._checking = connection
                    problems = check(connection)
                    self._checking = None
                    if problems:
                        raise _damaged(self._path, problems)
                    self._back_up(connection)
                finally:
                    self._checking = None
                    connection.close()
        except TekserError as error:
            if "interrupted" in str(error.__cause__):
                return
            logger.error("the store: %s", error)
            if error.code == "store_damaged":
                self.damage = error
                if self.told is not None:
                    self.told(error)

    def _back_up(self, connection: Any) -> None:
        now = datetime.now(UTC)
        held = backups(self._folder)
        if self._new or not is_due(held[0].made_at if held else None, now, once_a_day=not self.small):
            return
        try:
            with store_errors(self._path):
                make_backup(connection, self._folder, "daily", self._key, now)
        except TekserError as error:
            if error.code == "store_damaged":
                raise
            # Without room for a backup the work goes on; it is tried again at the next start.
            logger.warning("no backup was made: %s", error)


def _damaged(path: Path, problems: str) -> StoreUnavailable:
    return StoreUnavailable("store_damaged", file=str(path), detail=problems)
