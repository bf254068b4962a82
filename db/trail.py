"""The audit trail: one record for each consequence, hash-chained, written in the transaction of what it records."""

import hashlib
from collections.abc import Mapping
from typing import Any

from db import codec
from screening.version import VERSION

FIRST = bytes(32)
"""What stands for the hash before the first record."""


def chain_hash(previous: bytes, body: bytes) -> bytes:
    """Return the hash of a record: SHA-256 over 0x00, the hash before it, and its bytes as they are kept.

    The leading zero marks a leaf, as in RFC 6962 section 2.1.
    """
    return hashlib.sha256(b"\x00" + previous + body).digest()


def record(connection: Any, kind: str, data: Mapping[str, Any], actor: str = "") -> int:
    """Append a record to the trail inside the caller's transaction and return its number, from 1 without gaps.

    ``kind`` is a code ("setting_changed", "decided", "manifest_imported", ...), ``data`` holds plain values that JSON
    can keep, ``actor`` is who caused it (empty: the program itself). To be called between BEGIN IMMEDIATE and
    COMMIT of :func:`db.connection.writing`, so that neither is kept without the other.
    """
    last = connection.execute("SELECT seq, hash FROM trail ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous = (last[0] + 1, bytes(last[1])) if last else (1, FIRST)
    body = codec.dump(
        {
            "seq": seq,
            "at": codec.moment(codec.now()),
            "kind": kind,
            "actor": actor,
            "program": VERSION,
            "data": dict(data),
        }
    ).encode("utf-8", "surrogatepass")
    connection.execute(
        "INSERT INTO trail (seq, body, previous, hash) VALUES (?, ?, ?, ?)",
        (seq, body, previous, chain_hash(previous, body)),
    )
    return seq
