"""Starting the window: Qt, the data folder's lock, errors that nobody caught."""

import logging
import sys
import threading
from types import TracebackType

from screening.errors import TekserError
from screening.ports import StoreFolder
from ui import words
from ui.terminal.app import exit_code

logger = logging.getLogger(__name__)

EXIT_NO_QT = 2
SYSTEM_LIBRARIES = (
    "libgl1 libegl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libxcb-cursor0 "
    "libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1"
)
"""Debian's names of what Qt needs from the system."""


def run_window(folder: StoreFolder, manifest_id: int | None = None) -> int:
    """Open the window on a data folder, on one manifest where that is said; returns its exit code.

    One clear line on standard error, or a dialog, when Qt is missing or the store cannot be opened.
    """
    try:
        from PySide6.QtWidgets import QApplication, QMessageBox

        from ui.desktop.window import MainWindow
    except ImportError as error:
        sys.stderr.write(
            f"tekser: the window needs system libraries ({error}); on Debian: apt-get install {SYSTEM_LIBRARIES}\n"
        )
        return EXIT_NO_QT
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Tekser")
    application.setStyle("Fusion")
    try:
        with folder:
            window = MainWindow(folder)
            hook = FaultHook(window)
            hook.install()
            if manifest_id is not None:
                window.show_manifest(manifest_id)
            window.show()
            try:
                return int(application.exec())
            finally:
                hook.remove()
    except TekserError as error:
        QMessageBox.critical(None, "Tekser", words.error_text(error))
        return exit_code(error)


class FaultHook:
    """Logs errors that nobody caught, and has the window tell of the first one; dialogs open in the main thread only."""

    def __init__(self, window: object) -> None:
        self._window = window
        self._told = False
        self._before = sys.excepthook
        self._thread_before = threading.excepthook

    def install(self) -> None:
        """Take the place of the hooks of Python."""
        sys.excepthook = self._fault
        threading.excepthook = lambda args: self._fault(args.exc_type, args.exc_value, args.exc_traceback)

    def remove(self) -> None:
        """Put the hooks of Python back."""
        sys.excepthook, threading.excepthook = self._before, self._thread_before

    def _fault(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        logger.error("uncaught error", exc_info=(kind, error or kind(), trace))
        if not self._told:
            self._told = True
            self._window.faulted.emit(f"{kind.__name__}: {error}")  # type: ignore[attr-defined]
