"""A second process that answers batches of queries from the same saved index, for large manifests.

Half of the matching is Python, which one process does on one core only. The helper is started when a call is large
enough to pay for its start (about a second) and lives as long as the index; a batch's answer is the same wherever it
is worked out. It dies with its owner: when the connection closes it ends.
"""

import contextlib
import multiprocessing
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from screening.errors import TekserError
from screening.names.types import NameMatch, PartyQuery


class HelperLost(Exception):
    """The helper could not start or has ended; its batch is to be worked out here."""


class Helper:
    """The owner's end. Not to be shared by threads."""

    def __init__(self, folder: Path) -> None:
        """Start the process. Raises HelperLost."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(str(folder), theirs), daemon=True, name="tekser-names")
        try:
            self._process.start()
        except (OSError, RuntimeError, AssertionError) as error:
            # No room for a process, or we are ourselves one that may have no children.
            self._connection.close()
            raise HelperLost(str(error)) from error
        finally:
            theirs.close()

    def ask(self, queries: Sequence[PartyQuery], least: float, max_hits: int) -> None:
        """Send a batch. Raises HelperLost."""
        try:
            self._connection.send((queries, least, max_hits))
        except (OSError, ValueError) as error:
            raise HelperLost(str(error)) from error

    def ready(self) -> bool:
        """Whether an answer (or the end of the helper) is there to be taken."""
        try:
            return self._connection.poll()
        except OSError:
            return True

    def answer(self) -> list[list[NameMatch]]:
        """Wait for the answer to what was asked. Raises HelperLost, and what the matching raised."""
        try:
            found: Any = self._connection.recv()
        except (EOFError, OSError) as error:
            raise HelperLost(str(error)) from error
        if isinstance(found, TekserError):
            raise found
        if isinstance(found, str):
            raise HelperLost(found)
        return list(found)

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._connection.close()
        if self._process.is_alive():
            self._process.terminate()

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self._connection.close()


def _serve(folder: str, connection: Connection) -> None:
    """Answer batches until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from screening.names.index import NameIndex

    try:
        index = NameIndex.open(Path(folder))
        while True:
            queries, least, max_hits = connection.recv()
            try:
                connection.send(index.match_here(queries, least, max_hits))
            except TekserError as error:
                connection.send(error)
    except (EOFError, OSError, TekserError):
        # The owner is gone, or the index on the disk is: the owner then works the batch out itself.
        connection.close()
