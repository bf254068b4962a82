"""Short texts that every report makes of the same things: status, reason, why, an entry as it stood."""

from collections.abc import Sequence
from datetime import UTC, datetime

from screening.model.decisions import Decision
from screening.model.lists import Entry
from screening.ports import StoredHit
from ui import words
from ui.words import _, ngettext


def utc(moment: datetime | None) -> datetime | None:
    """Return a time in UTC without its zone, as a cell of Excel keeps it; its column says that it is UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def utc_text(moment: datetime | None) -> str:
    """Return a time in UTC, to the second, as text."""
    if moment is None:
        return ""
    pattern = "%Y-%m-%d %H:%M:%S UTC" if words.current_language() == "en" else "%d.%m.%Y %H:%M:%S UTC"
    return moment.astimezone(UTC).strftime(pattern)


def status_of(found: Sequence[StoredHit]) -> str:
    """Return where hits stand: open as long as one of them is, else what was decided of them."""
    if any(stored.decision is None for stored in found):
        return _("open")
    dispositions = (stored.decision.disposition.value for stored in found if stored.decision)
    return "; ".join(dict.fromkeys(map(words.disposition_name, dispositions)))


def reason_of(decision: Decision | None) -> str:
    """Return why something was decided: the reason's name and the officer's own words."""
    if decision is None:
        return ""
    return "; ".join(filter(None, (words.reason_code_name(decision.reason_code), decision.text)))


def why_of(found: Sequence[StoredHit]) -> str:
    """Return why a line is flagged in one sentence, the best hit's, with the number of the others."""
    reasons = list(dict.fromkeys(words.reason_text(stored.hit.reason) for stored in found))
    if len(reasons) == 1:
        return reasons[0]
    more = len(reasons) - 1
    return reasons[0] + " " + ngettext("(and {n} more reason)", "(and {n} more reasons)", more).format(n=more)


def entry_text(entry: Entry) -> str:
    """Return a list entry as it stood: the publisher's record where it is kept, else all its fields."""
    if entry.entry_text:
        return entry.entry_text
    return "\n".join(f"{words.entry_field_name(field)}: {text}" for field, text in entry_fields(entry))


def entry_fields(entry: Entry) -> list[tuple[str, str]]:
    """Return what an entry says, as (field, text) pairs, empty fields left out."""
    names = []
    for name in entry.names:
        quality = "" if name.quality.value == "strong" else f" ({words.name_quality(name.quality.value)})"
        names.append(name.text + quality)
    relations = []
    for relation in entry.relations:
        share = f" {relation.share:g} %" if relation.share is not None else ""
        relations.append(f"{words.relation_name(relation.kind)} {relation.target_name or relation.target_id}{share}")
    fields = {
        "names": names,
        "identifiers": [f"{i.kind.upper()} {i.value} {i.country}".strip() for i in entry.identifiers],
        "addresses": [f"{a.text} {a.country}".strip() for a in entry.addresses],
        "countries": entry.countries,
        "birth_dates": entry.birth_dates,
        "programmes": entry.programmes,
        "measures": entry.measures,
        "relations": relations,
        "remarks": [entry.remarks],
        "listed_on": [entry.listed_on],
        "source": [entry.source],
    }
    told = [(name, "; ".join(filter(None, values))) for name, values in fields.items()]
    return [(name, text) for name, text in told if text]
