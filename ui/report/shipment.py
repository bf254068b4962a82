"""The report of a screening narrowed to one shipment: its lines, hits, decisions and verdict alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from screening.errors import UserError
from screening.model.manifests import Line, Unscreened
from screening.ports import StoredHit
from screening.route.shipments import Shipment, shipment_key, shipments
from screening.verdict import hits_tally, shipment_verdict
from ui.report.collect import AuditReport
from ui.report.parts import parts_of
from ui.report.words_of import flags_line, is_asked


def flagged_shipments(report: AuditReport) -> list[AuditReport]:
    """Return a report for each shipment with a hit, the riskiest first; of whole sheets where no line names a document."""
    return _narrowed(report, report.shipments())


def shipments_named(report: AuditReport, numbers: Sequence[str]) -> list[AuditReport]:
    """Return a report for each shipment that a number names, flagged or not: of its transport document, declaration, ...

    Raises UserError("no_such_shipment") for a number that names none.
    """
    wanted = {" ".join(number.split()).casefold(): number for number in numbers}
    lines = [(i, line) for i, line in report.lines() if shipment_key(line)[1].casefold() in wanted]
    ids = {line_id for line_id, _line in lines}
    hits = {found[0].line_id: [stored.hit for stored in found] for found in report.hits() if found[0].line_id in ids}
    found = shipments(lines, hits)
    there = {shipment.number.casefold() for shipment in found}
    for key, number in wanted.items():
        if key not in there:
            raise UserError("no_such_shipment", shipment=number, file=report.manifest.info.name)
    return _narrowed(report, found)


def _narrowed(report: AuditReport, found: Sequence[Shipment]) -> list[AuditReport]:
    """Return a report for each shipment; lines and hits are read once for all of them."""
    of_line = {line_id: number for number, one in enumerate(found) for line_id in one.line_ids}
    lines: dict[int, Line] = {line_id: line for line_id, line in report.lines() if line_id in of_line}
    hits = {found[0].line_id: found for found in report.hits() if found[0].line_id in of_line}
    rows = {(line.sheet, line.row) for _line_id, line in report.lines()}
    # Rows that became no line may be of any shipment: they hold each of them.
    common = [one for one in report.unscreened if (one.sheet, one.row) not in rows]
    by_row: dict[tuple[str, int], list[Unscreened]] = {}
    for one in report.unscreened:
        by_row.setdefault((one.sheet, one.row), []).append(one)
    return [_of(report, shipment, lines, hits, by_row, common) for shipment in found]


def _of(
    report: AuditReport,
    shipment: Shipment,
    lines: Mapping[int, Line],
    hits: Mapping[int, Sequence[StoredHit]],
    by_row: Mapping[tuple[str, int], Sequence[Unscreened]],
    common: Sequence[Unscreened],
) -> AuditReport:
    own_lines = [(line_id, lines[line_id]) for line_id in shipment.line_ids]
    own_hits = [hits[line_id] for line_id in shipment.line_ids if line_id in hits]
    flat = [stored for found in own_hits for stored in found]
    ids = {stored.hit_id for stored in flat}
    unscreened = [*common, *(one for _id, line in own_lines for one in by_row.get((line.sheet, line.row), ()))]

    def of_lines() -> Iterator[tuple[int, Line]]:
        yield from own_lines

    def of_hits() -> Iterator[Sequence[StoredHit]]:
        yield from own_hits

    alerts = {hit_id: alert for hit_id, alert in report.alerts.items() if hit_id in ids}
    joined = {alert.rescreening_id for alert in alerts.values()}
    narrowed = replace(
        report,
        of=shipment,
        whole=report.verdict,
        run=replace(
            report.run,
            lines=len(own_lines),
            flagged_lines=sum(map(flags_line, own_hits)),
            hits=len(flat),
            suppressed=sum(stored.hit.suppressed_by is not None for stored in flat),
            unscreened=len(unscreened),
        ),
        lines=of_lines,
        hits=of_hits,
        unscreened=unscreened,
        decisions=[one for one in report.decisions if one.hit_id in ids],
        alerts=alerts,
        later=[one for one in report.later if one.rescreening_id in joined],
        older={number: one for number, one in report.older.items() if one.decision.hit_id in ids},
        shipments=lambda: [shipment] if shipment.flagged else [],
    )
    still_open = sum(any(_is_open(stored) for stored in part.hits) for part in parts_of(narrowed))
    tally = hits_tally(flat, still_open, len(unscreened), report.written_at.astimezone().date())
    return replace(narrowed, verdict=shipment_verdict(tally, report.verdict, (shipment.field, shipment.number)))


def _is_open(stored: StoredHit) -> bool:
    return is_asked(stored) and stored.decision is None and stored.pending is None
