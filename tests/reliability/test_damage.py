"""Twenty-odd damaged databases: one clear error each, no traceback, and not a byte of the original changed."""

import json
import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from db.connection import open_database
from db.names import DATABASE_NAME
from db.store import DataFolder
from screening.errors import TekserError
from tests.db.test_store import add_manifest, entry, list_info
from ui import words
from ui.terminal.app import EXIT_STORE, Services, run

Damage = Callable[[Path], None]


def filled(folder: Path) -> Path:
    """Make a data folder with a list, a manifest and something in the trail; return its database."""
    with DataFolder(folder) as opened, opened.open() as store:
        store.replace_list(list_info(), [entry(str(n), f"Северный завод {n}") for n in range(300)])
        add_manifest(store, folder, lines=200)
        store.put_setting("office", "Alma", "aigul")
    (folder / "m.xlsx").unlink()
    with DataFolder(folder):  # which backs up what it finds
        pass
    return folder / DATABASE_NAME


def page_of(path: Path, table: str) -> tuple[int, int]:
    """Return where the root page of a table or index begins, and how long a page is."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    finally:
        connection.close()
    return (page - 1) * size, size


def at(position: int, content: bytes) -> Damage:
    def damage(path: Path) -> None:
        with path.open("rb+") as file:
            file.seek(position)
            file.write(content)

    return damage


def root_of(table: str, content: bytes) -> Damage:
    return lambda path: at(page_of(path, table)[0], content)(path)


def replaced(content: bytes) -> Damage:
    def damage(path: Path) -> None:
        path.write_bytes(content)

    return damage


def truncated(share: float) -> Damage:
    return lambda path: os.truncate(path, int(path.stat().st_size * share))


def flipped(seed: int) -> Damage:
    def damage(path: Path) -> None:
        data, chance = bytearray(path.read_bytes()), random.Random(seed)
        for _ in range(200):
            data[chance.randrange(100, len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)

    return damage


def shuffled(path: Path) -> None:
    data = path.read_bytes()
    pages = [data[n : n + 4096] for n in range(4096, len(data), 4096)]
    random.Random(5).shuffle(pages)
    path.write_bytes(data[:4096] + b"".join(pages))


def newer(path: Path) -> None:
    database = open_database(path.parent)
    database.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tekser', 'm999_future', '2030')"
    )
    database.conn.close()


def foreign(path: Path) -> None:
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE notes (text)")
    other.execute("INSERT INTO notes VALUES ('of another program')")
    other.commit()
    other.close()


def foreign_by_its_mark(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 252006673")
    connection.close()


def with_a_journal_of_zeros(path: Path) -> None:
    (path.parent / f"{DATABASE_NAME}-wal").write_bytes(bytes(40_000))
    at(0, b"\0" * 100)(path)


DAMAGES: dict[str, tuple[Damage, str]] = {
    "header zeroed": (at(0, bytes(100)), "store_damaged"),
    "first page zeroed": (at(0, bytes(4096)), "store_damaged"),
    "magic changed": (at(0, b"SQLite format 4\0"), "store_damaged"),
    "page size odd": (at(16, b"\x03\x33"), "store_damaged"),
    "file format from the future": (at(18, b"\x09\x09"), "store_damaged"),
    "schema page overwritten": (at(100, b"\xff" * 900), "store_damaged"),
    "schema text overwritten": (at(3046, b"CREATE NONSENSE" * 70), "store_damaged"),
    "root of trail zeroed": (root_of("trail", bytes(4096)), "store_damaged"),
    "root of entries noise": (root_of("entry", random.Random(1).randbytes(4096)), "store_damaged"),
    "root of lines noise": (root_of("line", random.Random(2).randbytes(4096)), "store_damaged"),
    "root of an index noise": (root_of("line_manifest", b"\xaa" * 300), "store_damaged"),
    "200 bits flipped (a)": (flipped(11), "store_damaged"),
    "200 bits flipped (b)": (flipped(12), "store_damaged"),
    "200 bits flipped (c)": (flipped(13), "store_damaged"),
    "cut to three quarters": (truncated(0.75), "store_damaged"),
    "cut to a half": (truncated(0.5), "store_damaged"),
    "cut to 1,000 bytes": (lambda path: os.truncate(path, 1000), "store_damaged"),
    "cut in the middle of a page": (lambda path: os.truncate(path, 4096 * 5 + 77), "store_damaged"),
    "cut to nothing": (lambda path: os.truncate(path, 0), "store_missing"),
    "pages in another order": (shuffled, "store_damaged"),
    "all noise": (replaced(random.Random(6).randbytes(90_000)), "store_damaged"),
    "a letter": (replaced("Уважаемые коллеги! ".encode() * 400), "store_damaged"),
    "a zip": (replaced(b"PK\x03\x04" + bytes(9000)), "store_damaged"),
    "a journal without its header": (with_a_journal_of_zeros, "store_damaged"),
    "a newer schema": (newer, "store_newer"),
    "another program's": (foreign, "store_foreign"),
    "another program's mark": (foreign_by_its_mark, "store_foreign"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    filled(folder)
    return folder


def tekser(folder: Path, *arguments: str) -> int:
    def no_window(folder: Path | None, manifest_id: int | None = None) -> int:
        raise AssertionError

    services = Services(data_folder=main.data_folder, open_window=no_window)
    return run(["--data-dir", str(folder), *arguments], services)


def test_there_are_twenty() -> None:
    assert len(DAMAGES) >= 20


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_store_is_named_and_stays_as_it_is(
    kind: str, sound: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    path = folder / DATABASE_NAME
    damage, code = DAMAGES[kind]
    damage(path)
    before = path.read_bytes()
    with pytest.raises(TekserError) as caught, DataFolder(folder):
        pass
    assert caught.value.code == code, caught.value
    assert tekser(folder, "lists", "status") == EXIT_STORE
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert str(path) in said or str(folder) in said
    assert path.read_bytes() == before
    # And what is there can be put right.
    backup = DataFolder(folder).backups()[0].path
    assert tekser(folder, "restore", "--yes", str(backup)) == 0
    with DataFolder(folder) as opened, opened.open():
        pass
    aside = next((folder / "damaged").iterdir()) / DATABASE_NAME
    assert aside.read_bytes() == before


def test_a_lost_journal_leaves_a_sound_older_store(sound: Path, tmp_path: Path) -> None:
    """Without its -wal a database is as it was at the last checkpoint: consistent, never half."""
    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    database = open_database(folder)
    database.conn.execute("PRAGMA wal_autocheckpoint = 0")
    database.conn.execute("BEGIN IMMEDIATE")
    database.conn.execute("INSERT INTO setting (name, value, user, changed_at) VALUES ('x', 'y', 'z', '2026')")
    database.conn.execute("COMMIT")
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / DATABASE_NAME, other / DATABASE_NAME)
    database.conn.close()
    with DataFolder(other) as opened, opened.open() as store:
        assert store.setting("x") == ""
        assert store.setting("office") == "Alma"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="another user is needed")
def test_a_store_that_may_only_be_read_is_named(sound: Path) -> None:
    """As root nothing is read-only, so a child steps down to another user first."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        folder = place / "data"
        shutil.copytree(sound, folder)
        path = folder / DATABASE_NAME
        before = path.read_bytes()
        for item in folder.rglob("*"):
            item.chmod(0o755 if item.is_dir() else 0o644)
        folder.chmod(0o755)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            code = ""
            try:
                if os.getuid() == 0:
                    os.setgid(65534)
                    os.setuid(65534)
                else:
                    folder.chmod(0o500)
                    path.chmod(0o400)
                with DataFolder(folder, wait=0.1):
                    pass
            except TekserError as error:
                code = f"{error.code} {words.error_text(error)}"
            except BaseException as error:
                code = f"traceback {type(error)} {error}"
            os.write(writer, json.dumps(code).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as said:
            answer = json.loads(said.read())
        os.waitpid(child, 0)
        folder.chmod(0o755)
        assert answer.startswith("folder_not_writable"), answer
        assert path.read_bytes() == before


def test_python_itself_says_nothing(sound: Path, tmp_path: Path) -> None:
    """In a process of its own: no traceback of a destructor or a thread after the error either."""
    import subprocess

    folder = tmp_path / "data"
    shutil.copytree(sound, folder)
    at(0, bytes(100))(folder / DATABASE_NAME)
    done = subprocess.run(
        [sys.executable, "-m", "main", "--data-dir", str(folder), "lists", "status"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == EXIT_STORE
    assert len(done.stderr.strip().splitlines()) == 1
