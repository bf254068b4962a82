"""What the window remembers of itself on this computer: an INI file in the data folder, nothing of the records."""

import json
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

FILE_NAME = "window.ini"
RECENT_FILES = 10


class Layout:
    """Window state by name. Values that cannot be read are as if they had never been kept."""

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)

    def text(self, name: str, default: str = "") -> str:
        """Return a text that was kept."""
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def keep_text(self, name: str, value: str) -> None:
        """Keep a text."""
        self._settings.setValue(name, value)

    def state(self, name: str) -> QByteArray:
        """Return the state of a window, splitter or header; empty when there is none."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_state(self, name: str, value: QByteArray) -> None:
        """Keep the state of a window, splitter or header."""
        self._settings.setValue(name, value)

    def views(self, place: str) -> dict[str, dict[str, object]]:
        """Return the saved views of a place by their names."""
        try:
            found = json.loads(self.text(f"views/{place}", "{}"))
        except ValueError:
            return {}
        return (
            {str(name): view for name, view in found.items() if isinstance(view, dict)}
            if isinstance(found, dict)
            else {}
        )

    def keep_views(self, place: str, views: Mapping[str, Mapping[str, object]]) -> None:
        """Keep the saved views of a place."""
        self.keep_text(f"views/{place}", json.dumps(views, ensure_ascii=False))

    def recent(self) -> list[Path]:
        """Return the files opened last, newest first, those that are still there."""
        try:
            names = json.loads(self.text("recent", "[]"))
        except ValueError:
            return []
        return (
            [Path(name) for name in names if isinstance(name, str) and Path(name).exists()]
            if isinstance(names, list)
            else []
        )

    def add_recent(self, path: Path) -> None:
        """Remember that a file was opened."""
        names = [str(path), *(str(other) for other in self.recent() if other != path)]
        self.keep_text("recent", json.dumps(names[:RECENT_FILES], ensure_ascii=False))

    def sync(self) -> None:
        """Write what is kept to the disk now."""
        self._settings.sync()
