"""Changes of the database as somebody makes them who has the file, and what verification says of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from db.store import SqliteStore
from screening.model.trail import TrailFault


@contextmanager
def forged(store: SqliteStore) -> Iterator[Any]:
    """Change the database as somebody would who has the file, without the triggers; all is as it was afterwards."""
    connection = store.database.conn
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield connection
    finally:
        connection.execute("ROLLBACK")
        connection.execute("PRAGMA ignore_check_constraints = OFF")
        connection.execute("PRAGMA foreign_keys = ON")


def columns(connection: Any, table: str) -> list[tuple[str, str]]:
    return [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]


def keys_of(connection: Any, table: str) -> tuple[str, list[tuple[Any, ...]]]:
    """Return the condition that chooses one row of a table, and its values for every row, in their order."""
    (made,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    names = ["rowid"]
    if "WITHOUT ROWID" in made:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    keys = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {', '.join(names)}").fetchall()
    return " AND ".join(f"{name} = ?" for name in names), keys


def altered(kind: str, value: Any) -> Any:
    if kind == "BLOB":
        return b"forged"
    if kind == "TEXT":
        return f"{value} forged"
    return (value or 0) + (1 if kind == "INTEGER" else 1.5)


def fault_after(store: SqliteStore, statement: str, values: Sequence[object] = ()) -> TrailFault | None:
    """Make an edit that changes something, and return what verification finds then; all is as it was afterwards."""
    with forged(store) as connection:
        before = connection.total_changes
        connection.execute(statement, values)
        assert connection.total_changes > before, statement
        return store.verify_trail().fault
