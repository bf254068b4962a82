"""Makes the pictures of the README: python -m tests.desktop.pictures [FOLDER]. Runs without a screen."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(folder: Path) -> None:
    """Screen the sample and photograph the pages in light and dark."""
    from PySide6.QtCore import QEventLoop
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
        loop = QEventLoop()
        window.jobs.ended.connect(loop.quit)
        loop.exec()
        for name, theme, language in (
            ("review", "light", "en"),
            ("review-dark", "dark", "en"),
            ("review-ru", "light", "ru"),
        ):
            window.use_theme(theme)
            window.use_language(language)
            application.processEvents()
            window.grab().save(str(folder / f"{name}.png"))
        words.use_language("en")
        window.use_language("en")
        window.use_theme("light")
        for place in PLACES:
            if place.name != "review":
                window.show_page(place.name)
                application.processEvents()
                window.grab().save(str(folder / f"{place.name}.png"))
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/pictures"))
