"""The child that opens workbooks is held within its bounds by the parent too, as on systems where it cannot bound itself."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from screening.errors import Cancelled, UnreadableInput
from screening.manifest import files
from screening.manifest.files import read_grid
from screening.manifest.supervised import Bounds, Ended, run_bounded
from screening.progress import Silent
from screening.resources import resource_path

WIDE = Bounds(memory=1 << 30, processor_seconds=60, clock_seconds=60)


def run(program: str, bounds: Bounds, look: Callable[[], None] = lambda: None, written: bytes = b"") -> Ended:
    return run_bounded([sys.executable, "-c", program], Path.cwd(), written, bounds, look)


def test_a_child_within_its_bounds_ends_by_itself() -> None:
    ended = run("import sys; sys.stderr.write(sys.stdin.read()[::-1]); sys.exit(3)", WIDE, written=b"abc")
    assert ended == Ended(3, b"cba")


def test_much_input_and_much_error_do_not_block() -> None:
    # Asleep at first, as on a busy machine: the pipe is full before it is looked at for the first time.
    program = "import sys, time; time.sleep(0.3); sys.stderr.write(sys.stdin.read())"
    ended = run(program, WIDE, written=b"x" * 3_000_000)
    assert len(ended.errors) == 3_000_000


def test_a_child_that_does_not_want_its_input_ends_all_the_same() -> None:
    assert run("import sys; sys.exit(5)", WIDE, written=b"x" * 3_000_000) == Ended(5, b"")


def test_a_child_that_takes_too_much_memory_is_ended() -> None:
    grows = "a = []\nwhile True: a.append(bytearray(b'x') * (1 << 20))"
    ended = run(grows, Bounds(memory=200 << 20, processor_seconds=60, clock_seconds=60))
    assert ended.over == "memory"
    assert ended.exit_code != 0


def test_a_child_that_only_reckons_is_ended() -> None:
    assert run("while True: pass", Bounds(1 << 30, processor_seconds=0.3, clock_seconds=60)).over == "processor"


def test_a_child_that_waits_is_ended() -> None:
    assert run("import time; time.sleep(600)", Bounds(1 << 30, 60, clock_seconds=0.3)).over == "clock"


def test_cancelling_ends_the_child() -> None:
    def stop() -> None:
        raise Cancelled(step="read_sheet")

    before = psutil.Process().children()
    with pytest.raises(Cancelled):
        run("import time; time.sleep(600)", WIDE, stop)
    assert psutil.Process().children() == before


@pytest.fixture
def sample_workbook() -> Path:
    return resource_path("samples", "forwarder_register.xlsx")


class Impatient(Silent):
    """Wants to stop at once."""

    def cancelled(self) -> bool:
        return True


@pytest.fixture
def slow_child(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(files, "child_command", lambda _source, _target: command)


@pytest.mark.usefixtures("slow_child")
def test_an_import_can_be_cancelled_while_a_workbook_is_opened(
    sample_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Cancelled):
        read_grid(sample_workbook, progress=Impatient())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("slow_child")
@pytest.mark.parametrize(
    ("bounds", "code"),
    [(Bounds(1, 60, 60), "workbook_too_large"), (Bounds(1 << 30, 60, 0.1), "workbook_too_slow")],
)
def test_a_bound_becomes_one_message(
    sample_workbook: Path, monkeypatch: pytest.MonkeyPatch, bounds: Bounds, code: str
) -> None:
    monkeypatch.setattr(files, "Bounds", lambda *_asked: bounds)
    with pytest.raises(UnreadableInput) as told:
        read_grid(sample_workbook)
    assert told.value.code == code
    assert told.value.data["file"] == str(sample_workbook)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_the_systems_own_bound_of_processor_time_is_told_as_slow(
    sample_workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"
    monkeypatch.setattr(files, "child_command", lambda _source, _target: [sys.executable, "-c", program])
    with pytest.raises(UnreadableInput) as told:
        read_grid(sample_workbook)
    assert told.value.code == "workbook_too_slow"
