"""The left side of Review: the questions of a screening by risk, and the lines of the one that is chosen."""

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from screening.model.hits import HitKind, RunInfo
from screening.model.questions import QuestionQuery, QuestionState
from screening.ports import LineRow, Store
from ui.desktop.desk import Desk
from ui.desktop.line_model import FOUND, GOODS, PARTY, RISK, ROUTE, ROW, STATUS, LineModel
from ui.desktop.paged_view import PagedView
from ui.desktop.question_model import QuestionModel
from ui.words import N_, _

TYPING_PAUSE = 250
"""Milliseconds without a key after which a filter is asked."""

_FILTERS: tuple[tuple[str, QuestionState | None, HitKind | None], ...] = (
    (N_("All questions"), None, None),
    (N_("Open only"), QuestionState.OPEN, None),
    (N_("Decided only"), QuestionState.DECIDED, None),
    (N_("Awaiting approval"), QuestionState.WAITING, None),
    (N_("Known parties"), QuestionState.KNOWN, None),
    (N_("Parties"), None, HitKind.PARTY),
    (N_("Vessels"), None, HitKind.VESSEL),
    (N_("Goods"), None, HitKind.GOODS),
    (N_("Countries"), None, HitKind.COUNTRY),
    (N_("Diversion flags"), None, HitKind.FLAG),
)


class QuestionsPane(QWidget):
    """Chooses questions; ``chosen`` tells of the one to show, with a line of it or None."""

    chosen = Signal(object, object)
    scope_changed = Signal()
    loaded = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run: RunInfo | None = None
        self._wish: int | None = None
        self._total = 0
        self.open_ids: set[int] = set()
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.filter = QComboBox()
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self.load)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self.load)
        self.search.textChanged.connect(lambda text: None if text else self.load())
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.filter)

        self.model = QuestionModel(desk.reader, lambda store, ids: store.question_rows(ids), self)
        self.table = PagedView(self.model, desk.reader, (8, 9, 25, 22, 6, 10))
        self.lines_model = LineModel(desk.reader, self._line_rows, self)
        self.lines = PagedView(self.lines_model, desk.reader, (13, 7, 36, 24, 12, 14, 12))
        for column in (RISK, FOUND, STATUS):
            self.lines.setColumnHidden(column, True)
        for place, column in enumerate((ROW, PARTY, GOODS, ROUTE)):
            header = self.lines.horizontalHeader()
            header.moveSection(header.visualIndex(column), place)
        self.lines_label = QLabel()
        self.lines_label.setBuddy(self.lines)
        self.lines_label.setWordWrap(True)
        below = QWidget()
        below_layout = QVBoxLayout(below)
        below_layout.setContentsMargins(0, 0, 0, 0)
        below_layout.setSpacing(2)
        below_layout.addWidget(self.lines_label)
        below_layout.addWidget(self.lines, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.splitter, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._chosen())
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self.scope_changed.emit())
        self.lines.selectionModel().currentRowChanged.connect(lambda *_args: self._line_chosen())
        self.lines.selectionModel().selectionChanged.connect(lambda *_args: self.scope_changed.emit())
        self.table.entered.connect(self.enter_lines)
        self.retranslate()
        self.filter.currentIndexChanged.connect(lambda _index: self.load())

    def _line_rows(self, store: Store, ids: Sequence[int]) -> list[LineRow]:
        run = self._run
        return store.line_rows(run.run_id, ids) if run else []

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.search.setPlaceholderText(_("Find a party, goods or an entry"))
        self.search.setAccessibleName(_("Find"))
        self.filter.blockSignals(True)
        chosen = max(0, self.filter.currentIndex())
        self.filter.clear()
        self.filter.addItems([_(name) for name, _state, _kind in _FILTERS])
        self.filter.setCurrentIndex(chosen)
        self.filter.blockSignals(False)
        self.filter.setAccessibleName(_("Which questions"))
        self.table.setAccessibleName(_("Questions to decide"))
        self.lines.setAccessibleName(_("Lines of this question"))
        self.table.retranslate()
        self.lines.retranslate()
        self._label_lines()

    def show_run(self, run: RunInfo) -> None:
        """Show the questions of a screening, the first open one chosen."""
        self._run = run
        self._wish = None
        self.search.clear()
        self.filter.blockSignals(True)
        self.filter.setCurrentIndex(0)
        self.filter.blockSignals(False)
        self.load()

    def load(self, wish: int | None = None) -> None:
        """Ask for the questions that the filter lets through; ``wish`` is the one to choose then."""
        self._pause.stop()
        run = self._run
        if run is None:
            return
        self._wish = wish if wish is not None else self.table.current_id()
        _name, state, kind = _FILTERS[max(0, self.filter.currentIndex())]
        query = QuestionQuery(self.search.text().strip(), state, frozenset([kind] if kind else []))

        def ask(store: Store) -> "tuple[array[int], set[int]]":
            store.make_questions(run.run_id)  # of a screening by an older program; else it does nothing
            ids = array("q", store.question_ids(run.run_id, query))
            return ids, set(store.question_ids(run.run_id, QuestionQuery(state=QuestionState.OPEN)))

        self._desk.reader.ask((self, "ids"), ask, self._came)

    def _came(self, answer: "tuple[array[int], set[int]]") -> None:
        ids, self.open_ids = answer
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        self.model.set_ids(ids)
        selection.blockSignals(False)
        wish, self._wish = self._wish, None
        row = self.model.row_of(wish) if wish is not None else -1
        if row < 0:
            row = next((n for n, question in enumerate(ids) if question in self.open_ids), 0)
        if len(ids):
            self.table.go_to(row)
        else:
            self._chosen()
        self.loaded.emit()

    def refresh(self) -> None:
        """Fetch the rows in sight anew: decisions were made."""
        self.model.refresh()

    def current(self) -> int | None:
        """Return the question that is chosen."""
        return self.table.current_id()

    def go_to(self, question_id: int) -> bool:
        """Choose a question; False when the filter does not show it."""
        row = self.model.row_of(question_id)
        if row >= 0:
            self.table.go_to(row)
        return row >= 0

    def next_open(self, step: int = 1) -> bool:
        """Choose the next (or previous) open question, round the end; False when none other is open."""
        count = self.model.rowCount()
        start = self.table.currentIndex().row()
        ids = self.model.ids
        for away in range(1, count):
            row = (start + step * away) % count
            if ids[row] in self.open_ids:
                self.table.go_to(row)
                return True
        return False

    def questions(self) -> list[int]:
        """Return the questions that a decision covers."""
        chosen = self.table.selected_ids()
        current = self.table.current_id()
        return chosen or ([current] if current is not None else [])

    def kinds(self) -> set[HitKind]:
        """Return the kinds of the chosen questions, as far as they are in sight; of one not loaded any kind."""
        rows = [self.model.at(self.model.row_of(question)) for question in self.questions()]
        return set(HitKind) if None in rows else {row.kind for row in rows if row is not None}

    def line_ids(self) -> list[int] | None:
        """Return the lines that a decision covers; None for all of the question's."""
        if len(self.questions()) != 1:
            return None
        chosen = self.lines.selected_ids()
        return chosen if 0 < len(chosen) < self.lines_model.rowCount() else None

    def show_lines(self, line_ids: tuple[int, ...], total: int) -> None:
        """Show the lines of the question that is chosen; ``total`` may be more."""
        if tuple(self.lines_model.ids) != line_ids:
            self.lines_model.set_ids(line_ids)
        self._total = total
        self._label_lines()

    def _label_lines(self) -> None:
        shown = self.lines_model.rowCount()
        if not shown:
            self.lines_label.setText("")
            return
        text = _("&Lines of this question; choose some to decide those alone")
        if self._total > shown:
            text = _("The first {shown} of {total} lines").format(shown=shown, total=self._total)
        self.lines_label.setText(text)

    def enter_lines(self) -> None:
        """Go into the lines of the question that is chosen."""
        if self.lines_model.rowCount():
            self.lines.setFocus()
            if not self.lines.currentIndex().isValid():
                self.lines.go_to(0)

    def _chosen(self) -> None:
        self.lines_model.set_ids(())
        self.chosen.emit(self.table.current_id(), None)

    def _line_chosen(self) -> None:
        line_id = self.lines.current_id()
        if line_id is not None:
            self.chosen.emit(self.table.current_id(), line_id)
