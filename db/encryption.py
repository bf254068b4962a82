"""Switching encryption at rest on and off: the database, its backups, the senders' files and attachments.

What stays as it is: the publishers' lists and the index of names made from them, and the log, which holds no names.
Each file is written anew beside the old one, checked, and takes its place; broken off at any moment the folder opens
as it was or as it was to be, and the rest is done by calling the same again.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from db import driver, keys, sealed
from db.backups import backups, check
from db.names import BESIDE, DATABASE_NAME
from screening.disk import put_in_place, sync_folder
from screening.errors import StoreUnavailable, UserError

SEALED = ("originals", "attachments")
"""Folders whose files are encrypted one by one."""


def encrypt(folder: Path, key: bytes) -> None:
    """Encrypt everything below a folder whose key file is written and whose lock is held; no connection may be open.

    Raises UserError("cannot_encrypt") and SQLite's own errors.
    """
    driver.cipher()
    _convert(folder, old=None, new=key)


def decrypt(folder: Path, key: bytes) -> None:
    """Undo :func:`encrypt`; the key file is forgotten when all is done."""
    _convert(folder, old=key, new=None)
    keys.forget_key(folder)


def _convert(folder: Path, old: bytes | None, new: bytes | None) -> None:
    try:
        for backup in backups(folder):
            if _is_plain(backup.path) == (old is None):
                _convert_database(backup.path, old, new)
        for name in SEALED:
            _convert_files(folder / name, old, new)
        path = folder / DATABASE_NAME
        if _is_plain(path) == (old is None):
            _convert_database(path, old, new)
    except OSError as error:
        raise UserError("cannot_encrypt", file=str(folder), detail=error.strerror or "") from error


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _convert_database(path: Path, old: bytes | None, new: bytes | None) -> None:
    """Write a database anew under another key, and put it in the old one's place when it holds the same."""
    module = driver.cipher()
    # What is still in the -wal file comes into the database first; its last connection then removes that file.
    connection = module.connect(str(path), timeout=driver.BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    os.close(handle)
    temporary = Path(name)
    try:
        if old:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{old.hex()}'\"")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        problems = check(connection)
        if problems:
            raise StoreUnavailable("store_damaged", file=str(path), detail=problems)
        before = _sum(connection)
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        key = f"x'{new.hex()}'" if new else ""
        connection.execute("ATTACH DATABASE ? AS other KEY ?", (name, key))
        connection.execute("SELECT sqlcipher_export('other')")
        connection.execute(f"PRAGMA other.application_id = {mark}")
        connection.execute("DETACH DATABASE other")
        copy = driver.connect(temporary, new)
        try:
            problems = check(copy)
            same = _sum(copy) == before
        finally:
            copy.close()
        if problems or not same:
            raise UserError("cannot_encrypt", file=str(path), detail=problems or "not the same")
        connection.close()
        put_in_place(temporary, path)
    finally:
        connection.close()
        for leftover in (temporary, *(Path(f"{name}{end}") for end in BESIDE)):
            leftover.unlink(missing_ok=True)


def _sum(connection: Any) -> str:
    """Return a sum over every row of every table."""
    digest = hashlib.sha256()
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    for (table,) in tables:
        digest.update(table.encode())
        for row in connection.execute(f'SELECT * FROM "{table}"'):
            digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _convert_files(folder: Path, old: bytes | None, new: bytes | None) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or sealed.is_sealed(path) == (new is not None):
            continue
        if new:
            rewrite(path, lambda source, target: sealed.seal(source, target, new))
        elif old:
            rewrite(path, lambda source, target: target.writelines(sealed.unsealed(source, old)))
    sync_folder(folder)


def rewrite(path: Path, through: Callable[[IO[bytes], IO[bytes]], object]) -> None:
    """Write a file anew through a function, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            through(source, target)
        put_in_place(Path(name), path)
    finally:
        Path(name).unlink(missing_ok=True)
