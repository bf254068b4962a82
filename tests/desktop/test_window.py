"""The window on real files, a real store and the real engine."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from main import data_folder
from screening.errors import StoreUnavailable
from tests.desktop.steps import settled, the_import_dialog
from ui import words
from ui.desktop.import_dialog import ImportDialog
from ui.desktop.today_page import TodayPage
from ui.desktop.window import MainWindow
from ui.desktop.worker import Worker


def test_a_corrected_column_is_used(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(
        "Column one;Description of goods;HS code\nАО «Концерн «Калашников»;Chairs;940169\nx;Tables;940360\n", "utf-8"
    )
    window.files_in.import_file(path)
    dialog = the_import_dialog(qtbot, window)
    column, box = dialog._choices[0]
    assert column.index == 0
    box.setCurrentIndex(box.findData("consignee"))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    assert window.review.run is not None
    hits = window.desk.store.hits(window.review.run.run_id)
    assert ("consignee", 2) in {(h.hit.field, h.hit.row) for h in hits}


def test_the_sample_is_one_button_away(qtbot: QtBot, window: MainWindow) -> None:
    today = window.page("today")
    assert isinstance(today, TodayPage)
    qtbot.waitUntil(today.steps.isVisible)
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        today.steps.sample.click()
    assert window.review.run is not None
    assert window.review.run.lines == 300


def test_starter_data_is_told_on_top(window: MainWindow) -> None:
    assert "STARTER DATA" in window.banner.text()
    assert window.banner.isVisible()


def test_a_bad_file_is_told_once_and_nothing_is_kept(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with qtbot.waitSignal(window.jobs.ended, timeout=20_000):
        window.files_in.import_file(path)
    (box,) = window.findChildren(QMessageBox)
    assert "broken.xlsx" in box.text()
    assert window.desk.store.manifests() == []


def test_closing_while_work_runs(qtbot: QtBot, tmp_path: Path) -> None:
    with data_folder(tmp_path / "data") as folder:
        window = MainWindow(folder)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.jobs.started, timeout=5_000):
            window.files_in.sample()
        window.close()
        with folder.open() as store:  # type: ignore[attr-defined]
            assert [m.lines for m in store.manifests()] in ([], [300])
            assert len(store.runs()) <= 1


def test_cancelled_work_leaves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        window.files_in.sample()
        window.jobs.cancel()
    assert window.desk.store.runs() == []


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    with data_folder(tmp_path), pytest.raises(StoreUnavailable), data_folder(tmp_path, 0.05):
        pass


@pytest.mark.parametrize("language", [code for code, _ in words.LANGUAGES])
def test_every_button_and_label_has_words_in_every_language(window: MainWindow, language: str) -> None:
    window.use_language(language)
    assert all(button.text() for button in window.review.panel.buttons)
    assert all(window.tabs.tabText(n) for n in range(window.tabs.count()))
    texts = [widget.text() for widget in window.findChildren(QPushButton)]
    texts += [widget.text() for widget in window.findChildren(QLabel)]
    assert not [text for text in texts if "{" in text]


def wait_for_the_end(worker: Worker) -> None:
    worker.stop.wait(20)


def test_a_result_that_comes_after_closing_is_let_go(qtbot: QtBot, window: MainWindow) -> None:
    heard: list[object] = []
    window.jobs.run(wait_for_the_end, heard.append, heard.append)
    window.jobs.shut_down()
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert heard == []


def test_a_corrected_column_is_remembered(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Consignee;Description of goods;HS code;Client\nA;Chairs;940169;Mikron JSC\n", encoding="utf-8")
    window.files_in.import_file(path)
    dialog = the_import_dialog(qtbot, window)
    boxes = {column.header: box for column, box in dialog._choices}
    for header, field in (("Consignee", "other"), ("Client", "buyer")):
        boxes[header].setCurrentIndex(boxes[header].findData(field))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    qtbot.waitUntil(lambda: not window.findChildren(ImportDialog))
    settled(qtbot, window)
    window.files_in.import_file(path)
    again = the_import_dialog(qtbot, window)
    fields = {column.header: column.field for column, _box in again._choices}
    again.reject()
    assert fields["Consignee"] == "other"
    assert fields["Client"] == "buyer"


def test_a_table_in_the_clipboard_is_imported(qtbot: QtBot, window: MainWindow) -> None:
    QApplication.clipboard().clear()
    window.menus.paste.trigger()
    QApplication.clipboard().setText("Consignee\tDescription of goods\tHS code\nMikron JSC\tChairs\t940169\n")
    window.menus.paste.trigger()
    dialog = the_import_dialog(qtbot, window)
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    assert window.review.run is not None
    assert window.review.run.flagged_lines == 1


def test_columns_that_nobody_recognised_can_be_named(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Odd;Stuff;Thing\nMikron JSC;Wooden chairs;x\n", encoding="utf-8")
    window.files_in.import_file(path)
    dialog = the_import_dialog(qtbot, window)
    boxes = {column.header: box for column, box in dialog._choices}
    for header, field in (("Odd", "consignee"), ("Stuff", "description")):
        boxes[header].setCurrentIndex(boxes[header].findData(field))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    assert window.review.run is not None
    assert (window.review.run.lines, window.review.run.flagged_lines) == (1, 1)
