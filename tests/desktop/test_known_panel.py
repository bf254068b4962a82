"""Known parties in the window: listed with their grounds, and revoked with a reason."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.steps import imported, press, settled
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.settings_page import SettingsPage
from ui.desktop.window import MainWindow

KEY = Qt.Key


def test_a_known_party_is_listed_and_revoked_in_the_window(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1)
    review.panel.extras.remember.setChecked(True)
    review.panel.comment.setPlainText("a namesake, seen its papers")
    press(qtbot, window, KEY.Key_1)
    imported(qtbot, window, manifest)  # the same file again: its match is not asked
    window.show_page("settings")
    settings = window.page("settings")
    assert isinstance(settings, SettingsPage)
    settled(qtbot, window)
    panel = settings.known
    rows = [panel.model.at(n) for n in range(panel.model.rowCount())]
    assert rows
    shown = [str(panel.model.data(panel.model.index(0, column))) for column in range(panel.model.columnCount())]
    assert "in this manifest" in shown
    assert "another party of a similar name: a namesake, seen its papers" in shown
    assert "in force" in shown
    assert sum(row.suppressed for row in rows if row) == 2
    for _row in rows:
        panel.table.selectRow(0)
        panel.ask_revoke()
        dialog = next(d for d in panel.findChildren(ReasonDialog) if d.isVisible())
        dialog.reason.setPlainText("its owner changed")
        dialog.accept()
        settled(qtbot, window)
    assert panel.model.rowCount() == 0
    assert not panel.revoke.isEnabled()
    panel.everything.setChecked(True)
    settled(qtbot, window)
    assert panel.model.rowCount() == len(rows)
    assert "revoked by" in str(panel.model.data(panel.model.index(0, 5)))
    assert not panel.revoke.isEnabled()
    window.show_page("review")
    settled(qtbot, window)
    assert review.questions.open_ids
