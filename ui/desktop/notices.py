"""Word of long work that has ended, for an officer who looks at another window."""

import time

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

LONG = 8.0
"""Seconds of work after which its end is worth a word."""


class Notices(QObject):
    """Tells of the end of long work by the system's notifications, or where there are none by the taskbar."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._began = 0.0

    def began(self) -> None:
        """Work begins."""
        self._began = time.monotonic()

    def ended(self, text: str) -> bool:
        """Work ended; returns whether a word was given: when it took long and the window is not looked at."""
        if time.monotonic() - self._began < LONG or self._window.isActiveWindow():
            return False
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            if self._tray is None:
                self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
                self._tray.messageClicked.connect(self._window.activateWindow)
            self._tray.show()
            self._tray.showMessage("Tekser", text)
        return True
