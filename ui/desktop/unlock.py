"""Asking for the passphrase of an encrypted store before its window opens."""

from PySide6.QtWidgets import QInputDialog, QLineEdit

from screening.errors import TekserError
from screening.ports import StoreFolder
from ui import words
from ui.words import _


def unlocked(folder: StoreFolder) -> bool:
    """Ask until the passphrase or the recovery key is right; False when the officer gives up."""
    said = _("Passphrase or recovery key of the store")
    while folder.locked:
        secret, given = QInputDialog.getText(None, "Tekser", said, QLineEdit.EchoMode.Password)  # type: ignore[arg-type,call-overload,unused-ignore]
        if not given:
            return False
        try:
            folder.unlock(secret)
        except TekserError as error:
            said = words.error_text(error)
    return True
