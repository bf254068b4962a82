"""Choosing a span of days: usual ones in a list, any other by its first and last day."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from ui.desktop.day_edit import DayEdit
from ui.words import N_, _

_ANY, _OWN = -1, -2
_SPANS = (
    (_ANY, N_("any day")),
    (0, N_("today")),
    (6, N_("last 7 days")),
    (29, N_("last 30 days")),
    (364, N_("last 365 days")),
    (_OWN, N_("from … to …")),
)


class PeriodBox(QWidget):
    """Emits ``changed`` when other days are chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.spans = QComboBox()
        self.first, self.last = DayEdit(), DayEdit()
        self._to = QLabel("–")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.spans, self.first, self._to, self.last):
            layout.addWidget(widget)
        for edit in (self.first, self.last):
            edit.set_day(date.today().isoformat())
            edit.textChanged.connect(self._changed)
        self.spans.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for days, _title in _SPANS:
            self.spans.addItem("", days)
        self.spans.currentIndexChanged.connect(self._changed)
        self._show_own()
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        for number, (_days, title) in enumerate(_SPANS):
            self.spans.setItemText(number, _(title))
        self.spans.setAccessibleName(_("Days"))
        self.first.setAccessibleName(_("First day"))
        self.last.setAccessibleName(_("Last day"))
        for edit in (self.first, self.last):
            edit.retranslate()

    def period(self) -> tuple[date | None, date | None]:
        """Return the first and the last day, None where it is open."""
        days = self.spans.currentData()
        if days == _ANY:
            return None, None
        if days == _OWN:
            # A day that is being typed leaves its side open.
            first, last = (date.fromisoformat(e.day()) if e.day() else None for e in (self.first, self.last))
            return (last, first) if first and last and first > last else (first, last)
        today = date.today()
        return today - timedelta(days=days), today

    def _changed(self) -> None:
        self._show_own()
        self.changed.emit()

    def _show_own(self) -> None:
        own = self.spans.currentData() == _OWN
        for widget in (self.first, self._to, self.last):
            widget.setVisible(own)
