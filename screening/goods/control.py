"""Numbers of control lists in a text: 3A001, 2В001 with a Cyrillic letter, "ECCN: 5A992.c"."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.resources import resource_path

_LATIN = str.maketrans("АВСЕДавсед", "ABCEDabced")
_NUMBER = re.compile(r"(?<![\w.\-/])([0-9][A-E][0-9]{3})((?:\.[A-Z0-9]{1,2}){0,4})(?![\w\-/])", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\becc?n\b|\bccl\b|dual[- ]use|двойного (?:назначения|применения)|контрольн\w* спис\w*|control list|"
    r"export control|экспортн\w* контрол\w*|қосарланған|两用)[^,;]{0,20}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ControlNumber:
    """A control-list number: in Latin capitals, as it stands in the text, and whether a label stands before it."""

    number: str
    text: str
    labelled: bool


@cache
def _known() -> re.Pattern[str]:
    lines = resource_path("goods", "control_numbers.tsv").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{line.strip()})" for line in lines if line.strip() and not line.startswith("#")))


@lru_cache(maxsize=100_000)
def find_control_number(text: str) -> ControlNumber | None:
    """Return the first control-list number of a text, a labelled one before a bare one; None when there is none.

    A bare number counts only when a control list has it; behind a label ("ECCN") any number of the form counts.
    """
    bare = None
    for match in _NUMBER.finditer(text.translate(_LATIN)):
        number = match[1].upper()
        shown = text[match.start() : match.end()]
        if _LABEL.search(text[: match.start()]):
            return ControlNumber(number, shown, True)
        if bare is None and _known().fullmatch(number):
            bare = ControlNumber(number, shown, False)
    return bare
