"""Plain goods: words of things that nobody takes for controlled goods, by chapter of the Harmonized System."""

import re
from functools import cache, lru_cache

from screening.goods.starts import StartIndex
from screening.goods.words import alternatives, folded
from screening.resources import resource_path

_CHINESE = re.compile(r"[一-鿿]")


@cache
def _table() -> tuple[StartIndex, list[tuple[frozenset[int], re.Pattern[str]]]]:
    rows = []
    for line in resource_path("goods", "plain_goods.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            chapters, patterns = line.split("\t")
            joined = "|".join(
                p if _CHINESE.match(p) or p.startswith("\\b") else rf"(?<!\w){p}" for p in alternatives(patterns)
            )
            rows.append((_chapters(chapters), re.compile(joined)))
    return StartIndex(pattern.pattern for _, pattern in rows), rows


def _chapters(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


@lru_cache(maxsize=100_000)
def speaks_of_other_goods(text: str, code: str) -> str:
    """Return words by which a text names plain goods of other chapters than the code's; empty when it names none.

    A text that names goods of the code's own chapter as well is not contradicted.
    """
    if not code[:2].isdigit():
        return ""
    chapter, plain, found = int(code[:2]), folded(text), ""
    index, rows = _table()
    for chapters, pattern in map(rows.__getitem__, index.within(plain)):
        match = pattern.search(plain)
        if match and chapter in chapters:
            return ""
        if match and not found:
            found = match[0].strip()
    return found
