"""Screening runs and their hits in the database."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from db import codec, run_facts, told, trail
from db.connection import store_errors, writing
from db.digests import questions_digest
from db.hit_rows import INSERT_HIT, SELECT_HITS, hit_of, hit_row, hits_digest, stored_hits, unscreened_digest
from db.part import StorePart
from db.review_questions import make_questions
from screening.casework.roles import Action
from screening.errors import InternalFault
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, HitKind, NotChecked, RunInfo, further_entries, places
from screening.model.lists import Entry, ListInfo
from screening.model.manifests import Unscreened
from screening.ports import LineRow, StoredHit

_SEEN = "finished_at IS NOT NULL AND manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted)"
"""Runs that are finished, and whose manifest was not deleted when its time was over."""

_LINE_PAGE = 500
"""Ids in one query; SQLite allows more, but not without bound."""


class SqliteRunWriter:
    """Implements ``screening.ports.RunWriter``."""

    def __init__(self, tables: "ScreeningTables", run_id: int, facts: run_facts.RunFacts) -> None:
        self._tables = tables
        self._run_id = run_id
        self._facts = facts
        self._finished = False
        self._further = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._finished:
            with writing(self._tables.database, self._tables.path) as connection:
                connection.execute("DELETE FROM run WHERE run_id = ?", (self._run_id,))

    def add_hits(self, hits: Mapping[int, Sequence[Hit]]) -> None:
        """See ``RunWriter.add_hits``."""
        rows = [
            hit_row(self._run_id, line_id, hit, place, self._facts.threshold(hit.kind))
            for line_id, found in hits.items()
            for hit, place in zip(found, places(found), strict=True)
        ]
        self._further += sum(map(further_entries, hits.values()))
        with writing(self._tables.database, self._tables.path) as connection:
            connection.executemany(INSERT_HIT, rows)

    def add_unscreened(self, items: Sequence[Unscreened]) -> None:
        """See ``RunWriter.add_unscreened``."""
        with writing(self._tables.database, self._tables.path) as connection:
            connection.executemany(
                "INSERT INTO run_unscreened (run_id, sheet, row, field, reason, value) VALUES (?, ?, ?, ?, ?, ?)",
                [(self._run_id, u.sheet, u.row, u.field, u.reason, u.value) for u in items],
            )

    def add_not_checked(self, items: Sequence[NotChecked]) -> None:
        """See ``RunWriter.add_not_checked``."""
        with writing(self._tables.database, self._tables.path) as connection:
            connection.executemany(
                "INSERT INTO run_not_checked (run_id, rule, field, lines) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (run_id, rule, field) DO UPDATE SET lines = lines + excluded.lines",
                [(self._run_id, item.rule, item.field, item.lines) for item in items],
            )

    def finish(self, lines: int) -> RunInfo:
        """See ``RunWriter.finish``."""
        with writing(self._tables.database, self._tables.path) as connection:
            connection.execute(
                "UPDATE run SET finished_at = ?, lines = ?, further = ?,"
                " unscreened = (SELECT count(*) FROM run_unscreened AS u WHERE u.run_id = run.run_id)"
                " WHERE run_id = ?",
                (codec.now().isoformat(), lines, self._further, self._run_id),
            )
            count_run(connection, self._run_id)
            newest = connection.execute("SELECT max(hit_id) FROM hit WHERE run_id = ?", (self._run_id,)).fetchone()[0]
            make_questions(connection, self._run_id, 0, newest or 0)
            started = connection.execute("SELECT started_at FROM run WHERE run_id = ?", (self._run_id,)).fetchone()[0]
            as_of = self._facts.as_of
            run_facts.keep_entries(connection, self._run_id, as_of or started, judged_now=not as_of)
            trail.record(connection, "screened", run_record(connection, self._run_id), self._facts.user)
        self._finished = True
        found = self._tables.find_run(self._run_id)
        if found is None:
            raise InternalFault("run_lost", run=self._run_id)
        return found


class ScreeningTables(StorePart):
    """Implements ``screening.ports.ScreeningStore``."""

    def run(
        self,
        manifest_id: int,
        program_version: str,
        settings: str,
        lists: Sequence[ListInfo],
        as_of: datetime | None = None,
        *,
        thresholds: tuple[float, float] = (0.0, 0.0),
    ) -> SqliteRunWriter:
        """See ``ScreeningStore.run``."""
        facts = run_facts.facts_of(self.require(Action.SCREEN), settings, as_of, thresholds)
        starter = int(any(info.is_starter for info in lists))
        snapshot = codec.dump([codec.list_to_row(info) for info in lists])
        with writing(self.database, self.path) as connection:
            run_id = connection.execute(
                "INSERT INTO run (manifest_id, started_at, program_version, settings, lists, starter, as_of, record)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    manifest_id,
                    codec.now().isoformat(),
                    program_version,
                    settings,
                    snapshot,
                    starter,
                    codec.moment(as_of) if as_of else "",
                    facts.text(),
                ),
            ).lastrowid
        return SqliteRunWriter(self, int(run_id), facts)

    def runs(self, manifest_id: int | None = None) -> list[RunInfo]:
        """See ``ScreeningStore.runs``."""
        where = "" if manifest_id is None else " AND manifest_id = ?"
        values = () if manifest_id is None else (manifest_id,)
        with store_errors(self.path):
            rows = self.database.query(f"SELECT * FROM run WHERE {_SEEN}{where} ORDER BY run_id DESC", values)
            return [_run(row) for row in rows]

    def find_run(self, run_id: int) -> RunInfo | None:
        """Return one finished run, or None."""
        with store_errors(self.path):
            rows = self.database.query(f"SELECT * FROM run WHERE {_SEEN} AND run_id = ?", (run_id,))
            return next((_run(row) for row in rows), None)

    def run_lists(self, run_id: int) -> list[ListInfo]:
        """See ``ScreeningStore.run_lists``."""
        with store_errors(self.path):
            row = self.database.conn.execute("SELECT lists FROM run WHERE run_id = ?", (run_id,)).fetchone()
        if row is None:
            raise KeyError(run_id)
        return [codec.list_from_row(item) for item in json.loads(row[0])]

    def hits(self, run_id: int, line_id: int | None = None) -> list[StoredHit]:
        """See ``ScreeningStore.hits``."""
        if line_id is not None:
            return self._hits("run_id = ? AND line_id = ?", (run_id, line_id))
        return self._hits("run_id = ?", (run_id,))

    def hit_batches(self, run_id: int, lines: int = 2000) -> Iterator[list[StoredHit]]:
        """See ``ScreeningStore.hit_batches``."""
        last = -1
        while True:
            with store_errors(self.path):
                upto = self.database.conn.execute(
                    "SELECT max(line_id) FROM (SELECT DISTINCT line_id FROM hit WHERE run_id = ? AND line_id > ?"
                    " ORDER BY line_id LIMIT ?)",
                    (run_id, last, lines),
                ).fetchone()[0]
            if upto is None:
                return
            yield self._hits("run_id = ? AND line_id > ? AND line_id <= ?", (run_id, last, upto))
            last = upto

    def _hits(self, where: str, values: Sequence[int]) -> list[StoredHit]:
        with store_errors(self.path):
            return stored_hits(self.database.conn, where, values)

    def stored_hit(self, hit_id: int) -> StoredHit:
        """See ``ScreeningStore.stored_hit``."""
        found = self._hits("hit_id = ?", (hit_id,))
        if not found:
            raise KeyError(hit_id)
        return found[0]

    def hit(self, hit_id: int) -> Hit:
        """Return one hit without its decisions."""
        return self.stored_hit(hit_id).hit

    def line_hits(self, connection: Any, run_id: int, line_id: int) -> list[Hit]:
        """Return the hits of a line, within a transaction that is under way."""
        rows = connection.execute(f"{SELECT_HITS} WHERE run_id = ? AND line_id = ?", (run_id, line_id))
        return [hit_of(row[3:]) for row in rows]

    def entry_then(self, hit_id: int) -> Entry | None:
        """See ``ScreeningStore.entry_then``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT s.content FROM hit AS h JOIN entry_snapshot AS s ON s.content_hash = h.entry_hash"
                " WHERE h.hit_id = ? AND h.kind IN ('party', 'vessel')",
                (hit_id,),
            ).fetchone()
        return codec.entry_from_text(row[0]) if row else None

    def rules_then(self, hit_id: int) -> list[GoodsRule]:
        """See ``ScreeningStore.rules_then``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT h.list_id, h.entry_id, s.content FROM hit AS h JOIN entry_snapshot AS s"
                " ON s.content_hash = h.entry_hash WHERE h.hit_id = ? AND h.kind = 'goods'",
                (hit_id,),
            ).fetchone()
        return [codec.rule_from_text(row[0], row[1], codec.dump(one)) for one in codec.load(row[2])] if row else []

    def keep_tables(self, digest: str, text: str) -> None:
        """See ``ScreeningStore.keep_tables``."""
        self.require(Action.SCREEN)
        with writing(self.database, self.path) as connection:
            connection.execute(
                "INSERT OR IGNORE INTO entry_snapshot (content_hash, content) VALUES (?, ?)", (digest, text)
            )

    def tables_then(self, digest: str) -> str | None:
        """See ``ScreeningStore.tables_then``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT content FROM entry_snapshot WHERE content_hash = ?", (digest,)
            ).fetchone()
        return str(row[0]) if row else None

    def not_checked(self, run_id: int) -> list[NotChecked]:
        """See ``ScreeningStore.not_checked``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT rule, field, lines FROM run_not_checked WHERE run_id = ? ORDER BY rule, field", (run_id,)
            ).fetchall()
        return [NotChecked(*row) for row in rows]

    def run_unscreened(self, run_id: int) -> list[Unscreened]:
        """See ``ScreeningStore.run_unscreened``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT sheet, row, field, reason, value FROM run_unscreened WHERE run_id = ? ORDER BY id", (run_id,)
            )
            return [Unscreened(*row) for row in rows]

    def line_ids(
        self, run_id: int, *, flagged_first: bool = True, flagged_only: bool = False, text: str = ""
    ) -> list[int]:
        """See ``ScreeningStore.line_ids``; ``text`` is looked for in parties, goods and route, whatever the case."""
        order = "s IS NULL, s DESC, l.line_id" if flagged_first else "l.line_id"
        where = "l.manifest_id = (SELECT manifest_id FROM run WHERE run_id = :run)"
        if flagged_only:
            where += " AND s IS NOT NULL"
        if text:
            where += " AND folded(l.party || ' ' || l.goods || ' ' || l.route) LIKE :text ESCAPE '\\'"
        query = (
            "SELECT l.line_id FROM line AS l LEFT JOIN"
            " (SELECT line_id, max(score) AS s FROM hit WHERE run_id = :run AND suppressed_by IS NULL"
            "  GROUP BY line_id) AS h"
            f" ON h.line_id = l.line_id WHERE {where} ORDER BY {order}"
        )
        pattern = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        with store_errors(self.path):
            rows = self.database.conn.execute(query, {"run": run_id, "text": f"%{pattern}%"})
            return [row[0] for row in rows]

    def line_rows(self, run_id: int, line_ids: Sequence[int]) -> list[LineRow]:
        """See ``ScreeningStore.line_rows``."""
        found: dict[int, LineRow] = {}
        for start in range(0, len(line_ids), _LINE_PAGE):
            page = line_ids[start : start + _LINE_PAGE]
            marks = ", ".join("?" * len(page))
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    "SELECT l.line_id, l.sheet, l.row, l.party, l.goods, l.route,"
                    " coalesce(max(h.score) FILTER (WHERE h.suppressed_by IS NULL), 0),"
                    " group_concat(DISTINCT h.kind), count(h.hit_id), count(s.decision_id), count(s.pending_id),"
                    " count(h.suppressed_by) FILTER (WHERE s.decision_id IS NULL AND s.pending_id IS NULL),"
                    " count(s.hit_id) FILTER (WHERE s.decision_id IS NOT NULL AND s.pending_id IS NOT NULL),"
                    " EXISTS (SELECT 1 FROM run_unscreened AS u"
                    "         WHERE u.run_id = ? AND u.row = l.row AND u.sheet = l.sheet)"
                    " FROM line AS l LEFT JOIN hit AS h ON h.line_id = l.line_id AND h.run_id = ?"
                    " LEFT JOIN hit_state AS s ON s.hit_id = h.hit_id"
                    f" WHERE l.line_id IN ({marks}) GROUP BY l.line_id",
                    (run_id, run_id, *page),
                )
                for (line_id, sheet, row, party, goods, route, score, kinds, hits, decided, waiting, suppressed, both,
                     unscreened) in rows:  # fmt: skip
                    names = tuple(HitKind(k) for k in sorted(kinds.split(","))) if kinds else ()
                    # A correction that waits leaves the decision in force: such a hit is not open.
                    found[line_id] = LineRow(
                        line_id, sheet, row, party, goods, route, score, names,
                        hits - decided - waiting - suppressed + both, decided, bool(unscreened), waiting, suppressed,
                    )  # fmt: skip
        return [found[line_id] for line_id in line_ids]


def count_run(connection: Any, run_id: int) -> None:
    """Bring the counts that a run keeps up to its hits."""
    connection.execute(
        "UPDATE run SET hits = (SELECT count(*) FROM hit WHERE hit.run_id = run.run_id),"
        " flagged_lines = (SELECT count(DISTINCT line_id) FROM hit WHERE hit.run_id = run.run_id"
        "  AND hit.suppressed_by IS NULL),"
        " suppressed = (SELECT count(*) FROM hit WHERE hit.run_id = run.run_id AND hit.suppressed_by IS NOT NULL)"
        " WHERE run_id = ?",
        (run_id,),
    )


def run_record(connection: Any, run_id: int) -> dict[str, Any]:
    """Return what the trail says of a run: what it was made with, its counts, and one hash over its hits."""
    row = connection.execute(
        "SELECT r.manifest_id, m.sha256, r.settings, r.lists, r.lines, r.flagged_lines, r.hits, r.unscreened,"
        " r.further, r.started_at, r.program_version, r.as_of, r.starter, r.record, r.finished_at"
        " FROM run AS r JOIN manifest AS m USING (manifest_id) WHERE run_id = ?",
        (run_id,),
    ).fetchone()
    return {
        "run": run_id,
        "manifest": row[0],
        "manifest_sha256": row[1],
        "settings": json.loads(row[2]),
        "lists": {item["list_id"]: item["sha256"] for item in json.loads(row[3])},
        "lines": row[4],
        "flagged_lines": row[5],
        "hits": row[6],
        "unscreened": row[7],
        "further": row[8],
        "columns": 2,
        "run_sha256": trail.digest([(row[0], row[2], row[4], row[9], row[10], row[3], *row[11:14])]),
        "finished_at": row[14],
        "questions_sha256": questions_digest(connection, run_id),
        "hits_sha256": hits_digest(connection, run_id),
        "unscreened_sha256": unscreened_digest(connection, run_id),
        told.TOLD: told.told(connection, ("run_not_checked", run_id)),
    }


def _run(row: dict[str, Any]) -> RunInfo:
    return RunInfo(
        run_id=row["run_id"],
        manifest_id=row["manifest_id"],
        started_at=datetime.fromisoformat(row["started_at"]),
        finished_at=datetime.fromisoformat(row["finished_at"]) if row["finished_at"] else None,
        program_version=row["program_version"],
        settings=row["settings"],
        lines=row["lines"],
        flagged_lines=row["flagged_lines"],
        hits=row["hits"],
        unscreened=row["unscreened"],
        starter=bool(row["starter"]),
        as_of=datetime.fromisoformat(row["as_of"]) if row["as_of"] else None,
        further=row["further"],
        suppressed=row["suppressed"],
        **run_facts.told_of(row["record"]),
    )
