"""A screening for other programs, as JSON (resources/schema/screening.schema.json).

Codes and field names are never translated; times are ISO 8601 in UTC; values are unchanged.
"""

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
from ui.report.safe_file import new_file
from ui.report.then import threshold_then
from ui.report.words_of import status_code
from ui.words import in_language
from ui.words.earlier_text import earlier_text

FORMAT, FORMAT_VERSION = "tekser-screening", 1


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
        for number, item in enumerate(hit_data(report, entries, rules)):
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


def _facts(report: AuditReport) -> dict[str, Any]:
    run = report.run
    return {
        "written_at": _moment(report.written_at),
        "written_by_version": VERSION,
        "manifest": {
            "manifest_id": report.manifest.manifest_id,
            "imported_at": _moment(report.manifest.imported_at),
            "imported_by": asdict(report.manifest.imported_by),
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
            "party_threshold": run.party_threshold,
            "goods_threshold": run.goods_threshold,
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
        "known_parties": _known_parties(report),
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
                "columns": [
                    {"index": c.index, "header": c.header, "field": c.field, "confidence": c.confidence,
                     "second_field": c.second_field, "second_confidence": c.second_confidence}
                    for c in s.columns
                ],
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
        "files_written": [
            {"at": _moment(one.at), **asdict(one.by), "kind": one.kind,
             "files": [{"name": name, "sha256": sha256} for name, sha256 in one.files]}
            for one in report.written
        ],
        "checkpoint": {**asdict(report.seal), "record_hashes": report.record_hashes()} if report.seal else None,
    }  # fmt: skip


def _known_parties(report: AuditReport) -> list[dict[str, Any]]:
    """Return the known parties that keep hits of this screening from being asked."""
    numbers = {stored.hit.suppressed_by for found in report.hits() for stored in found}
    return [
        {
            "known_party": one.known_id, "decision_id": one.decision_id, "party": one.party_name, "list": one.list_id,
            "entry_id": one.entry_id, "entry_name": one.entry_name, "entry_sha256": one.entry_hash,
            "scope": one.scope.value, "scope_value": one.scope_value, "reason_code": one.reason_code, "text": one.text,
            "user": one.user, "made_at": one.made_at, "expires_on": one.expires_on, "revoked_by": one.revoked_by,
            "revoked_at": one.revoked_at,
        }
        for one in report.known.values() if one.known_id in numbers
    ]  # fmt: skip


def _verdict(verdict: Verdict) -> dict[str, Any]:
    grounds = {"because": verdict.because, "open": verdict.open, "not_asked": verdict.told}
    return {"verdict": verdict.kind.value, **{name: [asdict(one) for one in found] for name, found in grounds.items()}}


def _earlier(alert: EarlierAlert) -> dict[str, Any]:
    return {
        "why": alert.why, "standing": alert.standing, "kind": alert.kind.value, "list": alert.list_id,
        "entry_id": alert.entry_id, "entry_name": alert.entry_name, "values": list(alert.values),
        "entries": alert.entries, "score": alert.score, "run_id": alert.run_id, "hit_id": alert.hit_id,
        "manifest_id": alert.manifest_id, "manifest": alert.manifest_name, "screened_at": _moment(alert.screened_at),
        "shipments": [{"field": field, "number": number} for field, number in alert.shipments],
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


def hit_data(report: AuditReport, entries: dict[str, Any], rules: dict[str, Any]) -> Iterator[dict[str, Any]]:
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
