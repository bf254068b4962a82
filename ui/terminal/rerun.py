"""``tekser rerun RUN``: a past screening run again as of its day, and what differs."""

import json
from typing import Any

import click

from screening.errors import UserError
from screening.model.hits import Hit
from screening.rerun import Rerun, rerun_recorded
from ui.report.rerun import rerun_lines
from ui.terminal.app import EXIT_DONE, EXIT_FLAGGED, Session
from ui.terminal.progress import TerminalProgress


@click.command("rerun")
@click.argument("run", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option("--fail-on-difference", is_flag=True, help="Exit with 1 when anything differs.")
@click.pass_obj
def rerun_command(session: Session, run: int, as_json: bool, fail_on_difference: bool) -> int:
    """Screen the manifest of a past RUN (its number) again with the lists and settings of that time, and compare."""
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            try:
                done = rerun_recorded(store, run, progress)
            except KeyError as error:
                raise UserError("no_such_run", run=run) from error
        finally:
            progress.close()
            store.close()
    click.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=1) if as_json else "\n".join(rerun_lines(done)))
    return EXIT_FLAGGED if fail_on_difference and not done.equal else EXIT_DONE


def _as_json(done: Rerun) -> dict[str, Any]:
    return {
        "run": done.run.run_id,
        "as_of": done.as_of.isoformat(),
        "program_then": done.run.program_version,
        "program_now": done.program_now,
        "lists_equal": done.lists_equal,
        "tables_equal": done.tables_equal,
        "lists": [{"list": one.list_id, "version": one.version_id, "sha256": one.sha256} for one in done.lists],
        "joined_later": done.joined,
        "equal": done.equal,
        "lines": done.lines,
        "hits_then": done.hits_then,
        "hits_now": done.hits_now,
        "unscreened_then": done.unscreened_then,
        "unscreened_now": done.unscreened_now,
        "changes": [{"line": c.line_id, "then": _hit(c.then), "now": _hit(c.now)} for c in done.changes],
    }


def _hit(hit: Hit | None) -> dict[str, Any] | None:
    if hit is None:
        return None
    return {
        "row": hit.line_row,
        "field": hit.field,
        "value": hit.value,
        "kind": hit.kind.value,
        "list": hit.list_id,
        "entry": hit.entry_id,
        "name": hit.entry_name,
        "score": hit.score,
        "reason": hit.reason.code,
    }
