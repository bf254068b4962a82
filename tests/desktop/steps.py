"""What the tests of the window do with it again and again."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.desktop.import_dialog import ImportDialog
from ui.desktop.review_page import ReviewPage
from ui.desktop.window import MainWindow

LONG = 60_000


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is asked, written or worked on any more."""
    desk = window.desk
    qtbot.waitUntil(
        lambda: not (desk.jobs.busy or desk.reader.busy or desk.counter.busy or desk.writer.busy), timeout=LONG
    )


def the_import_dialog(qtbot: QtBot, window: MainWindow) -> ImportDialog:
    """Wait for the preview of a manifest."""
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=LONG)
    (dialog,) = window.findChildren(ImportDialog)
    return dialog


def imported(qtbot: QtBot, window: MainWindow, path: Path) -> ReviewPage:
    """Import a file as it is recognised and wait for it in Review."""
    window.files_in.import_file(path)
    dialog = the_import_dialog(qtbot, window)
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        dialog.accept()
    settled(qtbot, window)
    return window.review


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    """Press keys, each on whatever has the focus then, and wait for what they began."""
    for key in keys:
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        target = QApplication.focusWidget()
        assert isinstance(target, QWidget)
        qtbot.keyClick(target, key)
        settled(qtbot, window)


def decided(review: ReviewPage) -> list[str]:
    """Return the dispositions in force in the screening that is shown."""
    assert review.run is not None
    hits = review._desk.store.hits(review.run.run_id)
    return [hit.decision.disposition.value for hit in hits if hit.decision]
