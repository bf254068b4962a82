"""Folded texts of lines, by which they are found whatever the case of their letters."""

from collections.abc import Iterable, Sequence
from typing import Any


def put_line_texts(connection: Any, rows: Iterable[Sequence[Any]]) -> None:
    """Keep the folded texts of lines (line id, manifest id, party, goods, route), inside the caller's transaction."""
    connection.executemany(
        "INSERT INTO line_text (line_id, manifest_id, party, goods, route) VALUES (?, ?, ?, ?, ?)",
        (
            (line_id, manifest_id, party.casefold(), goods.casefold(), route.casefold())
            for line_id, manifest_id, party, goods, route in rows
        ),
    )


def like_pattern(text: str) -> str:
    """Return the pattern of LIKE, escaped by a backslash, that finds a text anywhere in a folded column."""
    escaped = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
