"""The table of lines of a screening."""

from collections.abc import Callable, Iterable, Mapping

from screening.model.hits import HitKind
from screening.ports import LineRow
from ui import words
from ui.desktop.paged import PagedModel
from ui.words import N_, _

RISK, ROW, PARTY, GOODS, ROUTE, FOUND, STATUS = range(7)
HIGH, MEDIUM = 85.0, 70.0

SHARING = {PARTY: 4.0, GOODS: 3.0, ROUTE: 2.0, FOUND: 2.5}
WIDTHS: Mapping[int, Callable[[], Iterable[str]]] = {
    RISK: lambda: [risk_text(100, False), risk_text(80, False), risk_text(10, False), risk_text(0, True)],
    ROW: lambda: ["1000000"],
    STATUS: lambda: [_("{n} open").format(n=100), "✓ " + _("decided")],
}
"""Columns of few words."""


class LineModel(PagedModel[LineRow]):
    """Lines of one screening."""

    columns = (N_("Risk"), N_("Row"), N_("Parties"), N_("Goods"), N_("Route"), N_("Found"), N_("Status"))
    right_aligned = (ROW,)

    def shown(self, row: LineRow, column: int) -> str:
        """Return the text of a cell."""
        return _shown(row, column)


def risk_sign(score: float) -> str:
    """Return the level of a risk as a sign."""
    return "▲▲" if score >= HIGH else "▲" if score >= MEDIUM else "△" if score > 0 else "–"


def risk_text(score: float, unscreened: bool) -> str:
    """Return the risk as a sign and a word, never as a colour alone."""
    if score > 0:
        word = _("high") if score >= HIGH else _("medium") if score >= MEDIUM else _("low")
        return f"{risk_sign(score)} {score:.0f} {word}"
    return "? " + _("not screened") if unscreened else risk_sign(0)


def _shown(row: LineRow, column: int) -> str:
    if column == RISK:
        return risk_text(row.score, row.unscreened)
    if column == ROW:
        return str(row.row)
    if column == PARTY:
        return row.party
    if column == GOODS:
        return row.goods
    if column == ROUTE:
        return row.route
    if column == FOUND:
        kinds = sorted(row.kinds, key=tuple(HitKind).index)  # what weighs most first
        return ", ".join(words.kind_name(kind.value) for kind in kinds)
    if row.open_hits:
        return _("{n} open").format(n=row.open_hits)
    return "✓ " + _("decided") if row.decided_hits else ""
