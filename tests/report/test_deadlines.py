"""When reports to OFAC are due: federal holidays as the Office of Personnel Management publishes them, and what is told."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db import codec
from screening.deadlines import add_business_days, business_days_left, federal_holidays, is_told
from screening.model.decisions import Disposition
from screening.settings import ScreeningSettings
from screening.today import reports_due
from screening.workflow import open_engine, screen_manifest
from tests.report.store import PASSWORD, office, screened_sample
from ui.words import in_language
from ui.words.due_text import due_text

OPM = {
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
}


@pytest.mark.parametrize("year", OPM)
def test_the_holidays_are_those_that_are_kept(year: int) -> None:
    assert sorted(federal_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in OPM[year].split()]


@pytest.mark.parametrize(
    ("stopped", "due"),
    [
        ("2026-11-25", "2026-12-10"),  # the day before Thanksgiving
        ("2026-11-26", "2026-12-10"),  # on Thanksgiving itself
        ("2026-12-18", "2027-01-05"),  # Christmas and New Year's Day
        ("2026-06-18", "2026-07-06"),  # Juneteenth, and Independence Day kept on July 3
        ("2026-10-30", "2026-11-16"),  # Veterans Day
        ("2027-12-17", "2028-01-04"),  # both kept on the Fridays before
        ("2026-02-07", "2026-02-23"),  # a Saturday; Washington's Birthday
    ],
)
def test_ten_business_days(stopped: str, due: str) -> None:
    assert add_business_days(date.fromisoformat(stopped), 10) == date.fromisoformat(due)


def test_days_left_and_when_they_are_told() -> None:
    due = date(2026, 12, 10)
    assert business_days_left(date(2026, 11, 25), due) == 10
    assert business_days_left(date(2026, 12, 4), due) == 4
    assert business_days_left(due, due) == 0
    assert not is_told(date(2026, 11, 25), due)
    assert [is_told(date(2026, 12, day), due) for day in (2, 3, 10, 11)] == [False, True, True, True]
    assert is_told(date(2027, 1, 9), due)
    assert not is_told(date(2027, 1, 10), due)


def test_what_was_stopped_is_told_while_its_report_is_due(tmp_path: Path) -> None:
    with office(tmp_path / "data") as (store, run):
        today = datetime.now().astimezone().date()
        assert reports_due(store, today) == []
        of_manifest = reports_due(store, today, run.manifest_id)
        day = add_business_days(today, 10)
        assert {(one.stopped.disposition, one.day) for one in of_manifest} == {("true_match", day), ("rejected", day)}
        near = reports_due(store, day)
        assert {one.left for one in near} == {0}
        assert len(near) == 2
        for language, told in (("en", "is due today"), ("ru", "последний день"), ("kk", "бүгін")):
            with in_language(language):
                assert told in due_text(near[0], day)
                assert "10" in due_text(of_manifest[0], today)
                late = due_text(near[0], date.fromordinal(day.toordinal() + 3))
                assert "3" in late
        everything = [info.list_id for info in store.lists()]
        assert store.stopped(everything) == []


def test_a_term_runs_from_the_day_of_each_stop_whatever_comes_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with screened_sample(tmp_path / "data", decide=False) as (store, run):

        def decide(day: int, number: int, disposition: Disposition, reason: str) -> None:
            monkeypatch.setattr(codec, "now", lambda: datetime(2026, 3, day, 9, tzinfo=UTC))
            parties = [one.hit_id for one in store.hits(run.run_id) if one.hit.kind == "party"]
            store.decide([parties[number]], disposition, reason, "Looked at", "aigul")

        def since() -> list[tuple[str, int, int]]:
            return [(held.disposition, held.since.day, held.hits) for held in store.stopped()]

        decide(2, 0, Disposition.TRUE_MATCH, "same_party")
        decide(3, 0, Disposition.TRUE_MATCH, "same_number")
        decide(9, 1, Disposition.TRUE_MATCH, "same_party")
        # One stopped later has a term of its own; a decision written anew does not move the first one's.
        assert since() == [("true_match", 2, 1), ("true_match", 9, 1)]
        decide(10, 0, Disposition.FALSE_POSITIVE, "other_party")
        assert since() == [("true_match", 9, 1)]
        decide(20, 0, Disposition.REJECTED, "same_party")
        assert since() == [("true_match", 9, 1), ("rejected", 20, 1)]
        # The manifest screened again: the term goes on, though nobody has decided there.
        again = screen_manifest(store, open_engine(store, ScreeningSettings()), run.manifest_id)
        assert again.run_id != run.run_id
        assert since() == [("true_match", 9, 1), ("rejected", 20, 1)]
        due = reports_due(store, date(2026, 3, 23))
        assert [(one.stopped.disposition, one.day) for one in due] == [("true_match", date(2026, 3, 23))]


def test_a_returned_proposal_begins_no_term(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with office(tmp_path / "data") as (store, run):
        begun = [held.since for held in store.stopped()]
        waits = next(one for one in store.hits(run.run_id) if one.pending and one.pending.disposition == "true_match")
        assert waits.pending is not None
        store.sign_in("timur", PASSWORD)
        store.approve([waits.pending.decision_id], agreed=False, comment="Compare the numbers")
        store.sign_in("Айгүл", PASSWORD)
        later = codec.now() + timedelta(days=3)
        monkeypatch.setattr(codec, "now", lambda: later)
        (made,) = store.decide([waits.hit_id], Disposition.TRUE_MATCH, "same_number", "They are equal")
        assert [held.since for held in store.stopped()] == begun
        store.sign_in("timur", PASSWORD)
        store.approve([made.decision_id], agreed=True, comment="")
        assert [held.since for held in store.stopped()] == [*begun, later]
