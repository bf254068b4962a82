"""Odd values in any column of the records end in a finding or in one sentence, never in an error of Python, and never as whole."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.driver import database_errors
from db.store import DataFolder, SqliteStore
from screening.audit.seal import make_key
from screening.errors import InternalFault, StoreUnavailable, TekserError
from screening.model.trail import TrailFault
from tests.audit.conftest import PASSPHRASE
from tests.audit.forging import forged, keys_of
from tests.audit.test_tables import NOT_TOLD, TABLES, walked
from tests.casework.conftest import PASSWORD, quick_hashing
from ui.report.export import Export, write_files
from ui.report.package import write_package
from ui.words import error_text
from ui.words.audit_tables import TRAIL_FAULTS
from ui.words.codes import trail_fault_text

__all__ = ["quick_hashing"]

AUDIT = ("store_identity", "checkpoint", "trail_key", "trail_head", "trail")
_REFUSED: tuple[type[Exception], ...] = (*database_errors(), sqlite3.DatabaseError)
ODD = (
    "NULL", "x''", "''", "'forged'", "'[]'", "'{'", "'{\"a\":1}'", "CAST(x'ff00fe' AS TEXT)", "x'ff00fe'",
    "9223372036854775807", "-1", "1e300", "'2026-13-45'",
)  # fmt: skip
UNTOLD = {**NOT_TOLD, "trail_key": {"id"}, "store_identity": {"id"}}
"""What no record tells of, and numbers that stand for nothing."""


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteStore, Path]]:
    """An office that has worked, with a key and checkpoints."""
    folder = tmp_path_factory.mktemp("office")
    with walked(folder, 7, 60) as walk:
        store = walk.store
        walk.office.works("adminova")
        make_key(store, PASSPHRASE)
        for _ in range(400):
            needed = ("remember", "revoke", "hold", "alert", "account", "answer", "batch")
            if set(needed) <= set(walk.done) and store.known_parties():
                break
            walk.step()
        store.put_checkpoint(None)
        assert store.verify_trail().fault is None
        yield store, folder


def alterations(connection: Any) -> Iterator[tuple[str, str, str, bool]]:
    """Yield table, column, odd value, and whether verification must find it, for every cell of the last rows."""
    for table in (*AUDIT, *TABLES):
        for column in [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]:
            for value in ODD:
                yield table, column, value, column not in UNTOLD.get(table, ())


def alter(connection: Any, table: str, column: str, value: str) -> bool:
    """Put an odd value into the last row of a table; returns whether it is there now and was not before."""
    where, keys = keys_of(connection, table)
    if not keys:
        return False
    kept = f"SELECT typeof({column}) || hex({column}) FROM {table} WHERE {where}"
    before = connection.execute(kept, keys[-1]).fetchone()
    try:
        connection.execute(f"UPDATE {table} SET {column} = {value} WHERE {where}", keys[-1])
    except _REFUSED:  # STRICT: the column cannot hold it
        return False
    return bool(connection.execute(kept, keys[-1]).fetchone() != before)


def test_odd_values_in_every_column_end_in_a_finding(worked: tuple[SqliteStore, Path]) -> None:
    store, _ = worked
    whole, tried = [], set()
    with forged(store) as connection:
        for table, column, value, must in list(alterations(connection)):
            connection.execute("SAVEPOINT one")
            if alter(connection, table, column, value):
                fault = store.verify_trail().fault
                tried.add((table, column))
                if fault is None and must:
                    whole.append((table, column, value))
                if fault is not None:
                    assert fault.code in TRAIL_FAULTS
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
    assert whole == []
    assert len(tried) > 100


def test_exports_of_odd_values_end_in_files_or_in_a_sentence(worked: tuple[SqliteStore, Path], tmp_path: Path) -> None:
    store, folder = worked
    chance = random.Random(3)
    every: dict[str, list[tuple[str, str, str, bool]]] = {}
    for one in alterations(store.database.conn):
        every.setdefault(one[0], []).append(one)
    store.database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sentences = set()
    for number, (table, column, value, _) in enumerate(chance.choice(of) for of in every.values() for _ in range(3)):
        shutil.copytree(folder / "data", tmp_path / str(number))
        connection = sqlite3.connect(tmp_path / str(number) / store.path.name)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        done = alter(connection, table, column, value)
        connection.commit()
        connection.close()
        if not done:
            continue
        try:
            with DataFolder(tmp_path / str(number)) as opened:
                opened.credentials = lambda: ("adminova", PASSWORD)
                with opened.open() as copied:
                    run = copied.runs()[0]
                    write_files(copied, run, Export(["json", "csv"], tmp_path, "en", "aigul", PASSPHRASE))
                    write_package(tmp_path / "case.zip", copied, run, passphrase=PASSPHRASE)
        except InternalFault as error:
            pytest.fail(f"{table}.{column} = {value}: {error}")
        except TekserError as error:
            sentences.add(error_text(error))
    assert len(sentences) > 3


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM store_identity", "store_identity"),
        ("UPDATE store_identity SET name = ''", "store_identity"),
        ("UPDATE store_identity SET name = 'another office'", "store_identity"),
        ("INSERT INTO store_identity VALUES (2, 'tekser-0123456789ab')", "store_identity"),
        ("UPDATE checkpoint SET at = 'yesterday'", "checkpoint 1"),
        ("UPDATE checkpoint SET root = x'00'", "checkpoint 1"),
        ("UPDATE checkpoint SET note = 'whole'", "checkpoint 1"),
        ("UPDATE checkpoint SET peaks = x''", "checkpoint 1"),
        ("DELETE FROM checkpoint", "checkpoint 1"),
        ("UPDATE trail_key SET public_key = 'key'", "trail_key 1"),
        ("UPDATE trail_key SET made_at = 'yesterday'", "trail_key 1"),
        ("DELETE FROM trail_head", "trail_head"),
    ],
)
def test_the_damaged_row_is_named(tmp_path: Path, statement: str, what: str) -> None:
    with SqliteStore(tmp_path / "data") as store:
        make_key(store, PASSPHRASE)
        store.put_checkpoint(None)
        connection = sqlite3.connect(store.path)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()
        connection.close()
        fault = store.verify_trail().fault
        assert fault == TrailFault(0, "damaged", what)
        assert what in trail_fault_text(fault)


def test_a_table_that_is_gone_is_a_finding(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "data") as store:
        store.put_setting("s", "1", "aigul")
        store.database.conn.execute("DROP TABLE trail_key")
        fault = store.verify_trail().fault
        assert fault is not None
        assert fault.code == "unreadable"
        assert "trail_key" in trail_fault_text(fault)


def test_a_store_without_its_name_says_so_in_one_sentence(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        store.database.conn.execute("DROP TRIGGER store_identity_is_never_deleted")
        store.database.conn.execute("DELETE FROM store_identity")
        with pytest.raises(StoreUnavailable) as caught:
            store.put_checkpoint(None)
        assert "store_identity" in error_text(caught.value)
        assert "restore" in error_text(caught.value)
