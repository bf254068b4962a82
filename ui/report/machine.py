"""Hits and decisions of one screening for other programs: JSON (resources/schema/screening.schema.json) and CSV.

Codes and field names are never translated; times are ISO 8601 in UTC; values are unchanged. CSV is for programs: a
spreadsheet program would take cells like formulas for formulas; people open the Excel audit file.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from screening.lists.ages import age_data
from screening.model.decisions import Approval, Decision
from screening.model.earlier import EarlierAlert
from screening.model.lists import Entry, ListInfo
from screening.ports import StoredAlert, StoredHit
from screening.verdict import Verdict
from screening.version import VERSION
from ui import words
from ui.report.collect import AuditReport
from ui.report.safe_file import new_file, text_file
from ui.report.then import threshold_then
from ui.report.words_of import status_code
from ui.words import in_language
from ui.words.earlier_text import earlier_text

FORMAT, FORMAT_VERSION = "tekser-screening", 1
HIT_COLUMNS = (
    "hit_id", "line_id", "sheet", "line_row", "row", "field", "value", "raw_value", "kind", "list", "list_version", "entry_id",
    "entry_name", "matched_name", "name_quality", "score", "threshold", "rank", "reason_code", "reason", "evidence", "entry_text",
    "disposition", "decision_id", "decision_reason_code", "decision_text", "decided_by", "decided_at",
    "status", "known_party", "rescreening",
)  # fmt: skip
DECISION_COLUMNS = (
    "decision_id", "hit_id", "disposition", "reason_code", "text", "user", "decided_at", "replaces", "list_changed_at",
    "entry_changed", "licence", "licence_until", "role", "machine", "system_user", "second_person", "effective", "approved_by",
    "approved", "approved_at", "approval_comment", "attachments",
)  # fmt: skip


def write_json(path: Path, report: AuditReport, language: str = "en") -> None:
    """Write everything about a screening but the sender's rows as one JSON document, hit by hit.

    ``language`` is that of the sentences in ``reason.text``. Raises UserError("cannot_write").
    """
    with in_language(language), new_file(path) as temporary, temporary.open("wb") as file:
        head = {"format": FORMAT, "format_version": FORMAT_VERSION, "language": language, **_facts(report)}
        file.write(_bytes(head)[:-1])
        entries: dict[str, Any] = {}
        rules: dict[str, Any] = {}
        file.write(b',"hits":[')
        for number, item in enumerate(_hits(report, entries, rules)):
            file.write(b",\n" if number else b"\n")
            file.write(_bytes(item))
        file.write(b'\n],"entries":')
        file.write(_bytes(entries))
        file.write(b',"rules":')
        file.write(_bytes(rules))
        file.write(b',"decisions":[')
        for number, decision in enumerate(report.decisions):
            file.write(b",\n" if number else b"\n")
            file.write(_bytes(decision_data(report, decision)))
        file.write(b"\n]}\n")


def write_hits_csv(path: Path, report: AuditReport, language: str = "en") -> None:
    """Write one row for each hit with the decision in force. Raises UserError("cannot_write")."""
    with in_language(language), text_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HIT_COLUMNS)
        entries: dict[str, Any] = {}
        rules: dict[str, Any] = {}
        for item in _hits(report, entries, rules):
            reason, decision = item["reason"], item["decision"] or {}
            entry = entries.get(item["entry"] or "", {})
            met = entry or rules.get(item["rule"] or "")
            row = {
                **item,
                "reason_code": reason["code"],
                "reason": reason["text"],
                "evidence": json.dumps(item["evidence"], ensure_ascii=False),
                "entry_text": entry.get("entry_text") or (json.dumps(met, ensure_ascii=False) if met else ""),
                "disposition": decision.get("disposition") or item["status"],
                "decision_id": decision.get("decision_id", ""),
                "decision_reason_code": decision.get("reason_code", ""),
                "decision_text": decision.get("text", ""),
                "decided_by": decision.get("user", ""),
                "decided_at": decision.get("decided_at", ""),
                "rescreening": (item["alert"] or {}).get("rescreening"),
            }
            writer.writerow(["" if row[name] is None else row[name] for name in HIT_COLUMNS])


def write_decisions_csv(path: Path, report: AuditReport) -> None:
    """Write one row for each decision, replaced ones included. Raises UserError("cannot_write")."""
    with text_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(DECISION_COLUMNS)
        for decision in report.decisions:
            data = decision_data(report, decision)
            approval = data["approval"] or {}
            data |= {
                "approved_by": approval.get("user"), "approved": approval.get("agreed"), "approved_at": approval.get("at"),
                "approval_comment": approval.get("comment"),
                "attachments": json.dumps(data["attachments"], ensure_ascii=False),
            }  # fmt: skip
            writer.writerow(["" if data[name] is None else data[name] for name in DECISION_COLUMNS])


def _facts(report: AuditReport) -> dict[str, Any]:
    run = report.run
    return {
        "written_at": _moment(report.written_at),
        "written_by_version": VERSION,
        "manifest": {
            "manifest_id": report.manifest.manifest_id,
            "imported_at": _moment(report.manifest.imported_at),
            **asdict(report.manifest.info),
        },
        "run": {
            "run_id": run.run_id,
            "started_at": _moment(run.started_at),
            "finished_at": _moment(run.finished_at) if run.finished_at else None,
            "zone": run.zone or run.started_at.astimezone().strftime("%z"),
            "as_of": _moment(run.as_of) if run.as_of else None,
            "user": run.user,
            "role": run.role,
            "machine": run.machine,
            "system_user": run.system_user,
            "settings_sha256": run.settings_sha256,
            "suppressed": run.suppressed,
            "further": run.further,
            "program_version": run.program_version,
            "settings": json.loads(run.settings),
            "lines": run.lines,
            "flagged_lines": run.flagged_lines,
            "hits": run.hits,
            "unscreened": run.unscreened,
            "starter": run.starter,
        },
        "verdict": _verdict(report.verdict),
        "earlier_alerts": [_earlier(alert) for alert in report.verdict.earlier],
        "lists": [_list(info, run.started_at) for info in report.lists],
        "rescreenings": [
            {
                "rescreening": one.rescreening_id,
                "raised_at": _moment(one.raised_at),
                "lists": [_list(info, one.raised_at) for info in one.lists],
            }
            for one in report.later
        ],
        "sheets": [
            {
                "name": s.name, "rows": s.rows, "lines": s.data_rows, "skipped": s.skipped, "headers": s.headers,
                "columns": [{"index": c.index, "header": c.header, "field": c.field} for c in s.columns],
            }
            for s in report.sheets
        ],
        "unscreened": [asdict(item) for item in report.unscreened],
        "not_checked": [asdict(item) for item in report.not_checked],
        "shipments": [
            {
                "field": s.field, "number": s.number, "lines": len(s.line_ids), "flagged": s.flagged, "risk": s.risk.score,
                "worst_line": s.worst_line,
                "parts": [
                    {"kind": p.kind.value, "list": p.list_id, "entry_id": p.entry_id, "field": p.field, "value": p.value,
                     "score": p.score, "points": p.points}
                    for p in s.risk.parts
                ],
            }
            for s in report.shipments()
        ],
        "ownership": {
            "checked_against_lists": not report.ownership.lines_not_checked,
            "lines_not_checked": report.ownership.lines_not_checked,
            "checks": [
                {"party": c.party, "answer": c.answer.value, "source": c.source, "user": c.user,
                 "checked_at": _moment(c.checked_at)}
                for c in report.ownership.checks
            ],
        },
        "checkpoint": {**asdict(report.seal), "record_hashes": report.record_hashes()} if report.seal else None,
    }  # fmt: skip


def _verdict(verdict: Verdict) -> dict[str, Any]:
    grounds = {"because": verdict.because, "open": verdict.open, "not_asked": verdict.told}
    return {"verdict": verdict.kind.value, **{name: [asdict(one) for one in found] for name, found in grounds.items()}}


def _earlier(alert: EarlierAlert) -> dict[str, Any]:
    return {
        "why": alert.why, "standing": alert.standing, "kind": alert.kind.value, "list": alert.list_id,
        "entry_id": alert.entry_id, "entry_name": alert.entry_name, "values": list(alert.values),
        "entries": alert.entries, "score": alert.score, "run_id": alert.run_id, "hit_id": alert.hit_id,
        "manifest_id": alert.manifest_id, "manifest": alert.manifest_name, "screened_at": _moment(alert.screened_at),
        "text": earlier_text(alert),
    }  # fmt: skip


def _list(info: ListInfo, when: datetime) -> dict[str, Any]:
    """Return a list as data, with its age when lines were judged by it."""
    return {
        "list": info.list_id, "title": info.title, "version": info.version_id, "format": info.format.value,
        "source": info.source, "sha256": info.sha256, "published_on": info.published_on,
        "imported_at": _moment(info.imported_at), "checked_at": _moment(info.checked_at) if info.checked_at else None,
        **age_data(info, when), "entries": info.entries, "names": info.names, "unread": info.unread,
    }  # fmt: skip


def _hits(report: AuditReport, entries: dict[str, Any], rules: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the hits as data; the entries and goods rules they met are put into ``entries`` and ``rules`` once each."""
    lines = report.lines()
    line_id, line = 0, None
    for found in report.hits():
        while line_id != found[0].line_id:
            line_id, line = next(lines)
        assert line is not None
        ranks: Counter[tuple[str, str]] = Counter()
        for stored in found:
            hit = stored.hit
            ranks[hit.field, hit.value] += 1
            entry = report.entry(stored)
            key = _kept(entries, stored, entry_data(entry)) if entry else None
            then = report.rules(stored)
            rule = _kept(rules, stored, [asdict(one) for one in then]) if then else None
            raw = next((v.raw for v in line.all(hit.field) if v.text == hit.value), hit.value)
            quality = next((n.quality.value for n in entry.names if n.text == hit.matched_name), "") if entry else ""
            yield {
                "hit_id": stored.hit_id, "line_id": stored.line_id, "sheet": hit.sheet, "line_row": hit.line_row, "row": hit.row,
                "field": hit.field, "value": hit.value, "raw_value": raw, "kind": hit.kind.value, "list": hit.list_id,
                "list_version": report.list_version(stored), "entry_id": hit.entry_id, "entry_name": hit.entry_name,
                "matched_name": hit.matched_name, "name_quality": quality, "score": hit.score,
                "threshold": threshold_then(report.run, stored), "rank": stored.place or ranks[hit.field, hit.value],
                "reason": {"code": hit.reason.code, "data": dict(hit.reason.data), "text": words.reason_text(hit.reason)},
                "evidence": [asdict(e) for e in hit.evidence], "entry": key, "rule": rule, "cells": line.cells,
                "decision": decision_data(report, stored.decision) if stored.decision else None,
                "pending": decision_data(report, stored.pending) if stored.pending else None,
                "known_party": hit.suppressed_by, "known_note": hit.known_note, "entry_sha256": stored.entry_hash,
                "status": status_code(stored), "alert": _alert(report.alerts.get(stored.hit_id)),
            }  # fmt: skip


def _kept(texts: dict[str, Any], stored: StoredHit, content: Any) -> str:  # noqa: ANN401  # JSON
    """Keep what a hit met under a key of its own; an entry that changed before a re-screening is kept twice."""
    key = f"{stored.hit.list_id}/{stored.hit.entry_id}"
    if texts.setdefault(key, content) != content:
        key += "#" + stored.entry_hash[:16]
        texts.setdefault(key, content)
    return key


def _alert(alert: StoredAlert | None) -> dict[str, Any] | None:
    if alert is None:
        return None
    return {"rescreening": alert.rescreening_id, "why": alert.why.value, "raised_at": _moment(alert.raised_at)}


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return a list entry as data, as it stood."""
    return asdict(entry)


def decision_data(report: AuditReport, decision: Decision) -> dict[str, Any]:
    """Return a decision as data."""
    older = report.older.get(decision.decision_id)
    return {
        "decision_id": decision.decision_id, "hit_id": decision.hit_id, "disposition": decision.disposition.value,
        "reason_code": decision.reason_code, "text": decision.text, "user": decision.user,
        "decided_at": _moment(decision.decided_at), "replaces": decision.replaces,
        "list_changed_at": _moment(older.changed_at) if older else None,
        "entry_changed": older.entry_changed if older else None,
        "licence": decision.licence, "licence_until": decision.licence_until, "role": decision.role, "machine": decision.machine,
        "system_user": decision.system_user, "second_person": decision.second, "effective": decision.effective,
        "attachments": [asdict(file) for file in decision.attachments],
        "approval": _approval(decision.approval) if decision.approval else None,
    }  # fmt: skip


def _approval(approval: Approval) -> dict[str, Any]:
    return {
        "approval_id": approval.approval_id, "agreed": approval.agreed, "comment": approval.comment, "user": approval.user,
        "at": _moment(approval.at), "way": approval.way, "machine": approval.machine,
    }  # fmt: skip


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _bytes(value: object) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        # Half a character, as damaged files have them, is written as an escape.
        return json.dumps(value, separators=(",", ":"), default=str).encode("ascii")
