"""What is due once a day while the window stays open: a checkpoint of the trail, and known parties that ran out."""

import logging

from PySide6.QtCore import QObject, QTimer

from screening.ports import Store
from ui.desktop.desk import DECISIONS, Desk

logger = logging.getLogger(__name__)

MINUTES = 15
"""Between two looks at whether a day is over."""
SECONDS = 60
"""Between a decision or an approval and the checkpoint over it."""


def daily_work(store: Store) -> int:
    """Make the checkpoint of the day where it is due; returns how many hits of known parties opened again."""
    from screening.audit.seal import daily_checkpoint  # the window starts without ciphers

    opened = store.reopen_known()
    daily_checkpoint(store)
    return opened


def _sealed(store: Store) -> None:
    from screening.audit.seal import checkpoint

    checkpoint(store)


class Daily(QObject):
    """Looks at the clock now and then; what fails is made up for by the next look."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timer = QTimer(self, interval=MINUTES * 60_000)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        # What was decided is under a checkpoint soon, not only when the day is over; many decisions make one.
        self._soon = QTimer(self, interval=SECONDS * 1000, singleShot=True)
        self._soon.timeout.connect(self.seal)
        desk.changed.connect(self._changed)

    def look(self) -> None:
        """Do what is due, beside the officer's work."""
        if not self._desk.closed and not self._desk.folder.session.locked:
            self._desk.writer.write(daily_work, self._done, self._failed)

    def _changed(self, kind: str) -> None:
        if kind == DECISIONS and not self._soon.isActive():
            self._soon.start()

    def seal(self) -> None:
        """Make a checkpoint now, signed where the key is open."""
        if not self._desk.closed and not self._desk.folder.session.locked:
            self._desk.writer.write(_sealed, lambda _made: None, self._failed)

    def _done(self, opened: int) -> None:
        if opened:
            self._desk.changed.emit(DECISIONS)

    def _failed(self, error: BaseException) -> None:
        logger.warning("nothing done for the day", exc_info=error)
