"""A past screening run again as of its day: what is the same, and what another version judges differently."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from screening.collector import patient_collector
from screening.goods.tables import PatternTables
from screening.model.hits import Hit, RunInfo
from screening.model.lists import ListInfo
from screening.model.manifests import Unscreened
from screening.ports import Store
from screening.progress import Progress, Silent, check
from screening.settings import ScreeningSettings
from screening.version import VERSION
from screening.workflow import SCREENING_BATCH, open_engine, usable_lists


@dataclass(frozen=True, slots=True)
class HitChange:
    """One hit that differs: ``then`` is None for one that came, ``now`` for one that went."""

    line_id: int
    then: Hit | None
    now: Hit | None


@dataclass(frozen=True, slots=True)
class Rerun:
    """What running again gave."""

    run: RunInfo
    as_of: datetime
    program_now: str
    lists_equal: bool
    """Whether the lists in force at that time are those that the run was made with, by their hashes."""
    lines: int
    hits_then: int
    hits_now: int
    changes: tuple[HitChange, ...]
    """Hits added, gone, or judged differently, in the order of the lines."""
    unscreened_then: int
    unscreened_now: int
    unscreened_equal: bool
    tables_equal: bool = True
    """Whether the office's own tables of goods and flags are those of the run; older programs did not keep them."""
    lists: tuple[ListInfo, ...] = ()
    """The lists that it was screened with now."""
    joined: int = 0
    """Hits that re-screenings added to the run later: no part of what was judged on its day."""

    @property
    def equal(self) -> bool:
        """Whether the output is the same, hit for hit, score for score."""
        return not self.changes and self.unscreened_equal

    @property
    def added(self) -> int:
        """Hits that only the screening now has."""
        return sum(change.then is None for change in self.changes)

    @property
    def gone(self) -> int:
        """Hits that only the screening then had."""
        return sum(change.now is None for change in self.changes)

    @property
    def changed(self) -> int:
        """Hits of the same value and entry with another score or explanation."""
        return len(self.changes) - self.added - self.gone


def rerun(store: Store, run_id: int, progress: Progress | None = None) -> Rerun:
    """Screen a run's manifest again with the lists and the settings of that time, and compare; nothing is kept.

    KeyError when there is no such run.
    """
    progress = progress or Silent()
    run = next((found for found in store.runs() if found.run_id == run_id), None)
    if run is None:
        raise KeyError(run_id)
    as_of = run.as_of or run.started_at
    settings = ScreeningSettings.from_json(run.settings)
    then: dict[int, list[Hit]] = {}
    # Alerts joined the run after lists had changed: they are no part of what was judged on its day.
    joined = {alert.stored.hit_id for alert in store.alerts(manifest_id=run.manifest_id)}
    skipped = 0
    for stored in store.hits(run_id):
        if stored.hit_id in joined:
            skipped += 1
            continue
        # What a known party kept from being asked is a decision of the office, not a judgement of the engine.
        then.setdefault(stored.line_id, []).append(replace(stored.hit, suppressed_by=None, known_note=""))
    hits_then = sum(map(len, then.values()))
    engine = open_engine(store, settings, progress, as_of, _tables(store, settings.own_tables))
    changes: list[HitChange] = []
    unscreened: list[Unscreened] = list(store.unscreened(run.manifest_id))
    lines = hits_now = 0
    history = store.history(run.manifest_id, progress, as_of)
    with patient_collector():
        for batch in store.lines(run.manifest_id, SCREENING_BATCH):
            check(progress, "screen_lines", lines, run.lines)
            screened = engine.screen([line for _, line in batch], history=history.of(batch))
            unscreened += screened.unscreened
            for (line_id, _), hits in zip(batch, screened.hits, strict=True):
                hits_now += len(hits)
                changes += _changes(line_id, then.pop(line_id, []), hits)
            lines += len(batch)
    for line_id, gone in then.items():
        changes += [HitChange(line_id, hit, None) for hit in gone]
    told = store.run_unscreened(run_id)
    lists = usable_lists(store, as_of)
    return Rerun(
        run, as_of, VERSION,
        {i.list_id: i.sha256 for i in lists} == {i.list_id: i.sha256 for i in store.run_lists(run_id)},
        lines, hits_then, hits_now, tuple(changes), len(told), len(unscreened), Counter(told) == Counter(unscreened),
        engine.settings.own_tables == settings.own_tables, tuple(lists), skipped,
    )  # fmt: skip


def _tables(store: Store, digest: str) -> PatternTables | None:
    """Return the office's own tables of a time; None where an older program did not keep them: today's are taken."""
    if not digest:
        return PatternTables()
    text = store.tables_then(digest)
    return None if text is None else PatternTables.from_text(text)


def rerun_recorded(store: Store, run_id: int, progress: Progress | None = None) -> Rerun:
    """Do :func:`rerun`, and keep in the audit trail that it was done and what it gave."""
    done = rerun(store, run_id, progress)
    told = {"run": run_id, "equal": done.equal, "added": done.added, "gone": done.gone, "changed": done.changed}
    store.record_consequence("run_again", {**told, "hits": done.hits_now})
    return done


def _changes(line_id: int, then: Sequence[Hit], now: Sequence[Hit]) -> list[HitChange]:
    """Compare the hits of a line; those that agree in all but score and explanation are one hit judged differently."""
    if list(then) == list(now):
        return []
    left = list(now)
    rest = []
    for hit in then:
        if hit in left:
            left.remove(hit)
        else:
            rest.append(hit)
    changes = []
    for hit in rest:
        match = next((other for other in left if _place(other) == _place(hit)), None)
        if match is not None:
            left.remove(match)
        changes.append(HitChange(line_id, hit, match))
    return changes + [HitChange(line_id, None, hit) for hit in left]


def _place(hit: Hit) -> tuple[str, ...]:
    return (hit.kind, hit.list_id, hit.entry_id, hit.field, hit.value, str(hit.row))
