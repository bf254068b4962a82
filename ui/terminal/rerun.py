"""``tekser rerun RUN``: a past screening run again as of its day, and what differs."""

import json
from typing import Any

import click

from screening.errors import UserError
from screening.model.hits import Hit
from screening.rerun import HitChange, Rerun, rerun
from ui import words
from ui.terminal.app import EXIT_DONE, EXIT_FLAGGED, Session
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext

SHOWN = 20


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
                done = rerun(store, run, progress)
            except KeyError as error:
                raise UserError("no_such_run", run=run) from error
            told = {"run": run, "equal": done.equal, "added": done.added, "gone": done.gone, "changed": done.changed}
            store.record_consequence("run_again", {**told, "hits": done.hits_now})
        finally:
            progress.close()
            store.close()
    click.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=1) if as_json else "\n".join(rerun_lines(done)))
    return EXIT_FLAGGED if fail_on_difference and not done.equal else EXIT_DONE


def rerun_lines(done: Rerun) -> list[str]:
    """Return what running again gave, as lines."""
    lines = [
        _("Run {run} of {day}, made with version {then}, run again with version {now}:").format(
            run=done.run.run_id, day=words.format_datetime(done.run.started_at), then=done.run.program_version,
            now=done.program_now),
        ngettext("{n} line", "{n} lines", done.lines).format(n=done.lines) + ", "
        + ngettext("{n} hit", "{n} hits", done.hits_now).format(n=done.hits_now),
    ]  # fmt: skip
    if not done.lists_equal:
        lines.append(_("The lists in force at that time are not those that the run was made with."))
    if done.equal:
        lines.append(_("Equal: every hit, every score, every line that could not be screened."))
        return lines
    lines.append(_("Different: {added} added, {gone} gone, {changed} judged differently.").format(
        added=done.added, gone=done.gone, changed=done.changed))  # fmt: skip
    lines += ["  " + _line(change) for change in done.changes[:SHOWN]]
    if len(done.changes) > SHOWN:
        rest = len(done.changes) - SHOWN
        lines.append(
            "  " + ngettext("and {n} more; --json has all", "and {n} more; --json has all", rest).format(n=rest)
        )
    if not done.unscreened_equal:
        lines.append(_("Could not be screened: {then} then, {now} now.").format(
            then=done.unscreened_then, now=done.unscreened_now))  # fmt: skip
    return lines


def _line(change: HitChange) -> str:
    hit = change.now or change.then
    assert hit is not None
    then = f"{change.then.score:.1f}" if change.then else "-"
    now = f"{change.now.score:.1f}" if change.now else "-"
    return f"{hit.line_row}: {hit.value} / {words.entry_title(hit)} ({hit.list_id}): {then} → {now}"


def _as_json(done: Rerun) -> dict[str, Any]:
    return {
        "run": done.run.run_id,
        "as_of": done.as_of.isoformat(),
        "program_then": done.run.program_version,
        "program_now": done.program_now,
        "lists_equal": done.lists_equal,
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
