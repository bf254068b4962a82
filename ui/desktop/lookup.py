"""Names and entries looked up while the officer types: a thread, a store, an index and a search of its own."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from screening.names.types import NameMatch, PartyQuery
from screening.ports import Store, StoreFolder
from ui.desktop.reading import Reader

if TYPE_CHECKING:
    # The matching brings numpy and numba; the window starts without them.
    from screening.lists.search import EntrySearch, Found
    from screening.names.index import NameIndex
    from screening.quick import QuickAnswers

NAMES_FOUND = 30
"""Most entries that a name is told to resemble."""
NAMES_LEAST = 60.0
"""Least score of a name that the search shows: lower than what makes an alert, since the officer looks for it."""


class _Holder:
    """What the thread keeps between questions; made anew when the lists change."""

    def __init__(self, tell: Callable[[str], None], stopped: threading.Event) -> None:
        self._tell = tell
        self._stopped = stopped
        self._index_of = self._search_of = ""
        self._index: NameIndex | None = None
        self._search: EntrySearch | None = None

    def report(self, step: str, _done: int, _total: int) -> None:
        """Tell what makes the officer wait."""
        if step not in ("match_names", "search_entries"):
            self._tell(step)

    def cancelled(self) -> bool:
        """Whether the window is being closed."""
        return self._stopped.is_set()

    def index(self, store: Store) -> "NameIndex":
        from screening.lists.search import lists_stamp
        from screening.workflow import open_index

        stamp = lists_stamp(store)
        if self._index is None or stamp != self._index_of:
            self._tell("build_index")
            self._index = open_index(store, self)
            # The first question compiles the matching; better before somebody waits for it.
            self._index.match([PartyQuery("tekser"), PartyQuery("tekser", vessel=True)])
            self._index_of = stamp
        return self._index

    def search(self, store: Store) -> "EntrySearch":
        from screening.lists.search import EntrySearch, lists_stamp

        stamp = lists_stamp(store)
        if self._search is None or stamp != self._search_of:
            self._search = EntrySearch.open(store, store.folder / "index", self)
            self._search_of = stamp
        return self._search


class Lookup(QObject):
    """Answers questions about names and entries; a newer question under the same key makes the older one void."""

    preparing = Signal(str)
    """A step that takes a while ("build_index", ...): the lists are new to this window."""

    def __init__(self, folder: StoreFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()
        self._reader = Reader(folder, self)
        self._holder = _Holder(self.preparing.emit, self._stopped)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._reader.busy

    def warm_up(self) -> None:
        """Open the index before the first question comes."""
        self._reader.ask((self, "warm"), lambda store: self._holder.index(store) and None, lambda _: None, _unheard)

    def quick(
        self,
        key: object,
        text: str,
        success: "Callable[[QuickAnswers], None]",
        failure: Callable[[BaseException], None],
    ) -> None:
        """Ask the lists for every piece of a text, at the threshold of the office."""
        holder = self._holder

        def ask(store: Store) -> Any:  # noqa: ANN401  # QuickAnswers
            from screening.office import office_settings
            from screening.quick import quick_check

            least = office_settings(store).party_threshold
            return quick_check(holder.index(store), text, min_score=least, progress=holder)

        self._reader.ask(key, ask, success, failure)

    def find(
        self,
        key: object,
        text: str,
        list_id: str,
        success: "Callable[[Found], None]",
        failure: Callable[[BaseException], None],
    ) -> None:
        """Find entries that hold the words of a text."""
        holder = self._holder
        self._reader.ask(
            key, lambda store: holder.search(store).find(text, list_id=list_id, progress=holder), success, failure
        )

    def names_like(
        self,
        key: object,
        text: str,
        success: Callable[[list[NameMatch]], None],
        failure: Callable[[BaseException], None],
    ) -> None:
        """Find entries whose names resemble a text, parties and vessels together, by the matching itself."""

        def ask(store: Store) -> Any:  # noqa: ANN401  # list[NameMatch]
            index = self._holder.index(store)
            found = index.match(
                [PartyQuery(text), PartyQuery(text, vessel=True)], min_score=NAMES_LEAST, max_hits=NAMES_FOUND
            )
            return sorted((match for some in found for match in some), key=lambda match: -match.score)

        self._reader.ask(key, ask, success, failure)

    def shut_down(self) -> None:
        """Give up what is being prepared, and wait for the thread."""
        self._stopped.set()
        self._reader.shut_down()


def _unheard(_error: BaseException) -> None:
    """Nobody asked yet: the first real question tells of the error."""
