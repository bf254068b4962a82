"""The one-file verifier: published vectors, agreement with another implementation, and mutation of all its inputs."""

import base64
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from db.store import SqliteStore
from db.trail import chain_hash
from screening.audit.merkle import TreeHead
from screening.audit.seal import ExportedTrail, log_line
from tests.audit.conftest import load_verifier
from tests.audit.vectors import VECTORS

Log = list[bytes]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_published_signatures_hold(verifier: ModuleType, public: str, message: str, signature: str) -> None:
    key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verifier.ed25519_verifies(key, signed, text)
    assert not verifier.ed25519_verifies(key, signed, text + b"x")
    for place in range(64):
        changed = bytearray(signed)
        changed[place] ^= 1 << place % 8
        assert not verifier.ed25519_verifies(key, bytes(changed), text), place


def test_a_number_above_the_order_is_refused(verifier: ModuleType) -> None:
    public, message, signature = (bytes.fromhex(part) for part in VECTORS[2])
    number = int.from_bytes(signature[32:], "little") + verifier.ORDER
    assert not verifier.ed25519_verifies(public, signature[:32] + number.to_bytes(32, "little"), message)


def test_a_point_has_one_encoding(verifier: ModuleType) -> None:
    assert verifier._point((1).to_bytes(32, "little")) == (0, 1, 1, 0)
    assert verifier._point((1 + 2**255).to_bytes(32, "little")) is None  # x = 0 with a sign
    assert verifier._point((verifier.P + 1).to_bytes(32, "little")) is None
    assert verifier._point((2).to_bytes(32, "little")) is None  # no such point
    assert not verifier.ed25519_verifies(b"short", b"x" * 64, b"")
    assert not verifier.ed25519_verifies(b"x" * 32, b"short", b"")


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 2**31))
def test_it_agrees_with_the_library(message: bytes, seed: int) -> None:
    verifier = load_verifier()
    secret = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(str(seed).encode()).digest())
    signature = secret.sign(message)
    public = secret.public_key().public_bytes_raw()
    assert verifier.ed25519_verifies(public, signature, message)
    assert not verifier.ed25519_verifies(public, signature, message + b".")


def test_both_trees_are_that_of_the_standard(verifier: ModuleType) -> None:
    def head(leaves: list[bytes]) -> bytes:
        """Straight from the definition of RFC 6962 section 2.1."""
        if not leaves:
            return hashlib.sha256(b"").digest()
        if len(leaves) == 1:
            return leaves[0]
        half = 1 << ((len(leaves) - 1).bit_length() - 1)
        return hashlib.sha256(b"\x01" + head(leaves[:half]) + head(leaves[half:])).digest()

    leaves = [hashlib.sha256(b"\x00" + bytes([n])).digest() for n in range(70)]
    ours, theirs = TreeHead(), verifier.Tree()
    assert ours.root() == theirs.root() == head([])
    for n, leaf in enumerate(leaves, 1):
        ours.add(leaf)
        theirs.add(leaf)
        assert ours.root() == theirs.root() == head(leaves[:n])
        assert TreeHead(ours.size, ours.peaks).root() == ours.root()


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the exported verifier in a bare interpreter: isolated, without site-packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_the_exported_log_holds_with_nothing_installed(exported: ExportedTrail) -> None:
    assert exported.key is not None
    arguments = [exported.verifier, exported.log, "--checkpoint", exported.checkpoint, "--hashes", exported.hashes]
    done = run(*arguments, "--key", exported.key.read_text())
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"OK: {exported.records} records" in done.stdout
    assert "Signed checkpoints hold" in done.stdout
    assert "NOT checked" in run(*arguments).stdout
    assert "No checkpoint was given" in run(exported.verifier, exported.log).stdout
    assert run(exported.verifier, exported.log, "--checkpoint", "no-such-file").returncode == 2


def test_every_line_is_json_with_the_body_as_it_was_hashed(exported: ExportedTrail, store: SqliteStore) -> None:
    records = list(store.trail_records())
    lines = exported.log.read_bytes().splitlines()
    assert len(lines) == len(records) == exported.records
    for line, record in zip(lines, records, strict=True):
        assert json.loads(line)["body"] == json.loads(record.body)


@pytest.mark.parametrize(
    ("differs", "bad"),
    [
        ({"written": [3, "ab"], "found": [5, "cd"]}, 4),
        ({"written": None, "found": [5, "cd"]}, 5),
        (["nothing"], 6),
        (None, 0),
    ],
)
def test_a_record_that_tells_of_another_end_is_no_record_of_a_whole_trail(
    verifier: ModuleType, store: SqliteStore, differs: object, bad: int
) -> None:
    for number in range(5):
        store.record_consequence("looked", {"n": number, "text": '"head_differs":'})
    records = [(record.hash, record.body) for record in store.trail_records()]
    body = json.dumps({"seq": 6, "kind": "looked", "head_differs": differs}, separators=(",", ":")).encode()
    lines = [log_line(*one)[:-1] for one in (*records, (chain_hash(records[-1][0], body), body))]
    number, found, why = verifier.verify_lines(lines)
    assert (number, found) == (6, bad)
    assert ("record 6 tells it" in why) is (bad in (4, 5))


def test_a_checkpoint_that_lost_one_bit_is_refused(verifier: ModuleType, exported: ExportedTrail) -> None:
    assert exported.key is not None
    key = verifier.read_key(exported.key.read_text())
    note = exported.checkpoint.read_text(encoding="utf-8")
    assert verifier.note_is_signed(note, key)
    signed, _, signature = note.partition("\n\n")
    for place in range(len(signed)):
        changed = signed[:place] + chr(ord(signed[place]) ^ 1) + signed[place + 1 :]
        assert not verifier.note_is_signed(changed + "\n\n" + signature, key), place
    other = base64.b64encode(b"\x01" + bytes(32)).decode()
    with pytest.raises(verifier.Unreadable):
        verifier.read_key("name+00000000+" + other)


# --- alterations ------------------------------------------------------------------------------------------------


def hashed_anew(bodies: list[bytes], first: int) -> Log:
    """Return log lines for bodies whose numbers and hashes are made to fit, as a forger without the key would."""
    previous, lines = bytes(32), []
    for number, body in enumerate(bodies, 1):
        if number >= first:
            body = b'{"seq":%d,' % number + body.split(b",", 1)[1]
        previous = hashlib.sha256(b"\x00" + previous + body).digest()
        lines.append(log_line(previous, body).rstrip(b"\n"))
    return lines


def alter(log: Log, rng: random.Random) -> tuple[str, Log, int]:
    """Change a log at random; return what was done, the changed log, and the number of the first bad record."""
    n = rng.randrange(len(log))
    bodies = [line[82:-1] for line in log]
    kind = rng.choice(
        ("edit", "hash", "drop", "swap", "insert", "repeat", "cut", "edit again", "drop again", "insert again")
    )
    if kind == "edit":
        place = rng.randrange(82, len(log[n]) - 1)
        line = bytearray(log[n])
        line[place] = (line[place] + rng.randrange(1, 256)) % 256
        return kind, [*log[:n], bytes(line), *log[n + 1 :]], n + 1
    if kind == "hash":
        place = rng.randrange(9, 73)
        digit = rng.choice([d for d in b"0123456789abcdef" if d != log[n][place]])
        return kind, [*log[:n], log[n][:place] + bytes([digit]) + log[n][place + 1 :], *log[n + 1 :]], n + 1
    if kind == "drop":
        return kind, [*log[:n], *log[n + 1 :]], n + 1
    if kind == "swap":
        other = rng.choice([m for m in range(len(log)) if m != n])
        low, high = sorted((n, other))
        changed = list(log)
        changed[low], changed[high] = changed[high], changed[low]
        return kind, changed, low + 1
    if kind == "insert":
        return kind, [*log[:n], log_line(bytes(32), bodies[n].replace(b"1", b"2")).rstrip(b"\n"), *log[n:]], n + 1
    if kind == "repeat":
        return kind, [*log[:n], log[n], log[n], *log[n + 1 :]], n + 2
    if kind == "cut":
        return kind, log[:n], n + 1
    if kind == "edit again":
        body = bodies[n].replace(b'"data":{', b'"data":{"x":%d,' % rng.randrange(10**6), 1)
        return kind, hashed_anew([*bodies[:n], body, *bodies[n + 1 :]], n + 1), n + 1
    if kind == "drop again":
        return kind, hashed_anew([*bodies[:n], *bodies[n + 1 :]], n + 1), n + 1
    return kind, hashed_anew([*bodies[:n], bodies[rng.randrange(len(log))] + b" ", *bodies[n:]], n + 1), n + 1


def alterations(verifier: ModuleType, exported: ExportedTrail, times: int, seed: int) -> None:
    rng = random.Random(seed)
    log = exported.log.read_bytes().splitlines()
    hashes = exported.hashes.read_text().split()
    checkpoint = verifier.read_checkpoint(exported.checkpoint.read_text(encoding="utf-8"))
    assert verifier.verify_lines(log, [checkpoint], hashes) == (len(log), 0, "")
    done: set[str] = set()
    for _ in range(times):
        kind, changed, first = alter(log, rng)
        done.add(kind)
        assert changed != log
        named = verifier.verify_lines(changed, [checkpoint])[1]
        # Where nothing was hashed anew the chain itself breaks at the record; else the checkpoint alone tells a range.
        expected = {"edit again": 1, "insert again": 1, "drop again": len(log)}.get(kind, first)
        assert named == expected, kind
        assert verifier.verify_lines(changed, [checkpoint], hashes)[1] == first, kind
    assert len(done) == 10


def test_alterations_are_found_and_the_first_bad_record_named(verifier: ModuleType, exported: ExportedTrail) -> None:
    alterations(verifier, exported, 400, 8)


@pytest.mark.long
def test_ten_thousand_alterations_are_found(verifier: ModuleType, exported: ExportedTrail) -> None:
    alterations(verifier, exported, 10_000, 2026)


def test_two_checkpoints_that_differ_are_told(verifier: ModuleType, exported: ExportedTrail) -> None:
    log = exported.log.read_bytes().splitlines()
    size, root = verifier.read_checkpoint(exported.checkpoint.read_text(encoding="utf-8"))
    assert verifier.verify_lines(log, [(size, root), (size, bytes(32))])[1] == size
    assert verifier.verify_lines(log, [(0, bytes(32))])[1] == 1
    assert verifier.verify_lines([], [(0, hashlib.sha256(b"").digest())]) == (0, 0, "")


def test_a_log_whose_last_line_has_no_end_was_cut(
    verifier: ModuleType, exported: ExportedTrail, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(exported.log.read_bytes()[:-1])
    assert verifier.verify_lines(verifier.read_lines(str(cut)))[1] == exported.records


def test_every_byte_of_the_package_matters(exported: ExportedTrail) -> None:
    assert exported.key is not None
    rng = random.Random(5)
    verifier = load_verifier()
    key = exported.key.read_text()
    told = [str(exported.log), "--checkpoint", str(exported.checkpoint), "--hashes", str(exported.hashes), "--key", key]
    capture: Callable[[], int] = lambda: int(verifier.main(told))  # noqa: E731
    assert capture() == 0
    for path in (exported.log, exported.checkpoint, exported.hashes):
        whole = path.read_bytes()
        for _ in range(60):
            place = rng.randrange(len(whole))
            changed = bytearray(whole)
            changed[place] ^= 1 << rng.randrange(7)
            path.write_bytes(bytes(changed))
            assert capture() in (1, 2), (path.name, place)
        path.write_bytes(whole)
