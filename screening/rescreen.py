"""Re-screening: what stored manifests meet anew because lists changed, and what they would no longer meet.

Only what changed since is compared with the distinct questions of all stored manifests (``names.questions`` tells how);
the lines that ask those that come near are then judged as in any screening, so an alert has the score that a full
re-screening would give. Alerts join the hits of the manifest's newest screening as open ones, marked as what they are.
The rarity of a word changes a little with every list, and so may scores of entries that did not change: those are
for :func:`rescreen` with ``everything``, which judges every stored line again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from screening.collector import patient_collector
from screening.model.hits import Hit, HitKind, places
from screening.model.manifests import Line
from screening.model.rescreening import AlertKind, ChangedSince, Found, GoneKind, QuestionKind, Rescreening
from screening.office import MOST_HITS, office_settings
from screening.ownership import differing, ownership_of
from screening.ports import Store, StoredHit
from screening.progress import Progress, Silent, check
from screening.settings import ScreeningSettings, thresholds
from screening.version import VERSION

if TYPE_CHECKING:
    from screening.screen import Engine

STRONGER = 5.0
"""Points by which a known hit must have risen to be told again."""
MOST_CHANGED = 0.25
"""Part of all entries from which, changed, every stored question is asked: looking which to ask would cost more."""
BATCH = 20_000
"""Questions or lines taken together."""
_LISTED = (HitKind.PARTY, HitKind.VESSEL)

_Key = tuple[int, str, str, str, str, int]


def rescreen(
    store: Store,
    settings: ScreeningSettings | None = None,
    *,
    everything: bool = False,
    progress: Progress | None = None,
) -> Rescreening:
    """Compare stored manifests with what changed on the lists since they were last screened or re-screened.

    Nothing is kept, and ``rescreening_id`` is 0, when nothing changed or no manifest was screened. With ``everything``
    all lines are judged again, changed lists or not. Raises NoUsableList; Cancelled, and nothing is kept then.
    """
    progress = progress or Silent()
    settings = settings or office_settings(store)
    started = datetime.now(UTC)
    runs = store.latest_runs()
    never = sum(manifest.manifest_id not in runs for manifest in store.manifests())
    times = _times(store, [(began, done) for _, began, done in runs.values()])
    since = min(times, default=started)
    nothing = Rescreening(0, started, started, since, never_screened=never)
    if not runs:
        return nothing
    changed = _changed(store, times)
    if not changed and not everything:
        return nothing
    from screening.workflow import open_engine, usable_lists

    with patient_collector():
        prepare_questions(store, progress)
        engine = open_engine(store, settings, progress)
        if not everything:
            # Of the entries that changed all are wanted, also where a value meets many that did not.
            engine = open_engine(store, replace(engine.settings, max_hits=MOST_HITS), progress)
        changed = _with_owned(store, engine, changed, times)
        work = _Work(store, engine, changed, times, progress, everything=everything)
        work.run({manifest: run for manifest, (run, _, _) in runs.items()})
    check(progress, "keep_alerts", 0)
    done = replace(
        nothing,
        entries=len(changed.came),
        gone_entries=len(changed.gone),
        questions=work.questions,
        asked=work.asked,
        parties=len(work.parties),
        alerts=sum(map(len, work.found.alerts.values())),
        manifests=len(work.found.alerts),
        gone=len(work.found.gone),
    )
    return store.keep_rescreening(
        done, work.found, usable_lists(store), settings.to_json(), VERSION, thresholds(settings)
    )


def _times(store: Store, runs: Sequence[tuple[datetime, datetime]]) -> list[datetime]:
    """Return the times from which on changes must be looked at, oldest first, from when screenings began and were done.

    A screening needs what changed since it began, or since the last re-screening that found it done; one that was
    under way then was not looked at. Of times with the same lists in force only the oldest is returned: a list that
    went and came back is a change to what was screened in between alone.
    """
    last = next((r.started_at for r in store.rescreenings(1)), None)
    times = sorted(max(began, last) if last and done <= last else began for began, done in runs)
    moments = store.list_moments(times[0]) if times else []
    by_lists = {bisect_right(moments, at): at for at in reversed(times)}
    return sorted(by_lists.values())


def _changed(store: Store, times: Sequence[datetime]) -> ChangedSince:
    """Return what changed since any of some times."""
    changes = [store.changed_since(at) for at in times]
    return ChangedSince(
        set().union(*(change.came for change in changes)),
        set().union(*(change.gone for change in changes)),
        any(change.goods for change in changes),
    )


def _with_owned(store: Store, engine: "Engine", changed: ChangedSince, times: Sequence[datetime]) -> ChangedSince:
    """Return what changed with the parties that no list has, but that listed ones own now or did then."""
    came, gone = set(changed.came), set(changed.gone)
    if changed and engine.ownership.told:
        for at in times:
            new, left = differing(ownership_of(partial(store.entries, as_of=at)), engine.ownership)
            came |= new
            gone |= left
    return ChangedSince(came, gone, changed.goods)


def prepare_questions(store: Store, progress: Progress | None = None) -> None:
    """Keep the questions of manifests that have none yet, and the words of questions whose words are not kept.

    Import does the first for every new manifest; the second is done once for each question. Raises Cancelled; what was
    done until then stays.
    """
    from screening.names.questions import forms_of, forms_stamp
    from screening.questions import party_question, question_format, questions_of

    progress = progress or Silent()
    for manifest_id in store.manifests_without_questions(question_format()):
        check(progress, "collect_questions", 0)
        store.put_manifest_questions(
            manifest_id, _watched(store.lines(manifest_id, BATCH), progress), questions_of, question_format()
        )
    done = 0
    while some := store.questions_without_forms(forms_stamp(), BATCH):
        check(progress, "prepare_questions", done)
        store.put_forms(((number, forms_of(party_question(text))) for number, text in some), forms_stamp())
        done += len(some)


def _watched(batches: Iterable[list[tuple[int, Line]]], progress: Progress) -> Iterator[list[tuple[int, Line]]]:
    done = 0
    for batch in batches:
        check(progress, "collect_questions", done)
        done += len(batch)
        yield batch


class _Work:
    """One re-screening while it goes on."""

    def __init__(
        self,
        store: Store,
        engine: "Engine",
        changed: ChangedSince,
        times: Sequence[datetime],
        progress: Progress,
        *,
        everything: bool,
    ) -> None:
        self._store, self._engine, self._changed, self._progress = store, engine, changed, progress
        self._times, self._everything = times, everything
        self.found = Found()
        self.questions = self.asked = 0
        self.parties: set[str] = set()
        """Values with an alert."""
        self._rules = {(rule.list_id, rule.code) for rule in store.goods_rules()}

    def run(self, runs: dict[int, int]) -> None:
        """Judge what must be judged; ``runs`` has the newest screening of each manifest."""
        lines: dict[int, set[int]] = {}
        goods_lines: dict[int, set[int]] = {}
        if not self._everything:
            manifest_of = {run: manifest for manifest, run in runs.items()}
            near = self._parties_near()
            hitting = self._hitting(near)
            goods = self._goods_differing() if self._changed.goods else []
            self.asked = len(near) + len(goods)
            lines = {m: set(ids) for m, ids in self._store.lines_asking(hitting).items()}
            goods_lines = {m: set(ids) for m, ids in self._store.lines_asking(goods).items()}
            for stored in self._store.hits_of_entries(sorted(self._changed.came)):
                # What was met before may be met no longer.
                lines.setdefault(manifest_of[stored.run_id], set()).add(stored.line_id)
        for done, (manifest_id, run_id) in enumerate(sorted(runs.items())):
            check(self._progress, "rescreen_manifests", done, len(runs))
            here, of_goods = lines.get(manifest_id, set()), goods_lines.get(manifest_id, set())
            for batch in self._lines(manifest_id, here | of_goods):
                self._judge(run_id, batch, of_goods)
        self._left()

    def _parties_near(self) -> list[int]:
        """Return the questions that may meet a changed entry."""
        from screening.names.questions import ChangedNames

        ids: list[int] = []

        def texts() -> Iterator[list[str]]:
            for batch in self._store.questions(QuestionKind.PARTY):
                ids.extend(number for number, _ in batch)
                yield [forms for _, forms in batch]

        came = self._changed.came
        if not came:
            return []
        if len(came) > MOST_CHANGED * len(self._engine.names):
            for batch in texts():
                check(self._progress, "read_questions", len(ids) - len(batch))
            self.questions += len(ids)
            return ids
        changed = ChangedNames(self._engine.names, lambda list_id, entry_id: (list_id, entry_id) in came)
        near = changed.askers(texts(), self._engine.settings.party_threshold, self._progress)
        self.questions += len(ids)
        return [ids[at] for at in near]

    def _hitting(self, questions: Sequence[int]) -> list[int]:
        """Return those questions that do meet a changed entry."""
        from screening.questions import party_question

        found = []
        for start in range(0, len(questions), BATCH):
            texts = self._store.question_texts(questions[start : start + BATCH])
            answers = self._engine.parties([party_question(text) for text in texts.values()], self._progress)
            for number, matches in zip(texts, answers, strict=True):
                if any((match.list_id, match.entry_id) in self._changed.came for match in matches):
                    found.append(number)
        return found

    def _goods_differing(self) -> list[int]:
        """Return the goods of which the goods lists now say something else."""
        from screening.questions import goods_question
        from screening.workflow import goods_matcher

        befores = [goods_matcher(self._store, at) for at in self._times]
        now = self._engine.goods
        least = self._engine.settings.goods_threshold
        found: list[int] = []
        for batch in self._store.questions(QuestionKind.GOODS, BATCH):
            check(self._progress, "compare_goods", len(found))
            queries = [goods_question(text) for _, text in batch]
            today = now.match(queries, min_score=least)
            differ: set[int] = set()
            for before in befores:
                then = before.match(queries, min_score=least)
                for (number, _), query, old, new in zip(batch, queries, then, today, strict=True):
                    if old != new or before.flags(query, old) != now.flags(query, new):
                        differ.add(number)
            found += sorted(differ)
            self.questions += len(batch)
        return found

    def _lines(self, manifest_id: int, wanted: set[int]) -> Iterator[list[tuple[int, Line]]]:
        if self._everything:
            yield from self._store.lines(manifest_id, BATCH)
            return
        numbers = iter(sorted(wanted))
        while some := list(islice(numbers, BATCH)):
            yield [(number, self._store.line(number)) for number in some]

    def _judge(self, run_id: int, batch: Sequence[tuple[int, Line]], of_goods: set[int]) -> None:
        """Judge lines again and note what is new, stronger or gone against the screening ``run_id``."""
        screened = self._engine.screen([line for _, line in batch], self._progress)
        known: dict[_Key, StoredHit] = {}
        for stored in self._store.hits_of_lines(run_id, [line_id for line_id, _ in batch]):
            key = _key(stored.line_id, stored.hit)
            if key not in known or stored.hit.score > known[key].hit.score:
                known[key] = stored
        met: set[_Key] = set()
        for (line_id, _), hits in zip(batch, screened.hits, strict=True):
            for hit, place in zip(hits, places(hits), strict=True):
                key = _key(line_id, hit)
                met.add(key)
                before = known.get(key)
                if not self._concerns(line_id, hit, of_goods):
                    continue
                if before is None or hit.score >= before.hit.score + STRONGER:
                    why = AlertKind.NEW if before is None else AlertKind.STRONGER
                    self.found.alerts.setdefault(run_id, []).append((line_id, hit, why, place))
                    self.parties.add(hit.value)
        for key, stored in known.items():
            listed = stored.hit.list_id, stored.hit.entry_id
            if key in met or listed in self._changed.gone or not self._concerns(stored.line_id, stored.hit, of_goods):
                continue
            left = stored.hit.kind is HitKind.GOODS and listed not in self._rules
            self.found.gone.append((stored.hit_id, GoneKind.LEFT if left else GoneKind.CHANGED))

    def _concerns(self, line_id: int, hit: Hit, of_goods: set[int]) -> bool:
        """Whether a hit is one that the change of lists can have brought or taken."""
        if self._everything:
            return True
        if hit.kind in _LISTED:
            return (hit.list_id, hit.entry_id) in self._changed.came
        return line_id in of_goods

    def _left(self) -> None:
        """Note the hits on entries that left their list, once."""
        told = {gone.stored.hit_id for gone in self._store.gone_hits()}
        self.found.gone = [(hit_id, why) for hit_id, why in self.found.gone if hit_id not in told]
        for stored in self._store.hits_of_entries(sorted(self._changed.gone)):
            if stored.hit_id not in told:
                self.found.gone.append((stored.hit_id, GoneKind.LEFT))


def _key(line_id: int, hit: Hit) -> _Key:
    return line_id, hit.kind.value, hit.list_id, hit.entry_id, hit.field, hit.row
