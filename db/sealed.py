"""Files beside an encrypted database: AES-GCM in blocks, each bound to its place and to whether it is the last.

A block that is cut off, moved or changed is refused; a file is read and written as a stream.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from screening.errors import InternalFault

MARK = b"TEKSER1\0"
BLOCK = 64 << 10
_NONCE = 12
_TAG = 16


def file_key(key: bytes) -> bytes:
    """Return the key for files that a store's key gives."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, None, b"tekser files").derive(key)


def is_sealed(path: Path) -> bool:
    """Whether a file is one of these."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def seal(source: IO[bytes], target: IO[bytes], key: bytes) -> None:
    """Encrypt a stream."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, start = AESGCM(file_key(key)), os.urandom(_NONCE)
    target.write(MARK + start)
    number, block = 0, source.read(BLOCK)
    while True:
        following = source.read(BLOCK) if len(block) == BLOCK else b""
        last = not following
        target.write(cipher.encrypt(_nonce(start, number), block, _bound(number, last)))
        if last:
            return
        number, block = number + 1, following


def unsealed(source: IO[bytes], key: bytes) -> Iterator[bytes]:
    """Yield the blocks of a stream. Raises InternalFault("kept_file_damaged")."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if source.read(len(MARK)) != MARK:
        raise InternalFault("kept_file_damaged", detail="mark")
    cipher, start = AESGCM(file_key(key)), source.read(_NONCE)
    number, block = 0, source.read(BLOCK + _TAG)
    while True:
        following = source.read(BLOCK + _TAG)
        last = not following
        try:
            yield cipher.decrypt(_nonce(start, number), block, _bound(number, last))
        except (InvalidTag, ValueError) as error:
            raise InternalFault("kept_file_damaged", detail=f"block {number}") from error
        if last:
            return
        number, block = number + 1, following


def keep(source: IO[bytes], target: IO[bytes], key: bytes | None) -> None:
    """Copy a stream as this store keeps files: encrypted where it has a key."""
    if key:
        seal(source, target, key)
    else:
        shutil.copyfileobj(source, target, 1 << 20)


def content_of(path: Path, key: bytes | None, name: str, sha256: str) -> bytes:
    """Return what was kept under a hash, ``name`` being what people call it.

    Raises InternalFault("kept_file_damaged") when the file is gone or its content is no longer what was kept.
    """
    try:
        with path.open("rb") as file:
            content = b"".join(unsealed(file, key)) if key else file.read()
    except OSError as error:
        raise InternalFault("kept_file_damaged", file=name, detail=error.strerror or "") from error
    except InternalFault as fault:
        raise InternalFault(fault.code, file=name, **fault.data) from fault
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InternalFault("kept_file_damaged", file=name, detail=sha256)
    return content


def _nonce(start: bytes, number: int) -> bytes:
    return (int.from_bytes(start) ^ number).to_bytes(_NONCE)


def _bound(number: int, last: bool) -> bytes:
    return number.to_bytes(8) + bytes([last])
