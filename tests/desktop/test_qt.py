"""What the Qt at hand must do, whatever its version."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

CALLS = 200


class Sender(QObject):
    sent = Signal()


def test_no_call_loses_a_reference(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 did, and ended the program after some thousands of calls."""
    button, sender = QPushButton(), Sender()
    qtbot.addWidget(button)
    for held, call in ((None, lambda: button.setText("x")), (True, sender.sent.emit), (False, button.isVisible)):
        call()
        before = sys.getrefcount(held)
        for _n in range(CALLS):
            call()
        assert abs(sys.getrefcount(held) - before) < CALLS // 2
