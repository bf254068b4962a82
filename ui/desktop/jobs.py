"""Work in the background: one thread with a store of its own, so that writes never meet and the window never waits."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal

from screening.errors import Cancelled
from screening.ports import StoreFolder
from ui.desktop.worker import Worker

logger = logging.getLogger(__name__)

Work = Callable[[Worker], Any]
"""A function of a module, with its values bound by functools.partial: it must be possible to pickle it."""


class Jobs(QObject):
    """Runs one piece of work at a time; tells of it by signals in the main thread."""

    started = Signal()
    progressed = Signal(str, object, object)
    ended = Signal()
    _done = Signal(object, object)

    def __init__(self, folder: StoreFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="tekser-work")
        self._worker = Worker(folder, self.progressed.emit)
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
