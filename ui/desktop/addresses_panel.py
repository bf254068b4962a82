"""Addresses that lists are fetched from: those that come with the program, and the office's own in their place."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from screening.casework.roles import Action
from screening.errors import UserError
from screening.lists.sources import COLUMNS, own_rows, put_own_rows, sources
from screening.office import ADDRESSES
from ui import words
from ui.desktop.desk import SETTINGS, Desk
from ui.desktop.who import current_user, may
from ui.words import N_, _

_TITLES = (N_("List"), N_("Title"), N_("Format"), N_("File"), N_("Address (https)"), N_("Further hosts"), N_("Most MB"))


class AddressesPanel(QWidget):
    """A table of the office's own addresses; above it what is fetched now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.why, self.known, self.told = QLabel(), QLabel(), QLabel()
        for label in (self.why, self.known, self.told):
            label.setWordWrap(True)
        self.table = QTableWidget(0, len(_TITLES))
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        letter = self.fontMetrics().averageCharWidth()
        for number, width in enumerate((14, 24, 16, 18, 46, 18, 8)):
            self.table.setColumnWidth(number, letter * width)
        self.add, self.remove, self.keep = QPushButton(), QPushButton(), QPushButton()
        buttons = QHBoxLayout()
        for button in (self.add, self.remove, self.keep):
            buttons.addWidget(button)
        buttons.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.why)
        layout.addWidget(self.known)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.add.clicked.connect(lambda: self._add(("",) * len(_TITLES)))
        self.remove.clicked.connect(lambda: self.table.removeRow(self.table.currentRow()))
        self.keep.clicked.connect(self.save)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.why.setText(
            _("Lists are fetched from the publishers' own addresses. An office that uses a mirror names it here, by the id of the list; a list of several files has a row for each. Only https is used, and only the hosts named.")
        )  # fmt: skip
        self.table.setHorizontalHeaderLabels([_(title) for title in _TITLES])
        self.table.setAccessibleName(_("Own addresses"))
        self.add.setText(_("&Add a row"))
        self.remove.setText(_("&Remove the row"))
        self.keep.setText(_("Save the a&ddresses"))
        self._show_known()

    def reload(self) -> None:
        """Show the addresses that are kept."""
        self.table.setRowCount(0)
        for row in own_rows(self._desk.store.folder):
            self._add(row)
        for button in (self.add, self.remove, self.keep):
            button.setEnabled(may(self._desk.folder.session, Action.SETTINGS))
        self._show_known()

    def _show_known(self) -> None:
        try:
            found = sources(self._desk.store.folder)
        except UserError as error:
            self.known.setText("⚠ " + words.error_text(error))
            return
        self.known.setText(_("Fetched now: {lists}").format(lists=", ".join(source.list_id for source in found) or "–"))

    def _add(self, cells: tuple[str, ...]) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in enumerate(cells):
            self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.setCurrentCell(row, 0)

    def rows(self) -> list[tuple[str, ...]]:
        """Return what is typed; rows without anything are left out."""
        found = []
        for row in range(self.table.rowCount()):
            cells = tuple(
                item.text().strip() if (item := self.table.item(row, column)) is not None else ""
                for column in range(len(COLUMNS))
            )
            if any(cells):
                found.append(cells)
        return found

    def save(self) -> None:
        """Keep the addresses, unless one of them is none; the change is recorded."""
        if not may(self._desk.folder.session, Action.SETTINGS):
            return  # before the file of addresses is touched
        rows = self.rows()
        try:
            put_own_rows(self._desk.store.folder, rows)
        except UserError as error:
            self.told.setText("⚠ " + words.error_text(error))
            return
        text = "\n".join("\t".join(row) for row in rows)
        self._desk.store.put_setting(ADDRESSES, text, current_user(self._desk.folder.session))
        self.told.setText(_("Saved."))
        self._show_known()
        self._desk.changed.emit(SETTINGS)
