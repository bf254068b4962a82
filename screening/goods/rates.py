"""A dated table of exchange rates: for price floors, and for comparing values that stand in several currencies.

A rate counts for its own day and the days after it, up to :data:`RATE_DAYS`; where there is none, the answer is None
and the caller says "not checked". Currencies that no rate joins are joined over others.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from screening.errors import UnreadableInput
from screening.goods.amounts import amount, currency_code, iso_day
from screening.goods.official_rates import official_rates
from screening.lists.tables import rows_of
from screening.model.rates import Rate
from screening.resources import resource_path

RATE_DAYS = 40
"""Age in days at which a rate no longer counts: monthly tables of customs are usual."""

YEARS = 5
"""Years of a table that are taken in where nobody says since when."""

_COLUMNS = {
    "day": ("date", "day", "дата", "күні", "日期", "tarih"),
    "currency": ("currency", "code", "валюта", "код", "валюта коды", "币种", "döviz"),
    "base": ("base", "to", "к валюте", "базовая валюта"),
    "worth": ("rate", "worth", "курс", "бағам", "汇率", "kur"),
    "units": ("units", "nominal", "quantity", "номинал", "единиц", "количество"),
    "source": ("source", "источник"),
}
_NEEDED = ("day", "currency", "worth")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A value in another currency, with the rates that it rests on."""

    value: float
    rates: tuple[Rate, ...]
    official: bool
    """Whether none of them is one that the program brought along, which are written from general knowledge."""


class Rates:
    """Exchange rates, ready to be asked. Pure and picklable."""

    def __init__(self, rates: Iterable[Rate], recalled: Iterable[Rate] = ()) -> None:
        """Take rates, later ones in place of earlier ones; those ``recalled`` are asked where the others tell nothing."""
        held = list(rates)
        self._official = _Table(held)
        self._all = _Table([*recalled, *held])

    def converted(self, value: float, currency: str, to: str, day: str) -> Conversion | None:
        """Return a value in another currency by the rates of a day, over as few others as it takes; None without."""
        for table, official in ((self._official, True), (self._all, False)):
            path = table.path(currency, to, day)
            if path is not None:
                for _rate, worth in path:
                    value *= worth
                return Conversion(value, tuple(rate for rate, _worth in path), official)
        return None


class _Table:
    """Rates by pair and day, both ways round."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._held: dict[tuple[str, str], dict[str, tuple[Rate, float]]] = {}
        for rate in rates:
            self._held.setdefault((rate.currency, rate.base), {})[rate.day] = rate, rate.worth
            self._held.setdefault((rate.base, rate.currency), {})[rate.day] = rate, 1 / rate.worth
        self._days = {pair: sorted(days) for pair, days in self._held.items()}
        self._neighbours: dict[str, list[str]] = {}
        for one, other in sorted(self._held):
            self._neighbours.setdefault(one, []).append(other)

    def path(self, currency: str, to: str, day: str) -> list[tuple[Rate, float]] | None:
        """Return (rate, worth) of each step from one currency to another on a day; None where no rates join them."""
        paths: dict[str, list[tuple[Rate, float]]] = {currency: []}
        step = [currency]
        while step and to not in paths:
            reached = []
            for one in step:
                for other in self._neighbours.get(one, ()):
                    found = self._on(one, other, day) if other not in paths else None
                    if found is not None:
                        paths[other] = [*paths[one], found]
                        reached.append(other)
            step = reached
        return paths.get(to)

    def _on(self, currency: str, base: str, day: str) -> tuple[Rate, float] | None:
        days = self._days[currency, base]
        at = bisect_right(days, day) - 1
        if not day or at < 0 or date.fromisoformat(day) - date.fromisoformat(days[at]) > timedelta(days=RATE_DAYS):
            return None
        return self._held[currency, base][days[at]]


def recent_rates(path: Path, base: str = "EUR", since: str = "") -> tuple[list[Rate], int]:
    """Read a file of rates, official or of anyone; returns those from a day on and how many older ones were left out.

    Without ``since`` the last :data:`YEARS` years up to the newest are taken: the table of the ECB begins in 1999, and
    price floors are compared by rates of the shipment's day alone. Raises UnreadableInput.
    """
    rates = read_rates(path, base)
    newest = max(rate.day for rate in rates) if rates else ""
    first = since or (f"{int(newest[:4]) - YEARS:04}{newest[4:]}" if newest else "")
    kept = [rate for rate in rates if rate.day >= first]
    return kept, len(rates) - len(kept)


def read_rates(path: Path, base: str = "EUR") -> list[Rate]:
    """Read rates from CSV or Excel: columns date, currency and rate; base, units (nominal) and source may be there.

    Files of the European Central Bank, the National Bank of Kazakhstan and the Bank of Russia are read as they are
    published (``official_rates``). ``base`` is taken where a table has no such column. Raises UnreadableInput("rates_column_missing" |
    "rates_bad_row") naming file and row.
    """
    official = official_rates(path)
    if official is not None:
        return official
    columns: dict[str, int] = {}
    rates = []
    for number, row in rows_of(path):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if not columns:
            folded = [cell.casefold() for cell in cells]
            columns = {n: folded.index(w) for n, words in _COLUMNS.items() for w in words if w in folded}
            missing = next((name for name in _NEEDED if name not in columns), "")
            if missing:
                raise UnreadableInput("rates_column_missing", file=str(path), column=_COLUMNS[missing][0])
            continue
        rates.append(_rate(path, number, {name: cells[at] for name, at in columns.items() if at < len(cells)}, base))
    if not columns:
        raise UnreadableInput("rates_column_missing", file=str(path), column="date")
    return rates


def _rate(path: Path, number: int, cells: dict[str, str], base: str) -> Rate:
    day, currency = iso_day(cells.get("day", "")), currency_code(cells.get("currency", ""))
    worth, units = amount(cells.get("worth", "")), amount(cells.get("units", "")) or 1.0
    if not day or not currency or not worth or worth <= 0 or units <= 0:
        shown = ", ".join(f"{name} {cells.get(name, '')!r}" for name in _NEEDED)
        raise UnreadableInput("rates_bad_row", file=str(path), row=number, detail=shown)
    to = currency_code(cells.get("base", "")) or base
    return Rate(day, currency, to, worth / units, cells.get("source", ""))


def bundled_rates() -> list[Rate]:
    """Return the rates that come with the program; they are few and old, see the head of their file."""
    return read_rates(resource_path("goods", "rates.csv"))


def write_rates(path: Path, rates: Iterable[Rate]) -> None:
    """Write rates in the form that :func:`read_rates` takes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["date", "currency", "rate", "base", "source"])
        writer.writerows((r.day, r.currency, repr(r.worth), r.base, r.source) for r in rates)
