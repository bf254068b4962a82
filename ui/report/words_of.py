"""Short texts that every report makes of the same things: status, reason, why, an entry as it stood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from screening.casework.known import KnownParty
from screening.model.decisions import Decision, Disposition
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, HitKind
from screening.model.lists import Entry
from screening.model.rescreening import AlertKind
from screening.ports import StoredAlert, StoredHit
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


_STOPS = (Disposition.TRUE_MATCH, Disposition.REJECTED)
_HOLDS = (Disposition.HELD, Disposition.NEEDS_INFORMATION, Disposition.LICENCE_NEEDED)


def by_gravity(found: Sequence[StoredHit]) -> list[StoredHit]:
    """Return hits with the gravest first: stopped, said to be a match, open, waiting, held, cleared, known; then by score."""
    return sorted(found, key=lambda stored: (_gravity(stored), -stored.hit.score))


def _gravity(stored: StoredHit) -> int:
    decision, pending = stored.decision, stored.pending
    if decision is not None and decision.disposition in _STOPS:
        return 0
    if pending is not None and pending.disposition in _STOPS:
        return 1
    if decision is None and pending is None:
        return 2 if stored.hit.suppressed_by is None else 6
    if pending is not None:
        return 3
    return 4 if decision is not None and decision.disposition in _HOLDS else 5


def status_of(found: Sequence[StoredHit]) -> str:
    """Return where hits stand, each state once and the gravest first: a match is never hidden behind what is open."""
    asked = [stored for stored in by_gravity(found) if is_asked(stored)]
    if not asked:
        return _("known party")
    return "; ".join(dict.fromkeys(state for stored in asked for state in _states(stored)))


def _states(stored: StoredHit) -> Iterator[str]:
    if stored.decision is not None:
        yield words.disposition_name(stored.decision.disposition.value)
    if stored.pending is not None:
        name = words.disposition_name(stored.pending.disposition.value)
        yield _("{disposition}, waits for a second person").format(disposition=name)
    elif stored.decision is None:
        yield _("open")


def status_code(stored: StoredHit) -> str:
    """Return where a hit stands: its disposition, "waiting", "known_party" or "open"."""
    if stored.pending is not None:
        return "waiting"
    if stored.decision is not None:
        return stored.decision.disposition.value
    return "open" if is_asked(stored) else "known_party"


def decision_shown(stored: StoredHit) -> Decision | None:
    """Return the decision that a hit is told with: a waiting one first, the status names the one in force as well."""
    return stored.pending or stored.decision


def approver_of(decision: Decision | None) -> str:
    """Return who agreed to a decision, or that a second person is still waited for."""
    if decision is None or not decision.second:
        return ""
    if decision.approval is None:
        return _("(waits for a second person)")
    if decision.approval.agreed:
        return decision.approval.user
    return _("{user} (returned it)").format(user=decision.approval.user)


def is_asked(stored: StoredHit) -> bool:
    """Whether a hit is a question: one of a known party is recorded and counted, but asks nothing until it is decided."""
    return stored.hit.suppressed_by is None or stored.decision is not None or stored.pending is not None


def flags_line(found: Sequence[StoredHit]) -> bool:
    """Whether hits flag their line: those of known parties do so only when somebody decided them all the same."""
    return any(map(is_asked, found))


def reason_of(decision: Decision | None) -> str:
    """Return why something was decided: the reason's name and the officer's own words."""
    if decision is None:
        return ""
    licence = ""
    if decision.licence:
        until = words.format_date(decision.licence_until)
        licence = _("licence {number} until {date}").format(number=decision.licence, date=until or "?")
    return "; ".join(filter(None, (words.reason_code_name(decision.reason_code), licence, decision.text)))


def why_of(found: Sequence[Hit]) -> str:
    """Return why a line is flagged in one sentence, the first hit's, with the number of the others."""
    reasons = list(dict.fromkeys(words.reason_text(hit.reason) for hit in found))
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


def rule_fields(rule: GoodsRule) -> list[tuple[str, str]]:
    """Return what a rule of a goods list says, as (name of the field, text) pairs, empty fields left out."""
    named = dict(rule.names).get(words.current_language()) or rule.name("en")
    facts = [
        (_("Rule"), f"{rule.code} {named}" if named != rule.code else rule.code),
        (_("Regime"), rule.regime),
        (_("Annex"), rule.annex),
        (_("Tier"), rule.tier),
        (_("Aimed at"), ", ".join(rule.targets)),
        (_("Part of the code alone"), _("yes") if rule.ex else ""),
        (_("Except"), ", ".join(rule.exceptions)),
        (_("May be let through"), rule.exemption),
        (_("From a price of"), f"{rule.price_floor:g} {rule.currency}" if rule.price_floor else ""),
        (_("In force"), " – ".join(words.format_date(day) for day in (rule.valid_from, rule.valid_to) if day)),
        (_("Edition of the codes"), rule.edition),
        (_("Source"), rule.source),
        (_("Retrieved"), words.format_date(rule.retrieved) if rule.retrieved else ""),
    ]
    return [(name, text) for name, text in facts if text]


def rules_text(rules: Sequence[GoodsRule]) -> str:
    """Return rules of a goods list as they stood, a line for each."""
    return "\n".join("; ".join(f"{name}: {text}" for name, text in rule_fields(rule)) for rule in rules)


def alert_text(alert: StoredAlert | None) -> str:
    """Return that a hit joined the screening later, by a re-screening; an empty text for any other."""
    if alert is None:
        return ""
    text = _("re-screening {n} of {when}: new") if alert.why is AlertKind.NEW else _("re-screening {n} of {when}: stronger")  # fmt: skip
    return text.format(n=alert.rescreening_id, when=utc_text(alert.raised_at))


def known_text(stored: StoredHit, known: Mapping[int, KnownParty]) -> str:
    """Return which known party keeps a hit from being asked and on what it rests, or why one does not any more."""
    number = stored.hit.suppressed_by
    if number is None:
        return words.known_note_text(stored.hit.known_note) if stored.hit.known_note else ""
    name = _("known party {n}, decided all the same") if is_asked(stored) else _("known party {n}")
    return "; ".join(filter(None, (name.format(n=number), *(_known_facts(known[number]) if number in known else ()))))


def _known_facts(one: KnownParty) -> Iterator[str]:
    """Yield why a match was cleared and remembered, by whom and when, for how far and how long."""
    yield words.reason_code_name(one.reason_code)
    yield one.text
    yield _("decision {n} of {user}, {when}").format(
        n=one.decision_id, user=one.user, when=utc_text(datetime.fromisoformat(one.made_at))
    )
    yield words.scope_name(one.scope.value)
    if one.expires_on:
        yield _("until {day}").format(day=words.format_date(one.expires_on))
    if one.revoked_by:
        yield _("revoked by {user}").format(user=one.revoked_by)


def shown_hit(stored: StoredHit, rules: Sequence[GoodsRule]) -> Hit:
    """Return a hit as a person reads it: the goods of a list by the name that its rule has in the report's language."""
    hit = stored.hit
    if hit.kind is not HitKind.GOODS:
        return hit
    rule = next((one for one in rules if one.name("en") == hit.entry_name), None)
    name = rule.name(words.current_language()) if rule else hit.entry_name
    if name == hit.entry_name:
        return hit
    renamed = partial(_renamed, old=hit.entry_name, new=name)
    return replace(
        hit,
        entry_name=name,
        # Other data are the sender's own words, which may begin like the name of the rule.
        reason=replace(
            hit.reason, data=tuple((key, renamed(value) if key == "rule" else value) for key, value in hit.reason.data)
        ),
        evidence=tuple(replace(piece, right=renamed(piece.right)) for piece in hit.evidence),
    )


def _renamed(value: str, old: str, new: str) -> str:
    """Return a value of a reason with the other name of its goods, behind which their code may stand in brackets."""
    return new + value.removeprefix(old) if value == old or value.startswith(f"{old} (") else value
