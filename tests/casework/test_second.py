"""The second person: what waits, who may answer, and cases that travel as sealed files."""

import json
from pathlib import Path

import pytest

from screening.casework.case_file import export_case
from screening.casework.choice import Choice, record_choice
from screening.casework.known import Scope
from screening.casework.reasons import REASONS
from screening.casework.roles import Role
from screening.errors import StoreUnavailable, UserError
from screening.model.decisions import Decision, Disposition
from screening.verdict import VerdictKind, run_verdict
from tests.casework.conftest import PASSWORD, Office, hit_of, line_of

D = Disposition
SECRET = "between the two of us"


def wait(office: Office, number: int = 0) -> Decision:
    """Have the officer say "true match", which waits for a second person."""
    (made,) = office.works("aigul").decide([office.hits[number]], D.TRUE_MATCH, "same_party", "the same tax number")
    return made


def test_a_true_match_takes_effect_when_another_person_agrees(office: Office) -> None:
    made = wait(office)
    assert (made.second, made.pending, made.effective, made.role) == ("true_match", True, False, "officer")
    stored = office.store.stored_hit(made.hit_id)
    assert (stored.decision, stored.pending) == (None, made)
    row = office.store.line_rows(office.run_id, [stored.line_id])[0]
    assert (row.open_hits, row.decided_hits, row.waiting_hits) == (0, 0, 1)
    assert office.store.approvals() == office.store.approvals(office.run_id) == [made]
    (agreed,) = office.works("timur").approve([made.decision_id], True, "seen the papers")
    assert agreed.effective
    assert agreed.approval is not None
    assert (agreed.approval.user, agreed.approval.comment, agreed.approval.way) == ("timur", "seen the papers", "here")
    assert office.store.stored_hit(made.hit_id).decision == agreed == office.store.decision(made.decision_id)
    assert office.store.approvals() == []
    assert office.store.verify_trail().fault is None


def test_a_returned_decision_has_no_effect_and_can_be_made_anew(office: Office) -> None:
    made = wait(office)
    store = office.works("timur")
    with pytest.raises(UserError) as caught:
        store.approve([made.decision_id], False, " ")
    assert caught.value.code == "return_without_comment"
    store.approve([made.decision_id], False, "compare the birth dates")
    stored = store.stored_hit(made.hit_id)
    assert (stored.decision, stored.pending) == (None, None)
    again = wait(office)
    assert again.replaces == made.decision_id
    history = store.decisions(office.run_id)
    assert [(d.pending, d.effective) for d in history] == [(False, False), (True, False)]


def test_the_first_person_is_never_the_second(office: Office) -> None:
    (made,) = office.works("timur").decide([office.hits[0]], D.TRUE_MATCH, "same_party", "")
    with pytest.raises(UserError) as caught:
        office.store.approve([made.decision_id], True)
    assert caught.value.code == "same_person"
    with pytest.raises(UserError) as caught:
        office.works("aigul").approve([made.decision_id], True, name="Timur", password=PASSWORD)
    assert caught.value.code == "same_person"
    with pytest.raises(UserError) as caught:
        office.works("aigul").approve([made.decision_id], True)
    assert caught.value.code == "role_may_not"
    assert office.store.stored_hit(made.hit_id).pending == made


def test_the_second_person_signs_at_the_first_ones_computer(office: Office) -> None:
    made = wait(office)
    with pytest.raises(StoreUnavailable) as caught:
        office.store.approve([made.decision_id], True, name="timur", password="guessed wrong")
    assert caught.value.code == "sign_in_wrong"
    (agreed,) = office.store.approve([made.decision_id], True, name="timur", password=PASSWORD)
    assert agreed.approval is not None
    assert agreed.approval.user == "timur"
    assert office.store.actor.name == "aigul"  # whose session goes on
    with pytest.raises(UserError) as again:
        office.store.approve([made.decision_id], True, name="timur", password=PASSWORD)
    assert again.value.code == "not_waiting"


def test_answers_are_given_to_all_or_to_none(office: Office) -> None:
    first, second = wait(office, 0), wait(office, 1)
    with pytest.raises(UserError):
        office.works("timur").approve([first.decision_id, 999], True)
    assert office.store.approvals() == [first, second]
    done = office.store.approve([first.decision_id, second.decision_id], True)
    assert all(decision.effective for decision in done)


def test_what_waits_is_taken_back_at_once_what_was_agreed_to_is_not(office: Office) -> None:
    made = wait(office)
    office.store.withdraw([made.decision_id])
    assert office.store.approvals() == []
    assert office.store.stored_hit(made.hit_id).decision is None
    made = wait(office)
    office.works("timur").approve([made.decision_id], True)
    office.works("aigul").withdraw([made.decision_id])
    stored = office.store.stored_hit(made.hit_id)
    assert stored.decision is not None
    assert stored.decision.disposition is D.TRUE_MATCH
    assert stored.pending is not None
    assert (stored.pending.disposition, stored.pending.second) == (D.WITHDRAWN, "override")
    row = office.store.line_rows(office.run_id, [stored.line_id])[0]
    assert (row.open_hits, row.decided_hits, row.waiting_hits) == (0, 1, 1)
    office.works("timur").approve([stored.pending.decision_id], True)
    assert office.store.stored_hit(made.hit_id).decision is None
    assert office.store.line_rows(office.run_id, [stored.line_id])[0].open_hits == 1


def test_goods_releases_above_a_risk_and_blocked_parties_need_a_second_person(office: Office) -> None:
    store = office.works("aigul")
    (goods,) = store.decide([office.hits[4]], D.FALSE_POSITIVE, "goods_not_covered", "")
    (release,) = store.decide([office.hits[1]], D.RELEASED, "documents_complete", "")
    (cleared,) = store.decide([office.hits[2]], D.FALSE_POSITIVE, "other_party", "")
    assert (goods.second, release.second, cleared.second) == ("goods", "risk", "")
    office.works("adminova").put_setting("list_kind.un", "block", "")
    (blocked,) = office.works("aigul").decide([office.hits[3]], D.FALSE_POSITIVE, "other_party", "")
    assert blocked.second == "override"


def test_an_office_of_one_person_decides_alone_and_the_records_say_so(single: Office) -> None:
    (made,) = single.store.decide([single.hits[0]], D.TRUE_MATCH, "same_party", "", "aigul")
    assert (made.effective, made.single_user, made.user) == (True, True, "aigul")
    body = json.loads(list(single.store.trail_records())[-1].body)
    assert body["who"]["role"] == "single_user"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approval SET user = 'x'",
        "DELETE FROM approval",
        "DELETE FROM account",
        "UPDATE case_file SET user = 'x'",
    ],
)
def test_approvals_are_append_only(office: Office, tmp_path: Path, statement: str) -> None:
    made = wait(office)
    export_case(office.store, [made], tmp_path / "case", SECRET)
    office.works("timur").approve([made.decision_id], True)
    with pytest.raises(Exception, match=r"append-only|never deleted"):
        office.store.database.conn.execute(statement)


def effective(office: Office, disposition: D, reason: str) -> None:
    """Have the officer decide the first hit, and the approver agree."""
    (made,) = office.works("aigul").decide([office.hits[0]], disposition, reason, "the papers say so")
    if made.second:
        office.works("timur").approve([made.decision_id], True)


@pytest.mark.parametrize(("weighty", "reason"), [(D.TRUE_MATCH, "same_party"), (D.REJECTED, "route_unexplained")])
@pytest.mark.parametrize("last", [D.RELEASED, D.FALSE_POSITIVE])
def test_a_hold_in_between_does_not_spare_the_second_person(office: Office, weighty: D, reason: str, last: D) -> None:
    office.works("adminova").put_setting("four_eyes.release_risk", "", "")
    effective(office, weighty, reason)
    effective(office, D.HELD, "awaiting_documents")
    effective(office, D.NEEDS_INFORMATION, "asked_sender")
    (made,) = office.works("aigul").decide([office.hits[0]], last, "other_party", "another party after all")
    assert made.second == "override"
    office.works("timur").approve([made.decision_id], True)
    # Agreed to, it is a decision like any other; put on hold it needs a second person once more.
    effective(office, D.HELD, "awaiting_documents")
    (again,) = office.works("aigul").decide([office.hits[0]], last, "other_party", "another party")
    assert again.second == "override"


def test_a_hold_of_what_nobody_decided_is_let_go_by_one(office: Office) -> None:
    effective(office, D.HELD, "awaiting_documents")
    (made,) = office.works("aigul").decide([office.hits[0]], D.FALSE_POSITIVE, "other_party", "")
    assert made.second == ""


CLEARS = {D.FALSE_POSITIVE: "other_party", D.RELEASED: "documents_complete", D.LICENCE_HELD: "licence"}


@pytest.mark.parametrize("clearing", CLEARS)
@pytest.mark.parametrize("way", ["made anew", "withdrawn", "withdrawn and held", "returned"])
def test_what_was_proposed_is_not_cleared_by_one_however_it_was_taken_back(
    office: Office, clearing: D, way: str
) -> None:
    office.works("adminova").put_setting("four_eyes.release_risk", "", "")
    made = wait(office)
    if way.startswith("withdrawn"):
        office.store.withdraw([made.decision_id])
    if way == "withdrawn and held":
        effective(office, D.HELD, "awaiting_documents")
    if way == "returned":
        office.works("timur").approve([made.decision_id], False, "compare the birth dates")
    store = office.works("aigul")
    (cleared,) = store.decide([made.hit_id], clearing, CLEARS[clearing], "KZ-1 until 2999-01-01")
    assert (cleared.second, cleared.pending) == ("licence" if clearing is D.LICENCE_HELD else "override", True)
    office.works("timur").approve([cleared.decision_id], True)
    # A second person has let it go: from here on it is a party like any other.
    assert run_verdict(store, office.run_id).because == ()
    stored = store.stored_hit(made.hit_id)
    assert stored.decision is not None
    assert stored.decision.disposition is clearing


def test_screening_the_file_again_does_not_spare_the_second_person(office: Office, tmp_path: Path) -> None:
    wait(office)
    store = office.works("timur")
    line = line_of(2, "ТОО Алма")
    office.import_and_screen(tmp_path, [line], [hit_of(2, "ТОО Алма")], "ab" * 32)
    store = office.works("aigul")
    (made,) = store.decide(office.hits, D.FALSE_POSITIVE, "other_party", "")
    assert made.second == "override"
    office.works("timur").approve([made.decision_id], True)
    office.works("aigul")
    office.import_and_screen(tmp_path, [line], [hit_of(2, "ТОО Алма")], "ac" * 32)
    (again,) = store.decide(office.hits, D.FALSE_POSITIVE, "other_party", "")
    assert again.second == ""


@pytest.mark.parametrize("clearing", CLEARS)
@pytest.mark.parametrize(("score", "number"), [(95.0, ""), (80.0, "990140000385")])
@pytest.mark.parametrize("name", ["aigul", "timur"])
def test_nobody_lets_go_alone_what_tekser_is_sure_of(
    office: Office, tmp_path: Path, clearing: D, score: float, number: str, name: str
) -> None:
    """Whatever it is called, by whoever: an equal number however the settings stand, a high score by the setting."""
    settings = {"four_eyes.release_risk": "", "four_eyes.true_match": "off"}
    settings |= {"four_eyes.clear_score": "" if number else "95"}
    for setting, value in settings.items():
        office.works("adminova").put_setting(setting, value, "")
    store = office.works(name)
    line = line_of(2, "ТОО Алма")
    office.import_and_screen(tmp_path, [line], [hit_of(2, "ТОО Алма", score=score, number=number)], "ab" * 32)
    (made,) = store.decide(office.hits, clearing, CLEARS[clearing], "KZ-1 until 2999-01-01")
    assert (made.second, made.pending) == ("certain", True)
    assert run_verdict(store, office.run_id).kind is VerdictKind.HOLD
    with pytest.raises(UserError) as caught:
        store.remember([made.decision_id], Scope.ALL, "another party")
    assert caught.value.code == "known_waits"
    if name == "timur":
        office.works("adminova").add_account("dana", Role.APPROVER, PASSWORD)
    store = office.works("dana" if name == "timur" else "timur")
    store.approve([made.decision_id], True)
    assert "undecided" not in {ground.code for ground in run_verdict(store, office.run_id).open}
    if clearing is D.FALSE_POSITIVE:
        # Agreed to by two, it is remembered by the same choice, which decides nothing anew, and keeps the very alert
        # from being asked again.
        choice = Choice(clearing, CLEARS[clearing], "another party", known=(Scope.ALL, ""))
        again = record_choice(store, [store.question_of(office.hits[0])], None, choice, "")
        assert again == ([], None)
        assert store.hit_decisions(office.hits[0]) == [store.decision(made.decision_id)]
        (known,) = store.known_parties()
        assert known.agreed
        found = [hit_of(2, "ТОО Алма", score=score, number=number)]
        office.import_and_screen(tmp_path, [line], found, "ac" * 32)
        assert [stored.hit.suppressed_by for stored in store.hits(office.run_id)] == [known.known_id]


def test_what_one_person_remembered_suppresses_nothing_that_needs_two(office: Office, tmp_path: Path) -> None:
    """The same party scores higher in another script, or against another edition of the list."""
    store = office.works("aigul")
    (made,) = store.decide(office.hits[:1], D.FALSE_POSITIVE, "other_party", "")
    (known,) = store.remember([made.decision_id], Scope.ALL, "another party")
    assert not known.agreed
    line = line_of(2, "ТОО Алма")
    asked: list[tuple[float, str, tuple[int | None, str]]] = [
        (94.0, "", (known.known_id, "")),
        (97.0, "", (None, "known_by_one")),
        (94.0, "990140000385", (None, "known_by_one")),
    ]
    for place, (score, number, expected) in enumerate(asked):
        hit = hit_of(2, "ТОО Алма", score=score, number=number)
        office.import_and_screen(tmp_path, [line], [hit], f"{place:02}" * 32)
        (stored,) = store.hits(office.run_id)
        assert (stored.hit.suppressed_by, stored.hit.known_note) == expected
    office.works("adminova").put_setting("list_kind.un", "block", "")
    office.works("aigul")
    office.import_and_screen(tmp_path, [line], [hit_of(2, "ТОО Алма")], "0d" * 32)
    assert [stored.hit.known_note for stored in store.hits(office.run_id)] == ["known_by_one"]


@pytest.mark.parametrize("before", [None, D.LICENCE_NEEDED, D.FALSE_POSITIVE, D.HELD])
def test_a_licence_by_which_a_shipment_goes_is_looked_at_by_two(office: Office, before: D | None) -> None:
    store = office.works("aigul")
    if before is not None:
        store.decide(office.hits[:1], before, REASONS[before][0], "papers")
    (made,) = store.decide(office.hits[:1], D.LICENCE_HELD, "licence", "", licence="KZ-1", licence_until="2999-01-01")
    assert (made.second, made.pending) == ("licence", True)
    office.works("timur").approve([made.decision_id], True)
    store = office.works("aigul")
    # Another number, and another last day: each is again for two, and until then the one agreed to holds.
    for number, until in (("KZ-2", "2999-01-01"), ("KZ-1", "2999-12-31")):
        (corrected,) = store.decide(office.hits[:1], D.LICENCE_HELD, "licence", "", licence=number, licence_until=until)
        assert corrected.pending
        in_force = store.stored_hit(office.hits[0]).decision
        assert in_force is not None
        assert (in_force.licence, in_force.licence_until) == ("KZ-1", "2999-01-01")
        store.withdraw([corrected.decision_id])


PROPOSED = {D.TRUE_MATCH: "same_party", D.RELEASED: "documents_complete"}
OTHERS = ("aigul", "bolat", "timur", "saule", "adminova")
DECIDERS = ("aigul", "bolat", "timur")
STOPPING = {D.TRUE_MATCH, D.REJECTED}


@pytest.mark.parametrize("proposed", PROPOSED)
@pytest.mark.parametrize("name", OTHERS)
def test_who_may_do_what_to_a_proposal(office: Office, tmp_path: Path, proposed: D, name: str) -> None:
    """Every decision by every role on what waits for a second person; aigul proposed it."""
    office.works("adminova").add_account("bolat", Role.OFFICER, PASSWORD)
    office.works("aigul")
    lines = [line_of(row, f"Party {row}") for row in range(len(D))]
    office.import_and_screen(tmp_path, lines, [hit_of(line.row, line.cells[0]) for line in lines], "ab" * 32)
    made = office.store.decide(office.hits, proposed, PROPOSED[proposed], "papers")
    assert all(decision.pending for decision in made)
    store = office.works(name)
    for waiting, after in zip(made, D, strict=True):
        code = ""
        try:
            store.decide([waiting.hit_id], after, REASONS[after][0], "KZ-1 until 2999-01-01")
        except UserError as error:
            code = error.code
        if name not in DECIDERS:
            expected = "role_may_not"
        elif name != "aigul" and not (proposed is D.RELEASED and after in STOPPING):
            expected = "waits_for_answer"
        else:
            expected = ""
        assert code == expected, after
        stored = store.stored_hit(waiting.hit_id)
        if expected:
            assert stored.pending == waiting
        elif after in CLEARS:
            assert stored.decision is None
            assert stored.pending is not None
            assert stored.pending.second == {D.RELEASED: "risk", D.LICENCE_HELD: "licence"}.get(after, "override")
    assert store.verify_trail().fault is None


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("agreed", [True, False])
def test_who_may_answer_a_proposal(office: Office, name: str, agreed: bool) -> None:
    office.works("adminova").add_account("bolat", Role.OFFICER, PASSWORD)
    made = wait(office)
    store = office.works(name)
    if name == "timur":
        (answered,) = store.approve([made.decision_id], agreed, "seen")
        assert answered.effective is agreed
        return
    with pytest.raises(UserError) as caught:
        store.approve([made.decision_id], agreed, "seen")
    assert caught.value.code == "role_may_not"
    assert store.stored_hit(made.hit_id).pending == made


def test_nobody_agrees_over_a_locked_session(office: Office) -> None:
    made = wait(office)
    office.store.session.lock()
    with pytest.raises(StoreUnavailable) as caught:
        office.store.approve([made.decision_id], True, name="timur", password=PASSWORD)
    assert caught.value.code == "locked"


def test_the_verdict_of_a_stored_run_follows_its_decisions(office: Office) -> None:
    def stands() -> tuple[VerdictKind, set[str], set[str]]:
        found = run_verdict(office.store, office.run_id)
        return found.kind, {g.code for g in found.because}, {g.code for g in found.open} - {"lists_changed"}

    assert stands() == (VerdictKind.HOLD, set(), {"undecided"})
    made = wait(office)
    assert stands() == (VerdictKind.ESCALATE, {"true_match"}, {"undecided", "pending"})
    office.works("timur").approve([made.decision_id], True)
    (clear,) = office.works("aigul").decide([made.hit_id], D.FALSE_POSITIVE, "other_party", "another number")
    # A clearance that waits clears nothing.
    assert stands() == (VerdictKind.ESCALATE, {"true_match"}, {"undecided", "pending"})
    office.works("timur").approve([clear.decision_id], True)
    store = office.works("aigul")
    store.decide(office.hits[1:], D.LICENCE_NEEDED, "licence", "")
    assert stands() == (VerdictKind.HOLD, set(), {"licence_needed"})
    store.decide(office.hits[1:4], D.FALSE_POSITIVE, "other_party", "")
    store.decide(office.hits[5:], D.FALSE_POSITIVE, "route_explained", "")
    (goods,) = store.decide(office.hits[4:5], D.FALSE_POSITIVE, "goods_not_covered", "")
    assert stands() == (VerdictKind.HOLD, set(), {"licence_needed", "pending"})
    assert goods.pending
