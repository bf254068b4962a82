"""What the pages of the window share: the store, work in the background, and word of what changed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal

from screening.ports import Store, StoreFolder
from ui.desktop.child import Child
from ui.desktop.jobs import Jobs
from ui.desktop.layout import Layout
from ui.desktop.lookup import Lookup
from ui.desktop.reading import Reader, Writer


class Desk(QObject):
    """Given to every page. Pages ask each other for nothing; they raise these signals and the window answers.

    ``store`` answers quick questions in the main thread; what may take longer than a few milliseconds goes to
    ``reader`` (questions; those about names to ``lookup``, those that count over all lines ever stored to ``counter``,
    so that Review never waits behind them), what writes goes to ``writer`` (decisions, settings) or,
    when it is long, to ``jobs``.
    """

    changed = Signal(str)
    """Something in the store changed; one of :data:`KINDS`. Pages that are not seen are reloaded when they are."""
    person_left = Signal()
    """Whoever worked here has signed out: comments begun, texts typed and what undo would take back are dropped."""
    told = Signal(str)
    """A short text for the status line."""
    page_wanted = Signal(str)
    """Show a page by its name."""
    manifest_wanted = Signal(object)
    """Show the last screening of a manifest (its id) in Review."""
    hit_wanted = Signal(object, object)
    """Show a screening (run id) in Review at a hit (its id, or None)."""
    entry_wanted = Signal(str, str)
    """Show a list entry (list id, entry id)."""
    files_wanted = Signal(object)
    """Import these paths; an empty list asks the officer for them."""
    sample_wanted = Signal()
    """Import and screen the bundled sample."""
    language_wanted = Signal(str)
    """Switch all words to a language."""
    theme_wanted = Signal(str)
    """Switch all colours."""
    lists_wanted = Signal(object)
    """Load lists from these paths; an empty list asks the officer for them."""

    def __init__(
        self, folder: StoreFolder, store: Store, parent: QObject | None = None, child: Child | None = None
    ) -> None:
        super().__init__(parent)
        self.folder = folder
        self.store = store
        self.layout = Layout(folder.path)
        self.jobs = Jobs(folder, self, child)
        self.reader = Reader(folder, self)
        self.counter = Reader(folder, self)
        self.lookup = Lookup(folder, self)
        self.writer = Writer(folder, self)
        self.key_passphrase = ""
        """Of the signing key, where it is in a file and was unlocked: files are written in a process of its own."""
        self.closed = False
        """Whether the window has been closed: what a timer still asks for then has no store to go to."""

    def shut_down(self) -> None:
        """Stop what runs in the background and wait for it."""
        self.closed = True
        self.lookup.shut_down()
        self.reader.shut_down()
        self.counter.shut_down()
        self.writer.shut_down()
        self.jobs.shut_down()


MANIFESTS, LISTS, DECISIONS, SETTINGS, USERS = KINDS = ("manifests", "lists", "decisions", "settings", "users")
"""What :attr:`Desk.changed` tells of."""


class Page(Protocol):
    """A page of the window: a QWidget whose class takes the desk. It is registered in ``ui.desktop.places``."""

    help_topic: str
    """Name of the help text that F1 opens."""

    def retranslate(self) -> None:
        """Put all words into the language in use."""

    def reload(self) -> None:
        """Read what is shown anew; called when the page comes into view after something changed."""

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return (keys, what they do) for the sheet of keys, in the language in use."""


@runtime_checkable
class KeepsLayout(Protocol):
    """A page that remembers how it was arranged (``Desk.layout``)."""

    def restore_layout(self) -> None:
        """Arrange the page as it was."""

    def keep_layout(self) -> None:
        """Keep how it is arranged; called when the window closes."""


@runtime_checkable
class HoldsDraft(Protocol):
    """A page where something may be begun that is recorded nowhere yet."""

    def draft(self) -> str:
        """Return what was begun, in words; empty where nothing was. Signing out drops it."""


class Dropped(Protocol):
    """A page that takes files dropped on it itself, before the window does (the page Lists)."""

    def drop(self, paths: Sequence[Path]) -> bool:
        """Take the files; returns False to leave them to the window."""
