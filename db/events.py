"""What happened, in order of time: imports, screenings, decisions, and what else the audit trail holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from db import codec
from db.actors import ActorTables
from db.connection import store_errors
from db.overview import MANIFESTS_WITH, RUN_USER, days, run_user, text_values
from screening.model.overview import HistoryEvent, HistoryKind, HistoryQuery
from screening.ports import Who

_IMPORT, _RUN, _DECISION, _TRAIL = range(4)
"""The lowest two bits of an event's id tell which table it is from."""

IN_TABLES = (
    "manifest_imported", "screened", "run_finished", "decided", "decision", "decisions", "lines_gathered", "batch_file",
    "list_asked",
)  # fmt: skip
"""Kinds of the trail that tell of what the tables of manifests, runs and decisions show already, or pages of their own."""

_PAGE = 300


class EventTables(ActorTables):
    """Implements ``screening.ports.EventStore``."""

    def event_ids(self, query: HistoryQuery) -> list[int]:
        """See ``EventStore.event_ids``."""
        first, last = days(query.since, query.until)
        values: dict[str, Any] = {"first": first, "last": last}
        text = query.text.strip()
        if text:
            values |= text_values(text) | {"imported": codec.dump(self.importers_with(text))}
        found: list[tuple[str, int]] = []
        with store_errors(self.path):
            connection = self.database.conn
            if _wanted(query, HistoryKind.IMPORT):
                by = "SELECT value FROM json_each(:imported)"
                narrowed = f" AND manifest_id IN ({MANIFESTS_WITH} UNION {by})" if text else ""
                found += connection.execute(
                    f"SELECT imported_at, manifest_id * 4 + {_IMPORT} FROM manifest WHERE complete = 1"
                    f" AND imported_at >= :first AND imported_at < :last{narrowed}",
                    values,
                ).fetchall()
            if _wanted(query, HistoryKind.SCREENING):
                by = f"{RUN_USER} LIKE :pattern ESCAPE '\\'"
                narrowed = f" AND (manifest_id IN ({MANIFESTS_WITH}) OR {by})" if text else ""
                found += connection.execute(
                    f"SELECT started_at, run_id * 4 + {_RUN} FROM run WHERE finished_at IS NOT NULL"
                    f" AND started_at >= :first AND started_at < :last{narrowed}",
                    values,
                ).fetchall()
            if _wanted(query, HistoryKind.DECISION):
                found += connection.execute(_decisions(bool(text)), values).fetchall()
            if not query.kinds or query.kinds - {HistoryKind.IMPORT, HistoryKind.SCREENING, HistoryKind.DECISION}:
                found += [
                    (at, seq * 4 + _TRAIL)
                    for at, seq, kind in connection.execute(_trail(bool(text)), values)
                    if kind not in IN_TABLES and _wanted(query, kind_of(kind))
                ]
        found.sort(reverse=True)
        return [event for _at, event in found]

    def events(self, event_ids: Sequence[int]) -> list[HistoryEvent]:
        """See ``EventStore.events``."""
        found: dict[int, HistoryEvent] = {}
        readers = {_IMPORT: self._imports, _RUN: self._runs, _DECISION: self._decided, _TRAIL: self._recorded}
        for table, read in readers.items():
            wanted = [event >> 2 for event in event_ids if event & 3 == table]
            for start in range(0, len(wanted), _PAGE):
                with store_errors(self.path):
                    for event in read(wanted[start : start + _PAGE]):
                        found[event.event_id] = event
        return [found[event] for event in event_ids if event in found]

    def _imports(self, ids: Sequence[int]) -> list[HistoryEvent]:
        importers = self.importers()
        rows = self.database.conn.execute(
            "SELECT manifest_id, imported_at, name, lines, sha256, path FROM manifest"
            f" WHERE manifest_id IN ({_marks(ids)})",
            ids,
        )
        return [
            HistoryEvent(number * 4 + _IMPORT, HistoryKind.IMPORT, "", datetime.fromisoformat(at),
                         (by := importers.get(number, Who())).user, number, 0, name, lines,
                         {"sha256": sha256, "path": path, "role": by.role, "machine": by.machine})
            for number, at, name, lines, sha256, path in rows
        ]  # fmt: skip

    def _runs(self, ids: Sequence[int]) -> list[HistoryEvent]:
        rows = self.database.conn.execute(
            "SELECT r.run_id, r.started_at, r.manifest_id, m.name, r.hits, r.lines, r.flagged_lines, r.unscreened,"
            f" r.program_version, r.record FROM run AS r JOIN manifest AS m USING (manifest_id) WHERE r.run_id IN ({_marks(ids)})",
            ids,
        )
        return [
            HistoryEvent(run * 4 + _RUN, HistoryKind.SCREENING, "", datetime.fromisoformat(at), run_user(record), manifest,
                         run, name, hits, {"lines": lines, "flagged_lines": flagged, "unscreened": unscreened,
                                           "program": program, **_place(record)})
            for run, at, manifest, name, hits, lines, flagged, unscreened, program, record in rows
        ]  # fmt: skip

    def _decided(self, ids: Sequence[int]) -> list[HistoryEvent]:
        rows = self.database.conn.execute(
            "SELECT d.decision_id, d.decided_at, d.user, d.disposition, d.reason_code, d.text, h.run_id, r.manifest_id,"
            " h.value, h.entry_name, h.list_id, h.entry_id, m.name, (SELECT count(*) FROM decision AS o"
            "   JOIN hit AS oh USING (hit_id) WHERE o.decided_at = d.decided_at AND o.user = d.user"
            "   AND oh.run_id = h.run_id)"
            " FROM decision AS d JOIN hit AS h USING (hit_id) JOIN run AS r USING (run_id)"
            f" JOIN manifest AS m USING (manifest_id) WHERE d.decision_id IN ({_marks(ids)})",
            ids,
        )
        return [
            HistoryEvent(number * 4 + _DECISION, HistoryKind.DECISION, disposition, datetime.fromisoformat(at), user,
                         manifest, run, f"{value} / {entry}", count,
                         {"reason_code": reason, "text": text, "list": list_id, "entry": entry_id, "file": name})
            for (number, at, user, disposition, reason, text, run, manifest, value, entry, list_id, entry_id, name,
                 count) in rows
        ]  # fmt: skip

    def _recorded(self, ids: Sequence[int]) -> list[HistoryEvent]:
        rows = self.database.conn.execute(f"SELECT seq, body FROM trail WHERE seq IN ({_marks(ids)})", ids)
        found = [_event(seq, codec.load(bytes(body).decode("utf-8", "surrogatepass"))) for seq, body in rows]
        return self._with_files(found)

    def _with_files(self, events: Sequence[HistoryEvent]) -> list[HistoryEvent]:
        """Return events that name nothing else with the file of their manifest or screening, where they have one."""
        nameless = [event for event in events if not event.subject and (event.manifest_id or event.run_id)]
        if not nameless:
            return list(events)
        connection = self.database.conn
        manifests = [event.manifest_id for event in nameless if event.manifest_id]
        runs = [event.run_id for event in nameless if event.run_id]
        names = dict(
            connection.execute(
                f"SELECT manifest_id, name FROM manifest WHERE manifest_id IN ({_marks(manifests)})", manifests
            ).fetchall()
        )
        of_runs = dict(connection.execute(
            "SELECT r.run_id, m.name FROM run AS r JOIN manifest AS m USING (manifest_id)"
            f" WHERE r.run_id IN ({_marks(runs)})", runs).fetchall())  # fmt: skip
        return [
            event if event.subject
            else replace(event, subject=names.get(event.manifest_id, "") or of_runs.get(event.run_id, ""))
            for event in events
        ]  # fmt: skip


def _place(record: str) -> dict[str, str]:
    """Return in which role and on which machine a screening was started."""
    try:
        told = codec.load(record)
    except ValueError:
        return {}
    return {name: str(told[name]) for name in ("role", "machine") if told.get(name)} if isinstance(told, dict) else {}


def kind_of(trail_kind: str) -> HistoryKind:
    """Return what a record of the trail is shown as."""
    if trail_kind.startswith(("list", "version", "alert")):
        return HistoryKind.LIST
    if trail_kind.startswith(("export", "report", "package", "letter", "trail_exported", "attachment_saved")):
        return HistoryKind.EXPORT
    if trail_kind.startswith("setting"):
        return HistoryKind.SETTING
    if trail_kind.startswith(("decision", "approved", "returned", "case_", "known_")):
        return HistoryKind.DECISION
    return HistoryKind.OTHER


def _event(seq: int, body: Mapping[str, Any]) -> HistoryEvent:
    data = body.get("data", {})
    if body.get("clock_back"):
        data = {**data, "clock_back": True}
    subject = next(
        (str(data[name]) for name in ("file", "name", "list", "list_id", "path", "user", "shipment") if data.get(name)),
        "",
    ) or _numbers(data.get("decisions"))
    return HistoryEvent(
        seq * 4 + _TRAIL,
        kind_of(str(body["kind"])),
        str(body["kind"]),
        datetime.fromisoformat(body["at"]),
        str(body.get("actor", "")),
        _number(data, "manifest_id", "manifest"),
        _number(data, "run_id", "run"),
        subject,
        0,
        data,
    )


def _numbers(decisions: object) -> str:
    """Return which decisions a record is about, as people cite them."""
    if not isinstance(decisions, list) or not decisions:
        return ""
    shown = ", ".join(map(str, decisions[:5]))
    return f"№ {shown}" + (f", … ({len(decisions)})" if len(decisions) > 5 else "")


def _number(data: Mapping[str, Any], *names: str) -> int:
    return next((data[name] for name in names if isinstance(data.get(name), int)), 0)


def _wanted(query: HistoryQuery, kind: HistoryKind) -> bool:
    return not query.kinds or kind in query.kinds


def _decisions(narrowed: bool) -> str:
    """Return the query of decisions made at once: those with one time, user and run are one event."""
    where = "d.decided_at >= :first AND d.decided_at < :last"
    if narrowed:
        where += (
            f" AND (r.manifest_id IN ({MANIFESTS_WITH}) OR folded(h.value || ' ' || h.entry_name || ' ' || d.user)"
            " LIKE :pattern ESCAPE '\\')"
        )
    return (
        f"SELECT d.decided_at, min(d.decision_id) * 4 + {_DECISION} FROM decision AS d JOIN hit AS h USING (hit_id)"
        f" JOIN run AS r USING (run_id) WHERE {where} GROUP BY d.decided_at, d.user, h.run_id"
    )


def _trail(narrowed: bool) -> str:
    where = "json_extract(t, '$.at') >= :first AND json_extract(t, '$.at') < :last"
    if narrowed:
        where += " AND folded(t) LIKE :pattern ESCAPE '\\'"
    return (
        "SELECT json_extract(t, '$.at'), seq, json_extract(t, '$.kind')"
        f" FROM (SELECT seq, CAST(body AS TEXT) AS t FROM trail) WHERE {where}"
    )


def _marks(ids: Sequence[int]) -> str:
    return ", ".join("?" * len(ids))
