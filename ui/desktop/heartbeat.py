"""The heartbeat of the window: how long it was ever away, and the stack of whatever kept it away too long."""

import faulthandler
import os
import time
from array import array
from pathlib import Path
from typing import IO, Any

from PySide6.QtCore import QObject, Qt, QTimer

from ui.logs import FOLDER

BEAT_MS = 200
"""Between two beats of a window at work; a measurement takes 20."""
FROZEN_SECONDS = 2.0
FREEZE_FILE = "freezes.txt"
MOST_BYTES = 256 << 10


class Heartbeat(QObject):
    """Beats in the main thread.

    With a data folder every freeze of more than :data:`FROZEN_SECONDS` writes the stacks of all threads (places in the
    program, no data) into a file there: each beat arms faulthandler anew, and a beat that does not come lets it fire.
    """

    def __init__(self, folder: Path | None = None, beat_ms: int = BEAT_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.gaps = array("d")
        """Milliseconds between beats, while :attr:`keeping` is set."""
        self.keeping = False
        self._file = _freeze_file(folder) if folder is not None else None
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer if beat_ms < BEAT_MS else Qt.TimerType.CoarseTimer)
        self._timer.setInterval(beat_ms)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Begin to beat."""
        self._last = time.monotonic()
        self._timer.start()
        self._arm()

    def end(self) -> None:
        """Stop, and disarm."""
        self._timer.stop()
        if self._file is not None:
            faulthandler.cancel_dump_traceback_later()
            self._file.close()
            self._file = None

    def _beat(self) -> None:
        now = time.monotonic()
        if self.keeping:
            self.gaps.append((now - self._last) * 1000)
        self._last = now
        self._arm()

    def _arm(self) -> None:
        if self._file is not None:
            faulthandler.dump_traceback_later(FROZEN_SECONDS, file=self._file)


def _freeze_file(folder: Path) -> IO[Any]:
    path = folder / FOLDER / FREEZE_FILE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > MOST_BYTES:
        path.unlink()
    return os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab", buffering=0)
