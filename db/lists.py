"""Lists of parties and goods in the database."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from db import codec
from db.connection import store_errors, writing
from db.part import StorePart
from screening.model.goods import GoodsRule
from screening.model.lists import Entry, ListChange, ListInfo
from screening.ports import ListedEntry

_LIST_COLUMNS = (
    "list_id", "holds", "title", "format", "source", "sha256", "imported_at", "published_on",
    "entries", "names", "unread", "active",
)  # fmt: skip
_INSERT_LIST = f"INSERT INTO list ({', '.join(_LIST_COLUMNS)}) VALUES ({', '.join('?' * len(_LIST_COLUMNS))})"
_INSERT_ENTRY = "INSERT INTO entry (list_id, entry_id, kind, name, content, content_hash) VALUES (?, ?, ?, ?, ?, ?)"
_UPDATE_ENTRY = "UPDATE entry SET kind = ?, name = ?, content = ?, content_hash = ? WHERE list_id = ? AND entry_id = ?"


class ListTables(StorePart):
    """Implements ``screening.ports.ListStore``."""

    def replace_list(self, info: ListInfo, entries: Iterable[Entry]) -> ListChange:
        """See ``ListStore.replace_list``. An entry id that comes twice is kept once, the later one."""
        new = changed = names = 0
        with writing(self.database, self.path) as connection:
            held = dict(
                connection.execute("SELECT entry_id, content_hash FROM entry WHERE list_id = ?", (info.list_id,))
            )
            self._put_list(connection, info, "parties")
            seen: dict[str, int] = {}
            for entry in entries:
                content = codec.entry_to_text(entry)
                content_hash = codec.hash_of(content)
                row = (entry.kind.value, entry.name, content, content_hash)
                before = held.get(entry.entry_id)
                if entry.entry_id in seen:
                    connection.execute(_UPDATE_ENTRY, (*row, info.list_id, entry.entry_id))
                elif before is None:
                    connection.execute(_INSERT_ENTRY, (info.list_id, entry.entry_id, *row))
                    new += 1
                elif before != content_hash:
                    connection.execute(_UPDATE_ENTRY, (*row, info.list_id, entry.entry_id))
                    changed += 1
                seen[entry.entry_id] = len(entry.names)
            gone = [entry_id for entry_id in held if entry_id not in seen]
            connection.executemany(
                "DELETE FROM entry WHERE list_id = ? AND entry_id = ?", [(info.list_id, g) for g in gone]
            )
            names = sum(seen.values())
            info = replace(info, entries=len(seen), names=names)
            connection.execute(
                "UPDATE list SET entries = ?, names = ? WHERE list_id = ?", (len(seen), names, info.list_id)
            )
        return ListChange(info, new, len(gone), changed)

    def _put_list(self, connection: Any, info: ListInfo, holds: str) -> None:
        row = {**codec.list_to_row(info), "holds": holds}
        updates = ", ".join(f"{c} = excluded.{c}" for c in _LIST_COLUMNS if c != "list_id")
        connection.execute(
            f"{_INSERT_LIST} ON CONFLICT (list_id) DO UPDATE SET {updates}", [row[c] for c in _LIST_COLUMNS]
        )

    def note_unread(self, list_id: str, unread: int) -> None:
        """Keep how many rows of a list could not be read."""
        with writing(self.database, self.path) as connection:
            connection.execute("UPDATE list SET unread = ? WHERE list_id = ?", (unread, list_id))

    def lists(self) -> list[ListInfo]:
        """See ``ListStore.lists``."""
        with store_errors(self.path):
            return [codec.list_from_row(row) for row in self.database.query("SELECT * FROM list ORDER BY list_id")]

    def party_lists(self) -> list[ListInfo]:
        """Return the lists of parties among :meth:`lists`."""
        with store_errors(self.path):
            rows = self.database.query("SELECT * FROM list WHERE holds = 'parties' ORDER BY list_id")
            return [codec.list_from_row(row) for row in rows]

    def set_active(self, list_id: str, active: bool) -> None:
        """See ``ListStore.set_active``."""
        with writing(self.database, self.path) as connection:
            connection.execute("UPDATE list SET active = ? WHERE list_id = ?", (int(active), list_id))

    def entries(self, list_ids: Sequence[str] | None = None) -> Iterator[ListedEntry]:
        """See ``ListStore.entries``."""
        wanted = [info.list_id for info in self.party_lists() if info.active] if list_ids is None else list(list_ids)
        with store_errors(self.path):
            for list_id in wanted:
                rows = self.database.conn.execute(
                    "SELECT content FROM entry WHERE list_id = ? ORDER BY entry_id", (list_id,)
                )
                for (content,) in rows:
                    yield ListedEntry(list_id, codec.entry_from_text(content))

    def entry(self, list_id: str, entry_id: str) -> Entry | None:
        """See ``ListStore.entry``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT content FROM entry WHERE list_id = ? AND entry_id = ?", (list_id, entry_id)
            ).fetchone()
        return codec.entry_from_text(row[0]) if row else None

    def party_version(self) -> str:
        """See ``ListStore.party_version``."""
        digest = hashlib.sha256()
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT list_id, entry_id, content_hash FROM entry JOIN list USING (list_id)"
                " WHERE active = 1 ORDER BY list_id, entry_id"
            )
            for row in rows:
                digest.update("\x1f".join(row).encode())
                digest.update(b"\x1e")
        return digest.hexdigest()

    def replace_goods(self, list_id: str, rules: Iterable[GoodsRule], info: ListInfo) -> None:
        """See ``ListStore.replace_goods``."""
        with writing(self.database, self.path) as connection:
            self._put_list(connection, info, "goods")
            connection.execute("DELETE FROM goods_rule WHERE list_id = ?", (list_id,))
            rows = [(list_id, rule.code, codec.rule_to_text(rule)) for rule in rules]
            connection.executemany("INSERT INTO goods_rule (list_id, code, content) VALUES (?, ?, ?)", rows)
            connection.execute("UPDATE list SET entries = ?, names = 0 WHERE list_id = ?", (len(rows), list_id))

    def goods_rules(self) -> list[GoodsRule]:
        """See ``ListStore.goods_rules``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT list_id, code, content FROM goods_rule JOIN list USING (list_id) WHERE active = 1 ORDER BY id"
            )
            return [codec.rule_from_text(*row) for row in rows]
