"""Files that leave the window: audit file, report, letters and sealed package of the screening in Review."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from screening.model.hits import RunInfo
from ui import words
from ui.desktop import work
from ui.desktop.desk import Desk
from ui.desktop.who import current_user
from ui.words import _


class FilesOut(QObject):
    """Writes files for the window; ``run_shown`` gives the screening that Review shows."""

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        run_shown: Callable[[], RunInfo | None],
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._run_shown = run_shown
        self._failed = failed

    def ask_export(self) -> None:
        """Ask where to and write the Excel audit file of the screening in Review."""
        run = self._run_shown()
        if run is None:
            self._desk.told.emit(_("Open a manifest first."))
            return
        proposed = f"{Path(self._desk.store.manifest(run.manifest_id).info.name).stem}-tekser.xlsx"
        name, _filter = QFileDialog.getSaveFileName(self._window, _("Export to Excel"), proposed, "Excel (*.xlsx)")
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Write the Excel audit file in the background."""
        run = self._run_shown()
        if run is None:
            return
        done = _("Written: {file}")
        self._desk.jobs.run(
            partial(
                work.export_excel,
                path=path,
                run=run,
                language=words.current_language(),
                user=current_user(self._desk.folder.session),
                passphrase=self._desk.key_passphrase,
            ),
            lambda written: self._desk.told.emit(done.format(file=written)),
            self._failed,
        )

    def ask_folder(self, kind: str) -> None:
        """Ask for a folder and write a file of a kind into it, named after the manifest and the screening."""
        if self._run_shown() is None:
            self._desk.told.emit(_("Open a manifest first."))
            return
        name = QFileDialog.getExistingDirectory(self._window, _("Folder to write into"))
        if name:
            self.write([kind], Path(name))

    def write(self, kinds: Sequence[str], folder: Path) -> None:
        """Write files in the background."""
        run = self._run_shown()
        if run is None:
            return
        language, user = words.current_language(), current_user(self._desk.folder.session)
        self._desk.jobs.run(
            partial(
                work.write_files,
                run=run,
                kinds=list(kinds),
                folder=folder,
                language=language,
                user=user,
                passphrase=self._desk.key_passphrase,
            ),
            lambda paths: self._desk.told.emit(_("Written: {file}").format(file=", ".join(map(str, paths)))),
            self._failed,
        )

    def ask_effectiveness(self) -> None:
        """Ask where to, and make the test of effectiveness of the loaded lists."""
        proposed = f"tekser-effectiveness-{datetime.now().astimezone():%Y-%m-%d}.xlsx"
        title = _("Test of effectiveness")
        name, _filter = QFileDialog.getSaveFileName(self._window, title, proposed, "Excel (*.xlsx)")
        if name:
            self.effectiveness(Path(name))

    def effectiveness(self, path: Path) -> None:
        """Test in the background what the screening finds, and tell the result; a PDF is written beside the workbook."""
        language, user = words.current_language(), current_user(self._desk.folder.session)
        self._desk.jobs.run(
            partial(work.test_effectiveness, path=path, language=language, user=user), self._tested, self._failed
        )

    def _tested(self, done: tuple[list[Path], list[str]]) -> None:
        paths, told = done
        lines = [*told, "", *(_("Written: {file}").format(file=path) for path in paths)]
        self._show("\n".join(lines))

    def ask_package(self) -> None:
        """Ask where to and write the sealed package of the screening."""
        run = self._run_shown()
        if run is None:
            self._desk.told.emit(_("Open a manifest first."))
            return
        proposed = f"{Path(self._desk.store.manifest(run.manifest_id).info.name).stem}-{run.run_id}-tekser.zip"
        name, _filter = QFileDialog.getSaveFileName(self._window, _("Sealed package"), proposed, "Zip (*.zip)")
        if name:
            self.package(Path(name))

    def package(self, path: Path) -> None:
        """Write the sealed package in the background, and tell the key that is given to the receiver another way."""
        run = self._run_shown()
        if run is None:
            return
        self._desk.jobs.run(
            partial(
                work.write_package,
                run=run,
                path=path,
                language=words.current_language(),
                user=current_user(self._desk.folder.session),
                passphrase=self._desk.key_passphrase,
            ),
            self._packed,
            self._failed,
        )

    def _packed(self, done: tuple[Path, str]) -> None:
        path, key = done
        text = _("Written: {file}").format(file=path)
        text += "\n\n" + _("Tell the receiver this public key in another way than the package: {key}").format(key=key)
        self._show(text)

    def _show(self, text: str) -> None:
        """Show what was done; its words can be copied."""
        box = QMessageBox(QMessageBox.Icon.Information, "Tekser", text, QMessageBox.StandardButton.Ok, self._window)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
