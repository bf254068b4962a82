"""Hides a window that nobody may look into: it is locked, or one person has signed out and no other one in."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid


class Cover(QObject):
    """Hides pages, menus and status line, and every window beside them; only the dialog ``over`` it is let through."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._hidden: list[QWidget] = []
        self._focus: QWidget | None = None
        self._dropping = False
        self.down = False
        self.over: QDialog | None = None

    def lower(self, drop: bool = False) -> None:
        """Hide everything. With ``drop`` dialogs are given up as if cancelled, and do not come back."""
        self._dropping = self._dropping or drop
        if not self.down:
            self.down = True
            self._focus = self._window.focusWidget()
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            self._window.setAcceptDrops(False)
            self._application().installEventFilter(self)
        for part in self._parts():
            part.hide()
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible() or dialog in self._hidden:
                self._put_away(dialog)

    def lift(self) -> None:
        """Show everything as it was."""
        if not self.down:
            return
        self.stop()
        hidden, self._hidden = self._hidden, []
        self._window.setAcceptDrops(True)
        for part in self._parts():
            part.show()
        for widget in hidden:
            if isValid(widget):
                widget.show()
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()

    def stop(self) -> None:
        """Watch no more for windows that come up; the window is shown again, or closes."""
        self.down = self._dropping = False
        self.over = None
        self._application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put away what comes up while all is hidden, the question of work that has just ended, say."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog) and watched is not self.over:
            QTimer.singleShot(0, watched, lambda: self._put_away(watched))
        return False

    def _put_away(self, dialog: QDialog) -> None:
        if not self.down or dialog is self.over:
            return
        if self._dropping:
            if dialog in self._hidden:
                self._hidden.remove(dialog)
            dialog.reject()
        elif dialog not in self._hidden:
            self._hidden.append(dialog)
            dialog.hide()

    def _parts(self) -> list[QWidget]:
        parts = (self._window.menuBar(), self._window.statusBar(), self._window.centralWidget())
        return [part for part in parts if part is not None]

    @staticmethod
    def _application() -> QApplication:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        return application
