"""Terms that the law counts in business days of the United States.

Federal holidays by 5 U.S.C. 6103: fixed ones that fall on a Saturday are kept on the Friday before, those on a Sunday on
the Monday after. Inauguration Day, which only the capital keeps, is left out.
"""

from datetime import date, timedelta

OFAC_BUSINESS_DAYS = 10
"""31 CFR 501.603(b)(1) and 501.604(c): reports of blocked property and of rejected transactions."""

NEAR_DAYS = 5
"""Business days before its last day from which a report that is due is told."""
TOLD_DAYS = 30
"""Days after its last day until which it is told: who reports elsewhere, or not to this authority, is not told for ever."""

_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
_FIRST_JUNETEENTH = 2021
_MONDAY, _THURSDAY, _SATURDAY = 0, 3, 5


def federal_holidays(year: int) -> frozenset[date]:
    """Return the days of a year that are federal holidays, New Year's Day of the next year included when it is kept."""
    days = {
        _nth(year, 1, _MONDAY, 3),  # Martin Luther King, Jr.
        _nth(year, 2, _MONDAY, 3),  # Washington
        _nth(year, 6, _MONDAY, 1) - timedelta(days=7),  # Memorial Day: the last Monday of May
        _nth(year, 9, _MONDAY, 1),  # Labor Day
        _nth(year, 10, _MONDAY, 2),  # Columbus Day
        _nth(year, 11, _THURSDAY, 4),  # Thanksgiving
        _kept(date(year + 1, 1, 1)),
    }
    days |= {_kept(date(year, m, d)) for m, d in _FIXED if (m, d) != (6, 19) or year >= _FIRST_JUNETEENTH}
    return frozenset(day for day in days if day.year == year)


def add_business_days(start: date, count: int) -> date:
    """Return the day that is ``count`` business days after ``start``, which is not counted itself."""
    day = start
    while count:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in federal_holidays(day.year):
            count -= 1
    return day


def business_days_left(today: date, due: date) -> int:
    """Return the business days after today up to the last one, which is counted; 0 on that day and later."""
    days = (today + timedelta(days=n) for n in range(1, (due - today).days + 1))
    return sum(day.weekday() < _SATURDAY and day not in federal_holidays(day.year) for day in days)


def is_told(today: date, due: date) -> bool:
    """Return whether a term is near, or past and not yet long ago."""
    if due < today:
        return (today - due).days <= TOLD_DAYS
    return business_days_left(today, due) <= NEAR_DAYS


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _kept(day: date) -> date:
    return day - timedelta(days=1) if day.weekday() == 5 else day + timedelta(days=1) if day.weekday() == 6 else day
