"""Settings and the trail: every change is kept, in one transaction with its record."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import DataFolder, SqliteStore
from db.trail import chain_hash
from screening.errors import TekserError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with DataFolder(tmp_path) as folder:
        opened = folder.open()
        yield opened
        opened.close()


def records(store: SqliteStore) -> list[tuple[int, bytes, bytes, bytes]]:
    return store.database.conn.execute("SELECT seq, body, previous, hash FROM trail ORDER BY seq").fetchall()


def test_a_setting_keeps_its_history(store: SqliteStore) -> None:
    assert store.setting("language", "en") == "en"
    store.put_setting("language", "ru", "aigul")
    store.put_setting("language", "kk", "timur")
    store.put_setting("other", "1", "timur")
    assert store.setting("language") == "kk"
    assert store.settings() == {"language": "kk", "other": "1"}
    assert [(c.value, c.user) for c in store.setting_changes("language")] == [("kk", "timur"), ("ru", "aigul")]


def test_the_same_value_again_records_nothing(store: SqliteStore) -> None:
    store.put_setting("language", "ru", "aigul")
    before = len(records(store))
    store.put_setting("language", "ru", "timur")
    assert len(records(store)) == before
    assert len(store.setting_changes()) == 1


def test_the_trail_is_a_chain(store: SqliteStore) -> None:
    for value in ("1", "2", "3"):
        store.put_setting("number", value, "aigul")
    held = bytes(32)
    for number, (seq, body, previous, digest) in enumerate(records(store), 1):
        assert seq == number == json.loads(body)["seq"]
        assert previous == held
        assert digest == chain_hash(held, body) == hashlib.sha256(b"\0" + held + body).digest()
        held = digest
    last = json.loads(records(store)[-1][1])
    assert (last["kind"], last["actor"]) == ("setting_changed", "aigul")
    (at,) = store.database.conn.execute("SELECT max(changed_at) FROM setting").fetchone()
    assert last["data"] == {"name": "number", "old": "2", "new": "3", "at": at}


@pytest.mark.parametrize("statement", ["UPDATE trail SET body = x'00'", "DELETE FROM trail", "DELETE FROM setting"])
def test_neither_is_ever_changed(store: SqliteStore, statement: str) -> None:
    store.put_setting("number", "1", "aigul")
    with pytest.raises(Exception, match="append-only"):
        store.database.conn.execute(statement)


def test_a_setting_without_its_record_is_not_kept(store: SqliteStore) -> None:
    store.database.conn.execute(
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON trail BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    with pytest.raises(TekserError):
        store.put_setting("number", "1", "aigul")
    assert store.setting("number") == ""
