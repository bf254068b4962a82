"""Today: what an officer looks at first. Each item leads to its place by Enter."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTreeView, QVBoxLayout, QWidget

from screening.casework.known import Reopened
from screening.model.batches import Batch, BatchCount
from screening.model.overview import HeldUp, ManifestRow, ManifestState
from screening.model.rescreening import AlertCount
from screening.model.versions import ListVersion
from screening.today import Due, Today, look_round
from ui import words
from ui.desktop.batch_dialog import BatchDialog
from ui.desktop.desk import Desk
from ui.desktop.first_steps import FirstSteps
from ui.words import _, ngettext
from ui.words.codes import age_level
from ui.words.due_text import due_text
from ui.words.page_words import list_state_text, reopened_text, waiting_text

_GO = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the page: what it is, how it stands, how long, and where Enter leads."""

    what: str
    state: str
    age: str
    go: Callable[[], None] | None = None


class TodayPage(QWidget):
    """Lists and their age, what waits, what is new, what is held up."""

    help_topic = "today"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._today: Today | None = None
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        self.steps = FirstSteps(desk)
        self.steps.hide()
        self.model = QStandardItemModel(0, 3, self)
        self.tree = QTreeView()
        self.tree.setModel(self.model)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setAlternatingRowColors(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.activated.connect(self._go)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addWidget(self.steps)
        layout.addWidget(self.tree, 1)
        self.setFocusProxy(self.tree)
        self.retranslate()
        self.reload()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.steps.retranslate()
        self.tree.setAccessibleName(_("Today"))
        self.model.setHorizontalHeaderLabels([_("What"), _("State"), _("How long")])
        self._show()

    def reload(self) -> None:
        """Look round anew, in the background."""
        self._desk.counter.ask((self, "today"), look_round, self._seen)

    def _seen(self, today: Today) -> None:
        self._today = today
        self.steps.show_state(today)
        self._show()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return ((_("Enter"), _("open the place of the item")),)

    def _show(self) -> None:
        self.model.removeRows(0, self.model.rowCount())
        now = datetime.now(UTC)
        day = words.format_date(now.astimezone().date().isoformat())
        title = _("Today")
        if self._today is None:
            self.heading.setText(f"<h2>{title} · {day}</h2>")
            return
        waiting = self._today.waiting_in_all
        told = ngettext("{n} manifest waits for you.", "{n} manifests wait for you.", waiting).format(n=waiting)
        if not waiting:
            told = _("No manifest waits for you.")
        self.heading.setText(f"<h2>{title} · {day}</h2><p>{told}</p>")
        for title, items in self._groups(self._today, now):
            self._add(title, items)
        self.tree.expandAll()
        for column, most in ((1, 44), (2, 50)):  # as wide as their words, a long reason no wider than it must be
            letters = min(self.tree.sizeHintForColumn(column), self.fontMetrics().averageCharWidth() * most)
            self.tree.header().resizeSection(column, max(letters, self.tree.header().sectionSizeHint(column)))
        self._choose_first()

    def _add(self, title: str, items: Sequence[Item]) -> None:
        head = QStandardItem(f"{title} ({len(items)})")
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        row = [head, QStandardItem(), QStandardItem()]
        for cell in row:
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for item in items or [Item("– " + _("nothing"), "", "")]:
            cells = [QStandardItem(item.what), QStandardItem(item.state), QStandardItem(item.age)]
            for cell in cells:
                cell.setData(item.go, _GO)
                cell.setToolTip(cell.text())
            head.appendRow(cells)
        self.model.appendRow(row)

    def _choose_first(self) -> None:
        """Put the cursor on the first item that leads anywhere."""
        for group in range(self.model.rowCount()):
            item = self.model.index(0, 0, self.model.index(group, 0))
            if item.data(_GO) is not None:
                self.tree.setCurrentIndex(item)
                return

    def _go(self, index: QModelIndex) -> None:
        go = index.data(_GO)
        if go is not None:
            go()

    def _groups(self, today: Today, now: datetime) -> Iterator[tuple[str, list[Item]]]:
        yield (
            _("Versions of lists that are held until you decide"),
            [self._held_version(v, today, now) for v in today.held_versions],
        )
        yield _("New alerts since the lists changed"), [self._alerts(count, now) for count in today.alerts]
        if today.reopened:
            yield _("Known parties that opened again"), [self._reopened(found, now) for found in today.reopened]
        yield _("Manifests that wait"), [self._waiting(row, now) for row in today.waiting]
        yield _("Waiting for a second person"), [self._held_up(held, now) for held in today.approvals]
        if today.returned:
            yield _("Returned by a second person"), [self._held_up(held, now) for held in today.returned]
        if today.due:
            yield _("Reports to authorities"), [self._due(due, now) for due in today.due]
        yield _("Held up"), [self._held_up(held, now) for held in today.held_up]
        if today.batches:
            yield _("Watched folders and batches"), [self._batch(count, now) for count in today.batches]
        worst = {"red": 0, "amber": 1, "fresh": 2, "not_judged": 3}
        active = sorted((i for i in today.lists if i.active), key=lambda i: (worst[age_level(i, now)], i.list_id))
        yield (
            _("Lists"),
            [
                Item(
                    f"{i.title} ({i.list_id})",
                    list_state_text(i, now),
                    words.list_age_text(i, now),
                    self._page("lists"),
                )
                for i in (*today.never_in_force, *active)
            ],
        )

    def _page(self, name: str) -> Callable[[], None]:
        return lambda: self._desk.page_wanted.emit(name)

    def _manifest(self, manifest_id: int, screened: bool = True) -> Callable[[], None]:
        if not screened:
            return self._page("manifests")
        return lambda: self._desk.manifest_wanted.emit(manifest_id)

    def _batch(self, count: BatchCount, now: datetime) -> Item:
        state = ngettext("{n} file screened", "{n} files screened", count.done + count.screened)
        told = "✓ " + state.format(n=count.done + count.screened)
        if count.failed:
            failed = ngettext("{n} failed", "{n} failed", count.failed).format(n=count.failed)
            told = f"▲ {failed} · {told[2:]}"
        return Item(count.batch.title, told, waiting_text(count.last_at, now), lambda: self._open_batch(count.batch))

    def _open_batch(self, batch: Batch) -> None:
        dialog = BatchDialog(self._desk, batch, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _held_version(self, version: ListVersion, today: Today, now: datetime) -> Item:
        why = words.reason_text(version.problems[0]) if version.problems else ""
        if any(info.list_id == version.list_id for info in today.never_in_force):
            why = _("Nothing is in force, this list is not screened against. {why}").format(why=why)
        return Item(
            f"▲ {version.title} ({version.list_id})", why, waiting_text(version.received_at, now), self._page("lists")
        )

    def _waiting(self, row: ManifestRow, now: datetime) -> Item:
        if row.state is ManifestState.NOT_SCREENED:
            state = "? " + _("not screened")
        else:
            state = "▲ " + ngettext("{n} open alert", "{n} open alerts", row.open_hits).format(n=row.open_hits)
        return Item(
            row.name, state, waiting_text(row.imported_at, now), self._manifest(row.manifest_id, bool(row.run_id))
        )

    def _alerts(self, count: AlertCount, now: datetime) -> Item:
        name = self._desk.store.manifest(count.manifest_id).info.name
        state = "▲ " + ngettext("{n} open alert", "{n} open alerts", count.open).format(n=count.open)
        return Item(name, state, waiting_text(count.newest, now), self._manifest(count.manifest_id))

    def _reopened(self, found: Reopened, now: datetime) -> Item:
        name = self._desk.store.manifest(found.manifest_id).info.name
        return Item(name, reopened_text(found), waiting_text(found.newest, now), self._manifest(found.manifest_id))

    def _due(self, due: Due, now: datetime) -> Item:
        return Item(
            due.stopped.name, due_text(due, now.astimezone().date()), waiting_text(due.stopped.since, now),
            self._manifest(due.stopped.manifest_id),
        )  # fmt: skip

    def _held_up(self, held: HeldUp, now: datetime) -> Item:
        state = f"■ {words.disposition_name(held.disposition)} ({held.hits})"
        return Item(held.name, state, waiting_text(held.since, now), self._manifest(held.manifest_id))
