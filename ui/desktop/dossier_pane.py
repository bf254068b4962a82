"""The middle of Review: the dossier of the question that is shown, and the shipment of its line."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTextBrowser

from screening.dossier import Dossier, gather
from screening.model.hits import RunInfo
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.dossier_view import dossier_html
from ui.desktop.shipment_asker import ShipmentAsker, Told
from ui.words import _


class DossierPane(QTextBrowser):
    """Asks for dossiers and shows the last one; ``came`` tells that one is there, or None where there is nothing."""

    came = Signal(object)

    def __init__(self, desk: Desk, nothing: Callable[[], str]) -> None:
        """``nothing`` gives the text to show where there is no dossier."""
        super().__init__()
        self._desk = desk
        self._nothing = nothing
        self._shipments = ShipmentAsker(desk.counter)
        self.dossier: Dossier | None = None
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.setAccessibleName(_("Why"))
        self.tell()

    def shows(self, question_id: int | None, line_id: int | None) -> bool:
        """Return whether a question on this very line is shown."""
        shown = self.dossier
        return shown is not None and (shown.question.question_id, shown.stored.line_id) == (question_id, line_id)

    def ask(self, run: RunInfo, question_id: int, line_id: int | None) -> None:
        """Ask for the dossier of a question on a line (None: its first); until it comes there is none."""
        self.dossier = None
        self._desk.reader.ask(
            (self, "dossier"), lambda store: gather(store, run, question_id, line_id), partial(self._came, run)
        )

    def clear_dossier(self) -> None:
        """Show that there is nothing to decide, whatever was asked for."""
        self.dossier = None
        self._desk.reader.forget((self, "dossier"))
        self.tell()

    def _came(self, run: RunInfo, dossier: Dossier | None) -> None:
        self.dossier = dossier
        self.tell()
        self.came.emit(dossier)
        if dossier is not None:
            # After its dossier: the hits of a long shipment take a while to add up.
            line_id = dossier.stored.line_id
            self._shipments.ask(run, line_id, partial(self._shipment_came, run, line_id))

    def _shipment_came(self, run: RunInfo, line_id: int, told: Told) -> None:
        if self.dossier is None or self.dossier.stored.line_id != line_id or self.dossier.stored.run_id != run.run_id:
            return
        self.dossier = replace(self.dossier, shipment=told[0], shipment_lines=tuple(told[1]), shipment_asked=True)
        bar = self.verticalScrollBar()
        place = bar.value()
        self.tell()
        bar.setValue(place)

    def tell(self) -> None:
        """Show the dossier in the language and the colours in use."""
        if self.dossier is None:
            self.setHtml(self._nothing())
        else:
            self.setHtml(dossier_html(self.dossier, theme.MARKS[theme.current()]))
