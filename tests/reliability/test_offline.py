"""Nothing about the officer's data leaves the machine: import, screening, review and export open no socket."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import QT_MISSING

pytestmark = [pytest.mark.window, pytest.mark.skipif(bool(QT_MISSING), reason=QT_MISSING)]
_OUTSIDE = re.compile(r"\b(AF_INET6?|AF_NETLINK|AF_PACKET)\b")


def whole_way(work: Path, *more: str, before: tuple[str, ...] = ()) -> list[str]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.reliability.offline", str(work), *more],
        capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert "DONE" in done.stdout, done.stderr[-3000:]
    return [line for line in done.stdout.splitlines() if line.startswith("ASKED ")]


def test_the_whole_way_asks_nobody(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        assert whole_way(tmp_path) == []
        return
    log = tmp_path / "log"
    calls = (
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=socket,connect,bind,sendto,sendmsg",
        "-e",
        "signal=none",
        "-o",
        str(log),
    )
    assert whole_way(tmp_path, before=calls) == []
    seen = [line for line in log.read_text(errors="replace").splitlines() if _OUTSIDE.search(line)]
    assert seen == []


def test_a_question_would_be_seen(tmp_path: Path) -> None:
    assert any("127.0.0.1" in line for line in whole_way(tmp_path, "--and-ask"))
