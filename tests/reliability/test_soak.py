"""A long day with faults, and random walks against a plain model; the counts tie at the end.

Short here; ``python -m tests.reliability.soak`` takes twenty minutes (CONTRIBUTING.md).
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.store import DataFolder, SqliteStore
from screening.casework.reasons import REASONS
from screening.errors import Cancelled
from screening.model.decisions import Disposition
from screening.settings import ScreeningSettings
from screening.workflow import import_lists, import_manifest, open_engine, screen_manifest
from tests.reliability.judge import store_problems
from tests.reliability.operations import LINES, prepare, small_batches, write_list, write_manifest
from tests.reliability.soak import soak
from ui.report.collect import collect
from ui.report.hits import write_hits

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@needs_fork
def test_a_short_day_with_faults_ties() -> None:
    report = soak(120, 20261125, most_rounds=60)
    assert report.findings == []
    assert report.ties["import"][0] > 0
    assert sum(number for fault, number in report.faults.items() if fault != "none") >= 8


@needs_fork
@pytest.mark.long
def test_twenty_minutes_with_faults_tie() -> None:
    report = soak(1200, int.from_bytes(os.urandom(4), "big"))
    assert report.findings == []
    assert report.rounds > 500


class Stops:
    """Cancels an import after some lines."""

    def __init__(self, after: int) -> None:
        self._after = after

    def report(self, step: str, done: int, total: int) -> None:
        self._done = done if step == "import_lines" else 0

    def cancelled(self) -> bool:
        return self._done > self._after


class Office(RuleBasedStateMachine):
    """The store against a plain dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(prefix="office-")
        self.work = Path(self.place.name)
        self.manifests: dict[int, int] = {}
        self.runs: dict[int, int] = {}
        self.decided: dict[int, str] = {}
        self.number = 0
        self.folder: Any = None
        self.store: Any = None

    @initialize()
    def begin(self) -> None:
        small_batches()
        prepare(self.work)
        self._open()
        self.manifests = {m.manifest_id: m.lines for m in self.store.manifests()}
        self.runs = {r.run_id: r.manifest_id for r in self.store.runs()}

    def _open(self) -> None:
        self.folder = DataFolder(self.work / "data")
        self.folder.__enter__()
        self.store = self.folder.open()

    def _close(self) -> None:
        self.store.close()
        self.folder.__exit__(None, None, None)

    @rule()
    def take_in(self) -> None:
        self.number += 1
        path = self.work / f"manifest-{self.number}.csv"
        write_manifest(path, self.number)
        manifest = import_manifest(self.store, path).manifest
        assert manifest.lines == LINES
        self.manifests[manifest.manifest_id] = manifest.lines

    @rule(after=st.integers(0, LINES - 100))
    def take_in_and_stop(self, after: int) -> None:
        self.number += 1
        path = self.work / f"manifest-{self.number}.csv"
        write_manifest(path, self.number)
        with pytest.raises(Cancelled):
            import_manifest(self.store, path, progress=Stops(after))

    @rule(data=st.data())
    def screen(self, data: st.DataObject) -> None:
        manifest_id = data.draw(st.sampled_from(sorted(self.manifests)))
        run = screen_manifest(self.store, open_engine(self.store, ScreeningSettings()), manifest_id)
        assert run.lines == self.manifests[manifest_id]
        self.runs[run.run_id] = manifest_id

    @rule(data=st.data(), disposition=st.sampled_from([Disposition.FALSE_POSITIVE, Disposition.TRUE_MATCH]))
    def decide(self, data: st.DataObject, disposition: Disposition) -> None:
        hits = self.store.hits(data.draw(st.sampled_from(sorted(self.runs))))
        if hits:
            hit = data.draw(st.sampled_from(hits))
            self.store.decide([hit.hit_id], disposition, REASONS[disposition][0], "a reason", "aigul")
            self.decided[hit.hit_id] = disposition.value

    @precondition(lambda self: self.decided)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        hit_id = data.draw(st.sampled_from(sorted(self.decided)))
        run_id = self.store.database.conn.execute("SELECT run_id FROM hit WHERE hit_id = ?", (hit_id,)).fetchone()[0]
        (stored,) = [h for h in self.store.hits(run_id) if h.hit_id == hit_id]
        assert stored.decision is not None
        self.store.withdraw([stored.decision.decision_id], "aigul")
        del self.decided[hit_id]

    @rule()
    def update_list(self) -> None:
        self.number += 1
        write_list(self.work / "house.csv", self.number)
        (change,) = import_lists(self.store, [self.work / "house.csv"])
        assert not change.problems

    @rule(data=st.data())
    def export(self, data: st.DataObject) -> None:
        run = self.store.find_run(data.draw(st.sampled_from(sorted(self.runs))))
        report = collect(self.store, run)
        assert report is not None
        path = self.work / "hits.csv"
        write_hits(path, [("m", h.hit) for h in self.store.hits(run.run_id)])
        assert path.stat().st_size > 0

    @rule()
    def close_and_open(self) -> None:
        self._close()
        self._open()

    @invariant()
    def all_is_as_the_model_has_it(self) -> None:
        if self.store is None:
            return
        store: SqliteStore = self.store
        assert {m.manifest_id: m.lines for m in store.manifests()} == self.manifests
        assert {r.run_id: r.manifest_id for r in store.runs()} == self.runs
        in_force = {
            h.hit_id: h.decision.disposition.value for run_id in self.runs for h in store.hits(run_id) if h.decision
        }
        assert in_force == self.decided
        assert store_problems(store) == []

    def teardown(self) -> None:
        if self.store is not None:
            self._close()
        self.place.cleanup()


def test_random_walks_agree_with_a_plain_model() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=4,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.long
def test_ten_thousand_steps_agree_with_a_plain_model() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=250,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
