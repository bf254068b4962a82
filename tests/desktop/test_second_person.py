"""Accounts in the window: signing in, the lock, the second person's word, known parties and licences."""

import getpass
import json
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from screening.audit import seal
from screening.casework.known import Scope
from screening.casework.roles import Role
from screening.verdict import VerdictKind
from tests.desktop.office import WORDS
from tests.desktop.steps import decided, imported, press, settled
from ui.desktop.approvals import ApprovalsDialog, SecondPersonDialog
from ui.desktop.sign_in import UnlockDialog
from ui.desktop.who import current_user
from ui.desktop.window import MainWindow

KEY = Qt.Key


def test_the_window_says_who_works_here(window: MainWindow) -> None:
    assert "single-user" in window.user.text()


def test_a_true_match_waits_for_a_second_person_who_signs_here(
    qtbot: QtBot, signed: MainWindow, manifest: Path
) -> None:
    assert "asel" in signed.user.text()
    review = imported(qtbot, signed, manifest)
    question = review.questions.current()
    press(qtbot, signed, KEY.Key_2, KEY.Key_1)
    assert decided(review) == []
    assert review.verdict is not None
    assert "pending" in {ground.code for ground in review.verdict.open}
    assert question is not None
    assert question not in review.questions.open_ids

    review.show_approvals()
    (queue,) = signed.findChildren(ApprovalsDialog)
    settled(qtbot, signed)
    assert queue.table.rowCount() == 2
    queue._go(0)
    settled(qtbot, signed)
    assert review.questions.current() == question
    assert review.panel.agree.isVisible()
    review.panel.agree.click()
    settled(qtbot, signed)
    (second,) = signed.findChildren(SecondPersonDialog)
    second.name.setText("asel")
    second.password.setText(WORDS)
    second._try()
    assert "⚠" in second.wrong.text()  # never the first person
    second.name.setText("bolat")
    second.password.setText(WORDS)
    second._try()
    settled(qtbot, signed)
    assert decided(review) == ["true_match"] * 2
    assert review.verdict.kind is VerdictKind.ESCALATE


def test_what_is_returned_is_open_again_and_needs_a_comment(qtbot: QtBot, signed: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, signed, manifest)
    question = review.questions.current()
    assert question is not None
    press(qtbot, signed, KEY.Key_2, KEY.Key_1)
    signed.desk.folder.session.end()
    signed.desk.folder.sign_in("bolat", WORDS)
    review.questions.go_to(question)
    settled(qtbot, signed)
    press(qtbot, signed, KEY.Key_0)
    assert review.panel.comment.hasFocus()
    review.panel.comment.setPlainText("another date of birth")
    press(qtbot, signed, KEY.Key_Escape, KEY.Key_0)
    settled(qtbot, signed)
    assert question in review.questions.open_ids
    assert decided(review) == []


def test_the_window_is_covered_when_nobody_touches_it(qtbot: QtBot, signed: MainWindow) -> None:
    session = signed.desk.folder.session
    session.lock()
    signed.lock.look()
    centre = signed.centralWidget()
    assert centre is not None
    assert not centre.isVisible()
    (dialog,) = signed.findChildren(UnlockDialog)
    dialog.password.setText("no")
    dialog._try()
    assert session.locked
    dialog.password.setText(WORDS)
    dialog._try()
    assert not session.locked
    assert centre.isVisible()


def test_touching_the_window_keeps_it_open(qtbot: QtBot, signed: MainWindow) -> None:
    session = signed.desk.folder.session
    session._touched -= 10_000
    qtbot.keyClick(signed, KEY.Key_Shift)
    assert session.idle_seconds() < 60
    signed.lock.look()
    assert not session.locked


def test_a_cleared_match_can_be_remembered_and_is_then_not_asked(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1)
    extras = review.panel.extras
    assert extras.known_box.isVisible()
    extras.remember.setChecked(True)
    extras.scope.setCurrentIndex(extras.scope.findData(Scope.ALL))
    review.panel.comment.setPlainText("a namesake, seen its papers")
    press(qtbot, window, KEY.Key_1)
    assert [known.scope for known in window.desk.store.known_parties()] == [Scope.ALL] * len(
        window.desk.store.known_parties()
    )
    assert window.desk.store.known_parties()
    imported(qtbot, window, manifest)
    known = [
        row
        for row in (review.questions.model.at(n) for n in range(review.questions.model.rowCount()))
        if row is not None and row.known_hits
    ]
    assert len(known) == 1
    assert known[0].question_id not in review.questions.open_ids
    assert "known" in review.questions.model.data(review.questions.model.index(0, 5))


def test_a_licence_is_kept_with_its_number_and_last_day(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_5, KEY.Key_1)
    assert decided(review) == []  # a licence has a number
    assert review.panel.extras.licence.hasFocus()
    review.panel.extras.licence.setText("L-77")
    review.panel.extras.licence_until.setText(QDate.currentDate().addDays(30).toString("yyyy-MM-dd"))
    press(qtbot, window, KEY.Key_Escape, KEY.Key_5)
    review.panel.extras.licence.setText("L-77")
    press(qtbot, window, KEY.Key_1) if not review.panel.extras.licence.hasFocus() else review.panel.confirm()
    settled(qtbot, window)
    assert decided(review) == ["licence_held"] * 2
    hits = window.desk.store.hits(window.desk.store.runs()[0].run_id)
    assert {h.decision.licence for h in hits if h.decision} == {"L-77"}
    ends = QDate.currentDate().addDays(30).toString("yyyy-MM-dd")
    assert {h.decision.licence_until for h in hits if h.decision} == {ends}


def test_a_file_goes_with_a_decision(qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path) -> None:
    evidence = tmp_path / "passport.pdf"
    evidence.write_bytes(b"%PDF-1.4 evidence")
    review = imported(qtbot, window, manifest)
    review.panel.extras.files = [evidence]
    press(qtbot, window, KEY.Key_1, KEY.Key_1)
    hits = window.desk.store.hits(window.desk.store.runs()[0].run_id)
    (kept,) = {h.decision.attachments for h in hits if h.decision}
    assert kept[0].name == "passport.pdf"
    assert window.desk.store.attachment_path(kept[0].sha256).exists()
    assert review.panel.extras.files == []


def test_the_reason_other_asks_for_words(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1, KEY.Key_5)
    assert decided(review) == []
    assert review.panel.comment.hasFocus()
    QApplication.processEvents()


def test_everything_recorded_from_the_window_names_who_is_signed_in(
    qtbot: QtBot, signed: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    review = imported(qtbot, signed, manifest)
    press(qtbot, signed, KEY.Key_1, KEY.Key_1)
    review.undo()
    settled(qtbot, signed)
    signed.files_out.write(["json"], tmp_path)
    settled(qtbot, signed)
    assert current_user(signed.desk.folder.session) == "asel"
    told = [json.loads(record.body) for record in signed.desk.store.trail_records()]
    began = next(n for n, one in enumerate(told) if one["kind"] == "signed_in" and one["actor"] == "asel")
    kinds = {one["kind"] for one in told[began:] if one["actor"] == "asel"}
    assert {"signed_in", "decided", "exported"} <= kinds
    strangers = [one for one in told[began:] if one["actor"] not in ("asel", "")]
    assert strangers == []


def test_in_an_office_of_one_person_records_say_so(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1, KEY.Key_1)
    told = [json.loads(record.body) for record in window.desk.store.trail_records()]
    decision = next(one for one in told if one["kind"] == "decided")
    assert decision["actor"] == current_user(window.desk.folder.session) == getpass.getuser()
    assert decision["who"]["role"] == Role.SINGLE.value


def test_a_window_that_stays_open_makes_its_checkpoint_each_day(
    qtbot: QtBot, signed: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = signed.desk.store
    before = len(store.checkpoints())
    signed.daily.look()
    qtbot.waitUntil(lambda: len(store.checkpoints()) == max(before, 1))
    store.record_consequence("exported", {"file": "a.xlsx"})
    monkeypatch.setattr(seal, "DAY", timedelta(0))
    signed.daily.look()
    qtbot.waitUntil(lambda: len(store.checkpoints()) == max(before, 1) + 1)
    assert store.checkpoints()[0].size == store.trail_size()
    switch = signed.office.user_switch
    signed.office.switch.trigger()
    qtbot.waitUntil(lambda: switch.dialog is not None)
    assert len(store.checkpoints()) == max(before, 1) + 1  # nothing came since
    assert switch.dialog is not None
    switch.dialog.name.setText("asel")
    switch.dialog.password.setText(WORDS)
    switch.dialog._try()
    store.record_consequence("exported", {"file": "b.xlsx"})
    signed.office.switch.trigger()
    qtbot.waitUntil(lambda: switch.dialog is not None)
    assert len(store.checkpoints()) == max(before, 1) + 2
