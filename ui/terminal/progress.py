"""Progress of long work on a terminal; silent in a pipe."""

import sys
import time

from ui import words


class TerminalProgress:
    """Writes one line to standard error, over and over, at most ten times a second."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0

    def report(self, step: str, done: int, total: int) -> None:
        """Show the step and how far it is."""
        now = time.monotonic()
        if not self._shown or now - self._last < 0.1:
            return
        self._last = now
        name = words.step_name(step)
        text = f"{name} {done * 100 // total:3d} %" if total else f"{name} {done}" if done else name
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)

    def cancelled(self) -> bool:
        """Return False: a terminal is cancelled by Ctrl+C."""
        return False

    def close(self) -> None:
        """Clear the line."""
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0
