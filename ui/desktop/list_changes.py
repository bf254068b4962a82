"""What changed in a list, entry by entry and field by field, and its versions with what can be done with them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from html import escape
from itertools import islice

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from screening.casework.roles import Action
from screening.model.lists import ListInfo
from screening.model.versions import ChangeKind, EntryChange, ForcePeriod, ListVersion, VersionState
from screening.ports import Store
from ui import words
from ui.desktop import page_work
from ui.desktop.child import Work
from ui.desktop.desk import LISTS, Desk
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import current_user, why_not
from ui.words import N_, _

MOST_CHANGES = 20_000
"""Most changed entries that are shown; the first version of a list is all new, and nobody reads it here."""

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "−", ChangeKind.CHANGED: "~"}

CHANGE_COLUMNS: tuple[RowColumn[EntryChange], ...] = (
    RowColumn(N_("What"), lambda c: f"{_SIGNS[c.kind]} {words.change_kind_name(c.kind.value)}", 12, key=lambda c: c.kind.value),
    RowColumn(N_("Name"), lambda c: c.name, 34, share=3.0, key=lambda c: c.name.casefold()),
    RowColumn(N_("Entry"), lambda c: c.entry_id, 12, key=lambda c: c.entry_id),
    RowColumn(N_("Fields"), lambda c: ", ".join(words.entry_field_name(f.field) for f in c.fields), 20, share=2.0),
)  # fmt: skip

VERSION_COLUMNS: tuple[RowColumn[ListVersion], ...] = (
    RowColumn(N_("Number"), lambda v: str(v.version_id), 8, right=True),
    RowColumn(N_("State"), lambda v: version_state(v), 14),
    RowColumn(N_("Received"), lambda v: words.format_datetime(v.received_at), 16),
    RowColumn(N_("Published"), lambda v: words.format_date(v.published_on), 12),
    RowColumn(N_("Entries"), lambda v: str(v.figures.entries), 10, right=True),
    RowColumn(N_("Names"), lambda v: str(v.figures.names), 10, right=True),
    RowColumn(N_("Decided by"), lambda v: v.decided_by, 14),
    RowColumn(N_("Source"), lambda v: v.source, 30, share=1.0),
)


def version_state(version: ListVersion) -> str:
    """Return the state of a version by sign and word."""
    if version.in_force:
        return "● " + _("in force")
    sign = {VersionState.HELD: "▲", VersionState.REFUSED: "✕", VersionState.ACCEPTED: "○"}[version.state]
    return f"{sign} {words.version_state_name(version.state.value)}"


class ChangesPanel(QWidget):
    """What changed in the chosen list since one of its versions came into force."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._info: ListInfo | None = None
        self._changes: list[EntryChange] | None = None
        self._more = False
        self.since = QComboBox()
        self.since.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.told = QLabel()
        self.model: RowsModel[EntryChange] = RowsModel(CHANGE_COLUMNS, self)
        self.table = RowsView(self.model, CHANGE_COLUMNS)
        self.table.allow_sorting()
        self.page = QTextBrowser()
        top = QHBoxLayout()
        top.addWidget(self.since)
        top.addWidget(self.told, 1)
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(self.page)
        split.setSizes([620, 560])
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(split, 1)
        self.since.currentIndexChanged.connect(self._ask)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_change())
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.since.setAccessibleName(_("Changes since"))
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
        periods: Sequence[ForcePeriod] = self._desk.store.force_periods(self._info.list_id) if self._info else ()
        self.since.blockSignals(True)
        self.since.clear()
        for period in periods:
            when = words.format_datetime(period.since)
            self.since.addItem(
                _("since {date} (version {number})").format(date=when, number=period.version_id), period.since
            )
        if periods:
            self.since.setCurrentIndex(min(chosen, len(periods) - 1))
        self.since.blockSignals(False)

    def _ask(self) -> None:
        since: datetime | None = self.since.currentData()
        if self._info is None or since is None:
            self._found([])
            return
        list_id = self._info.list_id
        self._changes = None
        self._say()
        self._desk.reader.ask((self, "changes"), partial(_read_changes, list_id=list_id, since=since), self._found)

    def _found(self, changes: list[EntryChange]) -> None:
        self._more = len(changes) > MOST_CHANGES
        self._changes = changes[:MOST_CHANGES]
        self.model.set_rows(self._changes)
        if self._changes:
            self.table.selectRow(0)
        self._say()
        self._show_change()

    def _say(self) -> None:
        if self._changes is None:
            self.told.setText(_("Comparing…"))
            return
        counts = {kind: sum(c.kind is kind for c in self._changes) for kind in ChangeKind}
        text = " · ".join(f"{_SIGNS[k]} {n} {words.change_kind_name(k.value)}" for k, n in counts.items())
        more = " " + _("Only the first {n} are shown.").format(n=MOST_CHANGES) if self._more else ""
        self.told.setText(text + more)

    def _show_change(self) -> None:
        change: EntryChange | None = self.table.current()
        self.page.setHtml(change_html(change) if change else "")


def _read_changes(store: Store, *, list_id: str, since: datetime) -> list[EntryChange]:
    return list(islice(store.changes(list_id, since), MOST_CHANGES + 1))


def change_html(change: EntryChange) -> str:
    """Return a change as HTML: each field before and after, by sign as well as by place."""
    from ui.desktop.entry_page import entry_page

    parts = [f"<h3>{_SIGNS[change.kind]} {escape(words.change_kind_name(change.kind.value))}</h3>"]
    if change.kind is ChangeKind.CHANGED:
        before, after = escape(_("Before")), escape(_("After"))
        rows = [f"<tr><td></td><td><b>− {before}</b></td><td><b>+ {after}</b></td></tr>"]
        for field in change.fields:
            name = escape(words.entry_field_name(field.field))
            gone = "<br>".join(f"− {escape(value)}" for value in field.before if value)
            came = "<br>".join(f"+ {escape(value)}" for value in field.after if value)
            rows.append(
                f"<tr><td valign='top'><b>{name}</b></td><td valign='top'>{gone}</td><td valign='top'>{came}</td></tr>"
            )
        parts.append(f"<table cellpadding='4' border='1' style='border-collapse:collapse'>{''.join(rows)}</table>")
    entry = change.after or change.before
    if entry is not None:
        parts.append(entry_page(entry, None))
    return "".join(parts)


class VersionsPanel(QWidget):
    """Every version of the chosen list: accept or refuse one that is held, go back to an earlier one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._info: ListInfo | None = None
        self.model: RowsModel[ListVersion] = RowsModel(VERSION_COLUMNS, self)
        self.table = RowsView(self.model, VERSION_COLUMNS)
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.accept, self.refuse, self.back = QPushButton(), QPushButton(), QPushButton()
        buttons = QHBoxLayout()
        for button in (self.accept, self.refuse, self.back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(buttons)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._chosen())
        self.accept.clicked.connect(lambda: self._decide("accept"))
        self.refuse.clicked.connect(lambda: self._decide("refuse"))
        self.back.clicked.connect(lambda: self._decide("back"))
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.table.setAccessibleName(_("Versions"))
        self.accept.setText(_("&Accept the held version…"))
        self.refuse.setText(_("&Refuse it…"))
        self.back.setText(_("&Go back to this version…"))
        self.model.retranslate()
        self.table.fit_titles()
        self._chosen()

    def use_list(self, info: ListInfo | None) -> None:
        """Show the versions of another list."""
        self._info = info
        versions = self._desk.store.versions(info.list_id) if info else []
        self.model.set_rows(versions)
        if versions:
            held = next((n for n, v in enumerate(versions) if v.state is VersionState.HELD), 0)
            self.table.selectRow(held)
        self._chosen()

    def _chosen(self) -> None:
        version: ListVersion | None = self.table.current()
        held = version is not None and version.state is VersionState.HELD
        why_not_here = why_not(self._desk.folder.session, Action.LIST_CONTROL)
        for button in (self.accept, self.refuse, self.back):
            button.setToolTip(why_not_here)
        self.accept.setEnabled(held and not why_not_here)
        self.refuse.setEnabled(held and not why_not_here)
        earlier = version is not None and version.state is VersionState.ACCEPTED and not version.in_force
        self.back.setEnabled(bool(earlier and version and version.files) and not why_not_here)
        lines = [words.reason_text(problem) for problem in version.problems] if version else []
        if version and version.reason:
            lines.append(_("Reason: {reason}").format(reason=version.reason))
        self.why.setText("\n".join(lines))
        self.why.setVisible(bool(lines))

    def _decide(self, what: str) -> None:
        version: ListVersion | None = self.table.current()
        if version is None:
            return
        number, title = version.version_id, version.title
        titles = {
            "accept": _("Accept a held version"),
            "refuse": _("Refuse a held version"),
            "back": _("Go back to an earlier version"),
        }
        texts = {
            "accept": _("Version {number} of {title} looks wrong (see the reasons below the table). Accepted, it is what all are screened against."),
            "refuse": _("Version {number} of {title} will not be used; the version in force stays.")
            if self._info is not None and self._info.version_id
            else _("Version {number} of {title} will not be used; nothing of this list is in force, it is not screened against."),
            "back": _("Version {number} of {title} will be in force again in place of the present one."),
        }  # fmt: skip
        dialog = ReasonDialog(titles[what], texts[what].format(number=number, title=title), self)
        dialog.given.connect(lambda reason: self._do(what, version, reason))
        dialog.open()

    def _do(self, what: str, version: ListVersion, reason: str) -> None:
        user = current_user(self._desk.folder.session)
        work: Work
        if what == "accept":
            work = partial(page_work.accept, version_id=version.version_id, user=user, reason=reason)
        elif what == "refuse":
            work = partial(page_work.refuse, version_id=version.version_id, user=user, reason=reason)
        else:
            work = partial(
                page_work.go_back, list_id=version.list_id, version_id=version.version_id, user=user, reason=reason
            )
        self._desk.jobs.run(work, lambda _done: self._desk.changed.emit(LISTS), self._desk.reader.failed.emit)
