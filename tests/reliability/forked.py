"""Runs a function in a forked child: as quick as a call, and it can be killed. Linux and macOS.

The parent has loaded the program and compiled the matching once; what a child does dies with it.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.reliability.judge import judge
from tests.reliability.operations import prepare, small_batches


def warm_base(place: Path) -> Path:
    """Make the prepared state once, in this process, so that everything is loaded and compiled; returns it."""
    small_batches()
    base = place / "base"
    prepare(base)
    return base


def fresh(base: Path, work: Path) -> None:
    """Put the prepared state at ``work``."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base, work)


def start(function: Callable[[], object], said: Path) -> int:
    """Fork a child in a process group of its own whose standard output goes to a file; returns its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        handle = os.open(said, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        os.dup2(handle, 1)
        os.dup2(os.open(f"{said}.err", os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), 2)
        function()
        code = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        if sys.__stderr__ is not None:
            sys.__stderr__.flush()
    finally:
        os._exit(code)


def kill_group(child: int) -> None:
    """Kill a child and all that it started, and wait for it."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def ended(child: int) -> bool:
    """Whether a child has ended; it is then waited for."""
    done, _ = os.waitpid(child, os.WNOHANG)
    return bool(done)


def wait_line(said: Path, beginning: str, child: int, limit: float) -> bool:
    """Wait until the child has printed a line that begins so."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if said.exists() and any(line.startswith(beginning) for line in said.read_text(errors="replace").splitlines()):
            return True
        time.sleep(0.0005)
    return False


def judged(work: Path, said: str, *, full: bool = False) -> list[str]:
    """Judge in a child of its own, so that nothing that it opens or caches stays in this process."""
    with tempfile.TemporaryDirectory() as name:
        answer = Path(name) / "answer"

        def look() -> None:
            found = judge(work, said, full=full)
            os.write(1, "".join(f"{line}\n" for line in found).encode() + b"JUDGED\n")

        child = start(look, answer)
        os.waitpid(child, 0)
        lines = answer.read_text(errors="replace").splitlines() if answer.exists() else []
        if lines[-1:] != ["JUDGED"]:
            return [*lines, "the judge broke: " + Path(f"{answer}.err").read_text(errors="replace")[-1500:]]
        return lines[:-1]
