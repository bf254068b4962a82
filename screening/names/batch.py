"""A batch of questions: their readings, division by division, and the pairs with listed names worth showing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from screening.names import features
from screening.names.division import Division
from screening.names.model import scores
from screening.names.parse import Parsed, parse, readings
from screening.names.types import PartyQuery
from screening.names.variants import variants

KOREAN_COST = 20.0
"""Points that a name in Korean script costs unless its letters agree: its syllables are few, and shared by millions."""
VARIANT_COST = 2.0
"""Points that a reading other than the whole cell costs."""


class Part:
    """The readings of some queries that ask one division, and then the pairs found for them."""

    def __init__(self, division: Division) -> None:
        self.division = division
        self.parsed: list[Parsed] = []
        self.owner: list[int] = []
        """Which query of the batch each reading is of."""
        self.cut: list[bool] = []
        self.brackets: list[bool] = []
        self.bare: list[bool] = []
        """Whether the cell has brackets, and whether the reading is without them."""
        self.cost: list[float] = []
        self.forms: Any = np.zeros(0, np.int32)
        self.rows: Any = np.zeros(0, np.int32)
        self.points: Any = np.zeros(0, np.float32)

    def add(self, place: int, text: str) -> None:
        """Add the readings of a query."""
        seen = set()
        korean = any("가" <= character <= "힣" for character in text)
        for reading in readings(text):
            whole = parse(reading.text)
            for position, form in enumerate((whole, *variants(reading.text, whole, self.division.vocabulary))):
                if form.words and form.keys not in seen:
                    seen.add(form.keys)
                    self.parsed.append(form)
                    self.owner.append(place)
                    self.cut.append(bool(reading.cut) or position > 0)
                    self.brackets.append("(" in text)
                    self.bare.append(reading.cut == "brackets")
                    self.cost.append(
                        (VARIANT_COST if position > 0 or reading.cut == "part" else 0.0)
                        + (KOREAN_COST if korean else 0.0)
                    )

    def measure(self, least: float) -> None:
        """Find the pairs with at least so many points."""
        words = features.query_words(self.division, self.parsed)
        neighbours = self.division.vocabulary.neighbours(words.keys)
        pair_query, pair_row = self.division.candidates(words, neighbours)
        table, keep = features.measure(
            self.division, self.parsed, words, neighbours, pair_query, pair_row, np.array(self.cut)
        )
        points = scores(table) - np.array(self.cost, np.float32)[pair_query[keep]]
        worth = points >= least
        self.forms, self.rows, self.points = pair_query[keep[worth]], pair_row[keep[worth]], points[worth]


class Batch:
    """Queries that are answered together."""

    __slots__ = ("parts", "queries")

    def __init__(self, queries: Sequence[PartyQuery], parts: list[Part]) -> None:
        self.queries = queries
        self.parts = parts
