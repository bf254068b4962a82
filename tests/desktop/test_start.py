"""What a start does not load before the window is there: it is what makes it quick."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from db.store import DataFolder
from ui.desktop.instance import Instance

HEAVY = (
    "numpy", "scipy", "numba", "lxml", "openpyxl", "xlsxwriter", "reportlab", "cryptography", "keyring", "rapidfuzz",
    "stdnum", "sqlite_utils", "PySide6.QtPrintSupport",
)  # fmt: skip

_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from main import data_folder
from ui.desktop.window import MainWindow
with data_folder(Path(sys.argv[1])) as folder:
    window = MainWindow(folder)
    window.show()
    while window.desk.reader.busy or window.desk.counter.busy:
        app.processEvents()
    print(*(name for name in sys.argv[2:] if sys.modules.get(name)), flush=True)
    window.close()
"""
_SECOND = "import sys, main; code = main.main(); sys.exit(code or 9 * ('db.store' in sys.modules))"


def test_nothing_heavy_is_loaded_before_the_window_is_there(tmp_path: Path) -> None:
    with DataFolder(tmp_path):
        pass  # made: the schema's steps are applied once
    done = subprocess.run(
        [sys.executable, "-c", _WINDOW, str(tmp_path), *HEAVY], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_a_second_start_does_not_load_the_store(qtbot: QtBot, tmp_path: Path) -> None:
    shown: list[int | None] = []
    instance = Instance(tmp_path, shown.append)
    second = QProcess()
    second.setProgram(sys.executable)
    second.setArguments(["-c", _SECOND, "--data-dir", str(tmp_path)])
    with qtbot.waitSignal(second.finished, timeout=60_000):
        second.start()
    assert second.exitCode() == 0, bytes(second.readAllStandardError().data())
    assert shown == [None]
    instance.close()
