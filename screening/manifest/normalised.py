"""Normalised lines: tables whose columns are headed by the names of our fields, as other programs write them."""

from collections.abc import Sequence

from screening.manifest.fields import known_fields
from screening.manifest.lines import values_of
from screening.model.manifests import PARTY_FIELDS, VESSEL_FIELDS, Line, Value

_TELLING = frozenset({*PARTY_FIELDS, *VESSEL_FIELDS, "description", "hs_code"})


def is_normalised(headers: Sequence[str]) -> bool:
    """Whether headers are all names of fields, with a party, a vessel or goods among them."""
    named = [header for header in headers if header not in ("sheet", "row")]
    return bool(named) and set(named) <= known_fields() and not _TELLING.isdisjoint(named)


class NormalisedRows:
    """Makes lines of rows whose columns are fields. The same mending as for any manifest; nothing is carried down."""

    def __init__(self, headers: Sequence[str]) -> None:
        """``headers`` as :func:`is_normalised` wants them; "other" and columns named sheet and row hold no value."""
        self._fields = [
            (place, header) for place, header in enumerate(headers) if header not in ("other", "sheet", "row")
        ]

    def line(self, sheet: str, row: int, cells: Sequence[str]) -> Line:
        """Return the line of a row; ``row`` is 1-based as a spreadsheet program shows it."""
        values: list[Value] = []
        for place, field in self._fields:
            raw = cells[place] if place < len(cells) else ""
            if raw.strip():
                values += values_of(field, raw, row, place)
        return Line(sheet, row, tuple(values), tuple(cells))
