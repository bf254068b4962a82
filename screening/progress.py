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


def check(progress: Progress, step: str, done: int, total: int = 0) -> None:
    """Report progress, and raise :class:`screening.errors.Cancelled` when asked to stop."""
    progress.report(step, done, total)
    if progress.cancelled():
        raise Cancelled(step=step)
