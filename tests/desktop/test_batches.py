"""The window shows what a watched folder or a batch did."""

from datetime import UTC, datetime
from typing import cast

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from screening.model.batches import BatchFile, BatchKind, FileState
from tests.desktop.test_places import made, settled, window
from ui.desktop.batch_dialog import BatchDialog
from ui.desktop.list_timer import ListTimer
from ui.desktop.today_page import TodayPage
from ui.desktop.window import MainWindow

__all__ = ["made", "settled", "window"]


def watched(window: MainWindow, made: dict[str, int]) -> None:
    """Keep what a watcher would have kept: one file screened, one failed."""
    store = window.desk.store
    batch = store.begin_batch(BatchKind.WATCH, "watch:/inbox", "/inbox")
    run = store.runs(made["open"])[0]
    now = datetime.now(UTC)
    store.put_batch_file(
        batch.batch_id,
        BatchFile(
            "/inbox/a.xlsx", "1" * 64, FileState.DONE, now, run.run_id, "/inbox/reports/a.xlsx", "/inbox/done/a.xlsx"
        ),
    )
    failed = BatchFile(
        "/inbox/b.xlsx", "2" * 64, FileState.FAILED, now, moved_to="/inbox/failed/b.xlsx",
        error_code="empty_file", error_data=(("file", "/inbox/b.xlsx"),),
    )  # fmt: skip
    store.put_batch_file(batch.batch_id, failed)


def test_today_tells_and_leads_to_the_files(qtbot: QtBot, window: MainWindow, made: dict[str, int]) -> None:
    watched(window, made)
    window.show_page("today")
    page = cast("TodayPage", window.page("today"))
    page.reload()

    def found() -> QModelIndex | None:
        for row in range(page.model.rowCount()):
            group = page.model.index(row, 0)
            if str(group.data()).startswith("Watched folders"):
                return page.model.index(0, 0, group)
        return None

    qtbot.waitUntil(lambda: found() is not None)
    item = found()
    assert item is not None
    assert item.data() == "/inbox"
    state = item.sibling(0, 1).data()
    assert "1 failed" in state
    assert "1 file screened" in state
    page.tree.activated.emit(item)
    dialog = page.findChild(BatchDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = {dialog.model.index(row, 0).data(): dialog.model.index(row, 3).data() for row in range(2)}
    assert "is empty" in rows["b.xlsx"]
    assert "/inbox/done/a.xlsx" in rows["a.xlsx"]
    place = next(row for row in range(2) if dialog.model.index(row, 0).data() == "a.xlsx")
    dialog.table.selectRow(place)
    with qtbot.waitSignal(window.desk.manifest_wanted, timeout=20_000) as wanted:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert wanted.args == [made["open"]]


def test_a_timer_asks_nothing_of_a_closed_window(qtbot: QtBot, window: MainWindow) -> None:
    timer = ListTimer(window.desk)
    window.close()
    assert window.desk.closed
    assert not timer.look()
