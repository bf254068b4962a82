"""Random walks of two officers and two approvers: nothing that two must look at is ever let go by one of them."""

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from db.store import DataFolder
from screening.casework.known import Scope
from screening.casework.reasons import REASONS
from screening.casework.roles import Role
from screening.errors import UserError
from screening.model.decisions import Decision, Disposition
from screening.model.hits import HitKind
from screening.model.lists import ListFormat
from screening.verdict import VerdictKind, run_verdict
from tests.casework.conftest import PASSWORD, Office, hit_of, line_of
from tests.db.test_store import entry, list_info

D = Disposition
OFFICERS, APPROVERS = ("aigul", "bolat"), ("timur", "dana")
PEOPLE = st.sampled_from(OFFICERS + APPROVERS)
ALERTS = (
    ("Party as it may be", HitKind.PARTY, 90.0, ""),
    ("Party with a number", HitKind.PARTY, 80.0, "990140000385"),
    ("Party of that name", HitKind.PARTY, 100.0, ""),
    ("Ship of that name", HitKind.VESSEL, 95.0, ""),
    ("Goods of a list", HitKind.GOODS, 70.0, ""),
    ("Heavy sign", HitKind.FLAG, 95.0, ""),
    ("Light sign", HitKind.FLAG, 60.0, ""),
)
"""One on each line: name, kind, score, equal number."""
WEIGHS = {HitKind.PARTY: 1.0, HitKind.VESSEL: 1.0, HitKind.GOODS: 0.6, HitKind.FLAG: 0.7}
"""Written down beside the program's own: what a hit alone on its line weighs as risk."""
LETS_GO = (D.FALSE_POSITIVE, D.RELEASED, D.LICENCE_HELD)
STOPS = (D.TRUE_MATCH, D.REJECTED)


class TwoPersons(RuleBasedStateMachine):
    """People do whatever the store lets them; a plain reading of the issue says what must not have come of it."""

    @initialize(two_of_each=st.booleans())
    def begin(self, two_of_each: bool) -> None:
        self.place = tempfile.TemporaryDirectory()
        self.path = Path(self.place.name)
        self.folder = DataFolder(self.path / "data")
        self.folder.__enter__()
        self.store = self.folder.open()
        listed = [entry("7", "ALMA"), entry("8", "OTHER")]
        self.store.replace_list(list_info("un", ListFormat.UN_XML), listed)
        self.office = Office(self.folder, self.store)
        self.office.hire()
        self.store.add_account("bolat", Role.OFFICER, PASSWORD)
        self.store.add_account("dana", Role.APPROVER, PASSWORD)
        self.hashes = (f"{n:02x}" * 32 for n in itertools.count(1))
        self.alerts: dict[int, int] = {}
        """Hit and the place of its alert in :data:`ALERTS`; screening the file again makes new hits of the same."""
        self.screen("aigul")
        if two_of_each:
            self.screen("aigul")

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert self.store.verify_trail().fault is None
            self.store.close()
            self.folder.__exit__(None, None, None)
            self.place.cleanup()

    def screen(self, name: str) -> None:
        self.office.works(name)
        lines = [line_of(row, one[0]) for row, one in enumerate(ALERTS, 2)]
        hits = [
            hit_of(row, name, kind, score, number=number) for row, (name, kind, score, number) in enumerate(ALERTS, 2)
        ]
        self.office.import_and_screen(self.path, lines, hits, next(self.hashes))
        self.alerts |= dict(zip(self.office.hits, range(len(ALERTS)), strict=True))

    def chosen(self, number: int) -> int:
        return list(self.alerts)[number % len(self.alerts)]

    @rule(name=PEOPLE, number=st.integers(0, 99), says=st.sampled_from(LETS_GO), reason=st.integers(0, 9))
    def let_go(self, name: str, number: int, says: Disposition, reason: int) -> None:
        self.say(name, number, says, reason)

    @rule(name=PEOPLE, number=st.integers(0, 99), says=st.sampled_from(STOPS), reason=st.integers(0, 9))
    def stop(self, name: str, number: int, says: Disposition, reason: int) -> None:
        if number % 3 == 0:  # what waits for an answer keeps others from deciding
            self.say(name, number // 3, says, reason)

    @rule(name=PEOPLE, number=st.integers(0, 99), says=st.sampled_from(list(D)), reason=st.integers(0, 9))
    def decide(self, name: str, number: int, says: Disposition, reason: int) -> None:
        self.say(name, number, says, reason)

    def say(self, name: str, number: int, says: Disposition, reason: int) -> None:
        """Have somebody decide; what the store refuses is refused for one of two reasons."""
        reasons = [code for code in REASONS[says] if code != "no_longer_listed"]
        try:
            self.office.works(name).decide(
                [self.chosen(number)], says, reasons[reason % len(reasons)], "as it is", licence="KZ-1", licence_until="2999-01-01"
            )  # fmt: skip
        except UserError as error:
            assert error.code in ("transition_forbidden", "waits_for_answer"), error

    @rule(name=PEOPLE, number=st.integers(0, 99), agreed=st.booleans())
    def answer(self, name: str, number: int, agreed: bool) -> None:
        waiting = self.store.approvals()
        if not waiting:
            return
        asked = waiting[number % len(waiting)]
        try:
            self.office.works(name).approve([asked.decision_id], agreed, "seen")
        except UserError as error:
            assert error.code == ("role_may_not" if name in OFFICERS else "same_person"), error
            assert name in OFFICERS or asked.user == name

    @rule(name=st.sampled_from(OFFICERS), number=st.integers(0, 99))
    def take_back(self, name: str, number: int) -> None:
        made = [one.decision_id for hit in self.alerts for one in self.store.hit_decisions(hit)]
        if made:
            try:
                self.office.works(name).withdraw([made[number % len(made)]])
            except UserError as error:
                assert error.code in ("transition_forbidden", "waits_for_answer"), error

    @rule(name=st.sampled_from(OFFICERS), number=st.integers(0, 99))
    def remember(self, name: str, number: int) -> None:
        made = [one.decision_id for hit in self.alerts for one in self.store.hit_decisions(hit)]
        if made:
            try:
                self.office.works(name).remember([made[number % len(made)]], Scope.ALL, "another one")
            except UserError as error:
                assert error.code in ("not_cleared", "known_waits", "cleared_before_stopped", "known_without_entry"), (
                    error
                )

    @rule(name=st.sampled_from(OFFICERS))
    def screen_again(self, name: str) -> None:
        if len(self.alerts) < 3 * len(ALERTS):
            self.screen(name)

    def must_be_two(self, hit: int, decision: Decision) -> bool:
        """Whether the issue asks for a second person before this decision lets the alert go."""
        _name, kind, score, number = ALERTS[self.alerts[hit]]
        return (
            kind is HitKind.GOODS
            or bool(number)
            or score >= 95
            or decision.disposition is D.LICENCE_HELD
            or (decision.disposition is D.RELEASED and WEIGHS[kind] * score > 50)
            or self.was_stopped(hit, decision)
        )

    def was_stopped(self, hit: int, decision: Decision) -> bool:
        """Whether somebody said before that the same is to be stopped, and no two have let it go since."""
        same = [other for other, alert in self.alerts.items() if alert == self.alerts[hit]]
        before = [
            one for other in same for one in self.store.hit_decisions(other) if one.decision_id < decision.decision_id
        ]
        stopped = max((one.decision_id for one in before if one.disposition in STOPS), default=0)
        let_go = [one for one in before if one.disposition in (*LETS_GO, D.WITHDRAWN) and by_two(one)]
        return stopped > max((one.decision_id for one in let_go), default=0)

    @invariant()
    def nothing_is_let_go_by_one(self) -> None:
        for hit in getattr(self, "alerts", {}):
            stored = self.store.stored_hit(hit)
            decision = stored.decision
            if decision is None:
                continue
            if decision.disposition in STOPS[:1]:
                assert by_two(decision), decision
            if decision.disposition in LETS_GO and self.must_be_two(hit, decision):
                assert by_two(decision), decision

    @invariant()
    def nothing_is_suppressed_by_one(self) -> None:
        for hit, alert in getattr(self, "alerts", {}).items():
            _name, _kind, score, number = ALERTS[alert]
            known = self.store.stored_hit(hit).hit.suppressed_by
            if known is not None and (number or score >= 95):
                rests = next(one for one in self.store.known_parties() if one.known_id == known)
                assert by_two(self.store.decision(rests.decision_id))

    @invariant()
    def release_is_said_of_what_was_let_go(self) -> None:
        if not hasattr(self, "store") or run_verdict(self.store, self.office.run_id).kind is not VerdictKind.RELEASE:
            return
        for hit in self.office.hits:
            stored = self.store.stored_hit(hit)
            assert stored.pending is None
            known = stored.hit.suppressed_by is not None
            assert known if stored.decision is None else stored.decision.disposition in LETS_GO


def by_two(decision: Decision) -> bool:
    """Whether two persons put their names to it, the second an approver and never the first."""
    said = decision.approval
    return said is not None and said.agreed and said.user in APPROVERS and said.user != decision.user


def walk(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        TwoPersons,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip


def test_random_walks_of_four_people_let_nothing_go_by_one() -> None:
    walk(20, 30)


@pytest.mark.long
def test_long_walks_of_four_people_let_nothing_go_by_one() -> None:
    walk(150, 60)
