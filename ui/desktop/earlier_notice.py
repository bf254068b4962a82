"""The line of Review that tells of alerts of other screenings which the one that is shown has not."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from screening.model.earlier import EarlierAlert
from ui.desktop.desk import Desk
from ui.words import _, ngettext
from ui.words.earlier_text import earlier_text

SHOWN = 3
"""Alerts that are told before the rest is counted; each that is opened and decided makes room for the next."""


class EarlierNotice(QLabel):
    """One sentence for each alert, with a link that opens it where it is to be decided; hidden without any."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._alerts: Sequence[EarlierAlert] = ()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(self.open)
        self.hide()

    def tell(self, alerts: Sequence[EarlierAlert]) -> None:
        """Show alerts in the language in use."""
        self._alerts = alerts
        self.setVisible(bool(alerts))
        self.setAccessibleName(_("Alerts of other screenings"))
        link = escape(_("open it"))
        told = [
            f"▲ {escape(earlier_text(alert))} <a href='{number}'>{link}</a>"
            for number, alert in enumerate(alerts[:SHOWN])
        ]
        left = len(alerts) - SHOWN
        if left > 0:
            told.append(escape(ngettext("and {n} more", "and {n} more", left).format(n=left)))
        self.setText("<br>".join(told))

    def open(self, link: str) -> None:
        """Show the screening that has an alert, at it."""
        alert = self._alerts[int(link)]
        self._desk.hit_wanted.emit(alert.run_id, alert.hit_id)
