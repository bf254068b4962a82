"""The trail in the store: checkpoints, keys, verification, and what is recorded by itself."""

import json
from datetime import timedelta
from pathlib import Path

import keyring
import keyring.backend
import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is installed

from db import trail
from db.connection import open_database
from db.store import SqliteStore
from screening.audit import seal
from screening.audit.checkpoints import VerifyKey, read_checkpoint, read_hashes, signed_by
from screening.audit.keys import KEY_FILE, find_signer
from screening.audit.seal import _unlocked, checkpoint, daily_checkpoint, make_key, signer_of
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.model.trail import TrailFault
from tests.audit.conftest import PASSPHRASE
from tests.db.test_store import add_manifest, decided_run


class MemoryKeyring(keyring.backend.KeyringBackend):
    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def forge(store: SqliteStore, statement: str, *values: object) -> None:
    """Change the database as somebody would who has the file: without the triggers."""
    with sqlite3.connect(store.path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)
    connection.close()


def kinds(store: SqliteStore) -> list[str]:
    return [json.loads(record.body)["kind"] for record in store.trail_records()]


def test_every_consequence_is_recorded(store: SqliteStore, tmp_path: Path) -> None:
    run_id, hit_id = decided_run(store, tmp_path)
    store.decide([hit_id], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    store.record_consequence("exported", {"file": "a.xlsx"})
    assert kinds(store) == ["manifest_imported", "screened", "decided", "exported"]
    bodies = [json.loads(record.body) for record in store.trail_records()]
    assert bodies[1]["data"]["run"] == run_id
    assert bodies[2]["actor"] == "aigul"
    assert store.verify_trail().fault is None


@pytest.mark.parametrize("table", ["trail", "checkpoint", "trail_key", "store_identity"])
def test_nothing_of_it_can_be_changed(store: SqliteStore, table: str) -> None:
    make_key(store, PASSPHRASE)
    checkpoint(store)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid"):
        with pytest.raises(sqlite3.DatabaseError, match=r"append-only|stays"):
            store.database.conn.execute(statement)


@pytest.mark.parametrize(
    ("statement", "code", "record"),
    [
        ("UPDATE trail SET body = CAST(replace(CAST(body AS TEXT), 's.3', 's.4') AS BLOB) WHERE seq = 4", "hash", 4),
        ("UPDATE trail SET hash = zeroblob(32) WHERE seq = 5", "hash", 5),
        ("UPDATE trail SET previous = zeroblob(32) WHERE seq = 6", "hash", 6),
        ("DELETE FROM trail WHERE seq = 3", "number", 3),
        ("DELETE FROM trail WHERE seq > 6", "cut", 7),
        ("UPDATE checkpoint SET note = replace(note, 'program', 'Program')", "damaged", 0),
        ("UPDATE checkpoint SET note = replace(note, 'tekser-', 'tekser-0')", "origin", 0),
        ("UPDATE checkpoint SET note = substr(note, 1, length(note) - 30) || 'A' || substr(note, -29)", "signature", 0),
    ],
)
def test_a_forged_trail_does_not_hold(store: SqliteStore, statement: str, code: str, record: int) -> None:
    for number in range(8):
        store.put_setting(f"s.{number}", "1", "aigul")
    make_key(store, PASSPHRASE)
    checkpoint(store)
    assert store.verify_trail().covered == 9
    forge(store, statement)
    fault = store.verify_trail().fault
    assert fault is not None
    assert (fault.code, fault.record) == (code, record)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE hit SET score = 12", "hits"),
        (
            "INSERT INTO run_unscreened (run_id, sheet, row, field, reason, value)"
            " SELECT run_id, '', 9, '', 'x', '' FROM run",
            "unscreened",
        ),
        ("DELETE FROM decision", "decision"),
        ("UPDATE decision SET disposition = 'true_match'", "decision"),
        ("UPDATE decision SET user = 'timur'", "decision"),
        ("UPDATE manifest SET sha256 = 'ff'", "manifest"),
        ("UPDATE line SET content = replace(content, 'Caption', 'Other')", "lines"),
    ],
)
def test_changed_tables_are_found_though_the_trail_holds(
    store: SqliteStore, tmp_path: Path, statement: str, code: str
) -> None:
    _, hit_id = decided_run(store, tmp_path)
    store.decide([hit_id], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    forge(store, statement)
    fault = store.verify_trail().fault
    assert fault is not None
    assert fault.code == code
    assert store.verify_trail(contents=False).fault is None


def test_a_trail_hashed_anew_does_not_fit_the_checkpoint_from_outside(store: SqliteStore) -> None:
    make_key(store, PASSPHRASE)
    for number in range(6):
        store.put_setting(f"s.{number}", "1", "aigul")
    first = checkpoint(store)
    for number in range(6):
        store.put_setting(f"t.{number}", "1", "aigul")
    outside = checkpoint(store).note
    rows = store.database.conn.execute("SELECT seq, body FROM trail ORDER BY seq").fetchall()
    forge(store, "DELETE FROM trail WHERE seq > 9")
    previous = bytes(store.database.conn.execute("SELECT hash FROM trail WHERE seq = 9").fetchone()[0])
    for seq, body in rows[9:]:
        forged = bytes(body).replace(b"aigul", b"timur")
        found = trail.chain_hash(previous, forged)
        store.database.conn.execute("INSERT INTO trail VALUES (?, ?, ?, ?)", (seq, forged, previous, found))
        previous = found
    forge(store, "DELETE FROM checkpoint WHERE size > ?", first.size)
    assert [store.verify_trail().fault] == [TrailFault(0, "damaged", "checkpoint 2")]
    forge(store, "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'checkpoint'")
    # What was written last is kept a second time.
    assert [store.verify_trail(contents=False).fault] == [TrailFault(13, "hash")]
    forge(store, "UPDATE trail_head SET hash = ?", previous)
    assert store.verify_trail(contents=False).fault is None
    told = store.verify_trail().fault  # the tables still say what was
    assert told is not None
    assert (told.code, told.record) == ("row", 10)
    forge(store, "UPDATE setting SET user = 'timur' WHERE id >= 9")
    assert store.verify_trail().fault is None  # nothing on this machine tells
    fault = store.verify_trail([outside]).fault
    assert fault is not None
    assert (fault.code, fault.record) == ("checkpoint", first.size + 1)


def test_a_checkpoint_grows_from_the_last_one(store: SqliteStore) -> None:
    heads = []
    for number in range(20):
        store.put_setting("s", str(number), "aigul")
        heads.append(checkpoint(store).root)
    assert len(set(heads)) == 20
    assert store.verify_trail().fault is None
    assert checkpoint(store) == store.checkpoints()[0]
    assert len(store.checkpoints()) == 20


def test_a_daily_checkpoint_is_made_once_a_day(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put_setting("s", "1", "aigul")
    assert daily_checkpoint(store) is not None
    store.put_setting("s", "2", "aigul")
    assert daily_checkpoint(store) is None
    monkeypatch.setattr(seal, "DAY", timedelta(0))
    made = daily_checkpoint(store)
    assert made is not None
    assert made.size == 2
    assert daily_checkpoint(store) is None  # nothing came since


def test_without_a_key_a_checkpoint_says_that_it_is_not_signed(store: SqliteStore) -> None:
    store.put_setting("s", "1", "aigul")
    made = checkpoint(store)
    assert not made.signed
    report = store.verify_trail()
    assert (report.covered, report.unsigned) == (0, 1)
    make_key(store, PASSPHRASE)
    assert checkpoint(store).signed


def test_the_key_is_in_a_file_under_its_passphrase(store: SqliteStore) -> None:
    public = make_key(store, PASSPHRASE)
    assert (store.folder / KEY_FILE).stat().st_mode & 0o077 == 0
    _unlocked.clear()
    assert signer_of(store) is None
    assert find_signer(store.folder, store.origin()) is None
    with pytest.raises(UserError) as caught:
        signer_of(store, "wrong")
    assert caught.value.code == "key_passphrase_wrong"
    found = signer_of(store, PASSPHRASE)
    assert found is not None
    assert found.public == public == store.trail_keys()[0]
    assert repr(found).count("PrivateKey") == 0
    with pytest.raises(UserError) as caught:
        make_key(store, PASSPHRASE)
    assert caught.value.code == "key_exists"


def test_the_key_is_in_the_keyring_where_there_is_one(store: SqliteStore) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    try:
        made = checkpoint(store)
        assert made.signed
        assert signed_by(made.note, store.trail_keys()[0])
        _unlocked.clear()
        again = signer_of(store)
        assert again is not None
        assert [again.public] == store.trail_keys()
    finally:
        keyring.set_keyring(before)
    assert "key_made" in kinds(store)


def test_a_checkpoint_is_read_as_it_was_written(store: SqliteStore) -> None:
    make_key(store, PASSPHRASE)
    made = checkpoint(store)
    assert read_checkpoint(made.note) == made
    assert read_checkpoint(made.note.replace("\n", "\r\n")).root == made.root
    for text in ("", "a\nb\nc", "a\n1\nAAAA\ntime x"):
        with pytest.raises(UserError):
            read_checkpoint(text)


@pytest.mark.parametrize("text", ["", "a+b", "name+00000000+AAAA", "name+zz+****"])
def test_a_mistyped_key_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        VerifyKey.read(text)
    assert caught.value.code == "not_a_public_key"


def test_a_clock_that_was_set_back_is_told(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put_setting("s", "1", "aigul")
    from db import codec

    earlier = codec.now() - timedelta(days=1)
    monkeypatch.setattr(codec, "now", lambda: earlier)
    store.put_setting("s", "2", "aigul")
    bodies = [json.loads(record.body) for record in store.trail_records()]
    assert [b.get("clock_back", False) for b in bodies] == [False, True]
    assert store.verify_trail().fault is None


def test_half_a_surrogate_pair_stays_json(store: SqliteStore) -> None:
    store.record_consequence("odd", {"text": "a\ud800b"})
    (record,) = store.trail_records()
    assert json.loads(record.body)["data"]["text"] == "a\ud800b"


def test_an_import_that_breaks_off_leaves_no_record(store: SqliteStore, tmp_path: Path) -> None:
    add_manifest(store, tmp_path)
    with store.run(1, "0", "{}", []) as run:
        run.add_hits({})
    assert kinds(store) == ["manifest_imported"]


def test_a_database_without_a_store_can_write_records(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    database.conn.execute("BEGIN IMMEDIATE")
    assert trail.record(database.conn, "x", {}) == 1
    database.conn.execute("COMMIT")
    database.conn.close()


def rewritten(store: SqliteStore, first: int) -> None:
    """Change a record and hash it and all after it anew, as somebody would who has the file but not the key."""
    rows = store.database.conn.execute("SELECT seq, body, previous FROM trail WHERE seq >= ?", (first,)).fetchall()
    previous = bytes(rows[0][2])
    for seq, body, _ in rows:
        forged = bytes(body).replace(b"aigul", b"timur") if seq == first else bytes(body)
        found = trail.chain_hash(previous, forged)
        store.database.conn.execute(
            "UPDATE trail SET body = ?, previous = ?, hash = ? WHERE seq = ?", (forged, previous, found, seq)
        )
        previous = found
    store.database.conn.execute("UPDATE trail_head SET hash = ?", (previous,))


@pytest.mark.parametrize("first", [2, 5, 9, 13])
def test_the_hashes_beside_a_checkpoint_name_the_record_that_was_changed(store: SqliteStore, first: int) -> None:
    make_key(store, PASSPHRASE)
    for number in range(12):
        store.put_setting(f"s.{number}", "1", "aigul")
    outside = checkpoint(store).note
    listed = "".join(record.hash.hex() + "\n" for record in store.trail_records())
    hashes = read_hashes(listed, outside)
    assert store.verify_trail([outside], hashes=[hashes]).fault is None
    forge(store, "DELETE FROM checkpoint")
    forge(store, "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'checkpoint'")
    rewritten(store, first)
    fault = store.verify_trail([outside], contents=False, hashes=[hashes]).fault
    assert fault is not None
    assert (fault.code, fault.record) == ("anew", first)
    # Without them a range is told.
    fault = store.verify_trail([outside], contents=False).fault
    assert fault is not None
    assert (fault.code, fault.record, fault.detail) == ("checkpoint", 1, "13")
    # What the tables still say names it too.
    fault = store.verify_trail(contents=True).fault
    assert fault is not None
    assert (fault.code, fault.record) == ("row", first)
    for text in (listed[65:], listed.replace(listed[:2], "zz"), listed + listed[:65]):
        with pytest.raises(UserError) as caught:
            read_hashes(text, outside)
        assert caught.value.code == "hashes_do_not_fit"


@pytest.mark.parametrize("cut", [1, 3])
def test_what_is_taken_off_the_end_is_missed_by_verification_and_by_the_next_record(
    store: SqliteStore, cut: int
) -> None:
    for number in range(6):
        store.record_consequence("looked", {"n": number})
    forge(store, "DELETE FROM trail WHERE seq > ?", 6 - cut)
    assert store.verify_trail().fault == TrailFault(7 - cut, "end", "6")
    # Work goes on from what had been written: the gap stays for good, and the record tells how the trail was found.
    store.record_consequence("looked", {"n": 7})
    assert store.verify_trail(contents=False).fault == TrailFault(7 - cut, "number", "7")
    last = json.loads(list(store.trail_records())[-1].body)
    assert last["seq"] == 7
    assert last[trail.DIFFERS]["found"][0] == 6 - cut
    assert last[trail.DIFFERS]["written"][0] == 6


def test_a_record_put_in_at_the_end_is_told_and_stays_told(store: SqliteStore) -> None:
    store.record_consequence("looked", {})
    (one,) = store.trail_records()
    forged = b'{"seq":2,"at":"2026-01-01","kind":"looked","actor":"","data":{}}'
    forge(store, "INSERT INTO trail VALUES (2, ?, ?, ?)", forged, one.hash, trail.chain_hash(one.hash, forged))
    assert store.verify_trail().fault == TrailFault(2, "put_in")
    store.record_consequence("looked", {})
    assert store.verify_trail(contents=False).fault == TrailFault(2, "put_in")


def test_a_head_that_was_removed_is_told_and_stays_told(store: SqliteStore) -> None:
    store.record_consequence("looked", {})
    forge(store, "DELETE FROM trail_head")
    assert store.verify_trail().fault == TrailFault(0, "damaged", "trail_head")
    store.record_consequence("looked", {})
    assert store.verify_trail().fault == TrailFault(1, "headless")


def test_a_head_only_grows(store: SqliteStore) -> None:
    store.record_consequence("looked", {})
    for statement in ("DELETE FROM trail_head", "UPDATE trail_head SET seq = 0", "UPDATE trail_head SET seq = 9"):
        with pytest.raises(sqlite3.DatabaseError, match="head of the audit trail"):
            store.database.conn.execute(statement)
