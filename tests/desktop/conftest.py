"""The window's tests run without a screen; where Qt's system libraries are missing they say which, and fail under CI."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from screening.ports import StoreFolder
    from ui.desktop.child import Child
    from ui.desktop.window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HEADER = ("№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна назначения")
ROWS = (
    (1, "Anadolu Mobilya A.Ş.", "ТОО Алтын Дала Мебель", "Стулья деревянные", "9401690000", "Казахстан"),
    (2, "Anadolu Mobilya A.Ş.", "АО «Концерн «Калашников»", "Столы деревянные", "9403600000", "Казахстан"),
    (3, "Bavaria Möbel GmbH", "АО «Концерн «Калашников»", "Шкафы", "9403600000", "Казахстан"),
    (4, "Bavaria Möbel GmbH", "ТОО Степной Ветер", "Интегральные микросхемы памяти", "8542320000", "Казахстан"),
)
"""Four lines: two of a listed consignee, one of listed goods, one of nothing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/desktop" in str(item.path).replace(os.sep, "/"):
            item.add_marker(pytest.mark.window)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    from ui import words

    words.use_language("en")
    yield
    words.use_language("en")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="session")
def child() -> "Iterator[Child]":
    """The process that works for the windows of all tests, one after the other: starting it takes seconds."""
    from ui.desktop.child import Child

    shared = Child()
    yield shared
    shared.close()


@pytest.fixture
def window(qtbot: "QtBot", tmp_path: Path, child: "Child") -> "Iterator[MainWindow]":
    from main import data_folder
    from ui.desktop.window import MainWindow

    with data_folder(tmp_path / "data") as folder:
        opened = MainWindow(folder, child)
        qtbot.addWidget(opened)
        opened.show()
        opened.activateWindow()
        qtbot.waitActive(opened)
        yield opened
        opened.close()


@pytest.fixture
def office(tmp_path: Path) -> "Iterator[StoreFolder]":
    """A data folder of an office with an officer and an approver."""
    from main import data_folder
    from screening.casework.roles import Role
    from tests.desktop.office import WORDS

    with data_folder(tmp_path / "data") as folder:
        with folder.open() as store:  # type: ignore[attr-defined]
            store.add_account("root", Role.ADMINISTRATOR, WORDS)
            store.sign_in("root", WORDS)
            store.add_account("asel", Role.OFFICER, WORDS)
            store.add_account("bolat", Role.APPROVER, WORDS)
        folder.session.end()
        yield folder


@pytest.fixture
def signed(qtbot: "QtBot", office: "StoreFolder", child: "Child") -> "Iterator[MainWindow]":
    """The window with the officer signed in by the dialog."""
    from tests.desktop.office import WORDS
    from ui.desktop.sign_in import SignInDialog
    from ui.desktop.window import MainWindow

    assert office.needs_sign_in()
    dialog = SignInDialog(office)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.setText("asel")
    dialog.password.setText("wrong wrong wrong")
    dialog._try()
    assert "⚠" in dialog.wrong.text()
    assert not dialog.result()
    dialog.password.setText(WORDS)
    dialog._try()
    assert dialog.result()
    window = MainWindow(office, child)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    yield window
    window.close()
