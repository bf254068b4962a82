"""The head of Review: which screening is shown, what is to be done with the shipment, and what is still open."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from screening.model.hits import RunInfo
from screening.verdict import Verdict
from ui.desktop.desk import Desk
from ui.desktop.not_checked import NotCheckedButton
from ui.words import _
from ui.words.verdict_text import verdict_text


class ReviewHead(QWidget):
    """Says the screening and its verdict; beside them the rules not asked and the button of the view."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.title = QLabel()
        self.verdict = QLabel()
        self.verdict.setTextFormat(Qt.TextFormat.RichText)
        for label in (self.title, self.verdict):
            label.setWordWrap(True)  # long names and verdicts take a second line, never a wider window
        self.view = QPushButton()
        self.view.setCheckable(True)
        self.not_checked = NotCheckedButton(desk)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title, 2)
        layout.addWidget(self.verdict, 3)
        layout.addWidget(self.not_checked)
        layout.addWidget(self.view)

    def retranslate(self) -> None:
        """Put all words into the language in use; the verdict follows with :meth:`tell`."""
        self.not_checked.retranslate()
        self.view.setText(_("All line&s (L)"))

    def tell(self, run: RunInfo | None, manifest: str, verdict: Verdict | None) -> None:
        """Show a screening (None: none is chosen) of a manifest, with its verdict (None: it is still being counted)."""
        if run is None:
            self.title.setText(_("Open a manifest first."))
            self.verdict.setText("")
            return
        counts = _("{lines} lines, {flagged} flagged, {unscreened} not screened").format(
            lines=run.lines, flagged=run.flagged_lines, unscreened=run.unscreened
        )
        most = self.fontMetrics().averageCharWidth() * 32
        name = self.fontMetrics().elidedText(manifest, Qt.TextElideMode.ElideMiddle, most)
        self.title.setText(f"<b>{escape(name)}</b> · {counts}")
        self.title.setToolTip(manifest)
        told = verdict_text(verdict) if verdict is not None else _("counting what is still open…")
        self.verdict.setText(f"<b>{told}</b>")
