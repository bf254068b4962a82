"""Rows that are older than the trail: their numbers stand in a record since the store was brought up.

Times do not tell them: a clock that stood wrong, or was set back, would make every one of them look put in.
"""

from contextlib import suppress
from typing import Any

from db import codec, trail
from db.digests import gone_digests
from db.told import GATHERED, GONE, NAMED, NAMES, TOLD, told, told_of_file, told_of_manifest

TAKEN = "rows_taken"
"""Kind of records of rows that no program told of before: their hashes as they stood when the store was brought up."""
KIND = "rows_before_trail"
"""Kind of the record: data has ``rows``, by table either how many there are and their greatest number, or their names."""

NUMBERED = {
    "decision": ("decision_id", ""),
    "run": ("run_id", " WHERE finished_at IS NOT NULL"),
    "manifest": ("manifest_id", " WHERE complete = 1"),
}
"""Tables whose rows can be older than the trail and are told by records since: id, and which of them are whole."""
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
    the first row that a record names is older, and everything where none names any: that program told of none. Lists
    have the numbers of their versions, and other tables without numbers the order in which their rows came. No time is
    asked: whoever puts a row in writes any time they like.
    """
    named = _named(connection)
    rows: dict[str, Any] = {}
    for table, query in _QUERIES.items():
        said = named.get(table, set())
        found = connection.execute(query).fetchall()
        lowest = min((order for key, order in found if key in said), default=None)
        if table == "list":
            lowest = min(named.get("list_version", ()), default=lowest)
        keys = [
            key
            for key, order in found
            if key not in said and (not isinstance(key, int) or key > 0) and (lowest is None or (order or 0) < lowest)
        ]
        if keys:
            numbered = isinstance(keys[0], int)
            rows[table] = {"rows": len(keys), "through": max(keys)} if numbered else {"names": sorted(keys)}
    if rows:
        trail.record(connection, KIND, {"rows": rows})


_QUERIES = {
    **{table: f"SELECT {column}, {column} FROM {table}{where}" for table, (column, where) in NUMBERED.items()},
    **{table: f"SELECT {column}, rowid FROM {table}" for table, column in NAMED.items()},
    "profile": "SELECT shape, rowid FROM profile",
    "list": "SELECT list_id, version_id FROM list",
}
"""By table: what names its rows, and the order in which they came."""


def take_rows(connection: Any) -> None:
    """Record what rows are now that no program told of before; once, inside the caller's transaction.

    From then on a change of them is found. Nothing tells whether they were changed earlier, and verification says so.
    """
    rows = told(connection, *(("list_asked", one) for (one,) in connection.execute("SELECT list_id FROM list")))
    for (number,) in connection.execute("SELECT id FROM batch_file").fetchall():
        rows |= told_of_file(connection, number)
    gone = {
        str(number): gone_digests(connection, number)
        for (number,) in connection.execute("SELECT DISTINCT rescreening_id FROM hit_gone").fetchall()
    }
    if rows or gone:
        trail.record(connection, TAKEN, {TOLD: rows, GONE: gone})
    for (manifest_id,) in connection.execute(
        "SELECT manifest_id FROM manifest WHERE complete = 1 AND manifest_id NOT IN"
        " (SELECT manifest_id FROM manifest_deleted)"
    ).fetchall():
        gathered = connection.execute("SELECT 1 FROM history_done WHERE manifest_id = ?", (manifest_id,)).fetchone()
        tables = ("manifest", "line", "manifest_text", *(GATHERED if gathered else ()))
        rows = told_of_manifest(connection, manifest_id, tables)
        trail.record(connection, TAKEN, {"manifest": manifest_id, TOLD: rows})


def _named(connection: Any) -> dict[str, set[Any]]:
    """Return what records name by table."""
    named: dict[str, set[Any]] = {}
    for (raw,) in connection.execute("SELECT body FROM trail ORDER BY seq"):
        # Whatever somebody made of a record is for verification to tell.
        with suppress(*_NOT_OURS):
            body = codec.load(bytes(raw))
            kind, data = body["kind"], body["data"]
            if kind in _TELL:
                table, field = _TELL[kind]
                said = data[field]
                named.setdefault(table, set()).update(said if isinstance(said, list) else [said])
            for table, field in NAMES.get(kind, ()):
                named.setdefault(table, set()).add(data[field])
    return named


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
