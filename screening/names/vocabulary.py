"""The words of all listed names: how rare each is, and which of them a written word may stand for.

Neighbours of a word are found in two steps. Words that share at least a quarter of their letter triples come from
one sparse product; of these, the ones whose edit distance (with transpositions) leaves at least
:data:`LEAST_SIMILARITY` of the longer word agreeing are kept. A word of n letters with one typing error keeps at
least n - 3 of its n + 2 triples, so from four letters on nothing with one error is lost; shorter words must agree.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist
from scipy import sparse

from screening.names.parse import PARTICLE, STOP, meaning_of
from screening.resources import resource_path

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

LEAST_SIMILARITY = 0.62
_TRIPLE_SHARE = 0.25
_MOST_NEIGHBOURS = 24

_SHARED_WORD = 0.45
"""Weight of a word that organisations share, as a part of what its rarity gives it."""
_PARTICLE_WORD = 0.25
_STOP_WORD = 0.06

_ALPHABET = {c: n for n, c in enumerate("abcdefghijklmnopqrstuvwxyz0123456789", 1)}
_BASE = len(_ALPHABET) + 1


STEM_SIMILARITY = 0.88
_ENDING = re.compile(r"(?:ski|sko|sk)?(?:oe|aia|aa|ogo|oi|omu|im|om|ie|ii|i|ih|ami|uiu|ei|e|a|u)$")


@lru_cache(maxsize=262144)
def stem_of(key: str) -> str:
    """Return a key without a Slavic adjective or case ending ("riazanskoe" and "riazan" meet), at least 4 letters."""
    if len(key) < 6:
        return key
    stem = _ENDING.sub("", key)
    return stem if len(stem) >= 4 else key


def triples(word: str) -> list[int]:
    """Return the letter triples of a key as numbers, with two marks before and one behind; each once."""
    codes = [0, 0, *(_ALPHABET.get(c, 0) for c in word), 0]
    return list({codes[i] * _BASE * _BASE + codes[i + 1] * _BASE + codes[i + 2] for i in range(len(codes) - 2)})


def triple_matrix(words: Sequence[str]) -> Any:
    """Return the sparse matrix words x triples of ones (int8 would overflow the counts, so float32)."""
    columns: list[int] = []
    starts = [0]
    for word in words:
        columns += triples(word)
        starts.append(len(columns))
    shape = (len(words), _BASE**3)
    data = np.ones(len(columns), np.float32)
    return sparse.csr_matrix((data, np.array(columns, np.int32), np.array(starts, np.int64)), shape=shape)


@cache
def reference_counts() -> tuple[dict[str, int], int]:
    """Return how many of so many published names have a word (resources/names/word_counts.tsv).

    They are added to the counts of the loaded lists, so that a short list of one's own, or a single pair of names,
    is weighed sensibly too.
    """
    counts: dict[str, int] = {}
    names = 0
    for line in resource_path("names", "word_counts.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#names"):
            names = int(line.split("\t")[1])
        elif not line.startswith("#"):
            key, count = line.split("\t")
            counts[key] = int(count)
    return counts, names


class Vocabulary:
    """The distinct keys of all names, sorted, with their weights."""

    def __init__(self, keys: list[str], counts: Ints, names: int) -> None:
        known, known_names = reference_counts()
        self.keys = keys
        self.counts = counts
        self.names = names
        self._totals = counts + np.array([known.get(key, 0) for key in keys], np.int32)
        self._total_names = names + known_names
        self.number = {key: n for n, key in enumerate(keys)}
        self.top_weight = float(np.log(1 + self._total_names))
        meanings = [meaning_of(key) for key in keys]
        self.meaning_numbers: dict[str, int] = {"": 0, STOP: 1, PARTICLE: 2}
        for meaning in sorted(set(meanings)):
            self.meaning_numbers.setdefault(meaning, len(self.meaning_numbers))
        self.meanings = np.array([self.meaning_numbers[m] for m in meanings], np.int32)
        self.weights = self._weights()
        self._by_triple: Any = None
        self._key_array: Any = None
        self._key_lengths = np.array([len(key) for key in keys], np.int32)
        self._sizes: Floats | None = None
        self._by_stem: dict[str, list[int]] | None = None

    def _weights(self) -> Floats:
        names, counts = self._total_names, self._totals
        weights = np.log((names + 1) / (counts + 0.5)).astype(np.float32)
        # A word that stands for a shared meaning is as common as all words of that meaning together.
        totals = np.bincount(self.meanings, weights=counts, minlength=len(self.meaning_numbers))
        shared = self.meanings > 2
        together = np.log((names + 1) / (totals[self.meanings] + 0.5)).astype(np.float32)
        weights[shared] = together[shared] * _SHARED_WORD
        weights[self.meanings == 2] *= _PARTICLE_WORD
        weights[self.meanings == 1] *= _STOP_WORD
        lengths = np.array([len(key) for key in self.keys])
        weights[lengths == 1] = np.minimum(weights[lengths == 1], 2.0)
        return np.maximum(weights, 0.05).astype(np.float32)

    def weight_of(self, key: str, meaning: str) -> float:
        """Return the weight of a word that no list has."""
        if meaning == STOP:
            return _STOP_WORD * 5
        if meaning == PARTICLE:
            return _PARTICLE_WORD * 5
        if meaning in self.meaning_numbers and meaning:
            same = self.weights[self.meanings == self.meaning_numbers[meaning]]
            return float(same[0]) if len(same) else 2.0
        if len(key) == 1:
            return 2.0
        known = reference_counts()[0].get(key)
        if known:
            return float(np.log((self._total_names + 1) / (known + 0.5)))
        return self.top_weight * 0.85

    def neighbours(self, words: list[str], workers: int = 1) -> tuple[Ints, Ints, Floats]:
        """Return triples of (place in ``words``, key number, similarity 0-1), sorted by place and key number.

        Every word that is itself a key has itself with similarity 1.
        """
        if self._by_triple is None:
            matrix = triple_matrix(self.keys)
            self._sizes = np.diff(matrix.indptr).astype(np.float32)
            self._by_triple = matrix.T.tocsr()
        assert self._sizes is not None
        if self._key_array is None:
            self._key_array = np.array(self.keys, dtype=object)
        lengths = np.array([len(key) for key in words], np.int32)
        places, numbers, similarities = [], [], []
        for start in range(0, len(words), 2000):
            some = words[start : start + 2000]
            matrix = triple_matrix(some)
            product = matrix @ self._by_triple
            columns, shared = product.indices, product.data
            mine = np.diff(matrix.indptr).astype(np.float32)
            enough = np.flatnonzero(shared >= np.repeat(mine * np.float32(_TRIPLE_SHARE), np.diff(product.indptr)))
            keep = enough[shared[enough] >= np.float32(_TRIPLE_SHARE) * self._sizes[columns[enough]]]
            rows = (np.searchsorted(product.indptr, keep, "right") - 1).astype(np.int32)
            columns = columns[keep]
            # Edit distance is at least the difference of the lengths.
            own, other = lengths[rows + start], self._key_lengths[columns]
            fitting = np.minimum(own, other) >= LEAST_SIMILARITY * np.maximum(own, other)
            rows, columns = rows[fitting], columns[fitting]
            scores = cpdist(
                np.array(some, dtype=object)[rows].tolist(),
                self._key_array[columns].tolist(),
                scorer=OSA.normalized_similarity,
                score_cutoff=LEAST_SIMILARITY,
                dtype=np.float32,
                workers=workers,
            )
            keep = scores >= LEAST_SIMILARITY
            places.append(rows[keep] + start)
            numbers.append(columns[keep])
            similarities.append(scores[keep])
        self._add_stems(words, places, numbers, similarities)
        if not places:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
        place, number = np.concatenate(places), np.concatenate(numbers)
        similarity = np.concatenate(similarities)
        order = np.lexsort((-similarity, number, place))
        place, number, similarity = place[order], number[order], similarity[order]
        once = np.ones(len(place), bool)
        once[1:] = (place[1:] != place[:-1]) | (number[1:] != number[:-1])
        place, number, similarity = place[once], number[once], similarity[once]
        order = np.lexsort((number, -similarity, place))
        place, number, similarity = place[order], number[order], similarity[order]
        rank = np.arange(len(place)) - np.searchsorted(place, place)
        keep = rank < _MOST_NEIGHBOURS
        place, number, similarity = place[keep], number[keep], similarity[keep]
        order = np.lexsort((number, place))
        return place[order].astype(np.int32), number[order].astype(np.int32), similarity[order].astype(np.float32)

    def _add_stems(self, words: list[str], places: list[Any], numbers: list[Any], similarities: list[Any]) -> None:
        """Add the keys that share a word's stem."""
        if self._by_stem is None:
            self._by_stem = {}
            for at, key in enumerate(self.keys):
                if len(key) >= 4:
                    self._by_stem.setdefault(stem_of(key), []).append(at)
        place: list[int] = []
        number: list[int] = []
        for position, word in enumerate(words):
            found = self._by_stem.get(stem_of(word), ())
            for other in found[:_MOST_NEIGHBOURS]:
                place.append(position)
                number.append(other)
        places.append(np.array(place, np.int64))
        numbers.append(np.array(number, np.int64))
        similarities.append(
            np.array(
                [1.0 if self.keys[n] == words[p] else STEM_SIMILARITY for p, n in zip(place, number, strict=True)],
                np.float32,
            )
        )
