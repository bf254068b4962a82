"""Alerts of other screenings of the same file or shipment that one has not: they hold it until each is let go."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from screening.casework.known import Scope
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.model.earlier import STANDINGS, WHYS, EarlierAlert
from screening.model.hits import Hit, HitKind
from screening.model.lists import ListFormat
from screening.model.manifests import Line, Value
from screening.verdict import Ground, VerdictKind, run_verdict
from tests.casework.conftest import PARTIES, PASSWORD, Office, hit_of, line_of
from tests.db.test_store import entry, list_info
from ui import words
from ui.report.collect import AuditReport, collect
from ui.report.shipment import shipments_named
from ui.words.earlier_text import earlier_text

SAME = "cd" * 32
"""The hash of the file that the office screened first."""


def shipped(row: int, party: str, consignor: str = "Bavaria GmbH", **documents: str) -> Line:
    """Return a line of a shipment, named by the numbers of its documents."""
    line = line_of(row, party, consignor=consignor)
    values = (Value(field, text, text, row, 9 + n) for n, (field, text) in enumerate(documents.items()))
    return replace(line, values=(*line.values, *values))


def screen(office: Office, folder: Path, lines: list[Line], hits: list[Hit], sha256: str) -> list[EarlierAlert]:
    """Import and screen a file, and return what of other screenings it has not."""
    known = office.store.known_for(office.manifest_id)
    original = folder / "again.xlsx"
    original.write_bytes(b"bytes")
    info = replace(office.store.manifests()[-1].info, sha256=sha256, name="again.xlsx")
    office.manifest_id = office.store.add_manifest(info, [], [lines], [], original).manifest_id
    office.store.history(office.manifest_id)
    stored = {line.row: (line_id, line) for batch in office.store.lines(office.manifest_id) for line_id, line in batch}
    lists = [info for info in office.store.lists() if info.active]
    with office.store.run(office.manifest_id, "0.1", "{}", lists, thresholds=(73.0, 55.0)) as run:
        run.add_hits({stored[hit.line_row][0]: known.judge(stored[hit.line_row][1], [hit]) for hit in hits})
        office.run_id = run.finish(len(lines)).run_id
    office.hits = [one.hit_id for one in office.store.hits(office.run_id)]
    return office.store.earlier_alerts(office.run_id)


LINES = [line_of(row, party) for row, party in enumerate(PARTIES, 2)]
HITS = [hit_of(row, party) for row, party in enumerate(PARTIES[:4], 2)]


@pytest.fixture
def worked(office: Office) -> Office:
    """The office with its first screening: all hits but the first are let go by two persons."""
    store = office.works("aigul")
    made = store.decide(office.hits[1:], Disposition.FALSE_POSITIVE, "other", "looked at")
    waiting = [decision.decision_id for decision in made if decision.second]
    office.works("timur").approve(waiting, True)
    office.works("aigul")
    return office


def decided(office: Office, how: str, hit: int = 1) -> None:
    """Have aigul say something of a hit, and timur agree to it where that is asked for."""
    disposition = {"waiting": Disposition.TRUE_MATCH, "agreed": Disposition.TRUE_MATCH}.get(how)
    if disposition is None and how != "open":
        disposition = Disposition(how)
    if disposition is not None:
        reason = {Disposition.TRUE_MATCH: "same_party", Disposition.REJECTED: "same_party"}.get(disposition, "other")
        (made,) = office.works("aigul").decide([hit], disposition, reason, "because")
        if how == "agreed":
            office.works("timur").approve([made.decision_id], True)
    office.works("aigul")


STATES = {
    "open": "undecided", "waiting": "pending", "agreed": "true_match", "rejected": "rejected", "held": "held",
    "needs_information": "needs_information", "licence_needed": "licence_needed",
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_an_alert_that_does_not_come_again_holds_the_next_screening(worked: Office, tmp_path: Path, state: str) -> None:
    decided(worked, state)
    (alert,) = screen(worked, tmp_path, LINES, HITS[1:], SAME)
    assert (alert.standing, alert.why, alert.values) == (STATES[state], "judged_otherwise", (PARTIES[0],))
    assert (alert.list_id, alert.entry_id, alert.run_id, alert.hit_id) == ("un", "7", 1, 1)
    worked.store.decide(worked.hits, Disposition.FALSE_POSITIVE, "other_party", "")
    judged = run_verdict(worked.store, worked.run_id)
    assert (judged.kind, judged.earlier) == (VerdictKind.HOLD, (alert,))
    assert Ground("earlier_alerts", 1) in judged.open


AGAINST = {"waiting": "pending", "agreed": "true_match", "rejected": "rejected", "held": "held"}


@pytest.mark.parametrize("sha256", [SAME, "ef" * 32], ids=["same bytes", "same shipment"])
@pytest.mark.parametrize("state", AGAINST)
def test_what_is_said_elsewhere_after_it_was_let_go_here_holds_it(
    worked: Office, tmp_path: Path, state: str, sha256: str
) -> None:
    first = worked.run_id
    lines = [
        replace(line, values=(*line.values, Value("transport_doc_no", "CMR 100417", "CMR 100417", 2, 9)))
        for line in LINES
    ]
    screen(worked, tmp_path, lines, HITS, "12" * 32)
    for run in (first, worked.run_id):
        open_hits = [one.hit_id for one in worked.store.hits(run) if one.decision is None]
        worked.works("timur").decide(open_hits, Disposition.FALSE_POSITIVE, "other_party", "")
    cleared = worked.run_id
    assert run_verdict(worked.store, cleared).kind is VerdictKind.RELEASE
    screen(worked, tmp_path, lines, HITS, "12" * 32 if sha256 == SAME else sha256)
    decided(worked, state, worked.hits[0])
    judged = run_verdict(worked.store, cleared)
    assert judged.kind is VerdictKind.HOLD
    (alert,) = judged.earlier
    assert (alert.standing, alert.why, alert.run_id, alert.hit_id) == (
        AGAINST[state], "decided_otherwise", worked.run_id, worked.hits[0],
    )  # fmt: skip
    # Said again after it, by whoever that needs, it is let go.
    again = next(one.hit_id for one in worked.store.hits(cleared) if one.hit.value == PARTIES[0])
    (made,) = worked.works("aigul").decide([again], Disposition.FALSE_POSITIVE, "other_party", "")
    assert bool(made.second) is (state != "held")
    if made.second:
        worked.works("timur").approve([made.decision_id], True)
    assert run_verdict(worked.store, cleared).kind is VerdictKind.RELEASE


def test_what_is_said_elsewhere_while_it_waits_here_holds_it_once_it_is_let_go(worked: Office, tmp_path: Path) -> None:
    screen(worked, tmp_path, LINES, [replace(HITS[0], score=99.0)], SAME)
    cleared, (hit,) = worked.run_id, worked.hits
    worked.works("timur").decide([1, 2], Disposition.FALSE_POSITIVE, "other_party", "")
    (waits,) = worked.works("aigul").decide([hit], Disposition.FALSE_POSITIVE, "other_party", "")
    assert waits.pending
    screen(worked, tmp_path, LINES, [replace(HITS[0], score=99.0)], SAME)
    decided(worked, "rejected", worked.hits[0])
    # Asked before the answer, which is the only record after it: the store has kept what it said then.
    assert run_verdict(worked.store, cleared).earlier == ()
    worked.store.approve([waits.decision_id], True, name="timur", password=PASSWORD)
    judged = run_verdict(worked.store, cleared)
    assert judged.kind is VerdictKind.HOLD
    assert [alert.why for alert in judged.earlier] == ["decided_otherwise"]


@pytest.mark.parametrize("name", ["ТОО Алма", "Алма ТОО", "«АЛМА»", "Alma LLP"])
def test_the_same_name_against_the_same_entry_is_its_counterpart(worked: Office, tmp_path: Path, name: str) -> None:
    assert screen(worked, tmp_path, [shipped(2, name)], [hit_of(2, name)], SAME) == []


def test_an_entry_of_the_same_name_is_the_same_one(worked: Office, tmp_path: Path) -> None:
    assert screen(worked, tmp_path, LINES[:1], [replace(HITS[0], entry_id="row-9")], SAME) == []
    assert screen(worked, tmp_path, LINES[:1], [replace(HITS[0], entry_id="8", entry_name="OTHER")], SAME)


def test_what_was_let_go_is_asked_for_no_more(worked: Office, tmp_path: Path) -> None:
    worked.store.decide([1], Disposition.FALSE_POSITIVE, "other_party", "")
    assert screen(worked, tmp_path, LINES, [], SAME) == []


def test_a_known_party_is_asked_for_again_only_when_it_is_revoked(worked: Office, tmp_path: Path) -> None:
    (made,) = worked.store.decide([1], Disposition.FALSE_POSITIVE, "other_party", "")
    (known,) = worked.store.remember([made.decision_id], Scope.ALL, "another tax number")
    assert screen(worked, tmp_path, LINES[:1], HITS[:1], "ef" * 32) == []
    assert worked.store.hits(worked.run_id)[0].hit.suppressed_by == known.known_id
    assert screen(worked, tmp_path, LINES[:1], [], "ef" * 32) == []
    worked.store.revoke_known(known.known_id, "a mistake")
    assert [alert.standing for alert in worked.store.earlier_alerts(worked.run_id)] == ["undecided"]


def test_a_decision_on_the_alert_itself_lets_the_shipment_go(worked: Office, tmp_path: Path) -> None:
    decided(worked, "agreed")
    screen(worked, tmp_path, LINES, [], SAME)
    assert run_verdict(worked.store, worked.run_id).open[0] == Ground("earlier_alerts", 1)
    (cleared,) = worked.store.decide([1], Disposition.FALSE_POSITIVE, "other_party", "")
    assert cleared.second == "override"
    assert worked.store.earlier_alerts(worked.run_id)  # until a second person agrees
    worked.works("timur").approve([cleared.decision_id], True)
    assert worked.store.earlier_alerts(worked.run_id) == []


@pytest.mark.parametrize("state", ["open", "waiting", "agreed", "rejected"])
def test_what_is_no_longer_listed_is_let_go_by_two(worked: Office, tmp_path: Path, state: str) -> None:
    decided(worked, state)
    with pytest.raises(UserError) as caught:
        worked.store.decide([1], Disposition.RELEASED, "no_longer_listed", "")
    assert caught.value.code == "still_listed"
    worked.works("timur").replace_list(list_info("un", ListFormat.UN_XML), [entry("8", "OTHER")])
    worked.works("aigul")
    (alert,) = screen(worked, tmp_path, LINES, [], SAME)
    assert alert.why == "entry_left"
    (told,) = worked.store.decide([alert.hit_id], Disposition.RELEASED, "no_longer_listed", "")
    assert told.second == "delisted"
    assert run_verdict(worked.store, worked.run_id).kind is VerdictKind.HOLD
    with pytest.raises(UserError):
        worked.store.approve([told.decision_id], True)  # one person is not two
    worked.works("timur").approve([told.decision_id], True)
    assert worked.store.earlier_alerts(worked.run_id) == []
    assert worked.store.verify_trail().fault is None


def test_a_later_screening_lets_it_go_and_an_earlier_one_does_not(worked: Office, tmp_path: Path) -> None:
    screen(worked, tmp_path, LINES[:1], HITS[:1], SAME)
    second = worked.hits
    worked.store.decide(second, Disposition.FALSE_POSITIVE, "other_party", "")
    assert screen(worked, tmp_path, LINES, [], SAME) == []  # cleared after both were raised
    decided(worked, "waiting")
    assert [a.standing for a in worked.store.earlier_alerts(worked.run_id)] == ["pending"]  # stopped after that
    (cleared,) = worked.store.decide(second, Disposition.FALSE_POSITIVE, "other_party", "")
    assert cleared.second == "override"
    worked.works("timur").approve([cleared.decision_id], True)
    assert worked.store.earlier_alerts(worked.run_id) == []


def test_what_others_have_is_read_anew_only_after_something_said_of_others(worked: Office, tmp_path: Path) -> None:
    told = screen(worked, tmp_path, LINES, HITS[1:], SAME)
    store = worked.store
    store.decide(worked.hits[:1], Disposition.FALSE_POSITIVE, "other_party", "")
    assert store.earlier_alerts(worked.run_id) is told
    worked.works("adminova").put_setting("letters.office", "Almaty", "")
    worked.works("aigul")
    assert store.earlier_alerts(worked.run_id) is not told
    assert store.earlier_alerts(worked.run_id) == told
    store.decide(worked.hits[1:2], Disposition.FALSE_POSITIVE, "other_party", "")
    store.decide([1], Disposition.FALSE_POSITIVE, "other_party", "")
    assert store.earlier_alerts(worked.run_id) == []


def test_one_line_let_go_leaves_the_others(worked: Office, tmp_path: Path) -> None:
    lines, hits = [shipped(2, PARTIES[0]), shipped(3, PARTIES[0])], [HITS[0], hit_of(3, PARTIES[0])]
    screen(worked, tmp_path, lines, hits, "ef" * 32)
    worked.store.decide(worked.hits[:1], Disposition.FALSE_POSITIVE, "other_party", "")
    (alert,) = screen(worked, tmp_path, lines, [], "ef" * 32)
    assert (alert.standing, alert.hit_id) == ("undecided", worked.store.hits(2)[1].hit_id)


CONTAINER = {"container_no": "MSKU1234565"}
WAYBILL = {"transport_doc_no": "CMR 00417", "invoice_no": "INV-7"}


@pytest.mark.parametrize(
    ("first", "second", "consignor", "related"),
    [
        (WAYBILL, WAYBILL, "Bavaria GmbH", True),
        (WAYBILL, WAYBILL, "Other sender", True),
        (WAYBILL, {"transport_doc_no": "cmr-00417"}, "Other sender", True),
        (WAYBILL, {**WAYBILL, "transport_doc_no": "CMR 00418"}, "Bavaria GmbH", False),
        ({"declaration_no": "55302/010126/0001"}, {"declaration_no": "55302/010126/0001"}, "Other sender", True),
        # Every sender numbers invoices, and containers come again: the sender or the receiver is the same too.
        ({"invoice_no": "INV-2026-7"}, {"invoice_no": "INV-2026-7"}, "Bavaria GmbH", True),
        ({"invoice_no": "INV-2026-7"}, {"invoice_no": "INV-2026-7"}, "Other sender", False),
        ({"container_no": "MSKU1234565"}, {"container_no": "MSKU1234565"}, "Bavaria GmbH", True),
        ({"container_no": "MSKU1234565"}, {"container_no": "MSKU1234565"}, "Other sender", False),
        ({"transport_doc_no": "7"}, {"transport_doc_no": "7"}, "Other sender", False),
        ({**CONTAINER, "date": "2026-11-02"}, {**CONTAINER, "date": "2026-11-02"}, "Bavaria GmbH", True),
        ({**CONTAINER, "date": "2026-11-02"}, {**CONTAINER, "date": "2026-12-14"}, "Bavaria GmbH", False),
        # Running numbers come every day: what is sent is told and the same too. Where it is not told, most lines must be.
        ({"transport_doc_no": "7"}, {"transport_doc_no": "7"}, "Bavaria GmbH", False),
        ({"invoice_no": "INV-7"}, {"invoice_no": "INV-7"}, "Bavaria GmbH", False),
        ({"invoice_no": "7", "net_weight": "12"}, {"invoice_no": "7", "net_weight": "12"}, "Bavaria GmbH", True),
        ({"invoice_no": "7", "net_weight": "12"}, {"invoice_no": "7", "net_weight": "13"}, "Bavaria GmbH", False),
        ({"invoice_no": "7", "date": "2026-11-02"}, {"invoice_no": "7", "date": "2026-11-03"}, "Bavaria GmbH", False),
        ({"invoice_no": "00000", "value": "5"}, {"invoice_no": "00000", "value": "6"}, "Bavaria GmbH", False),
        ({"transport_doc_no": "0000000"}, {"transport_doc_no": "0000000"}, "Other sender", False),
        ({"invoice_no": "2026/7", "value": "5"}, {"invoice_no": "2026/7", "value": "6"}, "Bavaria GmbH", True),
        ({"transport_doc_no": "б/н"}, {"transport_doc_no": "б/н"}, "Bavaria GmbH", False),
        ({}, {}, "Bavaria GmbH", False),
    ],
)
def test_another_file_of_the_same_shipment(
    office: Office, tmp_path: Path, first: dict[str, str], second: dict[str, str], consignor: str, related: bool
) -> None:
    office.works("aigul")
    screen(office, tmp_path, [shipped(2, PARTIES[0], **first)], HITS[:1], "ea" * 32)
    found = screen(office, tmp_path, [shipped(2, "ТОО Бета", consignor, **second)], [], "eb" * 32)
    assert [(alert.run_id, alert.why) for alert in found] == ([(2, "value_absent")] if related else [])


def test_a_number_that_one_file_writes_in_two_ways_is_all_of_these_shipments(office: Office, tmp_path: Path) -> None:
    office.works("aigul")
    screen(office, tmp_path, [shipped(2, PARTIES[0], "Alpha", invoice_no="INV-2026-7")], HITS[:1], "ea" * 32)
    for numbers in (("INV-2026-7", "inv 2026/7"), ("inv 2026/7", "INV-2026-7")):
        lines = [shipped(2, "ТОО Бета", "Alpha", invoice_no=numbers[0]), shipped(3, "ТОО Вега", invoice_no=numbers[1])]
        assert len(screen(office, tmp_path, lines, [], "eb" * 32)) == 1


def test_shipments_of_manifests_that_an_older_program_screened_are_known(office: Office, tmp_path: Path) -> None:
    office.works("aigul")
    screen(office, tmp_path, [shipped(2, PARTIES[0], **WAYBILL)], HITS[:1], "ea" * 32)
    office.store.database.conn.execute("DELETE FROM shipment")
    (alert,) = screen(office, tmp_path, [shipped(2, "ТОО Бета", **WAYBILL)], [], "eb" * 32)
    assert (alert.run_id, alert.why) == (2, "value_absent")


def test_only_the_lines_of_that_shipment_count(office: Office, tmp_path: Path) -> None:
    office.works("aigul")
    lines = [shipped(2, PARTIES[0], transport_doc_no="CMR 00001"), shipped(3, PARTIES[1], transport_doc_no="CMR 00002")]
    screen(office, tmp_path, lines, HITS[:2], "ea" * 32)
    (alert,) = screen(office, tmp_path, [shipped(2, "ТОО Бета", transport_doc_no="CMR 00002")], [], "eb" * 32)
    assert alert.values == (PARTIES[1],)


def of_shipments(office: Office, numbers: list[str]) -> list[AuditReport]:
    run = office.store.find_run(office.run_id)
    assert run is not None
    return shipments_named(collect(office.store, run), numbers)


def test_the_report_of_one_shipment_is_held_by_its_own_alerts(office: Office, tmp_path: Path) -> None:
    """And by those of which nobody can say which shipment they are of: here one whose number is not in the file."""
    office.works("aigul")
    lines = [shipped(row, party, date="2026-11-02", net_weight=f"{row}17.5", transport_doc_no=f"CMR 0000{row}")
             for row, party in enumerate(PARTIES[:4], 2)]  # fmt: skip
    screen(office, tmp_path, lines, [HITS[0]], "ea" * 32)
    (alert,) = screen(office, tmp_path, lines, [], "eb" * 32)
    assert alert.shipments == (("transport_doc_no", "CMR 00002"),)
    reports = of_shipments(office, ["CMR 00002", "CMR 00003"])
    assert [one.verdict.earlier for one in reports if one.of and one.of.number == "CMR 00002"] == [(alert,)]
    assert [one.verdict.kind for one in reports if one.of and one.of.number == "CMR 00003"] == [VerdictKind.RELEASE]
    # The line loses its number and its party: it may travel with any of the others.
    altered = [line for line in lines if line.row != 2] + [shipped(2, "ТОО Бета", date="2026-11-02")]
    (alert,) = screen(office, tmp_path, altered, [], "ec" * 32)
    assert alert.shipments == ()
    for one in of_shipments(office, ["CMR 00003", "CMR 00004"]):
        assert (one.verdict.kind, one.verdict.earlier) == (VerdictKind.HOLD, (alert,))
        assert "holds each of them" in earlier_text(alert, of_one_shipment=True)


def test_what_many_meet_of_one_entry_is_one_point(office: Office, tmp_path: Path) -> None:
    """An entry that left its list with forty spellings, and a whole list that went."""
    office.works("aigul")
    names = [
        f"Алма {a}{b}лин" for a in ["Акрос", "Бета", "Вега", "Гран", "Дона", "Елан", "Заря", "Иден"] for b in "аеиоу"
    ]
    lines = [shipped(row, name) for row, name in enumerate(names, 2)]
    hits = [hit_of(row, name) for row, name in enumerate(names, 2)]
    screen(office, tmp_path, lines, hits, "ea" * 32)
    office.works("timur").replace_list(list_info("un", ListFormat.UN_XML), [entry("8", "OTHER")])
    office.works("aigul")
    (alert,) = screen(office, tmp_path, lines, [], "ea" * 32)
    assert (alert.why, len(alert.values), alert.entries) == ("entry_left", 40, 1)
    hits = [replace(hit, entry_id=str(row)) for row, hit in enumerate(hits)]
    screen(office, tmp_path, lines, hits, "eb" * 32)
    office.works("timur").set_active("un", False)
    office.works("aigul")
    (alert,) = screen(office, tmp_path, lines, [], "eb" * 32)
    assert (alert.why, alert.list_id, alert.entries) == ("list_retired", "un", 40)


def flag(row: int, code: str) -> Hit:
    return replace(hit_of(row, "x", HitKind.FLAG), entry_id=code)


def test_flags_count_where_the_file_is_the_same_or_somebody_decided(office: Office, tmp_path: Path) -> None:
    office.works("aigul")
    line = [shipped(2, PARTIES[0], **WAYBILL)]
    screen(office, tmp_path, line, [flag(2, "vague_goods")], "ea" * 32)
    (alert,) = screen(office, tmp_path, line, [], "ea" * 32)
    assert (alert.kind, alert.why) == (HitKind.FLAG, "judged_otherwise")
    assert screen(office, tmp_path, line, [], "eb" * 32) == []  # a corrected file says what the first did not
    office.store.decide([alert.hit_id], Disposition.REJECTED, "route_unexplained", "")
    assert [a.standing for a in office.store.earlier_alerts(office.run_id)] == ["rejected"]


def test_a_flag_that_asks_the_history_changes_with_it(office: Office, tmp_path: Path) -> None:
    office.works("aigul")
    screen(office, tmp_path, LINES[:1], [flag(2, "new_customer_nine")], "ea" * 32)
    assert screen(office, tmp_path, LINES[:1], [], "ea" * 32) == []


def test_a_threshold_of_the_office_is_no_trick_but_what_somebody_said_stays(office: Office, tmp_path: Path) -> None:
    office.works("aigul")
    low = [replace(HITS[0], score=75.0), replace(HITS[1], score=76.0)]
    screen(office, tmp_path, LINES[:2], low, "ea" * 32)
    first = office.hits
    assert len(screen(office, tmp_path, LINES[:2], [], "ea" * 32)) == 1
    office.works("adminova").put_setting("screening.party_threshold", "80", "")
    office.works("aigul")
    with office.store.run(office.manifest_id, "0.1", "{}", office.store.lists(), thresholds=(80.0, 55.0)) as run:
        run_id = run.finish(2).run_id
    assert office.store.earlier_alerts(run_id) == []
    decided(office, "waiting", first[0])
    assert [(a.why, a.standing) for a in office.store.earlier_alerts(run_id)] == [("below_threshold", "pending")]


def test_a_screening_by_the_lists_of_a_past_day_counts_only_where_it_was_decided(
    office: Office, tmp_path: Path
) -> None:
    office.works("aigul")
    screen(office, tmp_path, LINES[:1], [], "ea" * 32)
    day = office.store.find_run(office.run_id)
    assert day is not None
    (line_id, _line), *_ = next(iter(office.store.lines(office.manifest_id)))
    with office.store.run(office.manifest_id, "0.1", "{}", office.store.lists(), as_of=day.started_at) as run:
        run.add_hits({line_id: HITS[:1]})
        then = run.finish(1).run_id
    assert office.store.earlier_alerts(office.run_id) == []
    decided(office, "waiting", office.store.hits(then)[0].hit_id)
    assert len(office.store.earlier_alerts(office.run_id)) == 1


def test_what_was_deleted_when_its_time_was_over_is_not_asked_for(office: Office, tmp_path: Path) -> None:
    office.works("aigul")
    screen(office, tmp_path, LINES[:1], HITS[:1], "ea" * 32)
    gone = office.manifest_id
    assert len(screen(office, tmp_path, LINES[:1], [], "ea" * 32)) == 1
    office.store.database.conn.execute("INSERT INTO manifest_deleted VALUES (?, '', '')", (gone,))
    with closing(office.folder.open()) as store:  # which has asked for none of it yet
        assert store.earlier_alerts(office.run_id) == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_it_is_told_in_one_sentence(worked: Office, tmp_path: Path, language: str) -> None:
    (alert,) = screen(worked, tmp_path, LINES, HITS[1:], SAME)
    with words.in_language(language):
        told = {
            earlier_text(replace(alert, why=why, standing=standing, entries=entries))
            for why in WHYS for standing in STANDINGS for entries in (1, 3)
        }  # fmt: skip
        assert len(told) == len(WHYS) * len(STANDINGS) * 2
        assert all(PARTIES[0] in text and "un" in text for text in told)
