"""Numbers of control lists in a text: 3A001, 2В001 with a Cyrillic letter, "ECCN: 5A992.c", and those of loaded lists."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.model.goods import GoodsRule
from screening.resources import resource_path

_LATIN = str.maketrans("АВСЕДавсед", "ABCEDabced")
_NUMBER = re.compile(r"(?<![\w.\-/])([0-9][A-E][0-9]{3})((?:\.[A-Z0-9]{1,2}){0,4})(?![\w\-/])", re.IGNORECASE)
_STANDARD = re.compile(r"[0-9][A-E][0-9]{3}(?:\.[A-Z0-9]{1,2})*")
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
    whole: str = ""
    """With its paragraphs: 3A001.A.5."""


@cache
def _known() -> re.Pattern[str]:
    lines = resource_path("goods", "control_numbers.tsv").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{line.strip()})" for line in lines if line.strip() and not line.startswith("#")))


@lru_cache(maxsize=100_000)
def find_control_number(text: str, known_too: frozenset[str] = frozenset()) -> ControlNumber | None:
    """Return the first control-list number of a text, a labelled one before a bare one; None when there is none.

    A bare number counts only when a control list has it (``known_too``: numbers of loaded ones, without paragraphs);
    behind a label ("ECCN") any number of the form counts.
    """
    bare = None
    for match in _NUMBER.finditer(text.translate(_LATIN)):
        number = match[1].upper()
        shown = text[match.start() : match.end()]
        whole = number + match[2].upper()
        if _LABEL.search(text[: match.start()]):
            return ControlNumber(number, shown, True, whole)
        if bare is None and (number in known_too or _known().fullmatch(number)):
            bare = ControlNumber(number, shown, False, whole)
    return bare


class ControlLists:
    """Loaded control lists: the numbers that texts are searched for, and the items they stand for. Picklable."""

    def __init__(self, rules: Iterable[GoodsRule]) -> None:
        """Take the items of control lists; other rules are passed over."""
        self._by_list: dict[str, dict[str, GoodsRule]] = {}
        for rule in rules:
            if rule.by_number:
                self._by_list.setdefault(rule.list_id, {}).setdefault(rule.code, rule)
        numbers = {number for items in self._by_list.values() for number in items}
        self._heads = frozenset(number.partition(".")[0] for number in numbers if _STANDARD.fullmatch(number))
        others = sorted((n for n in numbers if not _STANDARD.fullmatch(n)), key=len, reverse=True)
        # Numbers of another form (X.A.I.001, ML8) stand as they are, letters of both alphabets.
        pattern = "|".join(map(re.escape, others))
        self._others = re.compile(rf"(?<![\w.\-/])(?:{pattern})(?![\w\-/])", re.IGNORECASE) if others else None

    def find(self, text: str) -> tuple[ControlNumber | None, list[GoodsRule]]:
        """Return the number that a text names, and the item of each loaded list that it falls under."""
        found = find_control_number(text, self._heads)
        if found is None and self._others is not None:
            match = self._others.search(text.translate(_LATIN))
            if match:
                number = match[0].upper()
                found = ControlNumber(number, text[match.start() : match.end()], False, number)
        if found is None:
            return None, []
        items = (_item(found.whole or found.number, numbers) for numbers in self._by_list.values())
        return found, [item for item in items if item is not None]


def _item(number: str, items: dict[str, GoodsRule]) -> GoodsRule | None:
    """Return the item that a number falls under: itself, the nearest one above it, or the first of those below."""
    parts = number.split(".")
    for length in range(len(parts), 0, -1):
        item = items.get(".".join(parts[:length]))
        if item is not None:
            return item
    return next((item for code, item in items.items() if code.startswith(number + ".")), None)
