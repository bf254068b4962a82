"""Work in the background: one piece at a time in a process of its own, so that the window never waits for it."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from screening.errors import Cancelled, TekserError
from screening.ports import StoreFolder
from ui.desktop.child import Child, Work

logger = logging.getLogger(__name__)


class Jobs(QObject):
    """Runs one piece of work at a time; tells of it by signals in the main thread."""

    started = Signal()
    progressed = Signal(str, object, object)
    ended = Signal()
    _done = Signal(object, object)

    def __init__(self, folder: StoreFolder, parent: QObject | None = None, child: Child | None = None) -> None:
        """``child`` is a process to share with a window that was open before; it outlives this object."""
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="tekser-work")
        self._folder = folder
        self._child = child or Child()
        self._shared = child is not None
        self._running = 0
        self._closed = False
        # Queued also where the thread is done at once: what began the work goes on first.
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work is running or waiting."""
        return self._running > 0

    def warm(self) -> None:
        """Start the working process, in the background."""
        if not self._closed:
            self._executor.submit(self._child.warm)

    def run(self, work: Work, success: Callable[[Any], None], failure: Callable[[BaseException], None]) -> None:
        """Run ``work`` in the background, then ``success`` or ``failure`` in the main thread."""
        if self._closed:
            return
        self._running += 1
        if self._running == 1:
            self._child.stop.clear()
            self.started.emit()
        future = self._executor.submit(self._work, work)
        future.add_done_callback(lambda done: self._done.emit(done, (success, failure)))

    def _work(self, work: Work) -> Any:  # noqa: ANN401  # whatever the work gives
        if self._closed:
            raise Cancelled
        return self._child.run(self._place(), self._folder.opener(), work, self.progressed.emit)

    def _place(self) -> object:
        """Return what the child's store depends on: the folder, and who is signed in there."""
        return self._folder.path, self._folder.session.actor

    def cancel(self) -> None:
        """Ask the running work to stop; what it had begun is not kept."""
        self._child.stop.set()

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
        if not isinstance(error, TekserError):
            logger.error("background work failed", exc_info=error)
        failure(error)

    def shut_down(self) -> None:
        """Cancel, wait for the running work, end the process. May be called again."""
        if self._closed:
            return
        self._closed = True
        self.cancel()
        self._executor.submit(self._leave)
        self._executor.shutdown(wait=True)

    def _leave(self) -> None:
        if not self._shared:
            self._child.close()
        elif self._child.started:
            self._child.run(self._place(), self._folder.opener(), None, lambda *_: None)
