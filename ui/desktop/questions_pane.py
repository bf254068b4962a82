"""The left side of Review: the questions of a screening by risk, and the lines of the one that is chosen."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from screening.model.hits import HitKind, RunInfo
from screening.model.questions import QuestionQuery, QuestionRow, QuestionState
from screening.ports import LineRow, Store
from ui.desktop.desk import Desk
from ui.desktop.line_model import FOUND, GOODS, PARTY, RISK, ROUTE, ROW, STATUS, LineModel
from ui.desktop.line_model import SHARING as LINE_SHARING
from ui.desktop.line_model import WIDTHS as LINE_WIDTHS
from ui.desktop.paged import PAGE
from ui.desktop.paged_view import PagedView
from ui.desktop.question_model import LINES, SHARING, WIDTHS, QuestionModel
from ui.words import N_, _
from ui.words.question_text import named

TYPING_PAUSE = 250
"""Milliseconds without a key after which a filter is asked."""

_FILTERS: tuple[tuple[str, QuestionState | None, HitKind | None], ...] = (
    (N_("All questions"), None, None),
    (N_("Open only"), QuestionState.OPEN, None),
    (N_("Decided only"), QuestionState.DECIDED, None),
    (N_("Awaiting approval"), QuestionState.WAITING, None),
    (N_("Returned"), QuestionState.RETURNED, None),
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
    opened = Signal()
    """The first questions of another screening are shown; the others follow."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run: RunInfo | None = None
        self._wish: int | None = None
        self._total = 0
        self.opening = False
        """Whether the first questions of a screening are still to come."""
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

        self.model = QuestionModel(desk.reader, lambda store, ids: named(store, store.question_rows(ids)), self)
        self.table = PagedView(self.model, desk.reader, SHARING, WIDTHS)
        header = self.table.horizontalHeader()
        header.moveSection(header.visualIndex(LINES), header.count() - 1)  # a number touches no words behind it
        self.lines_model = LineModel(desk.reader, self._line_rows, self)
        self.lines = PagedView(self.lines_model, desk.reader, LINE_SHARING, LINE_WIDTHS)
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
        self.model.refresh()  # goods have names in each language
        self.lines.retranslate()
        self._label_lines()

    def show_run(self, run: RunInfo) -> None:
        """Show the questions of a screening, the first open one chosen: the riskiest at once, then all others."""
        self._run = None  # nothing is asked while the filters are put back
        self._wish = None
        self.search.clear()
        self.filter.blockSignals(True)
        self.filter.setCurrentIndex(0)
        self.filter.blockSignals(False)
        self._run = run
        self.opening = True
        self._show_ids(array("q"))
        self._chosen()  # nothing of the screening before can be decided any more

        def ask(store: Store) -> list[QuestionRow]:
            store.make_questions(run.run_id)  # of a screening by an older program; else it does nothing
            return named(store, store.question_rows(store.question_ids(run.run_id, QuestionQuery(), PAGE)))

        self._desk.reader.ask((self, "ids"), ask, self._first_came)

    def _first_came(self, rows: list[QuestionRow]) -> None:
        self.opening = False
        self.open_ids = {row.question_id for row in rows if row.open_hits}
        self._show_ids(array("q", [row.question_id for row in rows]), rows)
        self._choose(None)
        self.opened.emit()
        if len(rows) == PAGE:
            self._desk.reader.ask(
                (self, "ids"), self._ids_of(QuestionQuery()), partial(self._rest_came, self.open_ids.copy())
            )
        else:
            self.loaded.emit()

    def _rest_came(self, first: set[int], answer: "tuple[array[int], set[int]]") -> None:
        """Take all questions; those of the first that were decided meanwhile are not open again by it."""
        ids, found = answer
        decided = first - self.open_ids
        if not self.model.grow_ids(ids):
            self._came(answer)
            return
        self.open_ids = found - decided
        if not first and self.open_ids:
            self._choose(None)
        self.loaded.emit()

    def load(self, wish: int | None = None) -> None:
        """Ask for the questions that the filter lets through; ``wish`` is the one to choose then."""
        self._pause.stop()
        run = self._run
        if run is None:
            return
        self._wish = wish if wish is not None else self.table.current_id()
        _name, state, kind = _FILTERS[max(0, self.filter.currentIndex())]
        query = QuestionQuery(self.search.text().strip(), state, frozenset([kind] if kind else []))
        self._desk.reader.ask((self, "ids"), self._ids_of(query), self._came)

    def _ids_of(self, query: QuestionQuery) -> "Callable[[Store], tuple[array[int], set[int]]]":
        run_id = self._run.run_id if self._run is not None else 0

        def ask(store: Store) -> "tuple[array[int], set[int]]":
            store.make_questions(run_id)
            ids = array("q", store.question_ids(run_id, query))
            return ids, set(store.question_ids(run_id, QuestionQuery(state=QuestionState.OPEN)))

        return ask

    def _came(self, answer: "tuple[array[int], set[int]]") -> None:
        self.opening = False
        ids, self.open_ids = answer
        self._show_ids(ids)
        wish, self._wish = self._wish, None
        self._choose(wish)
        self.loaded.emit()

    def _show_ids(self, ids: "array[int]", first: Sequence[QuestionRow] = ()) -> None:
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        self.model.set_ids(ids, first)
        selection.blockSignals(False)

    def _choose(self, wish: int | None) -> None:
        """Choose a question: the one wished for, the first open one, or the first."""
        row = self.model.row_of(wish) if wish is not None else -1
        if row < 0:
            row = next((n for n, question in enumerate(self.model.ids) if question in self.open_ids), 0)
        if self.model.rowCount():
            self.table.go_to(row)
        else:
            self._chosen()

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
