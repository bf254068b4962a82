"""Every model of the window under Qt's own tester, while pages are shown, asked, sorted and put into other languages."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from tests.desktop.steps import settled
from tests.desktop.test_places import made, window  # noqa: F401  # fixtures
from ui.desktop.line_model import LineModel
from ui.desktop.places import PLACES
from ui.desktop.question_model import QuestionModel
from ui.desktop.rows_model import RowsModel
from ui.desktop.today_page import TodayPage
from ui.desktop.window import MainWindow


def test_every_model_is_sound_in_everything_the_pages_do(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
    tmp_path: Path,
) -> None:
    for place in PLACES:
        window.page(place.name)
    settled(qtbot, window)
    testers = {}
    for model in window.findChildren(QAbstractItemModel):
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        tester.setUseFetchMore(False)
        testers[model] = tester
    kinds = {type(model) for model in testers}
    assert {RowsModel, QuestionModel, LineModel, type(cast("TodayPage", window.page("today")).model)} <= kinds
    assert sum(isinstance(model, RowsModel) for model in testers) >= 14
    # Everything comes anew, is asked for, decided, taken back, sorted, narrowed, and told in another language.
    window.show_manifest(made["open"])
    settled(qtbot, window)
    review = window.review
    for keys in (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_L):
        qtbot.keyClick(review.active.table, keys)
        settled(qtbot, window)
    review.undo()
    settled(qtbot, window)
    review.lines.party.setText("gamma")
    qtbot.waitUntil(lambda: review.lines.model.rowCount() == 1)
    review.lines.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    review.questions.search.setText("nothing like it")
    review.questions.load()
    settled(qtbot, window)
    assert review.questions.model.rowCount() == 0
    window.page("lists").search.text.setText("Ivan Petrovich Sidorov")  # type: ignore[attr-defined]
    window.page("quick").text.setPlainText("Ivan Petrovich Sidorov")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.page("quick").model.rowCount() > 0, timeout=60_000)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.page("lists").search.model.rowCount() > 0, timeout=60_000)  # type: ignore[attr-defined]
    for place in PLACES:
        window.show_page(place.name)
        settled(qtbot, window)
        for view in window.page(place.name).findChildren(QTableView):
            if view.isSortingEnabled():
                view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    for language in ("ru", "kk", "en"):
        window.use_language(language)
        settled(qtbot, window)
    window.desk.changed.emit("lists")
    settled(qtbot, window)
    for model in testers:
        if isinstance(model, RowsModel | QuestionModel | LineModel) and model.rowCount():
            inside = model.index(0, 0)
            assert model.rowCount(inside) == model.columnCount(inside) == 0
            assert model.data(inside) is not None
            assert model.headerData(0, Qt.Orientation.Horizontal)
