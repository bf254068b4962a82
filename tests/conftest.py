"""What all tests share."""

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import SqliteStore
from ui import words

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test writes into the keyring of the machine that it runs on; those that need one bring their own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

try:
    importlib.import_module("PySide6.QtWidgets")
    QT_MISSING = ""
except ImportError as error:
    from ui.desktop.app import SYSTEM_LIBRARIES

    QT_MISSING = f"{error}; apt-get install {SYSTEM_LIBRARIES}"
    if os.environ.get("CI"):
        raise

collect_ignore = ["desktop"] if QT_MISSING else []


def pytest_report_header() -> str:
    return f"window tests skipped: {QT_MISSING}" if QT_MISSING else "Qt is there: window tests run"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English."""
    words.use_language("en")
    yield
    words.use_language("en")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store in a folder of its own; a room that starts with more in it has a fixture of this name itself."""
    with SqliteStore(tmp_path / "data") as opened:
        yield opened
