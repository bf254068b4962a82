"""What versions of goods lists are compared by, and the day that they are of."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from screening.model.goods import GoodsRule
from screening.model.versions import ListFigures

_FIELDS = ("names", "tier", "annex", "edition", "price_floor", "exceptions", "exemption", "valid_from")
"""Fields whose fill is compared: what a list tells beside its codes, and judges by."""


def figures_of(rules: Collection[GoodsRule]) -> ListFigures:
    """Return the figures of a goods list, as the next version is compared with."""
    filled = {field: sum(getattr(rule, field) not in ("", None, ()) for rule in rules) for field in _FIELDS}
    return ListFigures(len(rules), 0, {field: round(count / len(rules), 4) for field, count in filled.items() if count})


def edition_day(rules: Iterable[GoodsRule]) -> str:
    """Return the newest day that the rows of a list tell, when they were retrieved or are valid from, or an empty text.

    What is valid from a day to come says nothing of how old the list is.
    """
    today = datetime.now(UTC).date().isoformat()
    told = {day for rule in rules for day in (rule.valid_from, rule.retrieved)}
    return max((day for day in told if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and day <= today), default="")
