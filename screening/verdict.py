"""What becomes of a shipment, from the decisions on it: release, hold, or escalate."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from screening.model.decisions import Disposition
from screening.model.lists import ListInfo
from screening.model.questions import RunTally
from screening.ports import Store, StoredHit


class VerdictKind(StrEnum):
    """What is to be done with the shipment now."""

    RELEASE = "release"
    HOLD = "hold"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that the verdict rests on, with how often it is so: a disposition, or one of :data:`OPEN`."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict; ``open`` is what still has to be done before it can be "release", ``because`` what was decided."""

    kind: VerdictKind
    because: tuple[Ground, ...] = ()
    open: tuple[Ground, ...] = ()


_AGAINST = (Disposition.TRUE_MATCH, Disposition.REJECTED)
_WAITING = (Disposition.NEEDS_INFORMATION, Disposition.LICENCE_NEEDED, Disposition.HELD)
"""What only holds the shipment: with the papers or the licence it may go."""

OPEN = ("undecided", "pending", "unscreened", "lists_changed", "licence_expired", *(d.value for d in _WAITING))
"""Codes of what keeps a shipment from being released, though nothing is decided against it."""


def verdict(tally: RunTally, *, lists_changed: int = 0) -> Verdict:
    """Return the verdict on a shipment: the one rule, for the window and for every report.

    ``lists_changed`` counts the lists that changed since the screening, came or went (:func:`changed_lists`). Anything
    decided against the shipment escalates it, whatever else is open, and before a second person has agreed. Anything
    open, waiting, not screened, in need of a licence or held to one that has expired, or judged by lists that changed
    since holds it; what could not be screened is never cleared.
    """
    against = [
        Ground(d.value, count) for d in _AGAINST if (count := tally.dispositions.get(d, 0) + tally.waiting.get(d, 0))
    ]
    waiting = [
        Ground(code, count)
        for code, count in (
            ("undecided", tally.open_questions),
            ("pending", tally.waiting_hits),
            *((d.value, tally.dispositions.get(d, 0)) for d in _WAITING),
            ("unscreened", tally.unscreened),
            ("lists_changed", lists_changed),
            ("licence_expired", tally.expired_licences),
        )
        if count
    ]
    if against:
        return Verdict(VerdictKind.ESCALATE, tuple(against), tuple(waiting))
    if waiting:
        return Verdict(VerdictKind.HOLD, (), tuple(waiting))
    cleared = sorted((d, n) for d, n in tally.dispositions.items() if n)
    return Verdict(VerdictKind.RELEASE, tuple(Ground(d.value, n) for d, n in cleared))


def run_verdict(store: Store, run_id: int) -> Verdict:
    """Return the verdict on the shipment of a stored screening, as it stands now.

    Alerts that joined it since are put to their questions first, and known parties that ran out open again: nothing
    open is overlooked.
    """
    store.reopen_known()
    store.make_questions(run_id)
    changed = changed_lists(store.run_lists(run_id), store.lists())
    return verdict(store.run_tally(run_id), lists_changed=changed)


def changed_lists(then: Iterable[ListInfo], now: Iterable[ListInfo]) -> int:
    """Return how many lists differ between a screening and today; one that came into force since is one of them."""
    before = {info.list_id: info.sha256 for info in then}
    today = {info.list_id: info.sha256 for info in now if info.active and info.entries}
    return sum(before.get(list_id) != today.get(list_id) for list_id in before.keys() | today.keys())


def hits_tally(found: Sequence[StoredHit], questions: int, unscreened: int, today: date) -> RunTally:
    """Return how far hits are decided, as ``Store.run_tally`` counts those of a whole screening.

    ``questions`` are those that some of the hits still leave open.
    """
    decided = [stored.decision for stored in found if stored.decision is not None]
    waiting = [stored.pending for stored in found if stored.pending is not None]
    untouched = [stored for stored in found if stored.decision is None and stored.pending is None]
    known = sum(stored.hit.suppressed_by is not None for stored in untouched)
    expired = [
        one for one in decided
        if one.disposition is Disposition.LICENCE_HELD and one.licence_until < today.isoformat()
    ]  # fmt: skip
    return RunTally(
        hits=len(found),
        open_hits=len(untouched) - known,
        questions=questions,
        open_questions=questions,
        unscreened=unscreened,
        dispositions=Counter(one.disposition for one in decided),
        waiting_hits=len(waiting),
        known_hits=known,
        expired_licences=len(expired),
        waiting=Counter(one.disposition for one in waiting),
    )


_TALLIED = frozenset({*OPEN, *Disposition}) - {"lists_changed"}
"""Codes of grounds that hits and lines tell; the others speak of the whole screening."""


def shipment_verdict(tally: RunTally, whole: Verdict) -> Verdict:
    """Return the verdict on one shipment of a screening: what holds up the whole screening holds up each of its shipments."""
    own = verdict(tally)
    against = tuple(ground for ground in whole.because if ground.code not in _TALLIED)
    still = tuple(ground for ground in whole.open if ground.code not in _TALLIED)
    if against and whole.kind is VerdictKind.ESCALATE:
        because = own.because if own.kind is VerdictKind.ESCALATE else ()
        return Verdict(VerdictKind.ESCALATE, because + against, own.open + still)
    if not still:
        return own
    if own.kind is VerdictKind.RELEASE:
        return Verdict(VerdictKind.HOLD, (), still)
    return Verdict(own.kind, own.because, own.open + still)
