"""Sealed cases in the window: what waits goes out to a second person at another computer, and the answer comes back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QRadioButton,
    QWidget,
)
from shiboken6 import isValid

from screening.model.decisions import Decision
from screening.ports import Store
from ui import words
from ui.desktop.desk import DECISIONS, Desk
from ui.desktop.dialog_parts import ok_and_cancel, told_here
from ui.words import _, ngettext

if TYPE_CHECKING:
    from screening.casework.case_file import Case  # the window starts without ciphers


class CaseFiles(QObject):
    """Asks for the files of cases, over a window that errors are told in."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def ask_seal(self, chosen: Sequence[int] = ()) -> None:
        """Ask where to and under which passphrase decisions are sealed: those chosen (their numbers), or all that wait."""
        name, _filter = QFileDialog.getSaveFileName(self._window, _("Case file"), "case.tekser-case")
        if name:
            SealDialog(self._desk, Path(name), chosen, self._window).open()

    def ask_taking_in(self) -> None:
        """Ask for the file of an answer and take it in."""
        name, _filter = QFileDialog.getOpenFileName(self._window, _("Answer to a case"))
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Take a signed answer in; where it does not hold that is told, and nothing is changed."""

        def work(store: Store) -> list[Decision]:
            from screening.casework.case_file import import_answer  # the window starts without ciphers

            return import_answer(store, path)

        self._desk.writer.write(work, self._taken_in, self._failed)

    def _taken_in(self, done: list[Decision]) -> None:
        agreed = sum(decision.effective for decision in done)
        text = _("Answer taken in: {agreed} agreed to, {returned} returned.")
        self._desk.told.emit(text.format(agreed=agreed, returned=len(done) - agreed))
        self._desk.changed.emit(DECISIONS)

    def _failed(self, error: BaseException) -> None:
        if not told_here(error, self._window, self._desk):
            return
        box = QMessageBox(
            QMessageBox.Icon.Warning, "Tekser", words.error_text(error), QMessageBox.StandardButton.Close, self._window
        )
        box.open()

    def ask_answer(self) -> None:
        """Ask for a sealed case of another computer, to be answered here."""
        from ui.desktop.case_answer import AnswerDialog

        name, _filter = QFileDialog.getOpenFileName(self._window, _("Case file"))
        if name:
            AnswerDialog(self._desk, Path(name), self._window).open()


class SealDialog(QDialog):
    """Asks for the passphrase of a case, twice, and seals it."""

    def __init__(self, desk: Desk, path: Path, chosen: Sequence[int] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path = path
        self._chosen = list(chosen)
        self.setWindowTitle(_("Seal for another computer"))
        why = QLabel(
            _("Everything a second person must see goes into {file}, encrypted. Tell them the passphrase by another way than the file.").format(file=path.name)
        )  # fmt: skip
        why.setWordWrap(True)
        self.all, self.some = QRadioButton(_("&Everything that awaits approval")), QRadioButton()
        n = len(self._chosen)
        self.some.setText(ngettext("Only the {n} &chosen decision", "Only the {n} &chosen decisions", n).format(n=n))
        (self.some if chosen else self.all).setChecked(True)
        self.passphrase, self.again = QLineEdit(), QLineEdit()
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        form = QFormLayout(self)
        form.addRow(why)
        for button in (self.all, self.some) if chosen else ():
            form.addRow(button)
        for label, box in ((_("&Passphrase of the case"), self.passphrase), (_("Passphrase &again"), self.again)):
            box.setEchoMode(QLineEdit.EchoMode.Password)
            box.setAccessibleName(label.replace("&", ""))
            box.textChanged.connect(self._typed)
            form.addRow(label, box)
        form.addRow(self.wrong)
        buttons, self.ok = ok_and_cancel(self, _("&Seal"), self.seal)
        form.addRow(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 70)
        self._typed()
        self.passphrase.setFocus()

    def _typed(self) -> None:
        differ = self.passphrase.text() != self.again.text()
        self.wrong.setText(_("The two passphrases differ.") if differ and self.again.text() else "")
        self.ok.setEnabled(bool(self.passphrase.text()) and not differ)

    def seal(self) -> None:
        """Write the case file in the background; what goes wrong is told here."""
        numbers = self._chosen if self.some.isChecked() else []
        path, passphrase = self._path, self.passphrase.text()

        def work(store: Store) -> "Case":
            from screening.casework.case_file import export_waiting  # the window starts without ciphers

            return export_waiting(store, numbers, path, passphrase)

        self.ok.setEnabled(False)
        self._desk.writer.write(work, self._sealed, self._failed)

    def _sealed(self, case: "Case") -> None:
        from ui.words.case_text import left_out_text

        sealed = len(case.decisions)
        text = ngettext("{n} decision sealed in {file}.", "{n} decisions sealed in {file}.", sealed)
        self._desk.told.emit(text.format(n=sealed, file=self._path))
        left_out = left_out_text(case.left_out)
        if left_out:
            box = QMessageBox(
                QMessageBox.Icon.Warning, "Tekser", left_out, QMessageBox.StandardButton.Close, self.parentWidget()
            )
            box.open()
        if isValid(self):
            self.accept()

    def _failed(self, error: BaseException) -> None:
        if told_here(error, self, self._desk):
            self._typed()
            self.wrong.setText("⚠ " + words.error_text(error))
