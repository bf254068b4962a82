"""The page of lists, with their ages."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from screening.model.lists import ListInfo
from ui import words
from ui.desktop.desk import Desk
from ui.desktop.tables import fill_row, plain_table
from ui.words import _
from ui.words.codes import age_level


class ListsPage(QWidget):
    """Every list with its entries and age."""

    help_topic = "lists"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._store = desk.store
        self.load = QPushButton()
        self.load.clicked.connect(lambda: desk.lists_wanted.emit([]))
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.table = plain_table(6)
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        row.addWidget(self.load)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.notice)
        layout.addWidget(self.table, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.load.setText(_("&Load lists from files…"))
        self.table.setHorizontalHeaderLabels([_("List"), _("Title"), _("Entries"), _("Names"), _("Age"), _("State")])
        self.table.setAccessibleName(_("Lists"))
        self.reload()

    def reload(self) -> None:
        """Read the lists anew."""
        now = datetime.now(UTC)
        infos = self._store.lists()
        starter = next((info for info in infos if info.is_starter and info.active), None)
        self.notice.setText(words.starter_notice(starter, now) if starter else "")
        self.notice.setVisible(starter is not None)
        self.table.setRowCount(len(infos))
        for row, info in enumerate(infos):
            cells = [
                info.list_id,
                info.title,
                str(info.entries),
                str(info.names),
                words.list_age_text(info, now),
                state_text(info, now),
            ]
            fill_row(self.table, row, cells)

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return ()


def state_text(info: ListInfo, now: datetime) -> str:
    """Return whether a list is in force and how old it is, by sign and word."""
    if not info.active:
        return _("retired")
    level = age_level(info, now)
    return {"fresh": "● " + _("fresh"), "amber": "◐ " + _("over a day old"), "red": "○ " + _("over three days old")}[
        level
    ]
