"""Tables of rows: a model over ids whose rows are asked for page by page as they come into view, and its view."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from ui.desktop.column_widths import ColumnWidths
from ui.words import _

PAGE = 256
PAGES_KEPT = 32

Row = TypeVar("Row")
Ask = Callable[[int, Sequence[int], Callable[[list[Row]], None]], None]
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class RowColumn(Generic[Row]):
    """One column: its title (English source), what it shows of a row, and how wide it is in letters."""

    title: str
    text: Callable[[Row], str]
    width: int = 14
    right: bool = False
    """Whether it holds numbers, which stand on the right."""
    key: Callable[[Row], Any] | None = None
    """What rows that are all in memory are sorted by; None where that makes no sense."""
    share: float = 0.0
    """Its part of the width that the columns without a part leave; 0 where it has a width of its own."""
    words: Callable[[], Iterable[str]] | None = None
    """All that it can show, where that is little: it is as wide as the widest of them."""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows by their ids, fetched a page at a time, or rows that are all in memory. Never more than it must hold."""

    arrived = Signal()
    """Rows that were shown as "…" are there."""

    def __init__(self, columns: Sequence[RowColumn[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._ids = array("q")
        self._ask: Ask[Row] | None = None
        self._asked: set[int] = set()
        self._turn = 0
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._rows: list[Row] = []

    def set_ids(self, ids: Sequence[int], ask: "Ask[Row]", first: Sequence[Row]) -> None:
        """Show the rows of these ids in this order.

        ``ask`` takes the number of a page, its ids, and what to call with their rows in that order, now or later;
        ``first`` are the rows of the first page. A row that has not come yet is shown as "…".
        """
        self.beginResetModel()
        self._ids, self._ask, self._rows = array("q", ids), ask, []
        self._forget()
        if ids:
            self._pages[0] = list(first)
        self.endResetModel()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._ids, self._ask, self._rows = array("q"), None, list(rows)
        self._forget()
        self.endResetModel()

    def _forget(self) -> None:
        self._turn += 1
        self._pages.clear()
        self._asked.clear()

    def _come(self, turn: int, page: int, rows: list[Row]) -> None:
        """Take a page that was asked for, unless other rows are shown by now."""
        if turn != self._turn:
            return
        self._asked.discard(page)
        self._pages[page] = rows
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, len(self._ids)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self._columns) - 1))
        self.arrived.emit()

    def retranslate(self) -> None:
        """Show titles and texts in the language in use."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self._columns) - 1))

    def at(self, row: int) -> Row | None:
        """Return a row; None for one that is not there (any more), or has not come yet."""
        if self._ask is None:
            return self._rows[row] if 0 <= row < len(self._rows) else None
        if not 0 <= row < len(self._ids):
            return None
        page = row // PAGE
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._asked:
                self._asked.add(page)
                ids = self._ids[page * PAGE : (page + 1) * PAGE].tolist()
                self._ask(page, ids, partial(self._come, self._turn, page))
            rows = self._pages.get(page)
            if rows is None:
                return None
        self._pages.move_to_end(page)
        place = row - page * PAGE
        return rows[place] if place < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._ids) if self._ask is not None else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return the titles of columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self._columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[section].right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self.at(index.row())
            text = "…" if row is None else column.text(row)
            return text if role == Qt.ItemDataRole.DisplayRole or len(text) > column.width else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort rows that are all in memory."""
        if self._ask is not None or not 0 <= column < len(self._columns):
            return
        key = self._columns[column].key
        if key is None:
            return
        self.beginResetModel()
        self._rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()


class RowsView(QTableView):
    """A table of whole rows to read and choose from; Enter activates one, Ctrl+C copies those chosen as a table."""

    def __init__(self, model: RowsModel[Any], columns: Sequence[RowColumn[Any]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)  # Tab leaves the table, as it does everywhere in the window
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        letter = self.fontMetrics().averageCharWidth()
        for number, column in enumerate(self._columns):
            self.setColumnWidth(number, letter * column.width + 16)
        self.widths = ColumnWidths(
            self,
            {number: column.share for number, column in enumerate(self._columns) if column.share},
            {number: column.words for number, column in enumerate(self._columns) if column.words is not None},
        )

    def allow_sorting(self) -> None:
        """Let a click on a column's title sort by it."""
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def fit_titles(self) -> None:
        """Make columns wide enough for their titles and words in the language in use."""
        self.widths.fit()

    def chosen(self) -> list[Any]:
        """Return the chosen rows in the order of the table."""
        model = self.model()
        assert isinstance(model, RowsModel)
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [row for number in rows if (row := model.at(number)) is not None]

    def current(self) -> Any:  # noqa: ANN401  # whatever the model's rows are
        """Return the row under the cursor, or None."""
        model = self.model()
        assert isinstance(model, RowsModel)
        return model.at(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen rows as a table; Enter activates whatever the platform's habit is."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the chosen rows into the clipboard, with the titles, for a spreadsheet."""
        model = self.model()
        numbers = range(model.columnCount())
        lines = ["\t".join(str(model.headerData(n, Qt.Orientation.Horizontal)) for n in numbers)]
        for row in sorted({index.row() for index in self.selectionModel().selectedIndexes()}):
            cells = (str(model.data(model.index(row, n)) or "") for n in numbers)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        QApplication.clipboard().setText("\n".join(lines))
