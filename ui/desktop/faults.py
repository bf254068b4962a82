"""Errors that nobody caught: in slots, threads, models, painting, Qt itself, and crashes of the whole process.

Each is logged. The window tells of a fault once, however often it comes (a model raises it for every cell). What a
crash left is offered at the next start; it holds places in the program and no data.
"""

import contextlib
import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from ui.logs import FOLDER, discreet_error

logger = logging.getLogger(__name__)
qt_logger = logging.getLogger("qt")

CRASH_FILE = "crash.txt"
LAST_CRASH_FILE = "last-crash.txt"

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class FaultHook:
    """Takes the place of the hooks of Python and Qt, and calls ``tell`` once for each fault, in any thread.

    ``tell`` takes one line; it has to hand it to the main thread itself (a signal does), where alone dialogs may open.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._seen: dict[tuple[str, str, int], int] = {}
        self._lock = threading.Lock()
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def install(self) -> None:
        """Begin."""
        sys.excepthook = self.fault
        threading.excepthook = lambda args: self.fault(args.exc_type, args.exc_value, args.exc_traceback)
        sys.unraisablehook = lambda args: self.fault(args.exc_type, args.exc_value, args.exc_traceback)
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        """Put everything back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)

    def fault(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        """Log an error that nobody caught; tell of it the first time."""
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        last = trace
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        place = (kind.__name__, last.tb_frame.f_code.co_filename, last.tb_lineno) if last else (kind.__name__, "", 0)
        with self._lock:
            times = self._seen[place] = self._seen.get(place, 0) + 1
        if times == 1:
            logger.error("uncaught error", exc_info=(kind, error or kind(), trace))
            self._tell(f"{discreet_error(error or kind())}, {Path(place[1]).name}:{place[2]}")
        elif times in (10, 100, 1000, 10_000):
            logger.error(
                "the same error for the %dth time: %s at %s:%d", times, kind.__name__, Path(place[1]).name, place[2]
            )


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    # Qt's warnings are about widgets and platforms; they carry no cells.
    qt_logger.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", text[:500])


class CrashFile:
    """The file into which faulthandler writes when the process itself crashes, below the data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FOLDER / CRASH_FILE
        self._last = folder / FOLDER / LAST_CRASH_FILE
        self._file: IO[Any] | None = None

    def begin(self) -> Path | None:
        """Have crashes written down from now on; returns the report that the last one left, if it left any."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = None
        if self._path.exists() and self._path.stat().st_size:
            self._path.replace(self._last)
            found = self._last
        handle = os.open(self._path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        self._file = os.fdopen(handle, "wb", buffering=0)
        faulthandler.enable(self._file)
        return found

    def end(self) -> None:
        """The process ends as it should."""
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        self._file = None
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
