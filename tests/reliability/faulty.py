"""A window that goes wrong on purpose: python -m tests.reliability.faulty FOLDER KIND. Run by test_faults.py.

It opens the real window, raises where KIND says, and closes when what was to be told has been told.
"""

import ctypes
import sys
import threading
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QListView, QMessageBox, QPushButton, QWidget

import main
from ui.desktop import window as window_module
from ui.desktop.app import run_window

SECRET = "ТОО Северная Звезда"


NOWHERE = QModelIndex()


class Broken(ValueError):
    pass


class Painted(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        raise Broken(SECRET)


class Model(QAbstractListModel):
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 50

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        raise Broken(SECRET)


TOLD = ("slot", "timer", "thread", "paint", "model", "worker")
kept: list[object] = []


def in_slot() -> None:
    button = QPushButton()
    button.clicked.connect(lambda: (_ for _ in ()).throw(Broken(SECRET)))
    button.click()
    kept.append(button)


def raise_it() -> None:
    raise Broken(SECRET)


def in_paint() -> None:
    widget = Painted()
    widget.show()
    kept.append(widget)


def in_model() -> None:
    view = QListView()
    model = Model()
    view.setModel(model)
    view.show()
    kept.extend((view, model))


def by_segfault() -> None:
    ctypes.string_at(0)


def by_freeze() -> None:
    time.sleep(2.4)


def fail(worker: object) -> None:
    """Work in the background, in a process of its own."""
    raise Broken(SECRET)


def in_worker(window: window_module.MainWindow) -> None:
    window.jobs.run(fail, lambda result: None, window.failed)


def by_qt() -> None:
    from PySide6.QtCore import qWarning

    qWarning("a warning of Qt's own")


def run(folder: Path, kind: str) -> int:
    told: list[str] = []
    ways = {
        "slot": in_slot,
        "timer": raise_it,
        "thread": lambda: threading.Thread(target=raise_it).start(),
        "paint": in_paint,
        "model": in_model,
        "segfault": by_segfault,
        "freeze": by_freeze,
        "qt": by_qt,
        "nothing": lambda: None,
    }
    shown = window_module.MainWindow.show

    def show(self: window_module.MainWindow) -> None:
        shown(self)
        if kind == "worker":
            QTimer.singleShot(0, lambda: in_worker(self))
        else:
            QTimer.singleShot(0, ways[kind])
        watch(self, time.monotonic() + (8 if kind in TOLD else 0.3), 0)

    def watch(self: window_module.MainWindow, until: float, seen: int) -> None:
        """End a little after the first message, so that a second one would be seen too."""
        boxes = [box for box in self.findChildren(QMessageBox) if box.isVisible()]
        if time.monotonic() < until and seen < 6:
            QTimer.singleShot(50, lambda: watch(self, until, seen + bool(boxes)))
            return
        told.extend(box.text() for box in boxes)
        for box in boxes:
            box.close()
        self.close()
        QApplication.quit()

    window_module.MainWindow.show = show  # type: ignore[method-assign,assignment]
    code = run_window(folder, partial(main.data_folder, folder, wait=0.5))
    for text in told:
        print("TOLD", text.replace("\n", " "))
    return code


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2]))
