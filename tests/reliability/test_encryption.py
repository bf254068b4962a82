"""Encryption at rest: what is encrypted cannot be read, what is lost can be recovered, and nothing changes but that."""

import hashlib
import io
import os
import random
import sqlite3
from pathlib import Path

import pytest

import main
from db import driver, keys, sealed
from db.names import DATABASE_NAME
from db.store import DataFolder
from screening.errors import InternalFault, StoreUnavailable, UserError
from tests.db.test_store import add_manifest, entry, list_info
from ui.terminal.app import EXIT_STORE, Services, run

pytest.importorskip("sqlcipher3")

PASSPHRASE = "сорок тысяч обезьян"
NAME = "Северный завод точной механики"
ORIGINAL = b"the sender's own bytes"


def filled(folder: Path) -> None:
    with DataFolder(folder) as opened, opened.open() as store:
        store.replace_list(list_info(), [entry("1", NAME)])
        add_manifest(store, folder, sha256=hashlib.sha256(ORIGINAL).hexdigest())
    (folder / "m.xlsx").unlink()
    with DataFolder(folder):  # which backs up what it finds
        pass


def contents(folder: Path) -> list[object]:
    with DataFolder(folder) as opened, opened.open() as store:
        (manifest,) = store.manifests()
        assert store.read_original(manifest.info) == ORIGINAL
        lines = [line for batch in store.lines(manifest.manifest_id) for line in batch]
        return [store.entries().__next__(), manifest, lines, store.lists()]


def plain_places(folder: Path) -> list[str]:
    """Return the files in which the words of lists, lines or the sender can be read."""
    words = (NAME.encode(), "ТОО Алма".encode(), ORIGINAL, b"CREATE TABLE")
    return [
        str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and any(w in p.read_bytes() for w in words)
    ]


def test_nothing_of_the_officers_can_be_read_and_all_of_it_is_there(tmp_path: Path) -> None:
    filled(tmp_path)
    before = contents(tmp_path)
    assert len(plain_places(tmp_path)) >= 3  # the database, its backup, the original
    folder = DataFolder(tmp_path)
    folder.encrypt(PASSPHRASE, user="aigul")
    assert plain_places(tmp_path) == []
    with pytest.raises(StoreUnavailable) as caught, DataFolder(tmp_path):
        pass
    assert caught.value.code == "store_locked"
    again = DataFolder(tmp_path)
    with pytest.raises(StoreUnavailable) as caught:
        again.unlock("сорок тысяч обезьяны")
    assert caught.value.code == "key_wrong"
    again.unlock(PASSPHRASE)
    with again, again.open() as store:
        assert [store.entries().__next__(), store.manifests()[0]] == before[:2]
        assert store.read_original(store.manifests()[0].info) == ORIGINAL
        assert store.database.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert store.database.conn.execute("PRAGMA cipher_version").fetchone()[0]
        last = store.database.conn.execute("SELECT body FROM trail ORDER BY seq DESC LIMIT 1").fetchone()[0]
        assert b'"encrypted"' in bytes(last)
        # What is written from now on is encrypted too.
        store.put_setting("office", NAME, "aigul")
        (tmp_path / "second").write_bytes(ORIGINAL * 9000)
        assert plain_places(tmp_path) == ["second"]
    (tmp_path / "second").unlink()
    again.decrypt("aigul")
    assert contents(tmp_path) == before
    assert not (tmp_path / keys.KEY_FILE).exists()


def test_the_recovery_key_opens_the_store_without_anything_else(tmp_path: Path) -> None:
    """The database and the sheet of paper are enough: another machine, no key file, no keyring."""
    filled(tmp_path / "here")
    before = contents(tmp_path / "here")
    recovery = DataFolder(tmp_path / "here").encrypt(PASSPHRASE)
    there = tmp_path / "there"
    there.mkdir()
    for name in (DATABASE_NAME, keys.KEY_FILE):
        (there / name).write_bytes((tmp_path / "here" / name).read_bytes())
    (there / "originals").mkdir()
    for path in (tmp_path / "here" / "originals").iterdir():
        (there / "originals" / path.name).write_bytes(path.read_bytes())
    (there / keys.KEY_FILE).write_text("{}")
    folder = DataFolder(there)
    assert folder.locked
    folder.unlock(recovery.lower().replace("-", " "))
    with folder, folder.open() as store:
        assert store.entries().__next__() == before[0]
    folder.encrypt("a new passphrase")
    fresh = DataFolder(there)
    fresh.unlock("a new passphrase")
    with fresh:
        pass


def test_a_backup_of_an_encrypted_store_is_restored_with_the_recovery_key(tmp_path: Path) -> None:
    filled(tmp_path)
    before = contents(tmp_path)
    recovery = DataFolder(tmp_path).encrypt(PASSPHRASE)
    (tmp_path / DATABASE_NAME).write_bytes(os.urandom(30_000))
    folder = DataFolder(tmp_path)
    folder.unlock(recovery)
    with pytest.raises(StoreUnavailable) as caught, folder:
        pass
    assert caught.value.code == "store_damaged"
    assert folder.restore(folder.backups()[0].path) is not None
    with folder, folder.open() as store:
        assert store.entries().__next__() == before[0]


def test_the_terminal_asks_reads_a_descriptor_or_ends_with_five(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def tekser(*arguments: str, secret: str | None = None) -> int:
        services = Services(data_folder=main.data_folder, open_window=lambda folder, manifest_id=None: 0)
        if secret is None:
            return run(["--data-dir", str(tmp_path), *arguments], services)
        reader, writer = os.pipe()
        os.write(writer, f"{secret}\n".encode())
        os.close(writer)
        try:
            return run(["--data-dir", str(tmp_path), "--passphrase-fd", str(reader), *arguments], services)
        finally:
            os.close(reader)

    filled(tmp_path)
    assert tekser("encrypt", secret="short") == 2
    assert tekser("encrypt", secret=PASSPHRASE) == 0
    out = capfd.readouterr().out
    recovery = "-".join(line.strip() for line in out.splitlines() if line.startswith("    "))
    assert keys.key_from_text(recovery) is not None
    assert tekser("lists", "status") == EXIT_STORE
    err = capfd.readouterr().err
    assert len(err.strip().splitlines()) == 1
    assert tekser("lists", "status", secret="nonsense of mine") == EXIT_STORE
    assert tekser("lists", "status", secret=PASSPHRASE) == 0
    assert tekser("lists", "status", secret=recovery) == 0
    assert tekser("decrypt", secret=recovery) == 0
    assert tekser("lists", "status") == 0
    assert PASSPHRASE not in capfd.readouterr().out
    log = (tmp_path / "logs" / "tekser.log").read_text(encoding="utf-8")
    assert PASSPHRASE not in log
    assert recovery not in log
    assert recovery.replace("-", "") not in log


@pytest.mark.parametrize("left", ["backups", "originals", "database"])
def test_an_encryption_that_was_broken_off_is_gone_on_with(
    tmp_path: Path, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path)
    before = contents(tmp_path)
    calls = 0

    def stop(*_: object) -> None:
        raise UserError("cannot_encrypt", file="", detail="stopped")

    with monkeypatch.context() as patched:
        if left == "originals":
            patched.setattr("db.encryption._convert_files", stop)
        elif left == "backups":
            patched.setattr("db.encryption.backups", stop)
        else:
            from db.encryption import _convert_database as real

            def second(path: Path, old: bytes | None, new: bytes | None) -> None:
                nonlocal calls
                calls += 1
                if path.name == DATABASE_NAME:
                    stop()
                real(path, old, new)

            patched.setattr("db.encryption._convert_database", second)
        with pytest.raises(UserError):
            DataFolder(tmp_path).encrypt(PASSPHRASE)
    DataFolder(tmp_path).encrypt(PASSPHRASE)
    assert plain_places(tmp_path) == []
    folder = DataFolder(tmp_path)
    folder.unlock(PASSPHRASE)
    folder.decrypt()
    assert contents(tmp_path) == before


def test_the_key_file_does_not_hold_the_key(tmp_path: Path) -> None:
    key = keys.new_key()
    keys.keep_key(tmp_path, key, PASSPHRASE)
    content = (tmp_path / keys.KEY_FILE).read_bytes()
    assert key.hex().encode() not in content
    assert keys.key_to_text(key).encode() not in content
    assert (tmp_path / keys.KEY_FILE).stat().st_mode & 0o077 == 0
    assert keys.key_of(tmp_path, PASSPHRASE) == key


def test_a_slip_of_the_pen_in_the_recovery_key_is_noticed() -> None:
    chance = random.Random(7)
    text = keys.key_to_text(keys.new_key())
    for _ in range(300):
        at = chance.randrange(len(text))
        other = chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        if text[at] not in (other, "-"):
            assert keys.key_from_text(text[:at] + other + text[at + 1 :]) is None
    assert keys.key_from_text(text.replace("O", "0").replace("I", "1")) is not None


@pytest.mark.parametrize("size", [0, 1, sealed.BLOCK - 1, sealed.BLOCK, sealed.BLOCK + 1, 3 * sealed.BLOCK])
def test_a_sealed_file_comes_back_and_no_change_of_it_passes(size: int) -> None:
    key, content = keys.new_key(), random.Random(size).randbytes(size)
    target = io.BytesIO()
    sealed.seal(io.BytesIO(content), target, key)
    kept = target.getvalue()
    assert b"".join(sealed.unsealed(io.BytesIO(kept), key)) == content
    chance = random.Random(size)
    changed = [kept[:-1], kept[: -sealed.BLOCK - 16], kept + b"x", kept[:20] + kept[21:]]
    for _ in range(20):
        flipped = bytearray(kept)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        changed.append(bytes(flipped))
    for data in changed:
        with pytest.raises(InternalFault):
            list(sealed.unsealed(io.BytesIO(data), key))
    with pytest.raises(InternalFault):
        list(sealed.unsealed(io.BytesIO(kept), keys.new_key()))


def test_a_plain_sqlite_cannot_read_it(tmp_path: Path) -> None:
    filled(tmp_path)
    DataFolder(tmp_path).encrypt(PASSPHRASE)
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT count(*) FROM sqlite_schema")
    connection.close()
    assert driver.database_errors()[-1].__module__.startswith("sqlcipher3")


def test_attachments_are_encrypted_and_read_as_they_were(tmp_path: Path) -> None:
    """Kept before, while and after the folder is encrypted; the same content is kept once."""
    filled(tmp_path / "data")
    papers = [tmp_path / f"papers{n}.pdf" for n in range(3)]
    for n, path in enumerate(papers):
        path.write_bytes(f"{NAME} {n} ".encode() * 9000)
    folder = DataFolder(tmp_path / "data")
    with folder, folder.open() as store:
        first = store.keep_attachment(papers[0])
        assert store.attachment_path(first.sha256).read_bytes() == papers[0].read_bytes()
    folder.encrypt(PASSPHRASE)
    assert plain_places(tmp_path / "data") == []
    folder.unlock(PASSPHRASE)
    with folder, folder.open() as store:
        second = store.keep_attachment(papers[1])
        assert store.keep_attachment(papers[0]) == first
        assert (second.sha256, second.size) == (
            hashlib.sha256(papers[1].read_bytes()).hexdigest(), papers[1].stat().st_size,
        )  # fmt: skip
        assert [store.read_attachment(a) for a in (first, second)] == [p.read_bytes() for p in papers[:2]]
        assert plain_places(tmp_path / "data") == []
        path = store.attachment_path(second.sha256)
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(InternalFault) as caught:
            store.read_attachment(second)
        assert caught.value.code == "kept_file_damaged"
        path.write_bytes(whole)
    folder.decrypt("aigul")
    with DataFolder(tmp_path / "data") as opened, opened.open() as store:
        assert store.attachment_path(second.sha256).read_bytes() == papers[1].read_bytes()
        assert store.read_attachment(first) == papers[0].read_bytes()
