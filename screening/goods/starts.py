"""How patterns begin: an index that tells which of many patterns can match a text at all.

Hundreds of patterns against a hundred thousand texts are too many searches. A pattern can only match where the
letters that it begins with stand; the pairs and triples of letters of a text therefore name the few patterns worth
a search. A pattern that begins with nothing certain is always searched: the index never loses a match.
"""

import re
from collections.abc import Iterable, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LENGTH = 3
"""Letters looked at; more would not be more selective on words of goods."""

_MOST = 400
"""Beginnings of one pattern beyond which it counts as beginning with anything."""

_Start = tuple[str, bool]
"""The letters, and whether more of the pattern may follow them."""


def starts_of(pattern: str) -> frozenset[str]:
    """Return the literal beginnings (1-3 letters) one of which every match has; empty when nothing is certain."""
    found = _sequence(list(parser.parse(pattern)))
    texts = {text for text, _ in found}
    return frozenset() if "" in texts or len(texts) > _MOST else frozenset(texts)


def _sequence(items: Sequence[Any]) -> set[_Start]:
    built: set[_Start] = {("", True)}
    for code, value in items:
        if not any(open_ and len(text) < LENGTH for text, open_ in built) or len(built) > _MOST:
            break
        if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            continue
        nexts = _one(code, value)
        joined: set[_Start] = set()
        for text, open_ in built:
            if not open_ or len(text) >= LENGTH:
                joined.add((text[:LENGTH], open_))
                continue
            joined.update(((text + more)[:LENGTH], still) for more, still in nexts)
        built = joined
    return built


def _one(code: object, value: Any) -> set[_Start]:  # noqa: ANN401 - what the parser of the standard library gives is untyped
    if code is codes.LITERAL:
        return {(chr(value), True)}
    if code is codes.IN:
        return _class(value)
    if code is codes.SUBPATTERN:
        return _sequence(list(value[-1]))
    if code is codes.BRANCH:
        return {start for branch in value[1] for start in _sequence(list(branch))}
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        least, _, body = value
        inner = _sequence(list(body))
        # After one round another may follow or not: nothing behind it is certain.
        once = {(text, False) for text, _ in inner} if value[1] != 1 else inner
        return once if least else once | {("", True)}
    return {("", False)}


def _class(members: Sequence[Any]) -> set[_Start]:
    letters: set[str] = set()
    for code, value in members:
        if code is codes.LITERAL:
            letters.add(chr(value))
        elif code is codes.RANGE and value[1] - value[0] < 40:
            letters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return {("", False)}
    return {(letter, True) for letter in letters}


class StartIndex:
    """Numbers of patterns by how they begin. Read only once built."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._by_start: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, pattern in enumerate(patterns):
            starts = starts_of(pattern)
            if not starts:
                self._always.append(number)
            for start in starts:
                self._by_start.setdefault(start, []).append(number)

    def within(self, text: str) -> list[int]:
        """Return in ascending order the numbers of the patterns that may match anywhere in ``text``."""
        grams = set(text)
        grams.update(map("".join, zip(text, text[1:], strict=False)))
        grams.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
        return self._sorted(grams)

    def at_start(self, text: str) -> list[int]:
        """Return in ascending order the numbers of the patterns that may match at the beginning of ``text``."""
        return self._sorted({text[:1], text[:2], text[:3]})

    def _sorted(self, grams: set[str]) -> list[int]:
        found = set(self._always)
        for gram in grams & self._by_start.keys():
            found.update(self._by_start[gram])
        return sorted(found)


def compiled(patterns: Sequence[str]) -> tuple[StartIndex, list[re.Pattern[str]]]:
    """Return the index of patterns and the patterns ready to use, in the same order."""
    return StartIndex(patterns), [re.compile(pattern) for pattern in patterns]
