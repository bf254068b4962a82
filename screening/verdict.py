"""What becomes of a shipment, from the decisions on it: release, hold, or escalate."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from screening.manifest.left_out import AGREED, LEFT_OUT
from screening.model.decisions import Disposition
from screening.model.earlier import EarlierAlert
from screening.model.lists import ListInfo
from screening.model.questions import RunTally
from screening.office import office_settings
from screening.ports import Store, StoredHit
from screening.settings import ScreeningSettings, thresholds


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
    earlier: tuple[EarlierAlert, ...] = ()
    """Alerts of other screenings of the shipment that this one has not, and that nobody let go; they count in ``open``."""
    told: tuple[Ground, ...] = ()
    """What was not asked, and holds nothing all the same; it is said beside the verdict."""


_AGAINST = (Disposition.TRUE_MATCH, Disposition.REJECTED)
_WAITING = (Disposition.NEEDS_INFORMATION, Disposition.LICENCE_NEEDED, Disposition.HELD)
"""What only holds the shipment: with the papers or the licence it may go."""

OPEN = (
    "undecided", "pending", "unscreened", "earlier_alerts", "columns_left_out", "narrowed", "lists_changed", "licence_expired",
    *(d.value for d in _WAITING),
)  # fmt: skip
"""Codes of what keeps a shipment from being released, though nothing is decided against it."""


def verdict(
    tally: RunTally,
    *,
    lists_changed: int = 0,
    earlier: Sequence[EarlierAlert] = (),
    narrowed: int = 0,
    further: int = 0,
    columns: tuple[int, int] = (0, 0),
) -> Verdict:
    """Return the verdict on a shipment: the one rule, for the window and for every report.

    ``lists_changed`` counts the lists that changed since the screening, came or went (:func:`changed_lists`),
    ``earlier`` are alerts of other screenings of the shipment that this one has not, ``narrowed`` counts the settings
    by which this one asked for less than the office does (:func:`narrower`), ``further`` the entries that met beyond the
    most for one value, ``columns`` those that would be screened and are not: by an officer's word, and by that of somebody
    who may say so alone. Anything decided against the shipment escalates it, whatever else is open, and before a second person has agreed. Anything
    open, waiting, not screened, told by another screening alone, asked too little of, in need of a licence or held to one that has expired, or judged by lists that changed
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
            ("earlier_alerts", len(earlier)),
            ("columns_left_out", columns[0]),
            ("narrowed", narrowed),
            ("lists_changed", lists_changed),
            ("licence_expired", tally.expired_licences),
        )
        if count
    ]
    not_asked = (("columns_agreed", columns[1]), ("further", further))
    told = tuple(Ground(code, count) for code, count in not_asked if count)
    if against:
        return Verdict(VerdictKind.ESCALATE, tuple(against), tuple(waiting), tuple(earlier), told)
    if waiting:
        return Verdict(VerdictKind.HOLD, (), tuple(waiting), tuple(earlier), told)
    cleared = sorted((d, n) for d, n in tally.dispositions.items() if n)
    return Verdict(VerdictKind.RELEASE, tuple(Ground(d.value, n) for d, n in cleared), told=told)


def run_verdict(store: Store, run_id: int) -> Verdict:
    """Return the verdict on the shipment of a stored screening, as it stands now.

    Alerts that joined it since are put to their questions first, and known parties that ran out open again: nothing
    open is overlooked.
    """
    store.reopen_known()
    store.make_questions(run_id)
    changed = changed_lists(store.run_lists(run_id), store.lists())
    run = store.find_run(run_id)
    return verdict(
        store.run_tally(run_id),
        lists_changed=changed,
        earlier=store.earlier_alerts(run_id),
        narrowed=narrower(run.settings, office_settings(store)) if run else 0,
        further=run.further if run else 0,
        columns=_columns_left_out(store, run.manifest_id) if run else (0, 0),
    )


def _columns_left_out(store: Store, manifest_id: int) -> tuple[int, int]:
    problems = [problem for sheet in store.sheets(manifest_id) for problem in sheet.problems]
    said, agreed = (sum(count for code, count in problems if code == wanted) for wanted in (LEFT_OUT, AGREED))
    return said, agreed


def narrower(settings: str, office: ScreeningSettings) -> int:
    """Return by how many of its settings (as a run keeps them) a screening asked for less than the office does."""
    used = ScreeningSettings.from_json(settings)
    parties, goods = thresholds(used)
    least_parties, least_goods = thresholds(office)
    off = set(used.flags.off if used.flags else ()) - set(office.flags.off if office.flags else ())
    return sum((parties > least_parties, goods > least_goods, used.max_hits < office.max_hits)) + len(off)


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


_TALLIED = frozenset({"undecided", "pending", "unscreened", "licence_expired", "earlier_alerts", *Disposition})
"""Codes of grounds that a shipment has of its own; the others speak of the whole screening."""


def shipment_verdict(tally: RunTally, whole: Verdict, shipment: tuple[str, str]) -> Verdict:
    """Return the verdict on one shipment (field, number) of a screening.

    What holds up the whole screening holds up each of its shipments; an alert of another screening those that it is of,
    or all where it can be put to none.
    """
    earlier = tuple(alert for alert in whole.earlier if not alert.shipments or shipment in alert.shipments)
    own = verdict(tally, earlier=earlier)
    against = tuple(ground for ground in whole.because if ground.code not in _TALLIED)
    still = tuple(ground for ground in whole.open if ground.code not in _TALLIED)
    kind, because = own.kind, own.because
    if against and whole.kind is VerdictKind.ESCALATE:
        kind, because = VerdictKind.ESCALATE, (because if kind is VerdictKind.ESCALATE else ()) + against
    elif still and kind is VerdictKind.RELEASE:
        kind, because = VerdictKind.HOLD, ()
    return Verdict(kind, because, own.open + still, earlier, whole.told)
