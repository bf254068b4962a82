"""Hits and decisions of one screening for other programs, as CSV (resources/schema/README.md).

CSV is for programs, people open the Excel audit file; as somebody opens it in a spreadsheet program all the same, a cell
that begins like a formula has an apostrophe before it, which :func:`safe` puts there and :func:`unsafe` takes away.
"""

import csv
import json
from pathlib import Path
from typing import Any

from ui.report.collect import AuditReport
from ui.report.machine import decision_data, hit_data
from ui.report.safe_file import text_file
from ui.words import in_language

HIT_COLUMNS = (
    "hit_id", "line_id", "sheet", "line_row", "row", "field", "value", "raw_value", "kind", "list", "list_version", "entry_id",
    "entry_name", "matched_name", "name_quality", "score", "threshold", "rank", "reason_code", "reason", "evidence", "entry_text",
    "disposition", "decision_id", "decision_reason_code", "decision_text", "decided_by", "decided_at",
    "status", "known_party", "rescreening",
)  # fmt: skip
DECISION_COLUMNS = (
    "decision_id", "hit_id", "disposition", "reason_code", "text", "user", "decided_at", "replaces", "list_changed_at",
    "entry_changed", "licence", "licence_until", "role", "machine", "system_user", "second_person", "effective", "approved_by",
    "approved", "approved_at", "approval_comment", "attachments", "approval_way", "approval_machine",
)  # fmt: skip


def write_hits_csv(path: Path, report: AuditReport, language: str = "en") -> None:
    """Write one row for each hit with the decision in force. Raises UserError("cannot_write")."""
    with in_language(language), text_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HIT_COLUMNS)
        entries: dict[str, Any] = {}
        rules: dict[str, Any] = {}
        for item in hit_data(report, entries, rules):
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
            writer.writerow([safe(row[name]) for name in HIT_COLUMNS])


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
                "approval_comment": approval.get("comment"), "approval_way": approval.get("way"),
                "approval_machine": approval.get("machine"),
                "attachments": json.dumps(data["attachments"], ensure_ascii=False),
            }  # fmt: skip
            writer.writerow([safe(data[name]) for name in DECISION_COLUMNS])


_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def safe(value: object) -> object:
    """Return the value of a cell of CSV: a text that a spreadsheet program would take for a formula behind an apostrophe.

    One that has an apostrophe already gets a second, so that :func:`unsafe` gives back every text as it was.
    """
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_LIKE_FORMULAS) else value


def unsafe(cell: str) -> str:
    """Return the text of a cell of our CSV files as it was before :func:`safe`."""
    return cell[1:] if cell.startswith("'") else cell
