"""The second person: what waits for them, and their word on it, signed in or signing here for this alone."""

from collections import Counter
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
from ui.desktop.desk import DECISIONS, Desk
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.sign_in import PasswordDialog
from ui.desktop.tables import fill_row, plain_table
from ui.desktop.who import may
from ui.words import _, ngettext

GROUNDS_SHOWN = 6
"""Kinds of decisions that are named in what a second person signs; the others are counted."""
TEXT_SHOWN = 300


class SecondPersonDialog(PasswordDialog):
    """A second person signs for decisions at the computer of the first."""

    def __init__(
        self, desk: Desk, decisions: Sequence[Decision], agreed: bool, comment: str, parent: QWidget | None = None
    ) -> None:
        title = _("Agree") if agreed else _("Return")
        why = _("A second person with the role of an approver signs here; it counts for this alone.")
        super().__init__(title, f"{signed_for(decisions)}\n\n{why}", parent=parent)
        self._desk = desk
        self._decisions = [decision.decision_id for decision in decisions]
        self._agreed = agreed
        self._comment = comment

    def attempt(self, name: str, password: str) -> None:
        """Sign and record."""
        self._desk.store.approve(self._decisions, self._agreed, self._comment, name=name, password=password)


def signed_for(decisions: Sequence[Decision]) -> str:
    """Return what a second person puts their name under: each decision with its grounds once, and on how many hits."""
    counts = Counter(
        (d.disposition.value, d.reason_code, d.user, d.text, words.second_reason(d.second)) for d in decisions
    )
    told = []
    for (disposition, reason, user, text, second), n in list(counts.items())[:GROUNDS_SHOWN]:
        hits = ngettext("{n} hit", "{n} hits", n).format(n=n)
        line = f"{words.disposition_name(disposition)} · {words.reason_code_name(reason)} · {user} · {hits} · {second}"
        told.append(line + (f"\n«{text[:TEXT_SHOWN]}»" if text else ""))
    left = len(counts) - GROUNDS_SHOWN
    if left > 0:
        told.append(ngettext("and {n} other", "and {n} others", left).format(n=left))
    return "\n".join(told)


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
            lambda waiting: self.say_of(waiting, agreed, comment),
        )

    def say_of(self, waiting: Sequence[Decision], agreed: bool, comment: str) -> None:
        """Agree to these decisions, or return them."""
        if not waiting:
            return
        ids = [decision.decision_id for decision in waiting]
        actor = self._desk.store.actor
        if actor.may(Action.APPROVE) and all(decision.user != actor.name for decision in waiting):
            self._desk.writer.write(
                lambda store: store.approve(ids, agreed, comment), lambda _done: self.recorded.emit()
            )
            return
        dialog = SecondPersonDialog(self._desk, waiting, agreed, comment, self._window)
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
        self.resize(letter * 140, letter * 60)
        self.empty = QLabel(_("Nothing awaits approval."))
        self.table: QTableWidget = plain_table(8)
        self.table.setAccessibleName(_("Awaiting approval"))
        self.table.setHorizontalHeaderLabels(
            [
                _("Decided"),
                _("By"),
                _("Decision"),
                _("Reason"),
                _("In the manifest"),
                _("On the list"),
                _("Second person, because"),
                _("Comment"),
            ]
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.itemActivated.connect(lambda item: self._go(item.row()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        self.cases = CaseFiles(desk, self)
        self.agree = buttons.addButton(_("&Agree"), QDialogButtonBox.ButtonRole.ActionRole)
        self.give_back = buttons.addButton(_("&Return with comment…"), QDialogButtonBox.ButtonRole.ActionRole)
        self._approver = Approver(desk, self)
        self._approver.recorded.connect(lambda: desk.changed.emit(DECISIONS))
        self.agree.clicked.connect(lambda: self._approver.say_of(self.marked(), True, ""))
        self.give_back.clicked.connect(self._ask_why)
        self.seal = buttons.addButton(_("&Seal for another computer…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.take_in = buttons.addButton(_("&Take an answer in…"), QDialogButtonBox.ButtonRole.ActionRole)
        for button in (self.agree, self.give_back, self.seal, self.take_in):
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

    def marked(self) -> list[Decision]:
        """Return the decisions that are marked, or the one that is stood on: what a word said here covers."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return [self._rows[row][0] for row in rows if row < len(self._rows)]

    def _ask_why(self) -> None:
        """Ask for the comment that decisions are returned with."""
        marked = self.marked()
        if marked:
            dialog = ReasonDialog(_("Return"), signed_for(marked), self)
            dialog.given.connect(lambda comment: self._approver.say_of(marked, False, comment))
            dialog.open()

    def _came(self, answer: tuple[list[tuple[Decision, StoredHit]], int]) -> None:
        if not isValid(self):
            return  # closed while it was asked
        rows, total = answer
        self._rows = rows
        self.seal.setEnabled(bool(rows) and may(self._desk.folder.session, Action.EXPORT))
        self.agree.setEnabled(bool(rows))
        self.give_back.setEnabled(bool(rows))
        more = total - len(rows)
        self.empty.setVisible(not rows or more > 0)
        if more > 0:
            told = _("The oldest {shown} of {total} decisions that wait; the others follow when these are answered.")
            self.empty.setText(told.format(shown=len(rows), total=total))
        else:
            self.empty.setText(_("Nothing awaits approval."))
        self.table.setRowCount(len(rows))
        for row, (decision, stored) in enumerate(rows):
            fill_row(
                self.table,
                row,
                [
                    words.format_datetime(decision.decided_at), decision.user,
                    words.disposition_name(decision.disposition.value), words.reason_code_name(decision.reason_code),
                    stored.hit.value, words.entry_title(stored.hit), words.second_reason(decision.second), decision.text,
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


def _waiting(store: Store) -> tuple[list[tuple[Decision, StoredHit]], int]:
    waiting = store.approvals()
    return [(decision, store.stored_hit(decision.hit_id)) for decision in waiting[:SHOWN]], len(waiting)
