"""How decisions are read from the database, with what a second person said of them."""

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
    if len(decision_ids) == 1:
        # Most decisions are made one by one, and a verification asks for each of them.
        return trail.digest(
            connection.execute(f"SELECT {names} FROM decision WHERE decision_id = ?", tuple(decision_ids))
        )
    return trail.digest(
        connection.execute(
            f"SELECT {names} FROM decision WHERE decision_id IN (SELECT value FROM json_each(?)) ORDER BY decision_id",
            (codec.dump(list(decision_ids)),),
        )
    )


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
