"""The main window: a shell that holds the pages, the menus, the line of work and the files dropped on it."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from screening.errors import Cancelled, TekserError
from screening.ports import StoreFolder
from screening.workflow import load_bundled
from ui import words
from ui.desktop import qt_words, theme
from ui.desktop.ages_button import AgesButton
from ui.desktop.child import Child
from ui.desktop.daily import Daily
from ui.desktop.desk import USERS, Desk, HoldsDraft, KeepsLayout, Page
from ui.desktop.files_in import FilesIn
from ui.desktop.files_out import FilesOut
from ui.desktop.jobs import Jobs
from ui.desktop.layout import Layout
from ui.desktop.list_timer import ListTimer
from ui.desktop.menus import Menus
from ui.desktop.notices import Notices
from ui.desktop.office_menu import OfficeMenu
from ui.desktop.places import PLACES
from ui.desktop.sign_in import IdleLock
from ui.desktop.who import current_user
from ui.logs import discreet_error
from ui.words import _

if TYPE_CHECKING:
    from ui.desktop.help_window import HelpWindow
    from ui.desktop.review_page import ReviewPage

logger = logging.getLogger(__name__)

WARM_AFTER = 1500
"""Milliseconds after the start when the working process is started."""
SHARED_EVERY = 0.0005
"""Seconds after which a thread that reads the store hands the interpreter to the window's: every cell that is painted
asks for it, and with Python's own 5 ms a page of them waits for hundreds."""
TOLD_FOR = 30_000
"""Milliseconds that a text stays in the status line."""


def use_what_was_kept(layout: Layout) -> str:
    """Take the language and the colours of last time, at first those of the system; returns the name of the colours."""
    language = layout.text("language") or QLocale.system().name()[:2]
    if language in (code for code, _name in words.LANGUAGES):
        words.use_language(language)
    qt_words.use(words.current_language())
    kept = layout.text("theme", theme.SYSTEM)
    colours = kept if kept in theme.THEMES else theme.SYSTEM
    theme.use(colours)
    return colours


class MainWindow(QMainWindow):
    """The one main window on an entered data folder."""

    faulted = Signal(str)
    failed_elsewhere = Signal(object)
    """An error that a thread of the store found."""

    def __init__(self, folder: StoreFolder, child: Child | None = None) -> None:
        super().__init__()
        sys.setswitchinterval(SHARED_EVERY)
        self._closed = False
        self._walking = False
        """Whether somebody goes from tab to tab by the arrows, and keeps the focus there."""
        store = folder.open()
        load_bundled(store)
        self.desk = Desk(folder, store, self, child)
        self._pages: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._help: HelpWindow | None = None
        self.files_in = FilesIn(self.desk, self, self.failed)
        self.files_out = FilesOut(self.desk, self, lambda: self.review.run, self.failed)
        self._theme = use_what_was_kept(self.desk.layout)
        self._build()
        self._listen()
        self.list_timer = ListTimer(self.desk)
        self.daily = Daily(self.desk)
        self.retranslate()
        self.restoreGeometry(self.desk.layout.state("window"))
        self.show_page(PLACES[0].name)
        self.page(PLACES[0].name).setFocus(Qt.FocusReason.OtherFocusReason)
        # Soon, but not before the window is there: the first import need not wait for the process to start.
        QTimer.singleShot(WARM_AFTER, self.jobs.warm)

    def _build(self) -> None:
        self.banner = QLabel()
        self.banner.setWordWrap(True)
        self.banner.setContentsMargins(8, 3, 8, 3)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.stack = QStackedWidget()
        for _place in PLACES:
            self.tabs.addTab("")
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self.setAcceptDrops(True)
        self.resize(1240, 700)
        self.progress = QProgressBar()
        self.progress.setMaximumWidth(self.fontMetrics().averageCharWidth() * 40)
        self.cancel = QPushButton()
        for widget in (self.progress, self.cancel):
            self.statusBar().addPermanentWidget(widget)
            widget.hide()
        self.menus = Menus(self, self, self.files_in, self.files_out)
        self.lock = IdleLock(self.desk, self)
        self.office = OfficeMenu(self.desk, self, self.lock, self._drafts)
        self.menus.themes[self._theme].setChecked(True)
        self.notices = Notices(self)
        self.user = QLabel()
        self.ages = AgesButton(self.desk)
        self.statusBar().addPermanentWidget(self.ages)
        self.statusBar().addPermanentWidget(self.user)

    def _listen(self) -> None:
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.cancel.clicked.connect(self.jobs.cancel)
        self.jobs.started.connect(self._work_began)
        self.jobs.progressed.connect(self._work_goes_on)
        self.jobs.ended.connect(self._work_ended)
        self.faulted.connect(self._tell_fault)
        self.failed_elsewhere.connect(self.failed)
        self.desk.changed.connect(self._changed)
        self.desk.told.connect(lambda text: self.statusBar().showMessage(text, TOLD_FOR))
        self.desk.page_wanted.connect(self.show_page)
        self.desk.manifest_wanted.connect(self.show_manifest)
        self.desk.entry_wanted.connect(self.show_entry)
        self.desk.language_wanted.connect(self.use_language)
        self.desk.theme_wanted.connect(self.use_theme)
        self.desk.hit_wanted.connect(self._show_hit)
        self.desk.reader.failed.connect(self.failed)
        self.desk.counter.failed.connect(self.failed)
        self.desk.writer.failed.connect(self.failed)

    # Pages

    @property
    def jobs(self) -> Jobs:
        """Work in the background."""
        return self.desk.jobs

    @property
    def review(self) -> "ReviewPage":
        """The page Review."""
        return cast("ReviewPage", self.page("review"))

    def page(self, name: str) -> QWidget:
        """Return a page, made now if it was never shown."""
        made = self._pages.get(name)
        if made is None:
            place = next(place for place in PLACES if place.name == name)
            made = cast("QWidget", getattr(import_module(place.module), place.page)(self.desk))
            self._pages[name] = made
            self.stack.addWidget(made)
            if isinstance(made, KeepsLayout):
                QTimer.singleShot(0, made, made.restore_layout)  # when it has the size that it will be arranged in
        return made

    @property
    def current_page(self) -> Page:
        """The page that is shown."""
        return cast("Page", self.stack.currentWidget())

    def _drafts(self) -> list[str]:
        """Return what was begun on the pages and is recorded nowhere."""
        return [page.draft() for page in self._pages.values() if isinstance(page, HoldsDraft)]

    def show_page(self, name: str) -> None:
        """Show a page, read anew where something changed since it was last seen."""
        page = self.page(name)
        number = next(n for n, place in enumerate(PLACES) if place.name == name)
        if self.stack.currentWidget() is not page:
            self.stack.setCurrentWidget(page)
            if not self._walking:
                page.setFocus(Qt.FocusReason.OtherFocusReason)  # its keys work at once, without Tab
        if self.tabs.currentIndex() != number:
            self.tabs.setCurrentIndex(number)
        if name in self._stale:
            self._stale.discard(name)
            cast("Page", page).reload()
        if name == "review" and self.review.run is None:
            self.review.open_waiting()

    def _tab_chosen(self, number: int) -> None:
        """Show the page of a tab; whoever walks along the tabs by arrows goes on doing so."""
        self._walking = self.tabs.hasFocus()
        self.show_page(PLACES[number].name)
        self._walking = False

    def show_manifest(self, manifest_id: int) -> None:
        """Show the last screening of a manifest in Review."""
        runs = self.desk.store.runs(manifest_id)
        if runs:
            self.review.show_run(runs[0])
            self._stale.discard("review")
            self.show_page("review")
            self.review.questions.table.setFocus()

    def _show_hit(self, run_id: int, hit_id: int | None) -> None:
        run = next((run for run in self.desk.store.runs() if run.run_id == run_id), None)
        if run is not None:
            self.review.show_hit(run, hit_id) if hit_id else self.review.show_run(run)
            self._stale.discard("review")
            self.show_page("review")
            self.review.questions.table.setFocus()

    def show_entry(self, list_id: str, entry_id: str) -> None:
        """Show all facts of a list entry in a window of its own."""
        from ui.desktop.entry_page import EntryWindow

        EntryWindow(self.desk.store, list_id, entry_id, self).show()

    def _changed(self, kind: str) -> None:
        if kind == USERS:
            self.user.setText(self._who())
            self.menus.offer(self.desk.folder.session)
            self.lock.watch()
        self._stale = set(self._pages)
        shown = next((name for name, page in self._pages.items() if page is self.stack.currentWidget()), None)
        if shown is not None:
            self.show_page(shown)
        self._show_banner()

    # Words and colours

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.setWindowTitle("Tekser")
        self.setLocale(QLocale(words.current_language()))
        for number, place in enumerate(PLACES):
            self.tabs.setTabText(number, _(place.title))
        self.tabs.setAccessibleName(_("Pages"))
        self.menus.retranslate()
        self.menus.offer(self.desk.folder.session)
        self.office.retranslate()
        self.cancel.setText(_("Cancel"))
        self.cancel.setToolTip(_("Esc stops the work too, where no field or page needs the key."))
        self.user.setText(self._who())
        for page in self._pages.values():
            cast("Page", page).retranslate()
        if self._help is not None:
            self._help.retranslate()
        self._show_banner()

    def _who(self) -> str:
        """Return who works here, as the records will name them."""
        actor = self.desk.folder.session.actor
        if actor is None:
            return _("single-user mode: {user}").format(user=current_user(self.desk.folder.session))
        return f"{actor.name} · {words.role_name(actor.role.value)}"

    def use_language(self, code: str) -> None:
        """Switch all words at once."""
        words.use_language(code)
        qt_words.use(code)
        self.desk.layout.keep_text("language", code)
        self.retranslate()

    def use_theme(self, name: str) -> None:
        """Switch all colours at once."""
        theme.use(name)
        self.desk.layout.keep_text("theme", name)
        self.menus.themes[name].setChecked(True)
        self.retranslate()

    def _show_banner(self) -> None:
        starter = next((info for info in self.desk.store.lists() if info.is_starter and info.active), None)
        self.banner.setVisible(starter is not None)
        self.banner.setStyleSheet(theme.banner_style())
        if starter is not None:
            self.banner.setText("⚠ " + words.starter_notice(starter, datetime.now(UTC)))
        self.ages.refresh()

    def print_page(self) -> None:
        """Ask for a printer and print what the page shows, where it can be printed."""
        document = getattr(self.current_page, "printable", lambda: None)()
        if document is None:
            self.desk.told.emit(_("There is nothing to print here."))
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec():
            document.print_(printer)

    def show_help(self) -> None:
        """Open the help of the page that is shown, in a window beside which one goes on working."""
        from ui.desktop.help_window import HelpWindow

        topic = self.current_page.help_topic
        if self._help is None:
            self._help = HelpWindow(topic, self)
        self._help.show_topic(topic)
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()

    def show_keys(self) -> None:
        """Show the keys of the page that is shown."""
        keys = "\n".join(f"{keys}\t{what}" for keys, what in self.current_page.shortcuts())
        box = QMessageBox(QMessageBox.Icon.NoIcon, _("Keys"), keys, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def show_licences(self) -> None:
        """Show what the program is made of."""
        from ui.desktop.licences import LicencesDialog

        LicencesDialog(self.desk.folder, self).open()

    # Files dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Give the files to the page that is shown if it wants them, else import them."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        drop = getattr(self.stack.currentWidget(), "drop", None)
        if drop is None or not drop(paths):
            self.files_in.import_all(paths)

    # Work in the background

    def _work_began(self) -> None:
        self.notices.began()
        self.progress.setRange(0, 0)
        self.progress.setFormat("")
        self.progress.show()
        self.cancel.show()
        self.statusBar().showMessage(_("Working…"))

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
        self.notices.ended(_("The work is done."))

    # Errors

    def failed(self, error: BaseException) -> None:
        """Tell of work that failed or was stopped."""
        if isinstance(error, Cancelled):
            self.desk.told.emit(words.error_text(error))
        elif isinstance(error, TekserError):
            self._tell(words.error_text(error))
        else:
            self._tell_unexpected(error)

    def _tell_unexpected(self, error: BaseException) -> None:
        """Tell of an error that nobody foresaw by its kind alone: its text may hold cells, and goes where the user says."""
        logger.error("unexpected error", exc_info=error)
        text = _(
            "Something went wrong inside Tekser ({detail}). What was being done may be unfinished: look at what is recorded"
            " before you go on. What is not shown as screened is not screened."
        )
        box = self._box(text.format(detail=discreet_error(error)))
        box.setInformativeText(_("The details may hold names from the manifest; look before you send them to anybody."))
        copy = QPushButton(_("Copy &details"), box)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("".join(traceback.format_exception(error))))
        box.addButton(copy, QMessageBox.ButtonRole.HelpRole)
        box.open()

    def _tell(self, text: str) -> None:
        self._box(text).open()

    def _box(self, text: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, "Tekser", text, QMessageBox.StandardButton.Ok, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box

    def _tell_fault(self, detail: str) -> None:
        self._tell(
            _("Something went wrong inside Tekser ({detail}). Close it and open it again before you go on.").format(
                detail=detail
            )
        )

    def tell_crash(self, report: Path) -> None:
        """Tell that the last start ended in a crash, and where its report is."""
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "Tekser",
            _(
                "Tekser ended unexpectedly the last time. What had been said to be done is kept. A report without any of"
                " your data is in {file}; send it to whoever looks after Tekser."
            ).format(file=report),
            QMessageBox.StandardButton.Ok,
            self,
        )
        box.setDetailedText(report.read_text(encoding="utf-8", errors="replace")[:20_000])
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def come_forward(self, manifest_id: int | None = None) -> None:
        """Bring the window before all others, as a second start asks for."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if manifest_id is not None:
            self.show_manifest(manifest_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stop the running work by Esc, where nothing else took the key."""
        if event.key() == Qt.Key.Key_Escape and self.jobs.busy:
            self.jobs.cancel()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the work that runs, wait for it, close the store."""
        if not self._closed:
            self.desk.layout.keep_state("window", self.saveGeometry())
            for page in self._pages.values():
                if isinstance(page, KeepsLayout):
                    page.keep_layout()
            self.desk.layout.sync()
        self.lock.stop()
        self.hide()  # what is still waited for, work that stops, say, is no reason to show a window that answers nothing
        self.desk.shut_down()
        if not self._closed:
            self._closed = True
            self.desk.store.close()
        event.accept()
