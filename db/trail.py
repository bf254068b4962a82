"""The audit trail: one record for each consequence, hash-chained, written in the transaction of what it records."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from db import codec
from screening.errors import StoreUnavailable
from screening.version import VERSION

FIRST = bytes(32)
"""What stands for the hash before the first record."""
MOST = 1 << 62
"""No trail is as long; a larger number was put in."""
DIFFERS = "head_differs"
"""In a record's body: before it the trail did not end as it had been written."""


def chain_hash(previous: bytes, body: bytes) -> bytes:
    """Return the hash of a record: SHA-256 over 0x00, the hash before it, and its bytes as they are kept.

    The leading zero marks a leaf, as in RFC 6962 section 2.1.
    """
    return hashlib.sha256(b"\x00" + previous + body).digest()


def record(connection: Any, kind: str, data: Mapping[str, Any], actor: str = "") -> int:
    """Append a record to the trail inside the caller's transaction and return its number, from 1 without gaps.

    ``kind`` is a code ("setting_changed", "decided", "manifest_imported", ...), ``data`` holds plain values that JSON
    can keep, ``actor`` is who caused it; without it the one who is signed in (``who`` then tells role and machine),
    or the program itself. To be called between BEGIN IMMEDIATE and COMMIT of :func:`db.connection.writing`, so that
    neither is kept without the other.

    A trail that no longer ends with the record that was written last is gone on from as it was written: the gap, or
    the hash that does not fit, stays in it for good, and the next record says so (``head_differs``).
    """
    last = connection.execute("SELECT seq, hash, body FROM trail ORDER BY seq DESC LIMIT 1").fetchone()
    found = (last[0], bytes(last[1])) if last else (0, FIRST)
    kept = connection.execute("SELECT seq, hash FROM trail_head").fetchone()
    head = (kept[0], bytes(kept[1])) if kept else None
    seq, previous = found if head is None else max(found, head, key=lambda one: (one[0], one is head))
    if seq > MOST:
        raise StoreUnavailable("records_damaged", file="", what="trail_head")
    seq += 1
    at = codec.moment(codec.now())
    told = connection.execute("SELECT acting()").fetchone()[0]
    who = codec.load(told) if told else {}
    body: dict[str, Any] = {
        "seq": seq,
        "at": at,
        "kind": kind,
        "actor": actor or who.get("user", ""),
        "program": VERSION,
        "data": dict(data),
    }
    if who:
        body["who"] = who
    if last and at < _time_of(bytes(last[2])):
        # The order is that of the numbers; a clock that was set back is told, not followed.
        body["clock_back"] = True
    if head != found:
        body[DIFFERS] = {"written": [head[0], head[1].hex()] if head else None, "found": [found[0], found[1].hex()]}
    encoded = _encoded(body)
    made = chain_hash(previous, encoded)
    connection.execute(
        "INSERT INTO trail (seq, body, previous, hash) VALUES (?, ?, ?, ?)",
        (seq, encoded, previous, made),
    )
    if head is None:
        connection.execute("INSERT INTO trail_head (id, seq, hash) VALUES (1, ?, ?)", (seq, made))
    else:
        connection.execute("UPDATE trail_head SET seq = ?, hash = ?", (seq, made))
    return seq


def digest(rows: Iterable[Any]) -> str:
    """Return one hash over rows of the database, in their order: what a record says of many rows."""
    found = hashlib.sha256()
    for row in rows:
        found.update(line_of(row))
    return found.hexdigest()


def line_of(row: Any) -> bytes:
    """Return what :func:`digest` takes a row as: its values as a line of JSON."""
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # Half a surrogate pair, a number of more than 64 bits, or a row of a kind of its own.
        return codec.dump(list(row)).encode("utf-8", "surrogatepass") + b"\n"


def digest_lines(found: Any, lines: Iterable[tuple[Any, ...]]) -> None:
    """Take lines of a manifest into a hash that is being made, cheaply: an import has many.

    Each with its id, sheet, row, the three texts that are shown of it, and content.
    """
    found.update(b"".join(map(line_of, lines)))


def digest_lines_without_ids(found: Any, lines: Iterable[tuple[str, int, str]]) -> None:
    """The same as programs did it that took sheet, row and content alone."""
    found.update(
        "".join(f"{sheet}\t{row}\t{content}\n" for sheet, row, content in lines).encode("utf-8", "surrogatepass")
    )


def _time_of(body: bytes) -> str:
    try:
        return str(codec.load(body.decode("utf-8", "surrogatepass"))["at"])
    except (ValueError, TypeError, LookupError):
        # Somebody changed it: that is told by verification, and must not stop the record that comes.
        return ""


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:
        # Half a surrogate pair, as damaged files have them, stays JSON when it is escaped.
        import json

        return json.dumps(body, separators=(",", ":")).encode("ascii")
