"""One half of the index: the names of parties, or those of vessels and aircraft, and the search among them.

What is kept: every name of every entry (a name with brackets also without them), as its word keys; the inverted
lists from word to names; the two-word joins of every name. What is pruned, and why nothing is lost that should be
found:

* A query's words stand for themselves and for at most 24 neighbours (``vocabulary``); a name that shares no such
  neighbour with the query has no word in common even after a typing error, and could only score through its
  letters run together, which the joins catch.
* Words that more than :data:`COMMON_SHARE` of the names have ("al", "company") bring no candidates by themselves
  when the query has two rarer words: a name that shares only those cannot reach the threshold, since their weight
  is a few hundredths of a rare word's.
* Of the rest the :data:`CANDIDATES` best by shared weight are scored in full. The order is by the same weights that
  the score is made of, so what falls off has less in common with the query than 30 names that are closer.

``tests/names/test_exhaustive.py`` compares with the scoring of all pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.names import compiled_candidates
from screening.names.strings import Strings
from screening.names.vocabulary import Ints, Neighbours, Vocabulary

if TYPE_CHECKING:
    from screening.names.features import QueryWords

CANDIDATES = 30
COMMON_SHARE = 0.02
COMMON_LEAST = 400
JOIN_LEAST = 5
JOINED_MOST = 40
"""A join that more names have tells nothing."""
MOST_WORDS = 24
"""Words of a name that take part; longer names are told apart by these."""


@dataclass(slots=True)
class Rows:
    """Names as arrays: the words of row r are ``words[starts[r]:starts[r + 1]]`` (numbers of the vocabulary)."""

    starts: Ints
    words: Ints
    entry: Ints
    """Number of the row's entry."""
    name: Ints
    """Which of the entry's names the row is."""
    quality: Ints
    """0 strong, 1 weak, 2 former."""
    joined: Strings
    """The words run together (``Parsed.joined``)."""
    ordered: Strings
    """The words sorted and run together."""
    legal: Ints
    """Legal forms as bits (``legal_bits``)."""


class Division:
    """The names of one half, ready to be searched. Not to be changed; one thread at a time."""

    def __init__(
        self, vocabulary: Vocabulary, rows: Rows, joins: Any, join_rows: Ints, persons: Any, *, vessels: bool
    ) -> None:
        """``persons`` tells for each entry whether it is a person."""
        self.vocabulary = vocabulary
        self.rows = rows
        self.vessels = vessels
        self.joins = joins
        self.join_rows = join_rows
        count = len(rows.entry)
        self.postings = compiled_candidates.invert(rows.starts, rows.words, len(vocabulary.texts))
        lengths = np.diff(rows.starts)
        row_of_word = np.repeat(np.arange(count, dtype=np.int32), lengths)
        self.row_weight = np.bincount(row_of_word, weights=vocabulary.weights[rows.words], minlength=count).astype(
            np.float32
        )
        self.row_facts = np.zeros((count, 3), np.int32)
        """Of each row: is the entry a person, is the name weak or former, its legal forms."""
        self.row_facts[:, 0] = persons[rows.entry]
        self.row_facts[:, 1] = rows.quality > 0
        self.row_facts[:, 2] = rows.legal
        self._norm = np.maximum(self.row_weight, 1.0) ** np.float32(0.5)
        self._common = max(COMMON_LEAST, int(count * COMMON_SHARE))

    def candidates(self, words: "QueryWords", neighbours: Neighbours) -> tuple[Ints, Ints]:
        """Return pairs (query number, row number) worth measuring, sorted.

        Besides the best by shared words, the rows that meet one of a query's joins: a word of theirs, or two or
        three words run together.
        """
        found: tuple[Ints, Ints] = compiled_candidates.find_candidates(
            words.starts, words.places, neighbours.starts, neighbours.numbers, neighbours.values,
            self.vocabulary.counts, self.vocabulary.weights, *self.postings, self._norm, self._common,
            words.texts.block, words.texts.ends, self.joins, self.join_rows, CANDIDATES, JOINED_MOST,
            JOIN_LEAST,
        )  # fmt: skip
        return found


LEGAL_FORMS = ("llc", "jsc", "company", "sole", "state", "npo", "group", "trust")


def legal_bits(forms: Sequence[str]) -> int:
    """Return legal forms that tell firms apart as bits; company and group stand for nothing."""
    return sum(1 << LEGAL_FORMS.index(form) for form in forms if form not in ("company", "group", "trust"))


def joins_of(keys: Sequence[str]) -> list[str]:
    """Return two and three neighbouring keys run together, from :data:`JOIN_LEAST` letters on."""
    joined = [a + b for a, b in zip(keys, keys[1:], strict=False)]
    joined += [a + b + c for a, b, c in zip(keys, keys[1:], keys[2:], strict=False)]
    return [text for text in dict.fromkeys(joined) if len(text) >= JOIN_LEAST]
