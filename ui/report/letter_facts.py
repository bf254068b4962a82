"""What letters and reports to authorities say of a shipment: to whom they go, its parties, when it was stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.manifests import PARTY_FIELDS, VESSEL_FIELDS, Line
from screening.ports import StoredHit
from ui import words
from ui.report.collect import AuditReport
from ui.report.parts import Part, parts_of
from ui.report.words_of import is_asked

LETTERS = ("hold", "rfi")
REPORTS = ("blocking", "reject", "afm")

_STOPPED = {Disposition.TRUE_MATCH, Disposition.REJECTED}
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


def fitting_parts(report: AuditReport, name: str) -> list[Part]:
    """Return the parts that a letter speaks of: what is not cleared, and for reports to authorities what was stopped.

    Of a question that was decided differently on different lines only the fitting lines are taken.
    """
    fits = _waits if name in LETTERS else _stopped
    found = [(part, hits) for part in parts_of(report) if (hits := [stored for stored in part.hits if fits(stored)])]
    wanted = {hits[0].line_id for _, hits in found}
    first = {line_id: line for line_id, line in report.lines() if line_id in wanted}
    parts = [replace(part, hit=hits[0].hit, line=first[hits[0].line_id], hits=hits) for part, hits in found]
    if name in LETTERS:
        return parts
    return [part for part in parts if part.hit.kind in (HitKind.PARTY, HitKind.VESSEL)] or parts


def _stopped(stored: StoredHit) -> bool:
    return stored.decision is not None and stored.decision.disposition in _STOPPED


def _waits(stored: StoredHit) -> bool:
    if not is_asked(stored):
        return False
    return stored.decision is None or stored.decision.disposition not in _CLEARED or stored.pending is not None


def addressees(report: AuditReport, parts: Sequence[Part]) -> list[Addressee]:
    """Return the shippers whose lines the parts stand on, each with their own lines alone: none reads of another's goods."""
    wanted = {stored.line_id for part in parts for stored in part.hits}
    of_line: dict[int, str] = {}
    first: dict[int, Line] = {}
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line_id, line in report.lines():
        name = shipper_of(line)
        key = " ".join(name.split()).casefold()
        names.setdefault(key, name)
        lines[key] = lines.get(key, 0) + 1
        if line_id in wanted:
            of_line[line_id] = key
            first[line_id] = line
    found = []
    for key in dict.fromkeys(of_line.values()):
        own = []
        for part in parts:
            hits = [stored for stored in part.hits if of_line.get(stored.line_id) == key]
            if hits:
                own.append(replace(part, hit=hits[0].hit, line=first[hits[0].line_id], hits=hits))
        found.append(Addressee(names[key], own, lines[key]))
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
