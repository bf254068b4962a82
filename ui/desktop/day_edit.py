"""A box for a day, typed as people write it or chosen in a calendar.

Qt's own box does not take a day as it is typed: it leads on by itself, so that "26.11.2026" typed over 2027 left
26.11.2027 in it, and "31.12.2030" typed over a November 30.12.2030, both without a word.
"""

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QStyle

from screening.casework.reasons import day_in
from ui import words
from ui.words import _

_ISO = "yyyy-MM-dd"
_LETTERS = 15
"""So many are shown: a day and the arrow of the calendar."""


class DayEdit(QLineEdit):
    """Holds a day in the way of the language in use; what is no day stands there as typed, and is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LETTERS)
        icon = self.style().standardIcon(QStyle.StandardPixmap.SP_ArrowDown)
        self.choose: QAction = self.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        self.choose.triggered.connect(lambda _checked=False: self.show_calendar())

    def retranslate(self) -> None:
        """Put all words, and the day, into the language in use."""
        self.setPlaceholderText(_("YYYY-MM-DD"))
        self.choose.setToolTip(_("Calendar"))
        if self.day():
            self.set_day(self.day())

    def day(self) -> str:
        """Return the day as ISO; empty while what stands here is no day that there is."""
        text = self.text().strip()
        day = day_in(text)
        whole = text in (day, ".".join(reversed(day.split("-"))))
        return day if whole and QDate.fromString(day, _ISO).isValid() else ""

    def set_day(self, day: str) -> None:
        """Show a day (ISO); empty shows none."""
        self.setText(words.format_date(day) if day else "")

    def show_calendar(self) -> None:
        """Open a calendar below the box; the day that is clicked or entered is taken."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setSelectedDate(QDate.fromString(self.day(), _ISO) if self.day() else QDate.currentDate())
        calendar.activated.connect(lambda day: self._chosen(calendar, day))
        calendar.clicked.connect(lambda day: self._chosen(calendar, day))
        calendar.adjustSize()
        place = self.mapToGlobal(QPoint(self.width() - calendar.width(), self.height()))
        room = self.screen().availableGeometry()
        if place.y() + calendar.height() > room.bottom():
            place.setY(self.mapToGlobal(QPoint(0, 0)).y() - calendar.height())
        calendar.move(max(room.left(), place.x()), max(room.top(), place.y()))
        calendar.show()

    def _chosen(self, calendar: QCalendarWidget, day: QDate) -> None:
        self.set_day(day.toString(_ISO))
        calendar.close()
        self.setFocus()
