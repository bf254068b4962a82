"""The signing key where there is no keyring: made under a passphrase, and unlocked for as long as the window is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from screening.casework.roles import Action
from screening.ports import Store
from ui import words
from ui.desktop.desk import Desk
from ui.desktop.dialog_parts import told_here
from ui.desktop.who import may
from ui.words import _

if TYPE_CHECKING:
    from screening.audit.keys import KeyPlace

State = tuple["KeyPlace", bool, list[str]]
"""Where the key is, whether it signs now, and the public keys by which checkpoints are verified."""


def key_state(store: Store) -> State:
    """Look where the key is. May ask the system's keyring."""
    from screening.audit.keys import KeyPlace, key_place  # the window starts without ciphers
    from screening.audit.seal import is_unlocked

    place = key_place(store.folder, store.origin())
    signs = place is KeyPlace.KEYRING or (place is KeyPlace.FILE and is_unlocked(store))
    return place, signs, [key.text() for key in store.trail_keys()]


class SigningKeyDialog(QDialog):
    """Says whether checkpoints are signed; makes the key where there is none, or takes its passphrase."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._new = False
        self.setWindowTitle(_("Signing key"))
        self.told, self.public, self.wrong = QLabel(), QLabel(), QLabel()
        for label in (self.told, self.public, self.wrong):
            label.setWordWrap(True)
        self.public.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.passphrase, self.again = QLineEdit(), QLineEdit()
        self.form = QFormLayout()
        for text, box in ((_("&Passphrase of the key"), self.passphrase), (_("Passphrase &again"), self.again)):
            box.setEchoMode(QLineEdit.EchoMode.Password)
            box.setAccessibleName(text.replace("&", ""))
            box.textChanged.connect(self._typed)
            self.form.addRow(text, box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        close.setAutoDefault(False)
        self.do = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.use)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.told)
        layout.addWidget(self.public)
        layout.addLayout(self.form)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 90)
        self._show_fields(False, False)
        self._desk.reader.ask((self, "key"), key_state, self._came)

    def _came(self, state: State) -> None:
        from screening.audit.keys import KeyPlace

        if not isValid(self):
            return
        place, signs, keys = state
        self._new = place is KeyPlace.NONE
        mine = may(self._desk.folder.session, Action.KEYS)
        if signs:
            told = _("Checkpoints of the audit trail are signed.")
        elif place is KeyPlace.FILE:
            told = _(
                "The signing key is locked: until its passphrase is given, checkpoints, also those in exports, are not"
                " signed. It stays unlocked until the window closes or somebody else signs in."
            )
        elif mine:
            told = _(
                "There is no signing key, and checkpoints are not signed. Where the system has no keyring, make one under"
                " a passphrase; without the passphrase it is lost."
            )
        else:
            told = _("There is no signing key, and checkpoints are not signed. An administrator makes it here.")
        self.told.setText(told)
        self.public.setText(self._public(keys))
        asked = not signs and (mine or not self._new)
        self._show_fields(asked, asked and self._new)
        if asked:
            self.passphrase.setFocus()

    @staticmethod
    def _public(keys: Sequence[str]) -> str:
        head = _("Public key, to be told to others by another way than the log:")
        return head + "\n" + "\n".join(keys) if keys else ""

    def _show_fields(self, passphrase: bool, again: bool) -> None:
        self.form.setRowVisible(self.passphrase, passphrase)
        self.form.setRowVisible(self.again, again)
        self.do.setVisible(passphrase)
        self.do.setDefault(passphrase)
        self.do.setText(_("&Make the key") if again else _("&Unlock"))
        self._typed()

    def _typed(self) -> None:
        differ = self._new and self.passphrase.text() != self.again.text()
        self.wrong.setText(_("The two passphrases differ.") if differ and self.again.text() else "")
        self.do.setEnabled(bool(self.passphrase.text()) and not differ)

    def use(self) -> None:
        """Make or unlock the key, and sign what is recorded so far with it."""
        passphrase, new = self.passphrase.text(), self._new

        def work(store: Store) -> State:
            from screening.audit.seal import checkpoint, make_key, needed_signer

            if new:
                make_key(store, passphrase)
            needed_signer(store, passphrase)
            checkpoint(store)
            return key_state(store)

        def done(state: State) -> None:
            self._desk.key_passphrase = passphrase
            self._desk.told.emit(_("The audit trail is signed up to now."))
            if isValid(self):
                self.passphrase.clear()
                self.again.clear()
                self._came(state)

        self.do.setEnabled(False)
        self._desk.writer.write(work, done, self._failed)

    def _failed(self, error: BaseException) -> None:
        if told_here(error, self, self._desk):
            self._typed()
            self.wrong.setText("⚠ " + words.error_text(error))
