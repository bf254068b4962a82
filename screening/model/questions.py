"""Questions: hits that are one decision, however many lines have them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from screening.model.decisions import Disposition
from screening.model.hits import HitKind


class QuestionState(StrEnum):
    """Which questions are asked for."""

    OPEN = "open"
    """Some hit still waits for an officer."""
    DECIDED = "decided"
    WAITING = "waiting"
    """Some decision waits for a second person."""
    RETURNED = "returned"
    """Some decision was returned by a second person, and nothing was decided since."""
    KNOWN = "known"
    """Some hit is not asked, because the party is known."""


@dataclass(frozen=True, slots=True)
class QuestionQuery:
    """Which questions of a screening are asked for; what is empty does not narrow."""

    text: str = ""
    """Part of the manifest's value or of the entry's name, whatever the case."""
    state: QuestionState | None = None
    kinds: frozenset[HitKind] = frozenset()


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as the list of Review shows it."""

    question_id: int
    run_id: int
    kind: HitKind
    list_id: str
    entry_id: str
    entry_name: str
    field: str
    """Of its first hit."""
    value: str
    score: float
    """Highest among its hits."""
    risk: float
    """The score weighed by the kind, as ``screening.route.risk`` weighs it."""
    lines: int
    hits: int
    open_hits: int
    first_hit: int
    """Id of the hit that stands for it: the highest, of those the first."""
    dispositions: tuple[Disposition, ...] = ()
    """In force on its hits, each once."""
    waiting_hits: int = 0
    """Decided, but waiting for a second person."""
    known_hits: int = 0
    """Not asked, because the party is known; recorded all the same."""
    returned_hits: int = 0
    """Whose last decision a second person returned: it is the officer's turn again."""


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """What was decided on the same party or goods before, here or in another screening."""

    decision_id: int
    run_id: int
    manifest_id: int
    manifest_name: str
    value: str
    entry_name: str
    same_question: bool
    """False: the same entry met another spelling or other evidence."""
    disposition: Disposition
    reason_code: str
    text: str
    user: str
    decided_at: datetime
    hits: int
    """How many hits were decided so at once."""


@dataclass(frozen=True, slots=True)
class RunTally:
    """How far a screening is decided, in hits and in questions."""

    hits: int
    open_hits: int
    questions: int
    open_questions: int
    unscreened: int
    dispositions: Mapping[Disposition, int] = field(default_factory=dict)
    """Decided hits by what was decided."""
    waiting_hits: int = 0
    known_hits: int = 0
    expired_licences: int = 0
    """Of the decided hits, those that rest on a licence whose last day is past."""
    waiting: Mapping[Disposition, int] = field(default_factory=dict)
    """Hits whose decision waits for a second person, by what it says."""


class LineOrder(StrEnum):
    """What the table of lines can be sorted by."""

    RISK = "risk"
    ROW = "row"
    PARTY = "party"
    GOODS = "goods"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class LineQuery:
    """Which lines of a screening are asked for, and in which order; what is empty does not narrow."""

    text: str = ""
    """In parties, goods or route, whatever the case."""
    party: str = ""
    goods: str = ""
    route: str = ""
    flagged: bool = False
    """Only lines with hits."""
    order: LineOrder = LineOrder.RISK
    descending: bool = True
    """By risk the highest come first when it is true; the lines without hits come last either way."""
