"""Search of any entry, offline: by name with the real matching, or by any text or number; beside it all facts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from screening.errors import TekserError
from screening.names.types import NameMatch
from ui import words
from ui.desktop.desk import Desk
from ui.desktop.entry_page import page_of
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.words import N_, _, ngettext

if TYPE_CHECKING:
    from screening.lists.search import Found

TYPING_PAUSE = 150


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry that was found."""

    list_id: str
    entry_id: str
    name: str
    score: float | None
    """How far a name resembles what was typed; None for a search of texts."""


COLUMNS: tuple[RowColumn[Shown], ...] = (
    RowColumn(
        N_("Score"), lambda r: "" if r.score is None else f"{r.score:.0f}", 6, right=True, key=lambda r: r.score or 0
    ),
    RowColumn(N_("Name"), lambda r: r.name, 36, share=1.0, key=lambda r: r.name.casefold()),
    RowColumn(N_("List"), lambda r: r.list_id, 14, key=lambda r: r.list_id),
    RowColumn(N_("Entry"), lambda r: r.entry_id, 12, key=lambda r: r.entry_id),
)


class EntrySearchPanel(QWidget):
    """What was typed, what was found, and the entry that is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._list_id = ""
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.ways = QComboBox()
        self.ways.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for _way in range(2):
            self.ways.addItem("")
        self.one_list = QCheckBox()
        self.told = QLabel()
        self.model: RowsModel[Shown] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.table.allow_sorting()
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPING_PAUSE)
        top = QHBoxLayout()
        top.addWidget(self.text, 1)
        for widget in (self.ways, self.one_list):
            top.addWidget(widget)
        left = QWidget()
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.told)
        beside.addWidget(self.table, 1)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self.page)
        split.setSizes([620, 560])
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(split, 1)
        self.text.textChanged.connect(self._typed.start)
        self.text.returnPressed.connect(self.table.setFocus)
        self._typed.timeout.connect(self.ask)
        self.ways.currentIndexChanged.connect(self.ask)
        self.one_list.toggled.connect(self.ask)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_entry())
        self.table.activated.connect(lambda _index: self._open())
        desk.lookup.preparing.connect(self._preparing)
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.text.setPlaceholderText(_("Name, number, address or any word of an entry"))
        self.text.setAccessibleName(_("Find an entry"))
        self.ways.setItemText(0, _("name, as in screening"))
        self.ways.setItemText(1, _("any text or number"))
        self.ways.setAccessibleName(_("How to search"))
        self.one_list.setText(_("onl&y the list chosen above"))
        self.table.setAccessibleName(_("Entries found"))
        self.page.setAccessibleName(_("Entry"))
        self.model.retranslate()
        self.table.fit_titles()
        self.ask()

    def use_list(self, list_id: str) -> None:
        """Say which list is chosen."""
        if list_id != self._list_id:
            self._list_id = list_id
            if self.one_list.isChecked():
                self.ask()

    def ask(self) -> None:
        """Ask for what was typed."""
        text = self.text.text().strip()
        if not text:
            self.model.set_rows([])
            self.told.setText(_("Nothing is asked yet."))
            self.page.clear()
            return
        if self.ways.currentIndex() == 0:
            self._desk.lookup.names_like((self, "find"), text, self._names_found, self._failed)
        else:
            only = self._list_id if self.one_list.isChecked() else ""
            self._desk.lookup.find((self, "find"), text, only, self._texts_found, self._failed)

    def _preparing(self, step: str) -> None:
        if self.text.text().strip():
            self.told.setText(words.step_name(step) + "…")

    def _names_found(self, matches: list[NameMatch]) -> None:
        only = self._list_id if self.one_list.isChecked() else ""
        self._show(
            [Shown(m.list_id, m.entry_id, m.entry_name, m.score) for m in matches if only in ("", m.list_id)], False
        )

    def _texts_found(self, found: "Found") -> None:
        self._show([Shown(e.list_id, e.entry_id, e.name, None) for e in found.entries], found.more)

    def _show(self, rows: list[Shown], more: bool) -> None:
        self.model.set_rows(rows)
        told = ngettext("{n} entry", "{n} entries", len(rows)).format(n=len(rows))
        if more:
            told = _("{n} entries and more: type more words.").format(n=len(rows))
        self.told.setText(told if rows else _("No entry of the lists in force."))
        if rows:
            self.table.selectRow(0)
        self._show_entry()

    def _failed(self, error: BaseException) -> None:
        self.model.set_rows([])
        self.told.setText(words.error_text(error) if isinstance(error, TekserError) else str(error))

    def _show_entry(self) -> None:
        row: Shown | None = self.table.current()
        self.page.setHtml(page_of(self._desk.store, row.list_id, row.entry_id) if row else "")

    def _open(self) -> None:
        row: Shown | None = self.table.current()
        if row is not None:
            self._desk.entry_wanted.emit(row.list_id, row.entry_id)
