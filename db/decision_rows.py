"""How decisions are read from the database, with what a second person said of them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db import codec, trail
from screening.model.decisions import Approval, Attachment, Decision, Disposition

_FIRST = "decision_id, hit_id, disposition, reason_code, text, user, decided_at, replaces"
OWN = (
    "decision_id, hit_id, disposition, reason_code, text, user, decided_at, replaces, licence, licence_until,"
    " attachments, role, machine, system_user, second"
)
_FIRST_COUNT = _FIRST.count(",") + 1
_APPROVAL = "approval_id, agreed, comment, user, at, way, machine"
DECISION_COLUMNS = ", ".join(
    [f"d.{name.strip()}" for name in OWN.split(",")] + [f"a.{name.strip()}" for name in _APPROVAL.split(",")]
)
FROM_DECISION = "decision AS d LEFT JOIN approval AS a ON a.decision_id = d.decision_id"
"""To be followed by joins and WHERE; goes with :data:`DECISION_COLUMNS`."""


def decisions_digest(connection: Any, decision_ids: Sequence[int], columns: int = 2) -> str:
    """Return the hash over decisions, as the trail keeps it; 1: with the columns that there were first.

    What a second person said has a record of its own.
    """
    names = _FIRST if columns == 1 else OWN
    return trail.digest(
        connection.execute(
            f"SELECT {names} FROM decision WHERE decision_id IN (SELECT value FROM json_each(?)) ORDER BY decision_id",
            (codec.dump(list(decision_ids)),),
        )
    )


class DecisionRows:
    """All decisions read once and in order, as a verification that takes record after record asks for them."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._rows = connection.execute(f"SELECT {OWN} FROM decision ORDER BY decision_id")
        self._next = next(self._rows, None)

    def digest(self, decision_ids: Sequence[int], columns: int) -> str:
        """Return what :func:`decisions_digest` does."""
        row = self._next
        if row is not None and len(decision_ids) == 1 and row[0] == decision_ids[0]:
            self._next = next(self._rows, None)
            return hashlib.sha256(trail.line_of(row[:_FIRST_COUNT] if columns == 1 else row)).hexdigest()
        told = hashlib.sha256()
        for number in decision_ids:
            row = self._next
            if row is None or row[0] != number:
                # Not in the order in which they were made: rows are gone, or the record names others.
                self.skip(decision_ids)
                return decisions_digest(self._connection, decision_ids, columns)
            told.update(trail.line_of(row[:_FIRST_COUNT] if columns == 1 else row))
            self._next = next(self._rows, None)
        return told.hexdigest()

    def close(self) -> None:
        """Read no more rows."""
        self._rows.close()

    def skip(self, decision_ids: Sequence[int]) -> None:
        """Go on behind decisions that were not asked for in order."""
        last = max(decision_ids, default=0)
        while self._next is not None and self._next[0] <= last:
            self._next = next(self._rows, None)


def decision_of(row: Any) -> Decision:
    """Read a decision from :data:`DECISION_COLUMNS`."""
    (decision_id, hit_id, disposition, reason_code, text, user, decided_at, replaces, licence, until, attachments,
     role, machine, system_user, second, approval_id, agreed, comment, approver, at, way, where) = row  # fmt: skip
    approval = None
    if approval_id is not None:
        approval = Approval(
            approval_id, decision_id, bool(agreed), comment, approver, datetime.fromisoformat(at), way, where
        )
    return Decision(
        decision_id, hit_id, Disposition(disposition), reason_code, text, user, datetime.fromisoformat(decided_at),
        replaces, licence, until, tuple(Attachment(*one) for one in codec.load(attachments)), role, machine,
        system_user, second, approval,
    )  # fmt: skip
