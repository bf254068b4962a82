"""Locking at once, and one person working on after another: nothing is seen or written in between."""

import json
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QMessageBox
from pytestqt.qtbot import QtBot

from main import data_folder
from screening.casework.roles import Actor, Role
from screening.errors import StoreUnavailable
from screening.model.overview import HistoryEvent, HistoryKind
from tests.desktop.office import WORDS
from tests.desktop.steps import decided, imported, press, settled
from ui import words
from ui.desktop import qt_words
from ui.desktop.app import run_window
from ui.desktop.desk import USERS
from ui.desktop.help_window import HelpWindow
from ui.desktop.history_page import HistoryPage, event_html, subject_text
from ui.desktop.layout import Layout
from ui.desktop.manifests_page import ManifestsPage
from ui.desktop.quick_page import QuickPage
from ui.desktop.review_page import ReviewPage
from ui.desktop.sign_in import SignInDialog, UnlockDialog
from ui.desktop.window import MainWindow

KEY = Qt.Key


def asked_who(qtbot: QtBot, window: MainWindow) -> SignInDialog:
    """Sign out and wait for the question who works on."""
    window.office.switch.trigger()
    for box in window.findChildren(QMessageBox):
        if box.isVisible():
            box.accept()  # what was begun may be dropped
    qtbot.waitUntil(lambda: window.office.user_switch.dialog is not None)
    dialog = window.office.user_switch.dialog
    assert isinstance(dialog, SignInDialog)
    return dialog


def give(dialog: SignInDialog | UnlockDialog, name: str) -> None:
    """Type a name and its password."""
    dialog.name.setText(name)
    dialog.password.setText(WORDS)
    dialog._try()


def said(review: ReviewPage) -> list[tuple[str, str]]:
    """Return what was decided in the screening that is shown and by whom, in force or waiting for a second person."""
    assert review.run is not None
    return [(one.disposition.value, one.user) for one in review._desk.store.decisions(review.run.run_id)]


def seen(window: MainWindow) -> set[QDialog]:
    """Return the dialogs that are seen; neither pages nor menus nor status line must be."""
    assert not window.stack.isVisible()
    assert not window.menuBar().isVisible()
    assert not window.statusBar().isVisible()
    return {dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()}


def test_a_key_locks_at_once_and_the_password_brings_everything_back(
    qtbot: QtBot, signed: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, signed, manifest)
    review.panel.comment.setPlainText("begun")
    signed.show_help()
    (help_window,) = signed.findChildren(HelpWindow)
    help_window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is help_window)
    qtbot.keyClick(help_window, KEY.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert signed.desk.folder.session.locked
    (dialog,) = signed.findChildren(UnlockDialog)
    assert seen(signed) == {dialog}
    with pytest.raises(StoreUnavailable) as caught:
        signed.desk.store.put_setting("party_threshold", "50", "asel")
    assert caught.value.code == "locked"
    signed.failed(StoreUnavailable("locked", user="asel"))  # what comes up meanwhile waits
    (box,) = signed.findChildren(QMessageBox)
    qtbot.waitUntil(lambda: not box.isVisible())
    assert seen(signed) == {dialog}
    give(dialog, "asel")
    assert not signed.desk.folder.session.locked
    assert signed.stack.isVisible()
    assert signed.menuBar().isVisible()
    assert help_window.isVisible()
    assert box.isVisible()
    assert review.panel.comment.toPlainText() == "begun"
    assert signed.acceptDrops()


def test_nobody_locks_or_signs_out_in_an_office_of_one_person(window: MainWindow) -> None:
    assert not window.office.lock.isVisible()
    assert not window.office.switch.isVisible()
    window.lock.now()
    window.office.user_switch.begin()
    assert not window.desk.folder.session.locked
    assert window.stack.isVisible()


def test_another_person_works_on_after_signing_out(qtbot: QtBot, signed: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, signed, manifest)
    press(qtbot, signed, KEY.Key_1, KEY.Key_1)
    made = said(review)
    assert made
    review.panel.comment.setPlainText("words of asel")
    quick = signed.page("quick")
    assert isinstance(quick, QuickPage)
    quick.text.setPlainText("Gamma")
    review.show_approvals()
    signed.show_help()
    assert not signed.office.key.isEnabled()  # the administrator's
    dialog = asked_who(qtbot, signed)
    assert signed.desk.folder.session.actor is None
    assert seen(signed) == {dialog}
    assert not signed.acceptDrops()
    with pytest.raises(StoreUnavailable) as caught:
        signed.desk.store.put_setting("party_threshold", "50", "asel")
    assert caught.value.code == "sign_in_needed"
    give(dialog, "root")
    assert signed.stack.isVisible()
    assert {d for d in signed.findChildren(QDialog) if d.isVisible()} == set()
    assert "root" in signed.user.text()
    assert signed.office.key.isEnabled()
    assert not signed.office.answer.isEnabled()
    settled(qtbot, signed)
    assert review.panel.comment.toPlainText() == ""
    assert quick.text.toPlainText() == ""
    review.undo()  # what asel decided is not taken back by another hand
    settled(qtbot, signed)
    assert said(review) == made
    told = [json.loads(record.body) for record in signed.desk.store.trail_records()]
    assert [(one["kind"], one["actor"]) for one in told[-2:]] == [("signed_out", "asel"), ("signed_in", "root")]


def test_what_was_decided_just_before_is_written_under_the_name_of_who_decided_it(
    qtbot: QtBot, signed: MainWindow, manifest: Path
) -> None:
    imported(qtbot, signed, manifest)
    held = threading.Event()
    signed.desk.writer.write(lambda _store: held.wait(20), lambda _done: None)
    for _key in range(2):
        signed.review.panel.number(1)
    signed.office.switch.trigger()
    assert seen(signed) == set()
    held.set()
    qtbot.waitUntil(lambda: signed.office.user_switch.dialog is not None)
    told = [json.loads(record.body) for record in signed.desk.store.trail_records()]
    kinds = [(one["kind"], one["actor"]) for one in told]
    assert kinds[-1] == ("signed_out", "asel")
    assert ("decided", "asel") in kinds


def test_whoever_does_not_sign_in_again_can_only_leave(qtbot: QtBot, signed: MainWindow) -> None:
    asked_who(qtbot, signed).reject()
    assert not signed.isVisible()


def test_somebody_else_signs_in_where_the_session_is_locked(qtbot: QtBot, signed: MainWindow) -> None:
    signed.lock.now()
    (dialog,) = signed.findChildren(UnlockDialog)
    dialog.other.click()
    qtbot.waitUntil(lambda: signed.office.user_switch.dialog is not None)
    asked = signed.office.user_switch.dialog
    assert asked is not None
    assert seen(signed) == {asked}
    signed.lock.look()
    assert seen(signed) == {asked}
    give(asked, "bolat")
    assert "bolat" in signed.user.text()
    assert signed.stack.isVisible()
    assert not signed.desk.folder.session.locked


def test_nobody_signs_out_of_work_that_runs_in_their_name(qtbot: QtBot, signed: MainWindow, manifest: Path) -> None:
    from ui.desktop import page_work

    done: list[object] = []
    signed.jobs.run(partial(page_work.keep_quick, text="Gamma"), done.append, done.append)
    signed.office.switch.trigger()
    assert signed.desk.folder.session.actor is not None
    (box,) = [box for box in signed.findChildren(QMessageBox) if box.isVisible()]
    assert "under way" in box.text()
    box.reject()
    signed.lock.now()
    (dialog,) = signed.findChildren(UnlockDialog)
    dialog.other.click()
    assert "under way" in dialog.wrong.text()
    qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    give(dialog, "asel")
    assert signed.stack.isVisible()


def test_signing_out_says_first_what_was_begun(qtbot: QtBot, signed: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, signed, manifest)
    review.panel.comment.setPlainText("half a reason")
    signed.office.switch.trigger()
    (box,) = [box for box in signed.findChildren(QMessageBox) if box.isVisible()]
    assert "Review" in box.text()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert signed.desk.folder.session.actor is not None
    assert review.panel.comment.toPlainText() == "half a reason"
    review.panel.comment.clear()
    dialog = asked_who(qtbot, signed)  # nothing begun, nothing asked
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).text() == "Close Tekser"
    give(dialog, "root")
    settled(qtbot, signed)
    assert not any(button.isEnabled() for button in review.panel.buttons)  # an administrator decides nothing
    assert "administrator" in review.panel.scope.text()
    press(qtbot, signed, KEY.Key_1, KEY.Key_1)
    assert decided(review) == []


def test_an_auditor_is_offered_nothing_that_writes(qtbot: QtBot, signed: MainWindow, manifest: Path) -> None:
    imported(qtbot, signed, manifest)
    session = signed.desk.folder.session
    session.begin(Actor("Saule", Role.AUDITOR))
    for name in ("today", "manifests", "history"):
        signed.page(name)
    signed.desk.changed.emit(USERS)
    for name in ("today", "manifests", "history"):
        signed.show_page(name)
        settled(qtbot, signed)
    menus = signed.menus
    manifests, history = signed.page("manifests"), signed.page("history")
    assert isinstance(manifests, ManifestsPage)
    assert isinstance(history, HistoryPage)
    for offered in (menus.open, menus.paste, menus.sample, menus.lists, menus.recent, manifests.open, manifests.again,
                    history.again):  # fmt: skip
        assert not offered.isEnabled()
        assert "Saule" in offered.toolTip()
    assert manifests.review.isEnabled()
    assert menus.export.isEnabled()
    session.end()


def test_history_names_settings_and_facts_and_leaves_fingerprints_out(window: MainWindow) -> None:
    data = {"name": "lock.minutes", "old": "", "new": "1", "at": "2026-11-25", "lines_sha256": "ab" * 32}
    event = HistoryEvent(
        1, HistoryKind.SETTING, "setting_changed", datetime.now(UTC), "root", 0, 0, "lock.minutes", 0, data
    )
    assert subject_text(event) == "Minutes until the session locks itself"
    told = event_html(event)
    assert "ab" * 32 not in told
    assert "2026-11-25T" not in told


def test_what_is_asked_before_the_window_is_there_is_asked_in_its_language(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "office"
    with data_folder(place) as folder:
        folder.open().add_account("root", Role.ADMINISTRATOR, WORDS)
    Layout(place).keep_text("language", "ru")
    asked: list[str] = []

    def gave_up(dialog: SignInDialog) -> int:
        asked.append(dialog.windowTitle())
        return 0

    monkeypatch.setattr(SignInDialog, "exec", gave_up)
    try:
        assert run_window(place, lambda: data_folder(place)) == 0
        assert asked == ["Вход"]
    finally:
        words.use_language("en")
        qt_words.use("en")
