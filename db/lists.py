"""Lists of parties and goods in the database, as they are now and as they were on a day."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from db import codec, told, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.model.goods import GoodsRule
from screening.model.lists import Entry, ListInfo
from screening.ports import ListedEntry

SELECT_LISTS = (
    "SELECT list.*, (SELECT headers FROM list_version AS v WHERE v.version_id = list.version_id) AS headers,"
    " (SELECT count(*) FROM list_version AS v WHERE v.list_id = list.list_id AND v.state = 'held'"
    " AND v.version_id > coalesce(list.version_id, 0)) AS held FROM list"
)
_ENTRIES_THEN = (
    "SELECT entry_id, content, content_hash FROM entry WHERE list_id = :list AND since <= :day"
    " UNION ALL SELECT entry_id, content, content_hash FROM entry_past"
    " WHERE list_id = :list AND since <= :day AND until > :day ORDER BY 1"
)


class ListTables(StorePart):
    """Implements the reading half of ``screening.ports.ListStore``; ``db.versions`` has the writing half."""

    def lists(self, as_of: datetime | None = None) -> list[ListInfo]:
        """See ``ListStore.lists``."""
        with store_errors(self.path):
            if as_of is None:
                rows = list(self.database.query(f"{SELECT_LISTS} ORDER BY list_id"))
            else:
                rows = list(
                    self.database.query(
                        "SELECT v.*, v.received_at AS imported_at, 1 AS active, f.since,"
                        # What came from its publisher was checked at least then.
                        " iif(v.source LIKE 'https://%', v.received_at, '') AS checked_at,"
                        " json_extract(v.figures, '$[0]') AS entries, json_extract(v.figures, '$[1]') AS names"
                        " FROM list_force AS f JOIN list_version AS v USING (version_id)"
                        " WHERE f.since <= :day AND (f.until IS NULL OR f.until > :day) ORDER BY v.list_id",
                        {"day": codec.moment(as_of)},
                    )
                )
            return [codec.list_from_row(row) for row in rows]

    def note_checked(self, list_id: str, at: datetime, *, whole: bool = False) -> None:
        """See ``ListStore.note_checked``."""
        with writing(self.database, self.path) as connection:
            connection.execute(
                "UPDATE list SET checked_at = :at, fetched_at = CASE WHEN :whole THEN :at ELSE fetched_at END"
                " WHERE list_id = :list",
                {"at": at.isoformat(), "whole": int(whole), "list": list_id},
            )
            # How old a list is said to be rests on it.
            rows = told.told(connection, ("list_asked", list_id))
            trail.record(connection, "list_asked", {"list": list_id, "whole": whole, told.TOLD: rows})

    def entries(self, list_ids: Sequence[str] | None = None, as_of: datetime | None = None) -> Iterator[ListedEntry]:
        """See ``ListStore.entries``."""
        for list_id in self._party_lists(list_ids, as_of):
            with store_errors(self.path):
                for _, content, _ in self._rows(list_id, as_of):
                    yield ListedEntry(list_id, codec.entry_from_text(content))

    def _party_lists(self, list_ids: Sequence[str] | None, as_of: datetime | None) -> list[str]:
        if list_ids is not None:
            return list(list_ids)
        held = {info.list_id for info in self.lists(as_of) if info.active}
        with store_errors(self.path):
            rows = self.database.conn.execute("SELECT list_id FROM list WHERE holds = 'parties' ORDER BY list_id")
            return [list_id for (list_id,) in rows if list_id in held]

    def _rows(self, list_id: str, as_of: datetime | None) -> Iterator[tuple[str, str, str]]:
        if as_of is None:
            rows = self.database.conn.execute(
                "SELECT entry_id, content, content_hash FROM entry WHERE list_id = ? ORDER BY entry_id", (list_id,)
            )
        else:
            rows = self.database.conn.execute(_ENTRIES_THEN, {"list": list_id, "day": codec.moment(as_of)})
        return iter(rows)

    def entry(self, list_id: str, entry_id: str, as_of: datetime | None = None) -> Entry | None:
        """See ``ListStore.entry``."""
        with store_errors(self.path):
            if as_of is None:
                row = self.database.conn.execute(
                    "SELECT content FROM entry WHERE list_id = ? AND entry_id = ?", (list_id, entry_id)
                ).fetchone()
            else:
                row = self.database.conn.execute(
                    "SELECT content FROM entry WHERE list_id = :list AND entry_id = :entry AND since <= :day"
                    " UNION ALL SELECT content FROM entry_past WHERE list_id = :list AND entry_id = :entry"
                    " AND since <= :day AND until > :day",
                    {"list": list_id, "entry": entry_id, "day": codec.moment(as_of)},
                ).fetchone()
        return codec.entry_from_text(row[0]) if row else None

    def party_version(self, as_of: datetime | None = None) -> str:
        """See ``ListStore.party_version``."""
        digest = hashlib.sha256()
        for list_id in self._party_lists(None, as_of):
            with store_errors(self.path):
                for entry_id, _, content_hash in self._rows(list_id, as_of):
                    digest.update("\x1f".join((list_id, entry_id, content_hash)).encode())
                    digest.update(b"\x1e")
        return digest.hexdigest()

    def goods_rules(self, as_of: datetime | None = None) -> list[GoodsRule]:
        """See ``ListStore.goods_rules``."""
        with store_errors(self.path):
            if as_of is None:
                rows = self.database.conn.execute(
                    "SELECT list_id, code, content FROM goods_rule JOIN list USING (list_id)"
                    " WHERE active = 1 ORDER BY goods_rule.id"
                ).fetchall()
                return [codec.rule_from_text(*row) for row in rows]
            rows = self.database.conn.execute(
                "SELECT 0, id, list_id, code, content FROM goods_rule_past WHERE since <= :day AND until > :day"
                " UNION ALL SELECT 1, id, list_id, code, content FROM goods_rule WHERE since <= :day ORDER BY 1, 2",
                {"day": codec.moment(as_of)},
            ).fetchall()
            held = {info.list_id for info in self.lists(as_of)}
            return [codec.rule_from_text(*row[2:]) for row in rows if row[2] in held]
