"""Words of controlled goods that are written wrong: with a typing error, or a Russian word in Latin letters.

Built from the plain words of the table of words. A word of a text counts when it begins with such a word of at least
eight letters, one letter wrong, missing, added or exchanged with its neighbour, or with such a word in Latin letters
("mikroskhema", "podshipnik") to the letter.
"""

import re
from collections.abc import Iterable
from itertools import product

LEAST = 8
"""Letters below which a wrong letter makes another word."""

_MOST_ENDING = 4
"""Letters that may follow a stem: an ending. More make another, compound word."""

_PLAIN = re.compile(r"([a-zа-яәғқңөұүһі]+)(?:\\w\*|\(\?:[^()]*\)\??|\\b)?$")
_WORD = re.compile(r"[a-zа-яәғқңөұүһі]{6,}")

_LATIN: dict[str, tuple[str, ...]] = {
    "а": ("a",), "б": ("b",), "в": ("v", "w"), "г": ("g",), "д": ("d",), "е": ("e",), "ж": ("zh", "j"), "з": ("z",),
    "и": ("i",), "й": ("y", "j", "i"), "к": ("k",), "л": ("l",), "м": ("m",), "н": ("n",), "о": ("o",), "п": ("p",),
    "р": ("r",), "с": ("s",), "т": ("t",), "у": ("u",), "ф": ("f",), "х": ("kh", "h", "x"), "ц": ("ts", "c"),
    "ч": ("ch",), "ш": ("sh",), "щ": ("shch", "sch"), "ъ": ("",), "ы": ("y",), "ь": ("",), "э": ("e",),
    "ю": ("yu", "iu", "ju"), "я": ("ya", "ia", "ja"),
}  # fmt: skip
_MOST_SPELLINGS = 60


class Stems:
    """Plain words of controlled goods, ready to be asked. Pure; read only once built."""

    def __init__(self, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Take (code, patterns); patterns that are more than a plain word are passed over."""
        self._code: dict[str, str] = {}
        self._latin: dict[str, str] = {}
        for code, patterns in rows:
            for pattern in patterns:
                plain = _PLAIN.fullmatch(pattern)
                if plain and len(plain[1]) >= LEAST:
                    self._code.setdefault(plain[1], code)
        for stem in self._code:
            for spelling in _spellings(stem):
                self._latin.setdefault(spelling, stem)
        self._deleted: dict[str, list[str]] = {}
        for stem in self._code:
            for form in _deletions(stem):
                self._deleted.setdefault(form, []).append(stem)
        self._lengths = sorted({len(stem) for stem in self._code})
        self._latin_lengths = sorted({len(spelling) for spelling in self._latin})
        self._answers: dict[str, str] = {}

    def __reduce__(self) -> tuple[object, ...]:
        # Made anew from its words: the table of deletions is many times larger than they are.
        return (Stems, ([(code, [stem]) for stem, code in self._code.items()],))

    def find(self, plain: str) -> list[tuple[str, str]]:
        """Return (code, word as it stands) for the words of a folded text that are controlled goods written wrong."""
        found = []
        for word in dict.fromkeys(_WORD.findall(plain)):
            stem = self._answers.get(word)
            if stem is None:
                if len(self._answers) > 200_000:
                    self._answers.clear()
                stem = self._answers[word] = self._stem_of(word)
            if stem:
                found.append((self._code[stem], word))
        return found

    def _stem_of(self, word: str) -> str:
        for length in self._latin_lengths:
            if length <= len(word) <= length + _MOST_ENDING and word[:length] in self._latin:
                return self._latin[word[:length]]
        for length in self._lengths:
            if not length - 1 <= len(word) <= length + 1 + _MOST_ENDING:
                continue
            for size in (length, length - 1, length + 1):
                start = word[:size]
                if len(start) < size:
                    continue
                for form in (start, *_deletions(start)):
                    for stem in self._deleted.get(form, ()):
                        if stem[0] == start[0] and _one_apart(start, stem):
                            return stem
        return ""


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(1, len(word))} | {word}


def _one_apart(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter: another, one more, one less, or two neighbours exchanged."""
    if one == other:
        return True
    if len(one) == len(other):
        wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 1:
            return True
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and one[wrong[0]] == other[wrong[1]]
            and one[wrong[1]] == other[wrong[0]]
        )
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _spellings(stem: str) -> set[str]:
    if not all(letter in _LATIN for letter in stem):
        return set()
    ways = [_LATIN[letter] for letter in stem]
    count = 1
    for way in ways:
        count *= len(way)
    if count > _MOST_SPELLINGS:
        # Too many ways: the usual one of each letter, and x for х.
        usual = "".join(way[0] for way in ways)
        return {usual, usual.replace("kh", "h"), usual.replace("kh", "x")}
    return {"".join(letters) for letters in product(*ways)}
