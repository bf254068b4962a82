"""Sealing the trail: a checkpoint signed with the store's key, and the log as files that leave the machine."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from screening.audit.checkpoints import Checkpoint, Signer, VerifyKey
from screening.audit.keys import KEY_FILE, KeyPlace, find_signer, key_place, make_signer
from screening.casework.roles import Action
from screening.errors import StoreUnavailable, UserError
from screening.ports import Store
from screening.resources import resource_path

LOG, CHECKPOINT, HASHES, KEY, VERIFIER = (
    "trail.jsonl", "checkpoint.txt", "checkpoint.hashes", "public-key.txt", "verify_trail.py",
)  # fmt: skip

DAY = timedelta(hours=24)

LEAST_PASSPHRASE = 10
"""Letters that the passphrase of the signing key must have."""

_unlocked: dict[tuple[str, str], Signer] = {}
"""Keys from files whose passphrase was given in this process, so that it is asked for once."""


@dataclass(frozen=True, slots=True)
class ExportedTrail:
    """The files that :func:`export_trail` wrote."""

    log: Path
    checkpoint: Path
    hashes: Path
    key: Path | None
    verifier: Path
    records: int
    signed: bool


def checkpoint(store: Store, passphrase: str = "") -> Checkpoint:
    """Make a checkpoint of the trail now: daily, on close, and in every export; cheap where little came since.

    It is signed with the key of the store. A key is made in the system's keyring the first time; where there is no
    keyring and no key file, or its passphrase is not given, the checkpoint is not signed and says so
    (``Checkpoint.signed``): an export never fails for want of a key.
    """
    return store.put_checkpoint(signer_of(store, passphrase))


def daily_checkpoint(store: Store) -> Checkpoint | None:
    """Make a checkpoint when the last one is a day old and something came since; returns it, or None."""
    try:
        made = store.checkpoints()
    except StoreUnavailable as error:
        if error.code != "records_damaged":
            raise
        # One of them was damaged: the one that is made now says so, and everything goes on.
        made = []
    if made and (datetime.now(UTC) - made[0].at < DAY or made[0].size == store.trail_size()):
        return None
    return checkpoint(store)


def signer_of(store: Store, passphrase: str = "") -> Signer | None:
    """Return the store's signing key where it can be had without asking; made in the keyring the first time."""
    name = store.origin()
    place = (str(store.folder), name)
    if place in _unlocked:
        return _unlocked[place]
    signer = find_signer(store.folder, name, passphrase)
    if signer is None:
        if key_place(store.folder, name) is not KeyPlace.NONE:
            return None
        try:
            signer = make_signer(store.folder, name)
        except UserError:
            return None
    _known(store, signer)
    _unlocked[place] = signer
    return signer


def is_unlocked(store: Store) -> bool:
    """Whether the signing key was given or made in this process, so that it signs without asking."""
    return (str(store.folder), store.origin()) in _unlocked


def lock_keys() -> None:
    """Forget the keys whose passphrase was given: whoever works next gives it anew."""
    _unlocked.clear()


def needed_signer(store: Store, passphrase: str = "") -> Signer:
    """Return the signing key for what cannot go unsigned.

    Raises UserError("key_passphrase_wrong") where it is in a file that this does not open, UserError("no_signing_key").
    """
    signer = signer_of(store, passphrase)
    if signer is not None:
        return signer
    if key_place(store.folder, store.origin()) is KeyPlace.FILE:
        raise UserError("key_passphrase_wrong", file=str(store.folder / KEY_FILE))
    raise UserError("no_signing_key", detail="")


def make_key(store: Store, passphrase: str) -> VerifyKey:
    """Make the signing key in a file under a passphrase.

    Raises UserError("key_exists" | "role_may_not" | "passphrase_too_short").
    """
    actor = store.actor
    if not actor.may(Action.KEYS):
        raise UserError("role_may_not", user=actor.name, role=actor.role.value, action=Action.KEYS.value)
    if len(passphrase) < LEAST_PASSPHRASE:
        raise UserError("passphrase_too_short", least=LEAST_PASSPHRASE)
    signer = make_signer(store.folder, store.origin(), passphrase)
    _known(store, signer)
    _unlocked[str(store.folder), signer.name] = signer
    return signer.public


def _known(store: Store, signer: Signer) -> None:
    if signer.public not in store.trail_keys():
        store.add_trail_key(signer.public)


def export_trail(store: Store, folder: Path, passphrase: str = "") -> ExportedTrail:
    """Write the log, a checkpoint of it, the public key and the verifier into a folder, which is made.

    The export itself is recorded first, so that the log ends with it. Raises UserError("cannot_write").
    """
    store.record_consequence("trail_exported", {"folder": folder.name})
    sealed = checkpoint(store, passphrase)
    keys = store.trail_keys()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOG).open("wb") as log, (folder / HASHES).open("w", encoding="ascii") as hashes:
            for record in store.trail_records(1, sealed.size):
                log.write(log_line(record.hash, record.body))
                hashes.write(record.hash.hex() + "\n")
        (folder / CHECKPOINT).write_text(sealed.note, encoding="utf-8", newline="\n")
        if keys:
            (folder / KEY).write_text(keys[0].text() + "\n", encoding="utf-8", newline="\n")
        shutil.copyfile(resource_path("verifier", VERIFIER), folder / VERIFIER)
    except OSError as error:
        raise UserError("cannot_write", file=str(folder), detail=error.strerror or "") from error
    return ExportedTrail(
        folder / LOG,
        folder / CHECKPOINT,
        folder / HASHES,
        folder / KEY if keys else None,
        folder / VERIFIER,
        sealed.size,
        sealed.signed,
    )


def log_line(record_hash: bytes, body: bytes) -> bytes:
    """Return a record as a line of the exported log; the body stands in it byte for byte as it was hashed."""
    return b'{"hash":"' + record_hash.hex().encode() + b'","body":' + body + b"}\n"
