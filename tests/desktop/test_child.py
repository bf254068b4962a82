"""The process of the work ends with the window: at once where it was never given any, else when it has stopped."""

import signal
import sys

import pytest

from ui.desktop.child import Child


def no_store() -> None:
    """Stand in for what opens a store: this work asks for none."""


def answer(_worker: object) -> str:
    return "done"


@pytest.mark.skipif(sys.platform == "win32", reason="a process that is ended tells another code on Windows")
def test_a_process_that_still_loads_is_not_waited_for() -> None:
    child = Child()
    child.warm()
    process = child._process
    assert process is not None
    child.close()
    assert process.exitcode == -signal.SIGTERM
    assert not child.started


def test_a_process_that_worked_is_asked_to_end() -> None:
    child = Child()
    assert child.run("place", no_store, answer, lambda *_told: None) == "done"  # type: ignore[arg-type]
    process = child._process
    assert process is not None
    child.close()
    assert process.exitcode == 0
