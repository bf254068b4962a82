"""The whole record of a list entry, as its publisher gave it."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from screening.model.lists import Entry, ListInfo
from ui.desktop.entry_page import entry_page
from ui.words import _


class EntryDialog(QDialog):
    """Shows an entry: its facts, then the publisher's own text."""

    def __init__(self, entry: Entry, info: ListInfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(entry.name)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 100, letter * 80)
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(False)
        self.text.setAccessibleName(_("Entry"))
        self.text.setHtml(entry_page(entry, info))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
