"""Known parties: remembered for the pair, open again by themselves, suppressed hits recorded and counted."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import db.known
from screening.casework.known import Scope
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.lists import ListFormat
from screening.model.manifests import Line, Value
from screening.today import look_round
from screening.verdict import Ground, run_verdict
from tests.casework.conftest import Office, hit_of, line_of
from tests.db.test_store import entry, list_info
from ui.words.page_words import reopened_text


def remember(office: Office, scope: Scope = Scope.ALL, expires_on: str = "") -> int:
    """Clear the first hit and remember it; returns the known party's number."""
    (made,) = office.store.decide(office.hits[:1], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    (known,) = office.store.remember([made.decision_id], scope, "not the listed one: another tax number", expires_on)
    return known.known_id


def again(
    office: Office, folder: Path, line: Line | None = None, sha256: str = "ef" * 32, entry_id: str = "7"
) -> tuple[int | None, str]:
    """Screen another manifest with the party; returns what suppressed its hit, or the note why nothing did."""
    line = line or line_of(2, "ТОО Алма")
    office.import_and_screen(folder, [line], [hit_of(2, line.cells[0], entry_id=entry_id)], sha256)
    found = office.store.hits(office.run_id)[0].hit
    return found.suppressed_by, found.known_note


def test_a_cleared_match_is_not_asked_again_but_recorded_and_counted(single: Office, tmp_path: Path) -> None:
    number = remember(single)
    assert again(single, tmp_path) == (number, "")
    (run,) = single.store.runs(single.manifest_id)
    assert (run.hits, run.suppressed, run.flagged_lines) == (1, 1, 0)
    (line_id,) = single.store.line_ids(single.run_id)
    (row,) = single.store.line_rows(single.run_id, [line_id])
    assert (row.open_hits, row.suppressed_hits, row.score) == (0, 1, 0.0)
    assert single.store.line_ids(single.run_id, flagged_only=True) == []
    (known,) = single.store.known_parties()
    assert (known.suppressed, known.user, known.party_name) == (1, "aigul", "ТОО Алма")
    assert single.store.verify_trail().fault is None


def test_the_same_name_in_another_order_and_script_is_the_same_party(single: Office, tmp_path: Path) -> None:
    number = remember(single)
    assert again(single, tmp_path, line_of(2, '"АЛМА" ТОО')) == (number, "")


def test_it_opens_again_when_the_entry_changed(single: Office, tmp_path: Path) -> None:
    remember(single)
    changed = replace(entry("7", "ALMA"), remarks="now also known by another number")
    single.store.replace_list(list_info("un", ListFormat.UN_XML), [changed])
    assert again(single, tmp_path) == (None, "known_entry_changed")
    assert single.store.runs(single.manifest_id)[0].flagged_lines == 1


def test_it_opens_again_when_the_party_changed(single: Office, tmp_path: Path) -> None:
    remember(single)
    assert again(single, tmp_path, line_of(2, "ТОО Алма", "990140000385")) == (None, "known_party_changed")
    address = Value("consignee.address", "Moscow", "Moscow", 2, 3)
    moved = replace(line_of(2, "ТОО Алма"), values=(*line_of(2, "ТОО Алма").values, address))
    assert again(single, tmp_path, moved, "aa" * 32) == (None, "known_party_changed")


@pytest.mark.parametrize("name", ["АО Алма", "Алма", "ТОО АО Алма", "Alma JSC"])
def test_another_legal_form_is_another_party(single: Office, tmp_path: Path, name: str) -> None:
    remember(single)
    assert again(single, tmp_path, line_of(2, name)) == (None, "known_party_changed")


@pytest.mark.parametrize("name", ["Alma LLP", "ТОВАРИЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ «АЛМА»", "TOO Alma"])
def test_the_same_legal_form_in_other_words_is_the_same_party(single: Office, tmp_path: Path, name: str) -> None:
    number = remember(single)
    assert again(single, tmp_path, line_of(2, name)) == (number, "")


def with_value(field: str, text: str, line: Line | None = None) -> Line:
    line = line or line_of(2, "ТОО Алма")
    return replace(line, values=(*line.values, Value(field, text, text, 2, 5)))


@pytest.mark.parametrize("field", ["consignee.country", "destination_country"])
def test_another_country_is_a_change_of_the_party(single: Office, tmp_path: Path, field: str) -> None:
    single.import_and_screen(tmp_path, [with_value(field, "Kazakhstan")], [hit_of(2, "ТОО Алма")], "ab" * 32)
    number = remember(single)
    assert again(single, tmp_path, with_value(field, "KZ"), "ac" * 32) == (number, "")
    assert again(single, tmp_path, with_value(field, "Россия"), "ad" * 32) == (None, "known_party_changed")
    assert again(single, tmp_path, line_of(2, "ТОО Алма"), "ae" * 32) == (None, "known_party_changed")


@pytest.mark.parametrize("field", ["consignee.phone", "consignee.person", "consignee.email"])
def test_all_that_the_line_says_of_the_party_counts(single: Office, tmp_path: Path, field: str) -> None:
    remember(single)
    assert again(single, tmp_path, with_value(field, "something new")) == (None, "known_party_changed")


def test_what_is_said_of_others_does_not_count(single: Office, tmp_path: Path) -> None:
    number = remember(single)
    line = with_value("consignor.country", "DE", with_value("buyer.tax_id", "12345"))
    assert again(single, tmp_path, line) == (number, "")


def test_a_screening_as_of_a_day_asks_the_known_parties_and_entries_of_that_day(single: Office, tmp_path: Path) -> None:
    store = single.store
    before = datetime.now(UTC)
    number = remember(single)
    then = datetime.now(UTC)
    again(single, tmp_path)
    stored = store.hits(single.run_id)[0]
    line = store.line(stored.line_id)
    hit = hit_of(2, "ТОО Алма")

    def judged(as_of: datetime | None) -> tuple[int | None, str]:
        (found,) = store.known_for(single.manifest_id, as_of).judge(line, [hit])
        return found.suppressed_by, found.known_note

    change_entry(single)
    assert judged(None) == (None, "known_entry_changed")
    assert judged(then) == (number, "")
    assert judged(before) == (None, "")
    store.revoke_known(number, "why")
    assert judged(then) == (None, "")


def test_it_holds_for_the_pair_alone(single: Office, tmp_path: Path) -> None:
    remember(single)
    assert again(single, tmp_path, line_of(2, "Another LLP")) == (None, "")
    assert again(single, tmp_path, entry_id="8", sha256="aa" * 32) == (None, "")


def test_it_runs_out(single: Office, tmp_path: Path) -> None:
    remember(single, expires_on="2020-01-01")
    assert again(single, tmp_path) == (None, "known_expired")


def test_it_can_be_revoked_and_that_it_suppressed_stays_told(single: Office, tmp_path: Path) -> None:
    number = remember(single)
    again(single, tmp_path)
    single.store.revoke_known(number, "a new licence office")
    assert again(single, tmp_path, sha256="aa" * 32) == (None, "")
    (known,) = single.store.known_parties()
    assert (known.suppressed, bool(known.revoked_by)) == (1, True)
    assert single.store.known_parties(include_revoked=False) == []
    with pytest.raises(UserError) as caught:
        single.store.revoke_known(number, "again")
    assert caught.value.code == "no_such_known"
    assert single.store.verify_trail().fault is None


def expire(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(date):
        @classmethod
        def today(cls) -> "Later":
            return cls(2999, 1, 2)

    monkeypatch.setattr(db.known, "date", Later)
    assert office.store.reopen_known() == 1


def change_entry(office: Office) -> None:
    changed = replace(entry("7", "ALMA"), remarks="now also known by another number")
    office.store.replace_list(list_info("un", ListFormat.UN_XML), [changed, entry("8", "OTHER")])


ENDS: dict[str, Callable[[Office, int, pytest.MonkeyPatch], object]] = {
    "known_revoked": lambda office, number, patch: office.store.revoke_known(number, "it was the listed one"),
    "known_expired": lambda office, number, patch: expire(office, patch),
    "known_entry_changed": lambda office, number, patch: change_entry(office),
}


@pytest.mark.parametrize("why", ENDS)
@pytest.mark.parametrize("released", [False, True])
def test_what_it_suppressed_in_stored_screenings_opens_again(
    single: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, released: bool
) -> None:
    store = single.store
    number = remember(single, expires_on="2999-01-01")
    lines = [line_of(2, "ТОО Алма"), line_of(3, "Another LLP")]
    single.import_and_screen(tmp_path, lines, [hit_of(line.row, line.cells[0]) for line in lines], "ef" * 32)
    known_hit, other = single.hits
    if released:
        store.decide([other], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    before = [g for g in run_verdict(store, single.run_id).open if g.code == "undecided"]
    assert before == ([] if released else [Ground("undecided", 1)])
    ENDS[why](single, number, monkeypatch)
    hit = store.stored_hit(known_hit).hit
    assert (hit.suppressed_by, hit.known_note) == (None, why)
    (run,) = store.runs(single.manifest_id)
    assert (run.hits, run.suppressed, run.flagged_lines) == (2, 0, 2)
    undecided = [g.count for g in run_verdict(store, single.run_id).open if g.code == "undecided"]
    assert undecided == [1 if released else 2]
    (told,) = store.reopened()
    assert (told.manifest_id, told.why, told.released, told.hits, told.open) == (
        single.manifest_id,
        why,
        released,
        1,
        1,
    )
    assert look_round(store).reopened == (told,)
    assert ("RELEASED" in reopened_text(told)) is released
    (known,) = store.known_parties()
    assert known.suppressed == 1
    records = [json.loads(record.body) for record in store.trail_records()]
    (record,) = [body["data"] for body in records if body["kind"] == "known_reopened"]
    assert record["known"] == {str(number): why}
    assert [(run["run"], run["hits"], run["released"]) for run in record["runs"]] == [(single.run_id, 1, released)]
    assert store.verify_trail().fault is None
    # Decided like any other, it is told of no more.
    store.decide([known_hit], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    assert look_round(store).reopened == ()
    assert store.reopen_known(everything=True) == 0
    assert store.verify_trail().fault is None


def test_earlier_screenings_of_a_manifest_stay_as_they_were(single: Office, tmp_path: Path) -> None:
    number = remember(single)
    again(single, tmp_path)
    earlier = single.hits[0]
    line_id = single.store.stored_hit(earlier).line_id
    line = single.store.line(line_id)
    known = single.store.known_for(single.manifest_id)
    with single.store.run(single.manifest_id, "0.1", "{}", [list_info()]) as run:
        run.add_hits({line_id: known.judge(line, [hit_of(2, "ТОО Алма")])})
        run.finish(1)
    assert single.store.revoke_known(number, "why") == 1
    assert single.store.stored_hit(earlier).hit.suppressed_by == number
    assert [stored.hit.suppressed_by for stored in single.store.hits(single.store.runs()[0].run_id)] == [None]


def test_scopes(single: Office, tmp_path: Path) -> None:
    sender = remember(single, Scope.SENDER)
    other = line_of(2, "ТОО Алма", consignor="Another Sender Inc")
    assert again(single, tmp_path, other) == (None, "")
    assert again(single, tmp_path, sha256="aa" * 32) == (sender, "")
    single.store.revoke_known(sender, "scope")
    (made,) = single.store.decide(single.hits[:1], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    (known,) = single.store.remember([made.decision_id], Scope.MANIFEST, "this file alone")
    assert again(single, tmp_path, sha256="bb" * 32) == (None, "")
    assert again(single, tmp_path, sha256="aa" * 32) == (known.known_id, "")


def test_only_clearances_in_force_of_parties_are_remembered(single: Office) -> None:
    store = single.store
    (match,) = store.decide(single.hits[:1], Disposition.TRUE_MATCH, "same_party", "", "aigul")
    (goods,) = store.decide(single.hits[4:5], Disposition.FALSE_POSITIVE, "goods_not_covered", "", "aigul")
    (taken,) = store.decide(single.hits[1:2], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    store.withdraw([taken.decision_id], "aigul")
    for made in (match, goods, taken):
        with pytest.raises(UserError) as caught:
            store.remember([made.decision_id], Scope.ALL, "why")
        assert caught.value.code == "not_cleared"
    (cleared,) = store.decide(single.hits[1:2], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    for text, until, code in (("", "", "text_too_short"), ("why", "soon", "bad_date"), ("why", "20270131", "bad_date")):
        with pytest.raises(UserError) as caught:
            store.remember([cleared.decision_id], Scope.ALL, text, until)
        assert caught.value.code == code
    assert store.known_parties() == []


def test_goods_are_never_suppressed(single: Office, tmp_path: Path) -> None:
    remember(single)
    line = line_of(2, "ТОО Алма")
    single.import_and_screen(tmp_path, [line], [replace(hit_of(2, "ТОО Алма", HitKind.GOODS), list_id="un")], "aa" * 32)
    assert single.store.hits(single.run_id)[0].hit.suppressed_by is None


@pytest.mark.parametrize("statement", ["UPDATE known_party SET text = 'x'", "DELETE FROM known_party"])
def test_known_parties_are_append_only(single: Office, statement: str) -> None:
    remember(single)
    with pytest.raises(Exception, match="append-only"):
        single.store.database.conn.execute(statement)


def test_a_party_without_an_entry_is_asked_each_time(single: Office, tmp_path: Path) -> None:
    owned = replace(hit_of(2, "Vostok LLP"), list_id="ownership", entry_id="un:name:vostok")
    single.import_and_screen(tmp_path, [line_of(2, "Vostok LLP")], [owned])
    (made,) = single.store.decide(single.hits, Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
    with pytest.raises(UserError) as caught:
        single.store.remember([made.decision_id], Scope.ALL, "another company of this name")
    assert caught.value.code == "known_without_entry"
