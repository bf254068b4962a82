"""Questions to the store in a thread of their own, so that the window never waits for an answer."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

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

    def __init__(self, folder: StoreFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="tekser-read")
        self._folder = folder
        self._store: Store | None = None
        self._latest: dict[object, int] = {}
        self._number = 0
        self._waiting = 0
        self._closed = False
        self._answered.connect(self._finish)

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
        """Ask ``question`` (given the reading thread's store), then call ``success`` in the main thread.

        ``key`` says who asks for what: a widget and a word, say. ``question`` must not write nor touch widgets.
        """
        if self._closed:
            return
        self._number += 1
        self._waiting += 1
        self._latest[key] = self._number
        asked = _Asked(key, self._number, success, failure)
        future = self._executor.submit(self._work, question, asked)
        future.add_done_callback(lambda done: self._answered.emit(done, asked))

    def _work(self, question: Question, asked: _Asked) -> Any:  # noqa: ANN401  # whatever the question answers
        if self._closed or self._latest.get(asked.key) != asked.number:
            return None  # a newer question has taken its place
        if self._store is None:
            self._store = self._folder.open()
        return question(self._store)

    def _finish(self, future: "Future[Any]", asked: _Asked) -> None:
        self._waiting -= 1
        if self._closed or self._latest.get(asked.key) != asked.number:
            return
        error = future.exception()
        if error is None:
            asked.success(future.result())
            return
        logger.error("a question to the store failed", exc_info=error)
        if asked.failure is not None:
            asked.failure(error)
        else:
            self.failed.emit(error)

    def shut_down(self) -> None:
        """Wait for the question that is being answered, let the others go, close the store."""
        if self._closed:
            return
        self._closed = True
        self._executor.submit(self._close)
        self._executor.shutdown(wait=True)

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
