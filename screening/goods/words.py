"""Goods by words: patterns of controlled goods in five languages, after innocent contexts are blanked."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.goods.starts import StartIndex
from screening.names.letters import unmix
from screening.resources import resource_path

_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text that name goods of a code."""

    code: str
    words: str


def folded(text: str) -> str:
    """Return a text in lower case with look-alike letters put right and single blanks."""
    text = unmix(unicodedata.normalize("NFKC", text)).replace("İ", "i").casefold().replace("ё", "е")
    return " ".join(text.split())


def _lines(name: str) -> list[str]:
    content = resource_path("goods", name).read_text(encoding="utf-8").splitlines()
    return [line for line in content if line.strip() and not line.startswith("#")]


@cache
def _patterns() -> tuple[StartIndex, list[tuple[str, re.Pattern[str]]]]:
    found = []
    for line in _lines("words.tsv"):
        code, patterns = line.split("\t", 1)
        joined = "|".join(
            p if _CHINESE.match(p) or p.startswith(("\\b", "(?<")) else rf"(?<!\w)(?:{p})"
            for p in alternatives(patterns)
        )
        found.append((code, re.compile(joined)))
    return StartIndex(pattern.pattern for _, pattern in found), found


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


@cache
def _innocent() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{p})" if not _CHINESE.match(p) else p for p in _lines("innocent.tsv")))


@lru_cache(maxsize=100_000)
def find_words(text: str) -> tuple[Words, ...]:
    """Return the controlled goods that a text names, most telling first (the longest words), each code once."""
    plain = folded(text)
    index, patterns = _patterns()
    # Blanking the innocent contexts costs most and can only take words away: it is left to texts that have some.
    possible = [
        (code, pattern) for code, pattern in map(patterns.__getitem__, index.within(plain)) if pattern.search(plain)
    ]
    if not possible:
        return ()
    plain = _innocent().sub(lambda m: " " * len(m[0]), plain)
    found: dict[str, str] = {}
    for code, pattern in possible:
        match = pattern.search(plain)
        if match and len(match[0]) > len(found.get(code, "")):
            found[code] = match[0].strip()
    return tuple(Words(code, words) for code, words in sorted(found.items(), key=lambda item: -len(item[1])))


@cache
def _vague_words() -> frozenset[str]:
    return frozenset(word for line in _lines("vague.txt") for word in line.split())


@lru_cache(maxsize=100_000)
def is_vague(text: str) -> bool:
    """Whether a description holds nothing but words that name no goods ("запчасти", "goods as per invoice").

    An empty text is not vague but missing, which the reader of manifests tells.
    """
    words = re.findall(r"[^\W_]+", folded(text))
    return bool(words) and all(word in _vague_words() or word.isdigit() for word in words)
