"""A sealed case in words, as the second person at another computer reads it in the terminal and in the window."""

from collections.abc import Sequence
from datetime import datetime

from screening.casework.case_file import Case
from screening.model.decisions import Attachment, Decision
from screening.model.hits import Evidence
from ui import words
from ui.words import _


def case_lines(case: Case) -> list[str]:
    """Return a case as it is shown to the second person."""
    lines = [_("Case {case} of {origin}, {at}").format(
        case=case.case_id, origin=case.content["origin"], at=_moment(case.content["made_at"]))]  # fmt: skip
    for told in case.decisions:
        lines += [
            "",
            _("{disposition} ({reason}), {user}, {at}; because: {why}").format(
                disposition=words.disposition_name(told["disposition"]),
                reason=words.reason_code_name(told["reason"]),
                user=told["user"],
                at=_moment(told["decided_at"]),
                why=words.second_reason(told["second"]),
            ),
            "  " + _("row {row}, {field}: {value}").format(
                row=told["row"], field=words.field_name(told["field"]), value=told["value"]),
            "  " + _("list {list}, entry {entry}: {name}, score {score:.1f}").format(
                list=told["list"], entry=told["entry"], name=told["entry_name"], score=told["score"]),
            *("  " + line for line in _grounds(
                told["text"], told["licence"], told["licence_until"], [Attachment(*a) for a in told["attachments"]])),
            *("  " + _evidence_line(*piece) for piece in told.get("evidence", ())),
            "  " + " | ".join(told["cells"]),
            *(["  " + told["entry_text"]] if told["entry_text"] else []),
        ]  # fmt: skip
    return lines


def _moment(at: str) -> str:
    return words.format_datetime(datetime.fromisoformat(at))


def _evidence_line(code: str, left: str, right: str, weight: float) -> str:
    """Return one piece of what the score is made of, with its points."""
    points = f"{weight:+.1f} " if weight else ""
    return "  · " + points + words.evidence_text(Evidence(code, left, right))


def ground_lines(decision: Decision) -> list[str]:
    """Return what a decision rests on besides its reason: text, licence, files with their hashes."""
    return _grounds(decision.text, decision.licence, decision.licence_until, decision.attachments)


def _grounds(text: str, licence: str, until: str, files: Sequence[Attachment]) -> list[str]:
    lines = [text] if text else []
    if licence:
        lines.append(_("licence {number} until {date}").format(number=licence, date=words.format_date(until)))
    told = _("attached: {name}, {size}, SHA-256 {hash}")
    lines += [told.format(name=a.name, size=words.file_size(a.size), hash=a.sha256) for a in files]
    return lines
