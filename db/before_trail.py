"""Rows that are older than the trail: their numbers stand in a record since the store was brought up.

Times do not tell them: a clock that stood wrong, or was set back, would make every one of them look put in.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from db import codec, trail
from db.told import NAMED, NAMES

KIND = "rows_before_trail"
"""Kind of the record: data has ``rows``, by table either how many there are and their greatest number, or their names."""

NUMBERED = {
    "decision": ("decision_id", "decided_at", ""),
    "run": ("run_id", "finished_at", " WHERE finished_at IS NOT NULL"),
    "manifest": ("manifest_id", "imported_at", " WHERE complete = 1"),
}
"""Tables whose rows can be older than the trail and are told by records since: id, time, which of them are whole."""
_TELL = {
    "decided": ("decision", "decisions"),
    "screened": ("run", "run"),
    "manifest_imported": ("manifest", "manifest"),
    "profile_kept": ("profile", "shape"),
}
_NOT_OURS = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def put_record(connection: Any) -> None:
    """Write the record, where there are such rows; once, inside the caller's transaction.

    A store without any record has nothing else. In one that has records by an earlier program what is numbered before
    the first row that a record names is older; where none names any, what says that it was made before the first record.
    """
    first_at, named = _named(connection)
    rows: dict[str, Any] = {}
    for table, query in _queries():
        told = named.get(table, set())
        numbers = [one for one in told if isinstance(one, int)]
        lowest = min(numbers, default=0)
        keys = [
            key
            for key, moment in connection.execute(query)
            if key not in told and (not first_at or moment < first_at or (isinstance(key, int) and 0 < key < lowest))
        ]
        if keys:
            numbered = isinstance(keys[0], int)
            rows[table] = {"rows": len(keys), "through": max(keys)} if numbered else {"names": sorted(keys)}
    if rows:
        trail.record(connection, KIND, {"rows": rows})


def _queries() -> Iterator[tuple[str, str]]:
    for table, (column, at, where) in NUMBERED.items():
        yield table, f"SELECT {column}, {at} FROM {table}{where}"
    for table, (column, at) in {**NAMED, "profile": ("shape", "made_at")}.items():
        yield table, f"SELECT {column}, {at} FROM {table}"


def _named(connection: Any) -> tuple[str, dict[str, set[Any]]]:
    """Return when the first record was written, and what records name by table."""
    first_at = ""
    named: dict[str, set[Any]] = {}
    for (raw,) in connection.execute("SELECT body FROM trail ORDER BY seq"):
        # Whatever somebody made of a record is for verification to tell.
        with suppress(*_NOT_OURS):
            body = codec.load(bytes(raw))
            first_at = first_at or str(body["at"])
            kind, data = body["kind"], body["data"]
            if kind in _TELL:
                table, field = _TELL[kind]
                said = data[field]
                named.setdefault(table, set()).update(said if isinstance(said, list) else [said])
            for table, field in NAMES.get(kind, ()):
                named.setdefault(table, set()).add(data[field])
    return first_at, named


class OlderRows:
    """What the record says of rows that are older than the trail, and how many of them were found."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, Any]] | None = None
        self._found: dict[str, int] = {}

    @property
    def found(self) -> int:
        """How many rows were found that are older."""
        return sum(self._found.values())

    def take(self, data: dict[str, Any]) -> str:
        """Take in the record; a second one is none of ours."""
        if self._told is not None:
            return KIND
        self._told = dict(data["rows"])
        return ""

    def has(self, table: str, key: Any) -> bool:
        """Return whether a row that no other record tells of is one of them; each row is asked for once."""
        told = (self._told or {}).get(table)
        if told is None:
            return False
        if "names" in told:
            is_one = key in told["names"]
        else:
            is_one = 0 < key <= told["through"] and self._found.get(table, 0) < told["rows"]
        self._found[table] = self._found.get(table, 0) + is_one
        return bool(is_one)
