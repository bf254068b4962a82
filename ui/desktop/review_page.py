"""Review: lines on the left, why they are flagged in the middle, the decision on the right. Made for keys."""

import getpass
from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from screening.model.decisions import Disposition
from screening.model.hits import Evidence, Hit, HitKind, RunInfo
from screening.names.parse import parse
from screening.ports import StoredHit
from screening.route.risk import line_risk
from ui import words
from ui.desktop.desk import DECISIONS, Desk
from ui.desktop.detail import hit_html
from ui.desktop.line_model import FOUND, GOODS, PARTY, RISK, ROUTE, ROW, STATUS, LineModel
from ui.words import N_, _

DISPOSITIONS = (
    (Qt.Key.Key_1, Disposition.FALSE_POSITIVE, "other_party"),
    (Qt.Key.Key_2, Disposition.TRUE_MATCH, "same_party"),
    (Qt.Key.Key_3, Disposition.NEEDS_INFORMATION, "awaiting_documents"),
    (Qt.Key.Key_4, Disposition.LICENCE_NEEDED, "licence"),
    (Qt.Key.Key_5, Disposition.HELD, "awaiting_documents"),
    (Qt.Key.Key_6, Disposition.RELEASED, "route_explained"),
)
"""Keys, what they decide, and the reason that goes with it unless another is chosen."""

REASONS = (
    "other_party", "other_number", "other_country", "other_birth_date", "goods_not_covered", "route_explained",
    "same_party", "same_number", "awaiting_documents", "licence", "other",
)  # fmt: skip
KEYS = (
    ("J / K", N_("next, previous open")),
    ("Ctrl+Z", N_("undo")),
    ("Ctrl+F", N_("find")),
    ("F2", N_("comment")),
    ("Ctrl+E", N_("export")),
)


class ReviewPage(QWidget):
    """The lines of one screening, their hits, and the decisions on them."""

    help_topic = "review"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._store = desk.store
        self.run: RunInfo | None = None
        self._titles: dict[str, str] = {}
        self._hits: list[StoredHit] = []
        self._undo: list[list[int]] = []
        self._deciding = False
        self.model = LineModel(lambda ids: self._store.line_rows(self.run.run_id, ids) if self.run else [], self)
        self._build()
        self._keys()
        self.retranslate()

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.returnPressed.connect(self.reload)
        self.only_flagged = QCheckBox()
        self.only_flagged.setChecked(True)
        self.only_flagged.toggled.connect(self.reload)
        self.summary = QLabel()
        top = QHBoxLayout()
        top.addWidget(self.search, 2)
        top.addWidget(self.only_flagged)
        top.addWidget(self.summary, 3)

        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        metrics = self.table.fontMetrics()
        self.table.verticalHeader().setDefaultSectionSize(int(metrics.height() * 1.6))
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        letter = metrics.averageCharWidth()
        for column, letters in ((RISK, 17), (ROW, 7), (PARTY, 28), (GOODS, 20), (ROUTE, 9), (FOUND, 16), (STATUS, 11)):
            self.table.setColumnWidth(column, letter * letters)
        # What was found and whether it is decided stand where a narrow screen still shows them.
        for place, column in ((2, FOUND), (3, STATUS)):
            header = self.table.horizontalHeader()
            header.moveSection(header.visualIndex(column), place)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._show_line())

        self.hit_list = QListWidget()
        self.hit_list.setMaximumHeight(int(metrics.height() * 6.5))
        self.hit_list.currentRowChanged.connect(lambda _row: self._show_hit())
        self.detail = QTextBrowser()
        self.detail.setOpenLinks(False)
        middle = QWidget()
        middle_layout = QVBoxLayout(middle)
        middle_layout.setContentsMargins(0, 0, 0, 0)
        self.hits_label = QLabel()
        self.hits_label.setBuddy(self.hit_list)
        middle_layout.addWidget(self.hits_label)
        middle_layout.addWidget(self.hit_list)
        middle_layout.addWidget(self.detail, 1)

        right = QWidget()
        right.setMaximumWidth(letter * 40)
        grid = QGridLayout(right)
        grid.setContentsMargins(4, 0, 0, 0)
        self.buttons: list[QPushButton] = []
        for number, (_key, disposition, _reason) in enumerate(DISPOSITIONS):
            button = QPushButton()
            button.clicked.connect(lambda _checked=False, n=number: self.decide(n))
            button.setProperty("disposition", disposition.value)
            self.buttons.append(button)
            grid.addWidget(button, number, 0, 1, 2)
        self.reason_label = QLabel()
        self.reason = QComboBox()
        self.reason_label.setBuddy(self.reason)
        self.comment_label = QLabel()
        self.comment = QPlainTextEdit()
        self.comment.setTabChangesFocus(True)
        self.comment.setMaximumHeight(int(metrics.height() * 5))
        self.comment_label.setBuddy(self.comment)
        self.same_too = QCheckBox()
        self.same_too.setChecked(True)
        row = len(DISPOSITIONS)
        for widget in (self.reason_label, self.reason, self.comment_label, self.comment, self.same_too):
            grid.addWidget(widget, row, 0, 1, 2)
            row += 1
        grid.setRowStretch(row, 1)

        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(middle)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 4)
        self.splitter.setStretchFactor(2, 0)
        self.cheat_sheet = QLabel()
        self.cheat_sheet.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.cheat_sheet)

    def _keys(self) -> None:
        # Boxes of text keep the letters and digits that are typed into them; everywhere else they decide.
        around = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for number, (key, _disposition, _reason) in enumerate(DISPOSITIONS):
            deciding = QShortcut(QKeySequence(key), self, context=around)
            deciding.setAutoRepeat(False)  # a key held down must not decide hit after hit unseen
            deciding.activated.connect(lambda n=number: self.decide(n))
        for keys, slot in (("J", self.next_open), ("K", self.previous_open)):
            QShortcut(QKeySequence(keys), self, context=around).activated.connect(slot)
        for keys, slot in (("Ctrl+Z", self.undo), ("Ctrl+F", self.search.setFocus), ("F2", self.comment.setFocus),
                           ("Escape", self.table.setFocus)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.search.setPlaceholderText(_("Find in parties, goods and route (Enter)"))
        self.only_flagged.setText(_("Only &flagged"))
        self._show_risk()
        self.reason_label.setText(_("&Reason"))
        self.comment_label.setText(_("&Comment"))
        self.same_too.setText(_("Also for the same &question\non other lines"))
        self.cheat_sheet.setText(" · ".join(f"<b>{keys}</b> {what}" for keys, what in self.shortcuts()))
        for number, button in enumerate(self.buttons):
            name = words.disposition_name(DISPOSITIONS[number][1].value)
            button.setText(f"{number + 1}  {name}")
        chosen = self.reason.currentData()
        self.reason.clear()
        self.reason.addItem(_("(as usual for the decision)"), "")
        for code in REASONS:
            self.reason.addItem(words.reason_code_name(code), code)
        self.reason.setCurrentIndex(max(0, self.reason.findData(chosen)))
        for widget, name in ((self.table, _("Lines")), (self.hit_list, _("Hits of this line")), (self.detail, _("Why")),
                             (self.search, _("Find")), (self.comment, _("Comment")), (self.reason, _("Reason"))):  # fmt: skip
            widget.setAccessibleName(name)
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
        self._summarise()
        self._show_line()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        deciding = [(str(n), words.disposition_name(d.value)) for n, (_k, d, _r) in enumerate(DISPOSITIONS, 1)]
        return (*deciding, *((keys, _(what)) for keys, what in KEYS))

    def show_run(self, run: RunInfo) -> None:
        """Show a screening, its riskiest line first."""
        self.run = run
        self._undo.clear()
        self._titles = {info.list_id: info.title for info in self._store.run_lists(run.run_id)}
        self.search.clear()
        self.only_flagged.setChecked(bool(run.flagged_lines))
        self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        """Load the ids of the lines that are asked for."""
        if self.run is None or self._deciding:
            return  # what this page decides itself it shows without losing its place
        text = self.search.text().strip()
        self.model.set_ids(self._store.line_ids(self.run.run_id, flagged_only=self.only_flagged.isChecked(), text=text))
        if self.model.rowCount():
            self._select(0)
        else:
            self._show_line()
        self._summarise()

    def _summarise(self) -> None:
        if self.run is None:
            self.summary.setText("")
            return
        hits = self._store.hits(self.run.run_id)
        undecided = sum(1 for stored in hits if stored.decision is None)
        self.summary.setText(
            _("{lines} lines, {flagged} flagged, {unscreened} not screened · {open} of {hits} hits open").format(
                lines=self.run.lines, flagged=self.run.flagged_lines, unscreened=self.run.unscreened, open=undecided,
                hits=len(hits),
            )
        )  # fmt: skip

    def _select(self, row: int) -> None:
        index = self.model.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)

    def current_line(self) -> int | None:
        """Return the id of the selected line."""
        row = self.table.currentIndex().row()
        return self.model.line_id(row) if 0 <= row < self.model.rowCount() else None

    def _show_line(self) -> None:
        line_id = self.current_line()
        self._hits = self._store.hits(self.run.run_id, line_id) if self.run and line_id is not None else []
        self.hit_list.blockSignals(True)
        self.hit_list.clear()
        for stored in self._hits:
            hit = stored.hit
            sign = "✓" if stored.decision else "•"
            item = QListWidgetItem(
                f"{sign} {words.kind_name(hit.kind.value)} {hit.score:.0f} · {words.entry_title(hit)} · {hit.value}"
            )
            self.hit_list.addItem(item)
        self._show_risk()
        undecided = next((n for n, stored in enumerate(self._hits) if stored.decision is None), 0)
        self.hit_list.setCurrentRow(undecided if self._hits else -1)
        self.hit_list.blockSignals(False)
        self._show_hit()

    def _show_risk(self) -> None:
        """Show the joint risk of the line over its hits, and on each hit what it adds."""
        text = _("&Hits of this line")
        risk = line_risk(stored.hit for stored in self._hits)
        if risk.parts:
            text += " · " + _("joint risk {risk}").format(risk=f"{risk.score:.0f}")
        self.hits_label.setText(text)
        self.hits_label.setToolTip(
            "\n".join(f"{words.kind_name(part.kind.value)} · {part.value}: +{part.points:.0f}" for part in risk.parts)
        )

    def _show_hit(self) -> None:
        stored = self.current_hit()
        if stored is None:
            nothing = _("Nothing was found on this line.")
            self.detail.setHtml("" if self.run is None else f"<p>{nothing}</p>")
            return
        entry = None
        if stored.hit.kind in (HitKind.PARTY, HitKind.VESSEL):
            entry = self._store.entry(stored.hit.list_id, stored.hit.entry_id)
        title = self._titles.get(stored.hit.list_id, stored.hit.list_id)
        self.detail.setHtml(hit_html(stored, entry, title))

    def current_hit(self) -> StoredHit | None:
        """Return the selected hit."""
        row = self.hit_list.currentRow()
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def decide(self, number: int) -> None:
        """Decide the selected hit (and the same question elsewhere), then go to the next open one."""
        stored = self.current_hit()
        if stored is None or self.run is None:
            return
        _key, disposition, usual = DISPOSITIONS[number]
        reason = self.reason.currentData() or self._usual_reason(usual, stored)
        hit_ids = [stored.hit_id]
        if self.same_too.isChecked():
            hit_ids += [
                other.hit_id
                for other in self._store.hits(self.run.run_id)
                if other.hit_id != stored.hit_id and other.decision is None and same_question(stored.hit, other.hit)
            ]
        made = self._store.decide(hit_ids, disposition, reason, self.comment.toPlainText().strip(), getpass.getuser())
        self._undo.append([decision.decision_id for decision in made])
        self.comment.clear()
        self.reason.setCurrentIndex(0)
        self._after_decision()

    @staticmethod
    def _usual_reason(usual: str, stored: StoredHit) -> str:
        if usual == "other_party" and stored.hit.kind is HitKind.GOODS:
            return "goods_not_covered"
        if usual == "other_party" and stored.hit.kind in (HitKind.COUNTRY, HitKind.FLAG):
            return "route_explained"
        return usual

    def _after_decision(self) -> None:
        self.model.refresh()
        self._show_line()
        self._summarise()
        if all(stored.decision is not None for stored in self._hits):
            self.next_open()
        self._deciding = True
        self._desk.changed.emit(DECISIONS)
        self._deciding = False

    def undo(self) -> None:
        """Take back the last decision; the record of it stays."""
        if self._undo:
            self._store.withdraw(self._undo.pop(), getpass.getuser())
            self._after_decision()

    def next_open(self) -> None:
        """Go to the next line with an open hit."""
        self._go(1)

    def previous_open(self) -> None:
        """Go to the previous line with an open hit."""
        self._go(-1)

    def _go(self, step: int) -> None:
        count = self.model.rowCount()
        start = self.table.currentIndex().row()
        for away in range(1, count):
            row = (start + step * away) % count  # round the end to what is open before
            line = self.model.at(row)
            if line is not None and line.open_hits:
                self._select(row)
                return


def same_question(one: Hit, other: Hit) -> bool:
    """Whether two hits are one decision: the same party or vessel against the same entry on the same evidence.

    Spellings of one name (scripts, order, legal forms, capitals) are one party; a name that differs by a letter is
    not. Goods and flags never are one decision: the parties and the route around them differ. Nor is a name that
    meets the entry with a number or a country on one line and without on the other.
    """
    return (
        one.kind in (HitKind.PARTY, HitKind.VESSEL)
        and (one.kind, one.list_id, one.entry_id) == (other.kind, other.list_id, other.entry_id)
        and (one.value == other.value or (_spelling(one.value) == _spelling(other.value) != ()))
        and _around(one) == _around(other)
    )


def _spelling(value: str) -> tuple[str, ...]:
    return tuple(sorted(parse(value).keys))


def _around(hit: Hit) -> list[Evidence]:
    """Return what the hit rests on besides the words of the name."""
    return [e for e in hit.evidence if not e.code.startswith(("word_", "initial", "legal_form"))]
