"""The index loses nothing: it finds what scoring every pair finds."""

import random

import numpy as np

from screening.effectiveness.manipulations import ALL
from screening.names import features
from screening.names.build import build
from screening.names.model import scores
from screening.names.parse import parse
from screening.names.types import SHIPPED_THRESHOLD
from screening.progress import Silent
from tests.bench.bench_names import entries_of, made_up_names


def test_candidates_hold_the_best_of_all_pairs() -> None:
    rng = random.Random(21)
    names = made_up_names(4000, rng)
    table, division, _ = build(entries_of(names), Silent())
    altered = [rng.choice(list(ALL.values()))[0](rng.choice(names), rng) for _ in range(80)]
    texts = [text for text in altered if text]
    queries = [parse(text) for text in texts]
    words = features.query_words(division, queries)
    neighbours = division.vocabulary.neighbours(words.keys)
    none_cut = np.zeros(len(queries), bool)
    count = len(division.rows.entry)

    def best(pair_query: np.ndarray, pair_row: np.ndarray) -> dict[int, tuple[float, int]]:
        measures, keep = features.measure(division, queries, words, neighbours, pair_query, pair_row, none_cut)
        found: dict[int, tuple[float, int]] = {}
        for query, row, score in zip(pair_query[keep], pair_row[keep], scores(measures), strict=True):
            found[int(query)] = max(found.get(int(query), (0.0, -1)), (float(score), int(row)))
        return found

    by_index = best(*division.candidates(words, neighbours))
    lost = []
    hits = 0
    for number in range(len(queries)):
        everything = best(np.full(count, number, np.int32), np.arange(count, dtype=np.int32))
        score = everything.get(number, (0.0, -1))[0]
        if score >= SHIPPED_THRESHOLD:
            hits += 1
            if by_index.get(number, (0.0, -1))[0] < score - 1e-3:
                lost.append((texts[number], table.names[everything[number][1]], score, by_index.get(number)))
    assert hits > 30
    assert not lost
