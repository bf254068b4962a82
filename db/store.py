"""The store as a whole: one data folder, one process at a time, one connection for each thread."""

from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from db.connection import DATABASE_NAME, open_database
from db.history import HistoryTables
from db.lists import ListTables
from db.manifests import ManifestTables
from db.overview import OverviewTables
from db.screenings import ScreeningTables
from db.settings import SettingTables
from db.versions import VersionTables
from screening.errors import StoreUnavailable, UserError

LOCK_NAME = "tekser.lock"


class SqliteStore(
    ListTables, VersionTables, ManifestTables, ScreeningTables, SettingTables, OverviewTables, HistoryTables
):
    """Implements ``screening.ports.Store``. To be used by the thread that opened it, and by no other."""

    def __init__(self, folder: Path) -> None:
        self.database = open_database(folder)
        self.path = folder / DATABASE_NAME
        # LIKE folds ASCII letters alone; the officer's names are Cyrillic.
        self.database.conn.create_function("folded", 1, str.casefold, deterministic=True)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.path.parent

    def close(self) -> None:
        """Close the connection."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class DataFolder:
    """The lock on a data folder: whoever holds it is the one Tekser that works there.

    Entering waits up to ``wait`` seconds and raises StoreUnavailable("store_in_use") after them;
    UserError("folder_not_writable") where the folder cannot be made or written.
    Stores for several threads are opened by :meth:`open` while the lock is held.
    """

    def __init__(self, folder: Path, wait: float = 10.0) -> None:
        self.path = folder
        self._wait = wait
        self._lock: FileLock | None = None

    def __enter__(self) -> Self:
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = FileLock(self.path / LOCK_NAME, timeout=self._wait, mode=0o600)
            self._lock.acquire()
        except Timeout as error:
            raise StoreUnavailable("store_in_use", file=str(self.path)) from error
        except OSError as error:
            raise UserError("folder_not_writable", file=str(self.path), detail=error.strerror or "") from error
        try:
            with self.open() as store:
                store.remove_unfinished()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()

    def open(self) -> SqliteStore:
        """Open the store for the calling thread."""
        return SqliteStore(self.path)
