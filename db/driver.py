"""The SQLite at hand: pysqlite3 where it is installed, and SQLCipher for a store that is encrypted."""

import sys
from pathlib import Path
from typing import Any

from screening.errors import StoreUnavailable

# The choice of sqlite_utils, which works on these connections.
try:
    import pysqlite3 as sqlite3
except ImportError:
    import sqlite3

BUSY_TIMEOUT_MS = 10_000


def cipher() -> Any:
    """Return the module of SQLCipher; StoreUnavailable("encryption_missing") where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreUnavailable("encryption_missing") from error
    return dbapi2


def connect(path: Path, key: bytes | None = None, *, read_only: bool = False) -> Any:
    """Return a connection in autocommit mode; ``key`` (32 bytes) opens an encrypted database."""
    module = cipher() if key else sqlite3
    target = f"{path.absolute().as_uri()}?mode=ro" if read_only else str(path)
    connection = module.connect(target, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None, uri=read_only)
    if key:
        connection.execute("PRAGMA cipher_log_level = NONE")  # its errors are told by us, in one line
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return connection


def database_errors() -> tuple[type[Exception], ...]:
    """Return the errors of every SQLite that this process has loaded."""
    found: list[type[Exception]] = [sqlite3.DatabaseError]
    loaded = sys.modules.get("sqlcipher3.dbapi2")
    if loaded is not None:
        found.append(loaded.DatabaseError)
    return tuple(found)


def version(connection: Any) -> tuple[int, ...]:
    """Return the version of the SQLite behind a connection."""
    text: str = connection.execute("SELECT sqlite_version()").fetchone()[0]
    return tuple(int(part) for part in text.split("."))


def engines() -> list[tuple[str, str, str]]:
    """Return (name, version, package that carries it) of the libraries of SQLite at hand."""
    carrier = str(sqlite3.__name__).split(".")[0]
    found = [("SQLite", str(sqlite3.sqlite_version), "" if carrier == "sqlite3" else carrier)]
    try:
        module = cipher()
    except StoreUnavailable:
        return found
    connection = module.connect(":memory:")
    told = connection.execute("PRAGMA cipher_version").fetchone()[0].split()[0]
    connection.close()
    return [*found, ("SQLCipher", told, "sqlcipher3"), ("SQLite", str(module.sqlite_version), "sqlcipher3")]
