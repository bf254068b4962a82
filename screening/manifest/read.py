"""The way in: a file to a reading with recognised columns and lines."""

import hashlib
import re
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from screening.casework.typed import one_line
from screening.errors import UnreadableInput, UserError
from screening.manifest.columns import normal
from screening.manifest.files import read_grid
from screening.manifest.grid import Grid, Row, Sheet
from screening.manifest.left_out import AGREED, LEFT_OUT, left_out
from screening.manifest.lines import BATCH, LineReader, Tally
from screening.manifest.profile import shape_of
from screening.manifest.structure import HEADER_WITHIN, SAMPLE_ROWS, Table, find_table, header_like
from screening.model.manifests import (
    Column,
    Line,
    LineSource,
    ManifestInfo,
    ManifestReading,
    Profile,
    SheetReading,
    Unscreened,
)
from screening.progress import Progress, Silent, check


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """The first rows of a sheet and what was recognised in it."""

    name: str
    rows: list[tuple[int, list[str]]]
    reading: SheetReading


class _Lines(LineSource):
    """The lines of all tables of a file. The rows put aside by the child go when this object does."""

    def __init__(
        self, grid: Grid, readers: list[tuple[int, LineReader]], reading: ManifestReading | None = None
    ) -> None:
        """``reading`` is told what the rows came to when all are read, of the sheets whose numbers are given."""
        self._readers = readers
        self._reading = reading
        self._finalizer = weakref.finalize(self, grid.close)

    def __iter__(self) -> Iterator[list[Line]]:
        for place, reader in self._readers:
            batch: list[Line] = []
            tally = Tally()
            for line in reader.lines(tally):
                batch.append(line)
                if len(batch) >= BATCH:
                    yield batch
                    batch = []
            if batch:
                yield batch
            if self._reading:
                self._reading.sheets[place] = _counted(self._reading.sheets[place], tally)
                self._reading.unscreened += tally.unscreened
        self._reading = None

    def tell(self, reading: ManifestReading) -> None:
        """Tell a reading what the rows came to when they are read for the first time."""
        self._reading = reading


def _counted(sheet: SheetReading, tally: Tally) -> SheetReading:
    return replace(
        sheet,
        first_data_row=tally.first,
        last_data_row=tally.last,
        data_rows=tally.lines,
        rows=tally.rows,
        problems=tuple(sorted((*sheet.problems, *tally.problems.items()))),
    )


def read_manifest(
    path: Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    count: bool = True,
    password: str = "",
    remembered: Callable[[str], Profile | None] | None = None,
    agreed: bool = True,
) -> ManifestReading:
    """Open a manifest and recognise its tables.

    ``remembered`` gives the mapping of an earlier correction for the shape of a table; it holds where ``mapping`` is
    not given. A field "other", "other#1", ... says that a column holds nothing of use. ``agreed`` says whether who gives
    ``mapping`` may say alone that a column is not screened; the sheet tells of such columns either way.

    ``sheet`` names the only sheet to read; of the others it is told that they are not screened. ``mapping`` gives fields to columns over what is recognised: a header
    text, a column letter ("C") or a number ("#3", from 1). All rows are read once, to count them; lines are made
    again as they are asked for. Without ``count`` that is left out: what the rows came to stands in the sheets and
    among the unscreened when the last batch was taken. Raises UnreadableInput, UserError("no_such_sheet" | "no_such_column"), Cancelled.
    """
    progress = progress or Silent()
    grid = read_grid(path, password, progress)
    try:
        sheets = grid.sheets
        unscreened: list[Unscreened] = []
        if sheet is not None:
            unscreened = [u for s in sheets if s.name != sheet for u in _left_out(s)]
            sheets = [s for s in sheets if s.name == sheet]
            if not sheets:
                raise UserError(
                    "no_such_sheet", file=str(path), sheet=sheet, sheets=", ".join(s.name for s in grid.sheets)
                )
        readings: list[SheetReading] = []
        readers: list[tuple[int, LineReader]] = []
        mapped: set[str] = set()
        for each in sheets:
            check(progress, "read_sheet", len(readings), len(sheets))
            told = Profile("", "", tuple((mapping or {}).items()), "", agreed)
            reading, reader, left = _read_sheet(each, told, mapped, progress if count else None, remembered)
            if reader:
                readers.append((len(readings), reader))
            readings.append(reading)
            unscreened += left
        missing = [name for name in (mapping or {}) if name not in mapped]
        if missing and readers:
            raise UserError("no_such_column", file=str(path), field=missing[0], column=(mapping or {})[missing[0]])
        if not readers:
            raise UnreadableInput("no_table", file=str(path))
    except BaseException:
        grid.close()
        raise
    info = ManifestInfo(
        one_line(path.name),
        one_line(str(path)),
        _sha256(path),
        path.stat().st_size,
        grid.format,
        grid.encoding,
        grid.separator,
    )
    lines = _Lines(grid, readers)
    found = ManifestReading(info, readings, lines, unscreened)
    if not count:
        lines.tell(found)
    return found


def preview(
    path: Path,
    sheet: str | None = None,
    rows: int = 50,
    password: str = "",
    remembered: Callable[[str], Profile | None] | None = None,
) -> list[SheetPreview]:
    """Return the first rows of every sheet with what was recognised, for the window.

    Where no table was found at all the columns of the first row come as "other", for the officer to name. Raises as
    read_manifest does but for that.
    """
    by_name: dict[str, SheetReading] = {}
    try:
        by_name = {s.name: s for s in read_manifest(path, sheet=sheet, password=password, remembered=remembered).sheets}
    except UnreadableInput as error:
        if error.code != "no_table":
            raise
    grid = read_grid(path, password)
    try:
        return [
            SheetPreview(each.name, list(_first(each, rows)), by_name[each.name] if by_name else _unnamed(each))
            for each in grid.sheets
            if each.name in by_name or not by_name
        ]
    finally:
        grid.close()


def _unnamed(sheet: Sheet) -> SheetReading:
    head = next(_first(sheet, 1), (0, []))
    columns = tuple(Column(n, header, "other") for n, header in enumerate(head[1]))
    return SheetReading(sheet.name, (head[0],), 0, 0, 0, columns, headers=tuple(head[1]), skipped="no_table")


def _first(sheet: Sheet, count: int) -> Iterator[Row]:
    for at, row in enumerate(sheet.rows()):
        if at >= count:
            return
        yield row


def _read_sheet(
    sheet: Sheet,
    told: Profile,
    mapped: set[str],
    progress: Progress | None,
    remembered: Callable[[str], Profile | None] | None,
) -> tuple[SheetReading, LineReader | None, list[Unscreened]]:
    head = list(_first(sheet, HEADER_WITHIN + SAMPLE_ROWS))
    table = find_table(head)
    if not told.mapping and remembered and head:
        told = remembered(shape_of(table.headers if table else head[0][1])) or told
    mapping = dict(told.mapping)
    if table is None and mapping and head:
        # The officer says what the columns are, so the first row is their header.
        table = Table((head[0][0],), head[0][1], [Column(n, h, "other") for n, h in enumerate(head[0][1])], [])
    if table is None:
        count = sum(1 for _ in sheet.rows())
        left = [Unscreened(sheet.name, 0, "", "no_table", str(count))] if _looks_like_data(head) else []
        return SheetReading(sheet.name, (), 0, 0, 0, (), rows=count, skipped="no_table"), None, left
    columns = _mapped(table.columns, mapping, mapped)
    reader = LineReader(sheet, replace(table, columns=columns))
    headers = tuple(table.headers)
    less = left_out(table.columns, columns)
    problems = ((AGREED if told.agreed else LEFT_OUT, less),) if less else ()
    reading = SheetReading(sheet.name, table.header_rows, 0, 0, 0, tuple(columns), headers=headers, problems=problems)
    if progress is None:
        return reading, reader, []
    tally = Tally()
    for number, _ in enumerate(reader.lines(tally)):
        if number % BATCH == 0:
            check(progress, "read_lines", number)
    return _counted(reading, tally), reader, tally.unscreened


def _left_out(sheet: Sheet) -> list[Unscreened]:
    """Return that a sheet which the officer did not choose is not screened, where it holds more than remarks."""
    head = list(_first(sheet, HEADER_WITHIN + SAMPLE_ROWS))
    if find_table(head) is None and not _looks_like_data(head):
        return []
    return [Unscreened(sheet.name, 0, "", "sheet_left_out", str(sum(1 for _ in sheet.rows())))]


def _looks_like_data(rows: list[Row]) -> bool:
    """Whether a sheet without a table holds more than a few remarks and "label: value" pairs."""
    filled = [[cell.strip() for cell in cells if cell.strip()] for _, cells in rows]
    wide = sum(len(cells) >= 3 for cells in filled)
    pairs = sum(
        len(cells) == 2 and not any(cell.endswith(":") or header_like(cell) for cell in cells) for cells in filled
    )
    return wide >= 3 or wide + pairs >= 3


def _mapped(columns: list[Column], mapping: Mapping[str, str], mapped: set[str]) -> list[Column]:
    """Put the officer's own choices over what was recognised."""
    result = list(columns)
    for name, where in mapping.items():
        for at, column in enumerate(result):
            if _is_column(column, where):
                result[at] = replace(column, field=name.partition("#")[0], confidence=1.0)
                mapped.add(name)
                break
    chosen = set(mapping)
    return [
        replace(c, field="other", confidence=0.0)
        if c.field in chosen and c.confidence < 1.0 and c.field in mapped
        else c
        for c in result
    ]


def _is_column(column: Column, where: str) -> bool:
    if normal(column.header) == normal(where) and column.header.strip():
        return True
    if re.fullmatch(r"#\d+", where):
        return column.index == int(where[1:]) - 1
    if re.fullmatch(r"[A-Z]{1,2}", where):
        number = 0
        for letter in where:
            number = number * 26 + ord(letter) - 64
        return column.index == number - 1 and not column.header.strip()
    return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
