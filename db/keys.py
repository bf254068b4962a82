"""The key of an encrypted store: random, under a passphrase, in the system's keyring where wished, and on paper.

The printed recovery key is the key itself, so that the database and that sheet are enough, whatever else is lost.
"""

import base64
import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from db.names import DATABASE_NAME
from screening.disk import put_in_place
from screening.errors import StoreUnavailable, UserError

KEY_FILE = "encryption.json"
KEY_BYTES = 32
LEAST_PASSPHRASE = 10
"""Characters; the store holds ten years of an office's work."""
SERVICE = "Tekser store"

_SQLITE = b"SQLite format 3\0"
_ARGON2 = {"time_cost": 3, "memory_cost": 64 << 10, "parallelism": 4}
_BOUND = b"tekser store key 1"
_CHECK_BYTES = 3


def is_encrypted(folder: Path) -> bool:
    """Whether the database of a folder is encrypted, by its own first bytes; a damaged one without a key file is not."""
    try:
        with (folder / DATABASE_NAME).open("rb") as file:
            head = file.read(len(_SQLITE))
    except OSError:
        head = b""
    if not head:
        # Gone or empty: its backups say it.
        return (folder / KEY_FILE).exists()
    return head != _SQLITE and (folder / KEY_FILE).exists()


def new_key() -> bytes:
    """Return a new random key."""
    return os.urandom(KEY_BYTES)


def keep_key(folder: Path, key: bytes, passphrase: str, *, keyring: bool = False) -> None:
    """Write the key file: the key under a passphrase. With ``keyring`` it is put into the system's keyring too.

    Raises UserError("passphrase_short" | "no_keyring"), OSError.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < LEAST_PASSPHRASE:
        raise UserError("passphrase_short", least=LEAST_PASSPHRASE)
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_stretched(passphrase, salt, _ARGON2)).encrypt(nonce, key, _BOUND)
    content = {
        "format": 1,
        "argon2id": {**_ARGON2, "salt": salt.hex()},
        "aes-gcm": {"nonce": nonce.hex(), "key": wrapped.hex()},
        "keyring": keyring,
        "check": hashlib.sha256(_BOUND + key).hexdigest()[:16],
    }
    if keyring:
        _put_in_keyring(folder, key)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".part-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
    put_in_place(Path(name), folder / KEY_FILE)


def forget_key(folder: Path) -> None:
    """Remove the key file and what the keyring holds."""
    content = _content(folder)
    if content.get("keyring"):
        import keyring

        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, _account(folder))
    (folder / KEY_FILE).unlink(missing_ok=True)


def key_of(folder: Path, secret: str) -> bytes:
    """Return the key that a passphrase or the recovery key gives. Raises StoreUnavailable("key_wrong")."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    content = _content(folder)
    recovered = key_from_text(secret)
    if recovered is not None:
        if content and content.get("check") != hashlib.sha256(_BOUND + recovered).hexdigest()[:16]:
            raise StoreUnavailable("key_wrong", file=str(folder))
        return recovered
    try:
        costs = dict(content["argon2id"])
        stretched = _stretched(secret, bytes.fromhex(costs.pop("salt")), costs)
        sealed = content["aes-gcm"]
        return AESGCM(stretched).decrypt(bytes.fromhex(sealed["nonce"]), bytes.fromhex(sealed["key"]), _BOUND)
    except (InvalidTag, KeyError, ValueError, TypeError) as error:
        raise StoreUnavailable("key_wrong", file=str(folder)) from error


def key_in_keyring(folder: Path) -> bytes | None:
    """Return the key that the system's keyring holds for a folder, or None."""
    content = _content(folder)
    if not content.get("keyring"):
        return None
    import keyring

    try:
        text = keyring.get_password(SERVICE, _account(folder))
    except keyring.errors.KeyringError:
        return None
    key = key_from_text(text) if text else None
    return key if key and content.get("check") == hashlib.sha256(_BOUND + key).hexdigest()[:16] else None


def key_to_text(key: bytes) -> str:
    """Return a key as it is printed: letters and digits in groups of four, with a check against slips of the pen."""
    text = base64.b32encode(key + hashlib.sha256(key).digest()[:_CHECK_BYTES]).decode()
    return "-".join(text[n : n + 4] for n in range(0, len(text), 4))


def key_from_text(text: str) -> bytes | None:
    """Return the key that was printed so, or None when it is none or was mistyped."""
    plain = "".join(text.upper().split()).replace("-", "").translate(str.maketrans("018", "OIB"))
    try:
        content = base64.b32decode(plain)
    except ValueError:
        return None
    key, mark = content[:KEY_BYTES], content[KEY_BYTES:]
    return key if len(key) == KEY_BYTES and mark == hashlib.sha256(key).digest()[:_CHECK_BYTES] else None


def _stretched(passphrase: str, salt: bytes, costs: dict[str, Any]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode("utf-8", "surrogatepass"), salt, hash_len=KEY_BYTES, type=Type.ID, **costs)


def _content(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / KEY_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _account(folder: Path) -> str:
    return os.path.realpath(folder)


def _put_in_keyring(folder: Path, key: bytes) -> None:
    import keyring

    try:
        keyring.set_password(SERVICE, _account(folder), key_to_text(key))
    except keyring.errors.KeyringError as error:
        raise UserError("no_keyring", detail=str(error)) from error
