"""What a query and a name have in common, measured for many pairs at once.

Words are aligned one to one, most similar first; a word's weight comes from its rarity (``vocabulary``). The
measures of a pair are the columns of :data:`MEASURES`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from screening.names.division import MOST_WORDS, Division, legal_bits
from screening.names.parse import Parsed
from screening.names.vocabulary import Floats, Ints

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
    weights: Floats
    meanings: Ints
    lengths: Ints
    first: Ints
    places: list[list[int]]
    """For each query the places of its words in ``keys``."""


@dataclass(slots=True)
class Alignment:
    """Aligned words of pairs: pair, word of the query, word of the name, similarity, and whether by an initial."""

    pair: Ints
    query_word: Ints
    name_word: Ints
    similarity: Floats
    initial: np.ndarray


def query_words(division: Division, queries: Sequence[Parsed]) -> QueryWords:
    """Collect the distinct words of queries."""
    vocabulary = division.vocabulary
    number: dict[str, int] = {}
    keys: list[str] = []
    weights: list[float] = []
    meanings: list[int] = []
    places = []
    for parsed in queries:
        own = []
        for word in parsed.words[:MOST_WORDS]:
            place = number.get(word.key)
            if place is None:
                place = number[word.key] = len(keys)
                keys.append(word.key)
                known = vocabulary.number.get(word.key)
                weights.append(
                    float(vocabulary.weights[known])
                    if known is not None
                    else vocabulary.weight_of(word.key, word.meaning)
                )
                meanings.append(vocabulary.meaning_numbers.get(word.meaning, 0))
            own.append(place)
        places.append(own)
    return QueryWords(
        keys,
        np.array(weights, np.float32),
        np.array(meanings, np.int32),
        np.array([len(k) for k in keys], np.int32),
        np.array([ord(k[0]) for k in keys], np.int32),
        places,
    )


def align(
    division: Division, words: QueryWords, neighbours: tuple[Ints, Ints, Floats], pair_query: Ints, pair_row: Ints
) -> tuple[Alignment, Ints, Ints]:
    """Align the words of pairs; returns the alignment and the numbers of words of query and name of each pair."""
    place, number, similarity = neighbours
    vocabulary = division.vocabulary
    size = len(vocabulary.keys)
    known = place.astype(np.int64) * size + number
    rows = division.rows
    query_length = np.array([len(p) for p in words.places], np.int32)[pair_query]
    name_start = rows.starts[pair_row]
    name_length = np.minimum(rows.starts[pair_row + 1] - name_start, MOST_WORDS)
    cells = query_length * name_length
    total = int(cells.sum())
    pair = np.repeat(np.arange(len(pair_query), dtype=np.int32), cells)
    offset = np.arange(total) - np.repeat(np.cumsum(cells) - cells, cells)
    i = (offset // name_length[pair]).astype(np.int32)
    j = (offset % name_length[pair]).astype(np.int32)
    query_start = np.zeros(len(words.places) + 1, np.int64)
    np.cumsum([len(p) for p in words.places], out=query_start[1:])
    flat = np.array([p for own in words.places for p in own], np.int32)
    q = flat[query_start[pair_query[pair]] + i]
    n = rows.words[name_start[pair] + j]
    wanted = q.astype(np.int64) * size + n
    at = np.searchsorted(known, wanted)
    at[at == len(known)] = 0
    value = np.zeros(total, np.float32)
    if len(known):
        hit = known[at] == wanted
        value[hit] = similarity[at[hit]]
    translated = (words.meanings[q] > 2) & (words.meanings[q] == vocabulary.meanings[n]) & (value < TRANSLATED)
    value[translated] = TRANSLATED
    lengths, first = vocabulary.lengths, vocabulary.first
    initial = ((words.lengths[q] == 1) ^ (lengths[n] == 1)) & (words.first[q] == first[n]) & (value < INITIAL)
    value[initial] = INITIAL
    keep = np.flatnonzero(value > 0)
    order = keep[np.lexsort((-value[keep] - 0.01 * np.minimum(vocabulary.weights[n[keep]], 9) / 9, pair[keep]))]
    pair, i, j, q, n = pair[order], i[order], j[order], q[order], n[order]
    value, initial = value[order], initial[order]
    rank = np.arange(len(pair)) - np.searchsorted(pair, pair)
    used_query = np.zeros(len(pair_query), np.int64)
    used_name = np.zeros(len(pair_query), np.int64)
    taken = np.zeros(len(pair), bool)
    by_rank = np.argsort(rank, kind="stable")
    edges = np.searchsorted(rank[by_rank], np.arange((int(rank.max()) if len(rank) else -1) + 2))
    one = np.int64(1)
    for low, high in zip(edges, edges[1:], strict=False):
        some = by_rank[low:high]
        p = pair[some]
        bit_query, bit_name = one << i[some].astype(np.int64), one << j[some].astype(np.int64)
        free = ((used_query[p] & bit_query) == 0) & ((used_name[p] & bit_name) == 0)
        some, p = some[free], p[free]
        used_query[p] |= bit_query[free]
        used_name[p] |= bit_name[free]
        taken[some] = True
    found = Alignment(pair[taken], i[taken], j[taken], value[taken], initial[taken])
    return found, query_length, name_length


def _joined_similarity(
    division: Division, queries: Sequence[Parsed], pair_query: Ints, pair_row: Ints, workers: int
) -> Floats:
    """Return how alike the letters of query and name are, run together, 0-1."""
    own = [p.joined for p in queries]
    return cpdist(
        [own[q] for q in pair_query.tolist()],
        division.rows.joined.take(pair_row.tolist()),
        scorer=OSA.normalized_similarity,
        score_cutoff=JOINED_LEAST / 2,
        dtype=np.float32,
        workers=workers,
    )


def _in_common(
    division: Division, words: QueryWords, aligned: Alignment, pair_query: Ints, pair_row: Ints, least: float
) -> np.ndarray:
    """Return which pairs have at least ``least`` of the query's or the name's weight in common."""
    rows = division.rows
    n = rows.words[rows.starts[pair_row[aligned.pair]] + aligned.name_word]
    got = np.bincount(
        aligned.pair, weights=division.vocabulary.weights[n] * aligned.similarity, minlength=len(pair_query)
    )
    whole = np.array([float(words.weights[list(set(p))].sum()) for p in words.places], np.float32)
    common: np.ndarray = (got >= least * whole[pair_query]) | (got >= least * division.row_weight[pair_row])
    return common


def measure(
    division: Division,
    queries: Sequence[Parsed],
    words: QueryWords,
    neighbours: tuple[Ints, Ints, Floats],
    pair_query: Ints,
    pair_row: Ints,
    row_person: np.ndarray,
    cut: np.ndarray,
    workers: int = 1,
    least: float = LEAST_IN_COMMON,
) -> tuple[Floats, Ints]:
    """Return the measures (:class:`Measure`) of the pairs that have something in common, and which pairs they are.

    A pair is left out when less than ``least`` of query and name is covered and their letters run together differ
    too; the model gives such a pair no points worth showing.
    """
    vocabulary, rows = division.vocabulary, division.rows
    aligned, query_length, name_length = align(division, words, neighbours, pair_query, pair_row)
    top = vocabulary.top_weight
    joined = _joined_similarity(division, queries, pair_query, pair_row, workers)
    keep = _in_common(division, words, aligned, pair_query, pair_row, least) | (joined >= JOINED_LEAST)
    every = np.flatnonzero(keep).astype(np.int32)
    renumbered = np.cumsum(keep, dtype=np.int32) - 1
    stays = keep[aligned.pair]
    aligned = Alignment(
        renumbered[aligned.pair[stays]],
        aligned.query_word[stays],
        aligned.name_word[stays],
        aligned.similarity[stays],
        aligned.initial[stays],
    )
    pair_query, pair_row, joined = pair_query[keep], pair_row[keep], joined[keep]
    query_length, name_length = query_length[keep], name_length[keep]
    pairs = len(pair_query)
    n = rows.words[rows.starts[pair_row[aligned.pair]] + aligned.name_word]
    weight = vocabulary.weights[n]
    gained = weight * aligned.similarity
    table = np.zeros((pairs, len(Measure)), np.float32)
    if not pairs:
        return table, every

    query_start = np.zeros(len(words.places) + 1, np.int64)
    np.cumsum([len(p) for p in words.places], out=query_start[1:])
    flat = np.array([p for own in words.places for p in own], np.int32)
    # What of the query and of the name stands alone.
    query_total = np.zeros(pairs, np.float64)
    lost_query = np.zeros(pairs, np.float32)
    cells_pair = np.repeat(np.arange(pairs, dtype=np.int32), query_length)
    cells_i = np.arange(len(cells_pair)) - np.repeat(np.cumsum(query_length) - query_length, query_length)
    alone = np.ones(len(cells_pair), bool)
    first_cell = np.cumsum(query_length) - query_length
    alone[first_cell[aligned.pair] + aligned.query_word] = False
    alone_weight = words.weights[flat[query_start[pair_query[cells_pair]] + cells_i]] * alone
    np.add.at(query_total, aligned.pair, weight)
    query_total += np.bincount(cells_pair, weights=alone_weight, minlength=pairs)
    np.maximum.at(lost_query, cells_pair, alone_weight)

    name_pair = np.repeat(np.arange(pairs, dtype=np.int32), name_length)
    first_name = np.cumsum(name_length) - name_length
    name_j = np.arange(len(name_pair)) - np.repeat(first_name, name_length)
    name_weight = vocabulary.weights[rows.words[rows.starts[pair_row[name_pair]] + name_j]]
    name_total = np.bincount(name_pair, weights=name_weight, minlength=pairs)
    name_alone = name_weight.copy()
    name_alone[first_name[aligned.pair] + aligned.name_word] = 0
    lost_name = np.zeros(pairs, np.float32)
    np.maximum.at(lost_name, name_pair, name_alone)

    got = np.bincount(aligned.pair, weights=gained, minlength=pairs)
    table[:, Measure.COVERED_QUERY] = got / np.maximum(query_total, 0.1)
    table[:, Measure.COVERED_NAME] = got / np.maximum(name_total, 0.1)
    table[:, Measure.INFORMATION] = np.minimum(got / top, 4)
    table[:, Measure.LOST_QUERY] = lost_query / top
    table[:, Measure.LOST_NAME] = lost_name / top
    strong = (aligned.similarity >= 0.8) & (weight > 0.45 * top)
    table[:, Measure.RARE_AGREED] = np.bincount(aligned.pair, weights=strong, minlength=pairs)
    table[:, Measure.WORDS_QUERY] = np.minimum(query_length, 8)
    table[:, Measure.WORDS_NAME] = np.minimum(name_length, 8)
    weakest = np.ones(pairs, np.float32)
    counted = ~aligned.initial & (weight > 0.1 * top)
    np.minimum.at(weakest, aligned.pair[counted], aligned.similarity[counted])
    table[:, Measure.WEAKEST] = weakest
    table[:, Measure.INITIALS] = np.bincount(aligned.pair, weights=aligned.initial, minlength=pairs)
    by_meaning = aligned.similarity == np.float32(TRANSLATED)
    table[:, Measure.TRANSLATED] = np.bincount(aligned.pair, weights=by_meaning, minlength=pairs) / query_length

    # Where in the name and in the query the agreeing words stand.
    agreeing = ~aligned.initial | (aligned.similarity > 0)
    carrying_query = words.meanings[flat] != 1
    np.add.at(
        table[:, Measure.LOST_QUERY_WORDS],
        cells_pair,
        alone & carrying_query[query_start[pair_query[cells_pair]] + cells_i],
    )
    stands = name_alone > 0.1 * top
    table[:, Measure.LOST_NAME_WORDS] = np.bincount(name_pair, weights=stands, minlength=pairs)
    inner = stands & (name_j > 0) & (name_j < name_length[name_pair] - 1)
    table[:, Measure.INNER_LOST] = np.bincount(name_pair, weights=inner, minlength=pairs)
    ends = np.zeros(pairs, np.int32)
    np.add.at(ends, aligned.pair[agreeing & (aligned.name_word == 0)], 1)
    last = aligned.name_word == name_length[aligned.pair] - 1
    np.add.at(ends, aligned.pair[agreeing & last & (aligned.name_word > 0)], 1)
    table[:, Measure.EDGES] = ends
    np.maximum.at(table[:, Measure.BEST_WORD], aligned.pair, gained / top)
    begin = np.full(pairs, 99, np.int32)
    end = np.full(pairs, -1, np.int32)
    np.minimum.at(begin, aligned.pair, aligned.query_word)
    np.maximum.at(end, aligned.pair, aligned.query_word)
    count = np.bincount(aligned.pair, minlength=pairs)
    table[:, Measure.STARTS_AT] = np.where(count > 0, np.minimum(begin, 5), 5)
    table[:, Measure.GAPS] = np.where(count > 0, np.minimum(end - begin + 1 - count, 5), 5)

    person = row_person[pair_row]
    table[:, Measure.PERSON] = person
    table[:, Measure.VESSEL] = division.vessels
    table[:, Measure.WEAK] = rows.quality[pair_row] > 0
    organised = np.array([bool(p.legal) or any(w.meaning[:1] not in ("", "+") for w in p.words) for p in queries])
    table[:, Measure.KIND_DIFFERS] = organised[pair_query] & person
    table[:, Measure.CUT] = cut[pair_query]
    forms = np.array([legal_bits(p.legal) for p in queries], np.int32)[pair_query]
    theirs_forms = rows.legal[pair_row]
    table[:, Measure.LEGAL_DIFFERS] = (forms > 0) & (theirs_forms > 0) & ((forms & theirs_forms) == 0)
    numbers = [frozenset(k for k in p.keys if k.isdigit()) for p in queries]
    has_number = np.array([bool(some) for some in numbers])
    for at in np.flatnonzero(has_number[pair_query] | division.row_has_number[pair_row]).tolist():
        row = pair_row[at]
        theirs = {vocabulary.keys[w] for w in rows.words[rows.starts[row] : rows.starts[row + 1]]}
        theirs = {k for k in theirs if k.isdigit()}
        mine = numbers[pair_query[at]]
        if mine != theirs:
            table[at, Measure.NUMBER_DIFFERS] = 1.0 if mine - theirs and theirs else 0.5

    table[:, Measure.JOINED] = joined
    ordered = ["".join(sorted(p.keys)) for p in queries]
    table[:, Measure.SORTED] = cpdist(
        [ordered[q] for q in pair_query.tolist()],
        rows.ordered.take(pair_row.tolist()),
        scorer=OSA.normalized_similarity,
        dtype=np.float32,
        workers=workers,
    )
    table[:, Measure.LENGTH] = np.minimum(np.array([len(p.joined) for p in queries], np.float32)[pair_query], 40) / 40
    return table, every
