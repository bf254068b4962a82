"""What stands in a cell of an Excel file: its look, its text as XML, its number, and the letters of its column."""

import re
from datetime import date, datetime
from typing import Any, NamedTuple

LONGEST_CELL = 32_767
"""Characters (UTF-16 units) that a cell of Excel holds; longer texts are cut with a mark and counted."""
_CUT_MARK = " […]"
_EPOCH = date(1899, 12, 30).toordinal()

WRAPPING = frozenset({"wrap", "label", "head", "red", "amber", "fresh"})
"""Looks whose texts take several lines."""


class Sent(NamedTuple):
    """A cell of the sender that is no text."""

    kind: str
    """A kind of ``screening.manifest.typed``."""
    value: str
    """As the sender's file has it."""
    form: str | int
    """The sender's number format: its text, or the number of one that every program knows."""
    text: str
    """As it was read."""


Cell = str | int | float | date | datetime | Sent | None

_TOP: dict[str, Any] = {"valign": "top"}
_TEXT = {**_TOP, "num_format": "@"}
_WRAP = {**_TEXT, "text_wrap": True}
STYLES: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "text_quoted": {**_TEXT, "quote_prefix": True},
    "beside": {**_TEXT, "indent": 1},
    "wrap": _WRAP,
    "wrap_quoted": {**_WRAP, "quote_prefix": True},
    "score": {**_TOP, "num_format": "0.0", "align": "right", "indent": 1},
    "count": {**_TOP, "num_format": "0", "align": "right", "indent": 1},
    "decimal": {**_TOP, "num_format": "0.0", "align": "left"},
    "whole": {**_TOP, "num_format": "0", "align": "left"},
    "total": {**_TOP, "bold": True, "num_format": "@"},
    "date": {**_TOP, "num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {**_TOP, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    "head": {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top",
             "border": 1, "num_format": "@"},
    "label": {**_WRAP, "bold": True},
    "title": {"bold": True, "font_size": 13},
    "warning": {"bold": True, "font_color": "#9C0006", "bg_color": "#FFE5E5", "valign": "top"},
    "red": {**_WRAP, "bold": True, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
    "amber": {**_WRAP, "bold": True, "font_color": "#7F4F00", "bg_color": "#FFEB9C"},
    "fresh": {**_WRAP, "font_color": "#006100", "bg_color": "#E2F3E4"},
}  # fmt: skip
"""Looks of cells by name. A text that looks like a formula takes the ``_quoted`` one of ``text`` and ``wrap``: then
it stays text even when somebody edits the cell."""

FORMULA_STARTS = frozenset("=+-@\t\r\n'")
_ESCAPED = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4})")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def escaped(text: str) -> str:
    """Return a text as the content of an inline string, from which Excel and others read the same text again."""
    return _ESCAPED.sub(_escape, text) if _ESCAPED.search(text) else text


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    if found == "&":
        return "&amp;"
    if found == "<":
        return "&lt;"
    if found == ">":
        return "&gt;"
    if found == "_":
        # The sender's own letters look like such an escape, or would together with one that follows.
        return "_x005F_"
    if "\ud800" <= found <= "\udfff":
        # Half a character: no encoding has it.
        return "�"
    return f"_x{ord(found):04X}_"


def shortened(text: str) -> str:
    """Return a text cut to what a cell holds, with a mark where it was cut."""
    if len(text) * 2 <= LONGEST_CELL or len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_CELL:
        return text
    room = (LONGEST_CELL - len(_CUT_MARK)) * 2
    return text.encode("utf-16-le", "surrogatepass")[:room].decode("utf-16-le", "ignore") + _CUT_MARK


def column_letters(index: int) -> str:
    """Return the letters of a column, 0-based."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_of(value: int | float | date | datetime | None) -> str:
    """Return a number, or the number that Excel keeps for a day or a time."""
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return repr(value.toordinal() - _EPOCH + seconds / 86400)
    if isinstance(value, date):
        return str(value.toordinal() - _EPOCH)
    return repr(value)
