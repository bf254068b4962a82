"""What the office's own alerts and decisions tell: corridors, ages, and what another threshold would have given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screening.model.decisions import Disposition
from screening.model.overview import AlertSum, ScoredDecision
from screening.route.corridor import corridor_of

TRUE = frozenset({Disposition.TRUE_MATCH.value, Disposition.REJECTED.value})
FALSE = frozenset({Disposition.FALSE_POSITIVE.value})


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a threshold would have raised of the questions that were decided, and of those still open."""

    threshold: float
    true_raised: int
    true_missed: int
    false_raised: int
    false_spared: int
    other_raised: int
    """Decided otherwise (held, released, more information wanted), or still open."""
    other_spared: int

    @property
    def precision(self) -> float | None:
        """Part of what would have been raised and is decided that was a true match, 0-1; None without any."""
        raised = self.true_raised + self.false_raised
        return self.true_raised / raised if raised else None


def what_if(decided: Iterable[ScoredDecision], threshold: float) -> WhatIf:
    """Count what a threshold would have raised. Each question counts once."""
    counts = [0] * 6
    for question in decided:
        group = 0 if question.disposition in TRUE else 2 if question.disposition in FALSE else 4
        counts[group + (0 if question.score >= threshold else 1)] += 1
    return WhatIf(threshold, *counts)


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """Questions whose scores lie in [lowest, lowest + width)."""

    lowest: float
    true: int
    false: int
    other: int


def score_bins(decided: Sequence[ScoredDecision], width: float = 2.0) -> list[ScoreBin]:
    """Return the distribution of scores from the lowest that occurs to 100; empty bins between are kept."""
    if not decided:
        return []
    first = int(min(question.score for question in decided) // width)
    last = max(first, int(100 // width))
    counts = [[0, 0, 0] for _bin in range(first, last + 1)]
    for question in decided:
        group = 0 if question.disposition in TRUE else 1 if question.disposition in FALSE else 2
        counts[min(int(question.score // width), last) - first][group] += 1
    return [ScoreBin((first + number) * width, *found) for number, found in enumerate(counts)]


def by_corridor(counts: Iterable[AlertSum]) -> list[AlertSum]:
    """Put counts by route together by corridor: "Germany → Казахстан" and "DE → KZ" are one. Most alerts first."""
    found: dict[str, list[int]] = {}
    for count in counts:
        sums = found.setdefault(corridor_of(count.key), [0, 0, 0])
        for place, value in enumerate((count.lines, count.hits, count.open_hits)):
            sums[place] += value
    made = [AlertSum(key, *sums) for key, sums in found.items()]
    return sorted(made, key=lambda count: (-count.hits, count.key))
