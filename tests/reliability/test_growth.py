"""A thousand imports do not make the program grow, and a window closes while it works."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import QT_MISSING

pytestmark = [pytest.mark.window, pytest.mark.skipif(bool(QT_MISSING), reason=QT_MISSING)]


def figures(imports: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.growth", "--imports", str(imports)],
        capture_output=True, text=True, timeout=3000, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return {
        name: float(value) for name, value in (line.split() for line in done.stdout.splitlines() if line[:1].islower())
    }


@pytest.mark.long
def test_a_thousand_imports_leave_the_memory_as_a_hundred_do() -> None:
    told = figures(1000)
    assert told["manifests"] == 1001
    assert told["megabytes_all"] <= told["megabytes_tenth"] * 1.10
    assert told["files_all"] <= told["files_tenth"] + 2


def test_a_window_that_is_closed_while_it_imports_leaves_nothing_half(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "import main\n"
        "from tests.reliability.operations import prepare, small_batches, write_manifest\n"
        "from ui.desktop.window import MainWindow\n"
        "work = pathlib.Path(sys.argv[1])\n"
        "application = QApplication([])\n"
        "prepare(work)\n"
        "small_batches()\n"
        "write_manifest(work / 'm.csv', 5)\n"
        "with main.data_folder(work / 'data') as folder:\n"
        "    window = MainWindow(folder)\n"
        "    window.show()\n"
        "    window.jobs.progressed.connect(lambda *_: window.close())\n"
        "    window.files_in.screen(work / 'm.csv', {})\n"
        "    QTimer.singleShot(20_000, window.close)\n"
        "    code = application.exec()\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    from tests.reliability.judge import judge

    assert judge(tmp_path, "") == []
