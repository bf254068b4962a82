"""Signing in, and the lock when nobody has touched the window for a while."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from screening.casework.session import LOCK_MINUTES, LOCK_MINUTES_DEFAULT
from screening.errors import TekserError
from screening.ports import StoreFolder
from ui import words
from ui.desktop.cover import Cover
from ui.desktop.desk import Desk
from ui.desktop.dialog_parts import ok_and_cancel
from ui.words import _

LOOK_EVERY = 5_000
"""Milliseconds between looks at how long nobody has touched the window."""

_TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class PasswordDialog(QDialog):
    """Asks for a name and a password; :meth:`attempt` of a subclass says whether they are right."""

    def __init__(self, title: str, why: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.why = QLabel(why)
        self.why.setWordWrap(True)
        self.name = QLineEdit(name)
        self.name.setAccessibleName(_("Name"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(_("Password"))
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        form = QFormLayout()
        form.addRow(_("&Name"), self.name)
        form.addRow(_("&Password"), self.password)
        self.buttons, _ok = ok_and_cancel(self, title, self._try)
        layout = QVBoxLayout(self)
        for widget in (self.why, self.wrong):
            layout.addWidget(widget)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        (self.password if name else self.name).setFocus()

    def leave_closes(self) -> None:
        """Call the button that gives up what it does where nobody may see the window without a password."""
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Close Tekser"))

    def attempt(self, name: str, password: str) -> None:
        """Take a name and a password; raises TekserError when they are not right."""
        raise NotImplementedError

    def _try(self) -> None:
        try:
            self.attempt(self.name.text().strip(), self.password.text())
        except TekserError as error:
            self.wrong.setText("⚠ " + words.error_text(error))
            self.password.clear()
            self.password.setFocus()
            return
        self.accept()


class SignInDialog(PasswordDialog):
    """Signs somebody in for a data folder."""

    def __init__(self, folder: StoreFolder, parent: QWidget | None = None) -> None:
        super().__init__(_("Sign in"), _("This office has accounts; sign in to work."), parent=parent)
        self.leave_closes()
        self._folder = folder

    def attempt(self, name: str, password: str) -> None:
        """Sign in."""
        self._folder.sign_in(name, password)


class UnlockDialog(PasswordDialog):
    """Opens a locked session again with the password of the one who is signed in, or lets another person sign in."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        why = _("The session of {name} is locked. What was begun is kept; signing in as somebody else drops it.")
        super().__init__(_("Unlock"), why.format(name=name), name, parent)
        self.name.setReadOnly(True)
        self.leave_closes()
        self._desk = desk
        self.other = self.buttons.addButton(_("&Somebody else…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.other.setAutoDefault(False)

    def attempt(self, name: str, password: str) -> None:
        """Unlock."""
        self._desk.store.unlock(password)


class IdleLock(QObject):
    """Locks the session of a window that nobody touches, and covers the window until it is unlocked."""

    other_wanted = Signal()
    """Somebody else wants to sign in where the session is locked."""

    def __init__(self, desk: Desk, window: QMainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.cover_of = Cover(window)
        self.leaving = False
        """Whether somebody is signing out: the window is covered, and no password opens it."""
        self._dialog: UnlockDialog | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self.watch()

    def watch(self) -> None:
        """Begin to look, once somebody is signed in; an office of one person has nothing to unlock with."""
        if self._desk.folder.session.actor is not None and not self._timer.isActive():
            application = QApplication.instance()
            assert application is not None
            application.installEventFilter(self)
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody touches the window; nothing is held back."""
        if event.type() in _TOUCHES and not self._desk.folder.session.locked:
            self._desk.folder.session.touch()
        return False

    def look(self) -> None:
        """Lock where nobody has touched the window for as long as the office allows."""
        session = self._desk.folder.session
        text = self._desk.store.setting(LOCK_MINUTES, LOCK_MINUTES_DEFAULT)
        try:
            minutes = float(text)
        except ValueError:
            minutes = float(LOCK_MINUTES_DEFAULT)
        if session.lock_if_idle(minutes):
            self.cover()

    def now(self) -> None:
        """Lock at once, as whoever leaves the computer wants it."""
        self._desk.folder.session.lock()
        if self._desk.folder.session.locked:
            self.cover()

    def cover(self) -> None:
        """Hide what the window shows, and ask for the password."""
        actor = self._desk.folder.session.actor
        if self._dialog is not None or actor is None or self.leaving:
            return
        self.cover_of.lower()
        self._dialog = UnlockDialog(self._desk, actor.name, self._window)
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cover_of.over = self._dialog
        self._dialog.finished.connect(self._finished)
        self._dialog.other.clicked.connect(self.other_wanted)
        self._dialog.open()

    @property
    def asking(self) -> bool:
        """Whether the password is being asked for."""
        return self._dialog is not None

    def tell(self, text: str) -> None:
        """Say something where the password is asked for."""
        if self._dialog is not None:
            self._dialog.wrong.setText("⚠ " + text)

    def leave(self) -> None:
        """Cover the window while somebody signs out: dialogs are given up, and no password is asked for."""
        self.leaving = True
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.finished.disconnect(self._finished)
        self.cover_of.over = None
        self.cover_of.lower(drop=True)

    def stay(self) -> None:
        """Show the window again to whoever is signed in now, or ask for the password where that one is locked."""
        self.leaving = False
        self.cover_of.lift()
        if self._desk.folder.session.locked:
            self.cover()

    def _finished(self, result: int) -> None:
        self._dialog = None
        if result == QDialog.DialogCode.Accepted:
            self.cover_of.lift()
        else:
            self._window.close()  # whoever cannot unlock can only leave

    def stop(self) -> None:
        """Look no more; the window closes."""
        self._timer.stop()
        self.cover_of.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
