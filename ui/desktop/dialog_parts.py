"""What dialogs have in common: their buttons, and which of them tells an error."""

from collections.abc import Callable
from typing import TypeGuard

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton
from shiboken6 import isValid

from screening.errors import TekserError
from ui.desktop.desk import Desk
from ui.words import _


def ok_and_cancel(
    dialog: QDialog, ok_text: str, accept: Callable[[], object] | None = None
) -> tuple[QDialogButtonBox, QPushButton]:
    """Return the box of both buttons, in our words, and OK itself, which accepts the dialog or calls ``accept``."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    ok.setText(ok_text)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
    buttons.accepted.connect(accept or dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, ok


def told_here(error: BaseException, place: QObject, desk: Desk) -> TypeGuard[TekserError]:
    """Return whether a dialog or a window tells an error of writing itself.

    What is no error of ours, and what comes when the place is closed, goes where the errors of the desk are told.
    """
    if isinstance(error, TekserError) and isValid(place):
        return True
    desk.writer.failed.emit(error)
    return False
