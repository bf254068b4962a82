"""The times of keeping: ten years for all, unless the office has set another time for a regime.

31 CFR 501.601 as amended by 89 FR 74832 and 90 FR 13286: ten years from 12 March 2025 on. The time of a manifest is the
longest of the regimes whose lists it was screened against, counted from the last that happened to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from screening.errors import UserError
from screening.model.keeping import KeepFacts, KeepState, Kept

if TYPE_CHECKING:
    from screening.ports import Store

DEFAULT_YEARS = 10
LEAST_YEARS, MOST_YEARS = 1, 100
SETTING = "keep.years."
"""Followed by a regime or "default"; the value is "YEARS" or "YEARS year_end"."""
DEFAULT = "default"

REGIMES = (
    "ofac",
    "bis",
    "csl",
    "eu",
    "uk",
    "un",
    "ch",
    "seco",
    "ca",
    "au",
    "kz",
    "chpl",
    "opensanctions",
    "own",
    "starter",
)


@dataclass(frozen=True, slots=True)
class KeepTime:
    """A time of keeping."""

    years: int
    year_end: bool = False
    """Counted from the end of the calendar year, as British and European rules do."""

    def text(self) -> str:
        """The value of the setting."""
        return f"{self.years} year_end" if self.year_end else str(self.years)


def read_time(text: str) -> KeepTime:
    """Read what :meth:`KeepTime.text` wrote. Raises UserError("bad_keep_time")."""
    years, _, rest = text.strip().partition(" ")
    if not years.isdecimal() or not LEAST_YEARS <= int(years) <= MOST_YEARS or rest not in ("", "year_end"):
        raise UserError("bad_keep_time", value=text)
    return KeepTime(int(years), rest == "year_end")


def keep_times(settings: Mapping[str, str]) -> dict[str, KeepTime]:
    """Return the times by regime that the office has set, with the one for all others under "default"."""
    times = {DEFAULT: KeepTime(DEFAULT_YEARS)}
    times.update({n.removeprefix(SETTING): read_time(v) for n, v in settings.items() if n.startswith(SETTING) and v})
    return times


def regime_of(list_id: str) -> str:
    """Return the regime that a list belongs to: the beginning of its id."""
    first = list_id.casefold().partition("-")[0]
    return first if first in REGIMES else list_id.casefold()


def known_regime(asked: str, list_ids: Iterable[str]) -> str:
    """Return the regime that was asked for, as settings name it: one of ours, of a loaded list, or "default".

    Raises UserError("no_such_regime"): a time that no manifest would ever be kept by is not taken.
    """
    name = asked.casefold()
    known = {DEFAULT, *REGIMES, *map(regime_of, list_ids)}
    if name not in known:
        raise UserError("no_such_regime", regime=asked, known=", ".join(sorted(known)))
    return name


def kept(facts: Iterable[KeepFacts], times: Mapping[str, KeepTime], today: date) -> list[Kept]:
    """Return how long each manifest is kept."""
    found = []
    for fact in facts:
        regimes = fact.regimes or (DEFAULT,)
        until, rule = max((_until(fact, times.get(r, times[DEFAULT])), r if r in times else DEFAULT) for r in regimes)
        state = KeepState.PAST if until < today else KeepState.KEPT
        if fact.blocked:
            state = KeepState.BLOCKED
        if fact.hold is not None:
            state = KeepState.HELD
        found.append(Kept(fact, until, rule, state))
    return found


def kept_now(store: "Store") -> list[Kept]:
    """Return how long each manifest of a store is kept, by the settings of its office, as of today."""
    return kept(store.keep_facts(), keep_times(store.settings()), datetime.now(UTC).date())


def _until(fact: KeepFacts, time: KeepTime) -> date:
    day = fact.last_event.date()
    if time.year_end:
        day = date(day.year, 12, 31)
    try:
        return day.replace(year=day.year + time.years)
    except ValueError:
        # 29 February of a year that is none: the day after, never the day before.
        return date(day.year + time.years, 3, 1)
