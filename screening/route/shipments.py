"""The shipments of a manifest, and the explained risk of each: lines of one document belong together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.model.hits import Hit
from screening.model.manifests import Line
from screening.route.risk import Risk, line_risk, shipment_risk

KEYS = ("transport_doc_no", "declaration_no", "invoice_no", "container_no")
"""Fields by which lines belong to one shipment, the most telling first; without any the sheet is the shipment."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """Lines that travel together."""

    field: str
    """The field that holds them together; "sheet" where no line names one."""
    number: str
    line_ids: tuple[int, ...]
    flagged: int
    """Lines with a hit."""
    risk: Risk
    worst_line: float
    """The highest risk of a single line: how much of the shipment's risk is one line's."""


def shipment_key(line: Line) -> tuple[str, str]:
    """Return the field and the number by which a line belongs to its shipment."""
    field = next((name for name in KEYS if line.text(name)), "sheet")
    return field, line.sheet if field == "sheet" else " ".join(line.text(field).split())


def shipment_of_hits(field: str, number: str, line_ids: Sequence[int], of_lines: Sequence[Sequence[Hit]]) -> Shipment:
    """Return a shipment with its risk; ``of_lines`` are the hits of its lines, one sequence for each that has any."""
    risk = shipment_risk(hit for of_line in of_lines for hit in of_line)
    worst = max((line_risk(of_line).score for of_line in of_lines), default=0.0)
    return Shipment(field, number, tuple(line_ids), len(of_lines), risk, worst)


def shipments(lines: Iterable[tuple[int, Line]], hits: Mapping[int, Sequence[Hit]]) -> list[Shipment]:
    """Return the shipments of lines (line id, line) with the risk of their hits, the riskiest first."""
    found: dict[tuple[str, str], list[int]] = {}
    for line_id, line in lines:
        found.setdefault(shipment_key(line), []).append(line_id)
    made = [
        shipment_of_hits(field, number, line_ids, [hits[line_id] for line_id in line_ids if hits.get(line_id)])
        for (field, number), line_ids in found.items()
    ]
    return sorted(made, key=lambda s: (-s.risk.score, s.field, s.number))
