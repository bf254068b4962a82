"""Nobody lets go alone of what somebody said is to be stopped: not through a known party, a newer list, or a name."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from screening.casework.known import Scope
from screening.errors import UserError
from screening.model.decisions import Decision, Disposition
from screening.model.hits import Evidence, HitKind
from screening.verdict import Ground, VerdictKind, run_verdict
from tests.casework.conftest import Office, hit_of, line_of

ALMA = "ТОО Алма"


def clear_and_remember(office: Office) -> int:
    store = office.works("aigul")
    (made,) = store.decide(office.hits[:1], Disposition.FALSE_POSITIVE, "other_party", "")
    (known,) = store.remember([made.decision_id], Scope.ALL, "another tax number")
    return known.known_id


def screen(office: Office, folder: Path, sha256: str, name: str = ALMA) -> int | None:
    """Screen another file with the party; returns what suppressed its hit."""
    office.import_and_screen(folder, [line_of(2, name)], [hit_of(2, name)], sha256)
    return office.store.hits(office.run_id)[0].hit.suppressed_by


def stop(office: Office, hit: int, agreed: bool | None) -> Decision:
    (made,) = office.works("aigul").decide([hit], Disposition.TRUE_MATCH, "same_party", "")
    if agreed is not None:
        office.works("timur").approve([made.decision_id], agreed, "look again")
    office.works("aigul")
    return made


AGAINST: dict[str, Callable[[Office], object]] = {
    "agreed": lambda office: stop(office, office.hits[0], True),
    "proposed": lambda office: stop(office, office.hits[0], None),
    "returned": lambda office: stop(office, office.hits[0], False),
    "rejected": lambda office: office.store.decide(office.hits[:1], Disposition.REJECTED, "same_party", ""),
    "withdrawn": lambda office: office.store.withdraw([office.store.decisions(office.run_id)[0].decision_id]),
    "asked": lambda office: office.store.decide(office.hits[:1], Disposition.NEEDS_INFORMATION, "asked_sender", ""),
}


@pytest.mark.parametrize("way", AGAINST)
def test_a_known_party_ends_with_the_clearance_that_it_rests_on(office: Office, tmp_path: Path, way: str) -> None:
    number = clear_and_remember(office)
    AGAINST[way](office)
    (known,) = office.store.known_parties()
    assert (known.known_id, known.revoked_by) == (number, "aigul")
    assert screen(office, tmp_path, "ee" * 32) is None
    assert run_verdict(office.store, office.run_id).kind is VerdictKind.HOLD
    assert office.store.verify_trail().fault is None


@pytest.mark.parametrize("agreed", [True, False, None])
def test_it_ends_when_the_same_party_is_to_be_stopped_elsewhere(
    office: Office, tmp_path: Path, agreed: bool | None
) -> None:
    """In the file beside it, screened before; what it suppressed in between opens again."""
    office.works("aigul")
    screen(office, tmp_path, "ee" * 32)
    elsewhere, office.hits = office.hits[0], [1]
    clear_and_remember(office)
    assert screen(office, tmp_path, "ef" * 32) == 1
    suppressed = office.run_id
    stop(office, elsewhere, agreed)
    assert [one.hit.known_note for one in office.store.hits(suppressed)] == ["known_revoked"]
    assert Ground("undecided", 1) in run_verdict(office.store, suppressed).open
    assert screen(office, tmp_path, "ee" * 32) is None
    assert office.store.verify_trail().fault is None


def test_another_party_of_the_same_name_stays_known(office: Office, tmp_path: Path) -> None:
    number = clear_and_remember(office)
    office.import_and_screen(tmp_path, [line_of(2, ALMA, "990140000385")], [hit_of(2, ALMA)], "ee" * 32)
    stop(office, office.hits[0], True)
    assert screen(office, tmp_path, "ef" * 32) == number


def test_a_correction_of_the_clearance_keeps_it(office: Office, tmp_path: Path) -> None:
    number = clear_and_remember(office)
    office.store.decide([1], Disposition.FALSE_POSITIVE, "other_country", "")
    assert screen(office, tmp_path, "ef" * 32) == number


def test_an_older_clearance_is_not_remembered_after_a_stop_elsewhere(office: Office, tmp_path: Path) -> None:
    (made,) = office.works("aigul").decide([1], Disposition.FALSE_POSITIVE, "other_party", "")
    screen(office, tmp_path, "ee" * 32)
    stopped = stop(office, office.hits[0], None)
    with pytest.raises(UserError) as caught:
        office.store.remember([made.decision_id], Scope.ALL, "another tax number")
    assert caught.value.code == "cleared_before_stopped"
    assert caught.value.data == {"decision": made.decision_id, "stopped": stopped.decision_id}
    # Cleared by two, it is remembered again.
    office.works("timur").approve([stopped.decision_id], False, "compare the numbers")
    (cleared,) = office.works("aigul").decide(office.hits, Disposition.FALSE_POSITIVE, "other_party", "")
    assert cleared.second == "override"
    office.works("timur").approve([cleared.decision_id], True, "seen")
    (known,) = office.store.remember([cleared.decision_id], Scope.ALL, "another tax number")
    assert screen(office, tmp_path, "ef" * 32) == known.known_id


@pytest.mark.parametrize("name", [ALMA, "Алма ТОО", "«АЛМА»", "Alma LLP"])
def test_the_name_asks_for_two_whatever_else_meets_the_entry_now(office: Office, tmp_path: Path, name: str) -> None:
    """A list that gained a country, a line that lost its number: the question is another, the party is not."""
    stop(office, office.hits[0], None)
    hit = replace(hit_of(2, name), evidence=(Evidence("country_equal", "KZ", "KZ", 1.0),), score=80.0, field="notify")
    office.import_and_screen(tmp_path, [line_of(2, name)], [hit], "ee" * 32)
    (cleared,) = office.store.decide(office.hits, Disposition.FALSE_POSITIVE, "other_party", "")
    assert cleared.second == "override"


def test_goods_and_flags_ask_by_their_question(office: Office, tmp_path: Path) -> None:
    (first,) = office.works("aigul").decide(office.hits[5:6], Disposition.REJECTED, "route_unexplained", "")
    assert first.second == ""
    office.import_and_screen(tmp_path, [line_of(2, "Sixth AG")], [hit_of(2, "Sixth AG", HitKind.FLAG)], "ee" * 32)
    (cleared,) = office.store.decide(office.hits, Disposition.FALSE_POSITIVE, "route_explained", "")
    assert cleared.second == "override"


def test_a_number_of_another_firm_is_another_party(office: Office, tmp_path: Path) -> None:
    office.works("aigul")

    def judged(name: str, sha256: str) -> tuple[int | None, str]:
        hit = replace(hit_of(2, "990140000385"), field="consignee.tax_id")
        office.import_and_screen(tmp_path, [line_of(2, name, "990140000385")], [hit], sha256)
        found = office.store.hits(office.run_id)[0].hit
        return found.suppressed_by, found.known_note

    assert judged("Harmless LLP", "ea" * 32) == (None, "")
    (made,) = office.store.decide(office.hits, Disposition.FALSE_POSITIVE, "other_number", "")
    (known,) = office.store.remember([made.decision_id], Scope.ALL, "a slip of the pen")
    assert judged("LLP Harmless", "eb" * 32) == (known.known_id, "")
    assert judged(ALMA, "ec" * 32) == (None, "known_party_changed")


def test_nobody_is_second_by_their_name_alone(office: Office) -> None:
    made = stop(office, office.hits[0], None)
    told = '{"name":"timur","decisions":[%d],"agreed":true,"comment":"","machine":"m","case_id":"c","case_sha256":""}'
    with pytest.raises(UserError) as caught:
        office.store.approve_from_file((told % made.decision_id).encode(), bytes(64), "answer")
    assert caught.value.code == "no_such_approver"
    assert office.store.approvals() == [made]


def of_an_older_program(office: Office, known_id: int) -> None:
    """Leave a known party in force as a program did that revoked none by a decision, and upgrade its store."""
    connection = office.store.database.conn
    connection.execute("DROP TRIGGER known_revoked_is_never_deleted")
    connection.execute("DELETE FROM known_revoked")
    connection.execute("INSERT INTO known_to_check VALUES (?)", (known_id,))


@pytest.mark.parametrize("way", ["agreed", "proposed", "rejected", "withdrawn", "asked"])
def test_what_an_older_program_left_known_is_looked_at_once(office: Office, tmp_path: Path, way: str) -> None:
    number = clear_and_remember(office)
    AGAINST[way](office)
    of_an_older_program(office, number)
    assert screen(office, tmp_path, "ee" * 32) is None
    (known,) = office.store.known_parties()
    assert (known.known_id, known.revoked_by) == (number, "Tekser")
    assert office.store.database.conn.execute("SELECT count(*) FROM known_to_check").fetchone() == (0,)


def test_what_an_older_program_suppressed_opens_when_the_verdict_is_asked_for(office: Office, tmp_path: Path) -> None:
    number = clear_and_remember(office)
    assert screen(office, tmp_path, "ee" * 32) == number
    run_id = office.run_id
    stop(office, 1, None)
    connection = office.store.database.conn
    of_an_older_program(office, number)
    connection.execute("DELETE FROM hit_reopened")
    connection.execute("UPDATE hit SET suppressed_by = ? WHERE run_id = ?", (number, run_id))
    connection.execute(
        "UPDATE hit_question SET suppressed = 1 WHERE hit_id IN (SELECT hit_id FROM hit WHERE run_id = ?)", (run_id,)
    )
    assert Ground("undecided", 1) in run_verdict(office.store, run_id).open
    assert [one.hit.known_note for one in office.store.hits(run_id)] == ["known_revoked"]


def test_what_stands_stays_known_after_an_upgrade(office: Office, tmp_path: Path) -> None:
    number = clear_and_remember(office)
    office.store.decide([1], Disposition.FALSE_POSITIVE, "other_country", "")
    office.store.database.conn.execute("INSERT INTO known_to_check VALUES (?)", (number,))
    assert screen(office, tmp_path, "ee" * 32) == number
