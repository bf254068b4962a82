"""Review by keys: questions, their lines, decisions, undo, and what is never done blind."""

from array import array
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from screening.dossier import Dossier
from screening.model.hits import HitKind
from screening.model.ownership import OwnershipAnswer
from screening.model.questions import QuestionRow
from screening.route.shipments import Shipment
from screening.verdict import VerdictKind
from tests.desktop.steps import LONG, decided, imported, press, settled
from ui.desktop.decision_panel import DISPOSITIONS, reasons_for
from ui.desktop.dossier_view import PARTS_SHOWN
from ui.desktop.entry_dialog import EntryDialog
from ui.desktop.line_model import risk_text
from ui.desktop.not_checked import NotCheckedDialog
from ui.desktop.ownership_dialog import OwnershipDialog
from ui.desktop.review_page import ReviewPage
from ui.desktop.window import MainWindow

KEY = Qt.Key


def dossier_of(review: ReviewPage) -> Dossier:
    """Return the dossier that is shown."""
    assert review.dossier is not None
    return review.dossier


def shipment_of(review: ReviewPage) -> Shipment:
    """Return the shipment of the line that is shown."""
    shipment = dossier_of(review).shipment
    assert shipment is not None
    return shipment


def shown(review: ReviewPage) -> QuestionRow:
    """Return the question whose dossier is shown."""
    return dossier_of(review).question


def judged(review: ReviewPage) -> VerdictKind:
    """Return the verdict that is shown."""
    assert review.verdict is not None
    return review.verdict.kind


def test_the_whole_way_by_keys(qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path) -> None:
    review = imported(qtbot, window, manifest)
    assert window.stack.currentWidget() is review
    window.activateWindow()
    qtbot.waitUntil(review.questions.table.hasFocus)
    question = shown(review)
    assert (question.kind, question.lines) == (HitKind.PARTY, 2)
    assert "Калашников" in question.value

    press(qtbot, window, KEY.Key_1)  # false positive: the reasons open, nothing is decided yet
    assert decided(review) == []
    press(qtbot, window, KEY.Key_2)  # the second reason: both lines are decided, the next question is shown
    assert decided(review) == ["false_positive"] * 2
    hits = window.desk.store.hits(review.run.run_id)  # type: ignore[union-attr]
    assert {h.decision.reason_code for h in hits if h.decision} == {"other_number"}
    assert shown(review).kind == HitKind.GOODS

    press(qtbot, window, KEY.Key_1, KEY.Key_Return)  # the usual reason of goods
    assert decided(review) == ["false_positive"] * 3
    assert shown(review).kind == HitKind.FLAG
    assert judged(review) is VerdictKind.HOLD
    press(qtbot, window, KEY.Key_7, KEY.Key_1)
    assert judged(review) is VerdictKind.RELEASE

    out = tmp_path / "out.xlsx"
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        window.files_out.export(out)
    assert openpyxl.load_workbook(out).worksheets[0].max_row == 5  # notice of starter data, header, three lines


def test_undo_opens_the_question_again_and_goes_to_it(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    first = review.questions.current()
    press(qtbot, window, KEY.Key_2, KEY.Key_1)
    assert judged(review) is VerdictKind.ESCALATE
    assert review.questions.current() != first
    review.undo()
    settled(qtbot, window)
    assert decided(review) == []
    assert review.questions.current() == first
    assert first in review.questions.open_ids
    assert judged(review) is VerdictKind.HOLD
    review.undo()
    settled(qtbot, window)
    assert len(window.desk.store.decisions(window.desk.store.runs()[0].run_id)) == 4  # two, and their withdrawal


def test_escape_steps_back_from_the_reasons(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1)
    assert review.panel.waiting
    press(qtbot, window, KEY.Key_Escape, KEY.Key_Return)
    assert not review.panel.waiting
    assert decided(review) == []
    assert review.questions.lines.hasFocus()  # Enter went into the lines, it decided nothing


def test_some_lines_of_a_question_can_be_decided_alone(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    question = review.questions.current()
    press(qtbot, window, KEY.Key_Return, KEY.Key_Down)
    assert len(review.questions.lines.selected_ids()) == 1
    assert "1 line" in review.panel.scope.text()
    press(qtbot, window, KEY.Key_3, KEY.Key_1)
    assert decided(review) == ["needs_information"]
    assert question in review.questions.open_ids


def test_several_questions_are_one_decision(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    review.questions.table.selectAll()
    settled(qtbot, window)
    assert "3 questions" in review.panel.scope.text()
    assert reasons_for(DISPOSITIONS[0], frozenset(HitKind)) == ("other",)
    press(qtbot, window, KEY.Key_6, KEY.Key_1)
    assert decided(review) == ["held"] * 4


def test_nothing_is_decided_before_it_is_shown(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    review.questions.next_open()  # its dossier is asked for and has not come yet
    assert review.dossier is None
    assert not review.panel.buttons[0].isEnabled()
    review.panel.number(1)
    assert not review.panel.waiting
    settled(qtbot, window)
    assert decided(review) == []


def test_review_explains_the_risk_of_the_shipment_and_asks_for_ownership(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    risk = shipment_of(review).risk
    shown = review.detail.toPlainText()
    assert f"Risk of the shipment: {risk.score:.0f} of 100" in shown
    assert all(f"{part.points:+.1f}" in shown for part in risk.parts)
    assert "Nobody has noted yet who owns this party." in shown
    assert review.run is not None
    window.desk.store.put_ownership_check(
        review.run.run_id, dossier_of(review).stored.hit.value, OwnershipAnswer.NOT_FOUND, "kompra.kz", ""
    )
    review.reload()
    settled(qtbot, window)
    qtbot.waitUntil(lambda: "kompra.kz" in review.detail.toPlainText())
    assert "Nobody has noted" not in review.detail.toPlainText()


def test_who_owns_a_party_is_noted_by_keys(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    assert review.run is not None
    party = dossier_of(review).stored.hit.value
    press(qtbot, window, KEY.Key_W)
    dialog = next(d for d in review.findChildren(OwnershipDialog) if d.isVisible())
    assert not dialog.ok.isEnabled()
    dialog.answers.button(2).click()
    assert not dialog.ok.isEnabled()
    qtbot.keyClicks(dialog.source, "kompra.kz")
    qtbot.keyClick(dialog.source, KEY.Key_Return)
    settled(qtbot, window)
    (noted,) = window.desk.store.ownership_checks(review.run.run_id)
    assert (noted.party, noted.answer, noted.source) == (party, OwnershipAnswer.NOT_FOUND, "kompra.kz")
    qtbot.waitUntil(lambda: "kompra.kz" in review.detail.toPlainText())
    press(qtbot, window, KEY.Key_J, KEY.Key_W)  # of goods nobody is the owner
    assert not any(d.isVisible() for d in review.findChildren(OwnershipDialog))


def test_a_held_key_decides_once(window: MainWindow) -> None:
    review = window.review
    # 1 to 8 decide, 9 and 0 are the second person's word.
    digits = [s for s in review.findChildren(QShortcut) if s.key().toString().isdigit()]
    assert sorted(s.key().toString() for s in digits) == list("0123456789")
    assert not any(s.autoRepeat() for s in digits)


def test_letters_typed_into_boxes_decide_nothing(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    review.panel.comment.setFocus()
    press(qtbot, window, KEY.Key_1, KEY.Key_J)
    assert review.panel.comment.toPlainText().casefold() == "1j"
    press(qtbot, window, KEY.Key_Escape, KEY.Key_1, KEY.Key_1)
    hits = window.desk.store.hits(review.run.run_id)  # type: ignore[union-attr]
    assert {h.decision.text.casefold() for h in hits if h.decision} == {"1j"}
    assert review.panel.comment.toPlainText() == ""


def test_all_lines_with_filters_order_and_a_view_that_is_kept(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_L)
    lines = review.lines
    assert lines.isVisible()
    assert lines.model.rowCount() == 4
    lines.party.setText("калашников")
    qtbot.waitUntil(lambda: lines.model.rowCount() == 2)
    lines.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    settled(qtbot, window)
    assert [row.row for row in window.desk.store.line_rows(review.run.run_id, lines.model.ids)] == [4, 3]  # type: ignore[union-attr]
    lines.table.setColumnHidden(4, True)
    lines.keep_view("Kalashnikov")
    lines.party.clear()
    lines.table.setColumnHidden(4, False)
    qtbot.waitUntil(lambda: lines.model.rowCount() == 4)
    lines.view.setCurrentText("Kalashnikov")
    lines.view.activated.emit(lines.view.currentIndex())
    qtbot.waitUntil(lambda: lines.model.rowCount() == 2)
    assert lines.table.isColumnHidden(4)


def test_a_hit_is_decided_on_its_line_alone_in_the_table_of_lines(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_L, KEY.Key_1, KEY.Key_1)
    assert decided(review) == ["false_positive"]


def test_what_is_shown_is_what_is_chosen_after_each_change_between_questions_and_lines(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_J)
    question = review.questions.current()
    assert shown(review).question_id == question
    for _round in range(2):
        press(qtbot, window, KEY.Key_L)
        assert review.dossier is not None
        assert review.dossier.stored.line_id == review.lines.table.current_id()
        assert shown(review).question_id != question  # the first line has another question
        press(qtbot, window, KEY.Key_L)
        assert review.questions.current() == question
        assert shown(review).question_id == question


def test_lines_are_copied_as_a_table(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_L)
    review.lines.table.selectAll()
    review.lines.table.copy()
    settled(qtbot, window)
    rows = [row.split("\t") for row in QApplication.clipboard().text().splitlines()]
    assert rows[0][:2] == ["Risk", "Row"]
    assert len(rows) == 5
    assert {len(row) for row in rows} == {7}


def test_the_entry_is_opened_whole(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_O)
    (dialog,) = window.findChildren(EntryDialog)
    assert "1832090230" in dialog.text.toPlainText()
    dialog.reject()


def test_both_sides_and_the_reasons_are_shown(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    text = review.detail.toPlainText()
    for part in ("Manifest", "List", "Programmes", "EU 269/2014", "Why", "of 100", "The whole line"):
        assert part in text
    press(qtbot, window, KEY.Key_J)
    text = review.detail.toPlainText()
    for part in ("Fields used", "The rule", "854232", "Source"):
        assert part in text


def test_what_was_decided_before_is_shown(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1, KEY.Key_1)
    imported(qtbot, window, manifest)
    assert review.dossier is not None
    assert [one.disposition.value for one in review.dossier.earlier] == ["false_positive"]
    assert "Decided before" in review.detail.toPlainText()


def test_every_model_is_sound(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = window.review
    testers = []
    for model in (review.questions.model, review.questions.lines_model, review.lines.model):
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        tester.setUseFetchMore(False)
        testers.append(tester)
    imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_L, KEY.Key_L, KEY.Key_1, KEY.Key_1)
    assert review.questions.model.rowCount() == 3
    assert review.questions.model.rowCount(review.questions.model.index(0, 0)) == 0


def test_a_page_that_has_not_come_is_shown_as_loading_and_then_fetched(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    model = review.lines.model
    review.toggle_view()
    settled(qtbot, window)
    ids = list(model.ids)
    model.set_ids(ids)
    assert model.data(model.index(3, 2)) == "…"
    qtbot.waitUntil(lambda: model.data(model.index(3, 2)) != "…")
    assert model.at(99) is None
    assert model.row_of(ids[2]) == 2
    assert model.row_of(-5) == -1


def test_more_rows_come_behind_those_shown_and_move_none(qtbot: QtBot, window: MainWindow) -> None:
    pane = window.review.questions
    tester = QAbstractItemModelTester(pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    pane.model.set_ids(array("q", range(300)))
    pane.table.go_to(7)
    with qtbot.assertNotEmitted(pane.chosen, wait=0):
        assert pane.model.grow_ids(array("q", range(1000)))
    assert pane.model.rowCount() == 1000
    assert pane.table.current_id() == 7
    assert not pane.model.grow_ids(array("q", range(5, 2000)))
    assert pane.model.rowCount() == 1000


def test_the_first_questions_are_shown_before_the_others_are_counted(
    qtbot: QtBot, window: MainWindow, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.desktop.questions_pane.PAGE", 2)
    review = imported(qtbot, window, manifest)
    seen: list[int] = []
    review.questions.opened.connect(lambda: seen.append(review.questions.model.rowCount()))
    review.show_run(review.run)  # type: ignore[arg-type]
    assert review.verdict is None
    assert "being opened" in review.detail.toPlainText()
    settled(qtbot, window)
    assert seen == [2]
    assert review.questions.model.rowCount() == 3
    assert len(review.questions.open_ids) == 3
    assert review.verdict is not None


@pytest.mark.parametrize("disposition", DISPOSITIONS)
@pytest.mark.parametrize("kind", list(HitKind))
def test_every_decision_on_every_kind_has_reasons(disposition: object, kind: HitKind) -> None:
    from ui.words.tables import REASON_CODES

    reasons = reasons_for(disposition, {kind})  # type: ignore[arg-type]
    assert 0 < len(reasons) <= 9
    assert set(reasons) <= set(REASON_CODES)


def test_risk_is_told_by_sign_and_word() -> None:
    assert risk_text(99, False).startswith("▲▲")
    assert "high" in risk_text(99, False)
    assert "not screened" in risk_text(0, True)


def test_the_keys_told_are_the_keys_there_are(window: MainWindow) -> None:
    review = window.review
    have = {s.key().toString(QKeySequence.SequenceFormat.PortableText) for s in review.findChildren(QShortcut)}
    for keys in ("J", "K", "L", "O", "F2", "Ctrl+Z", "Ctrl+F", "Esc"):
        assert keys in have
    assert "F2" in review.cheat_sheet.text()


def test_the_sample_is_cleared_with_two_keys_a_question(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        window.files_in.sample()
    settled(qtbot, window)
    review = window.review
    questions = review.questions.model.rowCount()
    keys = 0
    while review.questions.open_ids and keys < 4 * questions:
        press(qtbot, window, KEY.Key_1, KEY.Key_Return)
        keys += 2
    assert keys == 2 * questions
    assert judged(review) is VerdictKind.RELEASE
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        window.files_out.export(tmp_path / "cleared.xlsx")
    assert (tmp_path / "cleared.xlsx").exists()


def test_rules_that_were_not_asked_are_a_count_that_opens_the_list(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    assert review.run is not None
    missing = window.desk.store.not_checked(review.run.run_id)
    button = review.not_checked
    count = len({item.rule for item in missing})
    assert count > 3
    assert button.isVisible()
    assert str(count) in button.text()
    assert len(button.text()) < 50
    assert "transport document" in button.toolTip()
    button.click()
    dialog = button.findChild(NotCheckedDialog)
    assert dialog is not None
    assert dialog.model.rowCount() == len(missing)
    dialog.reject()


def test_the_other_lines_of_the_shipment_are_listed_and_lead_to_their_questions(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    dossier = dossier_of(review)
    assert {line.line_id for line in dossier.shipment_lines} == set(shipment_of(review).line_ids)
    here = dossier.stored.line_id
    other = next(line for line in dossier.shipment_lines if line.line_id != here and line.score)
    assert f"row {other.row}" in review.detail.toPlainText()
    assert "Other lines of the shipment" in review.detail.toPlainText()
    review._link(QUrl(f"line:{other.line_id}"))
    qtbot.waitUntil(
        lambda: (
            review.dossier is not None and review.dossier is not dossier and other.line_id in review.dossier.line_ids
        )
    )


def test_a_long_manifest_of_an_older_program_says_how_its_shipment_is_told(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    dossier = dossier_of(review)
    review.detail.dossier = replace(dossier, shipment=None, shipment_asked=True)
    review.detail.tell()
    shown = review.detail.toPlainText()
    assert f"tekser risk {dossier.stored.run_id}" in shown
    review.detail.dossier = replace(dossier, shipment=None, shipment_asked=False)
    review.detail.tell()
    assert "is being added up" in review.detail.toPlainText()


def test_the_parts_of_a_large_shipment_are_cut_with_what_is_left(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    dossier, shipment = dossier_of(review), shipment_of(review)
    many = tuple(replace(shipment.risk.parts[0], points=1.0, value=f"value {n}") for n in range(PARTS_SHOWN + 5))
    review.detail.dossier = replace(dossier, shipment=replace(shipment, risk=replace(shipment.risk, parts=many)))
    review.detail.tell()
    shown = review.detail.toPlainText()
    assert f"value {PARTS_SHOWN - 1}" in shown
    assert f"value {PARTS_SHOWN}" not in shown
    assert "5 more parts, 5.0 points together" in shown
