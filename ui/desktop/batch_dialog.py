"""What a watched folder or a batch did: its files, newest first; Enter opens a screened one in Review."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from screening.errors import InternalFault, UserError
from screening.model.batches import Batch, BatchFile, FileState
from screening.ports import Store
from ui import words
from ui.desktop.desk import Desk
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.words import N_, _

MOST_SHOWN = 1000
REFRESH_MS = 5000
"""The watcher is another process; what it does is seen by asking again."""

_STATES = {
    FileState.DONE: N_("✓ screened"),
    FileState.SCREENED: N_("✓ screened, not put away"),
    FileState.FAILED: N_("▲ failed"),
}


def remark(file: BatchFile) -> str:
    """Return what is to be said of a file: why it failed, or where it and its report are."""
    if file.error_code:
        kind = InternalFault if file.fault else UserError
        return words.error_text(kind(file.error_code, **dict(file.error_data)))
    return " · ".join(text for text in (file.moved_to, file.report) if text)


COLUMNS: tuple[RowColumn[BatchFile], ...] = (
    RowColumn(N_("File"), lambda f: Path(f.path).name, 34, share=2.0, key=lambda f: Path(f.path).name.casefold()),
    RowColumn(
        N_("State"), lambda f: _(_STATES[f.state]), 22, key=lambda f: f.state, words=lambda: map(_, _STATES.values())
    ),
    RowColumn(N_("When"), lambda f: words.format_datetime(f.at), 18, key=lambda f: f.at),
    RowColumn(N_("Remark"), remark, 60, share=3.0),
)


class BatchDialog(QDialog):
    """The files of one batch; what has come meanwhile is shown every few seconds."""

    def __init__(self, desk: Desk, batch: Batch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._batch = desk, batch
        self.setWindowTitle(_("Watched folders and batches"))
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 130, letter * 60)
        self.title = QLabel(batch.title)
        self.title.setWordWrap(True)
        self.model: RowsModel[BatchFile] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.table.setAccessibleName(_("Files"))
        self.table.activated.connect(self._go)
        self.table.fit_titles()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.title)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self._shown: list[BatchFile] = []
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.reload)
        self._timer.start()
        self.reload()

    def reload(self) -> None:
        """Ask for the files anew, in the background."""
        batch_id = self._batch.batch_id

        def ask(store: Store) -> list[BatchFile]:
            return store.batch_files(batch_id, MOST_SHOWN)[::-1]

        self._desk.reader.ask((self, "files"), ask, self._come)

    def _come(self, files: list[BatchFile]) -> None:
        if files != self._shown:
            self._shown = files
            self.model.set_rows(files)
            if files:
                self.table.selectRow(0)

    def _go(self, index: QModelIndex) -> None:
        file = self.model.at(index.row())
        if file is None or file.run_id is None:
            return
        run = self._desk.store.find_run(file.run_id)
        if run is not None:
            self._desk.manifest_wanted.emit(run.manifest_id)
            self.accept()
