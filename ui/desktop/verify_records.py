"""Verifying the audit trail from the window: against exports that were kept outside, with what was found in words."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui import words
from ui.desktop import work
from ui.desktop.desk import Desk
from ui.desktop.dialog_parts import told_here
from ui.words import _


class VerifyDialog(QDialog):
    """Takes exports that were kept outside and the public key as it was told, verifies, and shows what was found."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.setWindowTitle(_("Verify the records"))
        why = QLabel(
            _(
                "Every record, every checkpoint, and what the database says of the same. What was kept outside this"
                " computer (a sealed package, JSON, Excel, a checkpoint) shows also what was written anew."
            )
        )
        why.setWordWrap(True)
        self.files, self.key, self.found = QListWidget(), QLineEdit(), QPlainTextEdit()
        self.files.setAccessibleName(_("Kept outside"))
        self.files.setMaximumHeight(self.fontMetrics().height() * 4)
        self.key.setPlaceholderText("NAME+ID+KEY")
        self.found.setReadOnly(True)
        self.found.setAccessibleName(_("What was found"))
        self.found.setTabChangesFocus(True)
        self.add = QPushButton(_("&Add files…"))
        kept = QHBoxLayout()
        kept.addWidget(self.files, 1)
        kept.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.addRow(_("Kept outside"), kept)
        form.addRow(_("Public &key as it was told to you"), self.key)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        close.setAutoDefault(False)
        self.do = buttons.addButton(_("&Verify"), QDialogButtonBox.ButtonRole.ActionRole)
        self.do.setDefault(True)
        buttons.rejected.connect(self.reject)
        self.do.clicked.connect(self.verify)
        self.add.clicked.connect(self.ask_files)
        layout = QVBoxLayout(self)
        layout.addWidget(why)
        layout.addLayout(form)
        layout.addWidget(self.found, 1)
        layout.addWidget(buttons)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 110, letter * 70)

    def ask_files(self) -> None:
        """Ask for files that were kept outside."""
        names, _filter = QFileDialog.getOpenFileNames(self, _("Kept outside"))
        self.files.addItems(names)

    def verify(self) -> None:
        """Verify in the background; it can be cancelled like all long work."""
        against = [Path(self.files.item(row).text()) for row in range(self.files.count())]
        self.do.setEnabled(False)
        self.found.setPlainText(_("Verifying…"))
        key, language = self.key.text().strip(), words.current_language()
        self._desk.jobs.run(
            partial(work.verify_records, against=against, key=key, language=language), self._done, self._failed
        )

    def _done(self, told: tuple[str, bool]) -> None:
        text, holds = told
        self._desk.told.emit(_("The records hold.") if holds else _("The records do NOT hold."))
        if isValid(self):
            self.do.setEnabled(True)
            self.found.setPlainText(text if holds else "⚠ " + text)

    def _failed(self, error: BaseException) -> None:
        if told_here(error, self, self._desk):
            self.do.setEnabled(True)
            self.found.setPlainText("⚠ " + words.error_text(error))
