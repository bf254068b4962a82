"""Verifying the records in the window: what holds, what does not, and against exports that were kept outside."""

import sqlite3
from pathlib import Path

from pytestqt.qtbot import QtBot

from screening.audit.seal import export_trail
from tests.desktop.steps import imported, settled
from ui.desktop.desk import DECISIONS
from ui.desktop.verify_records import VerifyDialog
from ui.desktop.window import MainWindow


def verified(qtbot: QtBot, window: MainWindow, *against: Path) -> str:
    window.office.verify.trigger()
    dialog = next(d for d in window.findChildren(VerifyDialog) if d.isVisible())
    dialog.files.addItems([str(path) for path in against])
    dialog.verify()
    settled(qtbot, window)
    text = dialog.found.toPlainText()
    dialog.close()
    return text


def test_the_window_shows_what_verification_finds(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    imported(qtbot, window, manifest)
    store = window.desk.store
    log = export_trail(store, tmp_path / "out").log
    assert verified(qtbot, window).startswith("The trail holds")
    assert "No checkpoint from outside" not in verified(qtbot, window, log.parent)
    connection = sqlite3.connect(window.desk.folder.path / "tekser.sqlite3", timeout=30)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE store_identity SET name = ''")
    connection.commit()
    connection.close()
    told = verified(qtbot, window)
    assert "does NOT hold" in told
    assert "store_identity" in told
    assert "tells nothing of the audit trail" in verified(qtbot, window, manifest)


def test_what_was_decided_is_soon_under_a_checkpoint(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    imported(qtbot, window, manifest)
    before = len(window.desk.store.checkpoints())
    window.desk.changed.emit(DECISIONS)
    assert window.daily._soon.isActive()
    window.daily.seal()
    settled(qtbot, window)
    made = window.desk.store.checkpoints()
    assert len(made) == before + 1
    assert made[0].size == window.desk.store.trail_size()
