"""The list of what is to be decided: one row for each question."""

from collections.abc import Callable, Iterable, Mapping

from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.questions import QuestionRow
from ui import words
from ui.desktop.line_model import risk_sign
from ui.desktop.paged import PagedModel
from ui.words import N_, _
from ui.words.question_text import question_title, status_text

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
