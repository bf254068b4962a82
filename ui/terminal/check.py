"""``tekser check NAME``: one name, or a paragraph, asked of the lists; recorded where that is wished."""

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from screening.casework.roles import Action
from screening.errors import UserError
from screening.office import office_settings
from ui import words
from ui.terminal.app import EXIT_DONE, EXIT_FLAGGED, Session
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext

if TYPE_CHECKING:
    from screening.quick import QuickAnswer, QuickAnswers


@click.command("check")
@click.argument("name", nargs=-1, required=True)
@click.option("--record", is_flag=True, help="Keep the check like a manifest: it can be decided, exported, run again.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.pass_obj
def check_command(session: Session, name: tuple[str, ...], record: bool, as_json: bool) -> int:
    """Ask the lists for NAME, a party or a vessel; "-" reads a name, or a whole text, from standard input.

    The exit code is 1 when a listed entry is met, 0 when none is.
    """
    from screening.quick import quick_check, record_quick
    from screening.workflow import open_engine, usable_lists

    text = sys.stdin.read() if name == ("-",) else "\n".join(name)
    progress = TerminalProgress()
    run = None
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.SCREEN if record else Action.READ)
            usable_lists(store)
            settings = office_settings(store)
            engine = open_engine(store, settings, progress)
            answers = quick_check(engine.names, text, min_score=settings.party_threshold, progress=progress)
            if not answers.pieces:
                raise UserError("nothing_to_check", text=text.strip())
            if record:
                run = record_quick(store, engine, text, progress)
            lists = store.lists()
        finally:
            progress.close()
            store.close()
    if as_json:
        click.echo(json.dumps({**_as_json(answers), "run": run.run_id if run else None}, ensure_ascii=False, indent=1))
    else:
        _tell(answers)
        if run is not None:
            click.echo(_("Recorded as run {run}.").format(run=run.run_id))
        for info in lists:
            if info.is_starter:
                click.echo(words.starter_notice(info, datetime.now(UTC)))
    return EXIT_FLAGGED if answers.answers else EXIT_DONE


def _tell(answers: "QuickAnswers") -> None:
    n = len(answers.answers)
    for answer in answers.answers:
        match = answer.match
        click.echo(f"{match.score:5.1f}  {answer.piece} = {match.matched_name}  [{match.list_id} {match.entry_id}]")
        if match.entry_name != match.matched_name:
            click.echo(f"       {match.entry_name}")
        click.echo(f"       {words.reason_text(match.reason)}")
    if n:
        click.echo(ngettext("{n} listed entry met", "{n} listed entries met", n).format(n=n))
    else:
        click.echo(_("No listed entry met by these lists at the threshold in force."))
    if answers.left_out:
        click.echo(
            ngettext(
                "{n} piece was not asked: paste less at once.", "{n} pieces were not asked: paste less at once.", answers.left_out
            ).format(n=answers.left_out)
        )  # fmt: skip


def _as_json(answers: "QuickAnswers") -> dict[str, Any]:
    return {
        "asked": list(answers.pieces),
        "not_asked": answers.left_out,
        "met": [_answer(answer) for answer in answers.answers],
    }


def _answer(answer: "QuickAnswer") -> dict[str, Any]:
    match = answer.match
    return {
        "asked": answer.piece,
        "kind": answer.kind.value,
        "score": match.score,
        "list": match.list_id,
        "entry": match.entry_id,
        "name": match.entry_name,
        "matched_name": match.matched_name,
        "reason": match.reason.code,
        "why": words.reason_text(match.reason),
    }
