"""The process that does the long work of the window: imports, screenings, lists, exports. No Qt is imported in it.

A thread of the window's own process would take the interpreter from it for hundreds of milliseconds at a time. The
parent sends one piece of work after the other; the child answers with progress and a result, or an error.
"""

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from screening.errors import InternalFault
from screening.ports import Store
from ui.desktop.worker import Worker
from ui.logs import note_places

Opener = Callable[[], Store]
Work = Callable[[Worker], Any]
"""A function of a module, with its values bound by functools.partial: it must be possible to pickle it."""

_POLITE = 5
"""How far the child steps back before the window where both want a processor (Unix niceness)."""
_SECONDS_TO_STOP = 20


def serve(connection: Connection, stop: Any) -> None:  # noqa: ANN401  # an Event of multiprocessing has no class to name
    """Do what the parent sends until it sends None or is gone. Runs in the child."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_POLITE)
    worker: Worker | None = None
    folder: object = None
    while True:
        try:
            order = connection.recv()
        except (EOFError, OSError):
            break
        if order is None:
            break
        asked_folder, opener, work = order
        if worker is None or asked_folder != folder:
            if worker is not None:
                worker.close()
            worker = Worker(opener, lambda step, done, total: connection.send(("progress", step, done, total)), stop)
            folder = asked_folder
        if work is None:
            worker.close()
            worker, folder = None, None
            connection.send(("done", None))
            continue
        try:
            answer: tuple[str, Any] = ("done", work(worker))
        except BaseException as error:  # the window tells of it, whatever it is
            note_places(error)
            answer = ("failed", error)
        _send(connection, answer)
    if worker is not None:
        worker.close()


def _send(connection: Connection, answer: tuple[str, Any]) -> None:
    try:
        connection.send(answer)
    except (BrokenPipeError, OSError):
        return
    except Exception as error:  # what cannot be pickled
        connection.send(("failed", InternalFault("work_not_sent", detail=f"{type(error).__name__}: {error}")))


class Child:
    """The parent's end. One piece of work at a time, from one thread at a time; started with the first of them."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._context = multiprocessing.get_context("spawn")
        self._asked = False
        """Whether this process was ever given work; one that only loads holds no store."""
        self.stop = self._context.Event()
        self._lock = threading.Lock()

    def run(self, folder: object, opener: Opener, work: Work | None, tell: Callable[[str, int, int], None]) -> Any:  # noqa: ANN401
        """Have the child do ``work`` on a data folder, and return its result or raise its error. Waits.

        ``work`` None lets the child close the folder's store. Raises InternalFault("worker_died").
        """
        with self._lock:
            connection = self._start()
            self._asked = True
            try:
                connection.send((folder, opener, work))
                while True:
                    kind, *values = connection.recv()
                    if kind == "progress":
                        tell(*values)
                    elif kind == "done":
                        return values[0]
                    else:
                        raise values[0]
            except (EOFError, BrokenPipeError, ConnectionError) as error:
                self._forget()
                raise InternalFault("worker_died") from error

    def warm(self) -> None:
        """Start the child now, so that the first work need not wait for it."""
        with self._lock:
            self._start()

    def _start(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._forget()
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=serve, args=(theirs, self.stop), name="tekser-work", daemon=True)
        self._process.start()
        self._asked = False
        theirs.close()
        self._connection = ours
        return ours

    @property
    def started(self) -> bool:
        """Whether there is a child."""
        return self._process is not None

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._process = None

    def close(self) -> None:
        """End the child: it is asked, waited for, and only then put to an end. What it had begun is not kept.

        One that was never given work is ended at once: it may still be loading, and nobody need wait for that.
        """
        process = self._process
        if process is not None and not self._asked:
            process.terminate()
            process.join()
        elif process is not None:
            self.stop.set()
            with contextlib.suppress(OSError, ValueError):
                if self._connection is not None:
                    self._connection.send(None)
            process.join(_SECONDS_TO_STOP)
            if process.is_alive():
                process.terminate()
                process.join()
        self._forget()
