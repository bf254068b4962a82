"""The right side of Review: what is decided, why, and in what words. Made for two keys: a decision, then its reason."""

from collections.abc import Iterable, Sequence, Set
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from screening.casework.choice import Choice
from screening.casework.reasons import OTHER_MIN_TEXT, REASONS
from screening.model.decisions import Decision, Disposition
from screening.model.hits import HitKind
from ui import words
from ui.desktop.decision_extras import DecisionExtras
from ui.words import N_, _, ngettext

DISPOSITIONS = (
    Disposition.FALSE_POSITIVE,
    Disposition.TRUE_MATCH,
    Disposition.NEEDS_INFORMATION,
    Disposition.LICENCE_NEEDED,
    Disposition.LICENCE_HELD,
    Disposition.HELD,
    Disposition.RELEASED,
    Disposition.REJECTED,
)
"""In the order of their keys 1 to 8."""

_CLEARED = {
    HitKind.GOODS: ("goods_not_covered", "route_explained", "other"),
    HitKind.COUNTRY: ("route_explained", "other_country", "other"),
    HitKind.FLAG: ("route_explained", "other_country", "other"),
}
_CLEARED_PARTY = ("other_party", "other_number", "other_country", "other_birth_date", "other")


def reasons_for(disposition: Disposition, kinds: Set[HitKind]) -> tuple[str, ...]:
    """Return the reasons that a decision on hits of those kinds can have, the usual one first."""
    offered = [_reasons(disposition, kind) for kind in HitKind if kind in kinds]
    return tuple(code for code in offered[0] if all(code in other for other in offered))


def _reasons(disposition: Disposition, kind: HitKind) -> tuple[str, ...]:
    if disposition is Disposition.FALSE_POSITIVE:
        return _CLEARED.get(kind, _CLEARED_PARTY)
    return REASONS[disposition]


_BUTTON = "QPushButton { text-align: left; padding: 3px 8px; } QPushButton:checked { font-weight: bold; }"
"""Bold shows what is chosen in dark colours too, where the shade of a pressed button is hardly another one."""


class DecisionPanel(QWidget):
    """Buttons for the decisions; the one pressed opens its numbered reasons; the reason decides."""

    decided = Signal(object)
    """A :class:`Choice`."""
    lacks = Signal(str)
    """What is still to be given before the decision can be made, as a sentence."""
    approved = Signal(bool)
    """A second person agrees (True) to what waits, or returns it."""

    def __init__(self) -> None:
        super().__init__()
        self._kinds: frozenset[HitKind] = frozenset()
        self._pending: Disposition | None = None
        self.scope = QLabel()
        self.scope.setWordWrap(True)
        self.waits = QLabel()
        self.waits.setWordWrap(True)
        self.agree, self.give_back_button = QPushButton(), QPushButton()
        for button, agreed in ((self.agree, True), (self.give_back_button, False)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, agreed=agreed: self.approved.emit(agreed))
        self.buttons: list[QPushButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(4, 0, 0, 0)
        grid.setVerticalSpacing(3)
        grid.addWidget(self.scope, 0, 0)
        for number, disposition in enumerate(DISPOSITIONS, 1):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("disposition", disposition.value)
            button.clicked.connect(lambda _checked=False, d=disposition: self.choose(d))
            self.buttons.append(button)
            grid.addWidget(button, number, 0)
        row = len(DISPOSITIONS) + 1
        for row_of, part in enumerate((self.waits, self.agree, self.give_back_button), row):
            grid.addWidget(part, row_of, 0)
        row += 3
        self.reasons_label = QLabel()
        self.reasons = QListWidget()
        self.reasons.setWordWrap(True)
        self.reasons.setMaximumHeight(int(self.fontMetrics().height() * 9))
        self.reasons.itemClicked.connect(lambda item: self._decide(item.data(Qt.ItemDataRole.UserRole)))
        self.reasons_label.setBuddy(self.reasons)
        self.comment_label = QLabel()
        self.comment = QPlainTextEdit()
        self.comment.setTabChangesFocus(True)
        self.comment.setMaximumHeight(int(self.fontMetrics().height() * 5))
        self.comment_label.setBuddy(self.comment)
        self.extras = DecisionExtras()
        for widget in (self.reasons_label, self.reasons, self.comment_label, self.comment, self.extras):
            grid.addWidget(widget, row, 0)
            row += 1
        grid.setRowStretch(row, 1)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 30)
        self.offer((), 0, 0)
        self.show_waiting(None)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        for number, (button, disposition) in enumerate(zip(self.buttons, DISPOSITIONS, strict=True), 1):
            button.setText(f"{number}  {words.disposition_name(disposition.value)}")
            button.setStyleSheet("")  # a style sheet keeps the colours that were in use when it was set
            button.setStyleSheet(_BUTTON)
        self.agree.setText(_("9  agree as second person"))
        self.give_back_button.setText(_("0  return with comment"))
        self.reasons_label.setText(_("&Reason (number or Enter)"))
        self.comment_label.setText(_("&Comment (F2)"))
        self.comment.setAccessibleName(_("Comment"))
        self.extras.retranslate()
        self.reasons.setAccessibleName(_("Reason"))
        self._show_reasons()

    def offer(self, kinds: Iterable[HitKind], questions: int, lines: int, why_not: str = "") -> None:
        """Say what a decision would cover; without kinds nothing can be decided now, for ``why_not`` where it is said."""
        self._kinds = frozenset(kinds)
        for button in self.buttons:
            button.setEnabled(bool(self._kinds))
        self.scope.setText(self._scope(questions, lines) if self._kinds else why_not)
        self.extras.setEnabled(not why_not)
        self.step_back()

    def show_waiting(self, decision: Decision | None) -> None:
        """Offer the second person's word on a decision that waits."""
        for part in (self.waits, self.agree, self.give_back_button):
            part.setVisible(decision is not None)
        if decision is not None:
            name = words.disposition_name(decision.disposition.value)
            told = _("⧗ {decision} by {user} awaits a second person").format(decision=name, user=decision.user)
            self.waits.setText(f"{told}: {words.reason_code_name(decision.reason_code)}")
            self.waits.setToolTip(decision.text)

    @staticmethod
    def _scope(questions: int, lines: int) -> str:
        if questions > 1:
            return ngettext("Decides {n} question", "Decides {n} questions", questions).format(n=questions)
        covered = ngettext("{n} line", "{n} lines", lines).format(n=lines)
        return _("Decides this question on {lines}").format(lines=covered)

    @property
    def waiting(self) -> bool:
        """Whether a decision is chosen and its reason is still to be given."""
        return self._pending is not None

    def choose(self, disposition: Disposition) -> None:
        """First key: open the reasons of a decision."""
        if not self._kinds:
            return
        self._pending = disposition
        self._show_reasons()

    def number(self, number: int) -> None:
        """Take the digit of a key: a decision, or the reason of the one that was chosen."""
        if self._pending is None:
            if 1 <= number <= len(DISPOSITIONS):
                self.choose(DISPOSITIONS[number - 1])
        elif 1 <= number <= self.reasons.count():
            self._decide(self.reasons.item(number - 1).data(Qt.ItemDataRole.UserRole))

    def confirm(self) -> None:
        """Second key Enter: the usual reason, or the one that is marked."""
        item = self.reasons.currentItem()
        if self._pending is not None and item is not None:
            self._decide(item.data(Qt.ItemDataRole.UserRole))

    @property
    def writing(self) -> bool:
        """Whether the officer is in the comment or in a box of the licence or the known party."""
        return any(box.hasFocus() for box in (self.comment, *self.extras.fields()))

    def step_back(self) -> None:
        """Let the chosen decision go."""
        self._pending = None
        self._show_reasons()

    def _show_reasons(self) -> None:
        for button, disposition in zip(self.buttons, DISPOSITIONS, strict=True):
            button.setChecked(disposition is self._pending)
        self.reasons.clear()
        waiting = self._pending is not None and bool(self._kinds)
        self.reasons.setVisible(waiting)
        self.reasons_label.setVisible(waiting)
        self.extras.offer(self._pending, self._kinds)
        if self._pending is None or not self._kinds:
            return
        for number, code in enumerate(reasons_for(self._pending, self._kinds), 1):
            item = QListWidgetItem(f"{number}  {words.reason_code_name(code)}")
            item.setData(Qt.ItemDataRole.UserRole, code)
            self.reasons.addItem(item)
        self.reasons.setCurrentRow(0)

    def _decide(self, reason: str) -> None:
        if self._pending is None:
            return
        text = self.comment.toPlainText().strip()
        codes = [self.reasons.item(n).data(Qt.ItemDataRole.UserRole) for n in range(self.reasons.count())]
        self.reasons.setCurrentRow(codes.index(reason))  # what is still missing is given, then Enter confirms this one
        if reason == "other" and len(text) < OTHER_MIN_TEXT:
            self.comment.setFocus()  # such a reason says nothing by itself
            self.lacks.emit(_("Say in the comment what the reason is; Ctrl+Enter then decides."))
            return
        if self._pending is Disposition.LICENCE_HELD:
            missing = self.extras.licence if not self.extras.licence.text().strip() else self.extras.licence_until
            if missing is self.extras.licence or not self.extras.licence_until.day():
                missing.setFocus()
                self.lacks.emit(_("Give the number of the licence and its last day; Enter then decides."))
                return
        if self.extras.remember.isChecked() and not text:
            self.comment.setFocus()
            self.lacks.emit(_("Say in the comment why the match is not asked again; Ctrl+Enter then decides."))
            return
        if self.extras.remember.isChecked() and self.extras.expires.day() < date.today().isoformat():
            self.extras.expires.setFocus()
            self.lacks.emit(_("Give the day until which the match is remembered, not a past one; Enter then decides."))
            return
        disposition, self._pending = self._pending, None
        licence = until = ""
        if disposition is Disposition.LICENCE_HELD:
            licence = self.extras.licence.text().strip()
            until = self.extras.licence_until.day()
        self.decided.emit(
            Choice(disposition, reason, text, licence, until, tuple(self.extras.files), self.extras.known)
        )

    @property
    def begun(self) -> bool:
        """Whether a comment was written, or a licence or files were given, that no decision holds yet."""
        given = (self.comment.toPlainText(), self.extras.licence.text(), self.extras.licence_until.text())
        return any(text.strip() for text in given) or bool(self.extras.files)

    def take_text(self) -> None:
        """Empty the comment and what else was given: it was kept with a decision."""
        self.comment.clear()
        self.extras.clear()

    def give_back(self, choice: Choice) -> None:
        """Put all that was given with a decision that was refused back, the decision chosen as it was."""
        self.choose(choice.disposition)
        self.comment.setPlainText(choice.text)
        self.comment.moveCursor(QTextCursor.MoveOperation.End)  # what was too short is written on
        self.extras.give_back(choice.licence, choice.licence_until, choice.files, choice.known)
        self.comment.setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of decisions."""
        keys = [(str(n), words.disposition_name(d.value)) for n, d in enumerate(DISPOSITIONS, 1)]
        return (*keys, ("1, 2, … / Enter", _(N_("then its reason"))))
