"""A shipment's route drawn on a schematic map of dots, and as a line of stops; marked by shape and word."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from screening.countries import country_name
from screening.route.corridor import Stop, StopMark, positions
from ui import words
from ui.desktop import theme
from ui.words import N_, _

SIGNS = {StopMark.NONE: "●", StopMark.WATCHED: "▲", StopMark.EMBARGOED: "■"}
MEANINGS = {
    StopMark.NONE: N_("no mark"),
    StopMark.WATCHED: N_("transshipment country"),
    StopMark.EMBARGOED: N_("under embargo"),
}
_SOUTH, _NORTH = -48.0, 72.0
_MARGIN = 8.0


def stop_name(stop: Stop) -> str:
    """Return the name of a stop in the language in use, or the manifest's own word."""
    return country_name(stop.code, words.current_language()) if len(stop.code) == 2 else stop.text


def route_text(stops: Sequence[Stop]) -> str:
    """Return a route in words, with what is marked: for screen readers and tables."""
    return " → ".join(
        stop_name(stop) + (" (" + _(MEANINGS[stop.mark]) + ")" if stop.mark is not StopMark.NONE else "")
        for stop in stops
    )


class RouteDiagram(QWidget):
    """Draws one route. Countries are dots near their middle; there are no borders, and no claims."""

    def __init__(self) -> None:
        super().__init__()
        self._stops: tuple[Stop, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(170)
        self.retranslate()

    def sizeHint(self) -> QSize:
        """Return the size that shows names without crowding."""
        return QSize(420, 250)

    def show_route(self, stops: Sequence[Stop]) -> None:
        """Draw these stops."""
        self._stops = tuple(stops)
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.setAccessibleName(_("Route"))
        self.setAccessibleDescription(route_text(self._stops) or _("no route"))
        self.setToolTip(route_text(self._stops))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the map, the way and the line of stops."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        below = line * 3.2
        area = QRectF(_MARGIN, _MARGIN, self.width() - 2 * _MARGIN, self.height() - below - 2 * _MARGIN)
        self._map(painter, area)
        self._line(painter, QRectF(_MARGIN, self.height() - below, self.width() - 2 * _MARGIN, below - _MARGIN))
        painter.end()

    def _map(self, painter: QPainter, area: QRectF) -> None:
        window = self._window()
        palette = self.palette()
        painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
        painter.setClipRect(area)
        painter.setPen(Qt.PenStyle.NoPen)
        quiet = QColor(theme.mark("quiet"))
        quiet.setAlpha(110)
        painter.setBrush(quiet)
        for place in positions().values():
            painter.drawEllipse(_on(area, window, place), 1.8, 1.8)
        known = [(stop, _on(area, window, positions()[stop.code])) for stop in self._stops if stop.code in positions()]
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
        for (_one, start), (_other, end) in zip(known, known[1:], strict=False):
            _arrow(painter, start, end)
        taken: list[QRectF] = []
        for stop, at in known:
            self._stop(painter, area, stop, at, taken)
        painter.setClipping(False)
        if not known:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, _("no route"))

    def _window(self) -> tuple[float, float, float, float]:
        """Return the part of the earth that is drawn: south, west, north, east, around the stops."""
        places = [positions()[stop.code] for stop in self._stops if stop.code in positions()]
        if not places:
            return _SOUTH, -130.0, _NORTH, 160.0
        south, north = min(p[0] for p in places), max(p[0] for p in places)
        west, east = min(p[1] for p in places), max(p[1] for p in places)
        above, beside = max(10.0, (40 - (north - south)) / 2), max(18.0, (80 - (east - west)) / 2)
        return south - above, west - beside, north + above, east + beside

    def _stop(self, painter: QPainter, area: QRectF, stop: Stop, at: QPointF, taken: list[QRectF]) -> None:
        colour = _colour(stop.mark, self.palette())
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Base), 1))
        painter.setBrush(colour)
        _shape(painter, stop.mark, at)
        text = stop_name(stop)
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text) + 4
        box = QRectF(at.x() + 9, at.y() - metrics.height() / 2, width, metrics.height())
        if box.right() > area.right():
            box.moveRight(at.x() - 9)
        while any(box.intersects(other) for other in taken) and box.bottom() < area.bottom():
            box.translate(0, metrics.height())
        taken.append(box)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    def _line(self, painter: QPainter, area: QRectF) -> None:
        """Draw the stops one behind the other, with the sign and the word of each mark."""
        if not self._stops:
            return
        metrics = painter.fontMetrics()
        width = area.width() / len(self._stops)
        for number, stop in enumerate(self._stops):
            left = area.left() + number * width
            arrow = "→ " if number else ""
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            name = metrics.elidedText(
                f"{arrow}{SIGNS[stop.mark]} {stop_name(stop)}", Qt.TextElideMode.ElideRight, int(width) - 4
            )
            painter.drawText(QRectF(left, area.top(), width, metrics.height()), Qt.AlignmentFlag.AlignLeft, name)
            if stop.mark is not StopMark.NONE:
                painter.setPen(_colour(stop.mark, self.palette()))
                text = metrics.elidedText(_(MEANINGS[stop.mark]), Qt.TextElideMode.ElideRight, int(width) - 4)
                painter.drawText(QRectF(left, area.top() + metrics.height(), width, metrics.height()), text)


def _on(area: QRectF, window: tuple[float, float, float, float], place: tuple[float, float]) -> QPointF:
    south, west, north, east = window
    across = (place[1] - west) / (east - west)
    up = (place[0] - south) / (north - south)
    return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())


def _colour(mark: StopMark, palette: QPalette) -> QColor:
    if mark is StopMark.EMBARGOED:
        return QColor(theme.mark("differs"))
    if mark is StopMark.WATCHED:
        return QColor(theme.mark("near"))
    return palette.color(QPalette.ColorRole.Highlight)


def _shape(painter: QPainter, mark: StopMark, at: QPointF) -> None:
    if mark is StopMark.EMBARGOED:
        painter.drawRect(QRectF(at.x() - 6, at.y() - 6, 12, 12))
    elif mark is StopMark.WATCHED:
        corners = [QPointF(at.x() - 7, at.y() + 6), QPointF(at.x() + 7, at.y() + 6), QPointF(at.x(), at.y() - 7)]
        painter.drawPolygon(QPolygonF(corners))
    else:
        painter.drawEllipse(at, 5, 5)


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """Draw a way with its direction in the middle."""
    painter.drawLine(start, end)
    way = end - start
    length = max(1.0, (way.x() ** 2 + way.y() ** 2) ** 0.5)
    along = QPointF(way.x() / length, way.y() / length)
    across = QPointF(-along.y(), along.x())
    middle = (start + end) / 2
    for side in (-1, 1):
        painter.drawLine(middle, middle - along * 8 + across * (5 * side))
