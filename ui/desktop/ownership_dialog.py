"""Who owns a party: what was noted of it, and a new note with what came of the look and where it was looked."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from screening.casework.roles import Action
from screening.dossier import Dossier
from screening.model.hits import HitKind
from screening.model.ownership import OwnershipAnswer, OwnershipCheck
from ui.desktop.desk import Desk
from ui.desktop.dialog_parts import ok_and_cancel
from ui.desktop.who import current_user, may
from ui.report.risk import check_text
from ui.words import _
from ui.words.flag_tables import OWNERSHIP_ANSWERS


class OwnershipDialog(QDialog):
    """Asks for an answer and its source; ``given`` tells of both. A note stands beside the earlier ones for good."""

    given = Signal(object, str)

    def __init__(self, party: str, noted: Sequence[OwnershipCheck], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Who owns the party"))
        layout = QVBoxLayout(self)
        told = QLabel(party)
        told.setWordWrap(True)
        font = told.font()
        font.setBold(True)
        told.setFont(font)
        layout.addWidget(told)
        for check in noted:
            before = QLabel("✓ " + check_text(check))
            before.setWordWrap(True)
            layout.addWidget(before)
        self.answers = QButtonGroup(self)
        for number, answer in enumerate(OwnershipAnswer):
            name = _(OWNERSHIP_ANSWERS[answer.value])
            button = QRadioButton(f"&{number + 1}  {name}")
            self.answers.addButton(button, number)
            layout.addWidget(button)
        asked = QLabel(_("&Where you looked: a register, a data base, a document"))
        asked.setWordWrap(True)
        self.source = QLineEdit()
        self.source.setAccessibleName(_("Source"))
        asked.setBuddy(self.source)
        layout.addWidget(asked)
        layout.addWidget(self.source)
        buttons, self.ok = ok_and_cancel(self, _("&Note"))
        layout.addWidget(buttons)
        self.answers.idToggled.connect(lambda *_args: self._changed())
        self.source.textChanged.connect(lambda _text: self._changed())
        self.accepted.connect(lambda: self.given.emit(self.answer(), self.source.text().strip()))
        self.resize(self.fontMetrics().averageCharWidth() * 72, self.sizeHint().height())
        self.answers.button(0).setFocus()
        self._changed()

    def answer(self) -> OwnershipAnswer | None:
        """Return what is chosen."""
        number = self.answers.checkedId()
        return list(OwnershipAnswer)[number] if number >= 0 else None

    def _changed(self) -> None:
        self.ok.setEnabled(self.answer() is not None and bool(self.source.text().strip()))


class OwnerNotes(QObject):
    """Asks for a note on the owners of the party that Review shows, and records it."""

    noted = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def ask(self, run_id: int, dossier: Dossier | None) -> None:
        """Ask about the party of a dossier; says so where there is none, or the role does not allow it."""
        if dossier is None or dossier.stored.hit.kind is not HitKind.PARTY:
            self._desk.told.emit(_("Owners are noted of a party: choose the question of one."))
            return
        if not may(self._desk.folder.session, Action.OWNERSHIP):
            self._desk.told.emit(_("Your role does not note who owns a party."))
            return
        party = dossier.stored.hit.value
        dialog = OwnershipDialog(party, dossier.ownership.of_party(party), self._window)
        dialog.given.connect(lambda answer, source: self._note(run_id, party, answer, source))
        dialog.open()

    def _note(self, run_id: int, party: str, answer: OwnershipAnswer, source: str) -> None:
        user = current_user(self._desk.folder.session)
        self._desk.writer.write(
            lambda store: store.put_ownership_check(run_id, party, answer, source, user), lambda _check: self._noted()
        )

    def _noted(self) -> None:
        self._desk.told.emit(_("Noted who owns the party."))
        self.noted.emit()
