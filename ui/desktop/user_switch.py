"""One person signs out and another one works on in the same window; nothing is shown or written in between."""

import logging

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QMainWindow

from screening.errors import TekserError
from screening.ports import Store
from ui.desktop.desk import USERS, Desk
from ui.desktop.sign_in import IdleLock, SignInDialog
from ui.words import _

logger = logging.getLogger(__name__)


def sign_out(store: Store) -> None:
    """End the session, after a checkpoint: should nobody sign in again the window closes, and nobody makes one then."""
    from screening.audit.seal import checkpoint  # the window starts without ciphers

    try:
        checkpoint(store)
    except TekserError:
        logger.warning("no checkpoint on signing out", exc_info=True)
    store.sign_out()


class UserSwitch(QObject):
    """Ends the session of whoever works here and asks who works on; without an answer the window closes."""

    refused = Signal(str)
    """Why nobody can sign out now."""

    def __init__(self, desk: Desk, window: QMainWindow, lock: IdleLock) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._lock = lock
        self.dialog: SignInDialog | None = None
        lock.other_wanted.connect(self.begin)

    def begin(self) -> None:
        """Sign out, after everything that was decided is written; work that runs has its officer's name on it."""
        if self._desk.folder.session.actor is None or self._lock.leaving:
            return
        if self._desk.jobs.busy:
            text = _("Work is under way in the name of who is signed in. Sign out when it has ended.")
            self._lock.tell(text) if self._lock.asking else self.refused.emit(text)
            return
        self._lock.leave()
        self._desk.writer.write(sign_out, lambda _done: self._ask(), self._stays)

    def _stays(self, error: BaseException) -> None:
        """Leave the session as it is, since its end could not be recorded."""
        self._lock.stay()
        self._desk.writer.failed.emit(error)

    def _ask(self) -> None:
        self._desk.person_left.emit()
        self.dialog = SignInDialog(self._desk.folder, self._window)
        self._lock.cover_of.over = self.dialog
        self.dialog.finished.connect(self._answered)
        self.dialog.open()

    def _answered(self, result: int) -> None:
        self.dialog = None
        if result != QDialog.DialogCode.Accepted:
            self._window.close()
            return
        self._lock.stay()
        self._desk.changed.emit(USERS)
