"""What lists said when a run was made, and decisions that are older than the lists they rest on."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.goods.types import SHIPPED_THRESHOLD as GOODS_THRESHOLD
from screening.model.decisions import Decision
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, HitKind, RunInfo
from screening.model.lists import Entry, ListInfo
from screening.names.types import SHIPPED_THRESHOLD as PARTY_THRESHOLD
from screening.ports import Store, StoredHit
from screening.version import VERSION

PARTY_KINDS = (HitKind.PARTY, HitKind.VESSEL)
"""Kinds of hits that name an entry of a list of parties."""


class ListsThen:
    """The entries that a run's hits met, as they stood in the versions the run used."""

    def __init__(self, store: Store, run: RunInfo, lists: Sequence[ListInfo]) -> None:
        self._store = store
        periods = store.force_periods()
        self._then: dict[str, datetime] = {}
        for info in lists:
            fitting = [p for p in periods if p.list_id == info.list_id and p.version_id == info.version_id]
            meets = any(p.since <= run.started_at and (p.until is None or p.until > run.started_at) for p in fitting)
            if not meets and fitting:
                # Screened as of an earlier day.
                self._then[info.list_id] = fitting[0].since
        self._started = run.started_at
        self._known: dict[tuple[str, str, str], Entry | None] = {}
        self._rules: dict[tuple[str, str, str], Sequence[GoodsRule]] = {}

    def entry(self, stored: StoredHit) -> Entry | None:
        """Return the entry as it stood, or None where the hit met a rule."""
        hit = stored.hit
        if hit.kind not in PARTY_KINDS:
            return None
        place = (hit.list_id, hit.entry_id, stored.entry_hash)
        if place not in self._known:
            found = self._store.entry_then(stored.hit_id) if stored.entry_hash else None
            if found is None:
                # A run of an older program kept no copy: the versions of the list tell.
                then = self._then.get(hit.list_id, self._started)
                found = self._store.entry(hit.list_id, hit.entry_id, then)
            self._known[place] = found
        return self._known[place]

    def rules(self, stored: StoredHit) -> Sequence[GoodsRule]:
        """Return the rules of a goods list that a hit met, as they stood; none for other kinds of hits."""
        hit = stored.hit
        if hit.kind is not HitKind.GOODS:
            return ()
        place = (hit.list_id, hit.entry_id, stored.entry_hash)
        if place not in self._rules:
            found = self._store.rules_then(stored.hit_id) if stored.entry_hash else []
            if not found:
                then = self._then.get(hit.list_id, self._started)
                rules = self._store.goods_rules(then)
                found = [rule for rule in rules if (rule.list_id, rule.code) == (hit.list_id, hit.entry_id)]
            self._rules[place] = found
        return self._rules[place]


def threshold_then(run: RunInfo, stored: StoredHit) -> float | None:
    """Return the lowest score that made a hit, as it is kept with it; None for rules, and where nobody wrote it down."""
    return stored.threshold or threshold_of(run, stored.hit.kind)


def threshold_of(run: RunInfo, kind: HitKind) -> float | None:
    """Return the lowest score that made a hit of a kind in a run; None for rules, and where nobody wrote it down.

    Runs of older programs kept the settings alone, where 0 stands for a shipped threshold that another version of the
    program need not share.
    """
    if kind in PARTY_KINDS and run.party_threshold:
        return run.party_threshold
    if kind is HitKind.GOODS and run.goods_threshold:
        return run.goods_threshold
    return threshold_in(run.settings, run.program_version, kind)


def threshold_in(settings: str, program_version: str, kind: HitKind) -> float | None:
    """Return the threshold for a kind that settings (JSON) stand for, as :func:`threshold_of`."""
    if kind in PARTY_KINDS:
        name, shipped = "party_threshold", PARTY_THRESHOLD
    elif kind is HitKind.GOODS:
        name, shipped = "goods_threshold", GOODS_THRESHOLD
    else:
        return None
    chosen = float(json.loads(settings).get(name) or 0)
    return chosen or (shipped if program_version == VERSION else None)


@dataclass(frozen=True, slots=True)
class OlderDecision:
    """A decision in force whose list has changed since."""

    decision: Decision
    hit: Hit
    changed_at: datetime
    """When the newer version came into force."""
    entry_changed: bool
    """Whether the very entry is another now, or gone; else the list changed elsewhere."""


def older_decisions(store: Store, run: RunInfo) -> Iterator[OlderDecision]:
    """Yield the decisions in force of a run that were made before the newest version of their list came into force."""
    newest: dict[str, datetime] = {}
    for period in store.force_periods():
        newest[period.list_id] = max(newest.get(period.list_id, period.since), period.since)
    decided = [decision.decided_at for decision in store.decisions(run.run_id)]
    if not decided or not any(changed > min(decided) for changed in newest.values()):
        return
    known: dict[tuple[str, str, datetime], bool] = {}
    for batch in store.hit_batches(run.run_id):
        for stored in batch:
            decision, hit = stored.decision, stored.hit
            if decision is None:
                continue
            changed_at = newest.get(hit.list_id)
            if changed_at is None or changed_at <= decision.decided_at:
                continue
            place = (hit.list_id, hit.entry_id, decision.decided_at)
            if place not in known:
                then = store.entry(hit.list_id, hit.entry_id, decision.decided_at)
                known[place] = then != store.entry(hit.list_id, hit.entry_id)
            yield OlderDecision(decision, hit, changed_at, known[place])
