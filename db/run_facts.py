"""What is kept of a run besides its hits, so that it can be defended: who, where, with what, and the entries then."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db import codec
from screening.casework.roles import Actor
from screening.model.hits import Hit, HitKind


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Facts of one run; the column ``record`` holds them as JSON."""

    user: str
    role: str
    machine: str
    system_user: str
    zone: str
    settings_sha256: str
    party_threshold: float
    goods_threshold: float
    as_of: str
    """ISO, UTC, or empty."""

    def text(self) -> str:
        """Return the facts as JSON."""
        return codec.dump(asdict(self))

    def threshold(self, kind: HitKind) -> float:
        """Return the lowest score that made a hit of a kind; 0 for rules, which hold or do not."""
        if kind in (HitKind.PARTY, HitKind.VESSEL):
            return self.party_threshold
        return self.goods_threshold if kind is HitKind.GOODS else 0.0


def facts_of(actor: Actor, settings: str, as_of: datetime | None, thresholds: tuple[float, float]) -> RunFacts:
    """Return the facts of a run that begins now."""
    return RunFacts(
        actor.name,
        actor.role.value,
        actor.machine,
        actor.system_user,
        f"{time.tzname[bool(time.localtime().tm_isdst > 0)]} (UTC{datetime.now().astimezone():%z})",
        hashlib.sha256(settings.encode()).hexdigest(),
        *thresholds,
        codec.moment(as_of) if as_of else "",
    )


def told_of(record: str) -> dict[str, Any]:
    """Return the facts as fields of ``RunInfo``; none for a run of an older program."""
    told = dict(codec.load(record))
    told.pop("as_of", None)  # the table has it too
    return told


def places(hits: Sequence[Hit]) -> list[int]:
    """Return the rank of each hit among those of the same value, 1 for the first."""
    seen: dict[tuple[str, str, str], int] = {}
    ranks = []
    for hit in hits:
        key = (hit.kind.value, hit.field, hit.value)
        seen[key] = seen.get(key, 0) + 1
        ranks.append(seen[key])
    return ranks


def keep_entries(connection: Any, run_id: int, as_of: str, after: int = 0) -> None:
    """Keep the entries and rules that the hits of a run met, as they stood, once for each content.

    ``after``: only hits with greater ids, which joined the run later; what the others met stays as it was kept.
    """
    then = (
        "SELECT list_id, entry_id, content, content_hash FROM entry"
        if not as_of
        else "SELECT list_id, entry_id, content, content_hash FROM entry WHERE since <= :day"
        " UNION ALL SELECT list_id, entry_id, content, content_hash FROM entry_past"
        " WHERE since <= :day AND until > :day"
    )
    met = "SELECT DISTINCT h.list_id, h.entry_id FROM hit AS h WHERE h.run_id = :run AND h.hit_id > :after AND h.kind IN ('party', 'vessel')"
    rows = connection.execute(
        f"SELECT m.list_id, m.entry_id, e.content_hash, e.content FROM ({met}) AS m JOIN ({then}) AS e"
        " ON e.list_id = m.list_id AND e.entry_id = m.entry_id",
        {"run": run_id, "day": as_of, "after": after},
    ).fetchall()
    _keep(connection, run_id, after, rows, "kind IN ('party', 'vessel')")
    goods: dict[tuple[str, str], list[str]] = {}
    for list_id, code, content in connection.execute(
        "SELECT m.list_id, m.entry_id, g.content FROM (SELECT DISTINCT list_id, entry_id FROM hit"
        " WHERE run_id = ? AND hit_id > ? AND kind = 'goods') AS m JOIN goods_rule AS g ON g.list_id = m.list_id"
        " AND g.code = m.entry_id ORDER BY g.id",
        (run_id, after),
    ):
        goods.setdefault((list_id, code), []).append(content)
    texts = [(*key, "[" + ",".join(contents) + "]") for key, contents in goods.items()]
    _keep(connection, run_id, after, [(a, b, codec.hash_of(text), text) for a, b, text in texts], "kind = 'goods'")


def _keep(connection: Any, run_id: int, after: int, rows: Sequence[tuple[str, str, str, str]], kinds: str) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO entry_snapshot (content_hash, content) VALUES (?, ?)", [row[2:] for row in rows]
    )
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS met (list_id TEXT, entry_id TEXT, hash TEXT,"
                       " PRIMARY KEY (list_id, entry_id))")  # fmt: skip
    connection.execute("DELETE FROM temp.met")
    connection.executemany("INSERT OR REPLACE INTO temp.met VALUES (?, ?, ?)", [row[:3] for row in rows])
    connection.execute(
        "UPDATE hit SET entry_hash = m.hash FROM temp.met AS m WHERE hit.run_id = ? AND hit.hit_id > ? AND"
        f" hit.{kinds} AND m.list_id = hit.list_id AND m.entry_id = hit.entry_id",
        (run_id, after),
    )
