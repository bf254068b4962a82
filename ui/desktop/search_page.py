"""A page that looks for what is stored: a search bar, and a table whose rows are asked for as they come into view."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QLabel, QWidget

from screening.ports import Store
from ui.desktop.desk import Desk
from ui.desktop.rows_model import PAGE, RowColumn, RowsModel, RowsView
from ui.desktop.search_bar import SearchBar
from ui.words import _

Row = TypeVar("Row")


class SearchPage(QWidget, Generic[Row]):
    """What such pages have in common; each says what it looks for, reads rows, counts them and follows the chosen one."""

    def __init__(self, desk: Desk, kinds: Sequence[str], columns: Sequence[RowColumn[Row]]) -> None:
        """``kinds`` are what the bar can choose, beside all."""
        super().__init__()
        self._desk = desk
        self.bar = SearchBar(self, kinds)
        self.sought, self.kinds, self.period = self.bar.text, self.bar.kinds, self.bar.period
        self.count = QLabel()
        self.model: RowsModel[Row] = RowsModel(columns, self)
        self.table = RowsView(self.model, columns)
        self.setFocusProxy(self.table)
        self.bar.changed.connect(self.reload)
        self.sought.returnPressed.connect(self.table.setFocus)

    def search(self) -> Callable[[Store], list[int]]:
        """Return the question for the ids of what is looked for now, newest first."""
        raise NotImplementedError

    def read(self, store: Store, ids: Sequence[int]) -> list[Row]:
        """Return the rows of some ids, in their order."""
        raise NotImplementedError

    def count_text(self, n: int) -> str:
        """Return how many rows there are, in words."""
        raise NotImplementedError

    def wanted(self, ids: Sequence[int]) -> int:  # for pages that keep what was chosen
        """Return which of the rows that were found is chosen."""
        return 0

    def show_chosen(self) -> None:
        """Show what belongs to the chosen row, or to none."""
        raise NotImplementedError

    def reload(self) -> None:
        """Ask for the rows anew, in the background."""
        search = self.search()

        def find(store: Store) -> tuple[list[int], list[Row]]:
            ids = search(store)
            return ids, self.read(store, ids[:PAGE])

        self._desk.reader.ask((self, "ids"), find, self._found)

    def _ask(self, page: int, ids: Sequence[int], come: Callable[[list[Row]], None]) -> None:
        self._desk.reader.ask((self, "rows", page), lambda store: self.read(store, ids), come)

    def _found(self, found: tuple[list[int], list[Row]]) -> None:
        ids, first = found
        wanted = self.wanted(ids)
        self.model.set_ids(ids, self._ask, first)
        self.say_count()
        if ids:
            self.table.selectRow(wanted)
        self.show_chosen()

    def say_count(self) -> None:
        """Say how many rows were found, in the language in use."""
        self.count.setText(self.count_text(self.model.rowCount()))

    def keys(self, enter: str) -> Sequence[tuple[str, str]]:
        """Return the keys of such a page; ``enter`` says what Enter does."""
        return (_("Enter"), enter), ("Ctrl+F", _("find")), ("Ctrl+C", _("copy the chosen rows as a table"))
