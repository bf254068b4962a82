"""Places named in texts: target countries, territories under embargo, border crossings, watched countries."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from screening.goods.starts import StartIndex
from screening.goods.tables import PatternTables, bundled
from screening.goods.words import alternatives, folded
from screening.resources import resource_path

TARGETS = ("RU", "BY")
TERRITORIES = {
    "UA-43": "Crimea",
    "UA-40": "Sevastopol",
    "UA-14": "Donetsk",
    "UA-09": "Luhansk",
    "UA-23": "Zaporizhzhia",
    "UA-65": "Kherson",
}
"""Regions under embargo, by ISO 3166-2 code."""

_REMEMBERED = 65536


class PlaceTable:
    """Patterns of places, ready to be asked. Picklable."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        """Take rows of places.tsv or crossings.tsv: code, patterns."""
        self._rows = rows
        self._patterns = [(row[0], re.compile("|".join(map(_at_a_word, alternatives(row[1]))))) for row in rows]
        self._index = StartIndex(pattern.pattern for _, pattern in self._patterns)
        self._answers: dict[str, tuple[tuple[str, str], ...]] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return (PlaceTable, (self._rows,))

    def within(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return (code, words) of the targets and territories that a text names, each code once."""
        held = self._answers.get(text)
        if held is None:
            if len(self._answers) > _REMEMBERED:
                self._answers.clear()
            plain, untouched = folded(text), " ".join(text.casefold().replace("ё", "е").split())
            if untouched != plain:
                # "Омск" beside Latin words is made of look-alike letters throughout; as it stands it counts too.
                plain = f"{plain} ; {untouched}"
            found: dict[str, str] = {}
            for code, pattern in map(self._patterns.__getitem__, self._index.within(plain)):
                match = pattern.search(plain) if code not in found else None
                if match:
                    found[code] = match[0].strip(" ,")
            held = self._answers[text] = tuple(found.items())
        return held


def _at_a_word(pattern: str) -> str:
    return pattern if pattern.startswith("\\b") or pattern[0] >= "一" else rf"(?<!\w){pattern}"


def _lines(name: str) -> list[str]:
    content = resource_path("route", name).read_text(encoding="utf-8").splitlines()
    return [line for line in content if line.strip() and not line.startswith("#")]


@cache
def bundled_places() -> PlaceTable:
    """Return the places that come with the program."""
    return PlaceTable(bundled().places)


@cache
def crossings() -> PlaceTable:
    """Return the border crossings of Russia and Belarus; to be asked of border offices and transit alone."""
    return PlaceTable([line.split("\t") for line in _lines("crossings.tsv")])


def places_of(own: PatternTables | None) -> PlaceTable:
    """Return the bundled places with the officer's own."""
    return PlaceTable(bundled().places + own.places) if own is not None and own.places else bundled_places()


def places_in(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code, words) of the bundled targets and territories that a text names, each code once."""
    return bundled_places().within(text)


@dataclass(frozen=True, slots=True)
class EmbargoedCountry:
    """A country under embargo: severity 0-100, what holds against it, and the source of that."""

    code: str
    severity: float
    sanctions: str
    source: str


@cache
def embargoed_countries() -> dict[str, EmbargoedCountry]:
    """Return the countries under embargo by ISO code."""
    rows = [line.split("\t") for line in _lines("countries.tsv")]
    return {code: EmbargoedCountry(code, float(severity), what, source) for code, severity, what, source in rows}


@cache
def transshipment_countries() -> frozenset[str]:
    """Return the ISO codes of the countries that the joint alert of 28 June 2022 watches."""
    with resource_path("lists", "transshipment.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["country"] for row in csv.DictReader(file))


def brands(own: PatternTables | None = None) -> re.Pattern[str]:
    """Return a pattern of the brands that left Russia, the bundled ones and the officer's own."""
    rows = bundled().brands + (own.brands if own is not None else ())
    names = [name.strip() for row in rows for name in row[0].split("|") if name.strip()]
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(folded(n)) for n in names) + r")(?!\w)")
