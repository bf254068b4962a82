"""A sealed case in words, as the second person at another computer reads it in the terminal and in the window."""

from collections.abc import Sequence
from datetime import datetime

from screening.casework.case_attachments import CaseAttachment
from screening.casework.case_file import Case
from screening.model.decisions import Attachment, Decision
from ui import words
from ui.words import _, ngettext


def case_lines(case: Case) -> list[str]:
    """Return a case's decisions as they are shown to the second person; what they rest on is told beside them."""
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
            "  " + " | ".join(told["cells"]),
        ]  # fmt: skip
    return [*lines, *_left_out_lines(case)]


def _left_out_lines(case: Case) -> list[str]:
    told = left_out_text(case.left_out)
    return ["", told] if told else []


def left_out_text(left_out: Sequence[CaseAttachment]) -> str:
    """Return which attached files are not in a case, and what to do; empty where all are."""
    if not left_out:
        return ""
    names = ", ".join(f"{one.file.name} ({words.file_size(one.file.size)})" for one in left_out)
    text = ngettext(
        "{n} attached file is too large for the case and stays out of it: {names}. Have it sent by another way before you decide; its SHA-256 tells whether it is the same.",
        "{n} attached files are too large for the case and stay out of it: {names}. Have them sent by another way before you decide; their SHA-256 tells whether they are the same.",
        len(left_out),
    )  # fmt: skip
    return text.format(n=len(left_out), names=names)


def _moment(at: str) -> str:
    return words.format_datetime(datetime.fromisoformat(at))


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
