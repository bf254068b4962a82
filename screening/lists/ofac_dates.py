"""Days and periods of OFAC's Advanced XML."""

from lxml import etree

from screening.lists.dates import iso_date
from screening.lists.xml import child, children


def day_of(element: etree._Element) -> str:
    """Return Year, Month and Day below an element as an ISO date, or an empty text."""
    parts = [child(element, name) for name in ("Year", "Month", "Day")]
    if not parts[0]:
        return ""
    return iso_date("-".join(part.zfill(2) for part in parts if part))


def dates_of(period: etree._Element) -> str:
    """Return a DatePeriod as one date, a year, a month, or "from/to"."""
    days = [
        day
        for edge in ("Start", "End")
        for side in ("From", "To")
        for element in children(period, edge, side)
        if (day := day_of(element))
    ]
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return first
    if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4]
    if first[:7] == last[:7] and first.endswith("-01") and last[8:].isdecimal() and int(last[8:]) >= 28:
        return first[:7]
    return f"{first}/{last}"
