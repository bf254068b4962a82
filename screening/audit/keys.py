"""The signing key: in the system's keyring, or in a file under a passphrase where there is none."""

import base64
import os
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from screening.audit.checkpoints import Signer
from screening.errors import UserError

SERVICE = "Tekser audit trail"
KEY_FILE = "signing.key"


class KeyPlace(StrEnum):
    """Where the key of a store is."""

    KEYRING = "keyring"
    FILE = "file"
    NONE = "none"


def key_place(folder: Path, name: str) -> KeyPlace:
    """Tell where the key is that signs under a name."""
    if (folder / KEY_FILE).exists():
        return KeyPlace.FILE
    return KeyPlace.KEYRING if _from_keyring(name) else KeyPlace.NONE


def find_signer(folder: Path, name: str, passphrase: str = "") -> Signer | None:
    """Return the key, or None when there is none or it is in a file and no passphrase is given.

    Raises UserError("key_passphrase_wrong").
    """
    path = folder / KEY_FILE
    if path.exists():
        if not passphrase:
            return None
        try:
            secret = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode())
        except (ValueError, TypeError) as error:
            raise UserError("key_passphrase_wrong", file=str(path)) from error
        if not isinstance(secret, Ed25519PrivateKey):
            raise UserError("key_passphrase_wrong", file=str(path))
        return Signer(name, secret)
    kept = _from_keyring(name)
    return Signer(name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(kept))) if kept else None


def make_signer(folder: Path, name: str, passphrase: str = "") -> Signer:
    """Make a new key and keep it: in a file when a passphrase is given, else in the keyring.

    Raises UserError("no_keyring") when there is no keyring and no passphrase, and UserError("key_exists").
    """
    if key_place(folder, name) is not KeyPlace.NONE:
        raise UserError("key_exists", name=name)
    secret = Ed25519PrivateKey.generate()
    if not passphrase:
        _to_keyring(name, base64.b64encode(secret.private_bytes_raw()).decode())
        return Signer(name, secret)
    pem = secret.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    # The rights come before the first byte.
    handle = os.open(folder / KEY_FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return Signer(name, secret)


def _from_keyring(name: str) -> str:
    # Imported late: it looks for every keyring of the system.
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name) or ""
    except (KeyringError, OSError, RuntimeError):
        return ""


def _to_keyring(name: str, secret: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, name, secret)
        kept = keyring.get_password(SERVICE, name)
    except (KeyringError, OSError, RuntimeError) as error:
        raise UserError("no_keyring", detail=str(error).splitlines()[0] if str(error) else "") from error
    if kept != secret:
        # The keyring that keeps nothing takes everything.
        raise UserError("no_keyring", detail="")
