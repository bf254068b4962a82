"""Quick check, History, Charts, Settings and Help in the window, on a furnished store."""

import getpass
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableWidgetItem
from pytestqt.qtbot import QtBot

from screening.model.decisions import Disposition
from screening.model.overview import HistoryKind
from screening.office import MAX_HITS, PARTY_THRESHOLD, UPDATE_HOURS, office_settings
from tests.desktop.test_places import made, settled, window  # noqa: F401  # fixtures
from ui import words
from ui.desktop.charts import ColumnChart
from ui.desktop.help_window import TOPICS, HelpWindow, help_path, help_text, help_title
from ui.desktop.history_page import HistoryPage
from ui.desktop.list_timer import ListTimer
from ui.desktop.places import PLACES
from ui.desktop.quick_page import QuickPage
from ui.desktop.seeing_page import SeeingPage
from ui.desktop.settings_page import SettingsPage
from ui.desktop.today_page import TodayPage
from ui.desktop.window import MainWindow
from ui.setting_specs import GROUPS

LANGUAGES = [code for code, _ in words.LANGUAGES]


def test_a_name_is_answered_while_it_is_typed(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    window.show_page("quick")
    page = cast("QuickPage", window.page("quick"))
    qtbot.keyClicks(page.text, "Ivan Petrovich Sidorov")
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=60_000)
    qtbot.waitUntil(page.told.isEnabled)
    assert page.table.current().match.entry_id == "2"
    assert "1961-05-02" in page.page.toPlainText()
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.text.setPlainText("Nobody Known Anywhere")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=20_000)
    qtbot.waitUntil(lambda: "No listed entry" in page.told.text())
    assert "Nobody Known Anywhere" in page.asked.text()
    page.clear.click()
    qtbot.waitUntil(lambda: "Nothing is asked" in page.told.text())
    assert not page.record.isEnabled()


def test_an_answer_to_an_older_text_is_dropped(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    page = cast("QuickPage", window.page("quick"))
    for text in ("Ivan Petrovich Sidorov", "NORTHERN LIGHT", "Nobody Known Anywhere"):
        page.text.setPlainText(text)
        page.ask()
    qtbot.waitUntil(lambda: page._answers is not None, timeout=60_000)
    assert page._answers is not None
    assert page._answers.pieces == ("Nobody Known Anywhere",)


def test_a_check_is_recorded_if_wished(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    window.show_page("quick")
    page = cast("QuickPage", window.page("quick"))
    page.text.setPlainText("Ivan Petrovich Sidorov")
    qtbot.waitUntil(page.record.isEnabled, timeout=60_000)
    before = len(window.desk.store.manifests())
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        qtbot.keyClick(page.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    newest, *others = window.desk.store.manifests()
    assert len(others) == before
    (run,) = window.desk.store.runs(newest.manifest_id)
    assert {h.hit.entry_id for h in window.desk.store.hits(run.run_id)} == {"2"}


def test_history_shows_and_opens_what_happened(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    window.show_page("history")
    page = cast("HistoryPage", window.page("history"))
    settled(qtbot, window)
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    page.kinds.setCurrentIndex(page.kinds.findData(HistoryKind.DECISION.value))
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.sought.setText("echo")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert "looked at" in page.page.toPlainText()
    assert "aida" in page.page.toPlainText()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.review
    assert window.review.run is not None
    assert window.review.run.manifest_id == made["held"]


def test_a_past_screening_is_run_again(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    window.show_page("history")
    page = cast("HistoryPage", window.page("history"))
    page.sought.setText("D-4")
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < 5)
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        page.again.click()
    assert len(window.desk.store.runs(made["decided"])) == 2


def test_charts_show_what_their_tables_say(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    window.show_page("seeing")
    page = cast("SeeingPage", window.page("seeing"))
    settled(qtbot, window)
    for way in range(page.ways.count()):
        page.ways.setCurrentIndex(way)
        bars = page.alerts.chart.bars()
        assert bars
        assert [f"{bar.total:.0f}" for bar in bars] == [
            page.alerts.model.at(n).values[1]  # type: ignore[union-attr]
            for n in range(page.alerts.model.rowCount())
        ]
    page.ways.setCurrentIndex(2)
    assert "Germany → Kazakhstan → Russia" in {bar.label for bar in page.alerts.chart.bars()}
    assert page.alerts.chart.accessibleDescription()
    assert sum(bar.total for bar in page.ages.chart.bars()) == 2
    assert len(page.work.chart.bars()) == 30
    for panel in (page.alerts, page.ages, page.work, page.lists, page.what_if.panel):
        tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        assert tester is not None


def test_the_what_if_tells_what_another_threshold_would_have_given(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    store = window.desk.store
    first, second = store.hits(store.runs(made["open"])[0].run_id)
    store.decide([first.hit_id], Disposition.TRUE_MATCH, "same_party", "", getpass.getuser())
    store.decide([second.hit_id], Disposition.FALSE_POSITIVE, "other_party", "", getpass.getuser())
    page = cast("SeeingPage", window.page("seeing"))
    page.reload()
    settled(qtbot, window)
    panel = page.what_if
    panel.slider.setValue(2 * 78)
    assert "1 of 1 true matches would have been raised, <b>0 missed</b>" in panel.told.text()
    assert "1 of 2 false positives would have been raised, <b>1 spared</b>" in panel.told.text()
    panel.slider.setValue(2 * 95)
    assert "<b>1 missed</b>" in panel.told.text()
    assert "missed parties that you confirmed" in panel.told.text()
    panel.slider.setValue(2 * 60)
    assert "nothing was ever asked" in panel.told.text()
    panel.whose.setCurrentIndex(1)
    panel.slider.setValue(2 * 78)
    assert "0 of 1 false positives" in panel.told.text()
    assert isinstance(panel.panel.chart, ColumnChart)


def test_settings_are_saved_together_and_recorded(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    window.show_page("settings")
    page = cast("SettingsPage", window.page("settings"))
    assert not page.save.isEnabled()
    page.panels[0].editors[PARTY_THRESHOLD].setValue(80)  # type: ignore[union-attr]
    page.panels[0].editors[MAX_HITS].setValue(7)  # type: ignore[union-attr]
    assert page.save.isEnabled()
    assert "lowest score" in page.told.text()
    page.undo.click()
    assert not page.save.isEnabled()
    page.panels[0].editors[PARTY_THRESHOLD].setValue(80)  # type: ignore[union-attr]
    page.panels[0].editors[MAX_HITS].setValue(7)  # type: ignore[union-attr]
    page.save.click()
    settings = office_settings(window.desk.store)
    assert (settings.party_threshold, settings.max_hits) == (80.0, 7)
    assert {c.name for c in window.desk.store.setting_changes()} == {PARTY_THRESHOLD, MAX_HITS}
    assert page.changes.rowCount() == 2
    QAbstractItemModelTester(page.changes, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_changed_threshold_counts_for_the_next_screening(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    from functools import partial

    from ui.desktop import page_work

    def screened() -> list[float]:
        done: list[object] = []
        work = partial(page_work.screen_again, manifest_ids=[made["open"]])
        with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
            window.jobs.run(work, done.append, done.append)
        run = window.desk.store.runs(made["open"])[0]
        return [h.hit.score for h in window.desk.store.hits(run.run_id) if h.hit.kind.value == "party"]

    assert any(score < 99.5 for score in screened())
    window.desk.store.put_setting(PARTY_THRESHOLD, "99.5", "boss")
    assert all(score >= 99.5 for score in screened())


def test_a_flag_is_switched_off_in_settings(window: MainWindow) -> None:  # noqa: F811
    from screening.route.definitions import definitions

    page = cast("SettingsPage", window.page("settings"))
    code = next(iter(definitions()))
    page.panels[1].editors[f"flags.{code}"].setChecked(False)  # type: ignore[union-attr]
    page.panels[1].editors[f"flags.{code}.severity"].setValue(33)  # type: ignore[union-attr]
    assert set(page.pending()) == {f"flags.{code}", f"flags.{code}.severity"}
    page.save.click()
    flags = office_settings(window.desk.store).flags
    assert flags is not None
    assert flags.off == (code,)
    assert flags.severities == ((code, 33.0),)
    assert len(page.panels[1].editors) >= 2 * len(definitions())


def test_a_setting_that_is_nonsense_counts_as_never_set(window: MainWindow) -> None:  # noqa: F811
    window.desk.store.put_setting(PARTY_THRESHOLD, "many", "boss")
    window.desk.store.put_setting(MAX_HITS, "-5", "boss")
    assert office_settings(window.desk.store).party_threshold == 0.0
    assert office_settings(window.desk.store).max_hits == 1


def test_addresses_are_checked_before_they_are_kept(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    page = cast("SettingsPage", window.page("settings"))
    panel = page.addresses
    panel.add.click()
    for column, text in enumerate(("house", "House", "own", "house.csv", "http://mirror.example/house.csv", "", "5")):
        panel.table.setItem(0, column, QTableWidgetItem(text))
    panel.save()
    assert panel.told.text().startswith("⚠")
    assert not (window.desk.store.folder / "sources.tsv").exists()
    panel.table.setItem(0, 4, QTableWidgetItem("https://mirror.example/house.csv"))
    panel.save()
    assert panel.told.text() == "Saved."
    assert "house" in panel.known.text()
    page.reload()
    assert panel.rows()[0][4] == "https://mirror.example/house.csv"
    panel.table.removeRow(0)
    panel.save()
    assert not (window.desk.store.folder / "sources.tsv").exists()
    assert len(window.desk.store.setting_changes("lists.addresses")) == 2


def test_lists_are_asked_for_by_themselves_only_when_the_settings_say_so(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
) -> None:
    timer = ListTimer(window.desk)
    assert not timer.look()
    window.desk.store.put_setting(UPDATE_HOURS, "12", "boss")
    # Every list that has an address is said to have been asked for just now: nothing is due, no network is touched.
    from datetime import UTC, datetime

    from screening.lists.sources import sources
    from tests.desktop.office import ENTRIES, list_info

    for source in sources(window.desk.store.folder):
        window.desk.store.replace_list(list_info(source.list_id), ENTRIES)
        window.desk.store.note_checked(source.list_id, datetime.now(UTC))
    with qtbot.waitSignal(window.jobs.ended, timeout=20_000):
        assert timer.look()


def test_language_and_colours_are_chosen_in_settings_too(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    page = cast("SettingsPage", window.page("settings"))
    page.window_panel.language.activated.emit(0)
    page.window_panel.language.setCurrentIndex(page.window_panel.language.findData("kk"))
    page.window_panel.language.activated.emit(2)
    assert words.current_language() == "kk"
    page.window_panel.colours.setCurrentIndex(page.window_panel.colours.findData("dark"))
    page.window_panel.colours.activated.emit(2)
    from ui.desktop import theme

    assert theme.current() == "dark"
    window.use_theme("light")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_help_in_every_language(window: MainWindow, language: str) -> None:  # noqa: F811
    window.use_language(language)
    for place in PLACES:
        window.show_page(place.name)
        topic = window.current_page.help_topic
        assert topic in TOPICS
        assert len(help_text(topic, language)) > 300
        window.show_help()
    (helper,) = window.findChildren(HelpWindow)
    assert helper.topic() == window.current_page.help_topic
    assert helper.topics.count() == len(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_help_says_the_same_in_every_language(topic: str) -> None:
    shapes = []
    for language in LANGUAGES:
        text = help_text(topic, language)
        assert help_title(topic, language)
        shapes.append(
            [line.partition(" ")[0] for line in text.splitlines() if line.startswith(("#", "-", "1", "2", "3"))]
        )
    assert shapes[0] == shapes[1] == shapes[2]
    if topic != "report":
        assert help_text(topic, "ru") != help_text(topic, "en")


def test_no_help_text_lies_about_unused() -> None:
    for language in LANGUAGES:
        assert {path.stem for path in help_path("start", language).parent.glob("*.md")} == set(TOPICS)


def test_help_is_searched(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    helper = HelpWindow("today", window)
    qtbot.addWidget(helper)
    helper.show()
    assert helper.page.toPlainText().startswith("Today")
    helper.sought.setText("mirror")
    assert helper.topics.count() == 1
    assert helper.topic() == "settings"
    assert helper.page.textCursor().selectedText() == "mirror"
    helper.sought.setText("no such words at all")
    assert helper.topics.count() == 0
    assert helper.page.toPlainText() == "Nothing found."


def test_every_setting_is_explained() -> None:
    specs = [spec for group in GROUPS for spec in group.specs]
    assert len({spec.name for spec in specs}) == len(specs)
    assert all(len(spec.why) > 40 for spec in specs)


def test_help_needs_no_network(tmp_path: Path) -> None:
    for language in LANGUAGES:
        for topic in TOPICS:
            assert "http" not in help_text(topic, language).replace("https", "").replace("(https)", "")


def test_today_names_what_a_changed_list_raised(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:  # noqa: F811
    from screening.model.lists import Entry, EntryKind, EntryName
    from screening.rescreen import rescreen
    from screening.settings import ScreeningSettings
    from screening.workflow import import_manifest, open_engine, screen_manifest
    from tests.desktop.office import ENTRIES, list_info
    from tests.desktop.test_places import items_of

    store = window.desk.store
    path = tmp_path / "sent.csv"
    path.write_text("Consignee;Description of goods;HS code\nZvyozdny Put Logistics;Chairs;940169\n", encoding="utf-8")
    manifest = import_manifest(store, path).manifest.manifest_id
    screen_manifest(store, open_engine(store, ScreeningSettings()), manifest)
    page = cast("TodayPage", window.page("today"))
    page.reload()
    settled(qtbot, window)
    assert "sent.csv" not in items_of(page)
    listed = Entry("9", EntryKind.ORGANISATION, (EntryName("Zvezdny Put Logistics"),))
    store.replace_list(list_info(), [*ENTRIES, listed])
    rescreen(store)
    assert manifest in {count.manifest_id for count in store.alert_counts()}
    page.reload()
    settled(qtbot, window)
    item = items_of(page)["sent.csv"]
    assert item.siblingAtColumn(1).data() == "▲ 1 open alert"
    page.tree.setCurrentIndex(item)
    qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    assert window.review.run is not None
    assert window.review.run.manifest_id == manifest


def test_today_names_what_waits_for_a_second_person(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    from screening.casework.second import SINGLE_USER
    from screening.today import look_round

    settings = cast("SettingsPage", window.page("settings"))
    settings.panels[2].editors[SINGLE_USER].setChecked(True)  # type: ignore[union-attr]
    settings.save.click()
    store = window.desk.store
    first, _second = store.hits(store.runs(made["open"])[0].run_id)
    store.decide([first.hit_id], Disposition.TRUE_MATCH, "same_party", "the same number", getpass.getuser())
    (waiting,) = look_round(store).approvals
    assert (waiting.manifest_id, waiting.disposition, waiting.hits) == (made["open"], "true_match", 1)
    page = cast("TodayPage", window.page("today"))
    page.reload()
    settled(qtbot, window)
    groups = [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]
    assert "Waiting for a second person (1)" in groups


def test_today_names_reports_that_are_due(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    from dataclasses import replace
    from datetime import datetime

    from screening.deadlines import add_business_days
    from screening.today import Due, look_round, reports_due

    store = window.desk.store
    first, _second = store.hits(store.runs(made["open"])[0].run_id)
    store.decide([first.hit_id], Disposition.TRUE_MATCH, "same_party", "the same number", getpass.getuser())
    today = look_round(store)
    assert today.due == ()
    last = add_business_days(datetime.now().astimezone().date(), 10)
    page = cast("TodayPage", window.page("today"))
    page.reload()
    settled(qtbot, window)
    # Lists of an office's own, as those of this test are, oblige to no report.
    assert reports_due(store, last) == []
    (stopped,) = store.stopped()
    page._seen(replace(today, due=(Due(stopped, last, 0),)))
    groups = [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]
    group = page.model.index(groups.index("Reports to authorities (1)"), 0)
    assert "report to OFAC" in str(page.model.index(0, 1, group).data())
    page._go(page.model.index(0, 0, group))
    assert window.review.run is not None
    assert window.review.run.manifest_id == made["open"]
