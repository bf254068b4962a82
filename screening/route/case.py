"""One line as the rules of diversion look at it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.countries import country_code
from screening.goods.types import Flag, GoodsMatch
from screening.model.flags import LineHistory
from screening.model.hits import Evidence, HitKind, Reason
from screening.model.manifests import Line, Value
from screening.route.places import PlaceTable

AS_DEFINED = 0.0
"""Stands until the judge gives the flag its severity from the definitions or the settings."""


@dataclass(slots=True)
class Case:
    """A line with what is known of its goods and its past; rules add what they lacked to ``missing``."""

    line: Line
    goods: tuple[GoodsMatch, ...]
    high: GoodsMatch | None
    """The high-priority goods of the line, or None."""
    told: bool
    """Whether the line tells where it goes."""
    target: Flag | None
    """What says that the line goes to Russia, Belarus or a territory under embargo by its own word, or None."""
    thresholds: Mapping[str, float]
    places: PlaceTable
    brands: re.Pattern[str]
    history: LineHistory | None = None
    missing: list[tuple[str, str]] = field(default_factory=list)
    """(flag, field) of what could not be checked."""

    def lacks(self, code: str, name: str) -> None:
        """Note that a flag could not be checked for want of a field."""
        self.missing.append((code, name))

    def country(self, *fields: str) -> str:
        """Return the code of the first of these fields that names a country, or an empty text."""
        return next((code for name in fields if (code := country_code(self.line.text(name)))), "")

    @property
    def to_target(self) -> bool:
        """Whether the line goes to Russia, Belarus or a territory under embargo by its own word."""
        return self.target is not None

    @property
    def destination(self) -> str:
        """ISO code of the country the line says it goes to, or empty."""
        return country_code(self.line.text("destination_country") or self.line.text("consignee.country"))

    @property
    def origin(self) -> str:
        """ISO code of the country the goods come from, or empty."""
        return country_code(self.line.text("origin_country") or self.line.text("dispatch_country"))

    def flag(
        self, code: str, value: Value | None, data: Mapping[str, str], *, used: str = "", list_id: str = "route"
    ) -> Flag:
        """Return a flag that stands on a value, with the goods it rests on and ``used``, what of the value told it."""
        name, text = (value.field, value.text) if value is not None else ("", "")
        evidence = [Evidence("rule_field", name, used or text)]
        if self.high is not None:
            evidence.insert(0, Evidence("rule_field", self.high.field, self.high.rule.code))
        return Flag(
            code, HitKind.FLAG, name, text, AS_DEFINED, Reason(code, tuple(data.items())), tuple(evidence), list_id
        )
