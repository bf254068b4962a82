"""Goods by part number and maker: families of numbers, known makers, and what a bare component number looks like.

A text is taken as a component when it is hardly more than a part number: what is left beside the number must be a
known maker, words that firms have in their names, or words that go with components. A text with other words ("Болты
DIN 931", "Hex bolts M8x40") is left to the words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from screening.goods.starts import StartIndex
from screening.goods.tables import bundled
from screening.goods.words import alternatives, folded
from screening.resources import resource_path

OFF = "off"
OTHER_CHIP = "854239"

KNOWN_FAMILY = 84.0
KNOWN_MAKER = 78.0
UNKNOWN_NUMBER = 62.0
"""Scores: the family of the number is known; only its maker is; neither is, but the text is a component number."""

_NUMBER = re.compile(r"(?=[A-Z0-9А-Я.\-/+#,]*\d)[A-Z0-9А-Я][A-Z0-9А-Я.\-/+#]{2,}(?:,[A-Z0-9(]+)*", re.UNICODE)
# A quantity stands by itself: "1W" within "TC4-1W-7ALN+" belongs to the number.
_QUANTITY = re.compile(
    r"(?<![\w\-/.])(?:[-–x×]\s*)?\d+(?:[.,]\d+)?\s*(?:pcs|pc|шт|штук|ea|pieces|reels?|units?|дана|adet|个|只|片|kg|кг|г|g|mm|мм|m|м|cm|см|w|вт|v|в|kv|кв|l|л|ml|мл|%|°)(?![\w\-/])\.?",
    re.I,
)


_REMEMBERED = 100_000
"""Texts whose answers are kept."""

_SAYS_COMPONENT = re.compile(r"\bP/N\b|КОМПОНЕНТ|COMPONENT|\bMPN\b|PART (?:NO|NUMBER)|元器件|元件")
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"\w")
_SPACED_NUMBER = re.compile(r"(?<!\w)([A-Z]{2,4} \d[\dA-Z.\-]*)")


@dataclass(frozen=True, slots=True)
class Part:
    """What a part number or maker tells: a code of six digits or "off", with its score and what was recognised."""

    code: str
    score: float
    basis: str
    """part_number or maker."""
    text: str


@cache
def _beside() -> dict[str, frozenset[str]]:
    """Return the words that stand beside part numbers, the words of firms, and those of things that are no component."""
    lines = resource_path("goods", "component_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {label: frozenset(words.split()) for label, words in rows}


class PartTable:
    """Families of part numbers and makers, ready to be asked. Picklable."""

    def __init__(self, part_numbers: Sequence[Sequence[str]], makers: Sequence[Sequence[str]]) -> None:
        """Take rows of part_numbers.tsv (code, patterns, source) and of makers.tsv (code, names, source)."""
        self._rows = part_numbers, makers
        rows = [(p, row[0]) for row in part_numbers for p in alternatives(row[1]) if p]
        self._index = StartIndex(pattern for pattern, _ in rows)
        self._families = [(re.compile(pattern), code) for pattern, code in rows]
        self._makers: dict[str, str] = {}
        for row in makers:
            for name in row[1].split(";"):
                if name.strip():
                    # An officer's own row comes later and wins.
                    self._makers[folded(name.strip())] = row[0]
        # Thousands of names are too many for one pattern: they are looked up by their first word, the longest first.
        self._by_word: dict[str, list[str]] = {}
        for name in sorted((n for n in self._makers if len(n) > 2), key=len, reverse=True):
            first = _WORD.search(name)
            if first and first.start() == 0:
                self._by_word.setdefault(first[0], []).append(name)
        self._answers: dict[tuple[str, str, str], Part | None] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return (PartTable, self._rows)

    def family_of(self, number: str) -> tuple[str, int]:
        """Return the code of a part number's family and how many characters told it; ("", 0) when it is unknown."""
        best, length = "", 0
        for pattern, code in map(self._families.__getitem__, self._index.at_start(number)):
            match = pattern.match(number)
            # On equal length the earlier row wins, so that a shorter general prefix never hides a longer special one.
            if match and match.end() > length:
                best, length = code, match.end()
        return best, length

    def _makers_in(self, plain: str) -> list[tuple[str, int]]:
        """Return the makers that a folded text names, with their places."""
        found = []
        behind = 0
        for word in _WORD.finditer(plain):
            for name in self._by_word.get(word[0], ()) if word.start() >= behind else ():
                end = word.start() + len(name)
                if plain.startswith(name, word.start()) and not (end < len(plain) and _LETTER.match(plain, end)):
                    found.append((name, word.start()))
                    behind = end
                    break
        return found

    def find(self, text: str, article: str = "", maker: str = "") -> Part | None:
        """Return what the part number or maker in a text tells, or None when the text is no component."""
        key = (text, article, maker)
        if key not in self._answers:
            if len(self._answers) > _REMEMBERED:
                self._answers.clear()
            self._answers[key] = self._find(*key)
        return self._answers[key]

    def _find(self, text: str, article: str, maker: str) -> Part | None:
        whole = " ".join(filter(None, (text, article, maker)))
        named = self._makers_in(folded(whole))
        found_maker = named[0][0] if named else ""
        upper = _QUANTITY.sub(" ", text).upper().replace("–", "-")
        if found_maker:
            plain = folded(upper)
            for name, at in reversed(self._makers_in(plain)):
                plain = f"{plain[:at]} {plain[at + len(name) :]}"
            upper = plain.upper()
        numbers = [m[0].strip("-.,/") for m in _NUMBER.finditer(f"{upper} {article.upper()}")]
        numbers = [
            n for n in numbers if len(n) >= 4 and any(c.isdigit() for c in n) and not re.fullmatch(r"[\d.,\-/]{1,5}", n)
        ]
        bare = _is_component(upper, numbers)
        # Some families have a blank behind their letters: "TEN 5-1213".
        numbers += [m for m in _SPACED_NUMBER.findall(upper) if self.family_of(m)[1] > m.index(" ")]
        maker_code = self._makers[found_maker] if found_maker else ""
        best: tuple[str, int, str] = ("", 0, "")
        for number in numbers:
            code, length = self.family_of(number)
            if length > best[1] and (any(c.isalpha() for c in number) or length >= 6):
                best = (code, length, number)
        if best[0]:
            # Two characters of a number tell little by themselves; beside other words they tell nothing.
            sure = best[1] >= 4 or bare
            if best[0] == OFF:
                return Part(OFF, KNOWN_FAMILY, "part_number", best[2]) if sure else None
            if sure and (bare or found_maker or _strong(best[2], best[1])):
                if maker_code == OFF and best[1] < 4:
                    return Part(OFF, KNOWN_MAKER, "maker", found_maker)
                return Part(best[0], KNOWN_FAMILY if best[1] >= 3 else KNOWN_MAKER, "part_number", best[2])
        if _is_no_component(upper):
            return None
        if found_maker and numbers and bare:
            return Part(OTHER_CHIP if maker_code == "chips" else maker_code, KNOWN_MAKER, "maker", found_maker)
        if bare and numbers and any(_like_component(n) for n in numbers):
            return Part(OTHER_CHIP, UNKNOWN_NUMBER, "part_number", numbers[0])
        return None


@cache
def bundled_parts() -> PartTable:
    """Return the families and makers that come with the program."""
    tables = bundled()
    return PartTable(tables.part_numbers, tables.makers)


def _is_no_component(upper: str) -> bool:
    """Whether a word tells that the thing is no component for all its number: a lens, a fan, a board to try chips."""
    return any(word in _beside()["no_component"] for word in re.findall(r"[^\W\d_]{2,}", upper.lower()))


def _strong(number: str, length: int) -> bool:
    """Whether a part number tells by itself, amid other words: XC7K325T, STM32F407."""
    return length >= 4 and len(number) >= 7 and sum(c.isdigit() for c in number) >= 2 and number[0].isalpha()


def _like_component(number: str) -> bool:
    letters = sum(c.isalpha() for c in number)
    digits = sum(c.isdigit() for c in number)
    return len(number) >= 5 and letters >= 1 and digits >= 2


def _is_component(upper: str, numbers: list[str]) -> bool:
    """Whether hardly anything but part numbers, firm words and words of components is in a text."""
    if not numbers or len(upper) > 120:
        return False
    rest = upper
    for number in numbers:
        rest = rest.replace(number, " ")
    words = re.findall(r"[^\W\d_]{2,}(?:-[^\W\d_]+)?", rest.lower())
    around, firms = _beside()["around"], _beside()["firm"]
    unknown = [w for w in words if w not in around and w not in firms and len(w) > 2]
    firm = any(w in firms for w in words)
    if any(c.islower() for c in upper):
        return False
    # The name of a firm that no table has: at most three words, and a word that firms have behind it.
    # Where the text says that it is a component, the name needs no such word.
    firm = firm or bool(_SAYS_COMPONENT.search(upper))
    return not unknown or (firm and len(unknown) <= 3 and not any(re.search(r"[а-я]", w) for w in unknown))
