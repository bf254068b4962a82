"""The words of all listed names: how rare each is, and which of them a written word may stand for.

Neighbours of a word are found in two steps. Words that share at least a quarter of their letter triples come from
one sparse product; of these, the ones whose edit distance (with transpositions) leaves at least
:data:`LEAST_SIMILARITY` of the longer word agreeing are kept. A word of n letters has n + 1 triples; a wrong, missing
or additional letter spoils at most three of them and two swapped letters four, so with one error nothing of five
letters or more is lost, nor of four but for a swap; shorter words must agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
_CELLS = 60_000_000
"""Most cells (words times keys) that one sparse product may have."""

_SHARED_WORD = 0.45
"""Weight of a word that organisations share, as a part of what its rarity gives it."""
_PARTICLE_WORD = 0.25
_STOP_WORD = 0.06

_ALPHABET = {c: n for n, c in enumerate("abcdefghijklmnopqrstuvwxyz0123456789", 1)}
_BASE = len(_ALPHABET) + 1
_CODES = np.zeros(256, np.int32)
_CODES[[ord(c) for c in _ALPHABET]] = list(_ALPHABET.values())


STEM_SIMILARITY = 0.88
_ENDING = re.compile(r"(?:ski|sko|sk)?(?:oe|aia|aa|ogo|oi|omu|im|om|ie|ii|i|ih|ami|uiu|ei|e|a|u)$")


@lru_cache(maxsize=262144)
def stem_of(key: str) -> str:
    """Return a key without a Slavic adjective or case ending ("riazanskoe" and "riazan" meet), at least 4 letters."""
    if len(key) < 6:
        return key
    stem = _ENDING.sub("", key)
    return stem if len(stem) >= 4 else key


def triple_matrix(words: Sequence[str]) -> Any:
    """Return the sparse matrix words x letter triples of ones (float32); two marks stand before a word, one behind."""
    codes = _CODES[np.frombuffer("".join(f"\0\0{word}\0" for word in words).encode("latin-1", "replace"), np.uint8)]
    lengths = np.array([len(word) + 3 for word in words], np.int64)
    ends = np.cumsum(lengths)
    whole = np.ones(len(codes), bool)
    whole[ends - 1] = whole[ends - 2] = False
    at = np.flatnonzero(whole)
    columns = (codes[at] * _BASE + codes[at + 1]) * _BASE + codes[at + 2]
    starts = np.zeros(len(words) + 1, np.int64)
    np.cumsum(lengths - 2, out=starts[1:])
    matrix = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=(len(words), _BASE**3))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


@dataclass(slots=True)
class Lookup:
    """What is derived from the keys and kept in a saved index, since making it takes seconds for a long list."""

    meanings: Ints
    """Number of each key's meaning in ``meaning_names``."""
    meaning_names: list[str]
    triple_starts: Any
    triple_keys: Any
    """Keys that have each triple: those of triple t are ``triple_keys[triple_starts[t]:triple_starts[t + 1]]``."""
    triple_sizes: Floats
    """Number of distinct triples of each key."""
    stems: Any
    """int64: hashes of the stems of keys, sorted."""
    stem_keys: Ints


def make_lookup(keys: Sequence[str]) -> Lookup:
    """Make what is derived from keys."""
    meanings = [meaning_of(key) for key in keys]
    names = ["", STOP, PARTICLE]
    names += sorted(set(meanings) - set(names))
    number = {name: n for n, name in enumerate(names)}
    matrix = triple_matrix(keys)
    by_triple = matrix.T.tocsr()
    long_enough = [n for n, key in enumerate(keys) if len(key) >= 4]
    stems = np.array([join_hash(stem_of(keys[n])) for n in long_enough], np.int64)
    order = np.argsort(stems, kind="stable")
    return Lookup(
        np.array([number[m] for m in meanings], np.int32),
        names,
        by_triple.indptr.astype(np.int32),
        by_triple.indices.astype(np.int32),
        np.diff(matrix.indptr).astype(np.float32),
        stems[order],
        np.array(long_enough, np.int32)[order],
    )


@lru_cache(maxsize=262144)
def join_hash(text: str) -> int:
    """Return a number for a key that is the same in every process (str hashes are not)."""
    value = 1469598103934665603
    for byte in text.encode():
        value = ((value ^ byte) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return value - (1 << 64) if value >= 1 << 63 else value


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

    def __init__(self, keys: list[str], counts: Ints, names: int, lookup: Lookup | None = None) -> None:
        known, known_names = reference_counts()
        self.keys = keys
        self.counts = counts
        self.names = names
        self.lookup = lookup or make_lookup(keys)
        self.number = {key: n for n, key in enumerate(keys)}
        self._totals = np.array(counts, np.int32)
        for key, count in known.items():
            n = self.number.get(key)
            if n is not None:
                self._totals[n] += count
        self._total_names = names + known_names
        self.top_weight = float(np.log(1 + self._total_names))
        self.meaning_numbers = {name: n for n, name in enumerate(self.lookup.meaning_names)}
        self.meanings = self.lookup.meanings
        self.lengths = np.fromiter(map(len, keys), np.int32, len(keys))
        self.first = np.array([ord(key[0]) for key in keys], np.int32)
        self.weights = self._weights()
        shape = (_BASE**3, len(keys))
        ones = np.ones(len(self.lookup.triple_keys), np.float32)
        self._by_triple = sparse.csr_matrix((ones, self.lookup.triple_keys, self.lookup.triple_starts), shape=shape)
        self._key_array: Any = None

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
        single = self.lengths == 1
        weights[single] = np.minimum(weights[single], 2.0)
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
        if self._key_array is None:
            self._key_array = np.array(self.keys, dtype=object)
        lengths = np.array([len(key) for key in words], np.int32)
        places, numbers, similarities = [], [], []
        # The product has a cell for every key that shares a triple: so many words at a time that it stays small.
        together = int(min(2000, max(20, _CELLS // max(1, len(self.keys)))))
        for start in range(0, len(words), together):
            some = words[start : start + together]
            matrix = triple_matrix(some)
            product = matrix @ self._by_triple
            columns, shared = product.indices, product.data
            mine = np.diff(matrix.indptr).astype(np.float32)
            enough = np.flatnonzero(shared >= np.repeat(mine * np.float32(_TRIPLE_SHARE), np.diff(product.indptr)))
            keep = enough[shared[enough] >= np.float32(_TRIPLE_SHARE) * self.lookup.triple_sizes[columns[enough]]]
            rows = (np.searchsorted(product.indptr, keep, "right") - 1).astype(np.int32)
            columns = columns[keep]
            # Edit distance is at least the difference of the lengths.
            own, other = lengths[rows + start], self.lengths[columns]
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
        hashes = np.array([join_hash(stem_of(word)) for word in words], np.int64)
        lows = np.searchsorted(self.lookup.stems, hashes, "left")
        highs = np.searchsorted(self.lookup.stems, hashes, "right")
        place: list[int] = []
        number: list[int] = []
        for position in np.flatnonzero(highs > lows).tolist():
            found = self.lookup.stem_keys[lows[position] : min(highs[position], lows[position] + _MOST_NEIGHBOURS)]
            place += [position] * len(found)
            number += found.tolist()
        places.append(np.array(place, np.int64))
        numbers.append(np.array(number, np.int64))
        similarities.append(
            np.array(
                [1.0 if self.keys[n] == words[p] else STEM_SIMILARITY for p, n in zip(place, number, strict=True)],
                np.float32,
            )
        )
