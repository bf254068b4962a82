"""The menus of the window. Actions are made once; :meth:`Menus.retranslate` gives them their words."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from screening.casework.roles import Action
from screening.casework.session import SignIn
from ui import words
from ui.desktop import theme
from ui.desktop.files_in import FilesIn
from ui.desktop.files_out import FilesOut
from ui.desktop.places import PLACES
from ui.desktop.who import offer
from ui.words import N_, _


class Shell(Protocol):
    """What the menus ask of the window."""

    def show_page(self, name: str) -> None:
        """Show a page."""

    def use_language(self, code: str) -> None:
        """Switch all words."""

    def use_theme(self, name: str) -> None:
        """Switch all colours."""

    def print_page(self) -> None:
        """Print what the page shows."""

    def show_help(self) -> None:
        """Open the help of the page that is shown."""

    def show_keys(self) -> None:
        """Show the sheet of keys of the page that is shown."""

    def show_licences(self) -> None:
        """Show what the program is made of."""

    def close(self) -> bool:
        """Close the window."""


_THEME_NAMES = {theme.SYSTEM: N_("As the system"), theme.LIGHT: N_("Light"), theme.DARK: N_("Dark")}


_EXPORTS = {
    "pdf": N_("&PDF report…"),
    "shipments": N_("PDF report of each flagged &shipment…"),
    "json": N_("Hits and decisions as &JSON…"),
    "csv": N_("Hits and decisions as &CSV…"),
    "hold": N_("&Hold letter…"),
    "rfi": N_("Request for &information…"),
    "blocking": N_("Draft of a &blocking report…"),
    "reject": N_("Draft of a &reject report…"),
    "afm": N_("Draft of a report to the &AFM…"),
}
"""Kinds of ``ui.report.export`` besides Excel, which has a key of its own."""


class Menus(QObject):
    """Builds the menus of the window and holds their actions by name."""

    def __init__(self, window: QMainWindow, shell: Shell, files_in: FilesIn, files_out: FilesOut) -> None:
        super().__init__(window)
        self._window = window
        self._titles: list[tuple[QMenu, str]] = []
        self._texts: list[tuple[QAction, str]] = []
        file = self._menu(N_("&File"))
        self.open = self._action(file, N_("&Open a manifest…"), "Ctrl+O", files_in.ask_manifest)
        self.recent = QMenu(file)
        file.addMenu(self.recent)
        self._titles.append((self.recent, N_("Open &recent")))
        self.recent.aboutToShow.connect(lambda: self._list_recent(files_in))
        self.paste = self._action(file, N_("&Paste a table from the clipboard"), "Ctrl+Shift+V", files_in.paste)
        self.sample = self._action(file, N_("Screen the bundled &sample"), "", files_in.sample)
        file.addSeparator()
        self.lists = self._action(file, N_("Load &lists…"), "Ctrl+L", files_in.ask_lists)
        self.effectiveness = self._action(file, N_("&Test of effectiveness…"), "", files_out.ask_effectiveness)
        file.addSeparator()
        self.export = self._action(file, N_("&Export to Excel…"), "Ctrl+E", files_out.ask_export)
        more = QMenu(file)
        file.addMenu(more)
        self._titles.append((more, N_("Export &more")))
        self.exports = {
            kind: self._action(more, text, "", partial(files_out.ask_folder, kind)) for kind, text in _EXPORTS.items()
        }
        more.addSeparator()
        self.package = self._action(more, N_("Sealed &package…"), "", files_out.ask_package)
        self.print = self._action(file, N_("&Print…"), "Ctrl+P", shell.print_page)
        file.addSeparator()
        self.quit = self._action(file, N_("&Quit"), "Ctrl+Q", shell.close)
        view = self._menu(N_("&View"))
        for number, place in enumerate(PLACES, 1):
            self._action(view, place.title, f"Ctrl+{number}", partial(shell.show_page, place.name))
        view.addSeparator()
        colours = QMenu(view)
        view.addMenu(colours)
        self._titles.append((colours, N_("&Colours")))
        self.themes = self._choice(colours, theme.THEMES, shell.use_theme)
        for name, action in self.themes.items():
            self._texts.append((action, _THEME_NAMES[name]))
        language = self._menu(N_("Lan&guage"))
        self.languages = self._choice(language, [code for code, _name in words.LANGUAGES], shell.use_language)
        for code, name in words.LANGUAGES:
            self.languages[code].setText(name)
        help_menu = self._menu(N_("&Help"))
        self.help = self._action(help_menu, N_("&Help for this page"), "F1", shell.show_help)
        self.keys = self._action(help_menu, N_("&Keys"), "Ctrl+F1", shell.show_keys)
        self.licences = self._action(help_menu, N_("&Licences…"), "", shell.show_licences)

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(self._window)
        self._window.menuBar().addMenu(menu)
        self._titles.append((menu, title))
        return menu

    def _action(self, menu: QMenu, text: str, keys: str, slot: Callable[[], object]) -> QAction:
        action = QAction(self._window)
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
        self._texts.append((action, text))
        return action

    def _choice(
        self, menu: QMenu, names: "list[str] | tuple[str, ...]", slot: Callable[[str], None]
    ) -> dict[str, QAction]:
        group = QActionGroup(self)
        actions = {}
        for name in names:
            action = QAction(self._window)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, name=name: slot(name))
            group.addAction(action)
            menu.addAction(action)
            actions[name] = action
        return actions

    def _list_recent(self, files_in: FilesIn) -> None:
        """List the files opened last, each with the digit that opens it."""
        self.recent.clear()
        paths = files_in.recent()
        for number, path in enumerate(paths, 1):
            action = self.recent.addAction(f"&{number}  {path.name}" if number < 10 else path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: files_in.import_all([path]))
        if not paths:
            self.recent.addAction(_("(none yet)")).setEnabled(False)

    def offer(self, session: SignIn) -> None:
        """Offer what the one who works here may do."""
        offer((self.open, self.paste, self.sample, self.recent), session, Action.IMPORT)
        offer([self.lists], session, Action.LISTS)

    def retranslate(self) -> None:
        """Put all words into the language in use, and tick it."""
        for menu, title in self._titles:
            menu.setTitle(_(title))
        for action, text in self._texts:
            action.setText(_(text))
        self.languages[words.current_language()].setChecked(True)
