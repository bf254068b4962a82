"""Manifests: files, sheets, recognised columns, lines, and what could not be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

PARTY_FIELDS = (
    "consignor", "consignee", "buyer", "seller", "notify_party", "end_user", "manufacturer", "declarant",
    "carrier", "payer", "bank", "party.local", "party.foreign",
)  # fmt: skip
"""Fields that hold the name of a party (``FIELD.tax_id``, ``FIELD.address``, ``FIELD.country`` belong to it)."""

VESSEL_FIELDS = ("vessel",)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet and what it was taken for."""

    index: int
    """0-based."""
    header: str
    field: str
    """A field name ("consignee", "hs_code", "consignee.tax_id", ...), or "other"."""
    confidence: float = 0.0
    """0-1; 1 when the officer or a profile said so."""
    second_field: str = ""
    second_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a line: what stood in the cell and what it was read as.

    ``row`` is where the value stands, numbered as a spreadsheet program shows it; it differs from the line's own
    row when the value was carried down from a party row, a caption or a merged cell.
    """

    field: str
    raw: str
    text: str
    """The value after repair; equals ``raw`` when nothing was repaired."""
    row: int
    column: int
    """0-based; -1 when it does not come from a column (a caption above the table)."""
    repairs: tuple[str, ...] = ()
    """Codes of the repairs made: "hs_zero_padded", "hs_from_number", "carried_down", ..."""


@dataclass(frozen=True, slots=True)
class Line:
    """One goods line of a manifest."""

    sheet: str
    row: int
    """1-based as a spreadsheet program shows it."""
    values: tuple[Value, ...]
    cells: tuple[str, ...] = ()
    """Every raw cell of the row in the sender's order, for the export."""
    problems: tuple[str, ...] = ()
    """Codes of what is wrong with the line: "no_party", "vague_goods", "hs_too_short", ..."""
    by_field: Mapping[str, tuple[Value, ...]] = field(init=False, repr=False, compare=False)
    """The values that are not empty, by their field: rules ask a line dozens of times."""

    def __post_init__(self) -> None:
        by_field: dict[str, tuple[Value, ...]] = {}
        for value in self.values:
            if value.text:
                by_field[value.field] = (*by_field.get(value.field, ()), value)
        object.__setattr__(self, "by_field", by_field)

    def first(self, name: str) -> Value | None:
        """The first non-empty value of a field, or None."""
        found = self.by_field.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """The text of the first non-empty value of a field, or an empty text."""
        found = self.by_field.get(name)
        return found[0].text if found else ""

    def all(self, name: str) -> tuple[Value, ...]:
        """Every non-empty value of a field."""
        return self.by_field.get(name, ())


@dataclass(frozen=True, slots=True)
class Unscreened:
    """Something that could not be screened, and is therefore never called cleared."""

    sheet: str
    row: int
    field: str
    reason: str
    """A code: "no_party", "unreadable_row", "sheet_not_understood", ..."""
    value: str = ""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What was recognised in one sheet. Rows are 1-based as a spreadsheet program shows them."""

    name: str
    header_rows: tuple[int, ...]
    first_data_row: int
    last_data_row: int
    data_rows: int
    """Number of goods lines."""
    columns: tuple[Column, ...]
    rows: int = 0
    """Rows of the sheet with anything in them: header, lines, captions, totals together."""
    headers: tuple[str, ...] = ()
    """The sender's own headers in order, for the export."""
    problems: tuple[tuple[str, int], ...] = ()
    """Codes of problems with the number of lines that have them."""
    skipped: str = ""
    """A code when the sheet holds no goods table ("no_table", "hidden", ...); its rows are then unscreened."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What an officer corrected once for tables of one shape; found again by that shape."""

    shape: str
    """SHA-256 of the headers (``screening.manifest.profile.shape_of``)."""
    name: str
    """Where it was made: the name of the file."""
    mapping: tuple[tuple[str, str], ...]
    """(field, column) as ``read_manifest`` takes them."""
    made_at: str
    """ISO date and time, UTC."""
    agreed: bool = False
    """Whether it was kept by somebody who may say alone that a column is not screened."""


@dataclass(frozen=True, slots=True)
class ManifestInfo:
    """A manifest as it is kept."""

    name: str
    path: str
    sha256: str
    size: int
    """Bytes."""
    format: str
    """xlsx, xls, csv, ..."""
    encoding: str = ""
    separator: str = ""


@dataclass(slots=True)
class ManifestReading:
    """A manifest that was opened and understood; its lines are made as they are asked for."""

    info: ManifestInfo
    sheets: list[SheetReading]
    batches: "LineSource"
    unscreened: list[Unscreened] = field(default_factory=list)
    """Rows and sheets that hold something but could not become lines."""

    def lines(self) -> Iterator[Line]:
        """Every goods line, sheet by sheet, in order."""
        for batch in self.batches:
            yield from batch


class LineSource:
    """A re-iterable source of batches of lines. Subclasses override ``__iter__``."""

    def __iter__(self) -> Iterator[list[Line]]:
        raise NotImplementedError
