"""History: every import, screening, decision, export and change; found by name, document number and day."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from screening.model.hits import RunInfo
from screening.model.overview import HistoryEvent, HistoryKind, HistoryQuery
from screening.ports import Store
from screening.rerun import Rerun
from ui import words
from ui.desktop import page_work
from ui.desktop.desk import MANIFESTS, Desk
from ui.desktop.period_box import PeriodBox
from ui.desktop.rerun_dialog import RerunDialog
from ui.desktop.rows_model import PAGE, RowColumn, RowsModel, RowsView
from ui.words import N_, _, ngettext
from ui.words.page_tables import HISTORY_KINDS
from ui.words.page_words import history_data_name, history_text

TYPING_PAUSE = 250

COLUMNS: tuple[RowColumn[HistoryEvent], ...] = (
    RowColumn(N_("When"), lambda e: words.format_datetime(e.at), 16),
    RowColumn(N_("What"), lambda e: _(HISTORY_KINDS[e.kind.value]), 14, words=lambda: map(_, HISTORY_KINDS.values())),
    RowColumn(N_("Who"), lambda e: e.user, 12),
    RowColumn(N_("Subject"), lambda e: e.subject, 40, share=3.0),
    RowColumn(N_("Outcome"), lambda e: history_text(e), 40, share=2.0),
)


def _find(store: Store, query: HistoryQuery) -> tuple[list[int], list[HistoryEvent]]:
    ids = store.event_ids(query)
    return ids, store.events(ids[:PAGE])


class HistoryPage(QWidget):
    """Events, newest first; beside them all that is kept of the chosen one. Enter opens a screening as it was."""

    help_topic = "history"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.sought = QLineEdit()
        self.sought.setClearButtonEnabled(True)
        self.kinds = QComboBox()
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kinds.addItem("", "")
        for kind in HistoryKind:
            self.kinds.addItem("", kind.value)
        self.period = PeriodBox()
        self.count = QLabel()
        self.open, self.again, self.as_it_was = QPushButton(), QPushButton(), QPushButton()
        self.model: RowsModel[HistoryEvent] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.page = QTextBrowser()
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPING_PAUSE)
        self._lay_out()
        self._listen()
        self.retranslate()
        self.reload()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.sought, 1)
        top.addWidget(self.kinds)
        top.addWidget(self.period)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open)
        buttons.addWidget(self.as_it_was)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        buttons.addWidget(self.count)
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(self.page)
        split.setSizes([880, 360])
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(buttons)
        layout.addWidget(split, 1)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        self.sought.textChanged.connect(self._typed.start)
        self.sought.returnPressed.connect(self.table.setFocus)
        self._typed.timeout.connect(self.reload)
        self.kinds.currentIndexChanged.connect(self.reload)
        self.period.changed.connect(self.reload)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._chosen())
        self.model.arrived.connect(self._chosen)
        self.table.activated.connect(lambda _index: self._open())
        self.open.clicked.connect(self._open)
        self.again.clicked.connect(self.run_again)
        self.as_it_was.clicked.connect(self.run_as_it_was)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.sought.setFocus)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.sought.setPlaceholderText(_("Find: party, list entry, number of a document, file, or user"))
        self.sought.setAccessibleName(_("Find"))
        self.kinds.setItemText(0, _("everything"))
        for number, kind in enumerate(HistoryKind, 1):
            self.kinds.setItemText(number, _(HISTORY_KINDS[kind.value]))
        self.kinds.setAccessibleName(_("What"))
        self.table.setAccessibleName(_("History"))
        self.page.setAccessibleName(_("What is kept of it"))
        self.open.setText(_("&Open as it was"))
        self.again.setText(_("Screen &again"))
        self.again.setToolTip(_("Screens the manifest against the lists now in force; the earlier screening stays."))
        self.as_it_was.setText(_("&Run again as it was"))
        self.as_it_was.setToolTip(
            _(
                "Screens the manifest again with the lists and settings of that day and shows what differs; nothing is changed."
            )
        )
        self.period.retranslate()
        self.model.retranslate()
        self.table.fit_titles()
        self._say_count()
        self._chosen()

    def query(self) -> HistoryQuery:
        """Return what is asked for."""
        first, last = self.period.period()
        kind = self.kinds.currentData()
        return HistoryQuery(frozenset({HistoryKind(kind)} if kind else ()), self.sought.text(), first, last)

    def reload(self) -> None:
        """Ask for the events anew, in the background."""
        query = self.query()
        self._desk.reader.ask((self, "ids"), partial(_find, query=query), self._found)

    def _ask(self, page: int, ids: Sequence[int], come: Callable[[list[HistoryEvent]], None]) -> None:
        self._desk.reader.ask((self, "rows", page), lambda store: store.events(ids), come)

    def _found(self, found: tuple[list[int], list[HistoryEvent]]) -> None:
        ids, first = found
        self.model.set_ids(ids, self._ask, first)
        self._say_count()
        if ids:
            self.table.selectRow(0)
        self._chosen()

    def _say_count(self) -> None:
        n = self.model.rowCount()
        self.count.setText(ngettext("{n} event", "{n} events", n).format(n=n))

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return (
            (_("Enter"), _("open the screening as it was")),
            ("Ctrl+F", _("find")),
            ("Ctrl+C", _("copy the chosen rows as a table")),
        )

    def _chosen(self) -> None:
        event: HistoryEvent | None = self.table.current()
        self.open.setEnabled(event is not None and bool(event.run_id))
        self.again.setEnabled(event is not None and bool(event.manifest_id))
        self.as_it_was.setEnabled(event is not None and bool(event.run_id))
        self.page.setHtml(event_html(event) if event else "")

    def _open(self) -> None:
        event: HistoryEvent | None = self.table.current()
        if event is not None and event.run_id:
            self._desk.hit_wanted.emit(event.run_id, None)
        elif event is not None and event.manifest_id:
            self._desk.manifest_wanted.emit(event.manifest_id)

    def run_as_it_was(self) -> None:
        """Screen the manifest of the chosen screening again as of its day, and show what differs."""
        event: HistoryEvent | None = self.table.current()
        if event is not None and event.run_id:
            work = partial(page_work.run_as_it_was, run_id=event.run_id)
            self._desk.jobs.run(work, self._compared, self._desk.reader.failed.emit)

    def _compared(self, done: Rerun) -> None:
        RerunDialog(done, self).open()

    def run_again(self) -> None:
        """Screen the manifest of the chosen event against the lists now in force."""
        event: HistoryEvent | None = self.table.current()
        if event is not None and event.manifest_id:
            work = partial(page_work.screen_again, manifest_ids=[event.manifest_id])
            self._desk.jobs.run(work, self._screened, self._desk.reader.failed.emit)

    def _screened(self, runs: list[RunInfo]) -> None:
        self._desk.changed.emit(MANIFESTS)
        for run in runs:
            self._desk.hit_wanted.emit(run.run_id, None)


def event_html(event: HistoryEvent) -> str:
    """Return all that is kept of an event as HTML."""
    rows = [
        (_("When"), words.format_datetime(event.at)),
        (_("Who"), event.user),
        (_("Subject"), event.subject),
        (_("Outcome"), history_text(event)),
    ]
    rows += [(history_data_name(name), _shown(name, value)) for name, value in event.data.items()]
    cells = "".join(
        f"<tr><td valign='top'><b>{escape(label)}</b></td><td>{escape(text)}</td></tr>" for label, text in rows if text
    )
    heading = escape(_(HISTORY_KINDS[event.kind.value]))
    return f"<h3>{heading}</h3><table cellpadding='4'>{cells}</table>"


def _shown(name: str, value: object) -> str:
    if name == "reason_code":
        return words.reason_code_name(str(value))
    if isinstance(value, str | int | float):
        return str(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)
