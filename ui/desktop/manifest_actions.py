"""What can be done with the chosen manifests beside screening: files of them, legal holds, deletion when it is time."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from screening.casework.roles import Action
from screening.keeping import kept_now
from screening.model.hits import RunInfo
from screening.model.keeping import Deleted, KeepState, Kept
from screening.model.overview import ManifestRow
from ui.desktop import page_work
from ui.desktop.desk import MANIFESTS, Desk
from ui.desktop.files_out import FilesOut
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.who import current_user, may
from ui.report.keeping import kept_text
from ui.words import _, ngettext


class ManifestActions(QWidget):
    """Two buttons with menus; ``chosen`` gives the chosen rows of the page, the current one first."""

    def __init__(self, desk: Desk, chosen: Callable[[], Sequence[ManifestRow]]) -> None:
        super().__init__()
        self._desk = desk
        self._chosen = chosen
        self._held = False
        self.files = FilesOut(desk, self, self._run, desk.reader.failed.emit)
        self.export, self.keeping = QPushButton(), QPushButton()
        self._export_menu, self._keeping_menu = QMenu(self), QMenu(self)
        self.excel, self.pdf, self.package = (self._export_menu.addAction("") for _n in range(3))
        self.hold, self.release, self.delete = (self._keeping_menu.addAction("") for _n in range(3))
        self.export.setMenu(self._export_menu)
        self.keeping.setMenu(self._keeping_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.export)
        layout.addWidget(self.keeping)
        done: tuple[tuple[QAction, Callable[[], None]], ...] = (
            (self.excel, self.files.ask_export),
            (self.pdf, lambda: self.files.ask_folder("pdf")),
            (self.package, self.files.ask_package),
            (self.hold, lambda: self._ask_hold(True)),
            (self.release, lambda: self._ask_hold(False)),
            (self.delete, self.ask_delete),
        )
        for action, slot in done:
            action.triggered.connect(lambda _checked=False, slot=slot: slot())
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.export.setText(_("E&xport"))
        self.keeping.setText(_("&Keeping"))
        self.excel.setText(_("Audit file (Excel)…"))
        self.pdf.setText(_("Report (PDF)…"))
        self.package.setText(_("Sealed package…"))
        self.hold.setText(_("Place a legal hold…"))
        self.release.setText(_("Release the legal hold…"))
        self.delete.setText(_("Delete what is past its time…"))

    def show_chosen(self, held: bool) -> None:
        """Offer what can be done with what is chosen now; ``held`` says whether it is under a legal hold."""
        rows = self._chosen()
        session = self._desk.folder.session
        self.export.setEnabled(bool(rows) and bool(rows[0].run_id))
        self.keeping.setEnabled(bool(rows))
        self.hold.setEnabled(len(rows) == 1 and not held and may(session, Action.LISTS))
        self.release.setEnabled(len(rows) == 1 and held and may(session, Action.DELETE))
        self.delete.setEnabled(bool(rows) and may(session, Action.DELETE))

    def _run(self) -> RunInfo | None:
        rows = self._chosen()
        runs = self._desk.store.runs(rows[0].manifest_id) if rows else []
        return runs[0] if runs else None

    # Legal holds

    def _ask_hold(self, placed: bool) -> None:
        rows = self._chosen()
        if not rows:
            return
        row = rows[0]
        text = (
            _("Nothing of {file} is deleted until the hold is released.")
            if placed
            else _("When the hold on {file} is released, it is deleted as its time of keeping says.")
        ).format(file=row.name)
        title = _("Place a legal hold") if placed else _("Release the legal hold")
        dialog = ReasonDialog(title, text, self)
        dialog.given.connect(lambda reason: self.put_hold(row.manifest_id, placed, reason))
        dialog.open()

    def put_hold(self, manifest_id: int, placed: bool, reason: str) -> None:
        """Place or release a legal hold; it is recorded."""
        user = current_user(self._desk.folder.session)
        self._desk.writer.write(
            lambda store: store.put_legal_hold(manifest_id, placed, reason, user),
            lambda _hold: self._changed(_("The legal hold is placed.") if placed else _("The legal hold is released.")),
        )

    def _changed(self, told: str) -> None:
        self._desk.changed.emit(MANIFESTS)
        self._desk.told.emit(told)

    # Deletion

    def ask_delete(self) -> None:
        """Show what would be deleted of the chosen manifests and what not, and why; nothing is deleted yet."""
        wanted = {row.manifest_id for row in self._chosen()}
        self._desk.reader.ask(
            (self, "kept"),
            lambda store: [item for item in kept_now(store) if item.facts.manifest_id in wanted],
            self._preview,
        )

    def _preview(self, kept: list[Kept]) -> None:
        dialog = DeletionDialog(kept, self)
        dialog.accepted.connect(lambda: self._delete(dialog.past))
        dialog.open()

    def _delete(self, past: Sequence[Kept]) -> None:
        work = partial(page_work.delete_manifests, kept=list(past), user=current_user(self._desk.folder.session))
        self._desk.jobs.run(work, self._deleted, self._failed)

    def _failed(self, error: BaseException) -> None:
        # Those before the one that was refused are gone.
        self._desk.changed.emit(MANIFESTS)
        self._desk.reader.failed.emit(error)

    def _deleted(self, done: list[Deleted]) -> None:
        count = ngettext("{n} manifest deleted", "{n} manifests deleted", len(done)).format(n=len(done))
        left = sum(one.decisions_left for one in done)
        kept = ngettext("{n} decision stays", "{n} decisions stay", left).format(n=left)
        self._changed(f"{count}; {kept}.")


class DeletionDialog(QDialog):
    """What would be deleted, what not and why. Delete is offered only for what is past its time and under no hold."""

    def __init__(self, kept: Sequence[Kept], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Delete manifests"))
        self.past = [item for item in kept if item.state is KeepState.PAST]
        rest = [item for item in kept if item.state is not KeepState.PAST]
        layout = QVBoxLayout(self)
        told = QLabel(
            _(
                "Deleted are the sender's file, the lines, and hits that nobody decided. Decisions with their hits and the"
                " audit trail stay, and the deletion is recorded. Backups are rotated out by themselves. It cannot be undone."
            )
        )
        told.setWordWrap(True)
        layout.addWidget(told)
        self.lists: list[QListWidget] = []
        for title, items in ((_("Would be deleted"), self.past), (_("Not deleted"), rest)):
            label = QLabel(f"{title}: {len(items)}")
            held = QListWidget()
            held.setAccessibleName(title)
            held.addItems([kept_text(item) for item in items])
            label.setBuddy(held)
            self.lists.append(held)
            layout.addWidget(label)
            layout.addWidget(held)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.delete = buttons.addButton(_("&Delete"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self.delete.setEnabled(bool(self.past))
        self.delete.setAutoDefault(False)
        self.delete.clicked.connect(self.accept)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(680, 420)
