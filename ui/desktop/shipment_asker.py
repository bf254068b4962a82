"""Asks for the shipment of a line, and remembers the last one: the lines of one shipment are looked at together."""

from collections.abc import Callable

from screening.dossier import shipment_of
from screening.model.hits import RunInfo
from screening.ports import Store
from screening.route.shipments import Shipment
from ui.desktop.reading import Reader


class ShipmentAsker:
    """One question at a time; an older one that was not answered yet is dropped."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._last: tuple[int, Shipment] | None = None

    def ask(self, run: RunInfo, line_id: int, came: Callable[[Shipment | None], None]) -> None:
        """Ask for the shipment of a line of a screening; ``came`` is called with it, or with None where none is kept."""
        last = self._last

        def question(store: Store) -> Shipment | None:
            if last is not None and last[0] == run.run_id and line_id in last[1].line_ids:
                return last[1]
            return shipment_of(store, run, line_id)

        def answered(shipment: Shipment | None) -> None:
            if shipment is not None:
                self._last = (run.run_id, shipment)
            came(shipment)

        self._reader.ask((self, "shipment"), question, answered)
