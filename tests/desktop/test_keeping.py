"""Manifests beside their screening: files of them, legal holds, deletion; and a past screening run again as it was."""

import json
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from screening.casework.roles import Actor, Role
from screening.model.lists import Entry, EntryKind, EntryName
from tests.desktop.office import list_info
from tests.desktop.steps import LONG, imported, settled
from tests.desktop.test_places import made, window  # noqa: F401  # fixtures
from ui.desktop.history_page import HistoryPage
from ui.desktop.manifest_actions import DeletionDialog
from ui.desktop.manifests_page import ManifestsPage
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.rerun_dialog import RerunDialog
from ui.desktop.window import MainWindow


def manifests(qtbot: QtBot, window: MainWindow, name: str) -> ManifestsPage:  # noqa: F811
    """Show Manifests with one of them chosen."""
    window.show_page("manifests")
    page = cast("ManifestsPage", window.page("manifests"))
    settled(qtbot, window)
    row = next(n for n in range(page.model.rowCount()) if (found := page.model.at(n)) and found.name == name)
    page.table.selectRow(row)
    settled(qtbot, window)
    return page


def kinds(window: MainWindow) -> list[str]:  # noqa: F811
    return [json.loads(record.body)["kind"] for record in window.desk.store.trail_records()]


def make_old(window: MainWindow) -> None:  # noqa: F811
    """Have everything happened twenty years ago, as far as the times of keeping see it."""
    connection = window.desk.store.database.conn  # type: ignore[attr-defined]
    for table, column in (("manifest", "imported_at"), ("run", "finished_at")):
        connection.execute(f"UPDATE {table} SET {column} = '2006' || substr({column}, 5)")


def previewed(qtbot: QtBot, page: ManifestsPage) -> DeletionDialog:
    page.more.ask_delete()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(DeletionDialog)), timeout=LONG)
    return next(one for one in page.findChildren(DeletionDialog) if one.isVisible())


def test_what_is_past_its_time_is_shown_and_then_deleted(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    make_old(window)
    page = manifests(qtbot, window, "open.xlsx")
    dialog = previewed(qtbot, page)
    assert (dialog.lists[0].count(), dialog.lists[1].count()) == (1, 0)
    assert "open.xlsx" in dialog.lists[0].item(0).text()
    assert made["open"] in {one.manifest_id for one in window.desk.store.manifests()}
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        dialog.delete.click()
    settled(qtbot, window)
    assert made["open"] not in {one.manifest_id for one in window.desk.store.manifests()}
    assert "manifest_deleted" in kinds(window)
    assert all((row := page.model.at(n)) is None or row.name != "open.xlsx" for n in range(page.model.rowCount()))


def test_nothing_is_deleted_before_its_time(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    dialog = previewed(qtbot, manifests(qtbot, window, "open.xlsx"))
    assert (dialog.lists[0].count(), dialog.lists[1].count()) == (0, 1)
    assert not dialog.delete.isEnabled()


def test_a_legal_hold_stops_deletion_until_it_is_released(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
) -> None:
    make_old(window)
    page = manifests(qtbot, window, "open.xlsx")
    assert not page.more.release.isEnabled()
    for action, placed, reason in ((page.more.hold, True, "court case 7"), (page.more.release, False, "it is over")):
        action.trigger()
        dialog = page.findChildren(ReasonDialog)[-1]
        assert not dialog.ok.isEnabled()
        dialog.reason.setPlainText(reason)
        dialog.ok.click()
        settled(qtbot, window)
        assert window.desk.store.legal_holds(made["open"])[0].placed is placed
        assert ("court case 7" in page.about.text()) is placed
        assert (page.more.release.isEnabled(), page.more.hold.isEnabled()) == (placed, not placed)
        preview = previewed(qtbot, page)
        assert preview.delete.isEnabled() is not placed
        preview.reject()
    assert {"legal_hold_placed", "legal_hold_released"} <= set(kinds(window))


@pytest.mark.parametrize(
    ("role", "deletes"), [(Role.OFFICER, False), (Role.AUDITOR, False), (Role.ADMINISTRATOR, True)]
)
def test_only_an_administrator_is_offered_deletion(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    role: Role,
    deletes: bool,
) -> None:
    page = manifests(qtbot, window, "open.xlsx")
    window.desk.folder.session.actor = Actor("asel", role)
    page.more.show_chosen(held=True)
    assert page.more.delete.isEnabled() is deletes
    assert page.more.release.isEnabled() is deletes
    page.more.show_chosen(held=False)
    assert page.more.hold.isEnabled() is (role is not Role.AUDITOR)
    window.desk.folder.session.end()


def test_files_of_a_chosen_manifest_are_written_and_recorded(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    tmp_path: Path,
) -> None:
    page = manifests(qtbot, window, "decided.xlsx")
    assert page.more.export.isEnabled()
    page.more.files.export(tmp_path / "audit.xlsx")
    page.more.files.write(["pdf"], tmp_path)
    settled(qtbot, window)
    assert openpyxl.load_workbook(tmp_path / "audit.xlsx").worksheets
    (pdf,) = tmp_path.glob("decided-*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert kinds(window).count("exported") == 2
    assert not manifests(qtbot, window, "new.xlsx").more.export.isEnabled()


def history(qtbot: QtBot, window: MainWindow, sought: str) -> HistoryPage:  # noqa: F811
    """Show History with a screening chosen."""
    window.show_page("history")
    page = cast("HistoryPage", window.page("history"))
    page.kinds.setCurrentIndex(page.kinds.findData("screening"))
    page.sought.setText(sought)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=LONG)
    settled(qtbot, window)
    return page


def test_a_screening_is_run_again_as_it_was_and_is_equal(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    manifest: Path,
) -> None:
    imported(qtbot, window, manifest)
    runs = len(window.desk.store.runs())
    # A list that came later is no part of that day.
    late = Entry("9", EntryKind.ORGANISATION, (EntryName("Anadolu Mobilya A.Ş."),))
    window.desk.store.replace_list(list_info("late-list"), [late])
    page = history(qtbot, window, "register.xlsx")
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        page.as_it_was.click()
    (dialog,) = page.findChildren(RerunDialog)
    assert "Equal" in dialog.said.text()
    assert not dialog.table.isVisible()
    assert len(window.desk.store.runs()) == runs
    assert kinds(window)[-1] == "run_again"


def test_what_differs_from_a_past_screening_is_shown(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    # Its hits were written down by hand: no engine judges them so.
    page = history(qtbot, window, "decided.xlsx")
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        page.as_it_was.click()
    (dialog,) = page.findChildren(RerunDialog)
    assert "Different" in dialog.said.text()
    model = dialog.model
    shown = [[model.index(row, c).data() for c in range(model.columnCount())] for row in range(model.rowCount())]
    assert any("Delta" in row and "− only then" in row for row in shown)


def test_running_again_is_cancelled(qtbot: QtBot, window: MainWindow) -> None:  # noqa: F811
    page = history(qtbot, window, "decided.xlsx")
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        page.as_it_was.click()
        window.cancel.click()
    settled(qtbot, window)
    assert page.findChildren(RerunDialog) == []
    assert "run_again" not in kinds(window)
