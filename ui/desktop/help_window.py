"""Help, bundled: a page of text for each page of the window, in the language in use, with search."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from screening.resources import resource_path
from ui import words
from ui.words import _

TOPICS = (
    "start",
    "today",
    "manifests",
    "review",
    "lists",
    "history",
    "seeing",
    "quick",
    "settings",
    "report",
    "limits",
)
"""Names of the texts below resources/help/LANGUAGE, in the order they are listed."""


def help_path(topic: str, language: str) -> Path:
    """Return where a text of the help lies."""
    return resource_path("help", language, f"{topic}.md")


@cache
def help_text(topic: str, language: str) -> str:
    """Return a text of the help as Markdown."""
    return help_path(topic, language).read_text(encoding="utf-8")


def help_title(topic: str, language: str) -> str:
    """Return the heading of a text of the help."""
    return help_text(topic, language).partition("\n")[0].lstrip("# ").strip()


class HelpWindow(QDialog):
    """The topics on the left, narrowed by what is searched for; the text on the right."""

    def __init__(self, topic: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.sought = QLineEdit()
        self.sought.setClearButtonEnabled(True)
        self.topics = QListWidget()
        self.topics.setMaximumWidth(self.fontMetrics().averageCharWidth() * 34)
        self.page = QTextBrowser()
        self.page.setOpenExternalLinks(False)
        left = QVBoxLayout()
        left.addWidget(self.sought)
        left.addWidget(self.topics, 1)
        layout = QHBoxLayout(self)
        layout.addLayout(left)
        layout.addWidget(self.page, 1)
        self.resize(960, 620)
        self.sought.textChanged.connect(self._narrow)
        self.sought.returnPressed.connect(self.find_next)
        self.topics.currentRowChanged.connect(lambda _row: self._show())
        for keys in (QKeySequence.StandardKey.Find, QKeySequence.StandardKey.FindNext):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(
                self.sought.setFocus if keys == QKeySequence.StandardKey.Find else self.find_next
            )
        self.retranslate()
        self.show_topic(topic)
        self.page.setFocus()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        chosen = self.topic()
        self.setWindowTitle(_("Help"))
        self.sought.setPlaceholderText(_("Search the help"))
        self.sought.setAccessibleName(_("Search the help"))
        self.topics.setAccessibleName(_("Topics"))
        self.page.setAccessibleName(_("Help"))
        self._narrow()
        if chosen:
            self.show_topic(chosen)

    def topic(self) -> str:
        """Return the topic that is shown."""
        item = self.topics.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def show_topic(self, topic: str) -> None:
        """Show a text of the help; the first one where there is none of that name."""
        for row in range(self.topics.count()):
            if self.topics.item(row).data(Qt.ItemDataRole.UserRole) == topic:
                self.topics.setCurrentRow(row)
                return
        self.topics.setCurrentRow(0)

    def _narrow(self) -> None:
        language, text = words.current_language(), self.sought.text().casefold().strip()
        chosen = self.topic()
        self.topics.blockSignals(True)
        self.topics.clear()
        for topic in TOPICS:
            if text in help_text(topic, language).casefold():
                item = QListWidgetItem(help_title(topic, language))
                item.setData(Qt.ItemDataRole.UserRole, topic)
                self.topics.addItem(item)
        self.topics.blockSignals(False)
        self.show_topic(chosen)
        self._show()

    def _show(self) -> None:
        topic = self.topic()
        if not topic:
            self.page.setPlainText(_("Nothing found."))
            return
        self.page.setSearchPaths([str(help_path(topic, words.current_language()).parent)])
        self.page.setMarkdown(help_text(topic, words.current_language()))
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        if self.sought.text().strip():
            self.page.find(self.sought.text().strip())

    def find_next(self) -> None:
        """Go to the next place with the text searched for, round to the first."""
        text = self.sought.text().strip()
        if text and not self.page.find(text):
            self.page.moveCursor(QTextCursor.MoveOperation.Start)
            self.page.find(text, QTextDocument.FindFlag(0))
