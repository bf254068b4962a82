"""What the pages of all our PDF reports are made of: looks of text, tables of facts, grids, lines to sign on."""

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether, Table, TableStyle

from ui.report.pdf_frame import WIDTH
from ui.report.pdf_text import BOLD, SANS, paragraph, style
from ui.words import _

INK, LINE, HEAD, PALE = "#1F3A5F", "#C5CBD3", "#E8EDF3", "#F6F8FA"


class Looks:
    """Looks of text; made once for each report."""

    def __init__(self) -> None:
        self.title = style(18, fontName=BOLD, textColor=INK, spaceAfter=6)
        self.head = style(12, fontName=BOLD, textColor=INK, spaceBefore=8, spaceAfter=4)
        self.part = style(10, fontName=BOLD, textColor=INK, spaceBefore=6, spaceAfter=2)
        self.text, self.small = style(9), style(8)
        self.bold = style(9, fontName=BOLD)
        self.label = style(8, fontName=BOLD, textColor=INK)
        self.mono = style(7.5, textColor="#333333")


_TALL = 1_500
"""Characters of a cell from which its row may be higher than what a page has room for."""


def split_in_row(texts: Iterable[str]) -> int:
    """Return how high a part of a row is at least that is split between pages; 0 where all rows stay whole.

    Without it one long comment would keep the whole report from being written.
    """
    return 24 if any(len(text) > _TALL or text.count("\n") > 20 for text in texts) else 0


def facts_table(facts: Sequence[tuple[str, str]], looks: Looks) -> Table:
    """Return labels and values, one pair a row."""
    rows = [[paragraph(label, looks.label), paragraph(value, looks.text)] for label, value in facts]
    table = Table(rows, colWidths=[WIDTH * 0.26, WIDTH * 0.74], splitInRow=split_in_row(value for _, value in facts))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                               ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]))  # fmt: skip
    return table


def grid(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], looks: Looks,
    colours: Sequence[tuple[int, int, str]] = (),
) -> Table:  # fmt: skip
    """Return a table whose head comes again on each page; ``colours`` are (row, column, colour) of single cells."""
    cells = [[paragraph(text, looks.label) for text in head]]
    cells += [[paragraph(text, looks.small) for text in row] for row in rows]
    table = Table(
        cells, colWidths=fitting_widths(head, rows, widths), repeatRows=1,
        splitInRow=split_in_row(text for row in rows for text in row),
    )  # fmt: skip
    settings: list[Any] = [
        ("BACKGROUND", (0, 0), (-1, 0), HEAD), ("GRID", (0, 0), (-1, -1), 0.4, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3), ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]  # fmt: skip
    settings += [("BACKGROUND", (column, row + 1), (column, row + 1), colour) for row, column, colour in colours]
    table.setStyle(TableStyle(settings))
    return table


def in_columns(texts: Sequence[str], looks: Looks) -> Table:
    """Return short texts as points in two columns, read down the first one first."""
    half = -(-len(texts) // 2)
    columns = (texts[:half], texts[half:])
    cells = [
        [paragraph(f"• {column[n]}" if n < len(column) else "", looks.small) for column in columns] for n in range(half)
    ]
    table = Table(cells, colWidths=[WIDTH / 2] * 2)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 0),
                               ("BOTTOMPADDING", (0, 0), (-1, -1), 1), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))  # fmt: skip
    return table


_PADDING = 9
"""Points beside the text of a cell, its lines included."""
_LONGEST_WORD = 0.2
"""Of the page's width; longer words, as hashes are, may be broken."""


def fitting_widths(head: Sequence[str], rows: Sequence[Sequence[str]], parts: Sequence[float]) -> list[float]:
    """Return widths of columns near the asked parts of the page, in which no word of any language is broken.

    What a column needs for its longest word is taken from those that have room.
    """
    needed = [0.0] * len(head)
    for font, size, texts in ((BOLD, 8, [head]), (SANS, 8, rows)):
        for row in texts:
            for column, text in enumerate(row):
                for word in text.split():
                    width = stringWidth(word, font, size) + _PADDING
                    if width <= WIDTH * _LONGEST_WORD:
                        needed[column] = max(needed[column], width)
    widths = [WIDTH * part for part in parts]
    missing = sum(max(0.0, need - width) for need, width in zip(needed, widths, strict=True))
    spare = [max(0.0, width - need) for need, width in zip(needed, widths, strict=True)]
    if missing > sum(spare):
        return widths
    share = missing / sum(spare) if missing else 0.0
    return [max(need, width - extra * share) for need, width, extra in zip(needed, widths, spare, strict=True)]


def signatures(people: Sequence[tuple[str, str]], looks: Looks) -> list[Flowable]:
    """Return lines to sign on: role and name of each, the name empty where nobody is known yet."""
    head = [_("Role"), _("Name"), _("Signature"), _("Date")]
    cells = [[paragraph(text, looks.label) for text in head]]
    cells += [[paragraph(text, looks.text) for text in (role, name, "", "")] for role, name in people]
    table = Table(
        cells, colWidths=[WIDTH * part for part in (0.2, 0.3, 0.32, 0.18)], rowHeights=[18] + [36] * len(people)
    )
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, INK), ("BACKGROUND", (0, 0), (-1, 0), HEAD),
                               ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))  # fmt: skip
    return [KeepTogether([paragraph(_("Signatures"), looks.head), table])]
