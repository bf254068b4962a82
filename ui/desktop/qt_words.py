"""Qt's own words (menus of text boxes, file and print dialogs, calendars) in the language in use.

Most of them Qt brings; those of its file dialog, shown where a system has none of its own, it has not in Kazakh.
"""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ui.words import N_, _

_FILE_DIALOG = (
    N_("&Look in:"), N_("File &name:"), N_("Files of &type:"), N_("Directory:"), N_("&Open"), N_("&Save"), N_("&Choose"),
    N_("Back"), N_("Go back"), N_("Forward"), N_("Go forward"), N_("Parent Directory"), N_("Go to the parent directory"),
    N_("Create New Folder"), N_("Create a New Folder"), N_("List View"), N_("Change to list view mode"),
    N_("Detail View"), N_("Change to detail view mode"), N_("All Files (*)"), N_("Computer"), N_("Name"), N_("Size"),
    N_("Type"), N_("Date Modified"), N_("Folder"), N_("&Rename"), N_("&Delete"), N_("Show &hidden files"),
    N_("&New Folder"), N_("New Folder"),
    N_("%1 already exists.\nDo you want to replace it?"), N_("%1\nFile not found.\nPlease verify the correct file name was given."),
)  # fmt: skip
_CONTEXTS = ("QFileDialog", "QFileSystemModel", "QAbstractFileIconProvider")

_installed: list[QTranslator] = []


class FileDialogWords(QTranslator):
    """Says the words of Qt's file dialog out of the program's own catalogue."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Return a text of the file dialog in the language in use; None for any other."""
        return _(text) if context in _CONTEXTS and text in _FILE_DIALOG else None

    def isEmpty(self) -> bool:
        """Say that there is something in it: Qt asks no empty one."""
        return False


def use(language: str) -> None:
    """Give Qt's own words a language."""
    QLocale.setDefault(QLocale(language))
    application = QCoreApplication.instance()
    if application is None:
        return
    for before in _installed:
        application.removeTranslator(before)
    _installed.clear()
    if language == "en":
        return
    brought = QTranslator(application)
    if brought.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        _installed.append(brought)
    _installed.append(FileDialogWords(application))  # the last is asked first
    for translator in _installed:
        application.installTranslator(translator)
