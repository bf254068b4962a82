"""What is kept of a run besides its hits, so that it can be defended: who, where, with what, and the entries then."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db import codec
from screening.casework.roles import Actor
from screening.model.hits import HitKind


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
        return threshold_of(kind, (self.party_threshold, self.goods_threshold))


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


def threshold_of(kind: HitKind, thresholds: tuple[float, float]) -> float:
    """Return which of the thresholds (of parties, of goods) a kind of hit must reach; 0 for rules."""
    parties, goods = thresholds
    if kind in (HitKind.PARTY, HitKind.VESSEL):
        return parties
    return goods if kind is HitKind.GOODS else 0.0


def told_of(record: str) -> dict[str, Any]:
    """Return the facts as fields of ``RunInfo``; none for a run of an older program."""
    told = dict(codec.load(record))
    told.pop("as_of", None)  # the table has it too
    return told


def keep_entries(connection: Any, run_id: int, day: str, after: int = 0, *, judged_now: bool = True) -> None:
    """Keep the entries and rules that the hits of a run met, as they stood on the day they were judged by.

    ``day``: the moment (ISO, UTC) whose lists were asked. ``judged_now``: these were the lists in force, so that what no
    period holds (a clock that was set back) is kept as it is now. ``after``: only hits with greater ids, which joined
    the run later; what the others met stays as it was kept. Each content is kept once.
    """
    named = {"run": run_id, "day": day, "after": after}
    for kinds, then, now in ((_PARTIES, _ENTRIES_THEN, _ENTRIES_NOW), (_GOODS, _RULES_THEN, _RULES_NOW)):
        for query in (then, now) if judged_now else (then,):
            met = (
                "SELECT DISTINCT list_id, entry_id FROM hit WHERE run_id = :run AND hit_id > :after"
                f" AND entry_hash = '' AND {kinds}"
            )
            rows = connection.execute(query.format(met=met), named).fetchall()
            _keep(connection, run_id, after, _joined(rows) if kinds is _GOODS else rows, kinds)


_PARTIES, _GOODS = "kind IN ('party', 'vessel')", "kind = 'goods'"
_ENTRIES_NOW = (
    "SELECT m.list_id, m.entry_id, e.content_hash, e.content FROM ({met}) AS m JOIN entry AS e"
    " ON e.list_id = m.list_id AND e.entry_id = m.entry_id"
)
_ENTRIES_THEN = (
    f"{_ENTRIES_NOW} WHERE e.since <= :day UNION ALL {_ENTRIES_NOW.replace('JOIN entry', 'JOIN entry_past')}"
    " WHERE e.since <= :day AND e.until > :day"
)
_RULES_NOW = (
    "SELECT m.list_id, m.entry_id, 1, g.id, g.content FROM ({met}) AS m JOIN goods_rule AS g"
    " ON g.list_id = m.list_id AND g.code = m.entry_id"
)
_RULES_THEN = (
    f"{_RULES_NOW} WHERE g.since <= :day"
    f" UNION ALL {_RULES_NOW.replace('1, g.id', '0, g.id').replace('JOIN goods_rule', 'JOIN goods_rule_past')}"
    " WHERE g.since <= :day AND g.until > :day ORDER BY 3, 4"
)


def _joined(rows: Sequence[tuple[str, str, int, int, str]]) -> list[tuple[str, str, str, str]]:
    """Return the rules of each code as one content: a code may have several."""
    rules: dict[tuple[str, str], list[str]] = {}
    for list_id, code, _, _, content in rows:
        rules.setdefault((list_id, code), []).append(content)
    texts = [(*key, "[" + ",".join(contents) + "]") for key, contents in rules.items()]
    return [(list_id, code, codec.hash_of(text), text) for list_id, code, text in texts]


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
