"""Lists: where they come from, how old they are, their versions, what changed; any entry found offline."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from screening.casework.roles import Action
from screening.errors import UserError
from screening.lists.ages import list_age
from screening.lists.sources import sources
from screening.lists.update import ListUpdate, UpdateResult
from screening.model.lists import ListInfo
from screening.workflow import held_lists, never_in_force
from ui import words
from ui.desktop import page_work
from ui.desktop.desk import LISTS, Desk
from ui.desktop.entry_search import EntrySearchPanel
from ui.desktop.list_changes import ChangesPanel
from ui.desktop.list_versions import VersionsPanel
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import why_not
from ui.words import N_, _, ngettext
from ui.words.page_words import list_change_text, list_state_text


def _now() -> datetime:
    return datetime.now(UTC)


COLUMNS: tuple[RowColumn[ListInfo], ...] = (
    RowColumn(N_("List"), lambda i: i.list_id, 16, key=lambda i: i.list_id),
    RowColumn(N_("Title"), lambda i: i.title, 30, key=lambda i: i.title, share=3.0),
    RowColumn(N_("State"), lambda i: list_state_text(i, _now()), 22, key=lambda i: list_age(i, _now()).since),
    RowColumn(N_("Age"), lambda i: words.list_age_text(i, _now()), 42, key=lambda i: i.imported_at, share=4.0),
    RowColumn(N_("Source"), lambda i: i.source, 30, key=lambda i: i.source, share=1.5),
    RowColumn(N_("Held"), lambda i: "▲ " + str(i.held) if i.held else "", 6, key=lambda i: i.held),
    RowColumn(N_("Entries"), lambda i: str(i.entries), 8, right=True, key=lambda i: i.entries),
    RowColumn(N_("Names"), lambda i: str(i.names), 8, right=True, key=lambda i: i.names),
)


class ListsPage(QWidget):
    """The lists above; below the search of entries, and versions and changes of the chosen list."""

    help_topic = "lists"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.update_now, self.from_files, self.from_folder = QPushButton(), QPushButton(), QPushButton()
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.model: RowsModel[ListInfo] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.table.allow_sorting()
        self.search = EntrySearchPanel(desk)
        self.versions = VersionsPanel(desk)
        self.changes = ChangesPanel(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel in (self.search, self.changes, self.versions):
            self.tabs.addTab(panel, "")
        buttons = QHBoxLayout()
        for button in (self.update_now, self.from_files, self.from_folder):
            buttons.addWidget(button)
        buttons.addWidget(self.notice, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.tabs)
        split.setSizes([190, 400])
        layout = QVBoxLayout(self)
        layout.addLayout(buttons)
        layout.addWidget(split, 1)
        self.setFocusProxy(self.table)
        self.update_now.clicked.connect(self.fetch)
        self.from_files.clicked.connect(lambda: desk.lists_wanted.emit([]))
        self.from_folder.clicked.connect(self._ask_folder)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._chosen())
        self.table.activated.connect(lambda _index: self.tabs.setCurrentWidget(self.changes))
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._find)
        self.retranslate()
        self.reload()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.update_now.setText(_("&Update now"))
        self.from_files.setText(_("&Load lists from files…"))
        self.from_folder.setText(_("From a folder or &stick…"))
        self.table.setAccessibleName(_("Lists"))
        for number, title in enumerate((_("Find an entry"), _("What changed"), _("Versions"))):
            self.tabs.setTabText(number, title)
        for panel in (self.search, self.changes, self.versions):
            panel.retranslate()
        self.model.retranslate()
        self.table.fit_titles()
        self._show_notice()
        self._offer()

    def _offer(self) -> None:
        """Let those load lists who may; a button that is grey says why."""
        why = why_not(self._desk.folder.session, Action.LISTS)
        for button in (self.update_now, self.from_files, self.from_folder):
            button.setEnabled(not why)
            button.setToolTip(why)
        if not why:
            told = _("Fetches every list that has an address from its publisher; Cancel stops it.")
            self.update_now.setToolTip(told)

    def reload(self) -> None:
        """Read the lists anew."""
        before = self.table.current()
        waiting = never_in_force(self._desk.store)
        infos = [*waiting, *sorted(self._desk.store.lists(), key=lambda i: (not i.active, i.list_id))]
        self.model.set_rows(infos)
        wanted = [n for n, info in enumerate(infos) if before is not None and info.list_id == before.list_id]
        if infos:
            self.table.selectRow(wanted[0] if wanted else 0)
        self._show_notice()
        self._offer()
        self._chosen()

    def _show_notice(self) -> None:
        held = sum(held_lists(self._desk.store).values())
        told = ngettext("{n} version is held until you decide.", "{n} versions are held until you decide.", held)
        waiting = ", ".join(info.list_id for info in never_in_force(self._desk.store))
        text = "▲ " + told.format(n=held) if held else ""
        if waiting:
            text += " " + _("Nothing is in force of: {lists}. They are not screened against.").format(lists=waiting)
        self.notice.setText(text)

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return (
            ("Ctrl+F", _("find an entry, or a changed one")),
            (_("Enter"), _("what changed in the list")),
            ("Ctrl+C", _("copy the chosen rows as a table")),
        )

    def drop(self, paths: Sequence[Path]) -> bool:
        """Load the files dropped here as lists."""
        self._desk.lists_wanted.emit(list(paths))
        return True

    def _find(self) -> None:
        if self.tabs.currentWidget() is self.changes:
            self.changes.text.setFocus()
            self.changes.text.selectAll()
            return
        self.tabs.setCurrentWidget(self.search)
        self.search.text.setFocus()
        self.search.text.selectAll()

    def _chosen(self) -> None:
        info: ListInfo | None = self.table.current()
        self.search.use_list(info.list_id if info else "")
        self.versions.use_list(info)
        self.changes.use_list(info)

    # Bringing lists up to date

    def fetch(self) -> None:
        """Fetch all lists that have an address."""
        try:
            known = sources(self._desk.store.folder)
        except UserError as error:
            self._desk.reader.failed.emit(error)
            return
        if not known:
            self._desk.told.emit(_("No list has an address; see Settings."))
            return
        self._desk.jobs.run(page_work.fetch_lists, self._updated, self._stopped)

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder or stick with lists"))
        if name:
            self.take(Path(name))

    def take(self, folder: Path) -> None:
        """Take the lists that a folder holds."""
        self._desk.jobs.run(partial(page_work.take_lists, folder=folder), self._updated, self._stopped)

    def _updated(self, updates: list[ListUpdate]) -> None:
        self._desk.changed.emit(LISTS)
        self._desk.told.emit(updates_summary(updates) or _("No list was due."))
        if any(update.result in (UpdateResult.FAILED, UpdateResult.HELD) for update in updates):
            box = QMessageBox(QMessageBox.Icon.Warning, "Tekser", updates_summary(updates), parent=self)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.setInformativeText("\n\n".join(update_text(update) for update in updates))
            box.open()

    def _stopped(self, error: BaseException) -> None:
        # Lists that were done before stay updated.
        self._desk.changed.emit(LISTS)
        self._desk.reader.failed.emit(error)


def updates_summary(updates: Sequence[ListUpdate]) -> str:
    """Return how many lists came to what; an empty text for none."""
    counts = Counter(update.result for update in updates)
    told = (
        (UpdateResult.FAILED, ngettext("▲ {n} list not updated", "▲ {n} lists not updated", counts[UpdateResult.FAILED])),
        (UpdateResult.HELD, ngettext("▲ {n} list held until you decide", "▲ {n} lists held until you decide",
                                     counts[UpdateResult.HELD])),
        (UpdateResult.UPDATED, ngettext("{n} list updated", "{n} lists updated", counts[UpdateResult.UPDATED])),
        (UpdateResult.UNCHANGED, ngettext("{n} list unchanged", "{n} lists unchanged", counts[UpdateResult.UNCHANGED])),
    )  # fmt: skip
    return " · ".join(text.format(n=counts[result]) for result, text in told if counts[result])


def update_text(update: ListUpdate) -> str:
    """Return what came of updating one list."""
    if update.change is not None and update.result in (UpdateResult.UPDATED, UpdateResult.HELD):
        return list_change_text(update.change)
    if update.error is None:
        return _("{list}: unchanged").format(list=update.list_id)
    told = _("{list}: not updated, the version in force stays. {why}")
    if not update.in_force:
        told = _("{list}: not updated; NOTHING IS IN FORCE, this list is not screened against. {why}")
    return told.format(list=update.list_id, why=words.error_text(update.error))
