"""Places named in texts: target countries, territories under embargo, watched countries."""

import csv
import re
from functools import cache, lru_cache

from screening.goods.words import alternatives, folded
from screening.resources import resource_path

TARGETS = ("RU", "BY")
TERRITORIES = ("UA-43", "UA-40", "UA-14", "UA-09")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for line in resource_path("route", "places.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, patterns = line.split("\t", 1)
            joined = "|".join(
                p if p.startswith("\\b") or p[0] >= "一" else rf"(?<!\w){p}" for p in alternatives(patterns)
            )
            found.append((code, re.compile(joined)))
    return found


@lru_cache(maxsize=65536)
def places_in(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code, words) of the targets and territories that a text names, each code once."""
    plain = folded(text)
    found = []
    for code, pattern in _patterns():
        match = pattern.search(plain)
        if match:
            found.append((code, match[0].strip()))
    return tuple(found)


@cache
def transshipment_countries() -> frozenset[str]:
    """Return the ISO codes of the countries that the joint alert of 28 June 2022 watches."""
    with resource_path("lists", "transshipment.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["country"] for row in csv.DictReader(file))


@cache
def brands() -> re.Pattern[str]:
    """Return a pattern of the brands that left Russia."""
    lines = resource_path("route", "brands.tsv").read_text(encoding="utf-8").splitlines()
    names = [name for line in lines if not line.startswith("#") for name in line.split("|")]
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(folded(n)) for n in names) + r")(?!\w)")
