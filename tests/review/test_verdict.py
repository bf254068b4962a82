"""The verdict on a shipment, and which hits are one question."""

from dataclasses import replace

import pytest

from screening.model.decisions import Disposition
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.lists import ListFormat
from screening.model.questions import RunTally
from screening.one_question import question_key
from screening.verdict import Ground, VerdictKind, changed_lists, verdict
from tests.db.test_store import list_info
from ui.words.verdict_text import verdict_sentence

DONE = RunTally(3, 0, 2, 0, 0, {Disposition.FALSE_POSITIVE: 2, Disposition.LICENCE_HELD: 1})


def test_nothing_found_is_released() -> None:
    assert verdict(RunTally(0, 0, 0, 0, 0)).kind is VerdictKind.RELEASE


def test_all_cleared_is_released_and_says_by_what() -> None:
    judged = verdict(DONE)
    assert judged.kind is VerdictKind.RELEASE
    assert judged.because == (Ground("false_positive", 2), Ground("licence_held", 1))
    assert judged.open == ()


@pytest.mark.parametrize(
    ("tally", "changed", "code"),
    [
        (replace(DONE, open_questions=1, open_hits=1), 0, "undecided"),
        (replace(DONE, waiting_hits=1), 0, "pending"),
        (replace(DONE, unscreened=4), 0, "unscreened"),
        (DONE, 2, "lists_changed"),
        (replace(DONE, expired_licences=1), 0, "licence_expired"),
        (replace(DONE, dispositions={Disposition.NEEDS_INFORMATION: 1}), 0, "needs_information"),
        (replace(DONE, dispositions={Disposition.HELD: 1}), 0, "held"),
        (replace(DONE, dispositions={Disposition.LICENCE_NEEDED: 1}), 0, "licence_needed"),
    ],
)
def test_anything_open_holds(tally: RunTally, changed: int, code: str) -> None:
    judged = verdict(tally, lists_changed=changed)
    assert judged.kind is VerdictKind.HOLD
    assert [ground.code for ground in judged.open] == [code]


@pytest.mark.parametrize("against", [Disposition.TRUE_MATCH, Disposition.REJECTED])
def test_anything_against_escalates_whatever_is_open(against: Disposition) -> None:
    judged = verdict(replace(DONE, open_questions=5, dispositions={**DONE.dispositions, against: 1}))
    assert judged.kind is VerdictKind.ESCALATE
    assert judged.because == (Ground(against.value, 1),)
    assert judged.open == (Ground("undecided", 5),)


@pytest.mark.parametrize("waits", [Disposition.TRUE_MATCH, Disposition.REJECTED, Disposition.RELEASED])
def test_a_true_match_stops_before_a_second_person_has_agreed(waits: Disposition) -> None:
    judged = verdict(replace(DONE, waiting_hits=1, waiting={waits: 1}))
    against = waits is not Disposition.RELEASED
    assert judged.kind is (VerdictKind.ESCALATE if against else VerdictKind.HOLD)
    assert judged.because == ((Ground(waits.value, 1),) if against else ())
    assert judged.open == (Ground("pending", 1),)


@pytest.mark.parametrize(
    ("tally", "changed", "start"),
    [
        (replace(DONE, waiting_hits=1, waiting={Disposition.TRUE_MATCH: 1}), 1, "STOP"),
        (replace(DONE, open_questions=1, unscreened=1, dispositions={Disposition.HELD: 1}), 1, "NOT DECIDED"),
        (replace(DONE, waiting_hits=1, waiting={Disposition.RELEASED: 1}), 0, "NOT DECIDED"),
        (replace(DONE, unscreened=1, dispositions={Disposition.LICENCE_NEEDED: 1}), 1, "HOLD"),
        (replace(DONE, expired_licences=1), 0, "HOLD"),
        (replace(DONE, unscreened=1), 1, "NOT FULLY SCREENED"),
        (DONE, 1, "LISTS CHANGED"),
        (DONE, 0, "RELEASED"),
        (RunTally(1, 0, 1, 0, 0, {}, 0, 1), 0, "NO HIT"),
    ],
)
def test_what_a_report_says_follows_from_the_same_verdict(tally: RunTally, changed: int, start: str) -> None:
    assert verdict_sentence(verdict(tally, lists_changed=changed)).startswith(start + ("" if "HIT" in start else ":"))


@pytest.mark.parametrize("disposition", [d for d in Disposition if d is not Disposition.WITHDRAWN])
def test_every_disposition_has_its_place(disposition: Disposition) -> None:
    judged = verdict(RunTally(1, 0, 1, 0, 0, {disposition: 1}))
    assert disposition.value in {ground.code for ground in (*judged.because, *judged.open)}


def test_a_list_that_came_changed_or_went_counts_as_changed() -> None:
    one, two, three = (replace(list_info(name, ListFormat.UN_XML), active=True, entries=3) for name in "abc")
    assert changed_lists([one, two], [one, two]) == 0
    assert changed_lists([one], [one, two]) == 1
    assert changed_lists([one, two], [one, replace(two, active=False)]) == 1
    assert changed_lists([one, two], [one, replace(two, sha256="ff"), three]) == 2
    assert changed_lists([one], [one, replace(two, entries=0)]) == 0


def party(value: str, *evidence: Evidence) -> Hit:
    return Hit("s", 2, 2, "consignee", value, HitKind.PARTY, "l", "e", "X", "X", 80.0, Reason("r"), evidence)


def test_one_decision_covers_the_same_party_on_the_same_evidence_alone() -> None:
    weak = party("x", Evidence("word_equal"))
    key = question_key(weak, "a", "b")
    assert key == question_key(replace(weak, line_row=3, row=3, field="buyer", score=70.0), "c", "d")
    assert key != question_key(replace(weak, entry_id="f"), "a", "b")
    assert key != question_key(party("x", Evidence("identifier_equal", "1", "1")), "a", "b")
    latin = party("Tekhnopribor Invest LLC", Evidence("word_equal"), Evidence("word_equal"))
    other_script = party("ООО Инвест Техноприбор", Evidence("word_sounds_equal"))
    assert question_key(latin, "", "") == question_key(other_script, "", "")
    assert question_key(latin, "", "") != question_key(replace(latin, value="Tekhnopribor Invent LLC"), "", "")


def test_names_without_a_word_to_read_are_told_apart() -> None:
    assert question_key(party("1"), "", "") != question_key(party("2"), "", "")


def test_goods_and_flags_are_one_decision_between_the_same_parties_on_the_same_route_alone() -> None:
    for kind in (HitKind.GOODS, HitKind.FLAG, HitKind.COUNTRY):
        one = replace(party("chips"), kind=kind)
        assert question_key(one, "A → B", "DE → KZ") == question_key(replace(one, line_row=9), "A → B", "DE → KZ")
        assert question_key(one, "A → B", "DE → KZ") != question_key(one, "A → C", "DE → KZ")
        assert question_key(one, "A → B", "DE → KZ") != question_key(one, "A → B", "DE → RU")
