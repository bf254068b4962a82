"""What a long piece of work finds where it runs: the store, the engine, and progress that can be cancelled. No Qt."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from screening.model.manifests import Profile
from screening.office import office_settings
from screening.ports import Store

if TYPE_CHECKING:
    from screening.screen import Engine

_REPORTS_A_SECOND = 10


class Stop(Protocol):
    """An event, of this process or between two."""

    def is_set(self) -> bool:
        """Whether the officer asked to stop."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until then, at most ``timeout`` seconds."""


class Worker:
    """One store and one engine, kept from one piece of work to the next. To be used where the work runs alone."""

    def __init__(self, opener: Callable[[], Store], tell: Callable[[str, int, int], None], stop: Stop) -> None:
        self._opener = opener
        self._tell = tell
        self._store: Store | None = None
        self._engine: Engine | None = None
        self._engine_of = ""
        self._last = 0.0
        self.stop = stop

    @property
    def store(self) -> Store:
        """The store of the working thread."""
        if self._store is None:
            from screening.workflow import load_bundled

            self._store = self._opener()
            load_bundled(self._store)
        return self._store

    def engine(self) -> "Engine":
        """Return the engine for the lists and settings in force; it is kept while they stay the same."""
        from screening.goods.tables import read_own
        from screening.workflow import open_engine

        settings = office_settings(self.store)
        store = self.store
        rules, own = store.goods_rules(), read_own(store.folder).digest
        version = repr((store.party_version(), rules, store.rates(), own, settings))
        if self._engine is None or version != self._engine_of:
            self._engine = open_engine(self.store, settings, self)
            self._engine_of = version
        return self._engine

    def remembered(self, shape: str) -> Profile | None:
        """Return the columns that the officer corrected for tables of a shape."""
        return self.store.profile(shape) if shape else None

    def report(self, step: str, done: int, total: int) -> None:
        """Pass progress to the window, ten times a second at most."""
        now = time.monotonic()
        if now - self._last >= 1 / _REPORTS_A_SECOND:
            self._last = now
            self._tell(step, done, total)

    def cancelled(self) -> bool:
        """Whether the officer asked to stop."""
        return self.stop.is_set()

    def close(self) -> None:
        """Close the store; where the work runs."""
        if self._store is not None:
            self._store.close()
            self._store = None
