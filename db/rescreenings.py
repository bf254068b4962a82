"""Re-screenings, their alerts, and the hits that would not come again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from db import codec, told, trail
from db.connection import store_errors, writing
from db.digests import gone_digests
from db.hit_rows import INSERT_HIT, alerts_digest, hit_row, stored_hits
from db.part import StorePart
from db.run_facts import keep_entries, threshold_of
from db.screenings import count_run
from screening.casework.roles import Action
from screening.model.lists import ListInfo
from screening.model.rescreening import AlertCount, AlertKind, ChangedSince, Found, GoneKind, Rescreening
from screening.ports import GoneHit, StoredAlert, StoredHit

LATEST_RUN = (
    "SELECT max(run_id) AS run_id FROM run JOIN manifest USING (manifest_id)"
    " WHERE finished_at IS NOT NULL AND as_of = '' AND complete = 1 GROUP BY manifest_id"
)
_OPEN = (
    "NOT EXISTS (SELECT 1 FROM hit_state AS s WHERE s.hit_id = a.hit_id"
    " AND coalesce(s.pending_id, s.decision_id) IS NOT NULL)"
)
_FIGURES = (
    "entries", "gone_entries", "questions", "asked", "parties", "alerts", "manifests", "gone", "never_screened",
)  # fmt: skip
_PAGE = 500


class RescreeningTables(StorePart):
    """Implements the findings of ``screening.ports.RescreeningStore``."""

    def latest_runs(self) -> dict[int, tuple[int, datetime, datetime]]:
        """See ``RescreeningStore.latest_runs``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT manifest_id, run_id, started_at, finished_at FROM run WHERE run_id IN ({LATEST_RUN})"
            )
            return {
                manifest: (run, datetime.fromisoformat(began), datetime.fromisoformat(done))
                for manifest, run, began, done in rows
            }

    def list_moments(self, after: datetime) -> list[datetime]:
        """See ``RescreeningStore.list_moments``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT since FROM list_force WHERE since > :t UNION SELECT until FROM list_force WHERE until > :t"
                " ORDER BY 1",
                {"t": codec.moment(after)},
            )
            return [datetime.fromisoformat(row[0]) for row in rows]

    def changed_since(self, since: datetime) -> ChangedSince:
        """See ``RescreeningStore.changed_since``."""
        named = {"t": codec.moment(since)}
        came: set[tuple[str, str]] = set()
        gone: set[tuple[str, str]] = set()
        with store_errors(self.path):
            connection = self.database.conn
            now = {row[0] for row in connection.execute("SELECT list_id FROM list WHERE active = 1")}
            then = {
                row[0]
                for row in connection.execute(
                    "SELECT list_id FROM list_force WHERE since <= :t AND (until IS NULL OR until > :t)", named
                )
            }
            parties = {row[0] for row in connection.execute("SELECT list_id FROM list WHERE holds = 'parties'")}
            for list_id in sorted(parties & (now | then)):
                here = {**named, "list": list_id}
                if list_id in now:
                    query = "SELECT entry_id FROM entry AS e WHERE list_id = :list"
                    if list_id in then:
                        query += (
                            " AND since > :t AND NOT EXISTS (SELECT 1 FROM entry_past AS p WHERE p.list_id = e.list_id"
                            " AND p.entry_id = e.entry_id AND p.since <= :t AND p.until > :t"
                            " AND p.content_hash = e.content_hash)"
                        )
                    came.update((list_id, row[0]) for row in connection.execute(query, here))
                if list_id in then:
                    query = "SELECT entry_id FROM entry_past WHERE list_id = :list AND since <= :t AND until > :t"
                    if list_id in now:
                        query += " AND entry_id NOT IN (SELECT entry_id FROM entry WHERE list_id = :list)"
                    else:
                        query += " UNION SELECT entry_id FROM entry WHERE list_id = :list AND since <= :t"
                    gone.update((list_id, row[0]) for row in connection.execute(query, here))
        goods = set(self.goods_rules(since)) != set(self.goods_rules())  # type: ignore[attr-defined]
        return ChangedSince(came, gone, goods)

    def hits_of_entries(self, entries: Sequence[tuple[str, str]]) -> list[StoredHit]:
        """See ``RescreeningStore.hits_of_entries``."""
        found: list[StoredHit] = []
        with store_errors(self.path):
            for start in range(0, len(entries), _PAGE):
                page = entries[start : start + _PAGE]
                marks = ", ".join("(?, ?)" for _ in page)
                where = f"(list_id, entry_id) IN (VALUES {marks}) AND run_id IN ({LATEST_RUN})"
                found += stored_hits(self.database.conn, where, [text for pair in page for text in pair])
        return found

    def hits_of_lines(self, run_id: int, line_ids: Sequence[int]) -> list[StoredHit]:
        """See ``RescreeningStore.hits_of_lines``."""
        found: list[StoredHit] = []
        with store_errors(self.path):
            for start in range(0, len(line_ids), _PAGE):
                page = line_ids[start : start + _PAGE]
                where = f"run_id = ? AND line_id IN ({', '.join('?' * len(page))})"
                found += stored_hits(self.database.conn, where, [run_id, *page])
        return found

    def keep_rescreening(
        self,
        done: Rescreening,
        found: Found,
        lists: Sequence[ListInfo],
        settings: str,
        program_version: str,
        thresholds: tuple[float, float],
    ) -> Rescreening:
        """See ``RescreeningStore.keep_rescreening``."""
        # It follows a change of the lists, whoever made it.
        self.require(Action.LISTS)
        figures = {name: getattr(done, name) for name in _FIGURES}
        with writing(self.database, self.path) as connection:
            finished = codec.now()
            number = int(
                connection.execute(
                    "INSERT INTO rescreening (started_at, finished_at, since, program_version, settings, lists,"
                    " figures) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        codec.moment(done.started_at), codec.moment(finished), codec.moment(done.since),
                        program_version, settings, codec.dump([codec.list_to_row(info) for info in lists]),
                        codec.dump(figures),
                    ),
                ).lastrowid
            )  # fmt: skip
            for run_id, alerts in found.alerts.items():
                before = connection.execute("SELECT coalesce(max(hit_id), 0) FROM hit").fetchone()[0]
                for line_id, hit, why, place in alerts:
                    row = hit_row(run_id, line_id, hit, place, threshold_of(hit.kind, thresholds))
                    hit_id = connection.execute(INSERT_HIT, row).lastrowid
                    connection.execute(
                        "INSERT INTO alert (hit_id, rescreening_id, why) VALUES (?, ?, ?)", (hit_id, number, why.value)
                    )
                count_run(connection, run_id)
                keep_entries(connection, run_id, codec.moment(done.started_at), before)
            connection.executemany(
                "INSERT OR IGNORE INTO hit_gone (hit_id, rescreening_id, why) VALUES (?, ?, ?)",
                [(hit_id, number, why.value) for hit_id, why in found.gone],
            )
            manifests = dict(connection.execute("SELECT run_id, manifest_id FROM run"))
            trail.record(
                connection,
                "rescreened",
                {
                    "rescreening": number,
                    "columns": 2,
                    "since": codec.moment(done.since),
                    **figures,
                    "runs": [
                        {
                            "run": run_id,
                            "manifest": manifests[run_id],
                            "alerts": len(alerts),
                            "alerts_sha256": alerts_digest(connection, run_id, number),
                        }
                        for run_id, alerts in found.alerts.items()
                    ],
                    "lists": {info.list_id: info.sha256 for info in lists},
                    told.GONE: {str(number): gone_digests(connection, number)},
                    told.TOLD: told.told(connection, ("rescreening", number)),
                },
            )
        return replace(done, rescreening_id=number, finished_at=finished)

    def rescreenings(self, limit: int = -1) -> list[Rescreening]:
        """See ``RescreeningStore.rescreenings``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT rescreening_id, started_at, finished_at, since, figures FROM rescreening"
                " ORDER BY rescreening_id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [
            Rescreening(
                number,
                datetime.fromisoformat(started),
                datetime.fromisoformat(finished),
                datetime.fromisoformat(since),
                **codec.load(figures),
            )
            for number, started, finished, since, figures in rows
        ]

    def rescreening_lists(self, rescreening_id: int) -> list[ListInfo]:
        """See ``RescreeningStore.rescreening_lists``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT lists FROM rescreening WHERE rescreening_id = ?", (rescreening_id,)
            ).fetchone()
        if row is None:
            raise KeyError(rescreening_id)
        return [codec.list_from_row(item) for item in codec.load(row[0])]

    def alerts(
        self, since: datetime | None = None, *, open_only: bool = False, manifest_id: int | None = None
    ) -> list[StoredAlert]:
        """See ``RescreeningStore.alerts``."""
        where, values = self._chosen(since, open_only, manifest_id)
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT a.hit_id, a.rescreening_id, a.why, r.finished_at, run.manifest_id FROM alert AS a"
                " JOIN rescreening AS r USING (rescreening_id) JOIN hit USING (hit_id) JOIN run USING (run_id)"
                f" WHERE {where} ORDER BY a.rescreening_id DESC, hit.score DESC, a.hit_id",
                values,
            ).fetchall()
            hits = {
                stored.hit_id: stored
                for stored in stored_hits(self.database.conn, "hit_id IN (SELECT a.hit_id FROM alert AS a"
                                          " JOIN rescreening AS r USING (rescreening_id) JOIN hit USING (hit_id)"
                                          f" JOIN run USING (run_id) WHERE {where})", values)
            }  # fmt: skip
        return [
            StoredAlert(hits[hit_id], manifest, number, AlertKind(why), datetime.fromisoformat(at))
            for hit_id, number, why, at, manifest in rows
        ]

    def alert_counts(self, since: datetime | None = None) -> list[AlertCount]:
        """See ``RescreeningStore.alert_counts``."""
        where, values = self._chosen(since, False, None)
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT run.manifest_id, max(run.run_id), count(*), sum({_OPEN}), max(r.finished_at) FROM alert AS a"
                " JOIN rescreening AS r USING (rescreening_id) JOIN hit USING (hit_id) JOIN run USING (run_id)"
                f" WHERE {where} GROUP BY run.manifest_id ORDER BY 5 DESC, 1",
                values,
            )
            return [AlertCount(m, run, count, left, datetime.fromisoformat(at)) for m, run, count, left, at in rows]

    @staticmethod
    def _chosen(since: datetime | None, open_only: bool, manifest_id: int | None) -> tuple[str, list[Any]]:
        where, values = ["1"], list[Any]()
        if since is not None:
            where.append("r.finished_at >= ?")
            values.append(codec.moment(since))
        if open_only:
            where.append(_OPEN)
        if manifest_id is not None:
            where.append("run.manifest_id = ?")
            values.append(manifest_id)
        return " AND ".join(where), values

    def gone_hits(self, since: datetime | None = None, manifest_id: int | None = None) -> list[GoneHit]:
        """See ``RescreeningStore.gone_hits``."""
        where, values = self._chosen(since, False, manifest_id)
        source = (
            "FROM hit_gone AS a JOIN rescreening AS r USING (rescreening_id) JOIN hit USING (hit_id)"
            f" JOIN run USING (run_id) WHERE {where}"
        )
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT a.hit_id, a.rescreening_id, a.why, r.finished_at, run.manifest_id {source}"
                " ORDER BY a.rescreening_id DESC, a.hit_id",
                values,
            ).fetchall()
            hits = {
                stored.hit_id: stored
                for stored in stored_hits(self.database.conn, f"hit_id IN (SELECT a.hit_id {source})", values)
            }
        return [
            GoneHit(hits[hit_id], manifest, number, GoneKind(why), datetime.fromisoformat(at))
            for hit_id, number, why, at, manifest in rows
        ]
