"""The table of lines: an array of ids, and pages of rows that are fetched as they come into view."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from screening.model.hits import HitKind
from screening.ports import LineRow
from ui import words
from ui.words import _

PAGE = 256
PAGES_KEPT = 64

RISK, ROW, PARTY, GOODS, ROUTE, FOUND, STATUS = range(7)
HIGH, MEDIUM = 85.0, 70.0

Index = QModelIndex | QPersistentModelIndex


class LineModel(QAbstractTableModel):
    """Lines of one screening. Rows come from ``fetch`` (ids to rows, in the order asked for)."""

    def __init__(self, fetch: Callable[[Sequence[int]], list[LineRow]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids = array("q")
        self._pages: OrderedDict[int, list[LineRow]] = OrderedDict()

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these lines, in this order."""
        self.beginResetModel()
        self._ids = array("q", ids)
        self._pages.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """Fetch anew what is shown: decisions were made."""
        self._pages.clear()
        if len(self._ids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1))

    def line_id(self, row: int) -> int:
        """Return the id of a row."""
        return self._ids[row]

    def row_of(self, line_id: int) -> int:
        """Return the row of a line, -1 when it is not shown."""
        try:
            return self._ids.index(line_id)
        except ValueError:
            return -1

    def at(self, row: int) -> LineRow | None:
        """Return a row, None for a row that is not there."""
        if not 0 <= row < len(self._ids):
            return None
        page = row // PAGE
        rows = self._pages.get(page)
        if rows is None:
            rows = self._fetch(self._ids[page * PAGE : (page + 1) * PAGE].tolist())
            self._pages[page] = rows
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows[row - page * PAGE]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return the titles of columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        titles = (_("Risk"), _("Row"), _("Parties"), _("Goods"), _("Route"), _("Found"), _("Status"))
        return titles[section] if 0 <= section < len(titles) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.at(index.row())
            return None if row is None else _shown(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (PARTY, GOODS, ROUTE, FOUND):
            row = self.at(index.row())
            return None if row is None else _shown(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == ROW:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


def risk_text(score: float, unscreened: bool) -> str:
    """Return the risk as a sign and a word, never as a colour alone."""
    if score >= HIGH:
        return f"▲▲ {score:.0f} " + _("high")
    if score >= MEDIUM:
        return f"▲ {score:.0f} " + _("medium")
    if score > 0:
        return f"△ {score:.0f} " + _("low")
    return "? " + _("not screened") if unscreened else "–"


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
