"""``tekser history``: what happened, with the number of each screening that other commands ask for."""

import json
from datetime import datetime
from itertools import islice

import click

from screening.model.overview import HistoryEvent, HistoryKind, HistoryQuery
from ui import words
from ui.terminal.app import EXIT_DONE, Session
from ui.words import _, ngettext
from ui.words.page_tables import HISTORY_KINDS
from ui.words.page_words import history_text


@click.command("history")
@click.argument("text", required=False, default="")
@click.option("--kind", type=click.Choice([kind.value for kind in HistoryKind]), multiple=True, help="Only this kind.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="To this day.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def history(
    session: Session,
    text: str,
    kind: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> int:
    """Show imports, screenings, decisions, exports and changes, the newest first.

    TEXT is part of a party's or entry's name, of a document's number, of a file's name or of a user's name.
    """
    query = HistoryQuery(
        frozenset(map(HistoryKind, kind)), text, since.date() if since else None, until.date() if until else None
    )
    with session.folder() as folder:
        store = folder.open()
        try:
            ids = store.event_ids(query)
            events = store.events(list(islice(ids, limit)))
        finally:
            store.close()
    if as_json:
        click.echo(json.dumps([_as_json(event) for event in events], ensure_ascii=False, indent=1))
        return EXIT_DONE
    for event in events:
        number = _("run {run}").format(run=event.run_id) if event.run_id else ""
        told = (_(HISTORY_KINDS[event.kind.value]), number, event.user, event.subject, history_text(event))
        click.echo(f"{words.format_datetime(event.at)}  " + " · ".join(part for part in told if part))
    if not ids:
        click.echo(_("Nothing found."))
    elif len(ids) > limit:
        left = len(ids) - limit
        click.echo(ngettext("{n} more, older; see --limit", "{n} more, older; see --limit", left).format(n=left))
    return EXIT_DONE


def _as_json(event: HistoryEvent) -> dict[str, object]:
    return {
        "event": event.event_id,
        "kind": event.kind.value,
        "code": event.code,
        "at": event.at.isoformat(),
        "user": event.user,
        "manifest": event.manifest_id or None,
        "run": event.run_id or None,
        "subject": event.subject,
        "count": event.count,
        "data": dict(event.data),
    }
