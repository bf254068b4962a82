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
    asked = [stored for stored in found if stored.hit.suppressed_by is None or stored.decision or stored.pending]
    if not asked:
        return _("known party")
    if any(stored.decision is None and stored.pending is None for stored in asked):
        return _("open")
    if any(stored.pending is not None for stored in asked):
        waiting = (stored.pending.disposition.value for stored in asked if stored.pending)
        names = "; ".join(dict.fromkeys(map(words.disposition_name, waiting)))
        return _("{disposition}, waits for a second person").format(disposition=names)
    dispositions = (stored.decision.disposition.value for stored in asked if stored.decision)
    return "; ".join(dict.fromkeys(map(words.disposition_name, dispositions)))


def decision_shown(found: Sequence[StoredHit]) -> Decision | None:
    """Return the decision that a line is told with: of its best hit that has one, a waiting one first."""
    return next((d for stored in found for d in (stored.pending, stored.decision) if d is not None), None)


def approver_of(decision: Decision | None) -> str:
    """Return who agreed to a decision, or that a second person is still waited for."""
    if decision is None or not decision.second:
        return ""
    if decision.approval is None:
        return _("(waits for a second person)")
    if decision.approval.agreed:
        return decision.approval.user
    return _("{user} (returned it)").format(user=decision.approval.user)


def flags_line(found: Sequence[StoredHit]) -> bool:
    """Whether hits flag their line: those of known parties are recorded and counted, but ask nothing."""
    return any(stored.hit.suppressed_by is None for stored in found)


def reason_of(decision: Decision | None) -> str:
    """Return why something was decided: the reason's name and the officer's own words."""
    if decision is None:
        return ""
    licence = ""
    if decision.licence:
        until = words.format_date(decision.licence_until)
        licence = _("licence {number} until {date}").format(number=decision.licence, date=until or "?")
    return "; ".join(filter(None, (words.reason_code_name(decision.reason_code), licence, decision.text)))


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


def known_text(stored: StoredHit) -> str:
    """Return which known party keeps a hit from being asked, or why one does not any more."""
    if stored.hit.suppressed_by is not None:
        return _("known party {n}").format(n=stored.hit.suppressed_by)
    return words.known_note_text(stored.hit.known_note) if stored.hit.known_note else ""
