"""Tables of exchange rates as authorities publish them: told apart by what is in them, not by their names.

- European Central Bank: eurofxref-hist.zip and .csv (a column for each currency, units of it for one euro), the daily
  eurofxref.csv, and the XML of the same (``gesmes:Envelope``).
- National Bank of Kazakhstan: ``get_rates.cfm?fdate=`` and ``rates_all.xml`` (tenge for ``quant`` units).
- Bank of Russia: ``XML_daily.asp`` (roubles for ``Nominal`` units).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.errors import UnreadableInput
from screening.goods.amounts import amount, iso_day
from screening.lists.archives import unpacked
from screening.lists.dates import iso_date
from screening.lists.tables import is_workbook, rows_of
from screening.lists.xml import child, local, stream
from screening.model.rates import Rate

ECB = "European Central Bank, euro reference rate"
KAZAKHSTAN = "National Bank of Kazakhstan, official rate"
RUSSIA = "Bank of Russia, official rate"

_CODE = re.compile(r"[A-Z]{3}")
_NONE = ("", "N/A", "-")
_ROOT = re.compile(rb"<(?:\w+:)?(Envelope|ValCurs|rates|rss)\b")


def official_rates(path: Path) -> list[Rate] | None:
    """Return the rates of a file that an authority published; None when it is another table.

    Raises UnreadableInput naming file and row, ("rates_unknown_xml") for XML of somebody else.
    """
    with unpacked([path]) as (places, _origins):
        if places == [path]:
            return _of_file(path)
        found: list[Rate] = []
        for place in places:
            for file in sorted(place.iterdir()) if place.is_dir() else [place]:
                found += _of_file(file) or ()
        return found or None


def _of_file(path: Path) -> list[Rate] | None:
    if is_workbook(path):
        return None
    head = _head(path)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        root = _ROOT.search(head)
        if root is None or (root[1] == b"Envelope" and b"eurofxref" not in head):
            raise UnreadableInput("rates_unknown_xml", file=str(path))
        reader = {b"Envelope": _ecb_xml, b"ValCurs": _russia, b"rates": _kazakhstan, b"rss": _kazakhstan}[root[1]]
        rates = list(reader(path))
        if not rates:
            raise UnreadableInput("rates_unknown_xml", file=str(path))
        return rates
    return _ecb_csv(path)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(2048)
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error


def _ecb_csv(path: Path) -> list[Rate] | None:
    """Read a column for each currency; None where the first row is no such header."""
    rows = rows_of(path)
    header = next(((number, [cell.strip() for cell in row]) for number, row in rows), (0, [""]))[1]
    codes = [cell for cell in header[1:] if cell]
    if header[0].casefold() != "date" or len(codes) < 2 or not all(_CODE.fullmatch(code) for code in codes):
        return None
    rates = []
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        day = _day(path, number, cells[0])
        rates += [
            _turned(path, number, day, code, cell)
            for code, cell in zip(header[1:], cells[1:], strict=False)
            if code and cell not in _NONE
        ]
    return rates


def _ecb_xml(path: Path) -> Iterator[Rate]:
    for outer in stream(path, ("Cube",)):
        for day in outer.iter():
            if local(day) == "Cube" and day.get("time"):
                for cube in day:
                    code, worth = cube.get("currency") or "", cube.get("rate") or ""
                    if code:
                        at = _row(cube)
                        yield _turned(path, at, _day(path, at, day.get("time") or ""), code, worth)


def _kazakhstan(path: Path) -> Iterator[Rate]:
    published = ""
    for element in stream(path, ("date", "item")):
        if local(element) == "date":
            published = (element.text or "").strip()
            continue
        at = _row(element)
        day = _day(path, at, child(element, "pubDate") or published)
        yield _told(
            path, at, day, child(element, "title"), "KZT", child(element, "description"), child(element, "quant"),
            KAZAKHSTAN,
        )  # fmt: skip


def _russia(path: Path) -> Iterator[Rate]:
    for element in stream(path, ("Valute",)):
        at = _row(element)
        day = _day(path, at, _of_parent(element, "Date"))
        yield _told(
            path, at, day, child(element, "CharCode"), "RUB", child(element, "Value"), child(element, "Nominal"), RUSSIA
        )


def _row(element: etree._Element) -> int:
    """Return the line of the file that an element stands in."""
    at = element.sourceline
    return at if isinstance(at, int) else 0


def _of_parent(element: etree._Element, name: str) -> str:
    parent = element.getparent()
    return (parent.get(name) or "") if parent is not None else ""


def _day(path: Path, row: int, text: str) -> str:
    day = iso_day(text) or iso_date(text)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise UnreadableInput("rates_bad_row", file=str(path), row=row, detail=f"date {text!r}")
    return day


def _turned(path: Path, row: int, day: str, code: str, text: str) -> Rate:
    """Return a rate that is told as units of the currency for one euro."""
    rate = _told(path, row, day, code, "EUR", text, "1", ECB)
    return Rate(day, rate.currency, "EUR", 1 / rate.worth, ECB)


def _told(path: Path, row: int, day: str, code: str, base: str, text: str, units: str, source: str) -> Rate:
    worth, quantity = amount(text.replace(",", ".")), amount(units or "1")
    if not _CODE.fullmatch(code) or not worth or worth <= 0 or not quantity or quantity <= 0:
        raise UnreadableInput("rates_bad_row", file=str(path), row=row, detail=f"{code!r} {text!r} {units!r}")
    return Rate(day, code, base, worth / quantity, source)
