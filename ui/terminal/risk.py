"""``tekser risk``: the explained risk of the shipments of a run, worst first."""

import json

import click

from screening.errors import UserError
from screening.model.hits import Hit
from ui.report.risk import risk_part_text, shipment_name
from ui.terminal.app import Session
from ui.words import ngettext


@click.command()
@click.argument("run", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--all", "every", is_flag=True, help="Shipments without a hit as well.")
@click.pass_obj
def risk(session: Session, run: int | None, as_json: bool, every: bool) -> None:
    """Show the shipments of a run (the newest without RUN): their risk, and every part that it is made of."""
    from screening.route.shipments import shipments

    with session.folder() as folder:
        store = folder.open()
        try:
            runs = store.runs()
            chosen = next((r for r in runs if run is None or r.run_id == run), None)
            if chosen is None:
                raise UserError("no_such_run", run=run or 0)
            hits: dict[int, list[Hit]] = {}
            for stored in store.hits(chosen.run_id):
                hits.setdefault(stored.line_id, []).append(stored.hit)
            lines = (pair for batch in store.lines(chosen.manifest_id) for pair in batch)
            found = [s for s in shipments(lines, hits) if every or s.flagged]
        finally:
            store.close()
    if as_json:
        data = [
            {
                "field": s.field, "number": s.number, "lines": len(s.line_ids), "flagged": s.flagged,
                "risk": s.risk.score, "worst_line": s.worst_line,
                "parts": [
                    {"kind": p.kind.value, "list": p.list_id, "entry_id": p.entry_id, "field": p.field,
                     "value": p.value, "score": p.score, "points": p.points}
                    for p in s.risk.parts
                ],
            }
            for s in found
        ]  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    for shipment in found:
        count = ngettext("{n} line", "{n} lines", len(shipment.line_ids)).format(n=len(shipment.line_ids))
        click.echo(f"{shipment.risk.score:5.1f}  {shipment_name(shipment)}  {count}")
        for part in shipment.risk.parts:
            click.echo(f"       {part.points:+6.1f}  {risk_part_text(part)}")
