"""A sealed case in words, as the second person at another computer reads it in the terminal and in the window."""

from datetime import datetime

from screening.casework.case_file import Case
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
            *(["  " + told["text"]] if told["text"] else []),
            "  " + " | ".join(told["cells"]),
            *(["  " + told["entry_text"]] if told["entry_text"] else []),
        ]  # fmt: skip
    return lines


def _moment(at: str) -> str:
    return words.format_datetime(datetime.fromisoformat(at))
