"""Review tells of alerts of other screenings and opens them; Lists offers what takes entries away to those who may."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from screening.casework.roles import Actor, Role
from screening.verdict import VerdictKind
from screening.workflow import import_lists
from tests.desktop.steps import imported, settled
from tests.desktop.test_places import held_list
from ui.desktop.window import MainWindow


def test_an_alert_of_another_screening_is_told_and_opened(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "house.csv"
    listed.write_text("id,name\nh-1,Anatolian Furniture Works\nh-2,АО Концерн Калашников\n", encoding="utf-8")
    import_lists(window.desk.store, [listed])
    review = imported(qtbot, window, manifest)
    first = review.run
    assert first is not None
    alerts = [one for one in window.desk.store.hits(first.run_id) if one.hit.list_id == "own-house"]
    assert alerts
    assert review.earlier.isHidden()
    window.desk.store.set_active("own-house", False)
    review = imported(qtbot, window, manifest)
    assert review.run is not None
    assert review.run.run_id != first.run_id
    assert review.earlier.isVisible()
    assert "the list is not in force" in review.earlier.text()
    assert review.verdict is not None
    assert review.verdict.kind is VerdictKind.HOLD
    review.earlier.open("0")
    settled(qtbot, window)
    assert review.run is not None
    assert review.run.run_id == first.run_id
    assert review.dossier is not None
    assert review.dossier.stored.hit.list_id == "own-house"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_buttons_of_lists_are_for_those_who_may(window: MainWindow, tmp_path: Path, role: Role) -> None:
    page = held_list(window, tmp_path)
    window.desk.folder.session.begin(Actor("asel", role))
    page.reload()
    loads = (page.update_now, page.from_files, page.from_folder)
    decides = (page.versions.accept, page.versions.refuse)
    assert {button.isEnabled() for button in loads} == {role is not Role.AUDITOR}
    assert {button.isEnabled() for button in decides} == {role in (Role.APPROVER, Role.ADMINISTRATOR)}
    for button in (*loads, *decides):
        assert button.isEnabled() or "may not do this" in button.toolTip()
