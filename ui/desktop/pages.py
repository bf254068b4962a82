"""The pages beside Review: manifests, and lists with their ages."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from screening.model.lists import ListInfo
from screening.ports import Store
from ui import words
from ui.words import _
from ui.words.codes import age_level


class ManifestsPage(QWidget):
    """Every manifest with its last screening; Enter opens it in Review. Empty, it leads through the first steps."""

    chosen = Signal(int)
    sample_wanted = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.table = QTableWidget(0, 6)
        _plain(self.table)
        self.table.itemActivated.connect(lambda item: self.chosen.emit(self._ids[item.row()]))
        self._ids: list[int] = []
        self.welcome = QLabel()
        self.welcome.setTextFormat(Qt.TextFormat.RichText)
        self.welcome.setWordWrap(True)
        self.sample = QPushButton()
        self.sample.clicked.connect(self.sample_wanted)
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
            _fill(self.table, row, cells)


class ListsPage(QWidget):
    """Every list with its entries and age."""

    load_wanted = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.load = QPushButton()
        self.load.clicked.connect(self.load_wanted)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.table = QTableWidget(0, 6)
        _plain(self.table)
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        row.addWidget(self.load)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.notice)
        layout.addWidget(self.table, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.load.setText(_("&Load lists from files…"))
        self.table.setHorizontalHeaderLabels([_("List"), _("Title"), _("Entries"), _("Names"), _("Age"), _("State")])
        self.table.setAccessibleName(_("Lists"))
        self.reload()

    def reload(self) -> None:
        """Read the lists anew."""
        now = datetime.now(UTC)
        infos = self._store.lists()
        starter = next((info for info in infos if info.is_starter and info.active), None)
        self.notice.setText(words.starter_notice(starter, now) if starter else "")
        self.notice.setVisible(starter is not None)
        self.table.setRowCount(len(infos))
        for row, info in enumerate(infos):
            cells = [
                info.list_id,
                info.title,
                str(info.entries),
                str(info.names),
                words.list_age_text(info, now),
                state_text(info, now),
            ]
            _fill(self.table, row, cells)


def state_text(info: ListInfo, now: datetime) -> str:
    """Return whether a list is in force and how old it is, by sign and word."""
    if not info.active:
        return _("retired")
    level = age_level(info, now)
    return {"fresh": "● " + _("fresh"), "amber": "◐ " + _("over a day old"), "red": "○ " + _("over three days old")}[
        level
    ]


def _plain(table: QTableWidget) -> None:
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)


def _fill(table: QTableWidget, row: int, cells: list[str]) -> None:
    for column, text in enumerate(cells):
        table.setItem(row, column, QTableWidgetItem(text))
