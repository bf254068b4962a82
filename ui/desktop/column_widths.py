"""Widths of columns: those of few words are as wide as their widest word, the others share what is left of the window."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from ui.desktop.layout import Layout

_AROUND = 14
"""Points beside the words of a cell."""
_LEAST = 6
"""Letters that a sharing column keeps at least."""


class ColumnWidths(QObject):
    """Keeps the columns of a table as wide as they should be, until somebody pulls one himself.

    ``sharing`` gives the parts in which columns share what the others leave; ``words`` all that a column can show,
    where that is little (kinds, states); a column in neither keeps the width it was given.
    """

    def __init__(
        self, view: QTableView, sharing: Mapping[int, float], words: Mapping[int, Callable[[], Iterable[str]]]
    ) -> None:
        super().__init__(view)
        self._view = view
        self._sharing = dict(sharing)
        self._words = dict(words)
        self._busy = False
        self.by_hand = False
        """Whether somebody pulled a column: from then on none moves by itself."""
        view.viewport().installEventFilter(self)
        header = view.horizontalHeader()
        header.setStretchLastSection(not self._sharing)
        header.sectionResized.connect(self._resized)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.share)

    def fit(self) -> None:
        """Take the words in the language in use."""
        if self.by_hand:
            return
        header, metrics = self._view.horizontalHeader(), self._view.fontMetrics()
        self._busy = True
        for column in range(header.count()):
            if column in self._sharing or self._view.isColumnHidden(column):
                continue
            texts = self._words[column]() if column in self._words else ()
            widest = max((metrics.horizontalAdvance(text) + _AROUND for text in texts), default=0)
            kept = 0 if column in self._words else self._view.columnWidth(column)
            self._view.setColumnWidth(column, max(widest, kept, header.sectionSizeHint(column)))
        self._busy = False
        self.share()

    def share(self) -> None:
        """Give the sharing columns what the others leave."""
        shown = {column: part for column, part in self._sharing.items() if not self._view.isColumnHidden(column)}
        if self.by_hand or not shown:
            return
        header = self._view.horizontalHeader()
        others = sum(header.sectionSize(n) for n in range(header.count()) if n not in shown)
        left = self._view.viewport().width() - others
        least = self._view.fontMetrics().averageCharWidth() * _LEAST
        whole = sum(shown.values())
        self._busy = True
        for column, part in shown.items():
            self._view.setColumnWidth(column, max(least, int(left * part / whole)))
        self._busy = False

    def _resized(self, _column: int, before: int, after: int) -> None:
        if self._busy:
            return
        if before and after and QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self.by_hand = True  # a column that is hidden or shown is no wish for a width
        elif not before or not after:
            self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share anew when the table is given another width."""
        if event.type() == QEvent.Type.Resize:
            self.share()
        return super().eventFilter(watched, event)

    # What the window remembers

    def keep(self, layout: Layout, name: str) -> None:
        """Keep order, widths and which columns are shown."""
        layout.keep_state(name, self._view.horizontalHeader().saveState())
        layout.keep_text(f"{name}_by_hand", "yes" if self.by_hand else "")

    def restore(self, layout: Layout, name: str) -> None:
        """Arrange the columns as they were kept."""
        state = layout.state(name)
        if not state.isEmpty():
            self.use(state, by_hand=bool(layout.text(f"{name}_by_hand")))

    def use(self, state: QByteArray, *, by_hand: bool) -> None:
        """Arrange the columns by a state of the header; unless widths were pulled by hand, they fit the window again."""
        self._busy = True
        self._view.horizontalHeader().restoreState(state)
        self._view.horizontalHeader().setStretchLastSection(not self._sharing)
        self._busy = False
        self.by_hand = by_hand
        self.fit()
