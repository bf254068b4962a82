"""History: every import, screening, decision, export and change; found by name, document number and day."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
)

from screening.casework.roles import Action
from screening.model.hits import RunInfo
from screening.model.overview import HistoryEvent, HistoryKind, HistoryQuery
from screening.ports import Store
from screening.rerun import Rerun
from ui import words
from ui.desktop import page_work
from ui.desktop.desk import MANIFESTS, Desk
from ui.desktop.rerun_dialog import RerunDialog
from ui.desktop.rows_model import RowColumn
from ui.desktop.search_page import SearchPage
from ui.desktop.who import offer
from ui.words import N_, _, ngettext
from ui.words.flag_tables import OWNERSHIP_ANSWERS
from ui.words.page_tables import FINGERPRINTS, HISTORY_KINDS
from ui.words.page_words import history_data_name, history_text
from ui.words.tables import FLAGS

COLUMNS: tuple[RowColumn[HistoryEvent], ...] = (
    RowColumn(N_("When"), lambda e: words.format_datetime(e.at), 16),
    RowColumn(N_("What"), lambda e: _(HISTORY_KINDS[e.kind.value]), 14, words=lambda: map(_, HISTORY_KINDS.values())),
    RowColumn(N_("Who"), lambda e: e.user, 12),
    RowColumn(N_("Subject"), lambda e: subject_text(e), 40, share=3.0),
    RowColumn(N_("Outcome"), lambda e: history_text(e), 40, share=2.0),
)


class HistoryPage(SearchPage[HistoryEvent]):
    """Events, newest first; beside them all that is kept of the chosen one. Enter opens a screening as it was."""

    help_topic = "history"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, [kind.value for kind in HistoryKind], COLUMNS)
        self.open, self.again, self.as_it_was = QPushButton(), QPushButton(), QPushButton()
        self.page = QTextBrowser()
        self._lay_out()
        self._listen()
        self.retranslate()
        self.reload()

    def _lay_out(self) -> None:
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
        layout.addWidget(self.bar)
        layout.addLayout(buttons)
        layout.addWidget(split, 1)

    def _listen(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self.show_chosen())
        self.model.arrived.connect(self.show_chosen)
        self.table.activated.connect(lambda _index: self._open())
        self.open.clicked.connect(self._open)
        self.again.clicked.connect(self.run_again)
        self.as_it_was.clicked.connect(self.run_as_it_was)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.bar.retranslate(
            _("Find: party, list entry, number of a document, file, or user"),
            _("everything"),
            [_(HISTORY_KINDS[kind.value]) for kind in HistoryKind],
            _("What"),
        )
        self.table.setAccessibleName(_("History"))
        self.page.setAccessibleName(_("What is kept of it"))
        self.open.setText(_("&Open as it was"))
        self.again.setText(_("Screen &again"))
        self.as_it_was.setText(_("&Run again as it was"))
        self.as_it_was.setToolTip(
            _(
                "Screens the manifest again with the lists and settings of that day and shows what differs; nothing is changed."
            )
        )
        self.model.retranslate()
        self.table.fit_titles()
        self.say_count()
        self.show_chosen()

    def query(self) -> HistoryQuery:
        """Return what is asked for."""
        first, last = self.period.period()
        kinds = frozenset({HistoryKind(self.bar.kind)} if self.bar.kind else ())
        return HistoryQuery(kinds, self.sought.text(), first, last)

    def search(self) -> Callable[[Store], list[int]]:
        """See ``SearchPage.search``."""
        query = self.query()
        return lambda store: store.event_ids(query)

    def read(self, store: Store, ids: Sequence[int]) -> list[HistoryEvent]:
        """See ``SearchPage.read``."""
        return store.events(ids)

    def count_text(self, n: int) -> str:
        """See ``SearchPage.count_text``."""
        return ngettext("{n} event", "{n} events", n).format(n=n)

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return self.keys(_("open the screening as it was"))

    def show_chosen(self) -> None:
        """See ``SearchPage.show_chosen``."""
        event: HistoryEvent | None = self.table.current()
        self.open.setEnabled(event is not None and bool(event.run_id))
        again = event is not None and bool(event.manifest_id)
        tip = _("Screens the manifest against the lists now in force; the earlier screening stays.")
        offer([self.again], self._desk.folder.session, Action.SCREEN, tip, again)
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


def subject_text(event: HistoryEvent) -> str:
    """Return what an event concerns; the flag that a decision is about, and a setting, by their names."""
    if event.kind is HistoryKind.SETTING and event.subject:
        from ui.desktop.settings_page import setting_title  # with all its panels, and only here

        return setting_title(event.subject)
    value, slash, entry = event.subject.rpartition(" / ")
    flag = event.kind is HistoryKind.DECISION and entry in FLAGS
    return f"{value}{slash}{words.rule_name(entry)}" if flag else event.subject


def event_html(event: HistoryEvent) -> str:
    """Return all that is kept of an event as HTML."""
    rows = [
        (_("When"), words.format_datetime(event.at)),
        (_("Who"), event.user),
        (_("Subject"), subject_text(event)),
        (_("Outcome"), history_text(event)),
    ]
    rows += [
        (history_data_name(name), _shown(name, value))
        for name, value in event.data.items()
        if name not in FINGERPRINTS and not name.endswith("_sha256")
    ]
    cells = "".join(
        f"<tr><td valign='top'><b>{escape(label)}</b></td><td>{_lines(text)}</td></tr>" for label, text in rows if text
    )
    heading = escape(_(HISTORY_KINDS[event.kind.value]))
    return f"<h3>{heading}</h3><table cellpadding='4'>{cells}</table>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _shown(name: str, value: object) -> str:
    if not value:
        return ""
    tables = {"reason_code": words.reason_code_name, "disposition": words.disposition_name, "role": words.role_name}
    if name in tables:
        return tables[name](str(value))
    if name == "answer":
        return _(OWNERSHIP_ANSWERS.get(str(value), str(value)))
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(_shown("", one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{history_data_name(key)}: {_shown(key, one)}" for key, one in value.items())
    return ""
