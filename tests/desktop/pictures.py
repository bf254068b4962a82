"""Makes the pictures of the README and of the help: python -m tests.desktop.pictures [FOLDER] [--all]. Needs no screen.

Every page is photographed with the sample data at 1280 x 720, in English and light; Review and Today also in dark and
in Russian. With ``--all`` every page in light and dark and in all three languages, to be looked through; only then are
the small pictures of the help made anew as well (resources/help/pictures).
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from ui.desktop.window import MainWindow

HELP_WIDTH = 640
HELP_PICTURES = Path("resources/help/pictures")
SOME = {("review", "en", "dark"), ("review", "ru", "light"), ("today", "en", "dark"), ("today", "kk", "light")}
"""Pictures beside those in English and light that the README keeps."""


def furnish(window: "MainWindow") -> None:
    """Screen the sample and decide some of it, so that there is something to see."""
    from PySide6.QtCore import QEventLoop

    from screening.model.decisions import Disposition

    window.files_in.sample()
    loop = QEventLoop()
    window.jobs.ended.connect(loop.quit)
    loop.exec()
    store = window.desk.store
    hits = store.hits(store.runs()[0].run_id)
    parts = ((hits[:9], Disposition.FALSE_POSITIVE, "other_party"), (hits[9:13], Disposition.TRUE_MATCH, "same_party"),
             (hits[13:15], Disposition.HELD, "awaiting_documents"))  # fmt: skip
    for some, disposition, reason in parts:
        store.decide([stored.hit_id for stored in some], disposition, reason, "", "aida")
    window.desk.changed.emit("decisions")


def settle(window: "MainWindow") -> None:
    """Wait until the page shows what it asked for."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    while True:
        loop = QEventLoop()
        QTimer.singleShot(150, loop.quit)
        loop.exec()
        QApplication.processEvents()
        desk = window.desk
        if not (desk.jobs.busy or desk.reader.busy or desk.counter.busy or desk.writer.busy or desk.lookup.busy):
            return


def show(window: "MainWindow", name: str) -> None:
    """Bring a page into view, with something typed where it lives by typing."""
    window.show_page(name)
    page = window.page(name)
    if name == "quick":
        page.text.setPlainText("Mikron JSC, Zelenograd; Steppe Wind LLP, Almaty")  # type: ignore[attr-defined]
    elif name == "lists":
        page.search.text.setText("Mikron")  # type: ignore[attr-defined]
    settle(window)
    settle(window)


def wanted(everything: bool) -> Iterator[tuple[str, str, str]]:
    """Yield (page, language, theme)."""
    from ui import words
    from ui.desktop.places import PLACES

    for language, _name in words.LANGUAGES:
        for theme in ("light", "dark"):
            for place in PLACES:
                plain = (language, theme) == ("en", "light")
                if everything or plain or (place.name, language, theme) in SOME:
                    yield place.name, language, theme


def main(folder: Path, everything: bool) -> None:
    """Photograph the pages."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from main import data_folder
    from ui.desktop.window import MainWindow

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, data_folder(Path(data)) as opened:
        window = MainWindow(opened)
        window.resize(1280, 720)
        window.show()
        furnish(window)
        for name, language, theme in wanted(everything):
            window.use_language(language)
            window.use_theme(theme)
            show(window, name)
            picture = window.grab()
            suffix = "".join(f"-{part}" for part, plain in ((theme, "light"), (language, "en")) if part != plain)
            picture.save(str(folder / f"{name}{suffix}.png"))
            if everything and theme == "light":
                small = picture.toImage().scaledToWidth(HELP_WIDTH, Qt.TransformationMode.SmoothTransformation)
                (HELP_PICTURES / language).mkdir(parents=True, exist_ok=True)
                small.save(str(HELP_PICTURES / language / f"{name}.png"))
        window.use_language("en")
        window.use_theme("light")
        window.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("resources/pictures"))
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    main(options.folder, options.all)
