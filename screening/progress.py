"""How long work tells of its progress and is asked to stop, without knowing who watches."""

from typing import Protocol

from screening.errors import Cancelled


class Progress(Protocol):
    """Watches a long piece of work. Called from the working thread, as often as the work likes."""

    def report(self, step: str, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` (0 when unknown) of ``step`` (a code) is finished."""

    def cancelled(self) -> bool:
        """Whether the work should stop now."""


class Silent:
    """Watches nothing and never cancels."""

    def report(self, step: str, done: int, total: int) -> None:
        """Do nothing."""

    def cancelled(self) -> bool:
        """Return False."""
        return False


class Naming:
    """Passes on to another watcher, with what is worked on behind each step: "fetch_list:ofac-sdn"."""

    def __init__(self, watcher: Progress, what: str) -> None:
        self._watcher, self._what = watcher, what

    def report(self, step: str, done: int, total: int) -> None:
        """Say it with the name."""
        self._watcher.report(f"{step}:{self._what}", done, total)

    def cancelled(self) -> bool:
        """Whether the other says so."""
        return self._watcher.cancelled()


def check(progress: Progress, step: str, done: int, total: int = 0) -> None:
    """Report progress, and raise :class:`screening.errors.Cancelled` when asked to stop."""
    progress.report(step, done, total)
    if progress.cancelled():
        raise Cancelled(step=step)
