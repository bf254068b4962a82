"""The dialog that opens in place of the window when the store is damaged or gone: choose a backup, put it back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from screening.errors import StoreUnavailable, TekserError
from screening.model.backups import Backup
from screening.ports import StoreFolder
from ui import words
from ui.desktop.sign_in import PasswordDialog
from ui.desktop.who import current_user
from ui.words import _

MENDED_BY_A_BACKUP = ("store_damaged", "store_missing")


class RecoveryDialog(QDialog):
    """Three clicks: the backup (the newest is chosen already), Restore, and the message of what was done."""

    def __init__(self, folder: StoreFolder, error: TekserError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle("Tekser")
        self.said = QLabel(words.error_text(error))
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Backups"))
        for backup in folder.backups():
            item = QListWidgetItem(
                f"{words.format_datetime(backup.made_at)} · {words.backup_reason(backup.reason)} · "
                f"{words.file_size(backup.size)}"
            )
            item.setData(Qt.ItemDataRole.UserRole, backup)
            self.list.addItem(item)
        self.restore = QPushButton(_("&Restore"))
        self.restore.setEnabled(self.list.count() > 0)
        self.restore.clicked.connect(self._restore)
        if self.list.count():
            self.list.setCurrentRow(0)
        note = QLabel(
            _("The store that is there now is kept beside it. What was done after the backup must be done again.")
            if self.list.count()
            else _("There is no backup of this store.")
        )
        note.setWordWrap(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.ActionRole)
        self.quit = buttons.addButton(_("&Quit"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.said, self.list, note, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 80)

    def _restore(self) -> None:
        """Put the chosen backup back; an office with accounts is asked for its administrator first."""
        self._folder.credentials = None
        try:
            self._try_restore()
        except StoreUnavailable as error:
            if error.code != "sign_in_needed":
                self.said.setText(words.error_text(error))
                return
            dialog = _AdministratorDialog(self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
        except TekserError as error:
            self.said.setText(words.error_text(error))

    def restore_as(self, name: str, password: str) -> None:
        """Put the chosen backup back in the name of an administrator; raises TekserError."""
        self._folder.credentials = lambda: (name, password)
        try:
            self._try_restore()
        finally:
            self._folder.credentials = None

    def _try_restore(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        backup: Backup = item.data(Qt.ItemDataRole.UserRole)
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            aside = self._folder.restore(backup.path, current_user(self._folder.session))
        finally:
            QApplication.restoreOverrideCursor()
        text = _("The store is that of {file} now.").format(file=backup.path.name)
        if aside is not None:
            text += "\n" + _("What was there before is kept in {folder}.").format(folder=aside)
        box = QMessageBox(QMessageBox.Icon.Information, "Tekser", text, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(self.accept)
        box.open()


class _AdministratorDialog(PasswordDialog):
    """Asks for an administrator of the office; the backup is put back in their name."""

    def __init__(self, recovery: RecoveryDialog) -> None:
        super().__init__(
            _("Restore"), _("This office has accounts: an administrator puts a backup back."), parent=recovery
        )
        self._recovery = recovery

    def attempt(self, name: str, password: str) -> None:
        """Restore."""
        self._recovery.restore_as(name, password)
