"""The page of manifests: each with its last screening, and the first steps while there is none."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import words
from ui.desktop.desk import Desk
from ui.desktop.tables import fill_row, plain_table
from ui.words import _


class ManifestsPage(QWidget):
    """Every manifest with its last screening; Enter opens it in Review. Empty, it leads through the first steps."""

    help_topic = "manifests"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._store = desk.store
        self.table = plain_table(6)
        self.table.itemActivated.connect(lambda item: desk.manifest_wanted.emit(self._ids[item.row()]))
        self._ids: list[int] = []
        self.welcome = QLabel()
        self.welcome.setTextFormat(Qt.TextFormat.RichText)
        self.welcome.setWordWrap(True)
        self.sample = QPushButton()
        self.sample.clicked.connect(desk.sample_wanted)
        layout = QVBoxLayout(self)
        layout.addWidget(self.welcome)
        row = QHBoxLayout()
        row.addWidget(self.sample)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.welcome.setText(
            "<h2>" + _("Three steps") + "</h2><ol>"
            "<li>" + _("Lists: load the official lists on the page Lists (a starter list is there already).") + "</li>"
            "<li>" + _("Manifest: drop a spreadsheet here, or press Ctrl+O.") + "</li>"
            "<li>" + _("Decide: look at every flagged line, press 1 for a false positive, 2 for a true match; then Ctrl+E.") + "</li></ol>"
        )  # fmt: skip
        self.sample.setText(_("Try it on the bundled &sample"))
        self.table.setHorizontalHeaderLabels(
            [_("File"), _("Imported"), _("Lines"), _("Flagged"), _("Not screened"), _("Screened")]
        )
        self.table.setAccessibleName(_("Manifests"))
        self.reload()

    def reload(self) -> None:
        """Read the manifests anew."""
        manifests = self._store.manifests()
        self._ids = [m.manifest_id for m in manifests]
        self.welcome.setVisible(not manifests)
        self.sample.setVisible(not manifests)
        self.table.setVisible(bool(manifests))
        self.table.setRowCount(len(manifests))
        runs = {}
        for run in reversed(self._store.runs()):
            runs[run.manifest_id] = run
        for row, manifest in enumerate(manifests):
            last = runs.get(manifest.manifest_id)
            cells = [manifest.info.name, words.format_datetime(manifest.imported_at), str(manifest.lines)]
            cells += (
                [str(last.flagged_lines), str(last.unscreened), words.format_datetime(last.started_at)]
                if last
                else ["", "", _("not yet")]
            )
            fill_row(self.table, row, cells)

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return ((_("Enter"), _("open in Review")),)
