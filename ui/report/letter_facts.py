"""What letters and reports to authorities say of a shipment: to whom they go, its parties, when it was stopped."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.lists import ListFormat, ListInfo
from screening.model.manifests import PARTY_FIELDS, VESSEL_FIELDS, Line
from screening.ports import StoredHit
from screening.route.shipments import shipment_key
from ui import words
from ui.report.collect import AuditReport
from ui.report.parts import Part, parts_of
from ui.report.words_of import is_asked
from ui.words import _

LETTERS = ("hold", "rfi")
REPORTS = ("blocking", "reject", "afm")

_STOPPED = {Disposition.TRUE_MATCH, Disposition.REJECTED}
_REPORTED = {
    "blocking": ({Disposition.TRUE_MATCH},),
    "reject": ({Disposition.REJECTED}, {Disposition.TRUE_MATCH}),
    "afm": (_STOPPED,),
}  # fmt: skip
"""What a report to an authority speaks of; of several the first that there is: what was rejected was not blocked."""
_CLEARED = {Disposition.FALSE_POSITIVE, Disposition.RELEASED, Disposition.LICENCE_HELD}
_SENDERS = ("consignor", "seller")
_FACTS = ("address", "country", "tax_id")


@dataclass(frozen=True, slots=True)
class Addressee:
    """One shipper, with what a letter to them speaks of."""

    name: str
    """As the manifest writes it first; empty where it names none."""
    parts: Sequence[Part]
    lines: int
    """Lines of this shipper in the whole manifest."""
    documents: tuple[str, ...] = ()
    """Numbers of the transport documents (else declarations, invoices, containers) of the lines that are spoken of."""


def fitting_parts(report: AuditReport, name: str) -> list[Part]:
    """Return the parts that a letter speaks of: what is not cleared, and for reports to authorities what was stopped.

    Of a question that was decided differently on different lines only the fitting lines are taken. An office's own
    lists are no authority's: what they alone stop is reported to nobody.
    """
    parts = parts_of(report)
    if name in LETTERS:
        today = report.written_at.astimezone().date().isoformat()
        return _with_fitting(report, parts, lambda stored: _waits(stored, today))
    own = {info.list_id for info in _all_lists(report) if info.format is ListFormat.OWN}
    parts = [part for part in parts if part.hit.list_id not in own]
    for dispositions in _REPORTED[name]:
        found = _with_fitting(report, parts, partial(_is_decided, dispositions=dispositions))
        if found:
            return [part for part in found if part.hit.kind in (HitKind.PARTY, HitKind.VESSEL)] or found
    return []


def _with_fitting(report: AuditReport, parts: Sequence[Part], fits: Callable[[StoredHit], bool]) -> list[Part]:
    """Return parts with the hits alone that fit, those without any left out."""
    found = [(part, hits) for part in parts if (hits := [stored for stored in part.hits if fits(stored)])]
    wanted = {hits[0].line_id for _, hits in found}
    first = {line_id: line for line_id, line in report.lines() if line_id in wanted}
    return [replace(part, hit=hits[0].hit, line=first[hits[0].line_id], hits=hits) for part, hits in found]


def _all_lists(report: AuditReport) -> Iterator[ListInfo]:
    yield from report.lists
    for later in report.later:
        yield from later.lists


def lists_text(report: AuditReport, parts: Sequence[Part]) -> str:
    """Return the lists that parts met: version, when published, how old when it was screened."""
    told: dict[str, None] = {}
    for stored in (stored for part in parts for stored in part.hits):
        lists, when = report.lists, report.run.started_at
        alert = report.alerts.get(stored.hit_id)
        if alert is not None:
            later = next((one for one in report.later if one.rescreening_id == alert.rescreening_id), None)
            lists, when = (later.lists, later.raised_at) if later else (lists, when)
        info = next((one for one in lists if one.list_id == stored.hit.list_id), None)
        if info is not None:
            version = _("version {n}").format(n=info.version_id) if info.version_id else ""
            name = ", ".join(filter(None, (info.list_id, version)))
            # Of a list from a file its age tells the publisher's day, where there is one; of one that was compared it does not.
            published = f"{words.list_age_text(info, when)}; " if info.checked_at else ""
            told[f"{info.title} ({name}): {published}{words.list_check_text(info, when)}"] = None
    return "; ".join(told)


def _is_decided(stored: StoredHit, dispositions: Collection[Disposition]) -> bool:
    return stored.decision is not None and stored.decision.disposition in dispositions


def _stopped(stored: StoredHit) -> bool:
    return _is_decided(stored, _STOPPED)


def _waits(stored: StoredHit, today: str) -> bool:
    if not is_asked(stored):
        return False
    decision = stored.decision
    if decision is None or stored.pending is not None or decision.disposition not in _CLEARED:
        return True
    # A licence that ran out clears nothing any more.
    return decision.disposition is Disposition.LICENCE_HELD and decision.licence_until < today


def addressees(report: AuditReport, parts: Sequence[Part]) -> list[Addressee]:
    """Return the shippers whose lines the parts stand on, each with their own lines alone: none reads of another's goods."""
    wanted = {stored.line_id for part in parts for stored in part.hits}
    of_line: dict[int, str] = {}
    first: dict[int, Line] = {}
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    documents: dict[str, dict[str, None]] = {}
    for line_id, line in report.lines():
        name = shipper_of(line)
        key = " ".join(name.split()).casefold()
        names.setdefault(key, name)
        lines[key] = lines.get(key, 0) + 1
        if line_id in wanted:
            of_line[line_id] = key
            first[line_id] = line
            field, number = shipment_key(line)
            if field != "sheet":
                documents.setdefault(key, {})[number] = None
    found = []
    for key in dict.fromkeys(of_line.values()):
        own = []
        for part in parts:
            hits = [stored for stored in part.hits if of_line.get(stored.line_id) == key]
            if hits:
                own.append(replace(part, hit=hits[0].hit, line=first[hits[0].line_id], hits=hits))
        found.append(Addressee(names[key], own, lines[key], tuple(documents.get(key, ()))))
    return found


def shipper_of(line: Line) -> str:
    """Return who ships the goods of a line: the consignor, else the seller."""
    return next(filter(None, map(line.text, _SENDERS)), "")


@dataclass(frozen=True, slots=True)
class Concerned:
    """A party or vessel of the shipments that were stopped."""

    roles: str
    name: str
    facts: str
    """Address, country and number, as the manifest tells them."""
    rows: tuple[int, ...]


def concerned(report: AuditReport, parts: Sequence[Part]) -> list[Concerned]:
    """Return every party and vessel of the shipments that the parts belong to, each once with all its roles."""
    hit_lines = {stored.line_id for part in parts for stored in part.hits}
    of_shipments = {line_id for one in report.shipments() if hit_lines & set(one.line_ids) for line_id in one.line_ids}
    wanted = of_shipments or hit_lines
    roles: dict[str, dict[str, None]] = {}
    told: dict[str, tuple[str, dict[str, None]]] = {}
    rows: dict[str, dict[int, None]] = {}
    for line_id, line in report.lines():
        if line_id not in wanted:
            continue
        texts = _texts(line)
        for field in (*PARTY_FIELDS, *VESSEL_FIELDS):
            for name in texts.get(field, ()):
                key = " ".join(name.split()).casefold()
                roles.setdefault(key, {})[words.field_name(field)] = None
                facts = told.setdefault(key, (name, {}))[1]
                facts.update(dict.fromkeys(fact for part in _FACTS for fact in texts.get(f"{field}.{part}", ())))
                if field in VESSEL_FIELDS:
                    facts.update(dict.fromkeys(f"IMO {number}" for number in texts.get("imo", ())))
                rows.setdefault(key, {})[line.row] = None
    return [
        Concerned(", ".join(roles[key]), name, "; ".join(facts), tuple(rows[key]))
        for key, (name, facts) in told.items()
    ]


def _texts(line: Line) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in line.values:
        if value.text:
            found.setdefault(value.field, []).append(value.text)
    return found


def stopped_at(report: AuditReport, parts: Sequence[Part]) -> datetime | None:
    """Return when the first of the parts was stopped: a later correction that stops it still does not move the day."""
    hits = {stored.hit_id for part in parts for stored in part.hits if _stopped(stored)}
    stops = (d for d in report.decisions if d.hit_id in hits and d.effective and d.disposition in _STOPPED)
    times = [decision.decided_at for decision in stops]
    times += [s.decision.decided_at for part in parts for s in part.hits if s.decision and s.hit_id in hits]
    return min(times, default=None)


def zone_of(moment: datetime) -> str:
    """Return the office's offset from UTC at a moment, as "UTC+05:00"."""
    offset = moment.astimezone().strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}" if moment.astimezone().utcoffset() else str(UTC)
