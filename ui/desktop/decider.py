"""Records what Review decides, and takes it back: one piece after the other, in the background."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from screening.casework.choice import Choice, record_choice
from screening.errors import TekserError
from screening.model.decisions import Decision
from screening.ports import Store
from ui.desktop.desk import Desk
from ui.desktop.who import current_user
from ui.words import _


class Decider(QObject):
    """Writes decisions on questions and remembers them for undo; says by signals what came of it."""

    recorded = Signal()
    refused = Signal(object, object)
    """Of the questions and the choice; the error is told by the writer."""
    withdrawn = Signal(object)
    """Of the questions that are open again."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._made: list[tuple[list[int], list[int]]] = []

    def begin(self) -> None:
        """Forget what was decided: another screening is shown."""
        self._made.clear()

    def record(self, questions: Sequence[int], lines: Sequence[int] | None, choice: Choice) -> None:
        """Record a choice on all hits of some questions, or of the first question on those lines alone."""
        asked = list(questions)
        user = current_user(self._desk.folder.session)

        def work(store: Store) -> tuple[list[Decision], TekserError | None]:
            return record_choice(store, asked, lines, choice, user)

        self._desk.writer.write(work, lambda done: self._recorded(asked, *done), partial(self._refused, asked, choice))

    def _recorded(self, questions: list[int], made: list[Decision], not_remembered: TekserError | None) -> None:
        if made:
            self._made.append((questions, [decision.decision_id for decision in made]))
        elif not_remembered is None:
            self._desk.told.emit(_("Remembered; two had agreed to it already."))
        if any(decision.pending for decision in made):
            self._desk.told.emit(_("Recorded; it takes effect when a second person agrees."))
        if not_remembered is not None:
            self._desk.writer.failed.emit(not_remembered)
        self.recorded.emit()

    def _refused(self, questions: list[int], choice: Choice, error: BaseException) -> None:
        self.refused.emit(questions, choice)
        self._desk.writer.failed.emit(error)

    def undo(self) -> None:
        """Take back the last decision; the record of it stays."""
        if not self._made:
            self._desk.told.emit(_("Nothing to undo."))
            return
        questions, decisions = self._made.pop()
        user = current_user(self._desk.folder.session)
        self._desk.writer.write(
            lambda store: store.withdraw(decisions, user), lambda _done: self.withdrawn.emit(questions)
        )
