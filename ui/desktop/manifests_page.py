"""Manifests: each with where it stands; found by name, document number and day; the route of its shipments."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from screening.casework.roles import Action
from screening.model.hits import RunInfo
from screening.model.keeping import LegalHold
from screening.model.overview import ManifestQuery, ManifestRow, ManifestState, RouteCount
from screening.ports import Store
from screening.route.corridor import stops_of
from ui import words
from ui.desktop import page_work
from ui.desktop.desk import MANIFESTS, Desk
from ui.desktop.manifest_actions import ManifestActions
from ui.desktop.route_diagram import RouteDiagram, route_text
from ui.desktop.rows_model import RowColumn
from ui.desktop.search_page import SearchPage
from ui.desktop.who import offer
from ui.words import N_, _, ngettext
from ui.words.page_tables import MANIFEST_STATES


def state_text(row: ManifestRow) -> str:
    """Return where a manifest stands, by sign and word."""
    text = _(MANIFEST_STATES[row.state.value])
    return f"{text} ({row.open_hits})" if row.state is ManifestState.OPEN else text


def _state_words() -> list[str]:
    return [
        _(MANIFEST_STATES[state.value]) + (" (1000)" if state is ManifestState.OPEN else "") for state in ManifestState
    ]


COLUMNS: tuple[RowColumn[ManifestRow], ...] = (
    RowColumn(N_("File"), lambda r: r.name, 26, share=1.0),
    RowColumn(N_("State"), state_text, 15, words=_state_words),
    RowColumn(N_("Imported"), lambda r: words.format_datetime(r.imported_at), 16),
    RowColumn(N_("Imported by"), lambda r: r.imported_by, 11),
    RowColumn(N_("Screened"), lambda r: words.format_datetime(r.screened_at) if r.screened_at else _("not yet"), 16),
    RowColumn(N_("Screened by"), lambda r: r.screened_by, 11),
    RowColumn(N_("Lines"), lambda r: str(r.lines), 8, right=True),
    RowColumn(N_("Flagged"), lambda r: str(r.flagged_lines) if r.run_id else "", 8, right=True),
    RowColumn(N_("Not screened"), lambda r: str(r.unscreened) if r.run_id else str(r.lines), 12, right=True),
)


class ManifestsPage(SearchPage[ManifestRow]):
    """Every manifest; Enter opens its last screening in Review."""

    help_topic = "manifests"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, [state.value for state in ManifestState], COLUMNS)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.RichText)
        self.routes = QListWidget()
        self.diagram = RouteDiagram()
        self.open, self.review, self.again = QPushButton(), QPushButton(), QPushButton()
        self.more = ManifestActions(desk, self.chosen)
        self._counts: list[RouteCount] = []
        self._hold: LegalHold | None = None
        self._lay_out()
        self._listen()
        self.retranslate()
        self.reload()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.open, self.review, self.again):
            buttons.addWidget(button)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        buttons.addWidget(self.count)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.about)
        beside.addWidget(self.routes, 1)
        beside.addWidget(self.diagram, 2)
        self.split = QSplitter()
        self.split.addWidget(self.table)
        self.split.addWidget(side)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([840, 400])
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addLayout(buttons)
        layout.addWidget(self.split, 1)

    def _listen(self) -> None:
        self.table.activated.connect(self._open_in_review)
        self.table.selectionModel().selectionChanged.connect(lambda *_rows: self.show_chosen())
        self.model.arrived.connect(self.show_chosen)
        self.routes.currentRowChanged.connect(self._route_chosen)
        self.open.clicked.connect(lambda: self._desk.files_wanted.emit([]))
        self.review.clicked.connect(self._open_in_review)
        self.again.clicked.connect(self.screen_again)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.bar.retranslate(
            _("Find: file, party, number of a document, or user"),
            _("any state"),
            [_(MANIFEST_STATES[state.value]) for state in ManifestState],
            _("State"),
        )
        self.table.setAccessibleName(_("Manifests"))
        self.routes.setAccessibleName(_("Routes"))
        self.open.setText(_("&Open a manifest…"))
        self.review.setText(_("&Review"))
        self.again.setText(_("Screen &again"))
        self.more.retranslate()
        self.diagram.retranslate()
        self.model.retranslate()
        self.table.fit_titles()
        self.say_count()
        self._show_about()
        self._show_routes()

    def query(self) -> ManifestQuery:
        """Return what is asked for."""
        first, last = self.period.period()
        state = ManifestState(self.bar.kind) if self.bar.kind else None
        return ManifestQuery(self.sought.text(), state, first, last)

    def search(self) -> Callable[[Store], list[int]]:
        """See ``SearchPage.search``."""
        query = self.query()
        return lambda store: store.manifest_ids(query)

    def read(self, store: Store, ids: Sequence[int]) -> list[ManifestRow]:
        """See ``SearchPage.read``."""
        return store.manifest_rows(ids)

    def count_text(self, n: int) -> str:
        """See ``SearchPage.count_text``."""
        return ngettext("{n} manifest", "{n} manifests", n).format(n=n)

    def wanted(self, ids: Sequence[int]) -> int:
        """Return the manifest that was chosen before, where it is still among them."""
        before: ManifestRow | None = self.table.current()
        return ids.index(before.manifest_id) if before is not None and before.manifest_id in ids else 0

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return self.keys(_("open in Review"))

    def _open_in_review(self, *_index: object) -> None:
        row = self.table.current()
        if row is None:
            return
        if row.run_id:
            self._desk.manifest_wanted.emit(row.manifest_id)
        else:
            self._desk.told.emit(_("This manifest was never screened: choose “Screen again”."))

    def screen_again(self) -> None:
        """Screen the chosen manifests against the lists now in force."""
        chosen = [row.manifest_id for row in self.table.chosen()]
        if chosen:
            self._desk.jobs.run(
                partial(page_work.screen_again, manifest_ids=chosen), self._screened, self._desk.reader.failed.emit
            )

    def _screened(self, runs: list[RunInfo]) -> None:
        self._desk.changed.emit(MANIFESTS)
        flagged = sum(run.flagged_lines for run in runs)
        self._desk.told.emit(
            ngettext("Screened: {n} line flagged", "Screened: {n} lines flagged", flagged).format(n=flagged)
        )

    def show_chosen(self) -> None:
        """See ``SearchPage.show_chosen``."""
        self._show_about()
        row = self.table.current()
        if row is None:
            self._routes_found(([], []))
            return
        manifest_id = row.manifest_id
        self._routes_found(([], []))
        self.routes.addItem(_("Routes are being counted…"))
        self._desk.counter.ask(
            (self, "routes"),
            lambda store: (store.route_counts(manifest_id), store.legal_holds(manifest_id)),
            self._routes_found,
        )

    def chosen(self) -> list[ManifestRow]:
        """Return the chosen manifests, the current one first."""
        current: ManifestRow | None = self.table.current()
        rows: list[ManifestRow] = self.table.chosen()
        return rows if current is None else [current, *(row for row in rows if row.manifest_id != current.manifest_id)]

    def _show_about(self) -> None:
        row: ManifestRow | None = self.table.current()
        self.review.setEnabled(row is not None)
        session = self._desk.folder.session
        offer([self.open], session, Action.IMPORT)
        tip = _("Screens the chosen manifests against the lists now in force; earlier screenings stay.")
        offer([self.again], session, Action.SCREEN, tip, wanted=row is not None)
        hold = self._hold if row is not None and self._hold and self._hold.manifest_id == row.manifest_id else None
        self.more.show_chosen(hold is not None)
        if row is None:
            self.about.setText("")
            return
        facts = [f"<b>{escape(row.name)}</b>", escape(state_text(row))]
        if row.run_id and row.unscreened:
            told = ngettext(
                "{n} item could not be screened; it is not cleared.",
                "{n} items could not be screened; they are not cleared.",
                row.unscreened,
            ).format(n=row.unscreened)
            facts.append("⚠ " + escape(told))
        if hold is not None:
            told = _("Legal hold by {user} since {day}: {reason}").format(
                user=hold.user, day=words.format_datetime(hold.at), reason=hold.reason
            )
            facts.append("⚖ " + escape(told))
        self.about.setText("<br>".join(facts))

    def _routes_found(self, found: tuple[list[RouteCount], list[LegalHold]]) -> None:
        self._counts, holds = found
        self._hold = holds[0] if holds and holds[0].placed else None
        self._show_about()
        self._show_routes()

    def _show_routes(self) -> None:
        chosen = max(0, self.routes.currentRow())
        self.routes.blockSignals(True)
        self.routes.clear()
        for count in self._counts:
            lines = ngettext("{n} line", "{n} lines", count.lines).format(n=count.lines)
            self.routes.addItem(f"{route_text(stops_of(count.route))} · {lines}")
        self.routes.blockSignals(False)
        if self._counts:
            self.routes.setCurrentRow(min(chosen, len(self._counts) - 1))
        self._route_chosen(self.routes.currentRow())

    def _route_chosen(self, row: int) -> None:
        self.diagram.show_route(stops_of(self._counts[row].route) if 0 <= row < len(self._counts) else ())
