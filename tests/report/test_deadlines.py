"""When reports to OFAC are due: federal holidays as the Office of Personnel Management publishes them, and what is told."""

from datetime import date, datetime
from pathlib import Path

import pytest

from screening.deadlines import add_business_days, business_days_left, federal_holidays, is_told
from screening.today import reports_due
from tests.report.store import office
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
