"""Alt with a letter means one thing on each page: none of its letters is also that of a menu or of another part."""

import re
from collections import defaultdict

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenuBar, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.test_places import made, settled
from tests.desktop.test_places import window as furnished
from ui.desktop.first_steps import FirstSteps
from ui.desktop.places import PLACES
from ui.desktop.settings_page import SettingsPage
from ui.desktop.window import MainWindow

__all__ = ["furnished", "made"]

_KEY = re.compile(r"(?<!&)&(\w)")


def letters(part: QWidget) -> list[tuple[str, str]]:
    """Return the letters that Alt takes in a part that is shown, each with the text it stands in."""
    shown: list[str] = []
    for button in part.findChildren(QAbstractButton):
        if button.isVisible():
            shown.append(button.text())
    for label in part.findChildren(QLabel):
        if label.isVisible() and label.buddy() is not None:
            shown.append(label.text())
    for bar in part.findChildren(QTabBar):
        if bar.isVisible():
            shown += [bar.tabText(number) for number in range(bar.count())]
    for menu in part.findChildren(QMenuBar):
        shown += [action.text() for action in menu.actions() if action.isVisible()]
    return [(key.casefold(), text) for text in shown for key in _KEY.findall(text)]


def twice(window: MainWindow) -> list[list[str]]:
    texts = defaultdict(list)
    for key, text in letters(window):
        texts[key].append(text)
    return [found for found in texts.values() if len(found) > 1]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("name", [place.name for place in PLACES])
def test_alt_with_a_letter_means_one_thing_on_each_page(
    qtbot: QtBot, furnished: MainWindow, name: str, language: str
) -> None:
    furnished.use_language(language)
    furnished.show_page(name)
    settled(qtbot, furnished)
    page = furnished.current_page
    tabs = page.tabs.count() if isinstance(page, SettingsPage) else 1
    found = []
    for number in range(tabs):
        if isinstance(page, SettingsPage):
            page.tabs.setCurrentIndex(number)
        found += [both for both in twice(furnished) if both not in found]
    assert found == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_first_steps_of_today_take_no_letter_of_a_menu(qtbot: QtBot, window: MainWindow, language: str) -> None:
    window.use_language(language)
    window.show_page("today")
    settled(qtbot, window)
    (steps,) = window.findChildren(FirstSteps)
    assert steps.isVisible()
    assert twice(window) == []
