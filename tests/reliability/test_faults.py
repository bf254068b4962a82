"""Errors that nobody caught, wherever they come from: logged once, told once, without what they carried."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import QT_MISSING
from tests.reliability.faulty import SECRET
from ui.logs import FILE, FOLDER

pytestmark = [pytest.mark.window, pytest.mark.skipif(bool(QT_MISSING), reason=QT_MISSING)]


def faulty(folder: Path, kind: str) -> tuple[int, list[str], str]:
    """Run the window that goes wrong; return its exit code, what it told, and its log."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.faulty", str(folder), kind],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    told = [line for line in done.stdout.splitlines() if line.startswith("TOLD ")]
    log = folder / FOLDER / FILE
    return done.returncode, told, log.read_text(encoding="utf-8") if log.exists() else ""


@pytest.mark.parametrize("kind", ["slot", "timer", "thread", "paint", "model", "worker"])
def test_an_error_that_nobody_caught_is_told_once_and_logged_without_its_text(kind: str, tmp_path: Path) -> None:
    code, told, log = faulty(tmp_path / "data", kind)
    assert code == 0
    assert len(told) == 1, told
    assert "Broken" in told[0]
    assert "Broken" in log
    assert log.count("uncaught error") + log.count("background work failed") == 1
    assert SECRET not in log
    assert "faulty.py:" in log


def test_warnings_of_qt_are_logged(tmp_path: Path) -> None:
    _, told, log = faulty(tmp_path / "data", "qt")
    assert told == []
    assert "a warning of Qt's own" in log


def test_a_crash_is_offered_at_the_next_start_and_not_again(tmp_path: Path) -> None:
    code, _, _ = faulty(tmp_path / "data", "segfault")
    assert code < 0
    code, told, _ = faulty(tmp_path / "data", "nothing")
    assert code == 0
    assert len(told) == 1
    report = tmp_path / "data" / FOLDER / "last-crash.txt"
    assert str(report) in told[0]
    assert "by_segfault" in report.read_text(encoding="utf-8")
    assert faulty(tmp_path / "data", "nothing")[1] == []


def test_a_freeze_writes_down_its_own_stack(tmp_path: Path) -> None:
    _, told, _ = faulty(tmp_path / "data", "freeze")
    assert told == []
    text = (tmp_path / "data" / FOLDER / "freezes.txt").read_text(encoding="utf-8")
    assert "by_freeze" in text


def test_what_goes_well_leaves_no_report(tmp_path: Path) -> None:
    code, told, log = faulty(tmp_path / "data", "nothing")
    assert (code, told) == (0, [])
    assert "ERROR" not in log
    assert not (tmp_path / "data" / FOLDER / "crash.txt").exists()
