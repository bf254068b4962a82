"""One window for a data folder; a second start shows it."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, Qt
from pytestqt.qtbot import QtBot

from db.store import DataFolder
from ui.desktop.instance import Instance, server_name, show_first
from ui.desktop.window import MainWindow


def test_a_second_start_raises_the_first_window_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder:
        window = MainWindow(folder)
        qtbot.addWidget(window)
        window.showMinimized()
        instance = Instance(folder.path, window.come_forward)
        second = QProcess()
        second.setProgram(sys.executable)
        second.setArguments(["-m", "main", "--data-dir", str(tmp_path)])
        with qtbot.waitSignal(second.finished, timeout=60_000):
            second.start()
        assert second.exitCode() == 0, bytes(second.readAllStandardError().data())
        assert not window.windowState() & Qt.WindowState.WindowMinimized
        assert window.isVisible()
        instance.close()
        window.close()


def test_two_folders_are_two_instances(tmp_path: Path) -> None:
    assert server_name(tmp_path / "a") != server_name(tmp_path / "b")
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert server_name(tmp_path / "a") == server_name(tmp_path / "link")


def test_where_no_window_is_open_nothing_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    assert not show_first(tmp_path)


def test_what_a_killed_window_left_is_no_window(qtbot: QtBot, tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from ui.desktop.instance import Instance\n"
        "application = QCoreApplication([])\n"
        "kept = Instance(pathlib.Path(sys.argv[1]), lambda number: None)\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    assert not show_first(tmp_path)
    shown: list[int | None] = []
    instance = Instance(tmp_path, shown.append)
    second = QProcess()
    second.setProgram(sys.executable)
    second.setArguments(
        ["-c", "import pathlib, sys; from PySide6.QtCore import QCoreApplication; QCoreApplication([]);"
               "from ui.desktop.instance import show_first; sys.exit(not show_first(pathlib.Path(sys.argv[1]), 7))",
         str(tmp_path)]
    )  # fmt: skip
    with qtbot.waitSignal(second.finished, timeout=60_000):
        second.start()
    assert second.exitCode() == 0
    assert shown == [7]
    instance.close()
