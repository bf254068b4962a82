"""Work in the background: one thread with a store of its own, so that writes never meet and the window never waits."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal

from screening.errors import Cancelled
from screening.ports import Store, StoreFolder
from screening.screen import Engine
from screening.settings import ScreeningSettings
from screening.workflow import load_bundled, open_engine

logger = logging.getLogger(__name__)

Work = Callable[["Worker"], Any]

_REPORTS_A_SECOND = 10


class Worker:
    """What a piece of work finds in its thread: the store, the engine, and progress that can be cancelled."""

    def __init__(self, jobs: "Jobs", folder: StoreFolder) -> None:
        self._jobs = jobs
        self._folder = folder
        self._store: Store | None = None
        self._engine: Engine | None = None
        self._engine_of = ""
        self._last = 0.0
        self.stop = threading.Event()

    @property
    def store(self) -> Store:
        """The store of the working thread."""
        if self._store is None:
            self._store = self._folder.open()
            load_bundled(self._store)
        return self._store

    def engine(self) -> Engine:
        """Return the engine for the lists in force; it is kept while they stay the same."""
        version = self.store.party_version() + str(len(self.store.goods_rules()))
        if self._engine is None or version != self._engine_of:
            self._engine = open_engine(self.store, ScreeningSettings(), self)
            self._engine_of = version
        return self._engine

    def remembered(self, shape: str) -> dict[str, str]:
        """Return the columns that the officer corrected for tables of a shape."""
        profile = self.store.profile(shape) if shape else None
        return dict(profile.mapping) if profile else {}

    def report(self, step: str, done: int, total: int) -> None:
        """Pass progress to the window, ten times a second at most."""
        now = time.monotonic()
        if now - self._last >= 1 / _REPORTS_A_SECOND:
            self._last = now
            self._jobs.progressed.emit(step, done, total)

    def cancelled(self) -> bool:
        """Whether the officer asked to stop."""
        return self.stop.is_set()

    def close(self) -> None:
        """Close the store; in the working thread."""
        if self._store is not None:
            self._store.close()
            self._store = None


class Jobs(QObject):
    """Runs one piece of work at a time; tells of it by signals in the main thread."""

    started = Signal()
    progressed = Signal(str, object, object)
    ended = Signal()
    _done = Signal(object, object)

    def __init__(self, folder: StoreFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="tekser-work")
        self._worker = Worker(self, folder)
        self._running = 0
        self._closed = False
        self._done.connect(self._finish)

    @property
    def busy(self) -> bool:
        """Whether work is running or waiting."""
        return self._running > 0

    def run(self, work: Work, success: Callable[[Any], None], failure: Callable[[BaseException], None]) -> None:
        """Run ``work`` in the background, then ``success`` or ``failure`` in the main thread."""
        self._running += 1
        if self._running == 1:
            self._worker.stop.clear()
            self.started.emit()
        future = self._executor.submit(work, self._worker)
        future.add_done_callback(lambda done: self._done.emit(done, (success, failure)))

    def cancel(self) -> None:
        """Ask the running work to stop; what it had begun is not kept."""
        self._worker.stop.set()

    def _finish(
        self, future: "Future[Any]", callbacks: tuple[Callable[[Any], None], Callable[[BaseException], None]]
    ) -> None:
        self._running -= 1
        if self._closed:
            return  # the window's store is closed: a late result has nowhere to go
        if self._running == 0:
            self.ended.emit()
        success, failure = callbacks
        error = future.exception()
        if error is None:
            success(future.result())
            return
        if not isinstance(error, Cancelled):
            logger.error("background work failed", exc_info=error)
        failure(error)

    def shut_down(self) -> None:
        """Cancel, wait for the running work, close the store. May be called again."""
        if self._closed:
            return
        self._closed = True
        self.cancel()
        self._executor.submit(self._worker.close)
        self._executor.shutdown(wait=True)
