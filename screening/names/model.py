"""The weighing of measures into one score: boosted regression trees, read from resources/names/model.json.

The trees were fitted by ``tests/bench/train_names.py`` on pairs that it makes itself: names of listed parties, altered
by the manipulations of ``tests/bench/manipulations.py``, against the candidates that the index gives for them and
for innocent names. Each measure may move the score one way only (more agreement never lowers it), so that what the
explanation says is what the model does.
"""

import json
from functools import cache
from typing import Any

import numpy as np

from screening.names.vocabulary import Floats
from screening.resources import resource_path

_MIDDLE = 0.86
_SPREAD = 1.7
"""Where the trees' log-odds of a match become 50 points, and how fast they go to 0 and 100."""

HIGHEST = 99.0
"""Highest score of anything but identity."""


@cache
def _trees() -> tuple[Any, Any, Any, Any, Any, float, int]:
    data = json.loads(resource_path("names", "model.json").read_text(encoding="utf-8"))
    trees = data["trees"]
    width = max(len(tree["feature"]) for tree in trees)
    shape = (len(trees), width)
    feature = np.zeros(shape, np.int32)
    threshold = np.full(shape, np.inf, np.float32)
    left = np.tile(np.arange(width, dtype=np.int32), (len(trees), 1))
    right = left.copy()
    value = np.zeros(shape, np.float32)
    for number, tree in enumerate(trees):
        for node, name in enumerate(tree["feature"]):
            if name < 0:
                value[number, node] = tree["value"][node]
            else:
                feature[number, node] = name
                threshold[number, node] = tree["threshold"][node]
                left[number, node] = tree["left"][node]
                right[number, node] = tree["right"][node]
    return feature, threshold, left, right, value, float(data["base"]), int(data["depth"])


def scores(table: Floats) -> Floats:
    """Return the score (0 to :data:`HIGHEST`) of each row of measures; the same row gives the same score always."""
    feature, threshold, left, right, value, base, depth = _trees()
    total = np.full(len(table), base, np.float32)
    columns = np.ascontiguousarray(table.T)
    every = np.arange(len(table))
    for tree in range(len(feature)):
        node = np.zeros(len(table), np.int32)
        for _ in range(depth):
            at = columns[feature[tree][node], every]
            node = np.where(at <= threshold[tree][node], left[tree][node], right[tree][node])
        total += value[tree][node]
    with np.errstate(over="ignore"):
        result: Floats = (HIGHEST / (1 + np.exp(-(total - _MIDDLE) / _SPREAD))).astype(np.float32)
    return result
