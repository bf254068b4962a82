"""What changed in a list, entry by entry and field by field."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from html import escape
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from screening.model.lists import ListInfo
from screening.model.versions import ChangeKind, EntryChange, ForcePeriod, VersionState
from screening.ports import Store
from ui import words
from ui.desktop import page_work
from ui.desktop.desk import Desk
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.words import N_, _, ngettext
from ui.words.entry_text import changed_value_text

MOST_CHANGES = 20_000
"""Most changed entries that are shown; the first version of a list is all new, and nobody reads it here."""

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "−", ChangeKind.CHANGED: "~"}

CHANGE_COLUMNS: tuple[RowColumn[EntryChange], ...] = (
    RowColumn(N_("What"), lambda c: f"{_SIGNS[c.kind]} {words.change_kind_name(c.kind.value)}", 12, key=lambda c: c.kind.value),
    RowColumn(N_("Name"), lambda c: c.name, 34, share=3.0, key=lambda c: c.name.casefold()),
    RowColumn(N_("Entry"), lambda c: c.entry_id, 12, key=lambda c: c.entry_id),
    RowColumn(N_("Fields"), lambda c: ", ".join(words.entry_field_name(f.field) for f in c.fields), 20, share=2.0),
)  # fmt: skip

TYPING_PAUSE = 200
"""Milliseconds without a key after which what was typed is looked for."""


class ChangesPanel(QWidget):
    """What changed in the chosen list since one of its versions came into force, or would by a version that is held."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._info: ListInfo | None = None
        self._changes: list[EntryChange] | None = None
        self._more = False
        self.since = QComboBox()
        self.since.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.kinds = QComboBox()
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for kind in ("", *ChangeKind):
            self.kinds.addItem("", kind)
        self.export = QPushButton()
        self._typed = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self.told = QLabel()
        self.model: RowsModel[EntryChange] = RowsModel(CHANGE_COLUMNS, self)
        self.table = RowsView(self.model, CHANGE_COLUMNS)
        self.table.allow_sorting()
        self.page = QTextBrowser()
        top = QHBoxLayout()
        top.addWidget(self.since)
        top.addWidget(self.text, 1)
        top.addWidget(self.kinds)
        top.addWidget(self.export)
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(self.page)
        split.setSizes([620, 560])
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.told)
        layout.addWidget(split, 1)
        self.since.currentIndexChanged.connect(self._ask)
        self.text.textChanged.connect(lambda _text: self._typed.start())
        self.text.returnPressed.connect(self.table.setFocus)
        self._typed.timeout.connect(self._show_rows)
        self.kinds.currentIndexChanged.connect(lambda _index: self._show_rows())
        self.export.clicked.connect(self._ask_file)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_change())
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.since.setAccessibleName(_("Changes since"))
        self.text.setPlaceholderText(_("Name, number or any word of a changed entry"))
        self.text.setAccessibleName(_("Find a changed entry"))
        self.kinds.setItemText(0, _("all changes"))
        for number, kind in enumerate(ChangeKind, 1):
            self.kinds.setItemText(number, f"{_SIGNS[kind]} {words.change_kind_name(kind.value)}")
        self.kinds.setAccessibleName(_("Kind of change"))
        self.export.setText(_("&Write a report…"))
        self.export.setToolTip(_("All of these changes, field by field, as Excel or CSV."))
        self.table.setAccessibleName(_("Changed entries"))
        self.page.setAccessibleName(_("Change"))
        self.model.retranslate()
        self.table.fit_titles()
        self._fill_since()
        self._say()
        self._show_change()

    def use_list(self, info: ListInfo | None) -> None:
        """Show the changes of another list."""
        self._info = info
        self._fill_since()
        self._ask()

    def _fill_since(self) -> None:
        chosen = max(0, self.since.currentIndex())
        store, info = self._desk.store, self._info
        periods: Sequence[ForcePeriod] = store.force_periods(info.list_id) if info else ()
        held = [v.version_id for v in store.versions(info.list_id, VersionState.HELD)] if info and periods else []
        self.since.blockSignals(True)
        self.since.clear()
        for number in held if info and info.held else ():
            if number > periods[0].version_id:
                self.since.addItem(_("▲ what the held version {number} would change").format(number=number), number)
        for period in periods:
            when = words.format_datetime(period.since)
            self.since.addItem(
                _("since {date} (version {number})").format(date=when, number=period.version_id), period.since
            )
        self.since.setCurrentIndex(min(chosen, self.since.count() - 1))
        self.since.blockSignals(False)

    def _asked(self) -> Callable[[Store], list[EntryChange]] | None:
        """Return what reads the changes that are chosen; None where there is nothing to choose."""
        since: datetime | int | None = self.since.currentData()
        if self._info is None or since is None:
            return None
        return partial(read_changes, list_id=self._info.list_id, since=since)

    def _ask(self) -> None:
        asked = self._asked()
        if asked is None:
            self._found([])
            return
        self._changes = None
        self._say()
        self._desk.reader.ask((self, "changes"), asked, self._found)

    def _found(self, changes: list[EntryChange]) -> None:
        self._more = len(changes) > MOST_CHANGES
        self._changes = changes[:MOST_CHANGES]
        self._show_rows()

    def _show_rows(self) -> None:
        """Show the changes that are of the kind and hold the words that are asked for."""
        wanted = self.text.text().casefold().split()
        kind = self.kinds.currentData()
        rows = [c for c in self._changes or () if kind in ("", c.kind) and (not wanted or _holds(c, wanted))]
        self.model.set_rows(rows)
        if rows:
            self.table.selectRow(0)
        self._say()
        self._show_change()

    def _ask_file(self) -> None:
        info = self._info
        if info is None:
            return
        proposed = f"{info.list_id}-{datetime.now().astimezone():%Y-%m-%d}.xlsx"
        name, _filter = QFileDialog.getSaveFileName(
            self, _("Report of what changed"), proposed, "Excel (*.xlsx);;CSV (*.csv)"
        )
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write all the changes that are chosen, whatever is filtered, in the background."""
        since: datetime | int | None = self.since.currentData()
        if self._info is None or since is None:
            return
        work = partial(
            page_work.write_list_changes, list_id=self._info.list_id, since=since, path=path,
            language=words.current_language(),
        )  # fmt: skip
        told = _("Written: {file}").format(file=path)
        self._desk.jobs.run(work, lambda _done: self._desk.told.emit(told), self._desk.reader.failed.emit)

    def _say(self) -> None:
        if self._changes is None:
            self.told.setText(_("Comparing…"))
            self.export.setEnabled(False)
            return
        counts = {kind: sum(c.kind is kind for c in self._changes) for kind in ChangeKind}
        text = " · ".join(f"{_SIGNS[k]} {n} {words.change_kind_name(k.value)}" for k, n in counts.items())
        if self._more:
            text += " · " + _("Only the first {n} are shown; a report has all.").format(n=MOST_CHANGES)
        if self.model.rowCount() < len(self._changes):
            shown = ngettext("{n} of them shown", "{n} of them shown", self.model.rowCount())
            text += " · " + shown.format(n=self.model.rowCount())
        self.told.setText(text)
        self.export.setEnabled(bool(self._changes))

    def _show_change(self) -> None:
        change: EntryChange | None = self.table.current()
        self.page.setHtml(change_html(change) if change else "")


def read_changes(store: Store, *, list_id: str, since: datetime | int) -> list[EntryChange]:
    """Return what changed since a moment, or what the held version of a number would change; one more than is shown."""
    if isinstance(since, datetime):
        return list(islice(store.changes(list_id, since), MOST_CHANGES + 1))
    return page_work.held_changes(store, list_id, since)[: MOST_CHANGES + 1]


def _holds(change: EntryChange, wanted: Sequence[str]) -> bool:
    """Return whether a change has all words in what it names or in what its fields were and are."""
    entries = [entry for entry in (change.before, change.after) if entry is not None]
    texts = [change.entry_id, *(name.text for entry in entries for name in entry.names)]
    texts += (value for field in change.fields for value in (*field.before, *field.after))
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in wanted)


def change_html(change: EntryChange) -> str:
    """Return a change as HTML: each field before and after, by sign as well as by place."""
    from ui.desktop.entry_page import entry_page

    parts = [f"<h3>{_SIGNS[change.kind]} {escape(words.change_kind_name(change.kind.value))}</h3>"]
    if change.kind is ChangeKind.CHANGED:
        before, after = escape(_("Before")), escape(_("After"))
        rows = [f"<tr><td></td><td><b>− {before}</b></td><td><b>+ {after}</b></td></tr>"]
        for field in change.fields:
            name = escape(words.entry_field_name(field.field))
            gone, came = (
                "<br>".join(f"{sign} {escape(changed_value_text(field.field, value))}" for value in values if value)
                for sign, values in (("−", field.before), ("+", field.after))
            )
            rows.append(
                f"<tr><td valign='top'><b>{name}</b></td><td valign='top'>{gone}</td><td valign='top'>{came}</td></tr>"
            )
        parts.append(f"<table cellpadding='4' border='1' style='border-collapse:collapse'>{''.join(rows)}</table>")
    entry = change.after or change.before
    if entry is not None:
        parts.append(entry_page(entry, None))
    return "".join(parts)
