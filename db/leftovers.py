"""What a killed Tekser leaves behind, and its removal when the data folder is next entered."""

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from db import trail
from db.connection import store_errors, writing
from db.names import BACKUPS, BESIDE, DATABASE_NAME

PARTS = ("originals", "lists", "attachments", BACKUPS, "")
"""Folders in which files are written under a name that begins with .part- and renamed when they are whole."""
TEMPORARY_HOURS = 24
"""A temporary file of ours that is older than this belongs to no process that still works."""


def remove_leftovers(folder: Path, database: Any) -> None:
    """Remove unfinished imports, runs, and half files. Call only while holding the folder's lock."""
    path = folder / DATABASE_NAME
    with store_errors(path):
        unfinished = [row[0] for row in database.conn.execute("SELECT sha256 FROM manifest WHERE complete = 0")]
        runs = database.conn.execute("SELECT count(*) FROM run WHERE finished_at IS NULL").fetchone()[0]
    if unfinished or runs:
        # The originals first: should this be cut off, the rows that name them are still there.
        for sha256 in unfinished:
            forget_original(folder, database, sha256)
        with writing(database, path) as connection:
            trail.record(connection, "unfinished_removed", {"manifests": len(unfinished), "runs": runs})
            connection.execute("DELETE FROM run WHERE finished_at IS NULL")
            connection.execute("DELETE FROM manifest WHERE complete = 0")
    for name in PARTS:
        for half in (folder / name).glob(".part-*"):
            half.unlink(missing_ok=True)
    for half in (folder / "index").glob("*.part"):
        shutil.rmtree(half, ignore_errors=True)
    for backup in (folder / BACKUPS).glob("*.sqlite3*"):
        if backup.name.endswith(BESIDE):
            backup.unlink(missing_ok=True)
    _remove_temporary(Path(tempfile.gettempdir()))


def forget_original(folder: Path, database: Any, sha256: str) -> None:
    """Remove the sender's file of an import that came to nothing, unless a whole manifest has it too."""
    with store_errors(folder / DATABASE_NAME):
        kept = database.conn.execute(
            "SELECT 1 FROM manifest WHERE sha256 = ? AND complete = 1 LIMIT 1", (sha256,)
        ).fetchone()
    if kept is None:
        (folder / "originals" / sha256).unlink(missing_ok=True)


def _remove_temporary(folder: Path) -> None:
    """Remove the rows of manifests that a killed Tekser of this user left among the temporary files."""
    oldest = time.time() - TEMPORARY_HOURS * 3600
    for path in folder.glob("tekser-*"):
        try:
            about = path.lstat()
            if about.st_mtime > oldest or (hasattr(os, "getuid") and about.st_uid != os.getuid()):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix == ".rows":
                path.unlink()
        except OSError:
            continue
