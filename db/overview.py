"""What the pages ask of many manifests at once: which wait, what was found, how it was decided."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from db import codec
from db.actors import ActorTables
from db.connection import store_errors
from db.manifest_texts import document_key
from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.overview import (
    AlertSum,
    DayWork,
    HeldUp,
    ManifestQuery,
    ManifestRow,
    ManifestState,
    QueueAge,
    RouteCount,
    ScoredDecision,
)

_LATEST = "SELECT manifest_id, max(run_id) AS run_id FROM run WHERE finished_at IS NOT NULL GROUP BY manifest_id"
_DECIDED = (
    "(h.suppressed_by IS NOT NULL OR EXISTS (SELECT 1 FROM hit_state AS s WHERE s.hit_id = h.hit_id"
    " AND coalesce(s.pending_id, s.decision_id) IS NOT NULL))"
)
"""What asks the officer nothing more: decided, waiting for a second person, or of a known party."""
_PAGE = 500

HOLDS = tuple(d.value for d in (Disposition.HELD, Disposition.NEEDS_INFORMATION, Disposition.LICENCE_NEEDED))
"""Dispositions after which a shipment waits for something."""

_STOPS = "('true_match', 'rejected')"
"""Dispositions by which a shipment is stopped; word for word those of the index ``decision_stopping``."""
_LETS_GO = "('false_positive', 'released', 'licence_held', 'withdrawn')"
# Since when: by the first decision that stopped it, without those that a second person returned, and those that came
# before it was let go for a while.
_STOPPED = (
    "SELECT m.manifest_id, m.name, d.disposition, (SELECT min(o.decided_at) FROM decision AS o"
    f"  LEFT JOIN approval AS a USING (decision_id) WHERE o.hit_id = d.hit_id AND o.disposition IN {_STOPS}"
    "  AND coalesce(a.agreed, 1) AND o.decision_id > (SELECT coalesce(max(g.decision_id), 0) FROM decision AS g"
    f"   LEFT JOIN approval AS b USING (decision_id) WHERE g.hit_id = d.hit_id AND g.disposition IN {_LETS_GO}"
    "   AND (g.second = '' OR b.agreed))) AS since"
    " FROM decision AS d CROSS JOIN hit_state AS s ON s.hit_id = d.hit_id AND s.decision_id = d.decision_id"
    " JOIN hit AS h ON h.hit_id = d.hit_id JOIN run AS r USING (run_id) JOIN manifest AS m USING (manifest_id)"
    f" WHERE d.disposition IN {_STOPS} AND h.kind IN (?, ?)"
)


def like(text: str) -> str:
    """Return a pattern for LIKE that finds a text anywhere; the backslash escapes."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def days(since: date | None, until: date | None) -> tuple[str, str]:
    """Return the moments that bound days of the computer's own zone, as the tables keep times; "" and "~" are none."""
    first = codec.moment(datetime.combine(since, datetime.min.time()).astimezone()) if since else ""
    after = until + timedelta(days=1) if until else None
    return first, codec.moment(datetime.combine(after, datetime.min.time()).astimezone()) if after else "~"


class OverviewTables(ActorTables):
    """Implements ``screening.ports.OverviewStore``."""

    def manifest_ids(self, query: ManifestQuery) -> list[int]:
        """See ``OverviewStore.manifest_ids``."""
        first, last = days(query.since, query.until)
        where, values = (
            "m.complete = 1 AND m.imported_at >= :first AND m.imported_at < :last",
            {"first": first, "last": last},
        )
        if query.text.strip():
            where += f" AND m.manifest_id IN ({MANIFESTS_WITH} UNION {MANIFESTS_BY})"
            values |= text_values(query.text) | {"imported": codec.dump(self.importers_with(query.text))}
        if query.state is ManifestState.NOT_SCREENED:
            where += " AND r.run_id IS NULL"
        elif query.state is ManifestState.NOTHING_FOUND:
            where += " AND r.run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hit AS h WHERE h.run_id = r.run_id)"
        elif query.state is ManifestState.OPEN:
            where += f" AND EXISTS (SELECT 1 FROM hit AS h WHERE h.run_id = r.run_id AND NOT {_DECIDED})"
        elif query.state is ManifestState.DECIDED:
            where += (
                " AND EXISTS (SELECT 1 FROM hit AS h WHERE h.run_id = r.run_id)"
                f" AND NOT EXISTS (SELECT 1 FROM hit AS h WHERE h.run_id = r.run_id AND NOT {_DECIDED})"
            )
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT m.manifest_id FROM manifest AS m LEFT JOIN ({_LATEST}) AS r USING (manifest_id)"
                f" WHERE {where} ORDER BY m.manifest_id DESC",
                values,
            )
            return [row[0] for row in rows]

    def manifest_rows(self, manifest_ids: Sequence[int]) -> list[ManifestRow]:
        """See ``OverviewStore.manifest_rows``."""
        found: dict[int, ManifestRow] = {}
        importers = self.importers()
        for start in range(0, len(manifest_ids), _PAGE):
            page = list(manifest_ids[start : start + _PAGE])
            marks = ", ".join("?" * len(page))
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    "SELECT m.manifest_id, m.name, m.imported_at, m.lines, r.run_id, r.started_at, r.flagged_lines,"
                    " r.unscreened, r.hits, r.record, CASE WHEN r.hits > 0 THEN"
                    f"  (SELECT count(*) FROM hit AS h WHERE h.run_id = r.run_id AND NOT {_DECIDED}) ELSE 0 END"
                    " FROM manifest AS m LEFT JOIN run AS r ON r.run_id = (SELECT max(n.run_id) FROM run AS n"
                    "  WHERE n.manifest_id = m.manifest_id AND n.finished_at IS NOT NULL)"
                    f" WHERE m.manifest_id IN ({marks})",
                    page,
                ).fetchall()
            for number, name, imported, lines, run_id, screened, flagged, unscreened, hits, record, still_open in rows:
                found[number] = ManifestRow(
                    number, name, datetime.fromisoformat(imported), lines, run_id or 0,
                    datetime.fromisoformat(screened) if screened else None, flagged or 0, unscreened or 0, hits or 0,
                    still_open, importers[number].user if number in importers else "", run_user(record),
                )  # fmt: skip
        return [found[number] for number in manifest_ids if number in found]

    def alerts_by(self, by: str) -> list[AlertSum]:
        """See ``OverviewStore.alerts_by``."""
        key = {
            "list": "h.list_id",
            "kind": "h.kind",
            "month": "substr(r.started_at, 1, 7)",
            "route": "l.route",
        }[by]
        joined = " JOIN line AS l ON l.line_id = h.line_id" if by == "route" else ""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT {key} AS k, count(DISTINCT h.line_id), count(*), sum(NOT {_DECIDED})"
                f" FROM ({_LATEST}) AS t JOIN run AS r USING (run_id) JOIN hit AS h USING (run_id){joined}"
                " GROUP BY k ORDER BY 3 DESC, k"
            )
            return [AlertSum(*row) for row in rows]

    def queue_ages(self, now: datetime) -> list[QueueAge]:
        """See ``OverviewStore.queue_ages``."""
        ages: dict[int, list[int]] = {}
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT m.imported_at, count(*)"
                f" FROM ({_LATEST}) AS t JOIN manifest AS m USING (manifest_id) JOIN hit AS h USING (run_id)"
                f" WHERE NOT {_DECIDED} GROUP BY m.manifest_id"
            ).fetchall()
        for imported, still_open in rows:
            age = max(0, (now.astimezone().date() - datetime.fromisoformat(imported).astimezone().date()).days)
            ages.setdefault(age, []).append(still_open)
        return [QueueAge(age, len(counts), sum(counts)) for age, counts in sorted(ages.items())]

    def held_up(self) -> list[HeldUp]:
        """See ``OverviewStore.held_up``."""
        marks = ", ".join("?" * len(HOLDS))
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT m.manifest_id, m.name, d.disposition, count(*), min(d.decided_at)"
                " FROM hit_state AS s JOIN decision AS d ON d.decision_id = s.decision_id"
                f" JOIN hit AS h ON h.hit_id = s.hit_id JOIN ({_LATEST}) AS t USING (run_id)"
                " JOIN manifest AS m ON m.manifest_id = t.manifest_id"
                f" WHERE d.disposition IN ({marks})"
                " GROUP BY m.manifest_id, d.disposition ORDER BY 5",
                HOLDS,
            ).fetchall()
        return [_held_up(row) for row in rows]

    def stopped(self, leaving: Collection[str] = ()) -> list[HeldUp]:
        """See ``OverviewStore.stopped``."""
        left = ", ".join("?" * len(leaving))
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT manifest_id, name, disposition, count(*), min(since) FROM ({_STOPPED} AND h.list_id NOT IN ({left}))"
                " GROUP BY manifest_id, disposition, substr(since, 1, 10) ORDER BY 5",
                (HitKind.PARTY.value, HitKind.VESSEL.value, *leaving),
            ).fetchall()
        return [_held_up(row) for row in rows]

    def second_persons(self) -> list[HeldUp]:
        """See ``OverviewStore.second_persons``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT m.manifest_id, m.name, d.disposition, count(*), min(d.decided_at)"
                " FROM hit_state AS s JOIN decision AS d ON d.decision_id = s.pending_id"
                " JOIN hit AS h ON h.hit_id = s.hit_id JOIN run AS r USING (run_id)"
                " JOIN manifest AS m USING (manifest_id)"
                " WHERE s.pending_id IS NOT NULL GROUP BY m.manifest_id, d.disposition ORDER BY 5"
            ).fetchall()
        return [_held_up(row) for row in rows]

    def returned(self) -> list[HeldUp]:
        """See ``OverviewStore.returned``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT t.manifest_id, m.name, d.disposition, count(*), min(a.at)"
                " FROM approval AS a JOIN decision AS d USING (decision_id) JOIN hit AS h ON h.hit_id = d.hit_id"
                f" JOIN ({_LATEST}) AS t USING (run_id) JOIN manifest AS m ON m.manifest_id = t.manifest_id"
                " WHERE a.agreed = 0"
                "  AND NOT EXISTS (SELECT 1 FROM decision AS n WHERE n.hit_id = d.hit_id AND n.decision_id > d.decision_id)"
                " GROUP BY t.manifest_id, d.disposition ORDER BY 5"
            ).fetchall()
        return [_held_up(row) for row in rows]

    def any_decision(self) -> bool:
        """See ``OverviewStore.any_decision``."""
        with store_errors(self.path):
            return self.database.conn.execute("SELECT 1 FROM decision LIMIT 1").fetchone() is not None

    def day_work(self, since: date) -> list[DayWork]:
        """See ``OverviewStore.day_work``."""
        first, _ = days(since, None)
        raised: dict[date, int] = {}
        decided: dict[date, int] = {}
        with store_errors(self.path):
            connection = self.database.conn
            for at, count in connection.execute(
                "SELECT started_at, hits FROM run WHERE finished_at IS NOT NULL AND started_at >= ?", (first,)
            ):
                day = datetime.fromisoformat(at).astimezone().date()
                raised[day] = raised.get(day, 0) + count
            for at, count in connection.execute(
                "SELECT decided_at, count(*) FROM decision WHERE decided_at >= ? AND disposition <> 'withdrawn'"
                " GROUP BY decided_at",
                (first,),
            ):
                day = datetime.fromisoformat(at).astimezone().date()
                decided[day] = decided.get(day, 0) + count
        return [DayWork(day, raised.get(day, 0), decided.get(day, 0)) for day in sorted(raised | decided)]

    def scored_decisions(self, kinds: Sequence[str], user: str = "") -> list[ScoredDecision]:
        """See ``OverviewStore.scored_decisions``."""
        marks = ", ".join("?" * len(kinds))
        who = " AND d.user = ?" if user else ""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT max(h.score), CASE WHEN d.disposition IS NULL OR d.disposition = 'withdrawn' THEN ''"
                " ELSE d.disposition END AS disposition, count(DISTINCT h.line_id)"
                f" FROM ({_LATEST}) AS t JOIN hit AS h USING (run_id) LEFT JOIN hit_state AS s ON s.hit_id = h.hit_id"
                f" {'JOIN' if user else 'LEFT JOIN'} decision AS d ON d.decision_id = s.decision_id"
                f"{who} WHERE h.kind IN ({marks}) GROUP BY h.list_id, h.entry_id, h.value, disposition",
                [*([user] if user else []), *kinds],
            )
            return [ScoredDecision(*row) for row in rows]

    def route_counts(self, manifest_id: int, most: int = 50) -> list[RouteCount]:
        """See ``OverviewStore.route_counts``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                # By the folded texts, which are a tenth of the lines' bytes; the route as it was written from one of them.
                "SELECT (SELECT route FROM line WHERE line_id = r.line_id), r.lines, r.score FROM ("
                " SELECT count(*) AS lines, min(t.line_id) AS line_id, coalesce(max(h.score), 0) AS score"
                " FROM line_text AS t LEFT JOIN (SELECT line_id, max(score) AS score FROM hit WHERE run_id ="
                "  (SELECT max(run_id) FROM run WHERE manifest_id = :manifest AND finished_at IS NOT NULL)"
                "  GROUP BY line_id) AS h ON h.line_id = t.line_id"
                " WHERE t.line_id BETWEEN (SELECT min(line_id) FROM line WHERE manifest_id = :manifest)"
                "  AND (SELECT max(line_id) FROM line WHERE manifest_id = :manifest)"
                " AND t.manifest_id = :manifest AND t.route <> '' GROUP BY t.route"
                " ORDER BY score DESC, lines DESC LIMIT :most) AS r",
                {"manifest": manifest_id, "most": most},
            )
            return [RouteCount(*row) for row in rows]


def _held_up(row: Sequence[Any]) -> HeldUp:
    manifest, name, disposition, hits, since = row
    return HeldUp(manifest, name, disposition, hits, datetime.fromisoformat(since))


MANIFESTS_WITH = (
    "SELECT manifest_id FROM manifest WHERE folded(name) LIKE :pattern ESCAPE '\\'"
    " UNION SELECT manifest_id FROM manifest_text WHERE kind = 'party' AND folded LIKE :pattern ESCAPE '\\'"
    " UNION SELECT manifest_id FROM manifest_text WHERE kind = 'document' AND :document <> ''"
    " AND folded LIKE :document ESCAPE '\\'"
)
"""Manifests that a text leads to; wants :func:`text_values`."""


RUN_USER = "CASE WHEN json_valid(record) THEN folded(json_extract(record, '$.user')) ELSE '' END"
"""Who started a screening, for LIKE."""
MANIFESTS_BY = (
    "SELECT value FROM json_each(:imported)"
    f" UNION SELECT manifest_id FROM run WHERE finished_at IS NOT NULL AND {RUN_USER} LIKE :pattern ESCAPE '\\'"
)
"""Manifests that somebody imported or screened; ``:imported`` are the numbers of the former, as JSON."""


def run_user(record: str | None) -> str:
    """Return who started a screening, from what is kept of it."""
    try:
        told = codec.load(record or "{}")
    except ValueError:
        return ""  # verification tells of it
    return str(told.get("user", "")) if isinstance(told, dict) else ""


def text_values(text: str) -> dict[str, str]:
    """Return the values that :data:`MANIFESTS_WITH` wants."""
    number = document_key(text)
    folded = " ".join(text.casefold().split())
    return {"pattern": like(folded), "document": like(number) if any(c.isdigit() for c in number) else ""}
