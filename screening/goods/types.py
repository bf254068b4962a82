"""Questions to the goods lists and their answers. Light: nothing heavy is imported here."""

from dataclasses import dataclass

from screening.model.goods import GoodsRule
from screening.model.hits import Evidence, HitKind, Reason

SHIPPED_THRESHOLD = 55.0
"""Lowest score that makes a goods hit when the settings do not say otherwise."""


@dataclass(frozen=True, slots=True)
class GoodsQuery:
    """The goods of a line, as they are asked of the lists. Countries are ISO alpha-2 codes or empty."""

    text: str
    code: str = ""
    brand: str = ""
    article: str = ""
    maker: str = ""
    origin: str = ""
    destination: str = ""
    route: tuple[str, ...] = ()
    """Every country that the shipment touches: dispatch, transit, destination, consignee."""
    date: str = ""
    price: float | None = None
    """Of one piece, in ``currency``; None when the line does not tell it."""
    currency: str = ""
    """ISO 4217, upper case, or empty."""


@dataclass(frozen=True, slots=True)
class GoodsMatch:
    """A rule that a line meets."""

    rule: GoodsRule
    score: float
    """0-100: 95 code, 90 words, 60-85 part number or maker, 70 code too short, 65 "ex" code."""
    basis: str
    """code, words, part_number, maker or control_number."""
    field: str
    """The field that it rests on: hs_code, description, article_no, ..."""
    reason: Reason
    evidence: tuple[Evidence, ...]
    missing: str = ""
    """The field for want of which the rule's price floor could not be compared, or empty."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A diversion or misdeclaration flag, or a forbidden country."""

    code: str
    kind: HitKind
    """COUNTRY or FLAG."""
    field: str
    value: str
    score: float
    """Severity, 0-100."""
    reason: Reason
    evidence: tuple[Evidence, ...] = ()
    list_id: str = "route"


def match_of(
    rule: GoodsRule, score: float, basis: str, field: str, reason: str, evidence: Evidence, *,
    missing: str = "", **values: str,
) -> GoodsMatch:  # fmt: skip
    """Return a match with the reason's values and the source of its rule, and what the law lets through."""
    data = (("rule", f"{rule.name('en')} ({rule.code})"), ("list", rule.list_id), *values.items())
    pieces = [evidence, Evidence("rule_source", f"{rule.regime} {rule.annex}".strip(), rule.source)]
    if rule.exemption:
        pieces.append(Evidence("rule_exemption", rule.exemption))
    return GoodsMatch(rule, round(score, 1), basis, field, Reason(reason, data), tuple(pieces), missing)
