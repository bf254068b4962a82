"""Hits that a known party kept from being asked, and that open again because it holds no longer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db import codec, trail
from db.rescreenings import LATEST_RUN
from db.review_questions import catch_up, tally_of
from db.screenings import count_run
from screening.verdict import VerdictKind, verdict

_SUPPRESSES = "EXISTS (SELECT 1 FROM hit WHERE suppressed_by = k.known_id)"


def reopen(connection: Any, today: date, list_id: str | None = None) -> int:
    """Open again what known parties suppress that hold no longer, in the newest screening of each manifest.

    Revoked and run out ones always; those whose entry changed for one list, or for all when it is empty, and not with
    None: that asks every known party. Inside the caller's transaction; returns how many hits opened.
    """
    over = dict(
        connection.execute(
            "SELECT k.known_id, CASE WHEN v.known_id IS NULL THEN 'known_expired' ELSE 'known_revoked' END"
            " FROM known_party AS k LEFT JOIN known_revoked AS v USING (known_id) WHERE (v.known_id IS NOT NULL"
            f" OR (k.expires_on <> '' AND k.expires_on < ?)) AND {_SUPPRESSES}",
            (today.isoformat(),),
        ).fetchall()
    )
    if list_id is not None:
        # An entry that left its list is told of by the re-screening: there is nothing to be compared with any more.
        changed = connection.execute(
            "SELECT k.known_id, 'known_entry_changed' FROM known_party AS k JOIN entry AS e USING (list_id, entry_id)"
            f" WHERE ? IN ('', k.list_id) AND e.content_hash <> k.entry_hash AND {_SUPPRESSES}",
            (list_id,),
        )
        over = {**dict(changed.fetchall()), **over}
    return _open_again(connection, over, today) if over else 0


def _open_again(connection: Any, over: Mapping[int, str], today: date) -> int:
    rows = connection.execute(
        "SELECT h.hit_id, h.run_id, r.manifest_id, h.suppressed_by FROM hit AS h JOIN run AS r USING (run_id)"
        f" WHERE h.suppressed_by IN (SELECT value FROM json_each(?)) AND h.run_id IN ({LATEST_RUN})"
        " AND r.manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted) ORDER BY h.hit_id",
        (codec.dump(list(over)),),
    ).fetchall()
    if not rows:
        return 0
    at = codec.moment(codec.now())
    runs = dict.fromkeys((run, manifest) for _, run, manifest, _ in rows)
    released = {}
    for run, _ in runs:
        catch_up(connection, run)
        released[run] = verdict(tally_of(connection, run, today)).kind is VerdictKind.RELEASE
    connection.executemany(
        "INSERT INTO hit_reopened (hit_id, run_id, known_id, why, released, at) VALUES (?, ?, ?, ?, ?, ?)",
        [(hit, run, known, over[known], int(released[run]), at) for hit, run, _, known in rows],
    )
    connection.executemany(
        "UPDATE hit SET suppressed_by = NULL, known_note = ? WHERE hit_id = ?",
        [(over[known], hit) for hit, _, _, known in rows],
    )
    connection.executemany("UPDATE hit_question SET suppressed = 0 WHERE hit_id = ?", [(row[0],) for row in rows])
    told = []
    for run, manifest in runs:
        count_run(connection, run)
        told.append({
            "run": run, "manifest": manifest, "hits": sum(row[1] == run for row in rows), "released": released[run],
            "reopened_sha256": reopened_digest(connection, run, at),
        })  # fmt: skip
    known = {str(number): over[number] for number in dict.fromkeys(row[3] for row in rows)}
    trail.record(connection, "known_reopened", {"known": known, "at": at, "runs": told})
    return len(rows)


def reopened_digest(connection: Any, run_id: int, at: str) -> str:
    """Return the hash over what opened again in a run at a moment, as the trail keeps it."""
    return trail.digest(
        connection.execute(
            "SELECT hit_id, known_id, why, released FROM hit_reopened WHERE run_id = ? AND at = ? ORDER BY hit_id",
            (run_id, at),
        )
    )
