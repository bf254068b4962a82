"""Goods by words: patterns of controlled goods in five languages, after innocent contexts are blanked."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.goods.starts import StartIndex
from screening.goods.stems import Stems
from screening.goods.tables import bundled
from screening.names.letters import unmix
from screening.resources import resource_path

_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text that name goods of a code."""

    code: str
    words: str
    exact: bool = True
    """False for a word with a typing error, or a Russian one in Latin letters."""


def folded(text: str) -> str:
    """Return a text in lower case with look-alike letters put right and single blanks."""
    text = unmix(unicodedata.normalize("NFKC", text)).replace("İ", "i").casefold().replace("ё", "е")
    return " ".join(text.split())


def alternatives(patterns: str) -> list[str]:
    """Split at the bars that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(patterns):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "|" and depth == 0:
            parts.append(patterns[start:at])
            start = at + 1
    parts.append(patterns[start:])
    return [part for part in parts if part]


_REMEMBERED = 100_000
"""Texts whose answers are kept."""


class WordTable:
    """Patterns of controlled goods and of innocent contexts, ready to be asked. Picklable."""

    def __init__(self, words: Sequence[Sequence[str]], innocent: Sequence[Sequence[str]]) -> None:
        """Take rows of words.tsv (code, patterns, ...) and of innocent.tsv (pattern, ...)."""
        self._rows = words, innocent
        self._patterns = [(row[0], re.compile("|".join(map(_at_a_word, alternatives(row[1]))))) for row in words]
        self._index = StartIndex(pattern.pattern for _, pattern in self._patterns)
        self._innocent = re.compile(
            "|".join(row[0] if _CHINESE.match(row[0]) else rf"(?<!\w)(?:{row[0]})" for row in innocent) or "(?!)"
        )
        self._stems = Stems((row[0], alternatives(row[1])) for row in words)
        self._answers: dict[str, tuple[Words, ...]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return (WordTable, self._rows)

    def find(self, text: str) -> tuple[Words, ...]:
        """Return the controlled goods that a text names, most telling first (the longest words), each code once.

        Where no word stands as the table has it, words with one wrong letter and Russian words in Latin letters count.
        """
        held = self._answers.get(text)
        if held is None:
            if len(self._answers) > _REMEMBERED:
                self._answers.clear()
            held = self._answers[text] = self._find(text)
        return held

    def _find(self, text: str) -> tuple[Words, ...]:
        plain = folded(text)
        # Blanking the innocent contexts costs most and can only take words away: it is left to texts that have some.
        possible = [
            (code, pattern)
            for code, pattern in map(self._patterns.__getitem__, self._index.within(plain))
            if pattern.search(plain)
        ]
        wrong = [] if possible else self._stems.find(plain)
        if not possible and not wrong:
            return ()
        plain = self._innocent.sub(lambda m: " " * len(m[0]), plain)
        found: dict[str, str] = {}
        for code, pattern in possible:
            match = pattern.search(plain)
            if match and len(match[0]) > len(found.get(code, "")):
                found[code] = match[0].strip()
        exact = bool(found)
        for code, word in wrong:
            if word in plain:
                found.setdefault(code, word)
        return tuple(Words(code, words, exact) for code, words in sorted(found.items(), key=lambda i: -len(i[1])))


def _at_a_word(pattern: str) -> str:
    if _CHINESE.match(pattern) or pattern.startswith(("\\b", "(?<")):
        return pattern
    return rf"(?<!\w)(?:{pattern})"


@cache
def bundled_words() -> WordTable:
    """Return the words that come with the program."""
    tables = bundled()
    return WordTable(tables.words, tables.innocent)


@cache
def _vague_words() -> frozenset[str]:
    lines = resource_path("goods", "vague.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=100_000)
def is_vague(text: str) -> bool:
    """Whether a description holds nothing but words that name no goods ("запчасти", "goods as per invoice").

    An empty text is not vague but missing, which the reader of manifests tells.
    """
    words = re.findall(r"[^\W_]+", folded(text))
    return bool(words) and all(word in _vague_words() or word.isdigit() for word in words)
