"""Shipments: which lines belong together, and what their joint risk is made of."""

import pytest

from screening.model.hits import Hit, HitKind, Reason
from screening.model.manifests import Line, Value
from screening.route.shipments import shipments


def _line(row: int, **fields: str) -> Line:
    return Line("Реестр", row, tuple(Value(f, t, t, row, at) for at, (f, t) in enumerate(fields.items())))


def _hit(row: int, kind: HitKind, entry_id: str, score: float, value: str = "v") -> Hit:
    return Hit("Реестр", row, row, "consignee", value, kind, "l", entry_id, entry_id, "", score, Reason("x"))


def test_lines_of_one_document_are_one_shipment_and_the_riskiest_comes_first() -> None:
    lines = [
        (1, _line(2, transport_doc_no="CMR 1", invoice_no="7")),
        (2, _line(3, transport_doc_no="CMR 1", invoice_no="8")),
        (3, _line(4, invoice_no="9")),
        (4, _line(5)),
    ]
    hits = {
        1: [_hit(2, HitKind.FLAG, "free_mail", 30.0)],
        2: [_hit(3, HitKind.FLAG, "no_end_use", 35.0), _hit(3, HitKind.FLAG, "free_mail", 30.0)],
        3: [_hit(4, HitKind.PARTY, "p", 90.0)],
    }
    found = shipments(lines, hits)
    assert [(s.field, s.number, s.line_ids, s.flagged) for s in found] == [
        ("invoice_no", "9", (3,), 1),
        ("transport_doc_no", "CMR 1", (1, 2), 2),
        ("sheet", "Реестр", (4,), 0),
    ]
    together = found[1].risk
    # 100 - (100 - 0.7 * 35) * (1 - 0.7 * 0.30): the flag that both lines have counts once.
    assert together.score == pytest.approx(100 - 75.5 * 0.79, abs=0.01)
    assert round(sum(part.points for part in together.parts), 2) == together.score
    assert {part.entry_id for part in together.parts} == {"no_end_use", "free_mail"}
    assert found[2].risk.score == 0.0
