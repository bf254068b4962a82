"""Questions to the store, and short writes, each in a thread of its own, so that the window never waits."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from screening.errors import TekserError
from screening.ports import Store, StoreFolder

logger = logging.getLogger(__name__)

Question = Callable[[Store], Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    key: object
    number: int
    success: Callable[[Any], None]
    failure: Callable[[BaseException], None] | None


class Reader(QObject):
    """Asks the store in the background. A newer question under the same key makes the older one's answer void."""

    failed = Signal(object)
    """An error that the asker gave no ``failure`` for."""
    _answered = Signal(object, object)

    keeps_all = False
    """Whether everything asked is done, also what is still waiting when the window closes."""

    def __init__(self, folder: StoreFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"tekser-{type(self).__name__.lower()}")
        self._folder = folder
        self._store: Store | None = None
        self._latest: dict[object, int] = {}
        self._number = 0
        self._waiting = 0
        self._closed = False
        # Queued also where the thread is done before it is asked to tell: nobody is answered while still asking.
        self._answered.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._waiting > 0

    def ask(
        self,
        key: object,
        question: Question,
        success: Callable[[Any], None],
        failure: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Ask ``question`` (given the thread's store), then call ``success`` in the main thread.

        ``key`` says who asks for what: (self, "rows"), say. ``question`` must not touch widgets.
        """
        if self._closed:
            return
        self._number += 1
        self._waiting += 1
        self._latest[key] = self._number
        asked = _Asked(key, self._number, success, failure)
        future = self._executor.submit(self._work, question, asked)
        future.add_done_callback(lambda done: self._answered.emit(done, asked))

    def forget(self, key: object) -> None:
        """Make the answer to what was asked under a key void."""
        self._latest.pop(key, None)

    def _void(self, asked: _Asked) -> bool:
        return not self.keeps_all and (self._closed or self._latest.get(asked.key) != asked.number)

    def _work(self, question: Question, asked: _Asked) -> Any:  # noqa: ANN401  # whatever the question answers
        if self._void(asked):
            return None
        if self._store is None:
            self._store = self._folder.open()
        return question(self._store)

    def _finish(self, future: "Future[Any]", asked: _Asked) -> None:
        self._waiting -= 1
        if self._closed or self._void(asked):
            return
        if self._latest.get(asked.key) == asked.number:
            del self._latest[asked.key]
        error = future.exception()
        if error is None:
            asked.success(future.result())
            return
        if not isinstance(error, TekserError):
            logger.error("a question to the store failed", exc_info=error)
        if asked.failure is not None:
            asked.failure(error)
        else:
            self.failed.emit(error)

    def shut_down(self) -> None:
        """Wait for what is being answered, let the rest go (unless all is kept), close the store."""
        if self._closed:
            return
        self._closed = True
        self._executor.submit(self._close)
        self._executor.shutdown(wait=True)

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


class Writer(Reader):
    """Writes what is small (decisions, settings) in the order it was asked; all of it, also on closing."""

    keeps_all = True

    def write(
        self, work: Question, success: Callable[[Any], None], failure: Callable[[BaseException], None] | None = None
    ) -> None:
        """Do ``work`` (given the thread's store), then call ``success`` in the main thread."""
        self.ask(object(), work, success, failure)
