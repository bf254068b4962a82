"""The ages of the lists in the status bar: as Today and Lists judge them, whatever page is open."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from screening.workflow import load_bundled
from ui import words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.desktop.window import MainWindow


def test_the_status_bar_tells_how_many_lists_are_old(qtbot: "QtBot", window: "MainWindow") -> None:
    load_bundled(window.desk.store)
    window.ages.refresh()
    now = datetime.now(UTC)
    levels = [words.age_level(info, now) for info in window.desk.store.lists() if info.active]
    assert window.ages.isVisibleTo(window)
    assert window.ages.text() == f"Ages of lists: ○ {levels.count('red')}"
    assert "chpl: RED: from a file that its publisher dated 2024-02-23" in window.ages.toolTip()
    window.show_page("manifests")
    window.ages.click()
    assert window.stack.currentWidget() is window.page("lists")
    # Nothing to tell: it says so.
    for info in window.desk.store.lists():
        window.desk.store.note_checked(info.list_id, now - timedelta(minutes=1))
        window.desk.store.set_active(info.list_id, not info.is_starter)
    window.ages.refresh()
    assert window.ages.text() == "Ages of lists: ● fresh"
    assert window.ages.toolTip() == ""


def test_a_closed_window_asks_no_store(window: "MainWindow") -> None:
    window.close()
    before = window.ages.text()
    window.ages.refresh()  # what its clock does, when a window outlives its day
    assert window.ages.text() == before
