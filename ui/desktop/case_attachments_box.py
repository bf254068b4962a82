"""The files of a sealed case in the window: saved under safe names, and shown by the system's viewer where that is safe."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from screening.casework.case_attachments import CaseAttachment, may_be_opened, safe_name, save_attachments
from screening.casework.case_file import Case
from screening.errors import UserError
from screening.ports import Store
from ui import words
from ui.desktop.desk import Desk
from ui.words import _


class CaseAttachmentsBox(QWidget):
    """Lists the files that the decisions of a case rest on; nothing of them is run."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case: Case | None = None
        self._shown: tempfile.TemporaryDirectory[str] | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(_("Attached files"))
        self.list.setMaximumHeight(self.fontMetrics().height() * 4)
        self.view, self.save = QPushButton(_("&View the file")), QPushButton(_("&Save the files…"))
        for button in (self.view, self.save):
            button.setAutoDefault(False)
        beside = QVBoxLayout()
        beside.addWidget(self.view)
        beside.addWidget(self.save)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addLayout(beside)
        self.list.currentRowChanged.connect(lambda _row: self._offer())
        self.list.itemActivated.connect(lambda _item: self.open_one())
        self.view.clicked.connect(self.open_one)
        self.save.clicked.connect(self.ask_save)
        self.hide()

    def tell(self, case: Case) -> None:
        """Show the files of a case; hidden where it has none."""
        self._case = case
        self.list.clear()
        for one in case.attachments:
            told = _("{name}, {size}") if one.content is not None else _("{name}, {size}: NOT IN THE CASE, too large")
            self.list.addItem(told.format(name=one.file.name, size=words.file_size(one.file.size)))
        self.setVisible(bool(case.attachments))
        self.list.setCurrentRow(0 if case.attachments else -1)
        self._offer()

    def _offer(self) -> None:
        chosen = self._chosen()
        self.view.setEnabled(chosen is not None and may_be_opened(safe_name(chosen.file.name)))
        self.save.setEnabled(any(one.content is not None for one in self._files()))

    def _files(self) -> Sequence[CaseAttachment]:
        return self._case.attachments if self._case is not None else ()

    def _chosen(self) -> CaseAttachment | None:
        row = self.list.currentRow()
        one = self._files()[row] if 0 <= row < len(self._files()) else None
        return one if one is not None and one.content is not None else None

    def ask_save(self) -> None:
        """Ask for the folder and write all files of the case into it."""
        folder = QFileDialog.getExistingDirectory(self, _("Folder for the files of the case"))
        if folder:
            self.save_into(Path(folder))

    def save_into(self, folder: Path) -> None:
        """Write all files of the case into a folder, never over one that is there, and record it."""
        files, case = self._files(), self._case
        if case is None:
            return

        def work(store: Store) -> int:
            written = save_attachments(files, folder)
            told = {"case": case.case_id, "files": [one.file.sha256 for one in files if one.content is not None]}
            store.record_consequence("case_files_saved", told)
            return len(written)

        def done(count: int) -> None:
            text = words.ngettext("{n} file saved in {folder}.", "{n} files saved in {folder}.", count)
            self._desk.told.emit(text.format(n=count, folder=folder))

        self._desk.writer.write(work, done)

    def open_one(self) -> None:
        """Show the chosen file in the system's viewer, from a folder of its own that goes when the dialog does."""
        chosen = self._chosen()
        if chosen is None or not may_be_opened(safe_name(chosen.file.name)):
            return
        if self._shown is None:
            self._shown = tempfile.TemporaryDirectory(prefix="tekser-case-", ignore_cleanup_errors=True)
        try:
            (path,) = save_attachments([chosen], Path(self._shown.name))
        except UserError as error:
            self._desk.told.emit(words.error_text(error))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def forget(self) -> None:
        """Remove what was written to be shown."""
        if self._shown is not None:
            self._shown.cleanup()
            self._shown = None
