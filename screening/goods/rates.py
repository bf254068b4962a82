"""A dated table of exchange rates: for price floors, and for comparing values that stand in several currencies.

A rate counts for its own day and the days after it, up to :data:`RATE_DAYS`; where there is none, the answer is None
and the caller says "not checked". Currencies that no rate joins are joined over others.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from screening.errors import UnreadableInput
from screening.goods.amounts import amount, currency_code, iso_day
from screening.lists.tables import rows_of
from screening.model.rates import Rate
from screening.resources import resource_path

RATE_DAYS = 40
"""Age in days at which a rate no longer counts: monthly tables of customs are usual."""

_COLUMNS = {
    "day": ("date", "day", "дата", "күні", "日期", "tarih"),
    "currency": ("currency", "code", "валюта", "код", "валюта коды", "币种", "döviz"),
    "base": ("base", "to", "к валюте", "базовая валюта"),
    "worth": ("rate", "worth", "курс", "бағам", "汇率", "kur"),
    "units": ("units", "nominal", "quantity", "номинал", "единиц", "количество"),
    "source": ("source", "источник"),
}
_NEEDED = ("day", "currency", "worth")


class Rates:
    """Exchange rates, ready to be asked. Pure and picklable."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._worth: dict[tuple[str, str], dict[str, float]] = {}
        for rate in rates:
            self._worth.setdefault((rate.currency, rate.base), {})[rate.day] = rate.worth
            self._worth.setdefault((rate.base, rate.currency), {})[rate.day] = 1 / rate.worth
        self._days = {pair: sorted(days) for pair, days in self._worth.items()}
        self._neighbours: dict[str, list[str]] = {}
        for one, other in sorted(self._worth):
            self._neighbours.setdefault(one, []).append(other)

    def converted(self, value: float, currency: str, to: str, day: str) -> float | None:
        """Return a value in another currency by the rates of a day, over as few others as it takes; None without."""
        worth = {currency: value}
        step = [currency]
        while step and to not in worth:
            reached = []
            for one in step:
                for other in self._neighbours.get(one, ()):
                    rate = self._on(one, other, day) if other not in worth else None
                    if rate is not None:
                        worth[other] = worth[one] * rate
                        reached.append(other)
            step = reached
        return worth.get(to)

    def _on(self, currency: str, base: str, day: str) -> float | None:
        days = self._days[currency, base]
        at = bisect_right(days, day) - 1
        if not day or at < 0 or date.fromisoformat(day) - date.fromisoformat(days[at]) > timedelta(days=RATE_DAYS):
            return None
        return self._worth[currency, base][days[at]]


def read_rates(path: Path, base: str = "EUR") -> list[Rate]:
    """Read rates from CSV or Excel: columns date, currency and rate; base, units (nominal) and source may be there.

    ``base`` is taken where the file has no such column. Raises UnreadableInput("rates_column_missing" |
    "rates_bad_row") naming file and row.
    """
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
