"""Quick check: a name or a pasted paragraph, answered while one types; recorded if wished."""

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from screening.errors import TekserError
from screening.model.hits import RunInfo
from ui import words
from ui.desktop import page_work, theme
from ui.desktop.comparison import aligned, legend
from ui.desktop.desk import MANIFESTS, Desk
from ui.desktop.entry_page import page_of
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.words import N_, _, ngettext

if TYPE_CHECKING:
    from screening.quick import QuickAnswer, QuickAnswers

TYPING_PAUSE = 40
"""Milliseconds without a key after which is asked; the answer takes a few more."""

COLUMNS: "tuple[RowColumn[QuickAnswer], ...]" = (
    RowColumn(N_("Score"), lambda a: f"{a.match.score:.0f}", 6, right=True, key=lambda a: a.match.score),
    RowColumn(N_("Asked"), lambda a: a.piece, 24, share=3.0, key=lambda a: a.piece.casefold()),
    RowColumn(
        N_("Listed name"), lambda a: a.match.matched_name, 28, share=4.0, key=lambda a: a.match.matched_name.casefold()
    ),
    RowColumn(N_("Kind"), lambda a: words.kind_name(a.kind.value), 10, key=lambda a: a.kind.value),
    RowColumn(N_("List"), lambda a: a.match.list_id, 14, key=lambda a: a.match.list_id),
)


class TypedText(QPlainTextEdit):
    """A few lines of text; Tab leaves it, Ctrl+Enter asks for it to be recorded."""

    record_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+Enter before it becomes a line."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.record_wanted.emit()
        else:
            super().keyPressEvent(event)


class QuickPage(QWidget):
    """What is typed on top, what it met below, and the entry with why beside it."""

    help_topic = "quick"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._answers: QuickAnswers | None = None
        self.text = TypedText()
        self.text.setMaximumHeight(self.fontMetrics().height() * 6)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.asked = QLabel()
        self.asked.setWordWrap(True)
        self.record, self.clear = QPushButton(), QPushButton()
        self.model: RowsModel[QuickAnswer] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.table.allow_sorting()
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPING_PAUSE)
        self._lay_out()
        self.text.textChanged.connect(self._typing)
        self._typed.timeout.connect(self.ask)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_entry())
        self.table.activated.connect(lambda _index: self._open())
        self.record.clicked.connect(self.keep)
        self.clear.clicked.connect(self._clear)
        desk.person_left.connect(self.text.clear)
        desk.lookup.preparing.connect(self._preparing)
        self.text.record_wanted.connect(self.keep)
        self.setFocusProxy(self.text)
        self.retranslate()
        desk.lookup.warm_up()

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.addWidget(self.record)
        buttons.addWidget(self.clear)
        buttons.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(self.text, 1)
        top.addLayout(buttons)
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(self.page)
        split.setSizes([680, 540])
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.told)
        layout.addWidget(self.asked)
        layout.addWidget(split, 1)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.text.setPlaceholderText(_("Type a name, or paste a paragraph: it is asked while you type."))
        self.text.setAccessibleName(_("Name or paragraph"))
        self.record.setText(_("&Record this check"))
        self.record.setToolTip(_("Keeps the text and what it met like a manifest: it can be decided and exported."))
        self.clear.setText(_("&Clear"))
        self.table.setAccessibleName(_("Entries met"))
        self.page.setAccessibleName(_("Entry"))
        self.model.retranslate()
        self.table.fit_titles()
        self._say()
        self._show_entry()

    def reload(self) -> None:
        """Ask again: the lists may have changed."""
        self.ask()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return (
            ("Ctrl+Enter", _("record this check")),
            (_("Enter"), _("open the entry")),
            ("Ctrl+C", _("copy the chosen rows as a table")),
        )

    def _typing(self) -> None:
        # What is shown belongs to another text from now on.
        self.told.setEnabled(False)
        self._typed.start()

    def ask(self) -> None:
        """Ask the lists for what is typed; an answer to an older text is dropped."""
        text = self.text.toPlainText()
        if not text.strip():
            self._answered(None)
            return
        self._desk.lookup.quick((self, "quick"), text, self._answered, self._failed)

    def _preparing(self, step: str) -> None:
        if self.text.toPlainText().strip():
            self.told.setText(words.step_name(step) + "…")

    def _answered(self, answers: "QuickAnswers | None") -> None:
        self._answers = answers
        self.model.set_rows(answers.answers if answers else ())
        if self.model.rowCount():
            self.table.selectRow(0)
        self.told.setEnabled(True)
        self._say()
        self._show_entry()

    def _failed(self, error: BaseException) -> None:
        self._answered(None)
        self.told.setText("⚠ " + (words.error_text(error) if isinstance(error, TekserError) else str(error)))

    def _say(self) -> None:
        answers = self._answers
        self.record.setEnabled(answers is not None and bool(answers.pieces))
        if answers is None or not answers.pieces:
            self.told.setText(_("Nothing is asked yet."))
            self.asked.setText("")
            return
        n = len(answers.answers)
        if n:
            told = "▲ " + ngettext("{n} listed entry met", "{n} listed entries met", n).format(n=n)
        else:
            told = "– " + _("No listed entry met by these lists at the threshold in force.")
        if answers.left_out:
            told += " ⚠ " + ngettext(
                "{n} piece was not asked: paste less at once.", "{n} pieces were not asked: paste less at once.", answers.left_out
            ).format(n=answers.left_out)  # fmt: skip
        self.told.setText(told)
        shown = "; ".join(answers.pieces)
        self.asked.setText(_("Asked: {pieces}").format(pieces=shown if len(shown) <= 300 else shown[:300] + "…"))

    def _show_entry(self) -> None:
        answer: QuickAnswer | None = self.table.current()
        if answer is None:
            self.page.setHtml("")
            return
        match = answer.match
        marks = theme.MARKS[theme.current()]
        why = "".join(f"<li>{escape(words.evidence_text(e))}</li>" for e in match.evidence)
        parts = [
            f"<p>{escape(words.reason_text(match.reason))}</p>",
            f"<p>{escape(answer.piece)}<br>{escape(match.matched_name)}</p>",
            aligned(match.evidence, marks),
            legend(marks),
            f"<ul>{why}</ul>",
            page_of(self._desk.store, match.list_id, match.entry_id),
        ]
        self.page.setHtml("".join(parts))

    def _open(self) -> None:
        answer: QuickAnswer | None = self.table.current()
        if answer is not None:
            self._desk.entry_wanted.emit(answer.match.list_id, answer.match.entry_id)

    def _clear(self) -> None:
        self.text.clear()
        self.text.setFocus()

    def keep(self) -> None:
        """Record the check: a small manifest with a screening of its own."""
        text = self.text.toPlainText()
        if self.record.isEnabled():
            self._desk.jobs.run(partial(page_work.keep_quick, text=text), self._kept, self._desk.reader.failed.emit)

    def _kept(self, run: RunInfo) -> None:
        self._desk.changed.emit(MANIFESTS)
        self._desk.told.emit(
            ngettext(
                "Recorded: {n} entry met; see Manifests.", "Recorded: {n} entries met; see Manifests.", run.hits
            ).format(n=run.hits)
        )
