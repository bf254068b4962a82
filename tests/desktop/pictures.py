"""Makes the pictures of the README: python -m tests.desktop.pictures [FOLDER]. Runs without a screen."""

import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.desktop.window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(folder: Path) -> None:
    """Screen the sample and photograph the pages in light and dark."""
    from PySide6.QtWidgets import QApplication

    from main import data_folder
    from ui import words
    from ui.desktop.places import PLACES
    from ui.desktop.window import MainWindow

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, data_folder(Path(data)) as opened:
        window = MainWindow(opened)
        window.resize(1280, 720)
        window.show()
        window.files_in.sample()
        settle = partial(_settle, window)
        settle()
        for name, theme, language in (
            ("review", "light", "en"),
            ("review-dark", "dark", "en"),
            ("review-ru", "light", "ru"),
        ):
            window.use_theme(theme)
            window.use_language(language)
            settle()
            window.grab().save(str(folder / f"{name}.png"))
        words.use_language("en")
        window.use_language("en")
        window.use_theme("light")
        for place in PLACES:
            if place.name != "review":
                window.show_page(place.name)
                settle()
                window.grab().save(str(folder / f"{place.name}.png"))
        window.close()


def _settle(window: "MainWindow") -> None:
    """Wait until nothing is asked, written or worked on any more."""
    from PySide6.QtTest import QTest

    desk = window.desk
    QTest.qWait(20)
    while desk.jobs.busy or desk.reader.busy or desk.writer.busy:
        QTest.qWait(20)
    QTest.qWait(20)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/pictures"))
