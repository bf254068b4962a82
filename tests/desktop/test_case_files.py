"""Sealed cases in the window: out of the queue, answered at another computer, taken back in by the approver's key."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from main import data_folder
from screening.audit import seal
from screening.audit.seal import make_key
from screening.casework import case_attachments
from screening.casework.case_file import export_waiting, open_case
from screening.model.decisions import Disposition
from tests.desktop.office import WORDS
from tests.desktop.steps import imported, press, settled
from ui import words
from ui.desktop.approvals import ApprovalsDialog
from ui.desktop.case_answer import AnswerDialog
from ui.desktop.case_files import SealDialog
from ui.desktop.desk import Desk
from ui.desktop.settings_page import SettingsPage
from ui.desktop.window import MainWindow

KEY = Qt.Key
THEIRS = "their own passphrase"


@pytest.fixture
def elsewhere(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk of the approver at another computer, whose key is in a file; nobody has opened it yet."""
    with data_folder(tmp_path / "elsewhere") as folder:
        with folder.open() as store:  # type: ignore[attr-defined]
            (tmp_path / "bolat.txt").write_text(make_key(store, THEIRS).text() + "\n")
        monkeypatch.setattr(seal, "_unlocked", {})
        desk = Desk(folder, folder.open())
        yield desk
        desk.shut_down()
        desk.store.close()


def queue_of(qtbot: QtBot, window: MainWindow) -> ApprovalsDialog:
    """Open the queue and wait for what is in it."""
    window.review.show_approvals()
    settled(qtbot, window)
    return next(dialog for dialog in window.findChildren(ApprovalsDialog) if dialog.isVisible())


def sealed(
    qtbot: QtBot, window: MainWindow, queue: ApprovalsDialog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> SealDialog:
    """Press the button that seals, and name the file."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(path), ""))
    queue.seal.click()
    return next(dialog for dialog in queue.findChildren(SealDialog) if dialog.isVisible())


def typed(dialog: SealDialog, passphrase: str, again: str) -> None:
    dialog.passphrase.setText(passphrase)
    dialog.again.setText(again)


def shown_box(window: MainWindow) -> QMessageBox:
    """Return the one message that is shown."""
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return box


def answered(qtbot: QtBot, desk: Desk, path: Path, agreed: bool, comment: str = "") -> AnswerDialog:
    """Read a case at the other computer and answer it, with every mistake on the way."""
    dialog = AnswerDialog(desk, path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.agree.isEnabled()
    dialog.passphrase.setText("not the passphrase")
    dialog.open_button.click()
    qtbot.waitUntil(lambda: "does not open" in dialog.wrong.text())
    assert dialog.shown.toPlainText() == ""
    dialog.passphrase.setText(WORDS)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: dialog.agree.isEnabled() and dialog.wrong.text() == "")
    dialog.name.clear()
    assert not dialog.agree.isEnabled()
    dialog.name.setText("asel")
    dialog.key.setText(THEIRS)
    dialog.agree.click()
    qtbot.waitUntil(lambda: "must be another" in dialog.wrong.text())
    dialog.name.setText("bolat")
    dialog.give_back.click()
    qtbot.waitUntil(lambda: not desk.writer.busy)
    assert "⚠" in dialog.wrong.text()  # without a comment
    assert not path.with_name(path.name + ".answer").exists()
    dialog.comment.setPlainText(comment)
    with qtbot.waitSignal(dialog.accepted):
        (dialog.agree if agreed else dialog.give_back).click()
    return dialog


def test_what_waits_goes_to_another_computer_and_its_answer_comes_back(
    qtbot: QtBot, signed: MainWindow, elsewhere: Desk, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(qtbot, signed, manifest)
    press(qtbot, signed, KEY.Key_2, KEY.Key_1)
    queue = queue_of(qtbot, signed)
    assert queue.table.rowCount() == 2
    case = tmp_path / "case"
    dialog = sealed(qtbot, signed, queue, case, monkeypatch)
    assert not dialog.some.isVisible()  # one row is only where one stands
    typed(dialog, WORDS, "another")
    assert not dialog.ok.isEnabled()
    assert "differ" in dialog.wrong.text()
    typed(dialog, "short", "short")
    dialog.ok.click()
    qtbot.waitUntil(lambda: "at least" in dialog.wrong.text())
    assert not case.exists()
    typed(dialog, WORDS, WORDS)
    with qtbot.waitSignal(signed.desk.told):
        dialog.ok.click()
    assert len(open_case(case, WORDS).decisions) == 2

    read = answered(qtbot, elsewhere, case, True, "seen the papers")
    assert "Калашников" in read.shown.toPlainText()
    assert [b"case_answered" in record.body for record in elsewhere.store.trail_records()][-1]

    answer = tmp_path / "case.answer"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(answer), ""))
    queue.take_in.click()  # before anybody kept the approver's key
    settled(qtbot, signed)
    assert "bolat" in shown_box(signed).text()
    shown_box(signed).reject()
    assert len(signed.desk.store.approvals()) == 2

    signed.desk.folder.sign_in("root", WORDS)
    signed.office.keep_key("bolat", tmp_path / "bolat.txt")
    signed.desk.folder.sign_in("asel", WORDS)
    queue.take_in.click()
    settled(qtbot, signed)
    assert signed.desk.store.approvals() == []
    qtbot.waitUntil(lambda: queue.table.rowCount() == 0)
    assert queue.empty.isVisible()
    assert not queue.seal.isEnabled()
    assert signed.desk.store.verify_trail().fault is None


def test_only_what_is_chosen_is_sealed_and_what_is_returned_comes_back_without_effect(
    qtbot: QtBot, signed: MainWindow, elsewhere: Desk, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = imported(qtbot, signed, manifest)
    press(qtbot, signed, KEY.Key_2, KEY.Key_1)
    press(qtbot, signed, KEY.Key_2, KEY.Key_1)
    queue = queue_of(qtbot, signed)
    assert queue.table.rowCount() > 2
    queue.table.clearSelection()
    for row in (0, 1):
        queue.table.selectionModel().select(
            queue.table.model().index(row, 0),
            queue.table.selectionModel().SelectionFlag.Select | queue.table.selectionModel().SelectionFlag.Rows,
        )
    chosen = queue.chosen()
    dialog = sealed(qtbot, signed, queue, tmp_path / "some", monkeypatch)
    assert dialog.some.isChecked()
    typed(dialog, WORDS, WORDS)
    with qtbot.waitSignal(signed.desk.told):
        dialog.ok.click()
    assert [one["decision"] for one in open_case(tmp_path / "some", WORDS).decisions] == chosen
    left = queue.table.rowCount() - 2
    answered(qtbot, elsewhere, tmp_path / "some", False, "another date of birth")
    signed.desk.folder.sign_in("root", WORDS)
    signed.office.keep_key("bolat", tmp_path / "bolat.txt")
    signed.desk.folder.sign_in("asel", WORDS)
    queue.cases.take_in(tmp_path / "some.answer")
    settled(qtbot, signed)
    assert len(signed.desk.store.approvals()) == left
    assert review.run is not None


@pytest.mark.parametrize("passphrase", ["", "not theirs"])
def test_an_answer_needs_the_key_of_who_gives_it(
    qtbot: QtBot,
    signed: MainWindow,
    elsewhere: Desk,
    manifest: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    passphrase: str,
) -> None:
    imported(qtbot, signed, manifest)
    press(qtbot, signed, KEY.Key_2, KEY.Key_1)
    dialog = sealed(qtbot, signed, queue_of(qtbot, signed), tmp_path / "case", monkeypatch)
    typed(dialog, WORDS, WORDS)
    with qtbot.waitSignal(signed.desk.told):
        dialog.ok.click()
    answer = AnswerDialog(elsewhere, tmp_path / "case")
    qtbot.addWidget(answer)
    answer.passphrase.setText(WORDS)
    answer.open_button.click()
    qtbot.waitUntil(answer.agree.isEnabled)
    answer.name.setText("bolat")
    answer.key.setText(passphrase)
    answer.agree.click()
    qtbot.waitUntil(lambda: "signing key" in answer.wrong.text())
    assert answer.agree.isEnabled()
    assert not (tmp_path / "case.answer").exists()


@pytest.mark.parametrize("content", [b"", b"no case", b'{"kind": "tekser-case-1"}', b"[" * 100_000])
def test_what_is_no_case_and_no_answer_is_told_once(
    qtbot: QtBot, signed: MainWindow, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "strange").write_bytes(content)
    dialog = AnswerDialog(signed.desk, tmp_path / "strange", signed)
    dialog.show()
    dialog.passphrase.setText(WORDS)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: "is no case file" in dialog.wrong.text())
    dialog.reject()
    signed.office.cases.take_in(tmp_path / "strange")
    settled(qtbot, signed)
    assert "is no answer" in shown_box(signed).text()


def test_the_administrator_keeps_an_approvers_key_in_settings(
    qtbot: QtBot, signed: MainWindow, elsewhere: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.desk.folder.sign_in("root", WORDS)
    page = signed.page("settings")
    assert isinstance(page, SettingsPage)
    page.reload()
    users = page.users
    names = [account.name for account in signed.desk.store.accounts()]
    users.table.selectRow(names.index("asel"))
    assert not users.keep.isEnabled()  # no approver
    users.table.selectRow(names.index("bolat"))
    assert users.keep.isEnabled()
    (tmp_path / "no key").write_text("nothing")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(tmp_path / "no key"), ""))
    users.keep.click()
    assert "no key" in shown_box(signed).text()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(tmp_path / "bolat.txt"), ""))
    with qtbot.waitSignal(signed.desk.told) as told:
        users.keep.click()
    assert "bolat" in told.args[0]
    kept = {account.name: account.public_key for account in signed.desk.store.accounts()}
    assert kept["bolat"] == (tmp_path / "bolat.txt").read_text().strip()
    signed.desk.folder.sign_in("asel", WORDS)
    page.reload()
    users.table.selectRow(names.index("bolat"))
    assert not users.keep.isEnabled()


def attached_case(window: MainWindow, path: Path, files: dict[str, bytes]) -> None:
    """Seal a true match that rests on files."""
    store = window.desk.store
    run = store.runs(store.manifests()[0].manifest_id)[-1]
    kept = []
    for name, content in files.items():
        (path.parent / name).write_bytes(content)
        kept.append(store.keep_attachment(path.parent / name))
    hit = store.hits(run.run_id)[0].hit_id
    store.decide([hit], Disposition.TRUE_MATCH, "same_party", "see the papers", attachments=kept)
    export_waiting(store, [], path, WORDS)


def opened(qtbot: QtBot, desk: Desk, path: Path) -> AnswerDialog:
    dialog = AnswerDialog(desk, path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.passphrase.setText(WORDS)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: dialog.shown.toPlainText() != "")
    return dialog


def test_the_evidence_and_the_files_of_a_case_are_seen_at_the_other_computer(
    qtbot: QtBot, signed: MainWindow, elsewhere: Desk, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(qtbot, signed, manifest)
    files = {"passport.pdf": b"%PDF a passport", "run.exe": b"MZ"}
    attached_case(signed, tmp_path / "case", files)
    dialog = opened(qtbot, elsewhere, tmp_path / "case")
    text = dialog.shown.toPlainText()
    case = open_case(tmp_path / "case", WORDS)
    ((seen,), (question,)) = case.runs, case.runs[0].questions
    for wanted in (seen.manifest, seen.lists[0].sha256, "see the papers", "Ownership", "Risk of the shipment", "Why"):
        assert wanted in text, wanted
    assert words.reason_text(question.dossier.stored.hit.reason) in text
    assert 'href="owner' not in dialog.shown.toHtml()
    assert "no name" not in dialog.proof.text()
    assert "proves the name" in dialog.proof.text()
    assert [dialog.files.list.item(row).text().split(",")[0] for row in range(2)] == list(files)
    # What a viewer shows is written beside nothing of ours and given to it; a program is not offered.
    given: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: given.append(Path(url.toLocalFile())))
    dialog.files.view.click()
    (path,) = given
    assert (path.name, path.read_bytes()) == ("passport.pdf", b"%PDF a passport")
    dialog.files.list.setCurrentRow(1)
    assert not dialog.files.view.isEnabled()
    dialog.files.open_one()
    assert len(given) == 1
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path / "papers"))
    with qtbot.waitSignal(elsewhere.told):
        dialog.files.save.click()
    assert {one.name: one.read_bytes() for one in (tmp_path / "papers").iterdir()} == {
        "passport.pdf": b"%PDF a passport",
        "run.exe.file": b"MZ",
    }
    assert b"case_files_saved" in list(elsewhere.store.trail_records())[-1].body
    dialog.reject()
    assert not path.exists()


def test_files_that_stay_out_are_told_when_the_case_is_sealed_and_opened(
    qtbot: QtBot, signed: MainWindow, elsewhere: Desk, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_attachments, "MOST_BYTES", 10)
    imported(qtbot, signed, manifest)
    attached_case(signed, tmp_path / "first", {"long film.pdf": b"%PDF a long film"})
    dialog = SealDialog(signed.desk, tmp_path / "case", (), signed)
    dialog.show()
    typed(dialog, WORDS, WORDS)
    with qtbot.waitSignal(signed.desk.told):
        dialog.ok.click()
    qtbot.waitUntil(lambda: any(box.isVisible() for box in signed.findChildren(QMessageBox)))
    assert "long film.pdf" in shown_box(signed).text()
    read = opened(qtbot, elsewhere, tmp_path / "case")
    assert "NOT IN THE CASE" in read.files.list.item(0).text()
    assert not read.files.view.isEnabled()
    assert not read.files.save.isEnabled()
    assert "long film.pdf" in read.shown.toPlainText()


@pytest.mark.parametrize("name", ["asel", "bolat", "root"])
def test_where_people_sign_in_only_the_approver_answers_and_under_no_other_name(
    qtbot: QtBot, signed: MainWindow, manifest: Path, tmp_path: Path, name: str
) -> None:
    imported(qtbot, signed, manifest)
    attached_case(signed, tmp_path / "case", {})
    signed.desk.folder.sign_in("root", WORDS)
    make_key(signed.desk.store, THEIRS)
    signed.desk.folder.sign_in(name, WORDS)
    dialog = opened(qtbot, signed.desk, tmp_path / "case")
    assert (dialog.name.text(), dialog.name.isReadOnly()) == (name, True)
    assert dialog.agree.isEnabled() is (name == "bolat")
    if name != "bolat":
        assert "may not" in dialog.proof.text()
        return
    assert "signed in here" in dialog.proof.text()
    with qtbot.waitSignal(dialog.accepted):
        dialog.agree.click()
    answer = json.loads((tmp_path / "case.answer").read_text())
    assert (answer["name"], answer["signed_in"]) == ("bolat", True)
