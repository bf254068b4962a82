"""What-if of thresholds, distributions and corridors: counts that add up."""

import pytest

from screening.insight import by_corridor, score_bins, what_if
from screening.model.overview import AlertSum, ScoredDecision

DECIDED = [
    ScoredDecision(99.0, "true_match", 3),
    ScoredDecision(80.0, "true_match", 1),
    ScoredDecision(78.5, "false_positive", 40),
    ScoredDecision(85.0, "false_positive", 1),
    ScoredDecision(90.0, "held", 1),
    ScoredDecision(74.0, "", 2),
]


def test_a_higher_threshold_misses_and_spares() -> None:
    result = what_if(DECIDED, 82.0)
    assert (result.true_raised, result.true_missed) == (1, 1)
    assert (result.false_raised, result.false_spared) == (1, 1)
    assert (result.other_raised, result.other_spared) == (1, 1)
    assert result.precision == 0.5


def test_a_score_at_the_threshold_is_raised() -> None:
    assert what_if(DECIDED, 80.0).true_missed == 0
    assert what_if(DECIDED, 80.5).true_missed == 1


@pytest.mark.parametrize("threshold", [0.0, 73.0, 80.0, 100.0])
def test_every_question_is_counted_once(threshold: float) -> None:
    r = what_if(DECIDED, threshold)
    counted = (r.true_raised, r.true_missed, r.false_raised, r.false_spared, r.other_raised, r.other_spared)
    assert sum(counted) == len(DECIDED)


def test_without_decisions_there_is_no_precision() -> None:
    assert what_if([], 73.0).precision is None
    assert score_bins([]) == []


def test_bins_hold_every_question_and_reach_100() -> None:
    bins = score_bins([*DECIDED, ScoredDecision(100.0, "true_match", 1)])
    assert bins[0].lowest == 74.0
    assert bins[-1].lowest == 100.0
    assert sum(b.true + b.false + b.other for b in bins) == len(DECIDED) + 1
    assert bins[-1].true == 1


def test_spellings_of_a_corridor_are_one() -> None:
    counts = [
        AlertSum("Germany → Казахстан", 2, 3, 1),
        AlertSum("DE → KZ", 1, 1, 1),
        AlertSum("", 1, 9, 9),
    ]
    found = [(c.key, c.lines, c.hits, c.open_hits) for c in by_corridor(counts)]
    assert found == [("", 1, 9, 9), ("DE → KZ", 3, 4, 2)]
