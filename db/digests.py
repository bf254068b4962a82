"""Hashes over rows that a record of the trail keeps instead of the rows; more in ``hit_rows`` and ``decision_rows``."""

import hashlib
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from db import codec, trail

_PAGE = 5000


def reopened_digest(connection: Any, run_id: int, at: str) -> str:
    """Return the hash over what opened again in a run at a moment, as the trail keeps it."""
    return trail.digest(
        connection.execute(
            "SELECT hit_id, known_id, why, released FROM hit_reopened WHERE run_id = ? AND at = ? ORDER BY hit_id",
            (run_id, at),
        )
    )


def gone_digests(connection: Any, rescreening_id: int) -> dict[str, str]:
    """Return the hashes over the hits that would not come again after a re-screening, by run, as the trail keeps them."""
    rows = connection.execute(
        "SELECT h.run_id, g.hit_id, g.why FROM hit_gone AS g LEFT JOIN hit AS h USING (hit_id)"
        " WHERE g.rescreening_id = ? ORDER BY h.run_id, g.hit_id",
        (rescreening_id,),
    )
    return {str(run): trail.digest(row[1:] for row in of_run) for run, of_run in groupby(rows, key=lambda row: row[0])}


def known_digest(connection: Any, ids: Iterable[int]) -> str:
    """Return the hash over known parties, as the trail keeps it."""
    return trail.digest(
        connection.execute(
            "SELECT * FROM known_party WHERE known_id IN (SELECT value FROM json_each(?)) ORDER BY known_id",
            (codec.dump(list(ids)),),
        )
    )


def questions_digest(connection: Any, run_id: int) -> str:
    """Return the hash over the questions of a run's own hits and which hit asks which, as the trail keeps it."""
    own = "h.run_id = :run AND h.hit_id NOT IN (SELECT hit_id FROM alert)"
    asked = f"FROM hit AS h JOIN hit_question AS hq USING (hit_id) WHERE {own}"
    first, last, count = connection.execute(
        f"SELECT min(hq.question_id), max(hq.question_id), count(DISTINCT hq.question_id) {asked}", {"run": run_id}
    ).fetchone()
    # Made in one go they have numbers without gaps: then those need not be gathered and sorted, half of the time.
    where = "BETWEEN :first AND :last" if count and last - first + 1 == count else f"IN (SELECT hq.question_id {asked})"
    found = hashlib.sha256()
    for query in (
        "SELECT question_id, hex(key), kind, list_id, entry_id, entry_name, field, value, folded FROM review_question"
        f" WHERE question_id {where} ORDER BY question_id",
        "SELECT h.hit_id, hq.question_id FROM hit AS h LEFT JOIN hit_question AS hq USING (hit_id)"
        f" WHERE {own} ORDER BY h.hit_id",
    ):
        rows = connection.execute(query, {"run": run_id, "first": first, "last": last})
        while page := rows.fetchmany(_PAGE):
            found.update(codec.dump(page).encode("utf-8", "surrogatepass"))
    return found.hexdigest()
