"""Asks for the shipment of a line, and remembers the last one: the lines of one shipment are looked at together."""

from collections.abc import Callable, Sequence

from screening.dossier import shipment_around
from screening.model.hits import RunInfo
from screening.ports import LineRow, Store
from screening.route.shipments import Shipment
from ui.desktop.reading import Reader

Told = tuple[Shipment | None, Sequence[LineRow]]
"""A shipment, None where none is kept, and its lines, at most ``LINES_AROUND`` of them around the one asked for."""


class ShipmentAsker:
    """One question at a time; an older one that was not answered yet is dropped."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._last: tuple[int, Shipment] | None = None

    def ask(self, run: RunInfo, line_id: int, came: Callable[[Told], None]) -> None:
        """Ask for the shipment of a line of a screening and its lines; ``came`` is called with them."""
        last = self._last

        def question(store: Store) -> Told:
            shipment = last[1] if last is not None and last[0] == run.run_id and line_id in last[1].line_ids else None
            return shipment_around(store, run, line_id, shipment)

        def answered(told: Told) -> None:
            if told[0] is not None:
                self._last = (run.run_id, told[0])
            came(told)

        self._reader.ask((self, "shipment"), question, answered)
