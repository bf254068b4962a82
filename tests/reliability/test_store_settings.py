"""What SQLite is told on the live connection, and who may read what it writes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.connection import APPLICATION_ID, SAFE_WAL_VERSION, flushing, journal_mode
from db.driver import version
from db.names import DATABASE_NAME
from db.store import DataFolder

WANTED = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "trusted_schema": 0,
    "mmap_size": 0,
    "cell_size_check": 1,
    "busy_timeout": 10_000,
    "application_id": APPLICATION_ID,
}


@pytest.mark.parametrize("setting", WANTED)
def test_the_live_connection_has_the_setting(tmp_path: Path, setting: str) -> None:
    with DataFolder(tmp_path) as folder, folder.open() as store:
        found = store.database.conn.execute(f"PRAGMA {setting}").fetchone()
    assert (found[0] if found else 0) == WANTED[setting]


def test_the_sqlite_at_hand_is_one_that_does_not_corrupt_a_wal_database(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder, folder.open() as store:
        assert version(store.database.conn) >= SAFE_WAL_VERSION


@pytest.mark.parametrize("old", [(3, 7, 0), (3, 40, 1), (3, 51, 2)])
def test_an_older_sqlite_gets_a_rollback_journal(old: tuple[int, ...]) -> None:
    assert journal_mode(old) == "TRUNCATE"


def test_macos_is_told_to_flush_the_disks_own_memory() -> None:
    assert flushing("darwin") == ("fullfsync", "checkpoint_fullfsync")
    assert flushing("linux") == flushing("win32") == ()


def test_a_write_takes_its_lock_at_once(tmp_path: Path) -> None:
    from db.connection import writing

    seen: list[str] = []
    with DataFolder(tmp_path) as folder, folder.open() as store:
        store.database.conn.set_trace_callback(seen.append)
        with writing(store.database, store.path):
            pass
        store.put_setting("a", "b", "c")
        store.database.conn.set_trace_callback(None)
    begins = [text for text in seen if text.upper().startswith("BEGIN")]
    assert begins
    assert set(begins) == {"BEGIN IMMEDIATE"}


@pytest.mark.skipif(os.name == "nt", reason="rights of Windows are those of the user's folder")
def test_nobody_else_may_read_anything_whatever_the_umask(tmp_path: Path) -> None:
    """A whole run under umask 000; every file and folder is looked at while the program writes, too."""
    folder = tmp_path / "new" / "data"
    script = (
        "import os, sys, threading, pathlib\n"
        "os.umask(0)\n"
        "folder = pathlib.Path(sys.argv[2])\n"
        "loose, seen, done = set(), set(), threading.Event()\n"
        "def watch():\n"
        "    while not done.is_set():\n"
        "        for path in [folder, *folder.rglob('*')]:\n"
        "            try:\n"
        "                about = path.lstat()\n"
        "            except OSError:\n"
        "                continue\n"
        "            seen.add(path.name)\n"
        "            if about.st_mode & 0o077 or about.st_uid != os.getuid():\n"
        "                loose.add((str(path), oct(about.st_mode)))\n"
        "threading.Thread(target=watch, daemon=True).start()\n"
        "import main\n"
        "code = main.main() or main.main()\n"
        "done.set()\n"
        "assert folder.is_dir() and not loose, loose\n"
        f"assert '{DATABASE_NAME}-wal' in seen and '{DATABASE_NAME}' in seen, seen\n"
        "sys.exit(code)\n"
    )
    out = folder / "flagged.xlsx"
    arguments = ["--data-dir", str(folder), "demo", "--no-window", "--out", str(tmp_path / "flagged.xlsx")]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    left = [path for path in folder.rglob("*") if path.lstat().st_mode & 0o077]
    assert left == []
    assert (tmp_path / "flagged.xlsx").stat().st_mode & 0o077 == 0
    names = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert {"originals", "lists", "index", "backups", DATABASE_NAME} <= names
    assert not out.exists()
