"""An Excel workbook written row by row: small in memory, and several times faster than a cell at a time.

XlsxWriter makes everything but the rows (styles, widths, frozen headers, filters, print layout); the rows are written
as XML text into temporary files and put in its place. Every text is an inline string, so nothing is ever a formula;
characters that XML forbids are written as ECMA-376 says (``_x0007_``), so nothing that is read back differs.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import xlsxwriter

from screening.manifest.typed import DIGITS, NUMBER
from ui.report.cells import (
    FORMULA_STARTS,
    HALF_CHARACTER,
    STYLES,
    WRAPPING,
    Cell,
    Sent,
    column_letters,
    escaped,
    number_of,
    shortened,
)
from ui.report.formats import GENERAL, carried

ROWS_OF_EXCEL = 1_048_576
"""Rows of a worksheet; what is longer goes on in a second one."""
_BLOCK = 1 << 20
_NARROWEST, _WIDEST, _WIDEST_WRAPPED = 8, 40, 24
"""Characters of columns whose width follows what stands in them."""
_LINE_HEIGHT, _MOST_LINES = 15, 20
"""Points; Excel shows no row higher than 409."""
_EVERYWHERE = "A1:XFD1048576"
_A4 = 9
_WIDEST_ON_A4 = 180
"""Characters that are still read well when a page of A4 is as wide as all columns; wider sheets go on beside."""
_MEASURED = 300
"""Rows by which the widths of columns are found."""
_REMEMBERED, _MOST_READY = 300, 20_000
"""Characters of texts whose cells are remembered, and how many of them."""
_MOST_FORMATS = 150
"""Of the sender; Excel takes some 200 of its own making."""
_LEVEL = 4
"""Of zlib: 6 would take twice the time for 5 % of the size."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its width in characters (0: by what stands in it) and the look of its cells."""

    title: str
    width: int = 0
    style: str = "text"
    widest: int = 0
    """Characters that a column of wrapped texts grows to by what stands in it; 0: the usual."""


@dataclass(slots=True)
class _Part:
    """One worksheet: a sheet, or what of it fits into one."""

    file: IO[str]
    row: int = 0
    table: tuple[int, int, int] | None = None
    """Header row, last row and number of columns of the table that is filtered."""
    alone: bool = True
    """Whether the sheet holds nothing but the table, whose header then is repeated on each printed page."""


@dataclass(slots=True)
class SheetOptions:
    """How a sheet is laid out."""

    footer: str = ""
    landscape: bool = True
    widths: Sequence[int] = ()


class Sheet:
    """A worksheet that grows row by row; made by :meth:`Workbook.sheet`."""

    def __init__(self, book: "Workbook", name: str, options: SheetOptions) -> None:
        self._book = book
        self.name = name
        self.options = options
        self.parts: list[_Part] = [book.part()]
        self.widths: list[int] = list(options.widths)
        self.altered = 0
        """Cells that could not be kept whole: too long for Excel, or with half a character in them."""
        self._columns: Sequence[Column] = ()
        self._heads: list[tuple[str, str, str]] = []
        self._wrapped: list[tuple[int, int]] = []
        self._pending: list[str] = []
        self._measured = 0

    @property
    def row(self) -> int:
        """The last row written, 1-based."""
        return self.parts[-1].row

    def table(self, columns: Sequence[Column], *, main: bool = True) -> None:
        """Write the header of a table, whose rows :meth:`add` takes. The main one is frozen, filtered and repeated."""
        self._columns = columns
        self._heads = [self._head(index, column.style) for index, column in enumerate(columns)]
        self._wrapped = [
            (n, _room(c.width or c.widest or _WIDEST_WRAPPED)) for n, c in enumerate(columns) if c.style == "wrap"
        ]
        if main:
            # No word of a title is broken, in whatever language it is.
            self.widths += [max(column.width, _width_of_title(column.title)) for column in columns[len(self.widths) :]]
        self.cells([(column.title, "head") for column in columns], keep_empty=True)
        part = self.parts[-1]
        if main:
            part.table = (part.row, part.row, len(columns))

    def _head(self, index: int, style: str) -> tuple[str, str, str]:
        """Return the start of a cell, and what comes behind the row number for texts and for texts like formulas."""
        ids, letters = self._book.style_ids, column_letters(index)
        if style not in ("text", "wrap"):
            other = ids[style]
            return f'<c r="{letters}', f'" s="{other}', f'" s="{other}'
        return f'<c r="{letters}', f'" s="{ids[style]}', f'" s="{ids[style + "_quoted"]}'

    def close_table(self) -> None:
        """End the main table with the row written last: other tables follow, over which its header must not be printed."""
        part = self.parts[-1]
        if part.table:
            part.table = (part.table[0], part.row, part.table[2])
            part.alone = False

    def add(self, values: Sequence[Cell]) -> None:
        """Write a row of the table; an empty text or None leaves its cell empty."""
        part = self.parts[-1]
        if part.row >= self._book.most_rows:
            part = self._continue()
        part.row += 1
        number = str(part.row)
        row = [f'<row r="{number}"{self._height(values)}>']
        append = row.append
        measure = self._measured < _MEASURED
        known = self._book.ready
        for index, ((start, plain, quoted), value) in enumerate(zip(self._heads, values, strict=True)):
            if value.__class__ is str:
                text: str = value
                if not text:
                    continue
                if measure:
                    self._measure(index, text)
                ready = known.get(text)
                if ready is None:
                    ready = self._ready(text)
                append(f"{start}{number}{quoted if ready[0] else plain}{ready[1]}")
            elif isinstance(value, Sent):
                append(f"{start}{number}{self._sent(index, value)}")
            elif value is not None and not isinstance(value, str):
                append(f'{start}{number}{plain}"><v>{number_of(value)}</v></c>')
        append("</row>")
        self._measured += 1
        if self._measured == _MEASURED:
            # The columns are as wide as they will be.
            self._wrapped = [(index, _room(self.widths[index])) for index, _width in self._wrapped]
        self._pending.append("".join(row))
        if len(self._pending) >= 1000:
            self._write()
        if part.table:
            part.table = (part.table[0], part.row, part.table[2])

    def _sent(self, index: int, sent: Sent) -> str:
        """Return a cell of the sender that is no text, behind its row number."""
        form = carried(sent.kind, sent.value, sent.form)
        shown = max(len(sent.text), len(form) if isinstance(form, str) and form != GENERAL else 0)
        if index < len(self.widths) and not self._columns[index].width:
            # A number or day that does not fit is shown as "####", not cut like a text.
            self.widths[index] = max(self.widths[index], min(shown + 2, _WIDEST_WRAPPED))
        if sent.kind == DIGITS:
            return f'" s="{self._book.style_ids["text"]}" t="inlineStr"><is><t>{sent.value}</t></is></c>'
        kind = "" if sent.kind == NUMBER else f' t="{sent.kind}"'
        return f'" s="{self._book.style_of(form)}"{kind}><v>{sent.value}</v></c>'

    def _ready(self, text: str) -> tuple[bool, str]:
        """Return whether a text looks like a formula, and the rest of its cell; texts that come again are made once."""
        plain = len(text) <= _REMEMBERED and text.isprintable()
        fitting = text if plain else self._fitting(text)
        space = "" if fitting == fitting.strip() and "\n" not in fitting else ' xml:space="preserve"'
        ready = (
            fitting[0] in FORMULA_STARTS,
            f'" t="inlineStr"><is><t{space}>{escaped(fitting)}</t></is></c>',
        )
        if plain:
            # One that had to be altered is counted each time, and so never remembered.
            if len(self._book.ready) >= _MOST_READY:
                self._book.ready.clear()
            self._book.ready[text] = ready
        return ready

    def _height(self, values: Sequence[Cell]) -> str:
        """Return the attributes of a row that is high enough for its wrapped texts.

        Excel finds the height by itself, LibreOffice and others do not.
        """
        lines = 1
        for index, room in self._wrapped:
            value = values[index]
            if value.__class__ is str:
                text: str = value
                if "\n" in text:
                    lines = max(lines, sum(1 + len(part) // room for part in text.split("\n")))
                elif len(text) > room * lines:
                    lines = 1 + len(text) // room
        return f' ht="{_LINE_HEIGHT * min(lines, _MOST_LINES)}" customHeight="1"' if lines > 1 else ""

    def cells(self, values: Iterable[tuple[Cell, str]], *, keep_empty: bool = False) -> None:
        """Write a row of its own: values with the names of their looks."""
        part = self.parts[-1]
        part.row += 1
        ids = self._book.style_ids
        row = [""]
        lines = 1
        for index, (value, style) in enumerate(values):
            place = f'<c r="{column_letters(index)}{part.row}" s="'
            if value == "":
                if keep_empty:
                    row.append(f'{place}{ids[style]}"/>')
            elif isinstance(value, str):
                text = self._fitting(value)
                quoted = style + "_quoted"
                number = ids[quoted] if text[:1] in FORMULA_STARTS and quoted in ids else ids[style]
                row.append(f'{place}{number}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>')
                if style in WRAPPING and index < len(self.widths):
                    room = _room(self.widths[index] or _WIDEST_WRAPPED)
                    lines = max(lines, sum(1 + len(part) // room for part in text.split("\n")))
            elif value is not None and not isinstance(value, Sent):
                row.append(f'{place}{ids[style]}"><v>{number_of(value)}</v></c>')
        high = f' ht="{_LINE_HEIGHT * min(lines, _MOST_LINES)}" customHeight="1"' if lines > 1 else ""
        row[0] = f'<row r="{part.row}"{high}>'
        row.append("</row>")
        self._pending.append("".join(row))

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.parts[-1].row += rows

    def _fitting(self, text: str) -> str:
        fitting = shortened(text)
        self.altered += fitting != text or HALF_CHARACTER.search(text) is not None
        return fitting

    def _measure(self, index: int, text: str) -> None:
        if index < len(self.widths) and not self._columns[index].width:
            longest = max(len(line) for line in text.split("\n"))
            column = self._columns[index]
            most = column.widest or (_WIDEST_WRAPPED if column.style == "wrap" else _WIDEST)
            self.widths[index] = max(self.widths[index], min(longest + 2, most))

    def _continue(self) -> _Part:
        """Go on in another worksheet, under the same header."""
        self._write()
        part = self._book.part()
        self.parts.append(part)
        self.cells([(column.title, "head") for column in self._columns], keep_empty=True)
        part.table = (part.row, part.row, len(self._columns))
        return part

    def _write(self) -> None:
        if self._pending:
            self.parts[-1].file.write("".join(self._pending))
            self._pending.clear()

    def finish(self) -> None:
        """Write what waits."""
        self._write()


def _room(width: int) -> int:
    """Return how many characters of words a line of a column surely takes: words are not broken, and capitals are wide."""
    return max(1, width * 4 // 5)


def _width_of_title(title: str) -> int:
    """Return a width in which no word of a title is cut."""
    longest = max((len(word) for word in title.split()), default=0)
    return max(min(longest + 3, _WIDEST_WRAPPED), _NARROWEST)


@dataclass(slots=True)
class Workbook:
    """The workbook; a context that removes its temporary files. ``most_rows`` is lowered by tests alone."""

    title: str
    comment: str = ""
    most_rows: int = ROWS_OF_EXCEL - 100
    """Some rows are left for totals below the lines."""
    style_ids: dict[str, int] = field(default_factory=dict)
    ready: dict[str, tuple[bool, str]] = field(default_factory=dict)
    """Cells of texts that were written before: countries, statuses and names come again on nearly every row."""
    _formats: dict[str | int, int] = field(default_factory=dict)
    """Styles of the sender's number formats, which come behind our own."""
    _first_format: int = 0
    _sheets: list[Sheet] = field(default_factory=list)
    _files: list[IO[str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.style_ids.update(_style_ids())
        self._first_format = max(self.style_ids.values()) + 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()

    def style_of(self, form: str | int) -> int:
        """Return the style of the sender's cells of a number format; of more formats than Excel takes, the general one."""
        found = self._formats.get(form)
        if found is None:
            if len(self._formats) >= _MOST_FORMATS:
                return self.style_of(GENERAL)
            found = self._formats[form] = self._first_format + len(self._formats)
        return found

    def part(self) -> _Part:
        """Return an empty worksheet's file."""
        file = tempfile.TemporaryFile("w+", encoding="utf-8", buffering=_BLOCK, newline="")  # noqa: SIM115
        self._files.append(file)
        return _Part(file)

    def sheet(self, name: str, options: SheetOptions | None = None) -> Sheet:
        """Return a new sheet; its name is cut to Excel's 31 characters."""
        made = Sheet(self, name, options or SheetOptions())
        self._sheets.append(made)
        return made

    @property
    def altered(self) -> int:
        """Cells that could not be kept whole."""
        return sum(sheet.altered for sheet in self._sheets)

    def save(self, path: Path) -> None:
        """Write the workbook. May be called once."""
        for sheet in self._sheets:
            sheet.finish()
        parts = [(sheet, part) for sheet in self._sheets for part in sheet.parts]
        frame = self._frame(parts)
        with (
            zipfile.ZipFile(frame) as source,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as target,
        ):
            rows = {f"xl/worksheets/sheet{n}.xml": part for n, (_, part) in enumerate(parts, 1)}
            for name in source.namelist():
                content = source.read(name)
                if name not in rows:
                    target.writestr(name, content)
                    continue
                with target.open(name, "w", force_zip64=True) as entry:
                    _fill(entry, content.decode(), rows[name])

    def _frame(self, parts: Sequence[tuple[Sheet, _Part]]) -> BytesIO:
        """Return a workbook with all but the rows."""
        frame = BytesIO()
        with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
            book.set_properties({"title": self.title, "comments": self.comment})
            names: set[str] = set()
            for sheet, part in parts:
                worksheet = book.add_worksheet(_unused(sheet.name, names))
                if len(names) == 1:
                    _show_styles(book, worksheet)
                    for index, form in enumerate(self._formats, len(STYLES)):
                        look = {"valign": "top", "num_format": form}
                        worksheet.write_blank(0, index, None, book.add_format(look))
                if sheet.options.landscape:
                    worksheet.set_landscape()
                worksheet.set_paper(_A4)
                worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
                pages = max(1, -(-sum(sheet.widths) // _WIDEST_ON_A4))
                worksheet.fit_to_pages(pages, 0)
                if pages > 1:
                    # Pages of the same rows lie one after another, each with the first column.
                    worksheet.print_across()
                    worksheet.repeat_columns(0, 0)
                worksheet.set_footer("&L" + sheet.options.footer[:100].replace("&", "&&") + "&C&A&R&P / &N")
                # Codes and numbers are texts on purpose: no green corners.
                worksheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})
                for index, width in enumerate(sheet.widths):
                    worksheet.set_column(index, index, width)
                if part.table:
                    header, last, columns = part.table
                    worksheet.freeze_panes(header, 0)
                    if part.alone:
                        worksheet.repeat_rows(header - 1)
                    worksheet.autofilter(header - 1, 0, max(last, header) - 1, columns - 1)
        frame.seek(0)
        return frame


def _fill(entry: IO[bytes], frame: str, part: _Part) -> None:
    """Write a worksheet: the frame with the rows in the place of its own."""
    frame = re.sub(r'<dimension ref="[^"]*"/>', "", frame)
    before, _, after = re.sub(r"<sheetData>.*</sheetData>", "<sheetData/>", frame, flags=re.S).partition("<sheetData/>")
    entry.write(f"{before}<sheetData>".encode())
    part.file.seek(0)
    while block := part.file.read(_BLOCK):
        entry.write(block.encode())
    entry.write(f"</sheetData>{after}".encode())


def _show_styles(book: Any, worksheet: Any) -> None:  # noqa: ANN401  # xlsxwriter has no types
    """Give a row of the frame one cell of each look, so that its styles are in the workbook, in this order."""
    for index, properties in enumerate(STYLES.values()):
        worksheet.write_blank(0, index, None, book.add_format(properties))


def _style_ids() -> dict[str, int]:
    """Return the numbers by which cells name their looks."""
    probe = BytesIO()
    with xlsxwriter.Workbook(probe, {"in_memory": True}) as book:
        _show_styles(book, book.add_worksheet())
    with zipfile.ZipFile(probe) as archive:
        found = re.findall(r'<c r="[A-Z]+1" s="(\d+)"', archive.read("xl/worksheets/sheet1.xml").decode())
    return dict(zip(STYLES, map(int, found), strict=True))


def _unused(name: str, names: set[str]) -> str:
    """Return a name that Excel takes for a sheet and that no other has."""
    clean = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "Sheet"
    shown, number = clean, 1
    while shown.casefold() in names:
        number += 1
        shown = f"{clean[:27]} {number}"
    names.add(shown.casefold())
    return shown
