"""A damaged store opens a dialog instead of a window; three clicks put a backup back."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from db.names import DATABASE_NAME
from db.store import DataFolder
from screening.casework.roles import Role
from screening.errors import StoreUnavailable
from tests.db.test_store import entry, list_info
from ui.desktop.recovery import RecoveryDialog
from ui.desktop.sign_in import PasswordDialog

PASSWORD = "a long password"


def damaged(folder: Path, accounts: bool = False) -> StoreUnavailable:
    if not accounts:
        with DataFolder(folder) as opened, opened.open() as store:
            store.replace_list(list_info(), [entry("1")])
    with DataFolder(folder):
        pass
    (folder / DATABASE_NAME).write_bytes(b"noise" * 1000)
    with pytest.raises(StoreUnavailable) as caught, DataFolder(folder):
        pass
    return caught.value


def test_three_clicks_restore_the_newest_backup(qtbot: QtBot, tmp_path: Path) -> None:
    error = damaged(tmp_path)
    dialog = RecoveryDialog(DataFolder(tmp_path), error)
    qtbot.addWidget(dialog)
    dialog.show()
    assert str(tmp_path / DATABASE_NAME) in dialog.said.text()
    first = dialog.list.visualItemRect(dialog.list.item(0)).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=first)  # 1
    qtbot.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)  # 2
    (box,) = dialog.findChildren(QMessageBox)
    assert str(tmp_path / "damaged") in box.text()
    with qtbot.waitSignal(dialog.accepted):
        button = box.button(QMessageBox.StandardButton.Ok)
        assert isinstance(button, QPushButton)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # 3
    with DataFolder(tmp_path) as folder, folder.open() as store:
        assert [info.list_id for info in store.lists()] == ["un"]
    (aside,) = (tmp_path / "damaged").iterdir()
    assert (aside / DATABASE_NAME).read_bytes() == b"noise" * 1000


def test_a_damaged_backup_is_told_and_another_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    error = damaged(tmp_path)
    (backup,) = DataFolder(tmp_path).backups()
    backup.path.write_bytes(b"noise")
    dialog = RecoveryDialog(DataFolder(tmp_path), error)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    assert backup.path.name in dialog.said.text()
    assert dialog.isVisible()


def test_without_a_backup_there_is_nothing_to_restore(qtbot: QtBot, tmp_path: Path) -> None:
    error = damaged(tmp_path)
    for backup in DataFolder(tmp_path).backups():
        backup.path.unlink()
    dialog = RecoveryDialog(DataFolder(tmp_path), error)
    qtbot.addWidget(dialog)
    assert not dialog.restore.isEnabled()


def test_where_there_are_accounts_an_administrator_restores(qtbot: QtBot, tmp_path: Path) -> None:
    with DataFolder(tmp_path) as opened, opened.open() as store:
        store.add_account("root", Role.ADMINISTRATOR, PASSWORD)
        store.sign_in("root", PASSWORD)
        store.add_account("asel", Role.OFFICER, PASSWORD)
    opened.session.end()
    error = damaged(tmp_path, accounts=True)
    folder = DataFolder(tmp_path)
    recovery = RecoveryDialog(folder, error)
    qtbot.addWidget(recovery)
    recovery.show()
    qtbot.mouseClick(recovery.restore, Qt.MouseButton.LeftButton)
    (asked,) = recovery.findChildren(PasswordDialog)
    for name, word in (("root", "wrong"), ("asel", PASSWORD)):
        asked.name.setText(name)
        asked.password.setText(word)
        asked._try()
        assert "⚠" in asked.wrong.text()
        assert (tmp_path / DATABASE_NAME).read_bytes() == b"noise" * 1000
    asked.name.setText("root")
    asked.password.setText(PASSWORD)
    asked._try()
    folder.credentials = lambda: ("root", PASSWORD)
    with folder, folder.open() as store:
        assert json.loads(next(r.body for r in store.trail_records() if b'"restored"' in r.body))["actor"] == "root"


def test_the_licences_are_listed(qtbot: QtBot, tmp_path: Path) -> None:
    from ui.desktop.licences import LicencesDialog

    dialog = LicencesDialog(DataFolder(tmp_path), None)
    qtbot.addWidget(dialog)
    dialog.show()
    names = {dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())}  # type: ignore[union-attr]
    assert {"PySide6", "SQLite", "Qt", "numba"} <= names
