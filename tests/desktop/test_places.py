"""The places beside Review on a furnished store: what they show, and where Enter leads."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from main import data_folder
from screening.model.lists import Entry, EntryKind, EntryName
from screening.model.overview import ManifestState
from screening.model.versions import ChangeKind
from tests.desktop.office import ENTRIES, furnish, list_info
from ui import words
from ui.desktop.child import Child
from ui.desktop.desk import Page
from ui.desktop.entry_page import EntryWindow
from ui.desktop.lists_page import ListsPage
from ui.desktop.manifests_page import ManifestsPage
from ui.desktop.places import PLACES
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.rows_model import PAGE, RowColumn, RowsModel
from ui.desktop.today_page import TodayPage
from ui.desktop.window import MainWindow


@pytest.fixture
def made() -> dict[str, int]:
    return {}


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, made: dict[str, int], child: Child) -> Iterator[MainWindow]:
    with data_folder(tmp_path / "data") as folder:
        with folder.open() as store:  # type: ignore[attr-defined]
            made |= furnish(store, tmp_path)
        opened = MainWindow(folder, child)
        opened.resize(1280, 720)
        qtbot.addWidget(opened)
        opened.show()
        opened.activateWindow()
        qtbot.waitActive(opened)
        yield opened
        opened.close()


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not (window.desk.reader.busy or window.desk.counter.busy), timeout=20_000)
    QApplication.processEvents()  # what was answered is laid out


def items_of(page: TodayPage) -> dict[str, QModelIndex]:
    """Return the items of Today by their words."""
    found = {}
    for group in range(page.model.rowCount()):
        head = page.model.index(group, 0)
        for row in range(page.model.rowCount(head)):
            found[str(page.model.index(row, 0, head).data())] = page.model.index(row, 0, head)
    return found


def test_today_names_what_waits_and_leads_there_by_enter(
    qtbot: QtBot, window: MainWindow, made: dict[str, int]
) -> None:
    page = cast("TodayPage", window.page("today"))
    settled(qtbot, window)
    items = items_of(page)
    assert {"new.xlsx", "open.xlsx", "held.xlsx"} <= set(items)
    assert "decided.xlsx" not in items
    assert "2 manifests wait for you." in page.heading.text()
    assert "2 open alerts" in items["open.xlsx"].siblingAtColumn(1).data()
    page.tree.setFocus()
    page.tree.setCurrentIndex(items["open.xlsx"])
    qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    assert window.review.run is not None
    assert window.review.run.manifest_id == made["open"]
    assert window.stack.currentWidget() is window.review


def test_today_tells_the_age_of_a_list_by_sign_and_word(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.store.replace_list(list_info("old-list", hours_old=100), ENTRIES)
    window.desk.store.replace_list(list_info("aging", hours_old=30), ENTRIES)
    page = cast("TodayPage", window.page("today"))
    page.reload()
    settled(qtbot, window)
    states = {key: index.siblingAtColumn(1).data() for key, index in items_of(page).items()}
    assert states["A list of the test (old-list)"] == "○ over three days old"
    assert states["A list of the test (aging)"] == "◐ over a day old"
    assert states["A list of the test (test-list)"] == "● fresh"
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_first_steps_go_when_all_are_done(qtbot: QtBot, window: MainWindow) -> None:
    page = cast("TodayPage", window.page("today"))
    settled(qtbot, window)
    assert not page.steps.isVisible()


def test_manifests_are_found_and_opened_by_enter(qtbot: QtBot, window: MainWindow, made: dict[str, int]) -> None:
    window.show_page("manifests")
    page = cast("ManifestsPage", window.page("manifests"))
    settled(qtbot, window)
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    assert page.model.rowCount() == 4
    page.sought.setText("xy9")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.table.current().manifest_id == made["open"]
    assert page.count.text() == "1 manifest"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.review


@pytest.mark.parametrize("state", list(ManifestState))
def test_manifests_are_narrowed_by_state(
    qtbot: QtBot, window: MainWindow, made: dict[str, int], state: ManifestState
) -> None:
    page = cast("ManifestsPage", window.page("manifests"))
    page.kinds.setCurrentIndex(page.kinds.findData(state.value))
    assert page.kinds.currentData() == state.value
    settled(qtbot, window)
    found = {page.model.at(n).state for n in range(page.model.rowCount())}  # type: ignore[union-attr]
    assert found <= {state}


def test_a_manifest_shows_its_routes_with_what_is_marked(
    qtbot: QtBot, window: MainWindow, made: dict[str, int]
) -> None:
    window.show_page("manifests")
    page = cast("ManifestsPage", window.page("manifests"))
    settled(qtbot, window)
    row = next(n for n in range(4) if page.model.at(n).manifest_id == made["open"])  # type: ignore[union-attr]
    page.table.selectRow(row)
    qtbot.waitUntil(lambda: page.routes.count() == 2)
    assert "Russia (under embargo)" in page.routes.item(0).text()
    assert "Kazakhstan (transshipment country)" in page.routes.item(0).text()
    assert "Russia (under embargo)" in page.diagram.accessibleDescription()
    page.routes.setCurrentRow(1)
    assert page.diagram.accessibleDescription().startswith("China")


def test_a_manifest_is_screened_again(qtbot: QtBot, window: MainWindow, made: dict[str, int]) -> None:
    window.show_page("manifests")
    page = cast("ManifestsPage", window.page("manifests"))
    settled(qtbot, window)
    row = next(n for n in range(4) if page.model.at(n).manifest_id == made["new"])  # type: ignore[union-attr]
    page.table.selectRow(row)
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        page.again.click()
    assert len(window.desk.store.runs(made["new"])) == 1


def test_chosen_rows_are_copied_as_a_table(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("manifests")
    page = cast("ManifestsPage", window.page("manifests"))
    settled(qtbot, window)
    page.table.selectAll()
    page.table.copy()
    lines = QApplication.clipboard().text().splitlines()
    QApplication.clipboard().clear()
    assert len(lines) == 5
    assert lines[0].startswith("File\tState\t")


def test_an_entry_is_found_by_any_text_and_shown_with_all_facts(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("lists")
    page = cast("ListsPage", window.page("lists"))
    panel = page.search
    panel.ways.setCurrentIndex(1)
    panel.text.setText("1832 090 230")
    qtbot.waitUntil(lambda: panel.model.rowCount() >= 1, timeout=20_000)
    found = [panel.model.at(n) for n in range(panel.model.rowCount())]
    panel.table.selectRow(next(n for n, row in enumerate(found) if row is not None and row.list_id == "test-list"))
    shown = panel.page.toPlainText()
    for fact in ("Kalashnikov Concern JSC", "1832090230", "Izhevsk", "UKRAINE-EO13661", "Maker of arms", "2014-07-16"):
        assert fact in shown
    panel.text.setText("no such thing anywhere")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0, timeout=20_000)
    assert "No entry" in panel.told.text()


def test_an_entry_is_found_by_its_name_as_in_screening(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("lists")
    page = cast("ListsPage", window.page("lists"))
    page.search.text.setText("Kontsern Kalashnikow")
    qtbot.waitUntil(lambda: page.search.model.rowCount() >= 1, timeout=60_000)
    first = page.search.model.at(0)
    assert first is not None
    assert first.score is not None
    names = {row.name for n in range(page.search.model.rowCount()) if (row := page.search.model.at(n))}
    assert "АО «Концерн «Калашников»" in names
    with qtbot.waitSignal(window.desk.entry_wanted):
        qtbot.keyClick(page.search.table, Qt.Key.Key_Return)
    (entry,) = window.findChildren(EntryWindow)
    assert first.name in entry.page.toPlainText()


def test_what_changed_is_told_field_by_field(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    changed = Entry("2", EntryKind.PERSON, (EntryName("Ivan Petrovich Sidorov"),), birth_dates=("1962-05-02",))
    new = Entry("4", EntryKind.PERSON, (EntryName("Somebody New"),))
    window.desk.store.replace_list(list_info(), [ENTRIES[0], changed, new])
    window.show_page("lists")
    page = cast("ListsPage", window.page("lists"))
    row = next(n for n in range(page.model.rowCount()) if page.model.at(n).list_id == "test-list")  # type: ignore[union-attr]
    page.table.selectRow(row)
    panel = page.changes
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3, timeout=20_000)
    assert "+ 1 added · − 1 removed · ~ 1 changed" in panel.told.text()
    panel.table.selectRow(next(n for n in range(3) if panel.model.at(n).entry_id == "2"))  # type: ignore[union-attr]
    assert "− 1961-05-02" in panel.page.toPlainText()
    assert "+ 1962-05-02" in panel.page.toPlainText()
    panel.kinds.setCurrentIndex(panel.kinds.findData(ChangeKind.ADDED))
    assert [panel.model.at(n).entry_id for n in range(panel.model.rowCount())] == ["4"]  # type: ignore[union-attr]
    assert panel.told.text().endswith("1 of them shown")
    panel.kinds.setCurrentIndex(0)
    qtbot.keyClicks(panel.text, "1962-05 sidorov")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1, timeout=20_000)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert panel.model.at(0).entry_id == "2"  # type: ignore[union-attr]
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        panel.write(tmp_path / "changes.csv")
    assert len((tmp_path / "changes.csv").read_text(encoding="utf-8-sig").splitlines()) == 4


def held_list(window: MainWindow, tmp_path: Path, *, goods: bool = False) -> ListsPage:
    """Load a list of parties or of goods, then one with a quarter of its rows, which is held."""
    path = tmp_path / "house.csv"
    rows = [f"85{n:04d}" if goods else f"Party number {n} Ltd" for n in range(200)]
    for count in (200, 50):
        path.write_text(("hs code\n" if goods else "name\n") + "\n".join(rows[:count]), encoding="utf-8")
        from screening.workflow import import_lists

        import_lists(window.desk.store, [path])
    window.show_page("lists")
    page = cast("ListsPage", window.page("lists"))
    page.reload()
    row = next(n for n in range(page.model.rowCount()) if page.model.at(n).held)  # type: ignore[union-attr]
    page.table.selectRow(row)
    return page


@pytest.mark.parametrize("goods", [False, True])
def test_what_a_held_version_would_change_is_seen_before_it_is_accepted(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, *, goods: bool
) -> None:
    panel = held_list(window, tmp_path, goods=goods).changes
    assert "held version" in panel.since.itemText(0)
    qtbot.waitUntil(lambda: "− 150 removed" in panel.told.text(), timeout=20_000)
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        panel.write(tmp_path / "changes.csv")
    assert len((tmp_path / "changes.csv").read_text(encoding="utf-8-sig").splitlines()) == 151


def test_a_list_of_which_nothing_is_active_yet_is_named(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """Its first version looks wrong: no list is there, and Today and Lists say so by name."""
    path = tmp_path / "broken.csv"
    path.write_text("id,name\n1,Party number 1 Ltd\n2,\n3,\n", encoding="utf-8")
    told: list[str] = []
    window.desk.told.connect(told.append)
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        window.files_in.load_lists([path])
    assert told[-1].startswith("own-broken: HELD until you decide; NOTHING IS IN FORCE, it is not screened against.")
    page = cast("TodayPage", window.page("today"))
    page.reload()
    settled(qtbot, window)
    state = items_of(page)["broken (own-broken)"].siblingAtColumn(1).data()
    assert state == "▲ HELD; nothing in force, not screened against"
    window.show_page("lists")
    lists = cast("ListsPage", window.page("lists"))
    lists.reload()
    assert "Nothing is in force of: own-broken." in lists.notice.text()
    row = next(n for n in range(lists.model.rowCount()) if lists.model.at(n).list_id == "own-broken")  # type: ignore[union-attr]
    assert lists.model.index(row, 2).data() == "▲ HELD; nothing in force, not screened against"
    # It is decided there as any other: accepted, it is a list.
    lists.table.selectRow(row)
    assert "records that could not be read: 2" in lists.versions.why.text()
    lists.versions.accept.click()
    (dialog,) = lists.findChildren(ReasonDialog)
    dialog.reason.setPlainText("two rows are blank in the original")
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.ok.click()
    assert next(i for i in window.desk.store.lists() if i.list_id == "own-broken").active
    assert "Nothing is in force of" not in lists.notice.text()


@pytest.mark.parametrize("what", ["accept", "refuse"])
def test_a_held_version_is_decided_with_a_reason(qtbot: QtBot, window: MainWindow, tmp_path: Path, what: str) -> None:
    page = held_list(window, tmp_path)
    assert "1 version is held" in page.notice.text()
    button = page.versions.accept if what == "accept" else page.versions.refuse
    assert button.isEnabled()
    assert "less than 90 %" in page.versions.why.text()
    button.click()
    (dialog,) = page.findChildren(ReasonDialog)
    assert not dialog.ok.isEnabled()
    dialog.reason.setPlainText("the publisher said so")
    assert dialog.ok.isEnabled()
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.ok.click()
    info = next(i for i in window.desk.store.lists() if i.list_id.startswith("own"))
    assert info.held == 0
    assert info.entries == (50 if what == "accept" else 200)
    # The same file again is told as held; who refused it may have been wrong, and accepts it here.
    page.versions.table.selectRow(0)
    assert page.versions.accept.isEnabled() is (what == "refuse")


def test_an_earlier_version_is_brought_back(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    page = held_list(window, tmp_path)
    page.versions.accept.click()
    (dialog,) = page.findChildren(ReasonDialog)
    dialog.reason.setPlainText("said so")
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.ok.click()
    page.versions.table.selectRow(1)
    assert page.versions.back.isEnabled()
    page.versions._do("back", page.versions.table.current(), "it was wrong after all")
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=60_000)
    info = next(i for i in window.desk.store.lists() if i.list_id.startswith("own"))
    assert info.entries == 200


def test_a_list_is_taken_from_a_stick(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "sdn.csv").write_text(f'36,"SOME PARTY LTD",-0- ,"CUBA"{",-0- " * 7},"remarks"\n', encoding="utf-8")
    page = cast("ListsPage", window.page("lists"))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        page.take(stick)
    assert any(i.list_id == "ofac-sdn" and i.entries == 1 for i in window.desk.store.lists())


def test_what_came_of_an_update_is_told_list_by_list(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    stick, told = tmp_path / "stick", list[str]()
    stick.mkdir()
    (stick / "sdn.csv").write_text(f'36,"SOME PARTY LTD",-0- ,"CUBA"{",-0- " * 7},"remarks"\n', encoding="utf-8")
    (stick / "un.xml").write_text("<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>", encoding="utf-8")
    window.desk.told.connect(told.append)
    page = cast("ListsPage", window.page("lists"))
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        page.take(stick)
    qtbot.waitUntil(lambda: bool(page.findChildren(QMessageBox)), timeout=20_000)
    (box,) = page.findChildren(QMessageBox)
    assert box.text() == told[-1] == "▲ 1 list not updated · 1 list updated"
    assert "un: not updated; NOTHING IS IN FORCE" in box.informativeText()
    assert str(stick / "un.xml") in box.informativeText()
    assert "ofac-sdn: 1 entries read" in box.informativeText()
    box.accept()


def test_escape_stops_the_work_and_the_page_is_read_anew(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """Lists that were done before it was stopped are in force, so that the page must show them."""
    window.show_page("lists")
    page = cast("ListsPage", window.page("lists"))
    rows = "".join(f'{n},"PARTY {n} LTD",-0- ,"CUBA"{",-0- " * 7},"remarks"\n' for n in range(200_000))
    (tmp_path / "sdn.csv").write_text(rows, encoding="utf-8")
    changed, told, steps = list[str](), list[str](), list[str]()
    window.desk.changed.connect(changed.append)
    window.desk.told.connect(told.append)
    window.jobs.progressed.connect(lambda step, _done, _total: steps.append(step))
    page.take(tmp_path)
    qtbot.waitUntil(lambda: "read_list:ofac-sdn" in steps, timeout=60_000)
    assert window.statusBar().currentMessage() == "Reading the list: ofac-sdn"
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert "lists" in changed
    assert window.desk.store.version_in_force("ofac-sdn") is None


def test_a_table_of_a_million_ids_asks_for_pages_alone(qtbot: QtBot) -> None:
    waiting: list[tuple[list[int], Callable[[list[int]], None]]] = []

    def ask(_page: int, ids: Sequence[int], come: Callable[[list[int]], None]) -> None:
        waiting.append((list(ids), come))

    model: RowsModel[int] = RowsModel((RowColumn("n", str),))
    model.set_ids(range(1_000_000), ask, range(PAGE))
    assert model.at(5) == 5
    assert waiting == []
    assert model.at(777_777) is None
    assert model.data(model.index(777_777, 0)) == "…"
    ((ids, come),) = waiting
    assert len(ids) == PAGE
    with qtbot.waitSignal(model.arrived):
        come(ids)
    assert model.at(777_777) == 777_777
    assert len(waiting) == 1
    assert model.at(1_000_000) is None
    model.set_ids(range(10, 20), ask, range(10, 20))
    come(ids)  # of the rows before: dropped
    assert model.at(3) == 13
    assert model.at(777_777) is None


def test_a_table_is_a_sound_model_however_its_rows_come(qtbot: QtBot) -> None:
    model: RowsModel[int] = RowsModel((RowColumn("n", str, key=int),))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    model.set_ids(range(600), lambda _page, ids, come: come(list(ids)), range(PAGE))
    assert model.at(599) == 599
    model.set_rows([3, 1, 2])
    assert [model.at(n) for n in range(4)] == [3, 1, 2, None]
    model.sort(0)
    assert [model.at(n) for n in range(3)] == [1, 2, 3]


def places() -> list[str]:
    return [place.name for place in PLACES]


@pytest.mark.parametrize("language", [code for code, _ in words.LANGUAGES])
@pytest.mark.parametrize("name", places())
def test_nothing_of_a_page_is_cut_off_or_unsaid(qtbot: QtBot, window: MainWindow, name: str, language: str) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    window.use_language(language)
    window.show_page(name)
    settled(qtbot, window)
    page = window.page(name)
    assert cast("Page", page).shortcuts() is not None
    assert page.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 720
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap():
            assert label.width() >= label.minimumSizeHint().width(), label.text()
    unnamed = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and type(widget).__name__ in ("RowsView", "QTreeView", "QLineEdit", "QComboBox", "QTextBrowser", "QListWidget")
        and not (widget.accessibleName() or getattr(widget, "placeholderText", lambda: "")())
        and widget.parent() is not None
        and type(widget.parent()).__name__ not in ("QDateEdit", "QSpinBox", "QDoubleSpinBox")
    ]
    assert unnamed == []


def test_today_counts_days_and_hours() -> None:
    from datetime import timedelta

    from ui.words.page_words import waiting_text

    now = datetime.now(UTC)
    assert waiting_text(now - timedelta(minutes=5), now) == "less than an hour"
    assert waiting_text(now - timedelta(hours=1), now) == "1 hour"
    assert waiting_text(now - timedelta(days=3), now) == "3 days"
