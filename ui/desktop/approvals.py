"""The second person: what waits for them, and their word on it, signed in or signing here for this alone."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from screening.casework.roles import Action
from screening.model.decisions import Decision
from screening.ports import Store, StoredHit
from ui import words
from ui.desktop.case_files import CaseFiles
from ui.desktop.desk import Desk
from ui.desktop.sign_in import PasswordDialog
from ui.desktop.tables import fill_row, plain_table
from ui.desktop.who import may
from ui.words import _


class SecondPersonDialog(PasswordDialog):
    """A second person signs for decisions at the computer of the first."""

    def __init__(
        self, desk: Desk, decisions: Sequence[int], agreed: bool, comment: str, parent: QWidget | None = None
    ) -> None:
        title = _("Agree") if agreed else _("Return")
        why = _("A second person with the role of an approver signs here; it counts for this alone.")
        super().__init__(title, why, parent=parent)
        self._desk = desk
        self._decisions = list(decisions)
        self._agreed = agreed
        self._comment = comment

    def attempt(self, name: str, password: str) -> None:
        """Sign and record."""
        self._desk.store.approve(self._decisions, self._agreed, self._comment, name=name, password=password)


class Approver(QObject):
    """Records what a second person says of the decisions on a question."""

    recorded = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def say(self, run_id: int, question_id: int, agreed: bool, comment: str) -> None:
        """Agree to what waits on a question, or return it with a comment.

        An approver who is signed in and made none of the decisions does it at once; else a second person signs here.
        """
        self._desk.reader.ask(
            (self, "waiting"),
            lambda store: waiting_on(store, run_id, question_id),
            lambda waiting: self._say(waiting, agreed, comment),
        )

    def _say(self, waiting: list[Decision], agreed: bool, comment: str) -> None:
        if not waiting:
            return
        ids = [decision.decision_id for decision in waiting]
        actor = self._desk.store.actor
        if actor.may(Action.APPROVE) and all(decision.user != actor.name for decision in waiting):
            self._desk.writer.write(
                lambda store: store.approve(ids, agreed, comment), lambda _done: self.recorded.emit()
            )
            return
        dialog = SecondPersonDialog(self._desk, ids, agreed, comment, self._window)
        dialog.accepted.connect(self.recorded)
        dialog.open()


def waiting_on(store: Store, run_id: int, question_id: int) -> list[Decision]:
    """Return the decisions on a question's hits that wait for a second person."""
    hits = set(store.question_hits(question_id))
    return [decision for decision in store.approvals(run_id) if decision.hit_id in hits]


class ApprovalsDialog(QDialog):
    """The queue of the approver: everything that waits for a second person, oldest first; Enter goes to it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[tuple[Decision, StoredHit]] = []
        self.setWindowTitle(_("Awaiting approval"))
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 120, letter * 60)
        self.empty = QLabel(_("Nothing awaits approval."))
        self.table: QTableWidget = plain_table(6)
        self.table.setAccessibleName(_("Awaiting approval"))
        self.table.setHorizontalHeaderLabels(
            [_("Decided"), _("By"), _("Decision"), _("In the manifest"), _("On the list"), _("Comment")]
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.itemActivated.connect(lambda item: self._go(item.row()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        self.cases = CaseFiles(desk, self)
        self.seal = buttons.addButton(_("&Seal for another computer…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.take_in = buttons.addButton(_("&Take an answer in…"), QDialogButtonBox.ButtonRole.ActionRole)
        for button in (self.seal, self.take_in):
            button.setAutoDefault(False)  # Enter goes to what is chosen
        self.seal.clicked.connect(lambda: self.cases.ask_seal(self.chosen()))
        self.take_in.clicked.connect(self.cases.ask_taking_in)
        self.take_in.setEnabled(may(desk.folder.session, Action.DECIDE))
        layout = QVBoxLayout(self)
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        desk.changed.connect(self.load)
        self.load()

    def load(self) -> None:
        """Ask for what waits now."""
        self._desk.reader.ask((self, "waiting"), _waiting, self._came)

    def chosen(self) -> list[int]:
        """Return the decisions that are chosen; none where it is only the row one stands on, and all are meant."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return [self._rows[row][0].decision_id for row in rows] if len(rows) > 1 else []

    def _came(self, rows: list[tuple[Decision, StoredHit]]) -> None:
        if not isValid(self):
            return  # closed while it was asked
        self._rows = rows
        self.seal.setEnabled(bool(rows) and may(self._desk.folder.session, Action.EXPORT))
        self.empty.setVisible(not rows)
        self.table.setRowCount(len(rows))
        for row, (decision, stored) in enumerate(rows):
            fill_row(
                self.table,
                row,
                [
                    words.format_datetime(decision.decided_at), decision.user,
                    words.disposition_name(decision.disposition.value), stored.hit.value, words.entry_title(stored.hit),
                    decision.text,
                ],
            )  # fmt: skip
        if rows:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus()

    def _go(self, row: int) -> None:
        _decision, stored = self._rows[row]
        self.accept()
        self._desk.hit_wanted.emit(stored.run_id, stored.hit_id)


SHOWN = 500
"""Most rows of the queue that are listed at once."""


def _waiting(store: Store) -> list[tuple[Decision, StoredHit]]:
    return [(decision, store.stored_hit(decision.hit_id)) for decision in store.approvals()[:SHOWN]]
