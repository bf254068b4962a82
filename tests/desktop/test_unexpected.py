"""An error that nobody foresaw: told by its kind, with its details for the clipboard, and without names in the log."""

import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from ui.desktop.window import MainWindow
from ui.logs import DiscreetFormatter

CELL = "ТОО Неведомая Фирма"


def test_the_text_of_an_unexpected_error_is_shown_to_nobody(
    window: MainWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        window.failed(ValueError(f"cannot take {CELL}"))
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    shown = box.text() + box.informativeText() + box.detailedText()
    assert "ValueError" in box.text()
    assert CELL not in shown
    logged = [DiscreetFormatter("%(message)s").format(record) for record in caplog.records]
    assert any("ValueError" in text for text in logged)
    assert not any(CELL in text for text in logged)
    copy = next(button for button in box.buttons() if "details" in button.text())
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert CELL in QGuiApplication.clipboard().text()
