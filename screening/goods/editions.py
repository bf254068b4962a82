"""Editions of the Harmonized System: which code a controlled code was, or became, in the other edition.

Senders go on writing codes of 2017 for years, and some lists are written in them; a rule is therefore also met by what
its code is called in the other edition.
"""

from dataclasses import dataclass
from functools import cache

from screening.resources import resource_path

OLD, NEW = "HS2017", "HS2022"


@dataclass(frozen=True, slots=True)
class OtherCode:
    """What a code is in another edition."""

    code: str
    """Six digits."""
    edition: str
    whole: bool
    """Whether the two codes cover the same goods; else the one holds only a part of the other's."""


@cache
def _changes() -> dict[str, tuple[OtherCode, ...]]:
    found: dict[str, list[OtherCode]] = {}
    for line in resource_path("goods", "editions.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            old, new, how = line.split("\t")
            found.setdefault(new, []).append(OtherCode(old, OLD, how == "whole"))
            found.setdefault(old, []).append(OtherCode(new, NEW, how == "whole"))
    return {code: tuple(others) for code, others in found.items()}


def other_codes(code: str, edition: str = "") -> tuple[OtherCode, ...]:
    """Return what a rule's code (its first six digits) is in the other edition.

    ``edition`` is the rule's own: HS2017, HS2022, CN2022 or empty when its list does not say; then both are looked at.
    """
    others = _changes().get(code[:6], ()) if len(code) >= 6 else ()
    year = edition[-4:]
    if not year.isdigit():
        return others
    return tuple(o for o in others if (o.edition == NEW) == (int(year) < 2022))
