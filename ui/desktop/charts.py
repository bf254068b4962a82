"""Charts drawn by hand: bars, columns, a threshold across them. Parts differ by pattern, not by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme
from ui.words import _

MOST_BARS = 16
"""Most bars that are drawn; the table beside the chart has all."""

MOST_WIDE = 14
"""Letters that a column is wide at most: a single one should not fill the window."""

_PATTERNS = (Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.Dense6Pattern)
_MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or column: what it is called, and how large its parts are."""

    label: str
    parts: tuple[float, ...]
    warn: bool = False
    """Drawn in the colour of a warning; its label says why."""

    @property
    def total(self) -> float:
        """The size of all parts together."""
        return sum(self.parts)


class Chart(QWidget):
    """What charts share: the legend, the colours, and words for those who do not see them."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self._legend: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 120)

    def sizeHint(self) -> QSize:
        """Return a size that shows labels without crowding."""
        return QSize(560, 300)

    def show_bars(self, title: str, bars: Sequence[Bar], legend: Sequence[str] = ()) -> None:
        """Draw these bars; ``legend`` names the parts."""
        self._bars, self._legend = tuple(bars), tuple(legend)
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(f"{bar.label}: {_number(bar.total)}" for bar in bars))
        self.update()

    def bars(self) -> tuple[Bar, ...]:
        """Return what is drawn."""
        return self._bars

    def _brush(self, part: int, warn: bool) -> QBrush:
        colour = QColor(theme.mark("differs")) if warn else self.palette().color(QPalette.ColorRole.Highlight)
        return QBrush(colour, _PATTERNS[part % len(_PATTERNS)])

    def _draw_legend(self, painter: QPainter) -> float:
        """Draw the legend on top; returns how high it is."""
        if not self._legend:
            return 0.0
        metrics = painter.fontMetrics()
        x = _MARGIN
        for part, name in enumerate(self._legend):
            box = QRectF(x, _MARGIN + 2, metrics.height() - 4, metrics.height() - 4)
            painter.setPen(self._ink())
            painter.fillRect(box, self._brush(part, warn=False))
            painter.drawRect(box)
            x = box.right() + 6
            painter.drawText(QPointF(x, _MARGIN + metrics.ascent()), name)
            x += metrics.horizontalAdvance(name) + 22
        return metrics.height() + 6.0

    def _ink(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.WindowText)

    def _draw_nothing(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, _("Nothing to show yet."))


class BarChart(Chart):
    """Bars that lie, one below the other, each with its label and its number."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        if not self._bars:
            self._draw_nothing(painter)
            painter.end()
            return
        top = _MARGIN + self._draw_legend(painter)
        metrics = painter.fontMetrics()
        shown = self._bars[:MOST_BARS]
        height = min(metrics.height() * 2.0, (self.height() - top - _MARGIN) / len(shown))
        label_width = min(self.width() * 0.45, max(metrics.horizontalAdvance(bar.label) for bar in shown) + 8.0)
        number_width = metrics.horizontalAdvance(_number(max(bar.total for bar in shown))) + 12.0
        room = max(10.0, self.width() - label_width - number_width - 2 * _MARGIN)
        most = max(bar.total for bar in shown) or 1
        for number, bar in enumerate(shown):
            y = top + number * height
            line = QRectF(_MARGIN, y, label_width - 6, height)
            painter.setPen(self._ink())
            text = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            x = _MARGIN + label_width
            for part, size in enumerate(bar.parts):
                box = QRectF(x, y + height * 0.15, room * size / most, height * 0.7)
                painter.fillRect(box, self._brush(part, bar.warn))
                painter.setPen(QPen(self._brush(0, bar.warn).color(), 1))
                painter.drawRect(box)
                x = box.right()
            painter.setPen(self._ink())
            painter.drawText(QRectF(x + 5, y, number_width, height), Qt.AlignmentFlag.AlignVCenter, _number(bar.total))
        painter.end()


class ColumnChart(Chart):
    """Columns that stand, one beside the other, with a line across them where a threshold lies."""

    def __init__(self) -> None:
        super().__init__()
        self._threshold: float | None = None

    def show_threshold(self, place: float | None) -> None:
        """Draw a line before the column at ``place`` (1.5: in the middle of the second); None takes it away."""
        self._threshold = place
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the columns."""
        painter = QPainter(self)
        if not self._bars:
            self._draw_nothing(painter)
            painter.end()
            return
        metrics = painter.fontMetrics()
        top = _MARGIN + self._draw_legend(painter) + metrics.height()
        bottom = self.height() - _MARGIN - metrics.height() - 4
        left = _MARGIN + metrics.horizontalAdvance(_number(max(bar.total for bar in self._bars))) + 6
        width = min((self.width() - left - _MARGIN) / len(self._bars), metrics.averageCharWidth() * MOST_WIDE)
        most = max(bar.total for bar in self._bars) or 1
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(QPointF(left, bottom), QPointF(self.width() - _MARGIN, bottom))
        painter.setPen(self._ink())
        painter.drawText(QPointF(_MARGIN, top + metrics.ascent() / 2), _number(most))
        labelled = max(
            1, round(max(metrics.horizontalAdvance(bar.label) for bar in self._bars) + 10) // max(1, int(width)) + 1
        )
        for number, bar in enumerate(self._bars):
            x, y = left + number * width, bottom
            for part, size in enumerate(bar.parts):
                high = (bottom - top) * size / most
                box = QRectF(x + width * 0.1, y - high, width * 0.8, high)
                painter.fillRect(box, self._brush(part, bar.warn))
                painter.setPen(QPen(self._brush(0, bar.warn).color(), 1))
                if size:
                    painter.drawRect(box)
                y -= high
            if number % labelled == 0:
                painter.setPen(self._ink())
                painter.drawText(
                    QRectF(x - width, bottom + 3, width * 3, metrics.height()), Qt.AlignmentFlag.AlignHCenter, bar.label
                )
        if self._threshold is not None:
            x = left + self._threshold * width
            painter.setPen(QPen(QColor(theme.mark("differs")), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, top - 4), QPointF(x, bottom))
        painter.end()


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"
