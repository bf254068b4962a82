"""What records of the trail tell of rows that change: the hash of a group of rows as it was when the record was made.

The last record that tells of a group holds. Entries of lists have besides a sum for every moment at which they changed,
so that also what was in force on an earlier day is known to be what it was then.
"""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from db import codec, trail

if TYPE_CHECKING:
    from db.before_trail import OlderRows

TOLD = "told"
"""In a record's data: hashes by group, whose name is that of the table and what chooses its rows."""
ENTRIES = "entries_sum"
"""In a record's data: the sum over the entries (or rules) of its list in force from then on; ``at`` has the moment."""

_LIST = "list_id, holds, title, format, source, sha256, imported_at, published_on, entries, names, unread, active"
_VERSION = (
    "version_id, list_id, holds, state, title, format, source, files, sha256, headers, received_at, published_on,"
    " figures, unread, notes, problems, decided_by, decided_at, reason"
)
_GROUPS = {
    "list": f"SELECT {_LIST}, version_id, file_date FROM list WHERE list_id = ?",
    "list_version": f"SELECT {_VERSION} FROM list_version WHERE version_id = CAST(? AS INTEGER)",
    "list_force": "SELECT version_id, since, until, decided_by, reason FROM list_force WHERE list_id = ? ORDER BY id",
    "entry": "SELECT entry_id, kind, name, content_hash, since FROM entry WHERE list_id = ? ORDER BY entry_id",
    "goods_rule": "SELECT code, content, since FROM goods_rule WHERE list_id = ? ORDER BY code, content",
    "rate": "SELECT currency, base, day, worth, source FROM rate WHERE ? = '' ORDER BY currency, base, day",
    "rate_before": "SELECT currency, base, day, until, worth, source FROM rate_before WHERE ? = ''"
    " ORDER BY currency, base, day, until",
    "ownership_check": "SELECT run_id, party, answer, source, user, checked_at FROM ownership_check"
    " WHERE check_id = CAST(? AS INTEGER)",
    "batch": "SELECT kind, key, title, started_at, finished_at FROM batch WHERE batch_id = CAST(? AS INTEGER)",
    "case_file": "SELECT sha256, decisions, user, made_at FROM case_file WHERE case_id = ?",
    "rescreening": "SELECT started_at, finished_at, since, program_version, settings, lists, figures FROM rescreening"
    " WHERE rescreening_id = CAST(? AS INTEGER)",
    "run_not_checked": "SELECT rule, field, lines FROM run_not_checked WHERE run_id = CAST(? AS INTEGER)"
    " ORDER BY rule, field",
}  # fmt: skip
OF_LISTS = ("entry", "goods_rule")
"""Groups that take as long as the lists are large."""
_BITS = 2048
_MOST = 1 << _BITS


def told(connection: Any, *groups: tuple[str, object]) -> dict[str, str]:
    """Return the hashes of groups (table, what chooses its rows), as a record keeps them under :data:`TOLD`."""
    return {f"{table}:{chosen}": _digest(connection, table, str(chosen)) for table, chosen in groups}


def told_of_list(connection: Any, list_id: str, version_id: int) -> dict[str, str]:
    """Return what a record tells of a list after its entries changed: its row, version, periods and entries."""
    rules = connection.execute("SELECT holds FROM list WHERE list_id = ?", (list_id,)).fetchone()[0] == "goods"
    entries = ("goods_rule" if rules else "entry", list_id)
    return told(connection, ("list", list_id), ("list_version", version_id), ("list_force", list_id), entries)


def entries_sum(connection: Any, list_id: str) -> str:
    """Return the sum over what is in force of a list now."""
    total = sum(
        _leaf(*row) for query in _IN_FORCE for row in connection.execute(f"{query} WHERE list_id = ?", (list_id,))
    )
    return f"{total % _MOST:x}"


_IN_FORCE = ("SELECT entry_id, content_hash FROM entry", "SELECT code, content FROM goods_rule")


def _leaf(name: str, content: str) -> int:
    """Return the summand of an entry: as long that nobody finds others that give the same sum."""
    text = f"{len(name)}:{name}{content}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.shake_256(text).digest(_BITS // 8))


def _digest(connection: Any, table: str, chosen: str) -> str:
    return trail.digest(connection.execute(_GROUPS[table], (chosen,)))


class ToldRows:
    """What the records told of such rows so far; compared with the tables at the end."""

    def __init__(self, connection: Any, *, lists: bool = True) -> None:
        self._connection = connection
        self._lists = lists
        self._told: dict[str, str] = {}
        self._sums: dict[str, dict[str, str]] = {}
        self._named: dict[str, set[str]] = {table: set() for table in NAMED}

    def take(self, kind: str, data: dict[str, Any]) -> None:
        """Take in a record."""
        if TOLD in data:
            self._told.update(data[TOLD])
        if ENTRIES in data:
            self._sums.setdefault(data["list"], {})[data["at"]] = data[ENTRIES]
        for table, field in NAMES.get(kind, ()):
            self._named[table].add(str(data[field]))

    def tells(self, table: str, chosen: object) -> bool:
        """Whether a record has the hash of a group."""
        return f"{table}:{chosen}" in self._told

    def differs(self, older: "OlderRows", *, deleted: bool) -> str:
        """Return the first group that is not what was told of it, or a row that nobody told of; empty when all hold."""
        for name, digest in self._told.items():
            table, _, chosen = name.partition(":")
            if (table in OF_LISTS and not self._lists) or (table in _GOES and deleted) or table not in _GROUPS:
                continue
            if _digest(self._connection, table, chosen) != digest:
                return f"{table} {chosen}".strip()
        for table, (column, _) in NAMED.items():
            for (key,) in self._connection.execute(f"SELECT {column} FROM {table}"):
                if str(key) not in self._named[table] and not older.has(table, key):
                    return f"{table} {key}"
        return self._entries() if self._lists else ""

    def _entries(self) -> str:
        """Compare every entry with its hash, and what was in force after each change with what was told of it then."""
        changes: dict[str, dict[str, int]] = {}
        for table, query, hashed in _ENTRY_ROWS:
            for list_id, name, content, digest, since, until in self._connection.execute(query):
                if hashed and codec.hash_of(content) != digest:
                    return f"{table} {list_id} {name}"
                leaf, at = _leaf(name, digest), changes.setdefault(list_id, {})
                at[since] = at.get(since, 0) + leaf
                if until is not None:
                    at[until] = at.get(until, 0) - leaf
        for list_id, sums in self._sums.items():
            first, total = min(sums), 0
            moments = changes.get(list_id, {})
            for moment in sorted({*moments, *sums}):
                total += moments.get(moment, 0)
                if moment >= first and sums.get(moment) != f"{total % _MOST:x}":
                    return f"list {list_id}, {moment}"
        return ""


def _entry_rows() -> Iterable[tuple[str, str, bool]]:
    for table, name, digest in (("entry", "entry_id", "content_hash"), ("goods_rule", "code", "content")):
        hashed = digest != "content"
        yield table, f"SELECT list_id, {name}, content, {digest}, since, NULL FROM {table}", hashed
        yield f"{table}_past", f"SELECT list_id, {name}, content, {digest}, since, until FROM {table}_past", hashed


_ENTRY_ROWS = tuple(_entry_rows())
_GOES = ("run_not_checked",)
"""Groups that go with a manifest that is deleted."""
NAMED = {
    "list": ("list_id", "imported_at"),
    "list_version": ("version_id", "received_at"),
    "ownership_check": ("check_id", "checked_at"),
    "batch": ("batch_id", "started_at"),
    "case_file": ("case_id", "made_at"),
    "rescreening": ("rescreening_id", "started_at"),
}
"""Tables of which every row is named by a record, since there are records: its name, and its time."""
NAMES = {
    "list_put_in_force": (("list", "list"), ("list_version", "version")),
    "list_held": (("list_version", "version"),),
    "ownership_checked": (("ownership_check", "check"),),
    "batch_begun": (("batch", "batch"),),
    "case_exported": (("case_file", "case"),),
    "rescreened": (("rescreening", "rescreening"),),
}
"""Which kinds of records name such rows, and in which field."""
