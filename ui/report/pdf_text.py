"""Text of any script in a PDF: fonts that are in the file itself, so that it reads the same in ten years.

DejaVu Sans has Latin, Cyrillic with the Kazakh letters, Greek and Arabic; Droid Sans Fallback has Chinese, Japanese and
Korean. What neither has is written as its code point, never left out.
"""

from functools import cache
from html import escape
from itertools import groupby
from typing import Any

import arabic_reshaper
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from screening.resources import resource_path

SANS, BOLD, FAR_EAST = "Tekser", "Tekser-Bold", "Tekser-FarEast"
_FILES = {SANS: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf", FAR_EAST: "DroidSansFallback.ttf"}
_ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE))


@cache
def register_fonts() -> dict[str, frozenset[int]]:
    """Make the fonts known to reportlab; returns the code points that each of them has."""
    points = {}
    for name, file in _FILES.items():
        font = TTFont(name, str(resource_path("fonts", file)))
        pdfmetrics.registerFont(font)
        points[name] = frozenset(font.face.charToGlyph)
    pdfmetrics.registerFontFamily(SANS, normal=SANS, bold=BOLD, italic=SANS, boldItalic=BOLD)
    return points


def marked_up(text: str) -> str:
    """Return a text as reportlab's markup, with the font that has its letters; nothing of it is taken for markup."""
    points = register_fonts()
    pieces = []
    for kind, letters in groupby(_with_spaces(text), key=lambda pair: pair[1]):
        piece = "".join(letter for letter, _ in letters)
        if kind == "arabic":
            # Joined letters, from right to left: the page is drawn from left to right.
            piece = arabic_reshaper.reshape(piece)[::-1]
            piece = "".join(c if ord(c) in points[SANS] else _code_point(c) for c in piece)
            pieces.append(escape(piece))
        elif kind == FAR_EAST:
            pieces.append(f'<font name="{FAR_EAST}">{escape(piece)}</font>')
        elif kind == "missing":
            pieces.append(escape("".join(map(_code_point, piece))))
        else:
            pieces.append(escape(piece).replace("\n", "<br/>"))
    return "".join(pieces)


def _with_spaces(text: str) -> list[tuple[str, str]]:
    """Return each letter with the font or way it is written; a space between two alike goes with them."""
    points = register_fonts()
    kinds = []
    for letter in text:
        code = ord(letter)
        if letter in "\r\x0b\x0c\t":
            kinds.append((" ", SANS))
        elif any(first <= code <= last for first, last in _ARABIC):
            kinds.append((letter, "arabic"))
        elif letter == "\n" or code in points[SANS]:
            kinds.append((letter, SANS))
        elif code in points[FAR_EAST]:
            kinds.append((letter, FAR_EAST))
        else:
            kinds.append((letter, "missing"))
    for n in range(1, len(kinds) - 1):
        if kinds[n][0] == " " and kinds[n - 1][1] == kinds[n + 1][1] == "arabic":
            kinds[n] = (" ", "arabic")
    return kinds


def _code_point(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"


def style(size: float = 9, **more: Any) -> ParagraphStyle:  # noqa: ANN401  # reportlab's own
    """Return a style of paragraphs in our font."""
    register_fonts()
    settings: dict[str, Any] = {"fontName": SANS, "fontSize": size, "leading": size * 1.3, "splitLongWords": 1, **more}
    return ParagraphStyle("tekser", **settings)


def paragraph(text: str, look: ParagraphStyle) -> Paragraph:
    """Return a text as a paragraph."""
    return Paragraph(marked_up(text), look)
