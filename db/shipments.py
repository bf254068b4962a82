"""Shipments in the database: runs of lines that travel together, gathered once for each manifest."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from db import codec
from db.connection import store_errors
from db.part import StorePart
from screening.model.hits import Hit, HitKind, Reason
from screening.model.manifests import Line
from screening.route.shipments import Shipment, shipment_key, shipment_of_hits

_NO_REASON = Reason("name_match")
"""A risk does not depend on it."""


class ShipmentRuns:
    """The shipments of one manifest as they are gathered, line by line in the order of the lines."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str], list[list[int]]] = {}

    def add(self, line_id: int, line: Line) -> None:
        """Put the next line to its shipment."""
        runs = self._runs.setdefault(shipment_key(line), [])
        if runs and runs[-1][1] == line_id - 1:
            runs[-1][1] = line_id
        else:
            runs.append([line_id, line_id])

    def put(self, connection: Any, manifest_id: int) -> None:
        """Keep them, inside the caller's transaction."""
        connection.execute("DELETE FROM shipment WHERE manifest_id = ?", (manifest_id,))
        for (field, number), runs in self._runs.items():
            made = connection.execute(
                "INSERT INTO shipment (manifest_id, field, number) VALUES (?, ?, ?)", (manifest_id, field, number)
            )
            connection.executemany(
                "INSERT INTO shipment_lines VALUES (?, ?, ?)", ((made.lastrowid, first, last) for first, last in runs)
            )


class ShipmentTables(StorePart):
    """Implements ``screening.ports.ShipmentStore``."""

    def shipment(self, run_id: int, line_id: int) -> Shipment | None:
        """See ``ShipmentStore.shipment``."""
        with store_errors(self.path):
            connection = self.database.conn
            found = connection.execute(
                "SELECT manifest_id, sheet, row, content FROM line WHERE line_id = ?", (line_id,)
            ).fetchone()
            if found is None:
                return None
            manifest_id, sheet, row, content = found
            field, number = shipment_key(codec.line_from_text(sheet, row, content))
            kept = connection.execute(
                "SELECT shipment_id FROM shipment WHERE manifest_id = ? AND field = ? AND number = ?",
                (manifest_id, field, number),
            ).fetchone()
            if kept is None:
                return None
            runs = connection.execute(
                "SELECT first_line, last_line FROM shipment_lines WHERE shipment_id = ? ORDER BY first_line", kept
            ).fetchall()
            rows = connection.execute(
                # CROSS JOIN keeps the order: from the few runs of the shipment to the hits that lie in them.
                "SELECT h.line_id, h.field, h.value, h.kind, h.list_id, h.entry_id, h.score FROM shipment_lines AS s"
                " CROSS JOIN hit AS h ON h.run_id = ? AND h.line_id BETWEEN s.first_line AND s.last_line"
                " WHERE s.shipment_id = ? ORDER BY h.line_id",
                (run_id, *kept),
            )
            of_lines = [[_hit(hit) for hit in hits] for _line, hits in groupby(rows, key=lambda row: row[0])]
        lines = tuple(line for first, last in runs for line in range(first, last + 1))
        return shipment_of_hits(field, number, lines, of_lines)


def runs_of(lines: Iterable[tuple[int, Line]]) -> ShipmentRuns:
    """Return the shipments of lines (line id, line), which come in the order of their ids."""
    found = ShipmentRuns()
    for line_id, line in lines:
        found.add(line_id, line)
    return found


def _hit(row: Any) -> Hit:
    """Return as much of a hit as its risk depends on."""
    _line_id, field, value, kind, list_id, entry_id, score = row
    return Hit("", 0, 0, field, value, HitKind(kind), list_id, entry_id, "", "", score, _NO_REASON)
