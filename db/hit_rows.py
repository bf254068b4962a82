"""Hits as rows: what they are written and read as, and the hashes over them that the trail keeps."""

from collections.abc import Sequence
from typing import Any

from db import codec, trail
from db.decision_rows import DECISION_COLUMNS, decision_of
from screening.model.decisions import Decision
from screening.model.hits import Hit, HitKind
from screening.ports import StoredHit

_FIRST_COLUMNS = (
    "kind, list_id, entry_id, entry_name, matched_name, field, value, sheet, line_row, row, score, reason, evidence"
)
_HIT_COLUMNS = f"{_FIRST_COLUMNS}, suppressed_by, known_note, place, threshold, entry_hash"
INSERT_HIT = f"INSERT INTO hit (run_id, line_id, {_HIT_COLUMNS}) VALUES ({', '.join('?' * 20)})"
SELECT_HITS = f"SELECT hit_id, run_id, line_id, {_HIT_COLUMNS} FROM hit"

_AS_FOUND = (
    "coalesce(suppressed_by, (SELECT known_id FROM hit_reopened AS o WHERE o.hit_id = hit.hit_id)),"
    " CASE WHEN EXISTS (SELECT 1 FROM hit_reopened AS o WHERE o.hit_id = hit.hit_id) THEN '' ELSE known_note END"
)


def stored_hits(connection: Any, where: str, values: Sequence[Any]) -> list[StoredHit]:
    """Return the hits that a condition chooses, line by line and best first, with how each stands."""
    rows = connection.execute(f"{SELECT_HITS} WHERE {where} ORDER BY line_id, score DESC, hit_id", values).fetchall()
    stands: dict[int, tuple[Decision | None, Decision | None]] = {}
    decided = connection.execute(
        f"SELECT d.decision_id IS s.pending_id, {DECISION_COLUMNS} FROM hit_state AS s"
        " JOIN decision AS d ON d.decision_id IN (s.decision_id, s.pending_id)"
        " LEFT JOIN approval AS a ON a.decision_id = d.decision_id"
        f" WHERE s.hit_id IN (SELECT hit_id FROM hit WHERE {where})",
        values,
    )
    for waits, *row in decided:
        decision = decision_of(row)
        in_force, pending = stands.get(decision.hit_id, (None, None))
        stands[decision.hit_id] = (in_force, decision) if waits else (decision, pending)
    return [
        StoredHit(row[0], row[1], row[2], hit_of(row[3:]), *stands.get(row[0], (None, None)), *row[-3:]) for row in rows
    ]


def hit_row(run_id: int, line_id: int, hit: Hit, place: int = 0, threshold: float = 0.0) -> tuple[Any, ...]:
    """Return a hit as :data:`INSERT_HIT` takes it."""
    return (
        run_id, line_id, hit.kind.value, hit.list_id, hit.entry_id, hit.entry_name, hit.matched_name, hit.field,
        hit.value, hit.sheet, hit.line_row, hit.row, float(hit.score), codec.reason_to_text(hit.reason),
        codec.evidence_to_text(hit.evidence), hit.suppressed_by, hit.known_note, place, threshold, "",
    )  # fmt: skip


def hit_of(row: Any) -> Hit:
    """Return a hit from the columns of :data:`SELECT_HITS` after the ids."""
    (kind, list_id, entry_id, entry_name, matched, field, value, sheet, line_row, at, score, reason, evidence,
     suppressed_by, known_note, _place, _threshold, _hash) = row  # fmt: skip
    return Hit(
        sheet=sheet,
        line_row=line_row,
        row=at,
        field=field,
        value=value,
        kind=HitKind(kind),
        list_id=list_id,
        entry_id=entry_id,
        entry_name=entry_name,
        matched_name=matched,
        score=score,
        reason=codec.reason_from_text(reason),
        evidence=codec.evidence_from_text(evidence),
        suppressed_by=suppressed_by,
        known_note=known_note,
    )


def unscreened_digest(connection: Any, run_id: int) -> str:
    """Return the hash over what a run did not screen, as the trail keeps it."""
    return trail.digest(
        connection.execute(
            "SELECT sheet, row, field, reason, value FROM run_unscreened WHERE run_id = ? ORDER BY id", (run_id,)
        )
    )


def hits_digest(connection: Any, run_id: int, columns: int = 2) -> str:
    """Return the hash over the hits of a run as they were found, as the trail keeps it.

    Alerts that joined it later have their own; what a known party suppressed counts as suppressed, though it may have
    opened again since. 1: with the columns that there were first.
    """
    return trail.digest(
        connection.execute(
            # Numbers alone are sorted, not whole rows: half of the time. CROSS JOIN keeps their order.
            f"SELECT line_id, {_as_found(connection, columns)} FROM (SELECT hit_id FROM hit WHERE run_id = ?"
            " AND hit_id NOT IN (SELECT hit_id FROM alert) ORDER BY hit_id) CROSS JOIN hit USING (hit_id)",
            (run_id,),
        )
    )


def alerts_digest(connection: Any, run_id: int, rescreening_id: int, columns: int = 2) -> str:
    """Return the hash over the alerts that a re-screening added to a run; 1: with the columns that there were first."""
    return trail.digest(
        connection.execute(
            f"SELECT why, line_id, {_as_found(connection, columns)} FROM hit JOIN alert USING (hit_id)"
            " WHERE run_id = ? AND rescreening_id = ? ORDER BY hit_id",
            (run_id, rescreening_id),
        )
    )


def _as_found(connection: Any, columns: int) -> str:
    """Return the columns of a hit as it was found, though a known party may have let it open again since."""
    if columns == 1:
        return _FIRST_COLUMNS
    # Asked for every hit, it takes as long as all the rest; mostly nothing has opened again.
    reopened = connection.execute("SELECT 1 FROM hit_reopened LIMIT 1").fetchone()
    return _HIT_COLUMNS if reopened is None else _HIT_COLUMNS.replace("suppressed_by, known_note", _AS_FOUND)
