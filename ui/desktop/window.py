"""The main window: pages, menus, files dropped on it, and the work in the background."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from screening.errors import Cancelled, TekserError, UnreadableInput, UserError
from screening.manifest.folder import manifests_in
from screening.manifest.read import SheetPreview, preview
from screening.model.hits import RunInfo
from screening.model.lists import ListChange
from screening.ports import StoreFolder
from screening.resources import resource_path
from screening.workflow import import_lists, import_manifest, load_bundled, screen_manifest
from ui import words
from ui.desktop.import_dialog import ImportDialog
from ui.desktop.jobs import Jobs, Worker
from ui.desktop.pages import ListsPage, ManifestsPage
from ui.desktop.review_page import ReviewPage
from ui.words import _

SAMPLE = resource_path("samples", "forwarder_register.xlsx")


class MainWindow(QMainWindow):
    """The one main window on an entered data folder."""

    faulted = Signal(str)

    def __init__(self, folder: StoreFolder) -> None:
        super().__init__()
        self._closed = False
        self._store = folder.open()
        load_bundled(self._store)
        self.jobs = Jobs(folder, self)
        self._pasted = TemporaryDirectory(prefix="tekser-pasted-")
        self.review = ReviewPage(self._store)
        self.manifests = ManifestsPage(self._store)
        self.lists = ListsPage(self._store)
        self._build()
        self.faulted.connect(self._tell_fault)
        self.retranslate()
        self.pages.setCurrentWidget(self.manifests)

    def _build(self) -> None:
        self.banner = QLabel()
        self.banner.setWordWrap(True)
        self.banner.setContentsMargins(8, 4, 8, 4)
        self.banner.setStyleSheet("background: #7a4b00; color: white;")
        self.pages = QTabWidget()
        for page in (self.manifests, self.review, self.lists):
            self.pages.addTab(page, "")
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        self.setCentralWidget(centre)
        self.setAcceptDrops(True)
        self.resize(1240, 700)
        self.progress = QProgressBar()
        self.progress.setMaximumWidth(360)
        self.cancel = QPushButton()
        self.cancel.clicked.connect(self.jobs.cancel)
        for widget in (self.progress, self.cancel):
            self.statusBar().addPermanentWidget(widget)
            widget.hide()
        self.jobs.started.connect(self._work_began)
        self.jobs.progressed.connect(self._work_goes_on)
        self.jobs.ended.connect(self._work_ended)
        self.manifests.chosen.connect(self.show_manifest)
        self.manifests.sample_wanted.connect(lambda: self.import_file(SAMPLE, ask=False))
        self.lists.load_wanted.connect(self.ask_lists)
        self.review.decided.connect(self.manifests.reload)
        self._menus()

    def _menus(self) -> None:
        self.file_menu = self.menuBar().addMenu("")
        self.open_action = self._action(self.file_menu, "Ctrl+O", self.ask_manifest)
        self.paste_action = self._action(self.file_menu, "Ctrl+Shift+V", self.paste)
        self.export_action = self._action(self.file_menu, "Ctrl+E", self.ask_export)
        self.lists_action = self._action(self.file_menu, "Ctrl+L", self.ask_lists)
        self.sample_action = self._action(self.file_menu, "", lambda: self.import_file(SAMPLE, ask=False))
        self.quit_action = self._action(self.file_menu, "Ctrl+Q", self.close)
        self.view_menu = self.menuBar().addMenu("")
        self.page_actions = [
            self._action(self.view_menu, f"Ctrl+{n + 1}", lambda n=n: self.pages.setCurrentIndex(n)) for n in range(3)
        ]
        self.theme_menu = self.view_menu.addMenu("")
        group = QActionGroup(self)
        self.theme_actions = {}
        for name in ("system", "light", "dark"):
            action = self._action(self.theme_menu, "", lambda name=name: set_theme(name))
            action.setCheckable(True)
            group.addAction(action)
            self.theme_actions[name] = action
        self.theme_actions["system"].setChecked(True)
        self.language_menu = self.menuBar().addMenu("")
        languages = QActionGroup(self)
        for code, name in words.LANGUAGES:
            action = self._action(self.language_menu, "", lambda code=code: self.use_language(code))
            action.setText(name)
            action.setCheckable(True)
            action.setChecked(code == words.current_language())
            languages.addAction(action)
        self.help_menu = self.menuBar().addMenu("")
        self.keys_action = self._action(self.help_menu, "F1", self.show_keys)

    def _action(self, menu: Any, keys: str, slot: Any) -> QAction:  # noqa: ANN401  # Qt takes any callable
        action = QAction(self)
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
        return action

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.setWindowTitle("Tekser")
        for n, title in enumerate((_("Manifests"), _("Review"), _("Lists"))):
            self.pages.setTabText(n, title)
            self.page_actions[n].setText(title)
        self.file_menu.setTitle(_("&File"))
        self.view_menu.setTitle(_("&View"))
        self.language_menu.setTitle(_("&Language"))
        self.help_menu.setTitle(_("&Help"))
        self.theme_menu.setTitle(_("&Colours"))
        self.open_action.setText(_("&Open a manifest…"))
        self.paste_action.setText(_("&Paste a table from the clipboard"))
        self.export_action.setText(_("&Export to Excel…"))
        self.lists_action.setText(_("Load &lists…"))
        self.sample_action.setText(_("Screen the bundled &sample"))
        self.quit_action.setText(_("&Quit"))
        self.keys_action.setText(_("&Keys"))
        for name, text in (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))):
            self.theme_actions[name].setText(text)
        self.cancel.setText(_("Cancel"))
        for page in (self.review, self.manifests, self.lists):
            page.retranslate()
        self._show_banner()

    def use_language(self, code: str) -> None:
        """Switch all words at once."""
        words.use_language(code)
        self.retranslate()

    def _show_banner(self) -> None:
        starter = next((info for info in self._store.lists() if info.is_starter and info.active), None)
        self.banner.setVisible(starter is not None)
        if starter is not None:
            self.banner.setText("⚠ " + words.starter_notice(starter, datetime.now(UTC)))

    def show_keys(self) -> None:
        """Show the keys."""
        from ui.desktop.review_page import KEYS

        QMessageBox.information(self, _("Keys"), _(KEYS).replace(" · ", "\n"))

    def show_manifest(self, manifest_id: int) -> None:
        """Show the last screening of a manifest in Review."""
        runs = self._store.runs(manifest_id)
        if runs:
            self.review.show_run(runs[0])
            self.pages.setCurrentWidget(self.review)

    # Files in

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the files that were dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.import_all(paths)

    def import_all(self, paths: Sequence[Path]) -> None:
        """Import files, and the tables of folders, one after the other."""
        try:
            found = manifests_in(paths)
        except UserError as error:
            self._failed(error)
            return
        for path in found:
            self.import_file(path)

    def ask_manifest(self) -> None:
        """Ask for manifests and import them."""
        names, _filter = QFileDialog.getOpenFileNames(
            self,
            _("Open a manifest"),
            "",
            _("Spreadsheets") + " (*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.zip);;* (*)",
        )
        self.import_all([Path(name) for name in names])

    def paste(self) -> None:
        """Import the table in the clipboard; it is kept like a file that was sent."""
        text = QApplication.clipboard().text()
        if not text.strip():
            self.statusBar().showMessage(_("The clipboard holds no table."), 10_000)
            return
        name = f"clipboard {datetime.now():%Y-%m-%d %H-%M-%S}.tsv"
        path = Path(self._pasted.name, name)
        path.write_text(text, encoding="utf-8", newline="")
        self.import_file(path)

    def import_file(self, path: Path, *, ask: bool = True) -> None:
        """Read a file, show what was recognised, then import and screen it."""
        if not ask:
            self._screen(path, {})
            return
        self._preview(path, "")

    def _preview(self, path: Path, password: str) -> None:
        self.jobs.run(
            lambda worker: preview(path, password=password, remembered=worker.remembered),
            lambda sheets: self._confirm(path, sheets, password),
            lambda error: self._not_read(path, error),
        )

    def _not_read(self, path: Path, error: BaseException) -> None:
        """Ask for the password of a locked workbook; tell of any other error."""
        if not isinstance(error, UnreadableInput) or error.code not in ("password_needed", "password_wrong"):
            self._failed(error)
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Password"))
        dialog.setLabelText(words.error_text(error))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda password: self._preview(path, password))
        dialog.open()

    def _confirm(self, path: Path, sheets: list[SheetPreview], password: str) -> None:
        dialog = ImportDialog(path, sheets, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._screen(path, dialog.mapping(), password))
        dialog.open()

    def _screen(self, path: Path, mapping: dict[str, str], password: str = "") -> None:
        def work(worker: Worker) -> tuple[RunInfo, bool]:
            engine = worker.engine()
            imported = import_manifest(
                worker.store, path, mapping=mapping, progress=worker, password=password, remember=bool(mapping)
            )
            run = screen_manifest(worker.store, engine, imported.manifest.manifest_id, worker)
            return run, bool(imported.earlier)

        self.jobs.run(work, self._screened, self._failed)

    def _screened(self, result: tuple[RunInfo, bool]) -> None:
        run, seen_before = result
        self.manifests.reload()
        self.show_manifest(run.manifest_id)
        if seen_before:
            self.statusBar().showMessage(_("This file was imported before; it was screened again."), 15_000)

    # Lists

    def ask_lists(self) -> None:
        """Ask for list files and load them."""
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Load lists"), "", _("Lists") + " (*.csv *.xml *.xlsx *.txt);;* (*)"
        )
        if names:
            self.load_lists([Path(name) for name in names])

    def load_lists(self, paths: Sequence[Path]) -> None:
        """Load lists in the background."""
        self.jobs.run(
            lambda worker: import_lists(worker.store, paths, progress=worker), self._lists_loaded, self._failed
        )

    def _lists_loaded(self, changes: list[ListChange]) -> None:
        self.lists.reload()
        self._show_banner()
        text = "\n".join(
            _("{list}: {entries} entries read, {new} new, {gone} gone, {changed} changed").format(
                list=c.info.list_id, entries=c.info.entries, new=c.new, gone=c.gone, changed=c.changed
            )
            for c in changes
        )
        self.statusBar().showMessage(text.replace("\n", " · "), 30_000)

    # Files out

    def ask_export(self) -> None:
        """Ask where to and write the Excel audit file of the screening in Review."""
        run = self.review.run
        if run is None:
            self.statusBar().showMessage(_("Open a manifest first."), 8_000)
            return
        proposed = f"{Path(self._store.manifest(run.manifest_id).info.name).stem}-tekser.xlsx"
        name, _filter = QFileDialog.getSaveFileName(self, _("Export to Excel"), proposed, "Excel (*.xlsx)")
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Write the Excel audit file in the background."""
        run, language = self.review.run, words.current_language()
        if run is None:
            return

        def work(worker: Worker) -> Path:
            from ui.report.collect import collect
            from ui.report.excel import write_report

            worker.report("write_report", 0, 0)
            write_report(path, collect(worker.store, run), language)
            return path

        done = _("Written: {file}")
        self.jobs.run(work, lambda p: self.statusBar().showMessage(done.format(file=p), 30_000), self._failed)

    # Work in the background

    def _work_began(self) -> None:
        self.progress.setRange(0, 0)
        self.progress.setFormat("")
        self.progress.show()
        self.cancel.show()

    def _work_goes_on(self, step: str, done: int, total: int) -> None:
        self.statusBar().showMessage(words.step_name(step))
        self.progress.setRange(0, total or 0)
        if total:
            self.progress.setValue(done)
            self.progress.setFormat("%p %")

    def _work_ended(self) -> None:
        self.statusBar().clearMessage()
        self.progress.hide()
        self.cancel.hide()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.statusBar().showMessage(words.error_text(error), 10_000)
        elif isinstance(error, TekserError):
            self._tell(words.error_text(error))
        else:
            self._tell(
                _("Something went wrong inside Tekser ({detail}). Nothing was screened.").format(
                    detail=f"{type(error).__name__}: {error}"
                )
            )

    def _tell(self, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Tekser", text, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _tell_fault(self, detail: str) -> None:
        self._tell(
            _("Something went wrong inside Tekser ({detail}). Close it and open it again before you go on.").format(
                detail=detail
            )
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the work that runs, wait for it, close the store."""
        self.jobs.shut_down()
        if not self._closed:
            self._closed = True
            self._store.close()
        event.accept()


def set_theme(name: str) -> None:
    """Use the colours of the system, light or dark ones."""
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(name, Qt.ColorScheme.Unknown)
    QGuiApplication.styleHints().setColorScheme(scheme)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setPalette(dark_palette() if name == "dark" else application.style().standardPalette())


def dark_palette() -> QPalette:
    """Return dark colours, for where the platform has none of its own."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "#20242b", QPalette.ColorRole.WindowText: "#e8eaed", QPalette.ColorRole.Base: "#171a1f",
        QPalette.ColorRole.AlternateBase: "#262b33", QPalette.ColorRole.Text: "#e8eaed", QPalette.ColorRole.Button: "#2d333c",
        QPalette.ColorRole.ButtonText: "#e8eaed", QPalette.ColorRole.Highlight: "#3d7bd9",
        QPalette.ColorRole.HighlightedText: "#ffffff", QPalette.ColorRole.ToolTipBase: "#2d333c",
        QPalette.ColorRole.ToolTipText: "#e8eaed", QPalette.ColorRole.PlaceholderText: "#9aa0a8",
        QPalette.ColorRole.Link: "#8ab4f8",
    }  # fmt: skip
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    return palette
