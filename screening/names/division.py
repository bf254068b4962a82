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
from typing import Any

import numpy as np
from scipy import sparse

from screening.names.parse import Parsed
from screening.names.strings import Strings
from screening.names.vocabulary import Floats, Ints, Vocabulary, join_hash

CANDIDATES = 30
COMMON_SHARE = 0.02
COMMON_LEAST = 400
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

    def __init__(self, vocabulary: Vocabulary, rows: Rows, joins: Any, join_rows: Ints, *, vessels: bool) -> None:
        self.vocabulary = vocabulary
        self.rows = rows
        self.vessels = vessels
        self.joins = joins
        self.join_rows = join_rows
        count = len(rows.entry)
        lengths = np.diff(rows.starts)
        weights = vocabulary.weights[rows.words] if len(rows.words) else np.zeros(0, np.float32)
        self.row_of_word = np.repeat(np.arange(count, dtype=np.int32), lengths)
        self.row_weight = np.bincount(self.row_of_word, weights=weights, minlength=count).astype(np.float32)
        numeric = (vocabulary.first >= ord("0")) & (vocabulary.first <= ord("9"))
        self.row_has_number = np.zeros(count, bool)
        if len(rows.words):
            self.row_has_number[self.row_of_word[numeric[rows.words]]] = True
        matrix = sparse.csr_matrix((weights, rows.words, rows.starts), shape=(count, len(vocabulary.keys)))
        self._postings = matrix.T.tocsr()
        self._norm = np.maximum(self.row_weight, 1.0) ** 0.5
        self._common = max(COMMON_LEAST, int(count * COMMON_SHARE))

    def candidates(
        self,
        queries: Sequence[Parsed],
        places: Sequence[Sequence[int]],
        neighbours: tuple[Ints, Ints, Floats],
    ) -> tuple[Ints, Ints]:
        """Return pairs (query number, row number) worth scoring, sorted by query.

        ``places`` gives for each query the places of its words among the distinct words that ``neighbours`` is of.
        """
        place, number, similarity = neighbours
        bounds = np.searchsorted(place, np.arange(int(max((p for ps in places for p in ps), default=-1)) + 2))
        counts = self.vocabulary.counts
        columns: list[Ints] = []
        values: list[Floats] = []
        starts = [0]
        size = 0
        for own in places:
            parts_c, parts_v = [], []
            rare = 0
            common: list[tuple[int, int]] = []
            for p in dict.fromkeys(own):
                lo, hi = bounds[p], bounds[p + 1]
                if lo == hi:
                    continue
                found = number[lo:hi]
                few = counts[found] <= self._common
                if few.any():
                    parts_c.append(found[few])
                    parts_v.append(similarity[lo:hi][few])
                    rare += bool((similarity[lo:hi][few] > 0.75).any())
                if not few.all():
                    common.append((lo, hi))
            if rare < 2:
                for lo, hi in common:
                    parts_c.append(number[lo:hi])
                    parts_v.append(similarity[lo:hi])
            for part_c, part_v in zip(parts_c, parts_v, strict=True):
                columns.append(part_c)
                values.append(part_v)
                size += len(part_c)
            starts.append(size)
        if not size:
            product = None
        else:
            data = np.concatenate(values) ** 2
            shape = (len(queries), len(self.vocabulary.keys))
            wanted = sparse.csr_matrix((data, np.concatenate(columns), np.array(starts)), shape=shape)
            wanted.sum_duplicates()
            product = wanted @ self._postings
        return self._best(product, self._joined_rows(queries), len(queries))

    def _best(self, product: Any, extra: list[Ints], queries: int) -> tuple[Ints, Ints]:
        chosen_q, chosen_r = [], []
        for q in range(queries):
            rows = np.zeros(0, np.int32)
            if product is not None:
                lo, hi = product.indptr[q], product.indptr[q + 1]
                rows = product.indices[lo:hi]
                if hi - lo > CANDIDATES:
                    ranking = product.data[lo:hi] / self._norm[rows]
                    rows = rows[np.argpartition(-ranking, CANDIDATES)[:CANDIDATES]]
            if len(extra[q]):
                rows = np.union1d(rows, extra[q])
            chosen_r.append(rows.astype(np.int32))
            chosen_q.append(np.full(len(rows), q, np.int32))
        if not chosen_q:
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        return np.concatenate(chosen_q), np.concatenate(chosen_r)

    def _joined_rows(self, queries: Sequence[Parsed]) -> list[Ints]:
        """Return for each query the rows that meet one of its joins: a word of theirs, or two words run together."""
        if not len(self.joins):
            return [np.zeros(0, np.int32)] * len(queries)
        hashes: list[int] = []
        owner: list[int] = []
        for number, parsed in enumerate(queries):
            own = [join_hash(text) for text in joins_of(parsed.keys, single=True)]
            hashes += own
            owner += [number] * len(own)
        wanted = np.array(hashes, np.int64)
        lows, highs = np.searchsorted(self.joins, wanted, "left"), np.searchsorted(self.joins, wanted, "right")
        found: list[list[Ints]] = [[] for _ in queries]
        for at in np.flatnonzero((highs > lows) & (highs - lows <= 40)).tolist():
            found[owner[at]].append(self.join_rows[lows[at] : highs[at]])
        none = np.zeros(0, np.int32)
        return [np.unique(np.concatenate(rows)) if rows else none for rows in found]


LEGAL_FORMS = ("llc", "jsc", "company", "sole", "state", "npo", "group", "trust")


def legal_bits(forms: Sequence[str]) -> int:
    """Return legal forms that tell firms apart as bits; company and group stand for nothing."""
    return sum(1 << LEGAL_FORMS.index(form) for form in forms if form not in ("company", "group", "trust"))


def joins_of(keys: Sequence[str], *, single: bool) -> list[str]:
    """Return neighbouring keys run together (and, with ``single``, the keys themselves), from five letters on."""
    joined = [a + b for a, b in zip(keys, keys[1:], strict=False)]
    joined += [a + b + c for a, b, c in zip(keys, keys[1:], keys[2:], strict=False)]
    if single:
        joined += keys
    return [text for text in dict.fromkeys(joined) if len(text) >= 5]
