"""Questions of a screening in the database: made once from its hits, and read in pages."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from db import codec
from db.connection import store_errors, writing
from db.line_texts import like_pattern
from db.part import StorePart
from screening.model.decisions import Disposition
from screening.model.hits import Hit, HitKind, Reason
from screening.model.questions import EarlierDecision, QuestionQuery, QuestionRow, QuestionState, RunTally
from screening.route.risk import WEIGHT

_NONE = Reason("name_match")  # a question does not depend on it

_HITS = (
    "review_question AS q CROSS JOIN hit_question AS hq USING (question_id)"
    " LEFT JOIN hit_state AS s ON s.hit_id = hq.hit_id"
)
"""CROSS JOIN keeps the order: from the few questions of one screening, never through all decisions ever made."""

_OPEN = "hq.suppressed = 0 AND s.decision_id IS NULL AND s.pending_id IS NULL"
_KNOWN = "hq.suppressed = 1 AND s.decision_id IS NULL AND s.pending_id IS NULL"

_RETURNED = (
    "s.pending_id IS NULL AND EXISTS (SELECT 1 FROM approval AS a WHERE a.agreed = 0 AND a.decision_id ="
    " (SELECT max(n.decision_id) FROM decision AS n WHERE n.hit_id = s.hit_id))"
)
"""The last word on the hit is that of a second person, who returned what was decided."""

_STATES = {
    QuestionState.OPEN: f"q.question_id IN (SELECT hq.question_id FROM {_HITS} WHERE q.run_id = :run AND {_OPEN})",
    QuestionState.DECIDED: f"q.question_id IN (SELECT hq.question_id FROM {_HITS} WHERE q.run_id = :run"
    f" GROUP BY hq.question_id HAVING count(s.decision_id) > 0 AND sum({_OPEN}) = 0)",
    QuestionState.WAITING: f"q.question_id IN (SELECT hq.question_id FROM {_HITS} WHERE q.run_id = :run"
    " AND s.pending_id IS NOT NULL)",
    QuestionState.RETURNED: f"q.question_id IN (SELECT hq.question_id FROM {_HITS} WHERE q.run_id = :run AND {_RETURNED})",
    QuestionState.KNOWN: f"q.question_id IN (SELECT hq.question_id FROM {_HITS} WHERE q.run_id = :run AND {_KNOWN})",
}

_PAGE = 500
_BATCH = 20_000


class ReviewQuestionTables(StorePart):
    """Implements ``screening.ports.QuestionStore``."""

    def make_questions(self, run_id: int) -> int:
        """See ``QuestionStore.make_questions``."""
        with store_errors(self.path):
            if _left(self.database.conn, run_id) is None:
                return 0
        with writing(self.database, self.path) as connection:
            return catch_up(connection, run_id)

    def question_ids(self, run_id: int, query: QuestionQuery, most: int = 0) -> list[int]:
        """See ``QuestionStore.question_ids``."""
        where, values = ["q.run_id = :run"], {"run": run_id, "most": most or -1}
        if query.state is not None:
            where.append(_STATES[query.state])
        if query.kinds:
            kinds = ", ".join(f"'{HitKind(kind).value}'" for kind in sorted(query.kinds))
            where.append(f"q.kind IN ({kinds})")
        if query.text:
            where.append("q.folded LIKE :text ESCAPE '\\'")
            values["text"] = like_pattern(query.text)  # type: ignore[assignment]
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT q.question_id FROM review_question AS q WHERE {' AND '.join(where)}"
                " ORDER BY q.risk DESC, q.lines DESC, q.question_id LIMIT :most",
                values,
            )
            return [row[0] for row in rows]

    def question_rows(self, question_ids: Sequence[int]) -> list[QuestionRow]:
        """See ``QuestionStore.question_rows``."""
        found: dict[int, QuestionRow] = {}
        for start in range(0, len(question_ids), _PAGE):
            page = question_ids[start : start + _PAGE]
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    "SELECT q.question_id, q.run_id, q.kind, q.list_id, q.entry_id, q.entry_name, q.field, q.value,"
                    " q.score, q.risk, q.lines, q.hits, q.first_hit, coalesce(sum("
                    + _OPEN
                    + "), 0), count(s.pending_id),"
                    " coalesce(sum(" + _KNOWN + "), 0), coalesce(sum(" + _RETURNED + "), 0),"
                    " group_concat(DISTINCT d.disposition) FROM review_question AS q"
                    " LEFT JOIN hit_question AS hq USING (question_id) LEFT JOIN hit_state AS s ON s.hit_id = hq.hit_id"
                    " LEFT JOIN decision AS d ON d.decision_id = s.decision_id"
                    f" WHERE q.question_id IN ({', '.join('?' * len(page))}) GROUP BY q.question_id",
                    list(page),
                )
                for row in rows:
                    found[row[0]] = _question(row)
        return [found[question_id] for question_id in question_ids if question_id in found]

    def question_hits(self, question_id: int) -> list[int]:
        """See ``QuestionStore.question_hits``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT hit_id FROM hit_question WHERE question_id = ? ORDER BY hit_id", (question_id,)
            )
            return [row[0] for row in rows]

    def question_lines(self, question_id: int, most: int = 0) -> list[int]:
        """See ``QuestionStore.question_lines``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT h.line_id FROM hit_question AS hq CROSS JOIN hit AS h USING (hit_id)"
                " WHERE hq.question_id = ? ORDER BY hq.hit_id LIMIT ?",
                # A line has a question seldom more than once: a carried value and the number it rests on.
                (question_id, 2 * most if most else -1),
            )
            lines = list(dict.fromkeys(row[0] for row in rows))
        return lines[:most] if most else lines

    def hits_on_lines(self, question_id: int, line_ids: Sequence[int]) -> list[int]:
        """See ``QuestionStore.hits_on_lines``."""
        found: list[int] = []
        for start in range(0, len(line_ids), _PAGE):
            page = line_ids[start : start + _PAGE]
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    "SELECT h.hit_id FROM review_question AS q CROSS JOIN hit AS h ON h.run_id = q.run_id"
                    f" AND h.line_id IN ({', '.join('?' * len(page))})"
                    " CROSS JOIN hit_question AS hq ON hq.hit_id = h.hit_id AND hq.question_id = q.question_id"
                    " WHERE q.question_id = ? ORDER BY h.hit_id",
                    (*page, question_id),
                )
                found += [row[0] for row in rows]
        return found

    def question_of(self, hit_id: int) -> int:
        """See ``QuestionStore.question_of``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT question_id FROM hit_question WHERE hit_id = ?", (hit_id,)
            ).fetchone()
        return row[0] if row else 0

    def run_tally(self, run_id: int) -> RunTally:
        """See ``QuestionStore.run_tally``."""
        with store_errors(self.path):
            return tally_of(self.database.conn, run_id, date.today())

    def earlier_decisions(self, question_id: int, most: int = 20) -> list[EarlierDecision]:
        """See ``QuestionStore.earlier_decisions``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT max(d.decision_id), o.run_id, r.manifest_id, m.name, o.value, o.entry_name, o.key = q.key,"
                " d.disposition, d.reason_code, d.text, d.user, d.decided_at, count(*)"
                " FROM review_question AS q"
                " JOIN review_question AS o ON o.list_id = q.list_id AND o.entry_id = q.entry_id AND o.question_id <> q.question_id"
                "  AND (q.kind IN ('party', 'vessel') OR o.key = q.key)"
                " CROSS JOIN hit_question AS hq ON hq.question_id = o.question_id"
                " JOIN hit_state AS s ON s.hit_id = hq.hit_id JOIN decision AS d ON d.decision_id = s.decision_id"
                " JOIN run AS r ON r.run_id = o.run_id JOIN manifest AS m USING (manifest_id)"
                " WHERE q.question_id = ?"
                " GROUP BY o.question_id, d.disposition, d.reason_code, d.user"
                " ORDER BY o.key = q.key DESC, max(d.decision_id) DESC LIMIT ?",
                (question_id, most),
            ).fetchall()
        return [
            EarlierDecision(
                row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), Disposition(row[7]), row[8], row[9],
                row[10], datetime.fromisoformat(row[11]), row[12],
            )
            for row in rows
        ]  # fmt: skip


def tally_of(connection: Any, run_id: int, today: date) -> RunTally:
    """Return how far a screening is decided, as its questions tell."""
    values = {"run": run_id}
    questions, hits = connection.execute(
        "SELECT count(*), coalesce(sum(hits), 0) FROM review_question WHERE run_id = :run", values
    ).fetchone()
    decided = connection.execute(
        f"SELECT d.disposition, count(*) FROM {_HITS} JOIN decision AS d ON d.decision_id = s.decision_id"
        " WHERE q.run_id = :run GROUP BY 1",
        values,
    ).fetchall()
    waiting = connection.execute(
        f"SELECT d.disposition, count(*) FROM {_HITS} JOIN decision AS d ON d.decision_id = s.pending_id"
        " WHERE q.run_id = :run GROUP BY 1",
        values,
    ).fetchall()
    open_hits, open_questions, known = connection.execute(
        f"SELECT coalesce(sum({_OPEN}), 0), count(DISTINCT CASE WHEN {_OPEN} THEN q.question_id END),"
        f" coalesce(sum({_KNOWN}), 0) FROM {_HITS} WHERE q.run_id = :run",
        values,
    ).fetchone()
    expired = connection.execute(
        f"SELECT count(*) FROM {_HITS} JOIN decision AS d ON d.decision_id = s.decision_id"
        " WHERE q.run_id = :run AND d.disposition = 'licence_held' AND d.licence_until < :today",
        {**values, "today": today.isoformat()},
    ).fetchone()[0]
    unscreened = connection.execute("SELECT count(*) FROM run_unscreened WHERE run_id = :run", values).fetchone()[0]
    by = {Disposition(name): count for name, count in decided}
    waits = {Disposition(name): count for name, count in waiting}
    return RunTally(
        hits, open_hits, questions, open_questions, unscreened, by, sum(waits.values()), known, expired, waits
    )


def catch_up(connection: Any, run_id: int) -> int:
    """Put hits that have no question yet to theirs, inside the caller's transaction; returns how many."""
    left = _left(connection, run_id)
    return make_questions(connection, run_id, *left) if left else 0


def _left(connection: Any, run_id: int) -> tuple[int, int] | None:
    """Return after which hit and up to which one a screening has no questions yet, or None when it has them all."""
    row = connection.execute("SELECT last_hit FROM run_questions WHERE run_id = ?", (run_id,)).fetchone()
    done = row[0] if row else 0
    newest = connection.execute("SELECT max(hit_id) FROM hit WHERE run_id = ?", (run_id,)).fetchone()[0] or 0
    return None if row and newest <= done else (done, newest)


def make_questions(connection: Any, run_id: int, after: int, newest: int) -> int:
    """Put the hits of a screening with ids from ``after`` (not) to ``newest`` to their questions; returns how many.

    Inside the caller's transaction.
    """
    from screening.one_question import question_key  # the reading of names is needed here alone

    ids: dict[bytes, int] = dict(
        connection.execute("SELECT key, question_id FROM review_question WHERE run_id = ?", (run_id,)).fetchall()
    )
    known: dict[tuple[Any, ...], bytes] = {}
    waiting: list[tuple[int, int, int]] = []
    count = 0
    reading = connection.execute(
        "SELECT h.hit_id, h.kind, h.list_id, h.entry_id, h.field, h.value, h.evidence, l.party, l.route, h.entry_name,"
        " h.score, h.line_id,"
        " h.suppressed_by IS NOT NULL FROM hit AS h JOIN line AS l USING (line_id)"
        " WHERE h.run_id = ? AND h.hit_id > ? AND h.hit_id <= ? ORDER BY h.line_id, h.score DESC, h.hit_id",
        (run_id, after, newest),
    )
    for _line, hits in groupby(reading, key=lambda row: row[11]):
        # One value that meets an entry by its name and by its number is asked once, on the stronger ground.
        of_line: dict[tuple[str, ...], int] = {}
        for row in hits:
            met = row[1:4] + row[5:6]
            if met not in of_line:
                seen = row[1:9]
                key = known.get(seen)
                if key is None:
                    key = known[seen] = question_key(_hit_of(seen), row[7], row[8])
                if key not in ids:
                    ids[key] = _new_question(connection, run_id, key, row)
                of_line[met] = ids[key]
            waiting.append((row[0], of_line[met], row[12]))
        if len(waiting) >= _BATCH:
            count += _put(connection, waiting)
    count += _put(connection, waiting)
    _count(connection, run_id)
    connection.execute(
        "INSERT INTO run_questions (run_id, last_hit) VALUES (?, ?)"
        " ON CONFLICT (run_id) DO UPDATE SET last_hit = excluded.last_hit",
        (run_id, newest),
    )
    return count


def _put(connection: Any, waiting: list[tuple[int, int, int]]) -> int:
    connection.executemany("INSERT INTO hit_question (hit_id, question_id, suppressed) VALUES (?, ?, ?)", waiting)
    count = len(waiting)
    waiting.clear()
    return count


def _new_question(connection: Any, run_id: int, key: bytes, row: Any) -> int:
    hit_id, kind, list_id, entry_id, field, value, _evidence, _party, _route, name, score, _line, _known = row
    made = connection.execute(
        "INSERT INTO review_question (run_id, key, kind, list_id, entry_id, entry_name, field, value, folded, score,"
        " risk, hits, lines, first_hit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)",
        (run_id, key, kind, list_id, entry_id, name, field, value, f"{value} {name}".casefold(), score, hit_id),
    )
    return int(made.lastrowid)


def _count(connection: Any, run_id: int) -> None:
    """Bring the counts, scores and first hits of the questions of a screening up to their hits."""
    connection.execute(
        "UPDATE review_question SET hits = c.hits, lines = c.lines, score = c.score, first_hit = c.first_hit FROM ("
        # SQLite gives hit_id from the row that holds the only max() of the query.
        "  SELECT hq.question_id, count(*) AS hits, count(DISTINCT h.line_id) AS lines, max(h.score) AS score,"
        "   h.hit_id AS first_hit FROM review_question AS q CROSS JOIN hit_question AS hq USING (question_id)"
        "   JOIN hit AS h USING (hit_id) WHERE q.run_id = ? GROUP BY hq.question_id) AS c"
        " WHERE review_question.question_id = c.question_id",
        (run_id,),
    )
    cases = " ".join(f"WHEN '{kind.value}' THEN {weight}" for kind, weight in WEIGHT.items())
    connection.execute(
        f"UPDATE review_question SET risk = min(score, 100) * CASE kind {cases} ELSE 1 END WHERE run_id = ?", (run_id,)
    )


def _hit_of(seen: tuple[Any, ...]) -> Hit:
    """Return as much of a hit as its question depends on."""
    kind, list_id, entry_id, field, value, evidence, _party, _route = seen
    return Hit(
        "", 0, 0, field, value, HitKind(kind), list_id, entry_id, "", "", 0.0, _NONE, codec.evidence_from_text(evidence)
    )


def _question(row: Any) -> QuestionRow:
    (question_id, run_id, kind, list_id, entry_id, name, field, value, score, risk, lines, hits, first, open_hits,
     waiting, known, returned, dispositions) = row  # fmt: skip
    names = tuple(Disposition(name) for name in sorted(dispositions.split(","))) if dispositions else ()
    return QuestionRow(
        question_id, run_id, HitKind(kind), list_id, entry_id, name, field, value, score, risk, lines, hits,
        open_hits, first, names, waiting, known, returned,
    )  # fmt: skip
