"""The bar above a table of what is stored: a text, one of a few kinds, and the days between which it lies."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from ui.desktop.period_box import PeriodBox
from ui.words import _

TYPING_PAUSE = 200
"""Milliseconds without a key after which what was typed is asked for."""


class SearchBar(QWidget):
    """Tells by ``changed`` that something else is asked for; Ctrl+F anywhere on the page goes to its text."""

    changed = Signal()

    def __init__(self, page: QWidget, kinds: Sequence[str]) -> None:
        """``kinds`` are what the box can choose, beside all."""
        super().__init__()
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.kinds = QComboBox()
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for kind in ("", *kinds):
            self.kinds.addItem("", kind)
        self.period = PeriodBox()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.kinds)
        layout.addWidget(self.period)
        self._typed = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._typed.timeout.connect(self.changed)
        self.text.textChanged.connect(lambda _text: self._typed.start())
        self.kinds.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.period.changed.connect(self.changed)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.text.setFocus)

    def retranslate(self, asked: str, every: str, kinds: Sequence[str], what: str) -> None:
        """Take the words in the language in use: of the empty text, of all kinds, of each kind, and what kinds are."""
        self.text.setPlaceholderText(asked)
        self.text.setAccessibleName(_("Find"))
        for number, name in enumerate((every, *kinds)):
            self.kinds.setItemText(number, name)
        self.kinds.setAccessibleName(what)
        self.period.retranslate()

    @property
    def kind(self) -> str:
        """The kind that is chosen; empty for all."""
        return str(self.kinds.currentData())
