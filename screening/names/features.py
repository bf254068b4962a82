"""What a query and a name have in common, measured for many pairs at once.

Words are aligned one to one, most similar first; a word's weight comes from its rarity (``vocabulary``). The
measures of a pair are the columns of :data:`MEASURES`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from screening.names import compiled
from screening.names.division import MOST_WORDS, Division, legal_bits
from screening.names.parse import Parsed
from screening.names.strings import Strings
from screening.names.vocabulary import Floats, Ints, Neighbours

TRANSLATED = 0.93
"""Similarity of two different words of one meaning."""
INITIAL = 0.55
"""Similarity of an initial and a word that begins with it."""


class Measure(IntEnum):
    """Columns of the measures of a pair. Shares are 0-1; information is in units of the rarest word's weight."""

    COVERED_QUERY = 0
    COVERED_NAME = 1
    JOINED = 2
    SORTED = 3
    INFORMATION = 4
    LOST_QUERY = 5
    LOST_NAME = 6
    RARE_AGREED = 7
    WORDS_QUERY = 8
    WORDS_NAME = 9
    WEAKEST = 10
    INITIALS = 11
    PERSON = 12
    VESSEL = 13
    WEAK = 14
    KIND_DIFFERS = 15
    NUMBER_DIFFERS = 16
    CUT = 17
    LEGAL_DIFFERS = 18
    TRANSLATED = 19
    LENGTH = 20
    EDGES = 21
    INNER_LOST = 22
    BEST_WORD = 23
    STARTS_AT = 24
    GAPS = 25
    LOST_QUERY_WORDS = 26
    LOST_NAME_WORDS = 27


LEAST_IN_COMMON = 0.3
JOINED_LEAST = 0.55
"""Below these shares of weight and of letters in common a pair is not weighed at all."""


@dataclass(slots=True)
class QueryWords:
    """Distinct words of a batch of queries, with what is known of each."""

    keys: list[str]
    texts: Strings
    """The same."""
    weights: Floats
    known: Ints
    """Number in the vocabulary, -1 of a word that no list has."""
    meanings: Ints
    lengths: Ints
    first: Ints
    starts: Any
    """int64: where the words of each query begin in ``places``; one more than there are queries."""
    places: Ints
    """The words of all queries, as places in ``keys``."""


def query_words(division: Division, queries: Sequence[Parsed]) -> QueryWords:
    """Collect the distinct words of queries."""
    vocabulary = division.vocabulary
    number: dict[str, int] = {}
    found: list[int] = []
    weights: list[float] = []
    meanings: list[int] = []
    starts = [0]
    places: list[int] = []
    for parsed in queries:
        for word in parsed.words[:MOST_WORDS]:
            place = number.get(word.key)
            if place is None:
                place = number[word.key] = len(found)
                known = vocabulary.number.get(word.key)
                found.append(known)
                weights.append(
                    float(vocabulary.weights[known]) if known >= 0 else vocabulary.weight_of(word.key, word.meaning)
                )
                meanings.append(vocabulary.meaning_numbers.get(word.meaning, 0))
            places.append(place)
        starts.append(len(places))
    keys = list(number)
    return QueryWords(
        keys,
        Strings.of(keys),
        np.array(weights, np.float32),
        np.array(found, np.int32),
        np.array(meanings, np.int32),
        np.array([len(k) for k in keys], np.int32),
        np.array([ord(k[0]) for k in keys], np.int32),
        np.array(starts, np.int64),
        np.array(places, np.int32),
    )


def measure(
    division: Division,
    queries: Sequence[Parsed],
    words: QueryWords,
    neighbours: Neighbours,
    pair_query: Ints,
    pair_row: Ints,
    cut: np.ndarray,
    least: float = LEAST_IN_COMMON,
) -> tuple[Floats, Ints]:
    """Return the measures (:class:`Measure`) of the pairs that have something in common, and which pairs they are.

    A pair is left out when less than ``least`` of query and name is covered and their letters run together differ
    too; the model gives such a pair no points worth showing. ``pair_query`` is sorted; ``cut`` tells for each query
    whether it is a part of its cell.
    """
    vocabulary, rows = division.vocabulary, division.rows
    joined = Strings.of(p.joined for p in queries)
    ordered = Strings.of("".join(sorted(p.keys)) for p in queries)
    facts = np.zeros((len(queries), 3), np.int32)
    facts[:, 0] = [bool(p.legal) or any(w.meaning[:1] not in ("", "+", "=") for w in p.words) for p in queries]
    facts[:, 1] = [legal_bits(p.legal) for p in queries]
    facts[:, 2] = cut
    table, keep = compiled.measure_pairs(
        pair_query, pair_row, words.starts, words.places, words.weights, words.known, words.meanings, words.lengths,
        words.first, neighbours.starts, neighbours.numbers, neighbours.values, joined.block, joined.ends,
        ordered.block, ordered.ends, facts, rows.starts, rows.words, vocabulary.weights, vocabulary.meanings,
        vocabulary.lengths, vocabulary.first, division.row_weight, division.row_facts, rows.joined.block,
        rows.joined.ends, rows.ordered.block, rows.ordered.ends, vocabulary.top_weight, division.vessels, MOST_WORDS,
        (np.float32(TRANSLATED), np.float32(INITIAL), least, JOINED_LEAST),
    )  # fmt: skip
    return table, keep
