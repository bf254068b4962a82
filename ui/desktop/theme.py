"""The colours of the window: palettes for light and dark, and what follows the system."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

SYSTEM, LIGHT, DARK = THEMES = ("system", "light", "dark")

_ROLES = QPalette.ColorRole

_LIGHT = {
    _ROLES.Window: "#f3f4f6", _ROLES.WindowText: "#1a1d21", _ROLES.Base: "#ffffff", _ROLES.AlternateBase: "#f0f3f7",
    _ROLES.Text: "#1a1d21", _ROLES.Button: "#e7eaee", _ROLES.ButtonText: "#1a1d21", _ROLES.BrightText: "#a1160a",
    _ROLES.Highlight: "#1f5fbf", _ROLES.HighlightedText: "#ffffff", _ROLES.ToolTipBase: "#ffffff",
    _ROLES.ToolTipText: "#1a1d21", _ROLES.PlaceholderText: "#5f6670", _ROLES.Link: "#0b57b8",
    _ROLES.LinkVisited: "#5a3d99",
}  # fmt: skip
_DARK = {
    _ROLES.Window: "#20242b", _ROLES.WindowText: "#e8eaed", _ROLES.Base: "#171a1f", _ROLES.AlternateBase: "#20252c",
    _ROLES.Text: "#e8eaed", _ROLES.Button: "#2d333c", _ROLES.ButtonText: "#e8eaed", _ROLES.BrightText: "#ff9b8f",
    _ROLES.Highlight: "#2b62b3", _ROLES.HighlightedText: "#ffffff", _ROLES.ToolTipBase: "#2d333c",
    _ROLES.ToolTipText: "#e8eaed", _ROLES.PlaceholderText: "#a0a7b0", _ROLES.Link: "#8ab4f8",
    _ROLES.LinkVisited: "#c3a6ff",
}  # fmt: skip
_DISABLED = {LIGHT: "#777d85", DARK: "#828993"}
_BANNER = {LIGHT: ("#7a4b00", "#ffffff"), DARK: ("#5c3a05", "#ffe9c7")}

_OUTLINE = "#b4bcc7"
_OUTLINED = ("QCheckBox", "QRadioButton", "QLineEdit", "QPlainTextEdit")
"""Boxes that one could not see on dark colours without a lighter outline."""

MARKS = {
    LIGHT: {"same": "#0a6b2d", "near": "#7a4b00", "differs": "#a1160a", "quiet": "#5f6670"},
    DARK: {"same": "#7ddc9a", "near": "#ffcf7d", "differs": "#ff9b8f", "quiet": "#a0a7b0"},
}
"""Colours of what agrees, nearly agrees, contradicts or only explains. They go with signs, never alone."""


def palette(name: str) -> QPalette:
    """Return the palette of LIGHT or DARK, whole, so that the platform's own colours do not mix in."""
    colours = _DARK if name == DARK else _LIGHT
    made = QPalette(QColor(colours[_ROLES.Button]), QColor(colours[_ROLES.Window]))
    for role, colour in colours.items():
        made.setColor(role, QColor(colour))
    for role in (_ROLES.WindowText, _ROLES.Text, _ROLES.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED[DARK if name == DARK else LIGHT]))
    return made


def use(name: str) -> None:
    """Give the application the colours of SYSTEM, LIGHT or DARK."""
    scheme = {LIGHT: Qt.ColorScheme.Light, DARK: Qt.ColorScheme.Dark}.get(name, Qt.ColorScheme.Unknown)
    QGuiApplication.styleHints().setColorScheme(scheme)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        shown = palette(_of_the_system() if name == SYSTEM else name)
        application.setPalette(shown)
        for boxes in _OUTLINED:
            application.setPalette(outlined(shown), boxes)  # type: ignore[arg-type]  # it takes texts, and no bytes


def outlined(shown: QPalette) -> QPalette:
    """Return the palette of what must be seen by its outline, which Fusion draws in a darker shade of the window."""
    made = QPalette(shown)
    if shown.color(_ROLES.Base).lightness() < 128:
        made.setColor(_ROLES.Window, QColor(_OUTLINE))
    return made


def _of_the_system() -> str:
    """Return DARK where the platform says so, else LIGHT (also where it does not say)."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def current() -> str:
    """Return LIGHT or DARK, by what the application now shows."""
    return DARK if QGuiApplication.palette().color(_ROLES.Base).lightness() < 128 else LIGHT


def mark(meaning: str) -> str:
    """Return the colour for "same", "near", "differs" or "quiet" on the colours in use."""
    return MARKS[current()][meaning]


TINTS = {
    LIGHT: {"party": "#dbe8fb", "goods": "#dff3e0", "route": "#efe3f8", "rest": "#eceef1", "": "#ffffff"},
    DARK: {"party": "#1f3350", "goods": "#1d3a26", "route": "#38284a", "rest": "#2a2f37", "": "#171a1f"},
}
"""Backgrounds of columns by what they hold; the name of the field stands on top of each, so none is told by colour."""


def tint(group: str) -> QColor:
    """Return the background for "party", "goods", "route", "rest", or "" for a column that is not used."""
    return QColor(TINTS[current()][group])


def banner_style() -> str:
    """Return the style of the warning on top of the window."""
    background, text = _BANNER[current()]
    return f"background: {background}; color: {text};"
