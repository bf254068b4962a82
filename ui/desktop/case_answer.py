"""A sealed case of another computer is read here, agreed to or returned, and the signed answer written beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from screening.casework.roles import Action
from screening.ports import Store
from ui import words
from ui.desktop import theme
from ui.desktop.case_attachments_box import CaseAttachmentsBox
from ui.desktop.desk import Desk
from ui.desktop.dialog_parts import told_here
from ui.desktop.who import current_user, why_not
from ui.words import _

if TYPE_CHECKING:
    from screening.casework.case_file import Case  # the window starts without ciphers


class AnswerDialog(QDialog):
    """Opens a case by its passphrase, shows it, and writes what the second person says of it."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path = path
        self._case: Case | None = None
        self.setWindowTitle(_("Answer a sealed case"))
        self.why = QLabel(_("Case file {file}").format(file=path.name))
        self.passphrase, self.key, self.name = QLineEdit(), QLineEdit(), QLineEdit(current_user(desk.folder.session))
        for secret in (self.passphrase, self.key):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText(_("not asked where the key is in the system's keyring"))
        self.open_button = QPushButton(_("&Open"))
        self.shown, self.comment = QTextBrowser(), QPlainTextEdit()
        self.shown.setOpenLinks(False)
        self.shown.setAccessibleName(_("The case"))
        self.files = CaseAttachmentsBox(desk)
        self.proof = QLabel()
        self.proof.setWordWrap(True)
        for text in (self.shown, self.comment):
            text.setTabChangesFocus(True)
        self.comment.setMaximumHeight(self.fontMetrics().height() * 4)
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.rejected.connect(self.reject)
        self.agree = buttons.addButton(_("&Agree"), QDialogButtonBox.ButtonRole.ActionRole)
        self.give_back = buttons.addButton(_("&Return"), QDialogButtonBox.ButtonRole.ActionRole)
        self._lay_out(buttons)
        for button in (self.agree, self.give_back):
            button.setAutoDefault(False)  # Enter answers nothing
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self.open_case)
        self.agree.clicked.connect(lambda: self.answer(True))
        self.give_back.clicked.connect(lambda: self.answer(False))
        self.name.textChanged.connect(lambda _text: self._offer())
        self.finished.connect(lambda _result: self.files.forget())
        self._not_here = why_not(desk.folder.session, Action.APPROVE)
        self._prove()
        self._offer()
        self.passphrase.setFocus()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        top = QHBoxLayout()
        top.addWidget(self.passphrase, 1)
        top.addWidget(self.open_button)
        head, foot = QFormLayout(), QFormLayout()
        for form, label, box, row in (
            (head, _("&Passphrase of the case"), self.passphrase, top),
            (foot, _("Your &name, as the office that sent it knows you"), self.name, self.name),
            (foot, _("&Comment"), self.comment, self.comment),
            (foot, _("Passphrase of your signing &key"), self.key, self.key),
        ):
            told = QLabel(label)
            told.setBuddy(box)
            box.setAccessibleName(label.replace("&", ""))
            form.addRow(told, row)
        layout = QVBoxLayout(self)
        layout.addWidget(self.why)
        layout.addLayout(head)
        layout.addWidget(self.shown, 1)
        layout.addWidget(self.files)
        layout.addLayout(foot)
        layout.addWidget(self.proof)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 130, letter * 85)

    def _prove(self) -> None:
        """Say what proves the name: the sign-in, whose name it is then, or nothing but the key."""
        if self._desk.folder.session.actor is not None:
            self.name.setReadOnly(True)
            self.proof.setText(self._not_here or _("The answer is given under the name that is signed in here."))
        else:
            self.proof.setText(
                _("Nobody signs in at this computer: nothing here proves the name, and the answer says so. The office that sent the case knows you by your signing key.")
            )  # fmt: skip

    def _offer(self, working: bool = False) -> None:
        """Let an answer be given once the case is read and somebody puts their name to it."""
        ready = self._case is not None and not working and not self._not_here and bool(self.name.text().strip())
        for button in (self.agree, self.give_back):
            button.setEnabled(ready)

    def open_case(self) -> None:
        """Open the case by the passphrase."""
        path, passphrase = self._path, self.passphrase.text()

        def work(_store: Store) -> "Case":
            from screening.casework.case_file import open_case

            return open_case(path, passphrase)

        self.wrong.clear()
        self._desk.reader.ask((self, "case"), work, self._opened, self._failed)

    def _opened(self, case: "Case") -> None:
        from ui.desktop.case_view import case_html

        if not isValid(self):
            return
        self._case = case
        self.shown.setHtml(case_html(case, theme.MARKS[theme.current()]))
        self.files.tell(case)
        self.passphrase.setEnabled(False)
        self.open_button.setEnabled(False)
        self.shown.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer()

    def answer(self, agreed: bool) -> None:
        """Write the signed answer beside the case, in the background, and record that it was given."""
        case = self._case
        if case is None:
            return
        path, key = self._path, self.key.text()
        comment, name = self.comment.toPlainText().strip(), self.name.text().strip()

        def work(store: Store) -> Path:
            from screening.audit.seal import needed_signer
            from screening.casework.case_file import answer_case, answer_path

            answer_case(store, case, answer_path(path), agreed, comment, name, needed_signer(store, key))
            return answer_path(path)

        self.wrong.clear()
        self._offer(working=True)
        self._desk.writer.write(work, self._answered, self._failed)

    def _answered(self, written: Path) -> None:
        self._desk.told.emit(_("Written to {file}.").format(file=written))
        if isValid(self):
            self.accept()

    def _failed(self, error: BaseException) -> None:
        if told_here(error, self, self._desk):
            self._offer()
            self.wrong.setText("⚠ " + words.error_text(error))
            if self.passphrase.isEnabled():
                self.passphrase.selectAll()  # what is typed next takes the place of the wrong one
