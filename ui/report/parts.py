"""The parts of a report for people: what is flagged, once for each question, with its lines and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import zip_longest

from screening.model.decisions import Decision, Disposition
from screening.model.goods import GoodsRule
from screening.model.hits import Hit
from screening.model.lists import Entry
from screening.model.manifests import Line
from screening.ports import StoredHit
from ui import words
from ui.report.collect import AuditReport
from ui.report.words_of import entry_fields, rule_fields
from ui.words import N_, _


@dataclass(slots=True)
class Part:
    """One party or goods item that meets one list entry, on one line or on many."""

    hit: Hit
    """Of the first line."""
    line: Line
    """The first line."""
    hits: list[StoredHit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    """Every decision on these hits, the same one on many lines once, in order of time."""

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Sheet and row of every line."""
        return list(dict.fromkeys((stored.hit.sheet, stored.hit.line_row) for stored in self.hits))


def parts_of(report: AuditReport) -> list[Part]:
    """Return the parts of a report, highest score first."""
    parts: dict[tuple[str, ...], Part] = {}
    of_hit: dict[int, Part] = {}
    flagged = {found[0].line_id: found for found in report.hits()}
    for line_id, line in report.lines():
        for stored in flagged.get(line_id, ()):
            hit = stored.hit
            value = " ".join(hit.value.split()).casefold()
            # An entry that changed before a re-screening is told with both of its texts.
            question = (hit.kind.value, hit.field, value, hit.list_id, hit.entry_id, stored.entry_hash)
            part = parts.setdefault(question, Part(hit, line))
            part.hits.append(stored)
            of_hit[stored.hit_id] = part
    told: set[tuple[object, ...]] = set()
    for decision in report.decisions:
        part_of = of_hit.get(decision.hit_id)
        if part_of is None:
            continue
        same = (
            id(part_of),
            decision.disposition,
            decision.reason_code,
            decision.text,
            decision.user,
            decision.decided_at,
        )
        if same not in told:
            told.add(same)
            part_of.decisions.append(decision)
    return sorted(parts.values(), key=lambda part: -part.hit.score)


_CONTEXT = frozenset({
    "description", "hs_code", "article_no", "brand", "manufacturer", "origin_country", "dispatch_country", "destination_country",
    "transit_country", "value", "currency", "transport_doc_no", "invoice_no", "end_use", "imo",
})  # fmt: skip
"""Fields of the line that are told beside what is flagged."""
_SAME = (("tax_id", "identifiers"), ("address", "addresses"), ("country", "countries"))
"""What the manifest says of a party, and the field of the list that it is to be compared with."""

Fact = tuple[str, str]
"""Name of a field, and its text."""


def comparison_of(part: Part, entry: Entry | None, rules: Sequence[GoodsRule] = ()) -> list[tuple[Fact, Fact]]:
    """Return the manifest's facts beside the list's, those of the same kind on one row; a missing one is empty."""
    hit = part.hit
    role = hit.field.split(".")[0]
    theirs = {v.field: v.text for v in reversed(part.line.values) if v.text and v.field != hit.field}
    listed = dict(entry_fields(entry)) if entry else {}
    first: Fact = (_("Matched name"), hit.matched_name) if entry else (_("Rule"), words.entry_title(hit))
    pairs: list[tuple[Fact, Fact]] = [((words.field_name(hit.field), hit.value), first)]
    if "names" in listed:
        pairs.append((("", ""), (words.entry_field_name("names"), listed.pop("names"))))
    for part_of, field_of in _SAME:
        ours = theirs.pop(f"{role}.{part_of}", "")
        other = listed.pop(field_of, "")
        if ours or other:
            pairs.append((
                (words.field_name(f"{role}.{part_of}"), ours) if ours else ("", ""),
                (words.entry_field_name(field_of), other) if other else ("", ""),
            ))  # fmt: skip
    left = [(words.field_name(f), t) for f, t in theirs.items() if f in _CONTEXT or f.startswith(role + ".")]
    right = [(_("List"), f"{hit.list_id} {hit.entry_id}"), *((words.entry_field_name(f), t) for f, t in listed.items())]
    for rule in rules:
        right += rule_fields(rule)
    pairs += zip_longest(left, right, fillvalue=("", ""))
    return pairs


class Verdict(StrEnum):
    """What may be done with the shipment, as far as its decisions say."""

    STOP = "stop"
    OPEN = "open"
    HOLD = "hold"
    UNSCREENED = "unscreened"
    """Nothing found stops it, but not everything could be screened."""
    RELEASED = "released"
    NO_HIT = "no_hit"
    """No hit, or those of known parties alone."""


VERDICTS = {
    Verdict.STOP: N_("STOP: a true match or a rejection is recorded. Do not ship, do not pay, do not return goods or funds."),
    Verdict.OPEN: N_("NOT DECIDED: hits are open. Do not release."),
    Verdict.HOLD: N_("HOLD: information or a licence is awaited. Do not release."),
    Verdict.UNSCREENED: N_("NOT FULLY SCREENED: nothing that was found stops the shipment, but not everything could be screened. Do not release before that is checked."),
    Verdict.RELEASED: N_("RELEASED: every hit is decided and none of them stops the shipment."),
    Verdict.NO_HIT: N_("NO HIT to decide: nothing that was screened met a list or a rule, but for known parties."),
}  # fmt: skip

_STOPS = {Disposition.TRUE_MATCH, Disposition.REJECTED}
_HOLDS = {Disposition.HELD, Disposition.NEEDS_INFORMATION, Disposition.LICENCE_NEEDED}


def verdict_of(hits: Sequence[StoredHit], unscreened: int = 0, today: date | None = None) -> Verdict:
    """Return the verdict that follows from the decisions in force: the gravest one rules.

    ``unscreened`` is what the run could not screen: it is never released. A licence whose last day is before ``today``
    holds the shipment.
    """
    hits = [stored for stored in hits if stored.hit.suppressed_by is None or stored.decision or stored.pending]
    decided = {stored.decision.disposition for stored in hits if stored.decision is not None}
    # What is said to be a true match stops the shipment before a second person has agreed.
    decided |= {stored.pending.disposition for stored in hits if stored.pending is not None} & _STOPS
    if decided & _STOPS:
        return Verdict.STOP
    if any(stored.decision is None or stored.pending is not None for stored in hits):
        return Verdict.OPEN
    if decided & _HOLDS or (today is not None and any(_expired(stored.decision, today) for stored in hits)):
        return Verdict.HOLD
    if unscreened:
        return Verdict.UNSCREENED
    return Verdict.RELEASED if hits else Verdict.NO_HIT


def _expired(decision: Decision | None, today: date) -> bool:
    held = decision is not None and decision.disposition is Disposition.LICENCE_HELD
    return decision is not None and held and decision.licence_until < today.isoformat()


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict as a sentence."""
    return _(VERDICTS[verdict])
