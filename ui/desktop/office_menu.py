"""The menu of the office: who works here, and cases that go to a second person at another computer and come back."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMainWindow, QMenu, QMessageBox

from screening.casework.roles import Action
from screening.errors import TekserError
from ui import words
from ui.desktop.approver_key import kept_text, read_key
from ui.desktop.case_files import CaseFiles
from ui.desktop.desk import USERS, Desk
from ui.desktop.sign_in import IdleLock
from ui.desktop.signing_key import SigningKeyDialog
from ui.desktop.user_switch import UserSwitch
from ui.desktop.verify_records import VerifyDialog
from ui.desktop.who import may
from ui.words import N_, _


class OfficeMenu(QObject):
    """Lock, or sign out and let another person work; seal what waits, take in answers, keep the keys of approvers."""

    def __init__(self, desk: Desk, window: QMainWindow, lock: IdleLock, drafts: Callable[[], Sequence[str]]) -> None:
        super().__init__(window)
        self._desk = desk
        self._drafts = drafts
        self._window = window
        self._texts: list[tuple[QAction, str]] = []
        self.menu = QMenu(window)
        # Before Help, which stands last.
        actions = window.menuBar().actions()
        window.menuBar().insertMenu(actions[-1], self.menu)
        self.user_switch = UserSwitch(desk, window, lock)
        self.user_switch.refused.connect(self._tell)
        self.lock = self._action(N_("&Lock"), lock.now)
        self.lock.setShortcut("Ctrl+Shift+L")
        self.lock.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # also out of the help, say
        self.switch = self._action(N_("&Sign out and let another person work…"), self.ask_switch)
        self.signed = self.menu.addSeparator()
        self.cases = CaseFiles(desk, window)
        self.seal = self._action(N_("Seal what awaits approval into a &case file…"), self.cases.ask_seal)
        self.answer = self._action(N_("&Take in the answer to a case…"), self.cases.ask_taking_in)
        self.answer_case = self._action(N_("&Answer a sealed case…"), self.cases.ask_answer)
        self.menu.addSeparator()
        self.key = self._action(N_("Keep the public &key of an approver…"), self.ask_key)
        self.signing = self._action(N_("S&igning key…"), self.ask_signing)
        self.verify = self._action(N_("&Verify the records…"), self.ask_verify)
        desk.person_left.connect(self._lock_key)
        self.menu.aboutToShow.connect(self.enable)
        desk.changed.connect(lambda _kind: self.enable())
        self.enable()

    def _action(self, text: str, slot: Callable[[], object]) -> QAction:
        action = self.menu.addAction("")
        action.triggered.connect(lambda _checked=False: slot())
        self._texts.append((action, text))
        return action

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.menu.setTitle(_("Off&ice"))
        for action, text in self._texts:
            action.setText(_(text))

    def enable(self) -> None:
        """Offer what the one who works here may do."""
        session = self._desk.folder.session
        for action in (self.lock, self.switch, self.signed):
            action.setVisible(session.actor is not None)  # one person alone has nothing to come back with
        self.seal.setEnabled(may(session, Action.EXPORT))
        self.answer.setEnabled(may(session, Action.DECIDE))
        self.key.setEnabled(session.actor is not None and may(session, Action.USERS))

    def ask_switch(self) -> None:
        """Sign out; where something was begun that is recorded nowhere, ask whether it may be dropped."""
        drafts = [draft for draft in self._drafts() if draft]
        if not drafts or self._desk.folder.session.actor is None:
            self.user_switch.begin()
            return
        text = _("Begun and not recorded, and dropped when you sign out:\n\n{drafts}")
        box = QMessageBox(
            QMessageBox.Icon.Question, _("Sign out"), text.format(drafts="\n".join(drafts)),
            QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel, self._window,
        )  # fmt: skip
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.button(QMessageBox.StandardButton.Ok).setText(_("Sign out"))
        box.button(QMessageBox.StandardButton.Cancel).setText(_("Cancel"))
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.accepted.connect(self.user_switch.begin)
        box.open()

    def ask_signing(self) -> None:
        """Show whether checkpoints are signed; make the key or unlock it."""
        SigningKeyDialog(self._desk, self._window).open()

    def ask_verify(self) -> None:
        """Verify the audit trail and what the database says of the same."""
        VerifyDialog(self._desk, self._window).open()

    def _lock_key(self) -> None:
        """Forget the passphrase of the signing key: who signs in next does not sign with what another person gave."""
        if self._desk.key_passphrase:
            from screening.audit.seal import lock_keys  # the window starts without ciphers

            self._desk.key_passphrase = ""
            lock_keys()

    def ask_key(self) -> None:
        """Ask for an approver and the file of their public key, and keep it."""
        names = [a.name for a in self._desk.store.accounts() if a.role.value == "approver" and not a.disabled]
        if not names:
            self._tell(_("There is no approver; make the account in Settings first."))
            return
        person, chosen = QInputDialog.getItem(self._window, _("Public key"), _("Whose key:"), names, 0, False)
        if not chosen:
            return
        name, _filter = QFileDialog.getOpenFileName(self._window, _("Public key of {name}").format(name=person))
        if name:
            self._try(lambda: self.keep_key(person, Path(name)))

    def keep_key(self, person: str, path: Path) -> None:
        """Keep the public key in a file as an approver's; their answers are checked by it. Raises TekserError."""
        key = read_key(path)
        self._desk.store.set_approver_key(person, key)
        self._desk.told.emit(kept_text(person, key))
        self._desk.changed.emit(USERS)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except TekserError as error:
            self._tell(words.error_text(error))

    def _tell(self, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Tekser", text, QMessageBox.StandardButton.Close, self._window)
        box.open()
