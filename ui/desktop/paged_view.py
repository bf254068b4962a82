"""The view of a paged table: rows of one height, a chooser of columns, and copying as a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QMenu, QTableView

from screening.ports import Store
from ui.desktop.column_widths import ColumnWidths
from ui.desktop.paged import PagedModel
from ui.desktop.reading import Reader
from ui.words import _

COPIED_AT_MOST = 100_000


class PagedView(QTableView):
    """Shows a :class:`PagedModel`. Enter, a double click and the like raise ``entered``."""

    entered = Signal()

    def __init__(
        self,
        model: PagedModel[Any],
        reader: Reader,
        sharing: Mapping[int, float],
        words: Mapping[int, Callable[[], Iterable[str]]],
    ) -> None:
        """``sharing`` and ``words`` say how wide columns are (:class:`ColumnWidths`)."""
        super().__init__()
        self.paged = model
        self._reader = reader
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table, as it does everywhere in the window
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(int(self.fontMetrics().height() * 1.5))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsMovable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        self.doubleClicked.connect(lambda _index: self.entered.emit())
        self.widths = ColumnWidths(self, sharing, words)

    def column_menu(self) -> QMenu:
        """Return a menu in which each column can be hidden or shown; one always stays."""
        menu = QMenu(self)
        shown = [n for n in range(self.paged.columnCount()) if not self.isColumnHidden(n)]
        for column in range(self.paged.columnCount()):
            title = self.paged.headerData(column, Qt.Orientation.Horizontal)
            action = QAction(str(title), menu)
            action.setCheckable(True)
            action.setChecked(column in shown)
            action.setEnabled(shown != [column])
            action.toggled.connect(lambda on, column=column: self.setColumnHidden(column, not on))
            menu.addAction(action)
        return menu

    def _choose_columns(self, at: QPoint) -> None:
        self.column_menu().popup(self.horizontalHeader().mapToGlobal(at))

    def current_id(self) -> int | None:
        """Return the id of the current row."""
        row = self.currentIndex().row()
        return self.paged.row_id(row) if 0 <= row < self.paged.rowCount() else None

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected rows, in order."""
        return [self.paged.row_id(row) for row in self._selected_rows()]

    def _selected_rows(self) -> list[int]:
        rows: set[int] = set()
        selection = self.selectionModel().selection()
        for span in (selection.at(n) for n in range(selection.count())):
            rows.update(range(span.top(), span.bottom() + 1))
        return sorted(rows)

    def go_to(self, row: int) -> None:
        """Make a row the current and only selected one, in sight."""
        index = self.paged.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def copy(self) -> None:
        """Put the selected rows into the clipboard as a table, with the titles of the columns that are shown."""
        ids = self.selected_ids()[:COPIED_AT_MOST]
        header = self.horizontalHeader()
        places = [header.logicalIndex(n) for n in range(self.paged.columnCount())]
        columns = [column for column in places if not self.isColumnHidden(column)]
        titles = [str(self.paged.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
        model = self.paged

        def rows(store: Store) -> list[list[str]]:
            return [[model.shown(row, column) for column in columns] for row in model.fetch_rows(store, ids)]

        self._reader.ask((self, "copy"), rows, lambda found: put_table([titles, *found]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, enter, or what a table does."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Put the titles of columns into the language in use."""
        self.horizontalHeader().setToolTip(_("Right-click to choose columns"))
        self.paged.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.paged.columnCount() - 1)
        self.widths.fit()
        self.viewport().update()


def put_table(rows: Sequence[Sequence[str]]) -> None:
    """Put rows of texts into the clipboard as a table that spreadsheet programs take."""
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
    QApplication.clipboard().setText("\n".join(lines))
