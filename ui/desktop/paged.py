"""Tables of any length: an array of ids, and pages of rows that a thread fetches as they come into view."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from screening.ports import Store
from ui.desktop.reading import Reader
from ui.words import _

PAGE = 256
PAGES_KEPT = 64
_WAITING_PAGES = 3
"""Pages that are asked for at most while one is on its way; a scroll bar pulled along passes many that nobody sees."""

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")

LOADING = "…"


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Rows by id. ``fetch`` is called in the reader's thread with ids and gives their rows in the order asked for.

    A cell whose page is not there yet shows :data:`LOADING`; no call of the view ever waits.
    """

    columns: tuple[str, ...] = ()
    """English sources of the titles."""
    right_aligned: tuple[int, ...] = ()

    def __init__(
        self, reader: Reader, fetch: Callable[[Store, Sequence[int]], list[Row]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._fetch = fetch
        self._ids = array("q")
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._old: set[int] = set()
        self._asked: int | None = None
        self._wanted: list[int] = []

    # What a subclass says of its rows

    def shown(self, row: Row, column: int) -> str:
        """Return the text of a cell."""
        raise NotImplementedError

    # Ids and rows

    @property
    def ids(self) -> "array[int]":
        """The ids of all rows, in order."""
        return self._ids

    def set_ids(self, ids: Sequence[int], first: Sequence[Row] = ()) -> None:
        """Show these rows, in this order; ``first`` are the rows of the first page, where they are there already."""
        self.beginResetModel()
        self._ids = ids if isinstance(ids, array) else array("q", ids)
        self._drop()
        if first:
            self._pages[0] = list(first)
        self.endResetModel()

    def grow_ids(self, ids: "array[int]") -> bool:
        """Show more rows behind those that are shown, which stay as they are; False where ``ids`` begins otherwise."""
        shown = len(self._ids)
        if ids[:shown] != self._ids:
            return False
        if len(ids) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(ids) - 1)
            self._ids = ids
            if shown % PAGE:
                # The page of the last row holds too few of them now, and one that is on its way will as well.
                self._old.add(shown // PAGE)
                self._reader.forget(self)
                self._asked = None
            self.endInsertRows()
        return True

    def _drop(self) -> None:
        self._pages.clear()
        self._old.clear()
        self._wanted.clear()
        self._asked = None
        self._reader.forget(self)

    def refresh(self) -> None:
        """Fetch anew what is shown; what was there stays in sight until then."""
        self._old = set(self._pages)
        self._reader.forget(self)
        self._asked = None
        if len(self._ids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1))

    def row_id(self, row: int) -> int:
        """Return the id of a row."""
        return self._ids[row]

    def row_of(self, row_id: int) -> int:
        """Return the row of an id, -1 when it is not shown."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def at(self, row: int) -> Row | None:
        """Return a row; None when it is not there, or not yet (it is then asked for)."""
        if not 0 <= row < len(self._ids):
            return None
        number = row // PAGE
        page = self._pages.get(number)
        if page is None or number in self._old:
            self._want(number)
        if page is None:
            return None
        self._pages.move_to_end(number)
        place = row - number * PAGE
        return page[place] if place < len(page) else None

    def fetch_rows(self, store: Store, ids: Sequence[int]) -> list[Row]:
        """Return the rows of ids, for the reader's thread."""
        return self._fetch(store, ids)

    def _want(self, number: int) -> None:
        if self._asked == number:
            return
        if self._asked is not None:
            if number in self._wanted:
                self._wanted.remove(number)
            self._wanted.append(number)
            del self._wanted[:-_WAITING_PAGES]
            return
        self._asked = number
        ids = self._ids[number * PAGE : (number + 1) * PAGE].tolist()
        self._reader.ask(self, lambda store: self._fetch(store, ids), lambda rows: self._came(number, rows))

    def _came(self, number: int, rows: list[Row]) -> None:
        self._asked = None
        self._old.discard(number)
        self._pages[number] = rows
        while len(self._pages) > PAGES_KEPT:
            gone, _rows = self._pages.popitem(last=False)
            self._old.discard(gone)
        last = min(len(self._ids), (number + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, self.columnCount() - 1))
        if self._wanted and self._asked is None:
            self._want(self._wanted.pop())

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return the titles of columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return _(self.columns[section]) if 0 <= section < len(self.columns) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self.right_aligned:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            return None
        if not index.isValid():
            return None
        row = self.at(index.row())
        if row is None:
            return LOADING if role == Qt.ItemDataRole.DisplayRole else None
        return self.shown(row, index.column())
