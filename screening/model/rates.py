"""Exchange rates, kept by day."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency was worth on a day."""

    day: str
    """ISO date."""
    currency: str
    """ISO 4217."""
    base: str
    """ISO 4217 of what the worth is told in."""
    worth: float
    """Units of ``base`` for one unit of ``currency``."""
    source: str = ""
