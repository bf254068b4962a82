"""The joint risk of a line and of a shipment: one number, and always the parts that it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from screening.model.hits import Hit, HitKind

WEIGHT = {HitKind.PARTY: 1.0, HitKind.VESSEL: 1.0, HitKind.GOODS: 0.6, HitKind.COUNTRY: 0.95, HitKind.FLAG: 0.7}
"""How far a hit of a kind carries the risk by itself at score 100: a listed party decides a line, high-priority goods
alone are everyday trade. Ours; kept simple so that an officer can redo the sum."""


@dataclass(frozen=True, slots=True)
class RiskPart:
    """One hit's part of a risk."""

    kind: HitKind
    list_id: str
    entry_id: str
    field: str
    value: str
    score: float
    """Of the hit, 0-100."""
    points: float
    """What this part added to the risk, 0-100; the points of all parts add up to the risk."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk of 0-100 and its parts, largest first; no parts, no risk."""

    score: float
    parts: tuple[RiskPart, ...]


def line_risk(hits: Iterable[Hit]) -> Risk:
    """Return the joint risk of the hits of one line.

    Each part closes its share of what is left to 100 (1 - the product of the remainders), so several weak flags
    together weigh more than each, none weighs twice and nothing passes 100. Several list entries for one value of one
    kind are one doubt, not many: only the highest counts. The goods rules of several lists count likewise once.
    """
    best: dict[tuple[str, ...], Hit] = {}
    for hit in hits:
        key: tuple[str, ...] = (hit.kind, hit.entry_id)
        if hit.kind in (HitKind.PARTY, HitKind.VESSEL):
            key = (hit.kind, hit.value)
        elif hit.kind is HitKind.GOODS:
            key = (hit.kind,)
        if key not in best or hit.score > best[key].score:
            best[key] = hit
    return _joined(best.values())


def shipment_risk(hits: Iterable[Hit]) -> Risk:
    """Return the joint risk of the hits of all lines of one shipment.

    A value that many lines share (the consignee, the carrier, the route) and a goods rule met by many lines count once.
    """
    best: dict[tuple[str, ...], Hit] = {}
    for hit in hits:
        key: tuple[str, ...] = (hit.kind, hit.list_id, hit.entry_id)
        if hit.kind in (HitKind.PARTY, HitKind.VESSEL):
            key = (hit.kind, hit.value)
        elif hit.kind is HitKind.GOODS:
            key = (hit.kind, hit.entry_id)
        if key not in best or hit.score > best[key].score:
            best[key] = hit
    return _joined(best.values())


def _joined(hits: Iterable[Hit]) -> Risk:
    left = 100.0
    parts = []
    ordered = sorted(
        hits, key=lambda hit: (-WEIGHT[hit.kind] * hit.score, hit.kind, hit.list_id, hit.entry_id, hit.value)
    )
    for hit in ordered:
        before = left
        left *= 1 - WEIGHT[hit.kind] * min(hit.score, 100.0) / 100
        # The remainders are rounded, not the points: many points each rounded up would pass 100 together.
        points = round(round(before, 2) - round(left, 2), 2)
        parts.append(RiskPart(hit.kind, hit.list_id, hit.entry_id, hit.field, hit.value, hit.score, points))
    return Risk(round(100.0 - round(left, 2), 2), tuple(parts))
