"""The ages of the lists in the status bar: how many are red or amber, whatever page is open."""

from collections import Counter
from datetime import UTC, datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from screening.model.lists import ListInfo
from ui import words
from ui.desktop.desk import Desk
from ui.words import _

_EVERY = 10 * 60 * 1000
"""Milliseconds; lists grow old without anything happening."""
_SIGNS = {"red": "○", "amber": "◐"}


class AgesButton(QPushButton):
    """Leads to the page Lists."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setFlat(True)
        self.clicked.connect(lambda: desk.page_wanted.emit("lists"))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(_EVERY)

    def refresh(self) -> None:
        """Judge the lists anew, in the language in use; a window that was closed has no store to ask."""
        if self._desk.closed:
            return
        now = datetime.now(UTC)
        infos = [info for info in self._desk.store.lists() if info.active]
        levels = Counter(words.age_level(info, now) for info in infos)
        told = [f"{sign} {levels[level]}" for level, sign in _SIGNS.items() if levels[level]]
        shown = " · ".join(told) if told else "● " + _("fresh")
        self.setText(_("Ages of lists: {ages}").format(ages=shown))
        self.setAccessibleName(self.text())
        self.setToolTip("\n".join(_line(info, now) for info in infos if words.age_level(info, now) in _SIGNS))


def _line(info: ListInfo, now: datetime) -> str:
    return f"{info.list_id}: {words.list_check_text(info, now)}"
