"""Rows of a table to goods lines: totals and captions set aside, values carried down, each value mended and kept raw."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from screening.identifiers import kind_of_digits
from screening.manifest import repair
from screening.manifest.grid import ERRORS, FORMULA, Sheet
from screening.manifest.structure import Table, header_like, is_total
from screening.model.manifests import PARTY_FIELDS, VESSEL_FIELDS, Line, Unscreened, Value

BATCH = 5000

_GOODS = frozenset({"description", "hs_code", "hs_code.gng", "article_no", "hs_code.etsng"})
_MEASURES = frozenset(
    {"quantity", "packages", "gross_weight", "net_weight", "value", "unit_price", "value.usd", "value.customs"}
)
_COUNTRIES = frozenset({"origin_country", "dispatch_country", "destination_country", "trading_country", "country"})
_NUMBERS = _MEASURES | {"exchange_rate"}
_PLAIN_NUMBERS = _NUMBERS | {"line_no"}
_PLAIN_CODES = (4, 6, 8, 10)
_SIGNATURE = re.compile(
    r"подпис|руководител|директор|бухгалтер|м\.\s?п\.|печать|signature|signed|stamp|менеджер|қолы|imza|签字|盖章|unterschrift|___|исполнител|составил|примечани|note:",
    re.I,
)
_VAGUE = re.compile(
    r"^(?:запчасти|запасные части|spare parts?|parts|прочее|прочие|груз(?:ы)?(?: прочие)?|сборный груз|general cargo|"
    r"consolidated cargo|goods|товар(?:ы)?|оборудование|equipment|разное|misc(?:ellaneous)?|accessories|materials?|образцы|samples?|"
    r"машины и оборудование|электроника|electronics?|personal effects|личные вещи|配件|零件|杂货|yedek parça|parça)\.?$",
    re.I,
)
_MOJIBAKE = re.compile(r"(?:[ÐÑ][\x80-\xbf\u0400-\u04ff]){2}|Ð|Ñ[^\s]|�|(?:Р[°-џ]|С[Ѐ-џ]){3}")


_CUT_LENGTHS = (255, 256, 32767)


@dataclass(slots=True)
class Tally:
    """What became of the rows of a sheet."""

    lines: int = 0
    first: int = 0
    last: int = 0
    rows: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    unscreened: list[Unscreened] = field(default_factory=list)


class LineReader:
    """Makes the lines of one table; can be run as often as is needed."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self._sheet = sheet
        self._table = table
        self._columns = [c for c in table.columns if c.field not in ("other", "ignore", "total_marker")]
        self._by_index = {c.index: c for c in table.columns}
        self._party_columns = {
            c.index for c in self._columns if c.field.split(".")[0] in PARTY_FIELDS or c.field == "party"
        }
        self._vessel_columns = {c.index for c in self._columns if c.field in VESSEL_FIELDS}
        self._goods_columns = {c.index for c in self._columns if c.field in _GOODS}
        self._fields = {c.field for c in self._columns}
        self._captions = tuple(
            value
            for caption in table.captions
            if caption[0] not in self._fields
            for value in values_of(caption[0], caption[1], caption[2], -1)
        )
        self._merged_values: dict[tuple[int, int], str] = {}
        self._headers = frozenset(" ".join(h.split()).casefold() for h in table.headers if h.strip())

    def lines(self, tally: Tally) -> Iterator[Line]:
        """Yield the lines and count into ``tally``."""
        carried: dict[int, tuple[str, int]] = {}
        header_rows = set(self._table.header_rows)
        above = True
        merged = self._merged()
        pending: tuple[int, list[str]] | None = None
        for number, cells in self._sheet.rows():
            tally.rows += 1
            if number in header_rows:
                above = False
                continue
            if above and header_rows:
                continue
            plain = self._plain(cells)
            if not plain:
                continue
            kind = self._kind_of(plain)
            if pending and kind in ("party", "aside"):
                # Parties that no goods follow are a line of their own: whoever is named is screened.
                yield self._line(*pending, {}, merged, tally)
                pending = None
            if kind == "line":
                pending = None
                yield self._line(number, cells, carried, merged, tally)
            elif kind == "party":
                carried = {
                    n: (cells[n].strip(), number) for n in self._party_columns if n < len(cells) and cells[n].strip()
                }
                carried |= {
                    n: (cells[n].strip(), number)
                    for n, column in self._by_index.items()
                    if n < len(cells)
                    and cells[n].strip()
                    and column.field in ("transport_doc_no", "container_no", "transport_id", "date")
                }
                pending = (number, cells)
                tally.first = tally.first or number
                tally.last = number
            elif kind == "unknown" or (kind == "aside" and self._left_out(plain)):
                tally.unscreened.append(
                    Unscreened(
                        self._sheet.name, number, "", "row_not_understood", " | ".join(c for c in cells if c)[:200]
                    )
                )

        if pending:
            yield self._line(*pending, {}, merged, tally)

    def _line(
        self,
        number: int,
        cells: list[str],
        carried: dict[int, tuple[str, int]],
        merged: dict[tuple[int, int], int],
        tally: Tally,
    ) -> Line:
        values = self._values(number, cells, carried, merged)
        for column in self._columns:
            # Whom the sheet shows there is not known; another name on the line does not make up for it.
            if column.index in self._party_columns | self._vessel_columns and _is_error(cells, column.index):
                shown = cells[column.index].strip()
                tally.unscreened.append(Unscreened(self._sheet.name, number, column.field, "cell_without_value", shown))
        line = Line(self._sheet.name, number, values, tuple(cells), self._problems(values))
        tally.lines += 1
        tally.first = tally.first or number
        tally.last = number
        tally.problems.update(line.problems)
        return line

    def _plain(self, cells: list[str]) -> list[str]:
        """Return the cells by which the kind of a row is judged: errors count only where parties or goods are asked for.

        Empty for a row of nothing but errors, as lookups that are filled in below the table show.
        """
        if not any(cell[:1] in "# " and cell.strip() in ERRORS for cell in cells if cell):
            return cells
        asked = self._party_columns | self._vessel_columns | self._goods_columns
        plain = ["" if cell.strip() in ERRORS and n not in asked else cell for n, cell in enumerate(cells)]
        told = (
            n for n, cell in enumerate(plain)
            if cell.strip() and (cell.strip() not in ERRORS or cell.strip() == FORMULA)
            and not (n in self._by_index and self._by_index[n].field == "line_no")
        )  # fmt: skip
        return plain if any(True for _ in told) else []

    def _kind_of(self, cells: list[str]) -> str:
        """Return "line", "party" (a row of parties over its goods), "aside" or "unknown"."""
        filled = [n for n, cell in enumerate(cells) if cell.strip()]
        if is_total(cells) and len(filled) <= max(3, len(self._columns) * 0.7):
            return "aside"
        if self._is_header_again(cells):
            return "aside"
        goods = [n for n in filled if n in self._goods_columns]
        parties = [n for n in filled if n in self._party_columns]
        if self._goods_columns:
            if goods:
                text_goods = [n for n in goods if self._by_index[n].field != "description"]
                measured = any(self._by_index[n].field in _MEASURES for n in filled if n in self._by_index)
                numbered = any(
                    n in self._by_index
                    and self._by_index[n].field == "line_no"
                    and cells[n].strip().rstrip(".").isdecimal()
                    for n in filled
                )
                if numbered:
                    return "line"
                if len(filled) == 1 and not text_goods:
                    # A table of goods and codes alone has lines with nothing but a text; a wide one has captions.
                    return "aside" if len(self._columns) > 2 or _SIGNATURE.search(cells[filled[0]]) else "line"
                if len(filled) == 2 and not text_goods and not measured and len(self._columns) > 4 and not parties:
                    return "aside"
                return "line"
            if parties and (len(filled) >= 2 or not self._aside(cells[filled[0]], short_too=False)):
                # Goods are known to have columns and this row has none: it is a party row, or a line without goods.
                measured = any(self._by_index[n].field in _MEASURES for n in filled if n in self._by_index)
                return "line" if measured else "party"
            if len(filled) <= 2:
                return "aside"
            return "line" if len(filled) >= max(3, len(self._columns) // 2) else "aside"
        vessels = [n for n in filled if n in self._vessel_columns]
        if vessels and not self._aside(cells[vessels[0]], short_too=False):
            return "line"
        if parties or len(filled) >= max(2, len(self._columns) // 2):
            return "line"
        return "aside" if len(filled) <= 2 else "unknown"

    def _left_out(self, cells: list[str]) -> bool:
        """Whether a row that is put aside may be of the table all the same, and is told as not screened."""
        filled = [n for n, cell in enumerate(cells) if cell.strip()]
        vessel = any(n in self._vessel_columns for n in filled)
        if (
            (len(filled) < 2 and not vessel)
            or is_total(cells)
            or self._is_header_again(cells)
            or not self._table.header_rows
        ):
            return False
        told = vessel or any(n in self._goods_columns or n in self._party_columns for n in filled)
        return told and not any(self._aside(cells[n], short_too=False) for n in filled)

    @staticmethod
    def _aside(text: str, *, short_too: bool = True) -> bool:
        label = bool(_SIGNATURE.search(text)) or header_like(text) or text.rstrip().endswith(":")
        return label or (short_too and len(text) > 3)

    def _is_header_again(self, cells: list[str]) -> bool:
        if len(self._headers) < 2:
            return False
        filled = [cell for cell in cells if cell.strip()]
        others = 0
        for cell in filled:
            if " ".join(cell.split()).casefold() not in self._headers:
                others += 1
                if others > 0.3 * len(filled):
                    return False
        return len(filled) >= 2

    def _merged(self) -> dict[tuple[int, int], int]:
        """Return for cells inside a merged block of rows the row where the block begins."""
        found = {}
        for top, left, bottom, right in self._sheet.merged:
            if top != bottom and bottom - top < 5000:
                for row in range(top + 1, bottom + 1):
                    for column in range(left, right + 1):
                        found[row, column] = top
        return found

    def _values(
        self, number: int, cells: list[str], carried: dict[int, tuple[str, int]], merged: dict[tuple[int, int], int]
    ) -> tuple[Value, ...]:
        values: list[Value] = []
        for column in self._columns:
            index = column.index
            raw = cells[index] if index < len(cells) else ""
            row = number
            extra: tuple[str, ...] = ()
            if raw[:1] in "# " and raw.strip() in ERRORS:
                continue
            if not raw.strip():
                top = merged.get((number, index))
                if top is not None:
                    block = self._merged_values.get((top, index))
                    if block:
                        raw, row, extra = block, top, ("carried_down",)
                elif index in carried:
                    raw, row = carried[index]
                    extra = ("carried_down",)
                if not raw.strip():
                    continue
            elif merged:
                self._merged_values[number, index] = raw
            values += values_of(column.field, raw, row, index, extra)
        if self._captions:
            have = {v.field for v in values}
            values += [v for v in self._captions if v.field not in have]
        return tuple(values)

    def _problems(self, values: tuple[Value, ...]) -> tuple[str, ...]:
        problems = []
        texts = {value.field: value.text for value in values}
        if not any(f in texts for f in PARTY_FIELDS) and "vessel" not in texts:
            problems.append("no_party")
        description = texts.get("description", "")
        if description and _VAGUE.match(description.strip()):
            problems.append("vague_goods")
        if not (description or "hs_code" in texts):
            problems.append("no_goods")
        code = texts.get("hs_code", "")
        if code:
            if not code.isdigit() or not 1 <= int(code[:2] or 0) <= 97 or code[:2] == "77":
                problems.append("hs_impossible")
            elif len(code) < 6:
                problems.append("hs_too_short")
        for value in values:
            if (
                value.field.endswith("tax_id")
                and len(value.text) == 12
                and value.text.isdigit()
                and not kind_of_digits(value.text)
            ):
                problems.append("bad_check_digit")
                break
        for value in values:
            if not value.raw.isascii() and _MOJIBAKE.search(value.raw):
                problems.append("mojibake")
            if len(value.raw) in _CUT_LENGTHS:
                problems.append("cut_text")
        return tuple(dict.fromkeys(problems))


def _is_error(cells: list[str], index: int) -> bool:
    return index < len(cells) and cells[index][:1] in "# " and cells[index].strip() in ERRORS


@lru_cache(maxsize=200_000)
def _mended(field: str, raw: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return (field, text, repairs) of the values that one cell gives."""
    if field in ("hs_code", "hs_code.gng"):
        return ((field, *repair.hs_code(raw)),)
    if field in _NUMBERS:
        return ((field, *repair.number(raw)),)
    if field in _COUNTRIES or field.endswith(".country"):
        return ((field, *repair.country(raw)),)
    if field in PARTY_FIELDS:
        name, parts = repair.party(raw)
        done = ("party_taken_apart",) if parts and name != raw.strip() else ()
        return (
            (field, name, done),
            *((f"{field}.{part}", text, ("party_taken_apart",)) for part, text in parts.items()),
        )
    text = " ".join(raw.split())
    return ((field, text, ("blanks_folded",) if text != raw.strip() else ()),)


def values_of(field: str, raw: str, row: int, column: int, extra: tuple[str, ...] = ()) -> list[Value]:
    """Return the mended values that one cell gives under a field; ``extra`` are repairs that were made before."""
    # Most cells of a large manifest need no mending: numbers as they should be.
    if raw.isascii() and (
        (field in _PLAIN_NUMBERS and raw.replace(".", "", 1).isdecimal())
        or (field == "hs_code" and len(raw) in _PLAIN_CODES and raw.isdecimal())
    ):
        return [Value(field, raw, raw, row, column, extra)]
    return [Value(name, raw, text, row, column, extra + done) for name, text, done in _mended(field, raw)]
