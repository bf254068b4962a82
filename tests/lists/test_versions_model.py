"""Versions of a list against a plain model: whatever is imported, held, accepted, refused and brought back."""

import csv
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from db.store import SqliteStore
from screening.lists.intake import accept_version, refuse_version, roll_back, take_in
from screening.lists.read import detect
from screening.model.lists import ListChange
from screening.model.versions import VersionState

LIST = "own-watch"
Rows = dict[str, str]


class Versions(RuleBasedStateMachine):
    """The model: what each version holds, its state, and what was in force from when."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(prefix="tekser-model-")
        self.store = SqliteStore(Path(self.place.name) / "data")
        self.rows: dict[int, Rows] = {}
        self.states: dict[int, VersionState] = {}
        self.current = 0
        self.past: list[tuple[datetime, int]] = [(datetime.now(UTC), 0)]
        self.made = 0

    def teardown(self) -> None:
        self.store.close()
        self.place.cleanup()

    def content(self, keep: int, more: int) -> Rows:
        """Return some of the rows in force and new ones; no two contents are alike."""
        self.made += 1
        now = list(self.rows.get(self.current, {}).items())[:keep]
        new = [(f"{self.made}-{n}", f"Party {self.made} of {n}") for n in range(more)]
        return dict([*now, *new, (f"mark-{self.made}", f"Mark {self.made}")])

    def take(self, rows: Rows, **given: str) -> ListChange:
        path = Path(self.place.name) / "watch.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("id", "name"), *rows.items()])
        (source,) = detect([path], name="watch")
        return take_in(self.store, source, **given)  # type: ignore[arg-type]

    def came_into_force(self, version: int, rows: Rows) -> None:
        self.rows[version], self.states[version], self.current = rows, VersionState.ACCEPTED, version
        self.past.append((datetime.now(UTC), version))

    @initialize()
    def first(self) -> None:
        rows = self.content(0, 40)
        self.came_into_force(self.take(rows).info.version_id, rows)

    @rule(more=st.integers(2, 20))
    def grows(self, more: int) -> None:
        rows = self.content(10_000, more)
        change = self.take(rows)
        assert change.problems == ()
        self.came_into_force(change.info.version_id, rows)

    @rule(lost=st.integers(0, 1))
    def one_changes(self, lost: int) -> None:
        rows = self.content(len(self.rows[self.current]) - lost, 1)
        name = next(iter(rows))
        rows[name] = f"Renamed {self.made} times"
        change = self.take(rows)
        assert change.problems == ()
        self.came_into_force(change.info.version_id, rows)

    @rule(part=st.floats(0.1, 0.8), reason=st.sampled_from(["", "half were struck off"]))
    def shrinks(self, part: float, reason: str) -> None:
        rows = self.content(int(len(self.rows[self.current]) * part), 0)
        change = self.take(rows, **({"decided_by": "aigul", "reason": reason} if reason else {}))
        version = change.info.version_id
        if reason:
            self.came_into_force(version, rows)
        elif len(self.rows[self.current]) >= 20 or change.problems:
            assert "list_shrank" in {p.code for p in change.problems} or len(self.rows[self.current]) < 20
            self.rows[version], self.states[version] = rows, VersionState.HELD
        else:
            self.came_into_force(version, rows)

    @rule()
    def the_same_comes_again(self) -> None:
        change = self.take(self.rows[self.current])
        assert (change.problems, change.new, change.gone, change.changed) == ((), 0, 0, 0)

    def some(self, data: Any, *states: VersionState) -> int:
        return int(data.draw(st.sampled_from(sorted(v for v, s in self.states.items() if s in states))))

    @precondition(lambda self: VersionState.HELD in self.states.values())
    @rule(data=st.data())
    def a_held_one_is_accepted(self, data: Any) -> None:
        version = self.some(data, VersionState.HELD)
        accept_version(self.store, version, "aigul", "it is right")
        self.came_into_force(version, self.rows[version])

    @precondition(lambda self: VersionState.HELD in self.states.values())
    @rule(data=st.data())
    def a_held_one_is_refused(self, data: Any) -> None:
        version = self.some(data, VersionState.HELD)
        refuse_version(self.store, version, "aigul", "half a file")
        self.states[version] = VersionState.REFUSED

    @rule(data=st.data())
    def an_earlier_one_is_brought_back(self, data: Any) -> None:
        version = self.some(data, VersionState.ACCEPTED)
        roll_back(self.store, LIST, version, "aigul", "the newer one is wrong")
        self.came_into_force(version, self.rows[version])

    @invariant()
    def what_is_in_force_is_the_models(self) -> None:
        assert self.entries(None) == self.rows.get(self.current, {})
        assert [v.version_id for v in self.store.versions(LIST) if v.in_force] == [self.current] * bool(self.current)
        open_periods = [p for p in self.store.force_periods(LIST) if p.until is None]
        assert [p.version_id for p in open_periods] == [self.current] * bool(self.current)

    @invariant()
    def every_day_before_is_as_it_was(self) -> None:
        for day, version in self.past:
            assert self.entries(day) == self.rows.get(version, {})
            assert [i.version_id for i in self.store.lists(day)] == [version] * bool(version)

    @invariant()
    def nothing_is_lost(self) -> None:
        assert {v.version_id: v.state for v in self.store.versions(LIST)} == self.states
        for version in self.store.versions(LIST):
            with self.store.list_files(version.files) as (path,), path.open(encoding="utf-8", newline="") as file:
                assert dict(list(csv.reader(file))[1:]) == self.rows[version.version_id]

    def entries(self, day: datetime | None) -> Rows:
        return {listed.entry.entry_id: listed.entry.name for listed in self.store.entries([LIST], day)}


def test_versions_keep_to_the_model() -> None:
    run_state_machine_as_test(
        Versions,
        settings=settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
