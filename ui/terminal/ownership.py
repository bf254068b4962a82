"""``tekser ownership``: whether the owners of parties were checked, as a field of the record of a run."""

import getpass
import json

import click

from screening.errors import UserError
from screening.model.ownership import OwnershipAnswer
from screening.ownership_record import ownership_record
from ui import words
from ui.report.risk import check_text, ownership_text
from ui.terminal.app import Session
from ui.words.flag_tables import OWNERSHIP_ANSWERS


@click.group()
def ownership() -> None:
    """Record and show whether the owners of parties were checked."""


@ownership.command()
@click.argument("run", type=int)
@click.argument("party")
@click.option("--answer", type=click.Choice([a.value for a in OwnershipAnswer]), required=True, help="What came of it.")
@click.option("--source", required=True, help="Where you looked: a register, a data base, a document.")
@click.option("--user", default="", help="Who looked; without it the name at the computer.")
@click.pass_obj
def note(session: Session, run: int, party: str, answer: str, source: str, user: str) -> None:
    """Record that somebody looked who owns PARTY of run RUN; earlier records stay."""
    with session.folder() as folder:
        store = folder.open()
        try:
            if not any(r.run_id == run for r in store.runs()):
                raise UserError("no_such_run", run=run)
            who = user or getpass.getuser()
            store.put_ownership_check(run, party.strip(), OwnershipAnswer(answer), source.strip(), who)
        finally:
            store.close()
    click.echo(f"{party}: {words._(OWNERSHIP_ANSWERS[answer])}")


@ownership.command("list")
@click.argument("run", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(session: Session, run: int, as_json: bool) -> None:
    """Show what lists and officers told of the owners of the parties of run RUN."""
    with session.folder() as folder:
        store = folder.open()
        try:
            shown = next((r for r in store.runs() if r.run_id == run), None)
            if shown is None:
                raise UserError("no_such_run", run=run)
            record = ownership_record(store, shown)
            owned = [s.hit for s in store.hits(run) if s.hit.list_id == "ownership"]
        finally:
            store.close()
    if as_json:
        data = {
            "checked_against_lists": not record.lines_not_checked,
            "lines_not_checked": record.lines_not_checked,
            "owned": [{"row": h.row, "value": h.value, "entry_id": h.entry_id, "score": h.score} for h in owned],
            "checks": [
                {"party": c.party, "answer": c.answer.value, "source": c.source, "user": c.user,
                 "checked_at": c.checked_at.isoformat()}
                for c in record.checks
            ],
        }  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    click.echo(ownership_text(record))
    for hit in owned:
        click.echo(f"  {hit.row}: {hit.value}: {words.reason_text(hit.reason)}")
    for check in record.checks:
        click.echo(f"  {check_text(check)}")
