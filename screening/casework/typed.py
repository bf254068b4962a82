"""What people type into the record: kept as they typed it, but for what would show it as something else."""

import re
import unicodedata

_ORDERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Orders to a terminal, and overrides of direction, by which a text reads as another than it is."""
_HALVES = re.compile("[\ud800-\udfff]")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""


def typed(text: str) -> str:
    """Return a text without orders to the screen; halves of surrogate pairs, which no file can hold, become U+FFFD."""
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", _ORDERS.sub("", text))


def one_line(text: str) -> str:
    """Return a text that stands on one line: the name of a file, which may hold ends of lines too."""
    return " ".join(typed(text).splitlines())


def seen_length(text: str) -> int:
    """Return how many characters of a text are to be seen, spaces between them included."""
    seen = (c for c in text if c not in _BLANK and (c.isspace() or unicodedata.category(c)[0] != "C"))
    return len("".join(seen).strip())
