"""The weighing of measures into one score: boosted regression trees, read from resources/names/model.json.

The trees were fitted by ``tests/bench/train_names.py`` on pairs that it makes itself: names of listed parties, altered
by the manipulations of ``screening/effectiveness/manipulations.py``, against the candidates that the index gives for them and
for innocent names. Each measure may move the score one way only (more agreement never lowers it), so that what the
explanation says is what the model does.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from screening.names import compiled_candidates
from screening.names.vocabulary import Floats
from screening.resources import resource_path

_MIDDLE = 0.86
_SPREAD = 1.7
"""Where the trees' log-odds of a match become 50 points, and how fast they go to 0 and 100."""

HIGHEST = 99.0
"""Highest score of anything but identity."""


@dataclass(frozen=True, slots=True)
class _Trees:
    """Trees as masks.

    The mask of interval b of measure f and tree t has a bit for each leaf of tree t that a row may still reach when its measure f lies in
    interval b; the lowest bit that is left after all measures is the row's leaf.
    """

    cut_starts: Any
    """Where the cuts of each measure begin in ``cuts``; one more than there are measures."""
    cuts: Floats
    masks: Any
    """Intervals x trees, measure by measure; each measure has one interval more than cuts."""
    values: Floats
    """Leaf values, tree by tree, 32 places each."""
    base: float


@cache
def _trees() -> _Trees:
    data = json.loads(resource_path("names", "model.json").read_text(encoding="utf-8"))
    trees = data["trees"]
    measures = 1 + max(name for tree in trees for name in tree["feature"])
    cuts: list[set[float]] = [set() for _ in range(measures)]
    for tree in trees:
        for name, threshold in zip(tree["feature"], tree["threshold"], strict=True):
            if name >= 0:
                cuts[name].add(float(np.float32(threshold)))
    places = [np.array(sorted(some), np.float32) for some in cuts]
    masks = [np.full((len(some) + 1, len(trees)), 0xFFFFFFFF, np.uint32) for some in places]
    values = np.zeros((len(trees), 32), np.float32)
    for number, tree in enumerate(trees):
        leaves = 0

        def leaves_below(node: int, number: int = number, tree: Any = tree) -> int:
            """Number the leaves from left to right; a right turn takes the leaves on the left away."""
            nonlocal leaves
            name = tree["feature"][node]
            if name < 0:
                values[number, leaves] = tree["value"][node]
                leaves += 1
                return 1 << (leaves - 1)
            left = leaves_below(tree["left"][node])
            at = int(np.searchsorted(places[name], np.float32(tree["threshold"][node])))
            masks[name][at + 1 :, number] &= np.uint32(0xFFFFFFFF ^ left)
            return left | leaves_below(tree["right"][node])

        leaves_below(0)
    cut_starts = np.cumsum([0, *map(len, places)]).astype(np.int64)
    return _Trees(cut_starts, np.concatenate(places), np.concatenate(masks), values.ravel(), float(data["base"]))


def scores(table: Floats) -> Floats:
    """Return the score (0 to :data:`HIGHEST`) of each row of measures; the same row gives the same score always."""
    trees = _trees()
    total = compiled_candidates.weigh(table, trees.cut_starts, trees.cuts, trees.masks, trees.values, trees.base)
    with np.errstate(over="ignore"):
        result: Floats = (HIGHEST / (1 + np.exp(-(total - _MIDDLE) / _SPREAD))).astype(np.float32)
    return result
