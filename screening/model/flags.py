"""Settings of diversion flags, and what the history of the store tells of a line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlagSettings:
    """What the officer set otherwise than the program brings it."""

    off: tuple[str, ...] = ()
    """Codes of flags that are switched off."""
    severities: tuple[tuple[str, float], ...] = ()
    thresholds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SharedContact:
    """An address, phone or mail of a line that a listed party has, or that several parties have."""

    field: str
    value: str
    parties: int = 0
    """Parties of manifests that have it, this one included."""
    list_id: str = ""
    entry_id: str = ""
    entry_name: str = ""
    """The listed party that has it, or empty."""


@dataclass(frozen=True, slots=True)
class LineHistory:
    """What the manifests of the store before this one, and this one as a whole, tell of one line.

    It depends on the manifest and on those before it, never on the batch that a line is judged in.
    """

    manifests: int
    """Manifests before this one; without any, nothing but what this one tells is known."""
    customer_known: bool | None = None
    """Whether the receiver came in an earlier manifest; None when the line names none."""
    per_kg: float | None = None
    """Value of a kilogram on this line, in its own currency; None when the line does not tell it."""
    usual_per_kg: float | None = None
    """The median of the same code and currency in earlier manifests; None below :data:`LEAST_SAMPLES` of them."""
    formerly: tuple[str, str] = ("", "")
    """(country, day): the same consignor sent the same code to Russia or Belarus before, last on that day."""
    paper_known: bool | None = None
    """Whether an earlier manifest has the transport document; None when the line names none."""
    changed: tuple[tuple[str, str], ...] = ()
    """(field, what it was): what differs from the earlier manifest with the same transport document."""
    month_total: float | None = None
    """Value of the same code to the same country in this manifest; None without value, code or destination."""
    usual_month: float | None = None
    """Mean of the months before; None below :data:`LEAST_MONTHS` of them."""
    lots: tuple[tuple[str, float], ...] = ()
    """(day, value) of other consignments of the same heading to the same receiver within :data:`LOT_DAYS`."""
    shared: tuple[SharedContact, ...] = ()


LEAST_SAMPLES = 5
LEAST_MONTHS = 3
LOT_DAYS = 14
