"""The words of all listed names: how rare each is, and which of them a written word may stand for.

Neighbours of a word are the keys that share at least a quarter of its letter triples and whose edit distance (with
transpositions) leaves at least :data:`LEAST_SIMILARITY` of the longer word agreeing; the 24 nearest count. A word of
n letters has n + 1 triples; a wrong, missing or additional letter spoils at most three of them and two swapped
letters four, so with one error nothing of five letters or more is lost, nor of four but for a swap; shorter words
must agree. Keys that cannot be near enough by their length and set of letters are left out unseen, which loses
nothing: one error changes at most two letters of the set.

On lists of hundreds of thousands of names the commonest triples have tens of thousands of keys each. The rarest
triples of a word are looked up first, and when :data:`TRIPLE_BUDGET` keys were met the commoner half may be left out
(:data:`KNOWN_BUDGET` for a word that is itself a key). A wrong letter makes rare triples, which cost nothing, so the
sound ones are still reached: of 1,825 altered names asked among 900,000, one was lost by it (2026-11-24).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from screening.names import compiled, compiled_candidates
from screening.names.letters import key_of
from screening.names.parse import PARTICLE, STOP, meaning_of
from screening.names.strings import Strings
from screening.resources import resource_path

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

LEAST_SIMILARITY = 0.62
_TRIPLE_SHARE = 0.25
_MOST_NEIGHBOURS = 24
_FEW_WORDS = 200_000
_REMEMBERED_WORDS = 100_000
"""Words whose neighbours are remembered: some 40 MB. Words come again and again, in one manifest and the next."""
TRIPLE_BUDGET = 50_000
KNOWN_BUDGET = 8_000
"""Keys that a word's triples are looked up among, counted by triple; see above."""

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


@lru_cache(maxsize=65536)
def stem_of(key: str) -> str:
    """Return a key without a Slavic adjective or case ending ("riazanskoe" and "riazan" meet), at least 4 letters."""
    if len(key) < 6:
        return key
    stem = _ENDING.sub("", key)
    return stem if len(stem) >= 4 else key


def triples_of(texts: "Strings") -> tuple[Any, Ints]:
    """Return where the distinct letter triples of each text begin, and the triples; two marks stand before a text."""
    return compiled.find_triples(texts.block, texts.ends, _CODES, _BASE)  # type: ignore[no-any-return]


_ARABIC_WORDS = (
    "al el abu abd abdul bin ibn bint umm haji hajji mullah sheikh shaykh mohammad muhammad mohammed ahmad ahmed ali "
    "hassan hasan hussein husayn mahmud mahmoud khalid omar umar uthman yusuf ibrahim ismail mustafa said abdullah "
    "abdallah rahman rahim karim aziz nasir saleh salih mahdi reza"
)
_ARABIC_MARKS = frozenset(map(key_of, _ARABIC_WORDS.split()))
"""Words that tell a name of Arabic or Persian origin."""
_SKELETON = str.maketrans({"q": "k", "g": "k", "c": "s", "z": "d", "w": None, "v": None, "e": None, "i": None,
                           "o": None, "u": None, "a": None, "y": None})  # fmt: skip
SKELETON_SIMILARITY = 0.84
SKELETON_LEAST = 0.45


@lru_cache(maxsize=65536)
def skeleton_of(key: str) -> str:
    """Return the consonants of a key of four letters and more that all romanisations of Arabic have, or ""."""
    if len(key) < 4 or not key.isalpha():
        return ""
    inner = key[:-1] if key[-1] == "h" else key
    bones = inner.translate(_SKELETON)
    begins = "a" if key[0] in "aeiou" else ""
    return f"~{begins}{bones}{'i' if key[-1] in 'iy' else ''}" if len(bones) >= 3 else ""


def arabic_keys(texts: Strings, starts: Ints, words: Ints, counts: Ints) -> Any:
    """Return the numbers of keys that stand in names of Arabic or Persian origin at least as often as in others."""
    marks = np.array([key in _ARABIC_MARKS for key in texts.to_list()], bool)
    row_of_word = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    marked = np.bincount(row_of_word, weights=marks[words], minlength=len(starts) - 1) > 0
    times = np.bincount(words, weights=marked[row_of_word], minlength=len(texts))
    return np.flatnonzero(times * 2 >= np.maximum(counts, 1))


@dataclass(slots=True)
class Lookup:
    """What is derived from the keys and kept in a saved index, since making it takes seconds for a long list."""

    meanings: Ints
    """Number of each key's meaning in ``meaning_names``."""
    meaning_names: list[str]
    triple_starts: Any
    triple_keys: Any
    """Keys that have each triple: those of triple t are ``triple_keys[triple_starts[t]:triple_starts[t + 1]]``."""
    triple_marks: Any
    """uint32: letters and length of each of ``triple_keys``, so that most are left out without a look at the key."""
    triple_sizes: Floats
    """Number of distinct triples of each key."""
    stems: Any
    """int64: hashes of the stems of keys, and of the skeletons of Arabic ones, sorted."""
    stem_keys: Ints


def make_lookup(texts: Strings, arabic: Any = ()) -> Lookup:
    """Make what is derived from keys; ``arabic`` holds the numbers of those of Arabic origin."""
    keys = texts.to_list()
    meanings = [meaning_of(key) for key in keys]
    names = ["", STOP, PARTICLE]
    names += sorted(set(meanings) - set(names))
    number = {name: n for n, name in enumerate(names)}
    starts, triples = triples_of(texts)
    by_triple, holders = compiled_candidates.invert(starts, triples, _BASE**3)
    long_enough = [n for n, key in enumerate(keys) if len(key) >= 4]
    hashes = [join_hash(stem_of(keys[n])) for n in long_enough]
    for n in arabic:
        bones = skeleton_of(keys[n])
        if bones:
            hashes.append(join_hash(bones))
            long_enough.append(int(n))
    stems = np.array(hashes, np.int64)
    order = np.argsort(stems, kind="stable")
    return Lookup(
        np.array([number[m] for m in meanings], np.int32),
        names,
        by_triple,
        holders,
        compiled.marks_of(texts.block, texts.ends, holders),
        np.diff(starts).astype(np.float32),
        stems[order],
        np.array(long_enough, np.int32)[order],
    )


@lru_cache(maxsize=65536)
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


class Numbers:
    """The numbers of keys: a dictionary of few, looked up where they lie of many (a million take a second to read)."""

    def __init__(self, texts: Strings) -> None:
        self._texts = texts
        self._all = {key: n for n, key in enumerate(texts.to_list())} if len(texts) <= _FEW_WORDS else None
        self._remembered: dict[str, int] = {}

    def __contains__(self, key: str) -> bool:
        return self.get(key) >= 0

    def get(self, key: str) -> int:
        """Return the number of a key, -1 when it is none."""
        if self._all is not None:
            return self._all.get(key, -1)
        found = self._remembered.get(key)
        if found is None:
            found = int(
                compiled_candidates.find_text(
                    self._texts.block, self._texts.ends, np.frombuffer(key.encode(), np.uint8)
                )
            )
            if len(self._remembered) >= _REMEMBERED_WORDS:
                # Another thread may still read the old ones.
                self._remembered = {}
            self._remembered[key] = found
        return found


class Vocabulary:
    """The distinct keys of all names, sorted, with their weights."""

    def __init__(self, texts: Strings, counts: Ints, names: int, lookup: Lookup | None = None) -> None:
        known, known_names = reference_counts()
        self.texts = texts
        self.counts = counts
        self._neighbours: dict[str, tuple[Ints, Floats] | None] = {}
        self.names = names
        self.lookup = lookup or make_lookup(texts)
        self.number = Numbers(texts)
        self._totals = np.array(counts, np.int32)
        if len(texts) < len(known):
            self._totals += np.array([known.get(key, 0) for key in texts.to_list()], np.int32)
        else:
            for key, count in known.items():
                number = self.number.get(key)
                if number >= 0:
                    self._totals[number] += count
        self._total_names = names + known_names
        self.top_weight = float(np.log(1 + self._total_names))
        self.meaning_numbers = {name: n for n, name in enumerate(self.lookup.meaning_names)}
        self.meanings = self.lookup.meanings
        begins = np.concatenate([np.zeros(1, np.int64), texts.ends])
        self.lengths = np.diff(begins).astype(np.int32)
        self.first = texts.block[begins[:-1]].astype(np.int32)
        self.weights = self._weights()

    def weights_of(self, words: Sequence[str]) -> tuple[Floats, Ints]:
        """Return the weights of many distinct words, listed or not, and their numbers here (-1: not listed)."""
        packed = Strings.of(words)
        numbers: Ints = compiled_candidates.find_texts(self.texts.block, self.texts.ends, packed.block, packed.ends)
        weights = np.full(len(words), self.top_weight * 0.85, np.float32)
        weights[numbers >= 0] = self.weights[numbers[numbers >= 0]]
        for at in np.flatnonzero(numbers < 0).tolist():
            weights[at] = self.weight_of(words[at], meaning_of(words[at]))
        return weights, numbers

    def _weights(self) -> Floats:
        names, counts = self._total_names, self._totals
        weights = np.log((names + 1) / (counts + 0.5)).astype(np.float32)
        # A word that stands for a shared meaning is as common as all words of that meaning together.
        totals = np.bincount(self.meanings, weights=counts, minlength=len(self.meaning_numbers))
        shared = self.meanings > 2
        together = np.log((names + 1) / (totals[self.meanings] + 0.5)).astype(np.float32)
        given = np.array([name.startswith("=") for name in self.meaning_numbers], bool)[self.meanings]
        weights[shared] = together[shared] * np.where(given[shared], 1, _SHARED_WORD).astype(np.float32)
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

    def neighbours(self, words: Sequence[str]) -> "Neighbours":
        """Return the keys that each word may stand for; a word that is itself a key stands for itself with 1."""
        remembered = self._neighbours
        own = {word: remembered.get(word) for word in words}
        new = [word for word, found in own.items() if found is None]
        if new:
            answer = self._find_neighbours(new)
            starts = answer.starts.tolist()
            for n, word in enumerate(new):
                part = slice(starts[n], starts[n + 1])
                own[word] = (answer.numbers[part], answer.values[part])
            if len(remembered) + len(new) > _REMEMBERED_WORDS:
                # Another thread may still read the old ones.
                self._neighbours = remembered = {}
            remembered.update((word, own[word]) for word in new)
        found = [pair for word in words if (pair := own[word]) is not None]
        ends = np.zeros(len(found) + 1, np.int64)
        np.cumsum([len(numbers) for numbers, _ in found], out=ends[1:])
        none = np.zeros(0, np.int32)
        return Neighbours(
            ends,
            np.concatenate([none, *(numbers for numbers, _ in found)], dtype=np.int32),
            np.concatenate([none, *(values for _, values in found)], dtype=np.float32),
        )

    def _find_neighbours(self, words: Sequence[str]) -> "Neighbours":
        return neighbours_among(self.texts, self.lookup, words, Strings.of(words))


def neighbours_among(texts: Strings, lookup: Lookup, words: Sequence[str], packed: Strings) -> "Neighbours":
    """Return which of some keys each word may stand for; ``packed`` holds the words once more."""
    hashes = np.array([join_hash(stem_of(word)) for word in words], np.int64)
    bones = np.array([join_hash(skeleton_of(word) or "~") for word in words], np.int64)
    return Neighbours(
        *compiled.find_neighbours(
            packed.block, packed.ends, _CODES, _BASE, lookup.triple_starts, lookup.triple_keys, lookup.triple_marks,
            lookup.triple_sizes, texts.block, texts.ends, np.searchsorted(lookup.stems, hashes, "left"),
            np.searchsorted(lookup.stems, hashes, "right"),
            np.searchsorted(lookup.stems, bones, "left"), np.searchsorted(lookup.stems, bones, "right"),
            lookup.stem_keys, np.float32(_TRIPLE_SHARE),
            np.float32(LEAST_SIMILARITY), np.float32(STEM_SIMILARITY),
            np.float32(SKELETON_SIMILARITY), np.float32(SKELETON_LEAST), _MOST_NEIGHBOURS, TRIPLE_BUDGET,
            KNOWN_BUDGET,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The keys that some words may stand for: those of word w are ``numbers[starts[w]:starts[w + 1]]``, sorted."""

    starts: Any
    """int64."""
    numbers: Ints
    values: Floats
    """How alike, 0-1."""
