"""What records of the trail tell of rows that change: the hash of a group of rows as it was when the record was made.

The last record that tells of a group holds, and one that names it under :data:`OVER` says that it is there no more. Where
a record names the columns too (``history_line(line_id,day,...):7``), a column that comes later makes it not wrong, and
what a later program keeps otherwise needs a record of its own in the same transaction. Entries of lists have besides a sum
for every moment at which they changed, so that also what was in force on an earlier day is known to be what it was then.
"""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from db import codec, trail

if TYPE_CHECKING:
    from db.before_trail import OlderRows

TOLD = "told"
"""In a record's data: hashes by group, whose name is that of the table and what chooses its rows."""
OVER = "told_over"
"""In a record's data: groups that are there no more."""
GONE = "gone_hits"
"""In a record's data: by re-screening and run, the hash over the hits that would not come again (``db.digests``)."""
ENTRIES = "entries_sum"
"""In a record's data: the sum over the entries (or rules) of its list in force from then on; ``at`` has the moment."""

_LIST = "list_id, holds, title, format, source, sha256, imported_at, published_on, entries, names, unread, active"
_VERSION = (
    "version_id, list_id, holds, state, title, format, source, files, sha256, headers, received_at, published_on,"
    " figures, unread, notes, problems, decided_by, decided_at, reason"
)
_GROUPS = {
    "list": f"SELECT {_LIST}, version_id, file_date FROM list WHERE list_id = ?",
    "list_asked": "SELECT checked_at, fetched_at FROM list WHERE list_id = ?",
    "list_version": f"SELECT {_VERSION} FROM list_version WHERE version_id = CAST(? AS INTEGER)",
    "list_force": "SELECT version_id, since, until, decided_by, reason FROM list_force WHERE list_id = ? ORDER BY id",
    "entry": "SELECT entry_id, kind, name, content_hash, since FROM entry WHERE list_id = ? ORDER BY entry_id",
    "goods_rule": "SELECT code, content, since FROM goods_rule WHERE list_id = ? ORDER BY code, content",
    "rate": "SELECT currency, base, day, worth, source FROM rate WHERE ? = '' ORDER BY currency, base, day",
    "rate_before": "SELECT currency, base, day, until, worth, source FROM rate_before WHERE ? = ''"
    " ORDER BY currency, base, day, until",
    "ownership_check": "SELECT run_id, party, answer, source, user, checked_at FROM ownership_check"
    " WHERE check_id = CAST(? AS INTEGER)",
    "batch_file_run": "SELECT run_id FROM batch_file WHERE id = CAST(? AS INTEGER)",
    "batch": "SELECT kind, key, title, started_at, finished_at FROM batch WHERE batch_id = CAST(? AS INTEGER)",
    "case_file": "SELECT sha256, decisions, user, made_at FROM case_file WHERE case_id = ?",
    "rescreening": "SELECT started_at, finished_at, since, program_version, settings, lists, figures FROM rescreening"
    " WHERE rescreening_id = CAST(? AS INTEGER)",
    "run_not_checked": "SELECT rule, field, lines FROM run_not_checked WHERE run_id = CAST(? AS INTEGER)"
    " ORDER BY rule, field",
}  # fmt: skip
_CHOSEN = {
    "manifest": ("manifest_id = CAST(? AS INTEGER)", "manifest_id", {"questions"}),
    "line": ("manifest_id = CAST(? AS INTEGER)", "line_id", {"manifest_id", "sheet", "row", "content"}),
    "manifest_text": ("manifest_id = CAST(? AS INTEGER)", "kind, folded", {"manifest_id"}),
    "history_line": ("manifest_id = CAST(? AS INTEGER)", "line_id", {"manifest_id"}),
    "shipment": ("manifest_id = CAST(? AS INTEGER)", "shipment_id", {"manifest_id"}),
    "shipment_lines": (
        "shipment_id IN (SELECT shipment_id FROM shipment WHERE manifest_id = CAST(? AS INTEGER))",
        "shipment_id, first_line", set[str](),
    ),
    "line_mark": (
        # Its index begins with other columns.
        "line_id IN (SELECT line_id FROM history_line WHERE manifest_id = CAST(? AS INTEGER))",
        "line_id", set[str](),
    ),
    "batch_file": ("id = CAST(? AS INTEGER)", "id", {"run_id"}),
}  # fmt: skip
"""Groups told with the names of their columns: what chooses their rows, their order, and which columns are left out.

What left-out columns hold is the same in all rows, or changes without telling anybody anything.
"""
OF_MANIFEST = ("manifest", "line", "manifest_text", "history_line", "shipment", "shipment_lines", "line_mark")
"""Groups that are chosen by a manifest, and go with it."""
GATHERED = ("history_line", "shipment", "shipment_lines", "line_mark")
"""Those of them that are made when a manifest is screened for the first time."""
OF_LISTS = ("entry", "goods_rule")
"""Groups that take as long as the lists are large."""
_BITS = 2048
_MOST = 1 << _BITS


def told(connection: Any, *groups: tuple[str, object]) -> dict[str, str]:
    """Return the hashes of groups (table, what chooses its rows), as a record keeps them under :data:`TOLD`."""
    found = {}
    for table, chosen in groups:
        columns = _columns_told(connection, table)
        named = f"{table}({','.join(columns)})" if columns else table
        found[f"{named}:{chosen}"] = _digest(connection, table, str(chosen), columns)
    return found


def told_of_manifest(connection: Any, manifest_id: int, tables: Iterable[str]) -> dict[str, str]:
    """Return what a record tells of rows that were made for a manifest."""
    return told(connection, *((table, manifest_id) for table in tables))


def groups_of_file(file_id: int) -> tuple[str, str]:
    """Return the names of the groups that tell of a file of a batch."""
    return f"batch_file:{file_id}", f"batch_file_run:{file_id}"


def told_of_file(connection: Any, file_id: int) -> dict[str, str]:
    """Return what a record tells of a file of a batch; its screening apart, which may go with its manifest."""
    return told(connection, ("batch_file", file_id), ("batch_file_run", file_id))


def told_of_list(connection: Any, list_id: str, version_id: int) -> dict[str, str]:
    """Return what a record tells of a list after its entries changed: its row, version, periods and entries."""
    rules = connection.execute("SELECT holds FROM list WHERE list_id = ?", (list_id,)).fetchone()[0] == "goods"
    entries = ("goods_rule" if rules else "entry", list_id)
    rows = (("list", list_id), ("list_asked", list_id), ("list_version", version_id), ("list_force", list_id))
    return told(connection, *rows, entries)


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


def _columns_told(connection: Any, table: str) -> list[str]:
    if table not in _CHOSEN:
        return []
    left_out = _CHOSEN[table][2]
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    return [name for name in names if name not in left_out]


def _digest(connection: Any, table: str, chosen: str, columns: Iterable[str] = ()) -> str:
    """Return the hash of a group; empty where it has not the columns that were told."""
    if table not in _CHOSEN:
        return trail.digest(connection.execute(_GROUPS[table], (chosen,)))
    where, order, _ = _CHOSEN[table]
    if not set(columns) <= {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}:
        return ""
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY {order}"
    return trail.digest(connection.execute(query, (chosen,)))


class ToldRows:
    """What the records told of such rows so far; compared with the tables at the end."""

    def __init__(self, connection: Any, *, lists: bool = True) -> None:
        self._connection = connection
        self._lists = lists
        self._told: dict[tuple[str, str], tuple[str, str]] = {}
        """By table and what chooses the rows: the columns that were told, and the hash."""
        self._sums: dict[str, dict[str, str]] = {}
        self._named: dict[str, set[str]] = {table: set() for table in NAMED}

    def take(self, kind: str, data: dict[str, Any]) -> None:
        """Take in a record."""
        for name, digest in data.get(TOLD, {}).items():
            table, columns, chosen = _parts(name)
            self._told[table, chosen] = (columns, digest)
        for name in data.get(OVER, ()):
            table, _, chosen = _parts(name)
            self._told.pop((table, chosen), None)
        if ENTRIES in data:
            self._sums.setdefault(data["list"], {})[data["at"]] = data[ENTRIES]
        for table, field in NAMES.get(kind, ()):
            self._named[table].add(str(data[field]))

    def tells(self, table: str, chosen: object) -> bool:
        """Whether a record has the hash of a group."""
        return (table, str(chosen)) in self._told

    def differs(self, older: "OlderRows", deleted: set[int]) -> str:
        """Return the first group that is not what was told of it, or a row that nobody told of; empty when all hold.

        ``deleted`` has the manifests that a record says were deleted.
        """
        for (table, chosen), (columns, digest) in self._told.items():
            if (table in OF_LISTS and not self._lists) or table not in {**_GROUPS, **_CHOSEN}:
                continue
            if deleted and self._is_gone(table, chosen, deleted):
                continue
            if _digest(self._connection, table, chosen, columns.split(",")) != digest:
                return f"{table} (manifest {chosen})" if table in OF_MANIFEST else f"{table} {chosen}".strip()
        for table, query in _UNTOLD.items():
            for (key,) in self._connection.execute(query):
                if not self.tells(table, key) and not (table in OF_MANIFEST and key in deleted):
                    return f"{table} (manifest {key})" if table in OF_MANIFEST else f"{table} {key}"
        for table, query in _OF_NOTHING.items():
            row = self._connection.execute(query).fetchone()
            if row:
                return f"{table} {row[0]}"
        for table, column in NAMED.items():
            for (key,) in self._connection.execute(f"SELECT {column} FROM {table}"):
                if str(key) not in self._named[table] and not older.has(table, key):
                    return f"{table} {key}"
        return self._entries() if self._lists else ""

    def _is_gone(self, table: str, chosen: str, deleted: set[int]) -> bool:
        """Return whether a group went with a manifest that was deleted."""
        if table in OF_MANIFEST:
            return int(chosen) in deleted
        if table not in _OF_RUN:
            return False
        row = self._connection.execute(_OF_RUN[table], (chosen,)).fetchone()
        return row is None or row[0] is None or row[0] in deleted

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


def _parts(name: str) -> tuple[str, str, str]:
    """Return table, columns, and what chooses the rows of a group, of the name that a record has for it."""
    told_table, _, chosen = name.partition(":")
    table, _, columns = told_table.partition("(")
    return table, columns.rstrip(")"), chosen


def _entry_rows() -> Iterable[tuple[str, str, bool]]:
    for table, name, digest in (("entry", "entry_id", "content_hash"), ("goods_rule", "code", "content")):
        hashed = digest != "content"
        yield table, f"SELECT list_id, {name}, content, {digest}, since, NULL FROM {table}", hashed
        yield f"{table}_past", f"SELECT list_id, {name}, content, {digest}, since, until FROM {table}_past", hashed


_ENTRY_ROWS = tuple(_entry_rows())
_OF_RUN = {
    "run_not_checked": "SELECT manifest_id FROM run WHERE run_id = CAST(? AS INTEGER)",
    "batch_file_run": "SELECT r.manifest_id FROM batch_file AS f LEFT JOIN run AS r USING (run_id)"
    " WHERE f.id = CAST(? AS INTEGER)",
}
"""Groups that go with the manifest of a screening: what tells which one that is."""


def _manifests_in(table: str) -> str:
    """Return a query for the manifests that a table has rows of, which leaps from each to the next by an index."""
    return (
        f"WITH RECURSIVE one (id) AS (SELECT min(manifest_id) FROM {table} UNION ALL SELECT (SELECT min(manifest_id)"
        f" FROM {table} WHERE manifest_id > id) FROM one WHERE id IS NOT NULL) SELECT id FROM one WHERE id IS NOT NULL"
        # Of an import that is under way, or broke off, nothing is told yet.
        " AND id NOT IN (SELECT manifest_id FROM manifest WHERE complete = 0)"
    )


_UNTOLD = {
    "manifest_text": _manifests_in("manifest_text"),
    "history_line": _manifests_in("history_line"),
    "shipment": _manifests_in("shipment"),
    "batch_file": "SELECT id FROM batch_file",
}
"""Tables whose rows are all told of: what names those that are there."""
_OF_NOTHING = {
    "shipment_lines": "SELECT shipment_id FROM shipment_lines WHERE shipment_id NOT IN (SELECT shipment_id FROM shipment)",
    "line_mark": "SELECT line_id FROM line_mark WHERE line_id NOT IN (SELECT line_id FROM history_line)",
}
"""Rows that stand beside others, where those are not there."""
NAMED = {
    "list": "list_id",
    "list_version": "version_id",
    "ownership_check": "check_id",
    "batch": "batch_id",
    "case_file": "case_id",
    "rescreening": "rescreening_id",
}
"""Tables of which every row is named by a record, since there are records: by what."""
NAMES = {
    "list_put_in_force": (("list", "list"), ("list_version", "version")),
    "list_held": (("list_version", "version"),),
    "ownership_checked": (("ownership_check", "check"),),
    "batch_begun": (("batch", "batch"),),
    "case_exported": (("case_file", "case"),),
    "rescreened": (("rescreening", "rescreening"),),
}
"""Which kinds of records name such rows, and in which field."""
