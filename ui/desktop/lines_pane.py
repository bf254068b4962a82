"""The other left side of Review: every line of the shipment, with filters, an order, and views that can be kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from screening.model.hits import RunInfo
from screening.model.questions import LineOrder, LineQuery
from screening.ports import LineRow, Store, StoredHit
from ui import words
from ui.desktop.desk import Desk
from ui.desktop.layout import Layout
from ui.desktop.line_model import FOUND, GOODS, PARTY, RISK, ROUTE, ROW, SHARING, STATUS, WIDTHS, LineModel
from ui.desktop.paged_view import PagedView
from ui.desktop.questions_pane import TYPING_PAUSE
from ui.words import _

_ORDERS = {
    RISK: LineOrder.RISK, ROW: LineOrder.ROW, PARTY: LineOrder.PARTY, GOODS: LineOrder.GOODS, ROUTE: LineOrder.ROUTE,
}  # fmt: skip
_PLACE = "lines"


class LinesPane(QWidget):
    """Chooses lines and, of the current one, a hit; ``chosen`` tells of it (question, line), or of None and the line."""

    chosen = Signal(object, object)
    scope_changed = Signal()
    loaded = Signal()

    def __init__(self, desk: Desk, layout_kept: Layout) -> None:
        super().__init__()
        self._desk = desk
        self._kept = layout_kept
        self._run: RunInfo | None = None
        self._hits: list[tuple[int, StoredHit]] = []
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self.load)
        self.search = QLineEdit()
        self.party, self.goods, self.route = QLineEdit(), QLineEdit(), QLineEdit()
        self.fields = (self.search, self.party, self.goods, self.route)
        for field in self.fields:
            field.setClearButtonEnabled(True)
            field.textChanged.connect(lambda _text: self._pause.start())
            field.returnPressed.connect(self.load)
        self.flagged = QCheckBox()
        self.flagged.toggled.connect(lambda _on: self.load())
        self.view = QComboBox()
        self.view.activated.connect(lambda _index: self._use_view())
        self.keep, self.columns = QPushButton(), QPushButton()
        self.keep.clicked.connect(self._keep_view)
        self.columns.clicked.connect(self._choose_columns)
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (self.search, self.view, self.keep, self.columns):
            first.addWidget(widget, 1 if widget is self.search else 0)
        second.addWidget(self.flagged)
        for field in self.fields[1:]:
            second.addWidget(field)
        self.model = LineModel(desk.reader, self._line_rows, self)
        self.table = PagedView(self.model, desk.reader, SHARING, WIDTHS)
        header = self.table.horizontalHeader()
        for place, column in ((2, FOUND), (3, STATUS)):
            header.moveSection(header.visualIndex(column), place)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(RISK, Qt.SortOrder.DescendingOrder)
        header.sortIndicatorChanged.connect(self._sort)
        self.hit_list = QListWidget()
        self.hit_list.currentRowChanged.connect(lambda _row: self._hit_chosen())
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(self.hit_list)
        splitter.setStretchFactor(0, 4)
        splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(splitter, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._line_chosen())
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self.scope_changed.emit())
        self.table.entered.connect(self.hit_list.setFocus)
        self.retranslate()

    def _line_rows(self, store: Store, ids: Sequence[int]) -> list[LineRow]:
        run = self._run
        return store.line_rows(run.run_id, ids) if run else []

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        names = (_("Find in all columns"), _("Parties"), _("Goods"), _("Route"))
        for field, name in zip(self.fields, names, strict=True):
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
        self.flagged.setText(_("Only &flagged"))
        self.keep.setText(_("&Keep view…"))
        self.columns.setText(_("Col&umns"))
        self.view.setAccessibleName(_("Saved views"))
        self.table.setAccessibleName(_("Lines"))
        self.hit_list.setAccessibleName(_("Hits of this line"))
        self.table.retranslate()
        self._list_views()
        self._list_hits()

    def show_run(self, run: RunInfo) -> None:
        """Take another screening; its lines are asked for when the pane is seen."""
        self._run = run
        self.model.set_ids(())
        if self.isVisible():
            self.load()

    def showEvent(self, event: object) -> None:
        """Ask for the lines when they are first seen."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._run is not None and not self.model.rowCount():
            self.load()

    def query(self) -> LineQuery:
        """Return what the filters and the header say."""
        header = self.table.horizontalHeader()
        return LineQuery(
            self.search.text().strip(), self.party.text().strip(), self.goods.text().strip(), self.route.text().strip(),
            self.flagged.isChecked(), _ORDERS.get(header.sortIndicatorSection(), LineOrder.RISK),
            header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder,
        )  # fmt: skip

    def load(self) -> None:
        """Ask for the lines that the filters let through; the view stays as it is until they come."""
        self._pause.stop()
        run = self._run
        if run is None:
            return
        query = self.query()
        self._desk.reader.ask((self, "ids"), lambda store: store.find_lines(run.run_id, query), self._came)

    def _came(self, ids: Sequence[int]) -> None:
        wish = self.table.current_id()
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        self.model.set_ids(ids)
        selection.blockSignals(False)
        row = self.model.row_of(wish) if wish is not None else 0
        if len(ids):
            self.table.go_to(max(0, row))
        else:
            self._line_chosen()
        self.loaded.emit()

    def _sort(self, column: int, _order: Qt.SortOrder) -> None:
        if column in _ORDERS:
            self.load()

    def refresh(self) -> None:
        """Fetch the rows in sight anew: decisions were made."""
        self.model.refresh()
        self.tell()

    def tell(self) -> None:
        """Tell again what is chosen: it is shown anew."""
        self._line_chosen(keep=True)

    def _line_chosen(self, *, keep: bool = False) -> None:
        line_id, run = self.table.current_id(), self._run
        if line_id is None or run is None:
            self._hits = []
            self._list_hits()
            self.chosen.emit(None, None)
            return

        def ask(store: Store) -> list[tuple[int, StoredHit]]:
            return [(store.question_of(hit.hit_id), hit) for hit in store.hits(run.run_id, line_id)]

        at = self.hit_list.currentRow() if keep else 0
        self._desk.reader.ask((self, "hits"), ask, lambda hits: self._hits_came(line_id, hits, at))

    def _hits_came(self, line_id: int, hits: list[tuple[int, StoredHit]], at: int) -> None:
        self._hits = hits
        self._list_hits(at)
        if not hits:
            self.chosen.emit(None, line_id)

    def _list_hits(self, at: int = 0) -> None:
        self.hit_list.blockSignals(True)
        self.hit_list.clear()
        for _question, stored in self._hits:
            sign = "✓" if stored.decision else "○"
            kind = words.kind_name(stored.hit.kind.value)
            text = f"{sign} {kind} {stored.hit.score:.0f} · {words.entry_title(stored.hit)} · {stored.hit.value}"
            self.hit_list.addItem(QListWidgetItem(text))
        self.hit_list.blockSignals(False)
        if self._hits:
            self.hit_list.setCurrentRow(min(max(0, at), len(self._hits) - 1))

    def _hit_chosen(self) -> None:
        row = self.hit_list.currentRow()
        if 0 <= row < len(self._hits):
            self.chosen.emit(self._hits[row][0], self.table.current_id())

    def line_ids(self) -> list[int]:
        """Return the lines that a decision covers: the chosen ones."""
        current = self.table.current_id()
        return self.table.selected_ids() or ([current] if current is not None else [])

    # Views

    def _choose_columns(self) -> None:
        self.table.column_menu().popup(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))

    def _list_views(self) -> None:
        chosen = self.view.currentText() if self.view.currentIndex() > 0 else ""
        self.view.clear()
        self.view.addItem(_("(no saved view)"))
        self.view.addItems(sorted(self._kept.views(_PLACE)))
        self.view.setCurrentIndex(max(0, self.view.findText(chosen) if chosen else 0))

    def _keep_view(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Keep view"))
        dialog.setLabelText(_("Name of the view (filters, order and columns):"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self.keep_view)
        dialog.open()

    def keep_view(self, name: str) -> None:
        """Keep the filters, the order and the columns under a name."""
        if not name.strip():
            return
        header = self.table.horizontalHeader()
        views = self._kept.views(_PLACE)
        views[name.strip()] = {
            "texts": [field.text() for field in self.fields],
            "flagged": self.flagged.isChecked(),
            "sort": header.sortIndicatorSection(),
            "descending": header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder,
            "by_hand": self.table.widths.by_hand,
            "header": bytes(header.saveState().toBase64().data()).decode(),
        }
        self._kept.keep_views(_PLACE, views)
        self._list_views()
        self.view.setCurrentText(name.strip())

    def _use_view(self) -> None:
        from PySide6.QtCore import QByteArray

        view = self._kept.views(_PLACE).get(self.view.currentText(), {})
        header = self.table.horizontalHeader()
        header.blockSignals(True)
        state = QByteArray.fromBase64(str(view.get("header", "")).encode())
        self.table.widths.use(state, by_hand=bool(view.get("by_hand")))
        header.blockSignals(False)
        texts = view.get("texts", [])
        kept = texts if isinstance(texts, list) else []
        for field, text in zip(self.fields, [*map(str, kept), "", "", "", ""][: len(self.fields)], strict=True):
            field.setText(text)
        self.flagged.setChecked(bool(view.get("flagged", False)))
        self.load()
