"""Times of keeping, legal holds, and deletion that is recorded."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.store import SqliteStore
from screening.errors import UserError
from screening.keeping import DEFAULT, KeepTime, keep_times, kept, read_time, regime_of
from screening.model.decisions import Disposition
from screening.model.hits import RunInfo
from screening.model.keeping import KeepFacts, KeepState, Kept, LegalHold
from screening.workflow import import_manifest
from tests.report.store import SAMPLE, screened_sample

LAST = datetime(2026, 11, 25, 10, tzinfo=UTC)
LATER = date(2040, 1, 1)


def facts(*regimes: str, last: datetime = LAST, blocked: bool = False, hold: LegalHold | None = None) -> KeepFacts:
    return KeepFacts(1, "m.xlsx", last, regimes, blocked, hold)


def one(fact: KeepFacts, today: date = date(2026, 11, 26), **settings: str) -> Kept:
    times = keep_times({f"keep.years.{name}": value for name, value in settings.items()})
    return kept([fact], times, today)[0]


def test_ten_years_by_default() -> None:
    assert one(facts("ofac", "eu")).until == date(2036, 11, 25)
    assert one(facts()).until == date(2036, 11, 25)
    assert one(facts("ofac"), date(2036, 11, 25)).state is KeepState.KEPT
    assert one(facts("ofac"), date(2036, 11, 26)).state is KeepState.PAST


def test_the_longest_time_of_its_regimes_rules() -> None:
    assert one(facts("eu"), eu="5").until == date(2031, 11, 25)
    found = one(facts("eu", "ofac"), eu="5", ofac="12")
    assert (found.until, found.rule) == (date(2038, 11, 25), "ofac")
    assert one(facts("eu", "un"), eu="5").rule == DEFAULT
    assert one(facts("uk"), uk="4 year_end").until == date(2030, 12, 31)
    assert one(facts("un"), default="15").until == date(2041, 11, 25)


def test_holds_and_blocked_property_stop_deletion() -> None:
    hold = LegalHold(1, True, "court", "aigul", LAST)
    assert one(facts("ofac", hold=hold), LATER).state is KeepState.HELD
    assert one(facts("ofac", blocked=True), LATER).state is KeepState.BLOCKED


def test_a_leap_day_is_never_shortened() -> None:
    assert one(facts(last=datetime(2024, 2, 29, tzinfo=UTC))).until == date(2034, 3, 1)


@given(st.integers(1, 100), st.booleans())
def test_times_are_read_as_they_are_written(years: int, year_end: bool) -> None:
    assert read_time(KeepTime(years, year_end).text()) == KeepTime(years, year_end)


@pytest.mark.parametrize("text", ["", "0", "-1", "ten", "5 years", "101", "²"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_time(text)
    assert caught.value.code == "bad_keep_time"


def test_regimes_of_lists() -> None:
    assert [regime_of(name) for name in ("ofac-sdn", "un", "eu-833-2014", "own-bank", "special")] == [
        "ofac", "un", "eu", "own", "special",
    ]  # fmt: skip


def only(store: SqliteStore, today: date = LATER) -> Kept:
    (found,) = kept(store.keep_facts(), keep_times(store.settings()), today)
    return found


def kinds(store: SqliteStore) -> list[str]:
    import json

    return [json.loads(record.body)["kind"] for record in store.trail_records()]


def original(store: SqliteStore, run: RunInfo) -> Path:
    return store.original(run.manifest_id)


def test_deletion_takes_file_and_lines_and_is_recorded(tmp_path: Path) -> None:
    with screened_sample(tmp_path, decide=False) as (store, run):
        path = original(store, run)
        assert path.exists()
        done = store.delete_manifest(only(store), "aigul")
        assert (done.lines, done.hits, done.decisions_left) == (300, run.hits, 0)
        assert not path.exists()
        assert store.manifests() == []
        assert store.runs() == []
        assert store.database.execute("SELECT count(*) FROM line").fetchone()[0] == 0
        for table in ("question", "question_place", "line_text", "review_question", "shipment"):
            assert store.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
        assert store.keep_facts() == []
        assert kinds(store)[-1] == "manifest_deleted"
        assert store.verify_trail().fault is None


def test_decisions_stay_for_ever(tmp_path: Path) -> None:
    with screened_sample(tmp_path) as (store, run):
        hit = next(h for h in store.hits(run.run_id) if h.decision and h.decision.disposition == "true_match")
        assert only(store).state is KeepState.BLOCKED
        with pytest.raises(UserError):
            store.delete_manifest(only(store), "aigul")
        assert hit.decision is not None
        store.withdraw([hit.decision.decision_id], "botagoz")
        done = store.delete_manifest(only(store), "aigul")
        assert done.decisions_left == 3
        assert store.runs() == []
        assert store.manifests() == []
        left = store.database.execute("SELECT DISTINCT party || goods || route || content FROM line").fetchall()
        assert left == [("[[],[],[]]",)]
        for table in ("question", "question_place", "line_text", "shipment", "shipment_lines"):
            assert store.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
        assert store.database.execute("SELECT count(*) FROM decision").fetchone()[0] == 3
        assert store.verify_trail().fault is None


def test_a_legal_hold_stops_it_and_is_recorded(tmp_path: Path) -> None:
    with screened_sample(tmp_path, decide=False) as (store, run):
        before = only(store)
        store.put_legal_hold(run.manifest_id, True, "court order 12", "aigul")
        assert only(store).state is KeepState.HELD
        with pytest.raises(UserError) as caught:
            store.delete_manifest(before, "aigul")
        assert caught.value.code == "not_past_its_time"
        assert original(store, run).exists()
        with pytest.raises(UserError) as caught:
            store.put_legal_hold(run.manifest_id, True, "again", "aigul")
        assert caught.value.code == "already_held"
        store.put_legal_hold(run.manifest_id, False, "lifted", "aigul")
        assert kinds(store)[-2:] == ["legal_hold_placed", "legal_hold_released"]
        assert [hold.reason for hold in store.legal_holds(run.manifest_id)] == ["lifted", "court order 12"]
        assert only(store).state is KeepState.PAST
        for wrong in ("", "  "):
            with pytest.raises(UserError):
                store.put_legal_hold(run.manifest_id, True, wrong, "aigul")
        with pytest.raises(UserError):
            store.put_legal_hold(99, True, "x", "aigul")


def test_what_happened_since_the_preview_stops_it(tmp_path: Path) -> None:
    with screened_sample(tmp_path, decide=False) as (store, run):
        seen = only(store)
        store.decide([store.hits(run.run_id)[0].hit_id], Disposition.FALSE_POSITIVE, "other", "text", "aigul")
        with pytest.raises(UserError) as caught:
            store.delete_manifest(seen, "aigul")
        assert caught.value.code == "not_past_its_time"
        assert original(store, run).exists()


def test_a_file_that_another_manifest_has_too_stays(tmp_path: Path) -> None:
    with screened_sample(tmp_path, decide=False) as (store, run):
        import_manifest(store, SAMPLE)
        path = original(store, run)
        first, second = kept(store.keep_facts(), keep_times({}), LATER)
        store.delete_manifest(first, "aigul")
        assert path.exists()
        store.delete_manifest(second, "aigul")
        assert not path.exists()


def test_nothing_is_deleted_before_its_time(tmp_path: Path) -> None:
    with screened_sample(tmp_path, decide=False) as (store, _run):
        with pytest.raises(UserError):
            store.delete_manifest(only(store, datetime.now(UTC).date() + timedelta(days=3000)), "aigul")
        assert len(store.manifests()) == 1
