"""Entries of a new version of a list, laid aside in a database file of their own until they are put in force.

Not in a temporary table: SQLite may keep those in memory (the one that comes with the program always does), and a
large list would take hundreds of megabytes there. The file is attached to the store's connection, without a journal,
since it is thrown away whatever happens; one that a killed Tekser leaves is removed at the next start by its name.
"""

import os
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from db import codec
from screening.model.lists import Entry

_BATCH = 2000
_PREFIX = ".part-staging-"
"""Beginning of the file's name; ``db.leftovers`` removes all that begins like this."""


def lay(connection: Any, folder: Path, entries: Iterable[Entry]) -> int:
    """Lay entries aside in place of earlier ones; return how many there are (an id that comes twice is one)."""
    clear(connection)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    os.close(handle)
    connection.execute("ATTACH DATABASE ? AS staging", (name,))
    connection.execute("PRAGMA staging.journal_mode = OFF")
    connection.execute("PRAGMA staging.synchronous = OFF")
    connection.execute(
        "CREATE TABLE staging.staged (number INTEGER PRIMARY KEY, entry_id TEXT NOT NULL UNIQUE, kind TEXT, name TEXT,"
        " content TEXT, content_hash TEXT, state TEXT NOT NULL DEFAULT '') STRICT"
    )
    # Only the file of its own is written: no lock of the store's database is taken.
    connection.execute("BEGIN")
    try:
        rows = map(_row, entries)
        while batch := list(islice(rows, _BATCH)):
            connection.executemany(
                "INSERT OR REPLACE INTO staging.staged (entry_id, kind, name, content, content_hash)"
                " VALUES (?, ?, ?, ?, ?)",
                batch,
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        clear(connection)
        raise
    return int(connection.execute("SELECT count(*) FROM staging.staged").fetchone()[0])


def clear(connection: Any) -> None:
    """Throw away what is laid aside, if anything is. Not within a transaction."""
    for _, schema, name in connection.execute("PRAGMA database_list").fetchall():
        if schema == "staging":
            connection.execute("DETACH DATABASE staging")
            Path(name).unlink(missing_ok=True)


def _row(entry: Entry) -> tuple[str, str, str, str, str]:
    content = codec.entry_to_text(entry)
    return entry.entry_id, entry.kind.value, entry.name, content, codec.hash_of(content)


def swap(connection: Any, list_id: str, now: str) -> tuple[int, int, int]:
    """Put what is laid aside in place of a list's entries, within the caller's transaction.

    Entries that go or change move to ``entry_past``. Returns how many came, went and changed.
    """
    # What becomes of each is settled first: a statement that reads the table it writes is done in memory.
    connection.execute(
        "UPDATE staging.staged SET state = CASE (SELECT content_hash = staged.content_hash FROM entry"
        " WHERE list_id = ? AND entry.entry_id = staged.entry_id) WHEN 1 THEN 'same' WHEN 0 THEN 'changed' ELSE 'new' END",
        (list_id,),
    )
    connection.execute(
        "INSERT INTO entry_past (list_id, entry_id, content, content_hash, since, until)"
        " SELECT e.list_id, e.entry_id, e.content, e.content_hash, e.since, :now FROM entry AS e"
        " LEFT JOIN staging.staged AS s USING (entry_id)"
        " WHERE e.list_id = :list AND coalesce(s.state, 'gone') <> 'same'",
        {"now": now, "list": list_id},
    )
    gone = connection.execute(
        "DELETE FROM entry WHERE list_id = ? AND entry_id NOT IN (SELECT entry_id FROM staging.staged)", (list_id,)
    ).rowcount
    last = connection.execute("SELECT coalesce(max(number), 0) FROM staging.staged").fetchone()[0]
    changed = 0
    for first in range(1, last + 1, _BATCH):
        changed += connection.execute(
            "UPDATE entry SET kind = s.kind, name = s.name, content = s.content, content_hash = s.content_hash,"
            " since = ? FROM staging.staged AS s WHERE entry.list_id = ? AND s.entry_id = entry.entry_id"
            " AND s.state = 'changed' AND s.number BETWEEN ? AND ?",
            (now, list_id, first, first + _BATCH - 1),
        ).rowcount
    came = connection.execute(
        "INSERT INTO entry (list_id, entry_id, kind, name, content, content_hash, since)"
        " SELECT ?, entry_id, kind, name, content, content_hash, ? FROM staging.staged WHERE state = 'new'"
        " ORDER BY entry_id",
        (list_id, now),
    ).rowcount
    return came, gone, changed
