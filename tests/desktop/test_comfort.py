"""Colours, languages, what the window remembers, and that no dialog is cut off or untranslated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from main import data_folder
from screening.model.hits import NotChecked
from screening.verdict import OPEN, Ground, Verdict, VerdictKind
from tests.desktop.steps import imported, press, settled, the_import_dialog
from ui import words
from ui.desktop import question_model, theme
from ui.desktop.child import Child
from ui.desktop.places import PLACES
from ui.desktop.window import MainWindow

LANGUAGES = [code for code, _name in words.LANGUAGES]
READABLE = 4.5
"""Contrast that WCAG 2.1 asks of text (success criterion 1.4.3)."""


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    yield
    theme.use(theme.LIGHT)


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours as WCAG 2.1 counts it."""

    def light_of(colour: QColor) -> float:
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]  # type: ignore[index]
        return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])

    bright, dark = sorted((light_of(one), light_of(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", [theme.LIGHT, theme.DARK])
def test_every_text_of_a_palette_can_be_read(name: str) -> None:
    role = QPalette.ColorRole
    palette = theme.palette(name)
    pairs = [
        (role.WindowText, role.Window), (role.Text, role.Base), (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button), (role.HighlightedText, role.Highlight), (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base), (role.Link, role.Base), (role.LinkVisited, role.Base),
        (role.BrightText, role.Base),
    ]  # fmt: skip
    for text, ground in pairs:
        assert contrast(palette.color(text), palette.color(ground)) >= READABLE, (name, text, ground)
    # What is told by its outline (WCAG 2.1, 1.4.11): Fusion draws it in a darker shade of the window.
    outline = theme.outlined(palette).color(role.Window).darker(140)
    if name == theme.DARK:
        assert contrast(outline, palette.color(role.Window)) >= 3
    for mark in theme.MARKS[name].values():
        assert contrast(QColor(mark), palette.color(role.Base)) >= READABLE
    for tint in theme.TINTS[name].values():
        assert contrast(palette.color(role.Text), QColor(tint)) >= READABLE


def test_the_dark_window_is_dark_and_its_detail_is_read_by_dark_marks(
    qtbot: QtBot, window: MainWindow, manifest: Path
) -> None:
    review = imported(qtbot, window, manifest)
    window.use_theme(theme.DARK)
    assert theme.current() == theme.DARK
    assert QApplication.palette().color(QPalette.ColorRole.Base).lightness() < 64
    assert theme.MARKS[theme.DARK]["same"] in review.detail.toHtml()
    window.use_theme(theme.LIGHT)
    assert theme.MARKS[theme.LIGHT]["same"] in review.detail.toHtml()


def test_the_window_remembers_its_language_colours_and_arrangement(
    qtbot: QtBot, tmp_path: Path, manifest: Path, child: Child
) -> None:
    with data_folder(tmp_path / "data") as folder:
        window = MainWindow(folder, child)
        qtbot.addWidget(window)
        window.show()
        review = imported(qtbot, window, manifest)
        window.use_language("kk")
        window.use_theme(theme.DARK)
        review.splitter.setSizes([520, 380, 320])
        sizes = review.splitter.sizes()
        window.close()
        words.use_language("en")
        again = MainWindow(folder, child)
        qtbot.addWidget(again)
        again.show()
        assert words.current_language() == "kk"
        assert again.menus.themes[theme.DARK].isChecked()
        again.resize(1240, 700)  # a screen that is too small for the kept size gives a smaller one
        again.show_page("review")
        qtbot.waitUntil(lambda: again.review.splitter.sizes() == pytest.approx(sizes, abs=40))
        again.menus.recent.aboutToShow.emit()
        assert "register.xlsx" in again.menus.recent.actions()[0].text()
        again.close()


def test_a_broken_memory_of_the_window_is_let_go(qtbot: QtBot, tmp_path: Path, child: Child) -> None:
    with data_folder(tmp_path / "data") as folder:
        (tmp_path / "data" / "window.ini").write_text("[General]\nlanguage=xx\ntheme=pink\nrecent={\nwindow=@@\n")
        window = MainWindow(folder, child)
        qtbot.addWidget(window)
        window.show()
        assert window.menus.themes[theme.SYSTEM].isChecked()
        assert window.desk.layout.recent() == []
        assert window.desk.layout.views("lines") == {}
        window.close()


def texts_of(widget: QWidget) -> list[str]:
    """Return every text that a widget and its children show."""
    texts = [w.text() for w in widget.findChildren(QLabel)]
    texts += [w.text() for w in widget.findChildren(QAbstractButton)]
    texts += [w.placeholderText() for w in widget.findChildren(QLineEdit)]
    return [text for text in texts if any(map(str.isalpha, text))]


def cut_off(widget: QWidget) -> list[str]:
    """Return the buttons and labels that are narrower than their words."""
    cut = []
    for found in ([*widget.findChildren(QAbstractButton)], [*widget.findChildren(QLabel)]):
        shown: QAbstractButton | QLabel
        for shown in found:
            if not shown.isVisible() or not shown.text() or (isinstance(shown, QLabel) and shown.wordWrap()):
                continue
            if shown.width() + 1 < shown.minimumSizeHint().width():
                cut.append(shown.text())
    return cut


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_review_is_cut_off_at_1280_by_720(
    qtbot: QtBot, window: MainWindow, manifest: Path, language: str
) -> None:
    window.resize(1280, 720)
    review = imported(qtbot, window, manifest)
    window.use_language(language)
    press(qtbot, window, Qt.Key.Key_1)
    assert window.width() == 1280, "the words ask for a wider window"
    assert window.height() == 720
    assert cut_off(review) == []
    # What stands above it may be long: a name, a verdict with all its parts, rules that were not asked.
    review._manifest_name = "a_very_long_name_of_a_register_" * 6 + ".xlsx"
    against = (Ground("true_match", 1234), Ground("rejected", 1234))
    review._judged(Verdict(VerdictKind.ESCALATE, against, tuple(Ground(code, 1234) for code in OPEN)))
    review.not_checked._came([NotChecked(f"rule {n}", "consignee", 7) for n in range(18)])
    settled(qtbot, window)
    assert window.width() == 1280
    assert window.height() == 720
    review.toggle_view()
    settled(qtbot, window)
    assert window.width() == 1280
    assert cut_off(review) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_status_can_be_read_in_the_list_of_questions(
    qtbot: QtBot, window: MainWindow, manifest: Path, language: str
) -> None:
    window.resize(1280, 720)
    window.use_language(language)
    table = imported(qtbot, window, manifest).questions.table
    metrics, header = table.fontMetrics(), table.horizontalHeader()
    for column, texts in question_model.WIDTHS.items():
        widest = max(metrics.horizontalAdvance(text) for text in texts())
        assert table.columnWidth(column) > widest + 6
        assert table.columnWidth(column) >= header.sectionSizeHint(column)
    assert header.length() <= table.viewport().width()
    assert min(table.columnWidth(column) for column in question_model.SHARING) > metrics.averageCharWidth() * 14
    # A column that is pulled by hand stays as it is; the chooser gives its place to the others.
    before = table.columnWidth(question_model.MANIFEST)
    table.setColumnHidden(question_model.KIND, True)
    qtbot.waitUntil(lambda: table.columnWidth(question_model.MANIFEST) > before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialogs_are_whole_and_in_one_language(
    qtbot: QtBot, window: MainWindow, manifest: Path, language: str
) -> None:
    window.use_language(language)
    window.files_in.import_file(manifest)
    dialog: QDialog = the_import_dialog(qtbot, window)
    qtbot.waitUntil(dialog.isVisible)
    assert cut_off(dialog) == []
    english = set(texts_of(dialog)) & SOURCES if language != "en" else set()
    assert english == set()
    with qtbot.waitSignal(window.jobs.ended, timeout=60_000):
        dialog.accept()
    settled(qtbot, window)
    for opened in (window.review.open_entry, window.show_keys):
        opened()
        box = next(d for d in window.findChildren(QDialog) if d.isVisible())
        assert cut_off(box) == []
        box.reject()
        box.deleteLater()
        QApplication.processEvents()


def _sources() -> set[str]:
    from ui.words import catalogue

    found = set()
    for message in catalogue.read("ru"):
        if isinstance(message.id, str) and message.id and message.string != message.id:
            found.add(message.id)
    return found


SOURCES = _sources()
"""English texts that have another form in Russian: one of them in a dialog of another language was not translated."""


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_page_keeps_english_words(qtbot: QtBot, window: MainWindow, language: str) -> None:
    for place in PLACES:
        window.show_page(place.name)
    settled(qtbot, window)
    window.use_language(language)
    for place in PLACES:
        window.show_page(place.name)
        settled(qtbot, window)
        assert set(texts_of(window.page(place.name))) & SOURCES == set(), place.name
    menus = [action.text() for menu in window.menuBar().actions() for action in menu.menu().actions()]  # type: ignore[attr-defined]
    assert set(menus) & SOURCES == set()


def test_everything_that_takes_the_focus_in_review_has_a_name(window: MainWindow) -> None:
    nameless: list[QWidget] = []
    for widget in window.review.findChildren(QWidget):
        inside = [type(parent).__name__ for parent in _parents(widget)]
        if any("QComboBox" in name or name in ("QHeaderView", "QAbstractScrollArea") for name in inside):
            continue
        if isinstance(widget, (QTableView, QListWidget, QLineEdit, QPlainTextEdit, QTextEdit, QComboBox)):
            nameless += [widget] if not widget.accessibleName() else []
        if isinstance(widget, QAbstractButton) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            nameless += [widget] if not (widget.text() or widget.accessibleName()) else []
    assert [w for w in nameless if w.objectName() != "qt_spinbox_lineedit"] == []


def _parents(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def test_tab_goes_from_the_questions_to_the_decisions(qtbot: QtBot, window: MainWindow, manifest: Path) -> None:
    review = imported(qtbot, window, manifest)
    window.activateWindow()
    review.questions.table.setFocus()
    seen = []
    for _n in range(12):
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        focus = QApplication.focusWidget()
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert seen[0] is review.questions.table
    order = [seen.index(w) for w in (review.questions.lines, review.detail, review.panel.buttons[0])]
    assert order == sorted(order)


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0])
def test_review_fits_a_full_screen_at_larger_letters(
    qtbot: QtBot, window: MainWindow, manifest: Path, scale: float
) -> None:
    """125 to 200 % on a screen of 1920 by 1080: what is left for the window is measured in unscaled points."""
    review = imported(qtbot, window, manifest)
    for place in PLACES:
        window.page(place.name)
    window.banner.hide()  # with real lists loaded there is none
    window.resize(int(1920 / scale), int(1040 / scale))
    settled(qtbot, window)
    assert window.width() <= int(1920 / scale) + 1
    assert window.height() <= int(1040 / scale) + 1
    assert review.panel.buttons[0].isVisible()
    assert cut_off(review) == []


def test_what_review_shows_can_be_printed(qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path) -> None:
    review = imported(qtbot, window, manifest)
    document = review.printable()
    assert document is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    document.print_(printer)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def test_the_end_of_long_work_is_told_when_nobody_looks(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    notices = window.notices
    notices.began()
    assert not notices.ended("done")  # it took no time
    notices._began -= 60
    assert not notices.ended("done")  # the window is looked at
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)  # as when another program is in front
    assert notices.ended("done")
