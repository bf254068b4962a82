"""The test of effectiveness: its names, what the screening said of them, and the report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

AS_LISTED, PLACEBO = "as_listed", "placebo"


@dataclass(frozen=True, slots=True)
class TestName:
    """One line of the test manifest."""

    __test__ = False

    text: str
    kind: str
    """A manipulation, "as_listed" or "placebo"."""
    list_id: str = ""
    entry_id: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the screening said of a test name."""

    name: TestName
    found: bool
    """Whether the entry that the name was made from, or one of the same name, is among the hits."""
    alerts: int
    """Hits on lists of parties."""
    best: str = ""
    """The entry hit best, and its list."""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """Names tested and found."""

    tested: int
    found: int

    @property
    def share(self) -> float:
        """Part that was found, 0-1."""
        return self.found / self.tested if self.tested else 0.0

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share (Wilson 1927): how far so few names can mislead."""
        if not self.tested:
            return 0.0, 1.0
        n, z = self.tested, 1.959964
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * ((self.share * (1 - self.share) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """A report of a test, as it is kept."""

    made_at: str
    """ISO, UTC."""
    user: str
    program_version: str
    settings: str
    seed: int
    lists: tuple[dict[str, Any], ...]
    """Id, title, version, publication, hash and entries of each list then in force."""
    answers: tuple[Answer, ...]
    effectiveness_id: int = 0
    skipped: tuple[str, ...] = field(default=())
    """Manipulations that applied to no name of these lists."""

    def by_kind(self) -> dict[str, Count]:
        """Return what was found by kind of manipulation."""
        return _counts((a.name.kind, a.found) for a in self.answers if a.name.kind != PLACEBO)

    def by_list(self) -> dict[str, Count]:
        """Return what was found of the altered names of each list; those as listed are no alteration."""
        return _counts((a.name.list_id, a.found) for a in self.answers if a.name.kind not in (PLACEBO, AS_LISTED))

    def total(self) -> Count:
        """Return what was found of all altered names; those as listed are a control and not counted."""
        altered = [a.found for a in self.answers if a.name.kind not in (PLACEBO, AS_LISTED)]
        return Count(len(altered), sum(altered))

    def placebos(self) -> Count:
        """Return how many innocent names there were, and how many of them raised an alert."""
        alerts = [a.alerts > 0 for a in self.answers if a.name.kind == PLACEBO]
        return Count(len(alerts), sum(alerts))

    def to_data(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Effectiveness":
        """Read what :meth:`to_data` gave."""
        answers = tuple(Answer(**{**a, "name": TestName(**a["name"])}) for a in data["answers"])
        return cls(**{**data, "answers": answers, "lists": tuple(data["lists"]), "skipped": tuple(data["skipped"])})


def _counts(pairs: Iterable[tuple[str, bool]]) -> dict[str, Count]:
    tested: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for name, hit in pairs:
        tested[name] += 1
        found[name] += hit
    return {name: Count(tested[name], found[name]) for name in sorted(tested)}
