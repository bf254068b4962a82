"""What Review shows of decisions, what is asked for before one, and what comes back when one is refused."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QDate, Qt, QUrl
from PySide6.QtWidgets import QApplication, QCalendarWidget, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from tests.desktop.office import WORDS
from tests.desktop.steps import decided, imported, press, settled
from ui import words
from ui.desktop.approvals import ApprovalsDialog, SecondPersonDialog
from ui.desktop.day_edit import DayEdit
from ui.desktop.decision_record import AttachmentSaver
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.review_page import ReviewPage
from ui.desktop.today_page import TodayPage
from ui.desktop.window import MainWindow

KEY = Qt.Key


def record(review: ReviewPage) -> str:
    """Return what the middle of Review says, the record of decisions in it."""
    return review.detail.toPlainText()


def type_comment(qtbot: QtBot, review: ReviewPage, text: str) -> None:
    review.panel.comment.setFocus()
    qtbot.keyClicks(review.panel.comment, text)


def test_the_record_shows_corrections_files_and_licence(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = tmp_path / "passport.pdf"
    evidence.write_bytes(b"%PDF-1.4 evidence")
    review = imported(qtbot, window, manifest)
    question = review.questions.current()
    assert question is not None
    review.panel.extras.files = [evidence]
    type_comment(qtbot, review, "born elsewhere")
    press(qtbot, window, KEY.Key_Escape, KEY.Key_1, KEY.Key_4)
    review.questions.go_to(question)
    settled(qtbot, window)
    press(qtbot, window, KEY.Key_6, KEY.Key_1)
    review.questions.go_to(question)
    settled(qtbot, window)
    text = record(review)
    new, old = text.index("held · documents are awaited"), text.index("false positive · another date of birth")
    assert new < old
    assert "in force" in text[new:old]
    assert "no longer in force" in text[old:]
    assert "born elsewhere" in text[old:]
    assert "passport.pdf" in text[old:]
    first, second = sorted(d.decision_id for d in review.dossier.decisions)  # type: ignore[union-attr]
    assert f"Decision {second} (follows {first})" in text
    assert "one-person office, not signed in" in text

    copy = tmp_path / "out" / "copy.pdf"
    copy.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(copy), ""))
    review.detail.anchorClicked.emit(QUrl(f"attachment:{first}/0"))
    settled(qtbot, window)
    assert copy.read_bytes() == evidence.read_bytes()
    last = [record.body for record in window.desk.store.trail_records()][-1]
    assert b"attachment_saved" in last

    kept = window.desk.store.attachment_path(review.dossier.decisions[0].attachments[0].sha256)  # type: ignore[union-attr]
    kept.chmod(0o600)
    kept.write_bytes(b"another text")
    review.detail.anchorClicked.emit(QUrl(f"attachment:{first}/0"))
    settled(qtbot, window)
    assert [box for box in window.findChildren(QMessageBox) if "damaged" in box.text() or "passport" in box.text()]
    assert copy.read_bytes() == evidence.read_bytes()


def test_the_officer_sees_what_was_returned_and_why(
    qtbot: QtBot,
    signed: MainWindow,
    manifest: Path,
) -> None:
    review = imported(qtbot, signed, manifest)
    question = review.questions.current()
    assert question is not None
    type_comment(qtbot, review, "the same passport")
    press(qtbot, signed, KEY.Key_Escape, KEY.Key_2, KEY.Key_1)
    review.questions.go_to(question)
    settled(qtbot, signed)
    text = record(review)
    assert "true match · the same party · waits for a second person, because: true match" in text
    assert "the same passport" in text
    assert "the same party" in review.panel.waits.text()

    review.show_approvals()
    (queue,) = signed.findChildren(ApprovalsDialog)
    settled(qtbot, signed)
    cells = [queue.table.item(0, column).text() for column in range(queue.table.columnCount())]  # type: ignore[union-attr]
    assert {"true match", "the same party", "the same passport"} <= set(cells)
    queue.table.selectAll()
    queue.give_back.click()
    (why,) = queue.findChildren(ReasonDialog)
    assert "2 hits" in " ".join(label.text() for label in why.findChildren(QLabel))
    why.reason.setPlainText("which passport?")
    why.accept()
    settled(qtbot, signed)
    (second,) = queue.findChildren(SecondPersonDialog)
    assert "true match · the same party · asel · 2 hits · true match" in second.why.text()
    assert "the same passport" in second.why.text()
    second.name.setText("bolat")
    second.password.setText(WORDS)
    second._try()
    settled(qtbot, signed)
    assert queue.table.rowCount() == 0
    queue.reject()

    review.reload()
    settled(qtbot, signed)
    row = review.questions.model.at(review.questions.model.row_of(question))
    assert row is not None
    assert "↩" in review.questions.model.shown(row, 5)
    review.questions.go_to(question)
    settled(qtbot, signed)
    review._chosen(None, None)
    review._chosen(question, None)
    settled(qtbot, signed)
    assert "returned, without effect" in record(review)
    assert "returned by bolat" in record(review)
    assert "which passport?" in record(review)
    review.questions.filter.setCurrentIndex(review.questions.filter.findText("Returned"))
    settled(qtbot, signed)
    assert list(review.questions.model.ids) == [question]

    today = signed.page("today")
    assert isinstance(today, TodayPage)
    signed.show_page("today")
    settled(qtbot, signed)
    assert any("Returned" in today.model.item(n).text() for n in range(today.model.rowCount()))
    signed.show_page("review")
    settled(qtbot, signed)
    press(qtbot, signed, KEY.Key_6, KEY.Key_1)
    signed.show_page("today")
    settled(qtbot, signed)
    assert not any("Returned" in today.model.item(n).text() for n in range(today.model.rowCount()))


def test_agreeing_from_the_queue_covers_what_is_marked(
    qtbot: QtBot,
    signed: MainWindow,
    manifest: Path,
) -> None:
    review = imported(qtbot, signed, manifest)
    press(qtbot, signed, KEY.Key_2, KEY.Key_1)
    signed.desk.folder.session.end()
    signed.desk.folder.sign_in("bolat", WORDS)
    review.show_approvals()
    (queue,) = signed.findChildren(ApprovalsDialog)
    settled(qtbot, signed)
    assert queue.table.rowCount() == 2
    queue.agree.click()  # the one that is stood on
    settled(qtbot, signed)
    assert queue.table.rowCount() == 1
    assert decided(review) == ["true_match"]


def test_ctrl_enter_decides_from_the_comment(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    told: list[str] = []
    window.desk.told.connect(told.append)
    press(qtbot, window, KEY.Key_1, KEY.Key_5)  # "other" says nothing by itself
    assert review.panel.comment.hasFocus()
    assert "Ctrl+Enter" in told[-1]
    qtbot.keyClicks(review.panel.comment, "a museum")
    qtbot.keyClick(review.panel.comment, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert decided(review) == ["false_positive"] * 2
    (text,) = {h.decision.text for h in window.desk.store.hits(1) if h.decision}
    assert text == "a museum"


def test_escape_leaves_the_comment_for_the_reasons(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1, KEY.Key_5)
    qtbot.keyClicks(review.panel.comment, "a museum")
    press(qtbot, window, KEY.Key_Escape)
    assert review.panel.waiting
    press(qtbot, window, KEY.Key_Return)
    assert {h.decision.reason_code for h in window.desk.store.hits(1) if h.decision} == {"other"}


def test_enter_in_the_licence_decides(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    told: list[str] = []
    window.desk.told.connect(told.append)
    press(qtbot, window, KEY.Key_5, KEY.Key_Return)
    assert review.panel.extras.licence.hasFocus()
    assert "licence" in told[-1]
    qtbot.keyClicks(review.panel.extras.licence, "KZ-7")
    for day in ("", "31.02.2027"):
        # No day is filled in by itself: it would stand in the records as if the officer had read it off the licence.
        review.panel.extras.licence_until.setText(day)
        qtbot.keyClick(review.panel.extras.licence, KEY.Key_Return)
        assert review.panel.extras.licence_until.hasFocus()
        assert decided(review) == []
    review.panel.extras.licence_until.clear()
    qtbot.keyClicks(review.panel.extras.licence_until, "31.12.2999")
    qtbot.keyClick(review.panel.extras.licence_until, KEY.Key_Return)
    settled(qtbot, window)
    assert decided(review) == ["licence_held"] * 2
    kept = [h.decision for h in window.desk.store.hits(1) if h.decision]
    assert {(one.licence, one.licence_until) for one in kept} == {("KZ-7", "2999-12-31")}


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("ru", "26.11.2026", "2026-11-26"), ("ru", "31.12.2030", "2030-12-31"), ("kk", "01.03.2028", "2028-03-01"),
        ("en", "2026-11-26", "2026-11-26"), ("en", "26.11.2026", "2026-11-26"), ("ru", "31.02.2027", ""), ("ru", "26.11.1", ""),
        ("en", "until 2026-11-26", ""),
    ],
)  # fmt: skip
def test_a_day_is_taken_as_it_is_typed(qtbot: QtBot, language: str, typed: str, day: str) -> None:
    words.use_language(language)
    box = DayEdit()
    qtbot.addWidget(box)
    box.retranslate()
    box.set_day("2027-11-25")
    box.selectAll()
    qtbot.keyClicks(box, typed)
    assert box.day() == day
    words.use_language("ru")
    box.retranslate()  # what is no day stays as it was typed
    assert box.day() == day


def test_the_calendar_gives_a_day(qtbot: QtBot) -> None:
    box = DayEdit()
    qtbot.addWidget(box)
    box.show()
    box.show_calendar()
    (calendar,) = box.findChildren(QCalendarWidget)
    assert calendar.isVisible()
    calendar.clicked.emit(QDate(2031, 5, 6))
    assert box.day() == "2031-05-06"


def test_a_match_is_not_remembered_until_a_day_that_is_past_or_none(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1)
    extras = review.panel.extras
    extras.remember.setChecked(True)
    review.panel.confirm()
    assert review.panel.comment.hasFocus()  # it is remembered with its grounds
    assert decided(review) == []
    qtbot.keyClicks(review.panel.comment, "a museum of the same name")
    for typed in ("2020-01-01", "2026-11-"):
        extras.expires.setText(typed)
        review.panel.confirm()
        assert extras.expires.hasFocus()
        assert decided(review) == []
    extras.expires.setText("2999-12-31")
    review.panel.confirm()
    settled(qtbot, window)
    assert {known.expires_on for known in window.desk.store.known_parties()} == {"2999-12-31"}


def test_an_attachment_that_is_missing_is_said_in_a_sentence(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    evidence = tmp_path / "certificate.pdf"
    evidence.write_bytes(b"%PDF-1.4 evidence")
    review = imported(qtbot, window, manifest)
    review.panel.extras.files = [evidence]
    press(qtbot, window, KEY.Key_6, KEY.Key_1)
    settled(qtbot, window)
    (decision, *_more) = window.desk.store.decisions(1)
    (file,) = decision.attachments
    window.desk.store.attachment_path(file.sha256).unlink()
    for language in ("en", "ru", "kk"):
        words.use_language(language)
        AttachmentSaver(window.desk, window).save(decision, file, tmp_path / "copy.pdf")
        qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
        (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
        assert "certificate.pdf" in box.text()
        assert "kept_file_damaged" not in box.text()
        box.close()
    assert not (tmp_path / "copy.pdf").exists()


def test_labels_of_boxes_show_no_sign_of_their_key(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_5)
    review.panel.extras.remember.setChecked(True)
    labels = [label for label in review.panel.findChildren(QLabel) if "&" in label.text()]
    assert labels
    assert all(label.buddy() is not None for label in labels)


def test_a_file_that_is_gone_refuses_the_decision_and_gives_all_back(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    gone, there = tmp_path / "gone.pdf", tmp_path / "there.pdf"
    there.write_bytes(b"1")
    review = imported(qtbot, window, manifest)
    question = review.questions.current()
    extras = review.panel.extras
    extras.files = [gone, there]
    type_comment(qtbot, review, "licence of the ministry")
    press(qtbot, window, KEY.Key_Escape, KEY.Key_5)
    extras.licence.setText("KZ-7")
    extras.licence_until.setText("2999-12-31")
    press(qtbot, window, KEY.Key_1)
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert "gone.pdf" in box.text()
    assert "Nothing was decided" in box.text()
    box.close()
    assert decided(review) == []
    assert review.questions.current() == question
    assert review.panel.waiting
    assert (extras.licence.text(), extras.licence_until.day(), extras.files) == ("KZ-7", "2999-12-31", [gone, there])
    assert review.panel.comment.toPlainText() == "licence of the ministry"
    assert "gone.pdf" in extras.attached.text()
    extras.attached.linkActivated.emit("0")
    assert extras.files == [there]
    review.panel.confirm()
    settled(qtbot, window)
    assert decided(review) == ["licence_held"] * 2


def test_review_opens_what_waits_when_nothing_was_chosen(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    imported(qtbot, window, manifest)
    other = tmp_path / "later.xlsx"
    book = openpyxl.load_workbook(manifest)
    book.active.cell(2, 3).value = "АО «Концерн «Калашников»"  # type: ignore[union-attr]
    book.save(other)
    imported(qtbot, window, other)
    window.review.run = None
    window.show_page("today")
    settled(qtbot, window)
    today = window.page("today")
    assert isinstance(today, TodayPage)
    today.steps.review.click()
    qtbot.waitUntil(lambda: window.review.run is not None)
    assert window.review.run is not None
    assert window.review.run.manifest_id == 1
    settled(qtbot, window)


def test_enter_on_the_box_of_remembering_decides(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    press(qtbot, window, KEY.Key_1)
    review.panel.comment.setPlainText("a namesake")
    review.panel.extras.remember.setFocus()
    press(qtbot, window, KEY.Key_Space, KEY.Key_Return)
    assert decided(review) == ["false_positive"] * 2
    assert window.desk.store.known_parties()


def test_a_page_that_is_gone_to_takes_the_keys(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    window.tabs.setFocus()  # where a window without anything else begins
    qtbot.keyClick(window, KEY.Key_2, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    manifests = window.page("manifests")
    proxy = manifests.focusProxy()
    assert proxy is not None
    qtbot.waitUntil(proxy.hasFocus)
    press(qtbot, window, KEY.Key_Return)
    assert window.stack.currentWidget() is review
    qtbot.waitUntil(review.questions.table.hasFocus)
    qtbot.keyClick(window, KEY.Key_1, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    qtbot.keyClick(window, KEY.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(review.questions.table.hasFocus)
    assert decided(review) == []


def test_walking_along_the_tabs_stays_on_them_and_a_new_window_begins_in_its_page(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.activateWindow()
    today = window.page("today").focusProxy()
    assert today is not None
    qtbot.waitUntil(today.hasFocus)
    window.tabs.setFocus()
    qtbot.keyClick(window.tabs, KEY.Key_Right)
    settled(qtbot, window)
    assert window.stack.currentWidget() is window.page("manifests")
    assert window.tabs.hasFocus()


def test_a_store_that_is_gone_is_told_and_the_decision_comes_back(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    review = imported(qtbot, window, manifest)
    question = review.questions.current()
    window.desk.writer._close()  # as if nothing had been decided yet
    away = window.desk.folder.path.rename(tmp_path / "pulled out")
    type_comment(qtbot, review, "asked them")
    press(qtbot, window, KEY.Key_Escape, KEY.Key_6, KEY.Key_1)

    def boxes() -> list[QMessageBox]:
        return [box for box in window.findChildren(QMessageBox) if box.isVisible()]

    qtbot.waitUntil(lambda: any("not there any more" in box.text() for box in boxes()), timeout=30_000)
    for box in boxes():
        box.close()
    assert not window.desk.folder.path.exists()
    away.rename(window.desk.folder.path)
    settled(qtbot, window)
    assert review.questions.current() == question
    assert decided(review) == []
