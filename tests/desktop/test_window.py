"""The window on real files, a real store and the real engine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from main import data_folder
from screening.errors import StoreUnavailable
from screening.model.hits import HitKind
from screening.ports import LineRow
from ui import words
from ui.desktop.detail import aligned
from ui.desktop.import_dialog import ImportDialog
from ui.desktop.line_model import PAGE, LineModel, risk_text
from ui.desktop.today_page import TodayPage
from ui.desktop.window import MainWindow
from ui.desktop.worker import Worker

HEADER = ("№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна назначения")
ROWS = (
    (1, "Anadolu Mobilya A.Ş.", "ТОО Алтын Дала Мебель", "Стулья деревянные", "9401690000", "Казахстан"),
    (2, "Anadolu Mobilya A.Ş.", "АО «Концерн «Калашников»", "Столы деревянные", "9403600000", "Казахстан"),
    (3, "Bavaria Möbel GmbH", "АО «Концерн «Калашников»", "Шкафы", "9403600000", "Казахстан"),
    (4, "Bavaria Möbel GmbH", "ТОО Степной Ветер", "Интегральные микросхемы памяти", "8542320000", "Казахстан"),
)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with data_folder(tmp_path / "data") as folder:
        opened = MainWindow(folder)
        qtbot.addWidget(opened)
        opened.show()
        opened.activateWindow()
        qtbot.waitActive(opened)
        yield opened
        opened.close()


def confirm_import(qtbot: QtBot, window: MainWindow) -> None:
    """Wait for the preview and accept it with Enter."""
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=20_000)
    (dialog,) = window.findChildren(ImportDialog)
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()


def test_the_whole_way_by_keys(qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path) -> None:
    window.files_in.import_file(manifest)
    confirm_import(qtbot, window)
    review = window.review
    assert window.stack.currentWidget() is review
    assert review.run is not None
    assert review.run.flagged_lines == 3
    hit = review.current_hit()
    assert hit is not None
    assert hit.hit.kind is HitKind.PARTY
    assert "Калашников" in hit.hit.value

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    review.table.setFocus()
    qtbot.waitUntil(review.table.hasFocus)
    qtbot.keyClick(review.table, Qt.Key.Key_1)  # false positive; the same question on the other line goes with it
    decided = [h for h in window.review._store.hits(review.run.run_id) if h.decision]
    assert len({h.line_id for h in decided}) == 2
    assert {h.decision.disposition.value for h in decided if h.decision} == {"false_positive"}
    current = review.current_hit()
    assert current is not None
    assert current.decision is None
    assert current.hit.kind is HitKind.GOODS

    qtbot.keyClick(review, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not [h for h in review._store.hits(review.run.run_id) if h.decision]

    out = tmp_path / "out.xlsx"
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        window.files_out.export(out)
    assert openpyxl.load_workbook(out).worksheets[0].max_row == 5  # notice of starter data, header, three lines


def test_a_corrected_column_is_used(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(
        "Column one;Description of goods;HS code\nАО «Концерн «Калашников»;Chairs;940169\nx;Tables;940360\n", "utf-8"
    )
    window.files_in.import_file(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=20_000)
    (dialog,) = window.findChildren(ImportDialog)
    column, box = dialog._choices[0]
    assert column.index == 0
    box.setCurrentIndex(box.findData("consignee"))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    assert window.review.run is not None
    hits = window.review._store.hits(window.review.run.run_id)
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
    assert all(button.text() for button in window.review.buttons)
    assert all(window.tabs.tabText(n) for n in range(window.tabs.count()))
    texts = [widget.text() for widget in window.findChildren(QPushButton)]
    texts += [widget.text() for widget in window.findChildren(QLabel)]
    assert not [text for text in texts if "{" in text]


def rows_of(ids: list[int]) -> list[LineRow]:
    return [LineRow(n, "s", n, f"party {n}", "goods", "DE → KZ", 90.0, (HitKind.PARTY,), 1, 0, False) for n in ids]


def test_the_table_of_lines_is_a_sound_model_that_fetches_pages(qtbot: QtBot) -> None:
    asked: list[int] = []

    def fetch(ids: object) -> list[LineRow]:
        asked.append(len(list(ids)))  # type: ignore[call-overload]
        return rows_of(list(ids))  # type: ignore[call-overload]

    model = LineModel(fetch)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    model.set_ids(list(range(1, 100_001)))
    assert model.rowCount() == 100_000
    asked.clear()
    row = model.at(77_777)
    assert row is not None
    assert row.line_id == 77_778
    assert asked == [PAGE]
    assert model.row_of(500) == 499
    assert model.at(100_000) is None


def test_risk_is_told_by_sign_and_word() -> None:
    assert risk_text(99, False).startswith("▲▲")
    assert "high" in risk_text(99, False)
    assert "not screened" in risk_text(0, True)


def test_agreeing_words_are_marked_by_sign() -> None:
    from screening.model.hits import Evidence

    left, right = aligned(
        (Evidence("word_equal", "a", "b"), Evidence("word_extra", "<c>"), Evidence("word_missing", "", "d"))
    )
    assert "= a" in left
    assert "[&lt;c&gt;]" in left
    assert "[d]" in right


def test_one_decision_covers_the_same_party_on_the_same_evidence_alone(window: MainWindow) -> None:
    from screening.model.hits import Evidence, Hit, Reason
    from ui.desktop.review_page import same_question

    weak = Hit(
        "s", 2, 2, "consignee", "x", HitKind.PARTY, "l", "e", "X", "X", 80.0, Reason("r"), (Evidence("word_equal"),)
    )
    assert same_question(weak, replace(weak, line_row=3, row=3))
    assert not same_question(weak, replace(weak, evidence=(Evidence("identifier_equal"),)))
    latin = replace(weak, value="Tekhnopribor Invest LLC", evidence=(Evidence("word_equal"), Evidence("word_equal")))
    assert same_question(
        latin, replace(latin, value="ООО Инвест Техноприбор", evidence=(Evidence("word_sounds_equal"),))
    )
    assert not same_question(latin, replace(latin, value="Tekhnopribor Invent LLC"))
    assert not same_question(replace(weak, kind=HitKind.FLAG), replace(weak, kind=HitKind.FLAG, line_row=3))


def test_a_held_key_decides_once(window: MainWindow) -> None:
    deciding = [s for s in window.review.findChildren(QShortcut) if s.key().toString() in tuple("123456")]
    assert len(deciding) == 6
    assert not any(s.autoRepeat() for s in deciding)


def test_deciding_the_last_line_goes_round_to_what_is_open_above(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    window.files_in.import_file(manifest)
    confirm_import(qtbot, window)
    review = window.review
    review._select(review.model.rowCount() - 1)
    for _n in range(10):
        if review.current_line() == review.model.line_id(0):
            break
        review.decide(0)
    current = review.current_hit()
    assert review.current_line() == review.model.line_id(0)
    assert current is not None
    assert current.decision is None


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
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=20_000)
    (dialog,) = window.findChildren(ImportDialog)
    boxes = {column.header: box for column, box in dialog._choices}
    for header, field in (("Consignee", "other"), ("Client", "buyer")):
        boxes[header].setCurrentIndex(boxes[header].findData(field))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    qtbot.waitUntil(lambda: not window.findChildren(ImportDialog))
    window.files_in.import_file(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=20_000)
    (again,) = window.findChildren(ImportDialog)
    fields = {column.header: column.field for column, _box in again._choices}
    again.reject()
    assert fields["Consignee"] == "other"
    assert fields["Client"] == "buyer"


def test_a_table_in_the_clipboard_is_imported(qtbot: QtBot, window: MainWindow) -> None:
    window.menus.paste.trigger()
    QApplication.clipboard().setText("Consignee\tDescription of goods\tHS code\nMikron JSC\tChairs\t940169\n")
    window.menus.paste.trigger()
    confirm_import(qtbot, window)
    assert window.review.run is not None
    assert window.review.run.flagged_lines == 1


def test_columns_that_nobody_recognised_can_be_named(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Odd;Stuff;Thing\nMikron JSC;Wooden chairs;x\n", encoding="utf-8")
    window.files_in.import_file(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=20_000)
    (dialog,) = window.findChildren(ImportDialog)
    boxes = {column.header: box for column, box in dialog._choices}
    for header, field in (("Odd", "consignee"), ("Stuff", "description")):
        boxes[header].setCurrentIndex(boxes[header].findData(field))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    assert window.review.run is not None
    assert (window.review.run.lines, window.review.run.flagged_lines) == (1, 1)
