"""Dates as publishers of lists write them, as ISO dates or the part of one that is told."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january января", "feb february февраля", "mar march марта", "apr april апреля", "may мая",
            "jun june июня", "jul july июля", "aug august августа", "sep sept september сентября",
            "oct october октября", "nov november ноября", "dec december декабря",
        ), 1)
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?(?:[T ]\d.*|Z|[+-]\d\d:\d\d)?")
_DAY_FIRST = re.compile(r"(?:(?:(\d\d?|dd|00)[./])?(\d\d?|mm|00)[./])?(\d{4})(?: \d\d?:\d\d(?::\d\d)?)?", re.IGNORECASE)
_WORDS = re.compile(r"(?:(\d\d?)[ -])?([^\W\d]+)\.?[ -](\d{4})")
_ABOUT = re.compile(r"^(?:circa|c\.|ca\.|about|approximately|около)\s+", re.IGNORECASE)
_US_WORDS = re.compile(r"([^\W\d]+) (\d\d?),? (\d{4})")


@lru_cache(maxsize=65536)
def iso_date(text: str, *, month_first: bool = False) -> str:
    """Return a date as YYYY-MM-DD, YYYY-MM or YYYY; what is no single date stays as it stood.

    Understands ISO dates with a time, 31/12/1960 and dd/mm/1960 (``month_first`` 12/31/1960), "19 Feb 1961",
    "Feb 1961", "December 31, 1960". "circa" before a date is dropped: the date is compared loosely anyway.
    """
    bare = _ABOUT.sub("", text.strip(" ."))
    if match := _ISO.fullmatch(bare):
        return _made(match[1], match[2], match[3]) or text
    if match := _DAY_FIRST.fullmatch(bare):
        day, month = (match[2], match[1]) if month_first and match[1] else (match[1], match[2])
        return _made(match[3], month, day) or text
    if match := _WORDS.fullmatch(bare):
        return _named(match[3], match[2], match[1]) or text
    if match := _US_WORDS.fullmatch(bare):
        return _named(match[3], match[1], match[2]) or text
    return text


def span_or_date(text: str) -> str:
    """Return a date as :func:`iso_date` does, and a span of two ("1951 to 1953", "circa 1951-1953") as from/to.

    "01 Jan 1953 to 31 Dec 1954" tells two years and no days.
    """
    if years := re.fullmatch(r"(?:circa\s+)?(\d{4})\s*[-–]\s*(\d{4})", text.strip(), re.IGNORECASE):
        return f"{years[1]}/{years[2]}"
    parts = re.fullmatch(r"(?:between\s+)?(.+?)\s+(?:to|and)\s+(.+)", text, re.IGNORECASE)
    edges = [iso_date(part) for part in parts.groups()] if parts else []
    if not all(re.fullmatch(r"\d{4}(?:-\d\d){0,2}", edge) for edge in edges) or not edges:
        return iso_date(text)
    first, last = edges
    if first.endswith("-01-01") and last.endswith("-12-31"):
        first, last = first[:4], last[:4]
    elif first[:7] == last[:7] and first.endswith("-01") and last[8:].isdecimal() and int(last[8:]) >= 28:
        return first[:7]
    return first if first == last else f"{first}/{last}"


def _named(year: str, month: str, day: str | None) -> str:
    number = _MONTHS.get(month.lower())
    return _made(year, str(number), day) if number else ""


def _made(year: str, month: str | None, day: str | None) -> str:
    """Return the part of a date that is told; "dd" and "00" stand for what is not known."""
    if year == "0000":
        return ""
    if month is None or not month.isdigit() or int(month) == 0:
        return year
    if int(month) > 12:
        return ""
    if day is None or not day.isdigit() or int(day) == 0:
        return f"{year}-{int(month):02d}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def from_serial(text: str) -> str:
    """Return the day that a spreadsheet's serial number stands for, or the text where it is none."""
    if re.fullmatch(r"\d{4,5}(?:\.0)?", text) and 4000 < float(text) < 80000:
        # Day 60 is a leap day that never was; all dates of lists come after it.
        return (date(1899, 12, 30) + timedelta(days=int(float(text)))).isoformat()
    return iso_date(text)


def beginning_of(day: str) -> datetime | None:
    """Return the first moment of an ISO day in UTC; None where the text is no day."""
    try:
        return datetime.fromisoformat(day[:10]).replace(tzinfo=UTC)
    except ValueError:
        return None
