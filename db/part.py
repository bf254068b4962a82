"""What the parts of the store share."""

from pathlib import Path

from sqlite_utils import Database


class StorePart:
    """A group of tables; the parts are put together in ``db.store.SqliteStore``."""

    database: Database
    path: Path
    """The database file."""
    key: bytes | None
    """Where the store is encrypted."""
