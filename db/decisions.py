"""Decisions in the database: appended, never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db import codec, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.model.decisions import Decision, Disposition

DECISION_COLUMNS = "d.decision_id, d.hit_id, d.disposition, d.reason_code, d.text, d.user, d.decided_at, d.replaces"


class DecisionTables(StorePart):
    """Implements ``screening.ports.DecisionStore``."""

    def decide(
        self, hit_ids: Sequence[int], disposition: Disposition, reason_code: str, text: str, user: str
    ) -> list[Decision]:
        """See ``DecisionStore.decide``."""
        decided_at = codec.now()
        made = []
        with writing(self.database, self.path) as connection:
            for hit_id in hit_ids:
                before = connection.execute(
                    "SELECT max(decision_id) FROM decision WHERE hit_id = ?", (hit_id,)
                ).fetchone()[0]
                decision_id = connection.execute(
                    "INSERT INTO decision (hit_id, disposition, reason_code, text, user, decided_at, replaces)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (hit_id, disposition.value, reason_code, text, user, decided_at.isoformat(), before),
                ).lastrowid
                made.append(
                    Decision(int(decision_id), hit_id, disposition, reason_code, text, user, decided_at, before)
                )
            record_decisions(connection, made)
        return made

    def withdraw(self, decision_ids: Sequence[int], user: str) -> None:
        """See ``DecisionStore.withdraw``."""
        marks = ", ".join("?" * len(decision_ids))
        with store_errors(self.path):
            hits = [
                row[0]
                for row in self.database.conn.execute(
                    f"SELECT hit_id FROM decision WHERE decision_id IN ({marks})", list(decision_ids)
                )
            ]
        self.decide(hits, Disposition.WITHDRAWN, "undo", "", user)

    def decisions(self, run_id: int) -> list[Decision]:
        """See ``DecisionStore.decisions``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT {DECISION_COLUMNS} FROM decision AS d JOIN hit USING (hit_id) WHERE run_id = ?"
                " ORDER BY decision_id",
                (run_id,),
            )
            return [decision_of(row) for row in rows]


def record_decisions(connection: Any, made: Sequence[Decision]) -> None:
    """Write one record for the decisions of each run."""
    if not made:
        return
    first, last = made[0].decision_id, made[-1].decision_id
    rows = connection.execute(
        "SELECT run_id, manifest_id, d.decision_id FROM decision AS d JOIN hit USING (hit_id) JOIN run USING (run_id)"
        " WHERE d.decision_id BETWEEN ? AND ? ORDER BY d.decision_id",
        (first, last),
    ).fetchall()
    for run_id, manifest_id in dict.fromkeys((row[0], row[1]) for row in rows):
        ids = [row[2] for row in rows if row[0] == run_id]
        data = {
            "run": run_id,
            "manifest": manifest_id,
            "disposition": made[0].disposition.value,
            "reason": made[0].reason_code,
            "decisions": ids,
            "decisions_sha256": decisions_digest(connection, ids),
        }
        trail.record(connection, "decided", data, made[0].user)


def decisions_digest(connection: Any, decision_ids: Sequence[int]) -> str:
    """Return the hash over decisions, as the trail keeps it."""
    marks = codec.dump(list(decision_ids))
    return trail.digest(
        connection.execute(
            f"SELECT {DECISION_COLUMNS} FROM decision AS d"
            " WHERE d.decision_id IN (SELECT value FROM json_each(?)) ORDER BY d.decision_id",
            (marks,),
        )
    )


def decision_of(row: Any) -> Decision:
    """Read a decision from :data:`DECISION_COLUMNS`."""
    decision_id, hit_id, disposition, reason_code, text, user, decided_at, replaces = row
    return Decision(
        decision_id, hit_id, Disposition(disposition), reason_code, text, user, datetime.fromisoformat(decided_at),
        replaces,
    )  # fmt: skip
