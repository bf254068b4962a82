"""Passwords of local accounts, kept as argon2id hashes with the library's own parameters."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from screening.errors import UserError

LEAST_CHARACTERS = 10

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the hash to keep. Raises UserError("password_too_short")."""
    if len(password) < LEAST_CHARACTERS:
        raise UserError("password_too_short", least=LEAST_CHARACTERS)
    return _hasher.hash(_plain(password))


def password_fits(kept: str, password: str) -> bool:
    """Whether a password is the one whose hash was kept."""
    try:
        return _hasher.verify(kept, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def name_key(name: str) -> str:
    """Return a user's name as it is compared: two that look the same are one."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _plain(password: str) -> str:
    # Two keyboards may give the same letter in two forms.
    return unicodedata.normalize("NFC", password)
