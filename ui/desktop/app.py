"""Starting the window: Qt, the data folder's lock, errors that nobody caught."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import TekserError
from screening.ports import StoreFolder
from screening.version import VERSION
from ui import words
from ui.logs import log_to_folder
from ui.terminal.app import EXIT_STORE, exit_code

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.desktop.window import MainWindow

logger = logging.getLogger(__name__)

EXIT_NO_QT = 2
SYSTEM_LIBRARIES = (
    "libgl1 libegl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libxcb-cursor0 "
    "libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1"
)
"""Debian's names of what Qt needs from the system."""


def run_window(path: Path, open_folder: Callable[[], StoreFolder], manifest_id: int | None = None) -> int:
    """Open the window on the data folder at a path, on one manifest where that is said; returns its exit code.

    ``open_folder`` is called when no other window works there: a second start never loads the store.

    One clear line on standard error, or a dialog, when Qt is missing or the store cannot be opened.
    """
    try:
        from ui.desktop.instance import show_first

        # Before anything of a window or a store is loaded: a second start is over at once.
        if show_first(path, manifest_id):
            return 0
        from PySide6.QtWidgets import QApplication, QMessageBox

        from ui.desktop.recovery import MENDED_BY_A_BACKUP, RecoveryDialog
    except ImportError as error:
        sys.stderr.write(
            f"tekser: the window needs system libraries ({error}); on Debian: apt-get install {SYSTEM_LIBRARIES}\n"
        )
        return EXIT_NO_QT
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Tekser")
    application.setStyle("Fusion")
    from ui.desktop.layout import Layout
    from ui.desktop.sign_in import SignInDialog
    from ui.desktop.unlock import unlocked
    from ui.desktop.window import MainWindow, use_what_was_kept

    folder = open_folder()
    use_what_was_kept(Layout(folder.path))  # what is asked before the window is there is asked in its language too
    if not unlocked(folder):
        return EXIT_STORE
    while True:
        try:
            with folder:
                if folder.needs_sign_in() and not SignInDialog(folder).exec():
                    return 0
                return _at_work(application, folder, MainWindow, manifest_id)
        except TekserError as error:
            if error.code == "store_in_use" and show_first(folder.path, manifest_id):
                return 0
            if error.code in MENDED_BY_A_BACKUP and RecoveryDialog(folder, error).exec():
                continue
            if error.code not in MENDED_BY_A_BACKUP:
                QMessageBox.critical(None, "Tekser", words.error_text(error))
            return exit_code(error)


def _at_work(
    application: "QApplication", folder: StoreFolder, main_window: "type[MainWindow]", manifest_id: int | None
) -> int:
    """Show the window on an entered folder until it is closed."""
    from ui.desktop.faults import CrashFile, FaultHook
    from ui.desktop.heartbeat import Heartbeat
    from ui.desktop.instance import Instance

    log_to_folder(folder.path)
    crashes = CrashFile(folder.path)
    left = crashes.begin()
    window = main_window(folder)
    hook = FaultHook(window.faulted.emit)
    hook.install()
    folder.watch(lambda error: window.failed_elsewhere.emit(error))
    instance = Instance(folder.path, window.come_forward)
    heart = Heartbeat(folder.path)
    logger.info("window opened, Tekser %s", VERSION)
    try:
        if manifest_id is not None:
            window.show_manifest(manifest_id)
        window.show()
        if left is not None:
            window.tell_crash(left)
        heart.begin()
        return int(application.exec())
    finally:
        heart.end()
        instance.close()
        hook.remove()
        crashes.end()
        _seal(folder)
        logger.info("window closed")


def _seal(folder: StoreFolder) -> None:
    """Make a checkpoint of the audit trail as the window closes; what fails is made up for by the next one."""
    from screening.audit.seal import checkpoint

    try:
        store = folder.open()
        try:
            checkpoint(store)
        finally:
            store.close()
    except TekserError:
        logger.warning("no checkpoint on close", exc_info=True)
