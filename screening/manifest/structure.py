"""Where the table is in a sheet: its header, its columns, its last row; and what the rows around it say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from screening.manifest.columns import content_guesses, header_guesses, normal
from screening.manifest.fields import known_fields
from screening.manifest.grid import Row
from screening.model.manifests import PARTY_FIELDS, Column

HEADER_WITHIN = 60
"""Rows from the top among which a header is looked for."""
SAMPLE_ROWS = 60
LEAST_HEADER_SCORE = 1.15
"""About two columns named for sure."""

LEAST_CONFIDENCE, SURE_ENOUGH_TO_SCREEN = 0.3, 0.5
"""Confidence from which a column is taken for a field, and for one that is screened: an innocent column that is
taken for a party floods the officer."""

_CAPTION_FIELDS = frozenset({
    *PARTY_FIELDS, "tax_id", "vessel", "imo", "voyage", "date", "contract", "invoice_no", "destination_country",
    "dispatch_country", "origin_country", "transit_country", "transport_doc_no", "container_no", "delivery_terms",
    "border_office", "port_loading", "port_discharge", "transport_id", "address", "phone", "remarks",
    "consignor.tax_id", "consignee.tax_id", "consignor.address", "consignee.address", "consignee.country",
    "consignor.country", "currency",
})  # fmt: skip
_NUMBERING = re.compile(r"^\(?[1-9]\d?\)?$")
_TOTAL = re.compile(
    r"^\s*(?:итого|всего|барлығы|жиыны|total|subtotal|grand total|sub-total|toplam|genel toplam|合计|总计|小计|summe|gesamt|сумма|подытог)"
    r"(?!\w)|(?:итого|всего|total)\s*:?\s*$",
    re.I,
)
_GENERAL = (
    "consignor",
    "consignee",
    "buyer",
    "seller",
    "description",
    "hs_code",
    "vessel",
    "party.local",
    "party.foreign",
)


@dataclass(slots=True)
class Table:
    """A table found in a sheet."""

    header_rows: tuple[int, ...]
    headers: list[str]
    columns: list[Column]
    captions: list[tuple[str, str, int]]
    """(field, text, row) of what stands above the table and holds for all of its lines."""


def find_table(rows: Sequence[Row]) -> Table | None:
    """Find the table in the first rows of a sheet; None when there is none."""
    best: tuple[float, int] | None = None
    for at, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        score = _header_score(cells)
        if score >= LEAST_HEADER_SCORE and _has_data_below(rows, at) and (best is None or score > best[0] + 0.5):
            best = (score, at)
    if best is None:
        return _headless(rows)
    at = best[1]
    number, cells = rows[at]
    headers = list(cells)
    header_rows = [number]
    after = at + 1
    if after < len(rows) and _is_second_header(cells, rows[after][1]):
        headers = _two_rows(cells, rows[after][1])
        header_rows.append(rows[after][0])
        after += 1
    while after < len(rows) and _is_numbering(rows[after][1]):
        header_rows.append(rows[after][0])
        after += 1
    sample = [row for _, row in rows[after : after + SAMPLE_ROWS] if not is_total(row)]
    captions = _captions(rows[:at])
    return Table(tuple(header_rows), headers, recognise(headers, sample), captions)


def _header_score(cells: Sequence[str]) -> float:
    """Return how many different fields the cells of a row name, weighed by how sure each is."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > 250 for cell in filled):
        return 0.0
    fields: dict[str, float] = {}
    numbers = 0
    for cell in filled:
        if re.fullmatch(r"[\d\s.,:/-]+", cell.strip()):
            numbers += 1
            continue
        if cell.rstrip().endswith(":"):
            continue
        guesses = header_guesses(cell)
        if guesses and guesses[0].confidence >= 0.5 and guesses[0].field != "total_marker":
            fields[guesses[0].field] = max(fields.get(guesses[0].field, 0), guesses[0].confidence)
    score = sum(fields.values())
    if numbers > len(filled) / 3:
        return 0.0
    if not any(field in fields for field in _GENERAL) and len(fields) < 4:
        score *= 0.6
    return score * (0.5 + 0.5 * len(fields) / len(filled))


def _has_data_below(rows: Sequence[Row], at: int) -> bool:
    width = sum(bool(cell.strip()) for cell in rows[at][1])
    below = rows[at + 1 : at + 6]
    return any(sum(bool(cell.strip()) for cell in cells) >= min(2, max(1, width // 3)) for _, cells in below)


def _is_numbering(cells: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 1 2 3 4 ..."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(filled) >= 3
        and all(_NUMBERING.match(c) for c in filled)
        and filled[:3] in (["1", "2", "3"], ["(1)", "(2)", "(3)"])
    )


def _is_second_header(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a row is the lower half of a header: short words under gaps or under headings that span columns."""
    filled = [(n, cell.strip()) for n, cell in enumerate(second) if cell.strip()]
    if not filled or _is_numbering(second) or any(re.search(r"\d{3,}", cell) for _, cell in filled):
        return False
    named = sum(bool(header_guesses(cell)) for _, cell in filled)
    gaps = sum(n >= len(first) or not first[n].strip() for n, _ in filled)
    empty_below = sum(bool(cell.strip()) for cell in first) - sum(
        n < len(first) and bool(first[n].strip()) for n, _ in filled
    )
    return named >= max(1, len(filled) * 0.5) and (gaps >= 1 or empty_below >= 2) and len(filled) < len(first)


def _two_rows(first: Sequence[str], second: Sequence[str]) -> list[str]:
    headers = []
    above = ""
    for n in range(max(len(first), len(second))):
        upper = first[n].strip() if n < len(first) else ""
        lower = second[n].strip() if n < len(second) else ""
        above = upper or (above if lower else "")
        headers.append(f"{above} / {lower}" if above and lower else above or lower if upper or lower else "")
    return headers


def recognise(headers: Sequence[str], sample: Sequence[Sequence[str]]) -> list[Column]:
    """Give every column of a table its field, from its header and from what its cells hold."""
    width = max([len(headers), *(len(row) for row in sample)], default=0)
    columns = []
    for index in range(width):
        header = headers[index] if index < len(headers) else ""
        cells = [row[index] for row in sample if index < len(row)]
        columns.append(_column(index, header, cells))
    return _settle(columns)


def _column(index: int, header: str, cells: Sequence[str]) -> Column:
    if ("_" in header or "." in header or header in PARTY_FIELDS) and header in known_fields():
        # Normalised lines, as another program writes them, head their columns by the names of our fields.
        return Column(index, header, header, 0.99)
    content = content_guesses(cells)
    scores = {guess.field: guess.confidence for guess in header_guesses(header)}
    if " / " in header:
        for guess in header_guesses(header.split(" / ")[-1]):
            scores[guess.field] = max(scores.get(guess.field, 0), guess.confidence * 0.97)
    for field in list(scores):
        scores[field] *= _agreement(field, content)
    if not scores and not normal(header):
        scores = _by_content(content)
    elif not scores:
        scores = {field: share * 0.5 for field, share in _by_content(content).items() if share > 0.85}
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < (SURE_ENOUGH_TO_SCREEN if ranked[0][0] in _GENERAL else LEAST_CONFIDENCE):
        second = ranked[0] if ranked else ("", 0.0)
        return Column(index, header, "other", 0.0, second[0], round(second[1], 3))
    second = ranked[1] if len(ranked) > 1 else ("", 0.0)
    return Column(index, header, ranked[0][0], round(min(ranked[0][1], 0.99), 3), second[0], round(second[1], 3))


def _agreement(field: str, content: dict[str, float]) -> float:
    """Return by how much the cells of a column support (above 1) or contradict (below 1) what its header says."""
    number, date = content.get("number", 0), content.get("date", 0)
    words = content.get("party", 0) + content.get("description", 0) + content.get("word", 0)
    if field in PARTY_FIELDS:
        if content.get("party", 0) > 0.4:
            return 1.1
        return (
            0.4 if number + date + content.get("hs_code", 0) > 0.7 else 0.75 if content.get("country", 0) > 0.7 else 1.0
        )
    if field == "description":
        return 0.35 if number + date + content.get("hs_code", 0) + content.get("country", 0) > 0.8 else 1.0
    if field == "hs_code":
        return 1.1 if content.get("hs_code", 0) > 0.4 else 0.5 if words > 0.8 else 1.0
    if field in ("gross_weight", "net_weight", "value", "quantity", "unit_price"):
        return 0.5 if words > 0.8 else 1.0
    return 1.0


def _by_content(content: dict[str, float]) -> dict[str, float]:
    """Return fields of a column without a header by what its cells hold."""
    found = {}
    for field in ("hs_code", "date", "tax_id", "container_no", "currency", "email", "country"):
        if content.get(field, 0) > 0.6:
            found[field] = content[field] * 0.7
    if content.get("party", 0) > 0.5:
        found["consignee"] = content["party"] * 0.55
    if content.get("description", 0) > 0.35:
        found["description"] = content["description"] * 0.7
    return found


def _settle(columns: list[Column]) -> list[Column]:
    """Let neighbours decide what a column alone cannot: whose tax number, whose address."""
    settled: list[Column] = []
    role = ""
    for column in columns:
        field = column.field
        if field in PARTY_FIELDS:
            role = field
        elif "." in field and field.split(".")[0] in PARTY_FIELDS:
            role = field.split(".")[0]
        elif field in ("tax_id", "address", "country") and role:
            named = f"{role}.{field}"
            if field == "address" or not any(c.field == named for c in columns):
                column = Column(column.index, column.header, named, column.confidence, field, column.confidence * 0.9)
        settled.append(column)
    return settled


def _headless(rows: Sequence[Row]) -> Table | None:
    """Take a sheet without a header as a table when its columns speak for themselves."""
    data = [cells for _, cells in rows[:SAMPLE_ROWS] if sum(bool(c.strip()) for c in cells) >= 3]
    if len(data) < 2:
        return None
    columns = recognise([], data)
    fields = {column.field for column in columns}
    if not fields & {"description", "hs_code", "consignee"}:
        return None
    return Table((), ["" for _ in columns], columns, [])


def _captions(rows: Sequence[Row]) -> list[tuple[str, str, int]]:
    """Read "label: value" pairs above a table."""
    found = []
    for number, cells in rows:
        filled = [(n, cell.strip()) for n, cell in enumerate(cells) if cell.strip()]
        at = 0
        while at < len(filled):
            text = filled[at][1]
            label, sign, inline = text.partition(":")
            guesses = header_guesses(label)
            field = guesses[0].field if guesses and guesses[0].confidence >= 0.6 and len(label) < 45 else ""
            if field in _CAPTION_FIELDS:
                if sign and inline.strip():
                    found.append((field, inline.strip(), number))
                elif at + 1 < len(filled) and not header_like(filled[at + 1][1]):
                    found.append((field, filled[at + 1][1], number))
                    at += 1
            at += 1
    return _captions_with_roles(found)


def header_like(text: str) -> bool:
    """Whether a text is a label rather than a value."""
    guesses = header_guesses(text.rstrip(":"))
    return bool(guesses and guesses[0].confidence >= 0.85) and len(text) < 40


def _captions_with_roles(found: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Give a tax number or address to the party captioned before it."""
    role = ""
    named = []
    for field, text, row in found:
        if field in PARTY_FIELDS:
            role = field
        elif field in ("tax_id", "address", "phone", "country") and role:
            field = f"{role}.{field}"
        named.append((field, text, row))
    return named


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row is a total or subtotal."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and any(_TOTAL.search(cell) and len(cell) < 40 for cell in filled[:3])
