"""Files that come in: manifests dropped, opened or pasted, and lists; from the dialog to the screening."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QWidget

from screening.errors import UnreadableInput, UserError
from screening.model.hits import RunInfo
from screening.model.lists import ListChange
from screening.resources import resource_path
from ui import words
from ui.desktop import work
from ui.desktop.desk import LISTS, MANIFESTS, Desk
from ui.words import _
from ui.words.page_words import list_change_text

if TYPE_CHECKING:
    from screening.manifest.read import SheetPreview

SAMPLE = resource_path("samples", "forwarder_register.xlsx")


class FilesIn(QObject):
    """Imports manifests and lists for the window; ``failed`` is told of errors, in the main thread."""

    def __init__(self, desk: Desk, window: QWidget, failed: Callable[[BaseException], None]) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._failed = failed
        self._pasted = TemporaryDirectory(prefix="tekser-pasted-")
        desk.files_wanted.connect(self._files_wanted)
        desk.lists_wanted.connect(self._lists_wanted)
        desk.sample_wanted.connect(self.sample)

    def sample(self) -> None:
        """Import and screen the bundled sample."""
        self.screen(SAMPLE, {})

    def _files_wanted(self, paths: Sequence[Path]) -> None:
        self.import_all(paths) if paths else self.ask_manifest()

    def _lists_wanted(self, paths: Sequence[Path]) -> None:
        self.load_lists(paths) if paths else self.ask_lists()

    def import_all(self, paths: Sequence[Path]) -> None:
        """Import files, and the tables of folders, one after the other."""
        from screening.manifest.folder import manifests_in

        try:
            found = manifests_in(paths)
        except UserError as error:
            self._failed(error)
            return
        for path in found:
            self.import_file(path)

    def ask_manifest(self) -> None:
        """Ask for manifests and import them."""
        names, _filter = QFileDialog.getOpenFileNames(
            self._window,
            _("Open a manifest"),
            "",
            _("Spreadsheets") + " (*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.zip);;* (*)",
        )
        if names:
            self.import_all([Path(name) for name in names])

    def paste(self) -> None:
        """Import the table in the clipboard; it is kept like a file that was sent."""
        text = QApplication.clipboard().text()
        if not text.strip():
            self._desk.told.emit(_("The clipboard holds no table."))
            return
        name = f"clipboard {datetime.now():%Y-%m-%d %H-%M-%S}.tsv"
        path = Path(self._pasted.name, name)
        path.write_text(text, encoding="utf-8", newline="")
        self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Read a file, show what was recognised, then import and screen it."""
        if path.parent != Path(self._pasted.name):
            self._desk.layout.add_recent(path)
        self._preview(path, "")

    def recent(self) -> list[Path]:
        """Return the files opened last."""
        return self._desk.layout.recent()

    def _preview(self, path: Path, password: str) -> None:
        self._desk.jobs.run(
            partial(work.preview_file, path=path, password=password),
            lambda sheets: self._confirm(path, sheets, password),
            lambda error: self._not_read(path, error),
        )

    def _not_read(self, path: Path, error: BaseException) -> None:
        """Ask for the password of a locked workbook; tell of any other error."""
        if not isinstance(error, UnreadableInput) or error.code not in ("password_needed", "password_wrong"):
            self._failed(error)
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(_("Password"))
        dialog.setLabelText(words.error_text(error))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda password: self._preview(path, password))
        dialog.open()

    def _confirm(self, path: Path, sheets: "list[SheetPreview]", password: str) -> None:
        from ui.desktop.import_dialog import ImportDialog

        dialog = ImportDialog(path, sheets, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: self.screen(path, dialog.mapping(), password, remember=dialog.remember.isChecked())
        )
        dialog.open()

    def screen(self, path: Path, mapping: Mapping[str, str], password: str = "", *, remember: bool = True) -> None:
        """Import and screen a file as the mapping says, then show it in Review."""
        self._desk.jobs.run(
            partial(work.screen_file, path=path, mapping=dict(mapping), password=password, remember=remember),
            self._screened,
            self._failed,
        )

    def _screened(self, result: tuple[RunInfo, bool]) -> None:
        run, seen_before = result
        self._desk.changed.emit(MANIFESTS)
        self._desk.manifest_wanted.emit(run.manifest_id)
        if seen_before:
            self._desk.told.emit(_("This file was imported before; it was screened again."))

    def ask_lists(self) -> None:
        """Ask for list files and load them."""
        names, _filter = QFileDialog.getOpenFileNames(
            self._window, _("Load lists"), "", _("Lists") + " (*.csv *.xml *.xlsx *.txt);;* (*)"
        )
        if names:
            self.load_lists([Path(name) for name in names])

    def load_lists(self, paths: Sequence[Path]) -> None:
        """Load lists in the background."""
        self._desk.jobs.run(partial(work.load_lists, paths=list(paths)), self._lists_loaded, self._failed)

    def _lists_loaded(self, changes: list[ListChange]) -> None:
        self._desk.changed.emit(LISTS)
        self._desk.told.emit(" · ".join(map(list_change_text, changes)))
