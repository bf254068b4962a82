"""Files that leave the window: the Excel audit file of the screening in Review."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from screening.model.hits import RunInfo
from ui import words
from ui.desktop import work
from ui.desktop.desk import Desk
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
            partial(work.export_excel, path=path, run=run, language=words.current_language()),
            lambda written: self._desk.told.emit(done.format(file=written)),
            self._failed,
        )
