"""Run a child process within bounds of memory, processor time and time by the clock, on every system.

Linux lets a process bound itself (``setrlimit`` in the child); macOS takes such a bound and does not keep it, Windows
has none. So the parent looks at the child every 50 ms as well, and ends it when it has taken more than it may.
"""

import contextlib
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

LOOK_SECONDS = 0.05
"""How often the child is looked at; a process can take some 100 MB between two looks."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may take."""

    memory: int
    """Bytes of its own memory."""
    processor_seconds: float
    clock_seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended."""

    exit_code: int
    errors: bytes
    """What it wrote to standard error."""
    over: str = ""
    """The bound that it was ended for: "memory", "processor" or "clock"; empty when it ended by itself."""


def run_bounded(command: list[str], folder: Path, written: bytes, bounds: Bounds, look: Callable[[], None]) -> Ended:
    """Run a command in a folder until it ends or has taken more than its bounds; ``written`` is its standard input.

    ``look`` is called at every look at the child and may raise, Cancelled for one. Raises that, and OSError when the
    command cannot be started. The child never outlives this call.
    """
    child = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    # Not by communicate(): called again after its time ran out it reads on, but writes no more (seen in CPython 3.11).
    entrance, child.stdin = child.stdin, None
    assert entrance is not None
    threading.Thread(target=_write, args=(entrance, written), daemon=True).start()
    over = ""
    try:
        watched = psutil.Process(child.pid)
        began = time.monotonic()
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                _out, errors = child.communicate(timeout=LOOK_SECONDS)
                return Ended(child.returncode, errors, over)
            look()
            over = over or _over(watched, time.monotonic() - began, bounds)
            if over:
                child.kill()
    except psutil.NoSuchProcess:
        # It ended between two looks.
        _out, errors = child.communicate()
        return Ended(child.returncode, errors, over)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _write(entrance: IO[bytes], written: bytes) -> None:
    """Give a child its input; one that ended before it had read all of it did not want more."""
    with contextlib.suppress(OSError), entrance:
        entrance.write(written)


def _over(child: psutil.Process, seconds: float, bounds: Bounds) -> str:
    """Return the bound that a child is over, or nothing."""
    if seconds > bounds.clock_seconds:
        return "clock"
    with child.oneshot():
        try:
            memory, times = child.memory_info(), child.cpu_times()
        except psutil.AccessDenied:  # macOS tells nothing of a process that is just ending
            return ""
    # Windows counts what a process has asked for and not yet touched as "private"; others tell what it holds.
    if max(memory.rss, getattr(memory, "private", 0)) > bounds.memory:
        return "memory"
    return "processor" if times.user + times.system > bounds.processor_seconds else ""
