"""The signing key in the window, where the system has no keyring: made, unlocked, and forgotten when somebody leaves."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from screening.audit import keys, seal
from tests.desktop.office import WORDS
from tests.desktop.steps import LONG, imported, settled
from ui.desktop.signing_key import SigningKeyDialog
from ui.desktop.window import MainWindow

PASSPHRASE = "signs what is recorded"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer without a keyring, and a process in which no key was given yet."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr(keys, "_from_keyring", lambda _name: "")
    seal.lock_keys()
    yield
    seal.lock_keys()


def opened(qtbot: QtBot, window: MainWindow) -> SigningKeyDialog:
    window.office.signing.trigger()
    settled(qtbot, window)
    return next(d for d in window.findChildren(SigningKeyDialog) if d.isVisible())


def test_a_key_is_made_and_what_leaves_the_window_is_signed(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    imported(qtbot, window, manifest)
    dialog = opened(qtbot, window)
    assert "no signing key" in dialog.told.text()
    dialog.passphrase.setText("short")
    dialog.again.setText("other")
    assert not dialog.do.isEnabled()
    dialog.again.setText("short")
    dialog.use()
    settled(qtbot, window)
    assert "at least 10" in dialog.wrong.text()
    for box in (dialog.passphrase, dialog.again):
        box.setText(PASSPHRASE)
    dialog.use()
    settled(qtbot, window)
    assert "are signed" in dialog.told.text()
    (key,) = window.desk.store.trail_keys()
    assert key.text() in dialog.public.text()
    assert not dialog.passphrase.isVisible()
    assert window.desk.store.checkpoints()[0].signed
    dialog.close()

    out = tmp_path / "case.zip"
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        window.files_out.package(out)
    with zipfile.ZipFile(out) as package:
        assert package.testzip() is None
    assert window.desk.store.checkpoints()[0].signed
    with qtbot.waitSignal(window.jobs.ended, timeout=LONG):
        window.files_out.export(tmp_path / "flagged.xlsx")
    assert window.desk.store.checkpoints()[0].signed


def test_a_locked_key_says_so_and_is_unlocked_by_its_passphrase_alone(qtbot: QtBot, window: MainWindow) -> None:
    seal.make_key(window.desk.store, PASSPHRASE)
    seal.lock_keys()
    dialog = opened(qtbot, window)
    assert "locked" in dialog.told.text()
    assert not dialog.again.isVisible()
    dialog.passphrase.setText("not the passphrase")
    dialog.use()
    settled(qtbot, window)
    assert "⚠" in dialog.wrong.text()
    assert window.desk.key_passphrase == ""
    dialog.passphrase.setText(PASSPHRASE)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert "are signed" in dialog.told.text()
    assert window.desk.store.checkpoints()[0].signed
    assert window.desk.key_passphrase == PASSPHRASE


def test_who_signs_in_next_gives_the_passphrase_anew_and_only_an_administrator_makes_a_key(
    qtbot: QtBot, signed: MainWindow
) -> None:
    dialog = opened(qtbot, signed)
    assert "An administrator makes it" in dialog.told.text()
    assert not dialog.do.isVisible()
    dialog.close()
    signed.desk.folder.session.end()
    signed.desk.folder.sign_in("root", WORDS)
    dialog = opened(qtbot, signed)
    for box in (dialog.passphrase, dialog.again):
        box.setText(PASSPHRASE)
    dialog.use()
    settled(qtbot, signed)
    assert seal.is_unlocked(signed.desk.store)
    signed.desk.person_left.emit()
    assert not seal.is_unlocked(signed.desk.store)
    assert signed.desk.key_passphrase == ""
