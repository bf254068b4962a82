"""When a report to an authority is due, in words."""

from datetime import date

from screening.today import Due
from ui import words
from ui.words import _, ngettext


def due_text(due: Due, today: date) -> str:
    """Return the last day of a report to OFAC, and how near or how long past it is."""
    day = words.format_date(due.day.isoformat())
    what = words.disposition_name(due.stopped.disposition)
    if due.day < today:
        late = (today - due.day).days
        text = ngettext(
            "▲ {what}: the report to OFAC, where you are subject to it, was due on {day}, {n} day ago",
            "▲ {what}: the report to OFAC, where you are subject to it, was due on {day}, {n} days ago",
            late,
        )
        return text.format(what=what, day=day, n=late)
    if due.day == today:
        return _("▲ {what}: the report to OFAC, where you are subject to it, is due today").format(what=what)
    text = ngettext(
        "▲ {what}: the report to OFAC, where you are subject to it, is due on {day}, {n} business day left",
        "▲ {what}: the report to OFAC, where you are subject to it, is due on {day}, {n} business days left",
        due.left,
    )
    return text.format(what=what, day=day, n=due.left)
