"""The list of what is to be decided: one row for each question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.questions import QuestionRow
from screening.ports import Store
from ui import words
from ui.desktop.line_model import risk_sign
from ui.desktop.paged import PagedModel
from ui.words import N_, _

RISK, KIND, MANIFEST, LIST, LINES, STATUS = range(6)


class QuestionModel(PagedModel[QuestionRow]):
    """Questions of one screening, sorted by risk."""

    columns = (N_("Risk"), N_("Kind"), N_("In the manifest"), N_("On the list"), N_("Lines"), N_("Status"))
    right_aligned = (LINES,)

    def shown(self, row: QuestionRow, column: int) -> str:
        """Return the text of a cell."""
        if column == RISK:
            return f"{risk_sign(row.risk)} {row.risk:.0f}"
        if column == KIND:
            return words.kind_name(row.kind.value)
        if column == MANIFEST:
            return row.value or "–"
        if column == LIST:
            return question_title(row)
        if column == LINES:
            return str(row.lines)
        return status_text(row)


def state_words() -> list[str]:
    """Return what the column of the status can say, without several decisions at once."""
    signs = {
        "⧗": _("awaits approval"),
        "↩": _("returned"),
        "○": _("open"),
        "≡": _("known party"),
        "◐": _("{n} open").format(n=100),
    }
    decided = ["✓ " + words.disposition_name(d.value) for d in Disposition if d is not Disposition.WITHDRAWN]
    return [*(f"{sign} {text}" for sign, text in signs.items()), *decided]


WIDTHS: Mapping[int, Callable[[], Iterable[str]]] = {
    RISK: lambda: ["▲▲ 100"],
    KIND: lambda: [words.kind_name(kind.value) for kind in HitKind],
    LINES: lambda: ["10000"],
    STATUS: state_words,
}
"""Columns of few words."""
SHARING = {MANIFEST: 5.0, LIST: 4.0}


def question_title(row: QuestionRow) -> str:
    """Return what a question met, for people."""
    if row.kind in (HitKind.COUNTRY, HitKind.FLAG):
        return words.rule_name(row.entry_id)
    return row.entry_name


def named(store: Store, rows: Sequence[QuestionRow]) -> list[QuestionRow]:
    """Return questions with the names of goods in the language in use, where their list gives one."""
    if not any(row.kind is HitKind.GOODS for row in rows):
        return list(rows)
    language = words.current_language()
    names = {(rule.list_id, rule.code): dict(rule.names).get(language) for rule in store.goods_rules()}
    return [
        replace(row, entry_name=name)
        if row.kind is HitKind.GOODS and (name := names.get((row.list_id, row.entry_id)))
        else row
        for row in rows
    ]


def status_text(row: QuestionRow) -> str:
    """Return how far a question is decided, by sign and word."""
    if row.waiting_hits:
        return "⧗ " + _("awaits approval")
    if row.returned_hits:
        return "↩ " + _("returned")
    if row.open_hits:
        return "○ " + _("open") if row.open_hits == row.hits else "◐ " + _("{n} open").format(n=row.open_hits)
    if row.known_hits and not row.dispositions:
        return "≡ " + _("known party")
    return "✓ " + ", ".join(words.disposition_name(d.value) for d in row.dispositions)
