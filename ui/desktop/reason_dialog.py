"""Asking for a reason: what is done against a check is always done by somebody, for a reason that is kept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui.desktop.dialog_parts import ok_and_cancel
from ui.words import _


class ReasonDialog(QDialog):
    """Says what is about to be done, and asks why; OK only with a reason."""

    given = Signal(str)

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        told = QLabel(text)
        told.setWordWrap(True)
        asked = QLabel(_("&Reason (it is kept):"))
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setAccessibleName(_("Reason"))
        asked.setBuddy(self.reason)
        buttons, self.ok = ok_and_cancel(self, _("OK"))
        self.ok.setEnabled(False)
        self.reason.textChanged.connect(lambda: self.ok.setEnabled(bool(self.text())))
        self.accepted.connect(lambda: self.given.emit(self.text()))
        layout = QVBoxLayout(self)
        for widget in (told, asked, self.reason, buttons):
            layout.addWidget(widget)
        self.resize(520, 300)

    def text(self) -> str:
        """Return the reason."""
        return self.reason.toPlainText().strip()
