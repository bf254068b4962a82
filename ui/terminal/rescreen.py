"""``tekser rescreen``, and the same after every change of a list: which stored parties and goods now hit."""

from collections import Counter
from datetime import datetime

import click

from screening.casework.roles import Action
from screening.errors import NoUsableList
from screening.model.rescreening import Rescreening
from screening.ports import Store
from screening.rescreen import rescreen
from screening.workflow import load_bundled
from ui.terminal.app import EXIT_DONE, EXIT_FLAGGED, Session
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext

SHOWN = 20
"""Alerts that are printed before the rest is counted."""

defer_option = click.option(
    "--defer", is_flag=True, help="Do not screen stored manifests against what changed; tekser rescreen does it later."
)


@click.command("rescreen")
@click.option("--all", "everything", is_flag=True, help="Judge every stored line again, not only what changed.")
@click.option("--list", "shown", is_flag=True, help="Only show the alerts that are not decided yet.")
@click.option("--fail-on-hit", is_flag=True, help="Exit with 1 when there are new alerts.")
@click.pass_obj
def rescreen_command(session: Session, everything: bool, shown: bool, fail_on_hit: bool) -> int:
    """Screen all stored manifests against what changed on the lists since."""
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.READ if shown else Action.LISTS)
            load_bundled(store)
            if shown:
                _tell_alerts(store, None)
                return EXIT_DONE
            done = rescreen(store, everything=everything, progress=progress)
            progress.close()
            if not done.rescreening_id:
                click.echo(_("No list changed since the stored manifests were last screened."))
            tell_rescreening(store, done)
        finally:
            progress.close()
            store.close()
    return EXIT_FLAGGED if fail_on_hit and done.alerts else EXIT_DONE


def rescreen_after_change(store: Store, progress: TerminalProgress, *, defer: bool) -> None:
    """Re-screen what is stored after a list changed, and tell of it; or say that it is still to be done."""
    if defer:
        if store.latest_runs():
            click.echo(_("Stored manifests were not screened again; tekser rescreen does it."))
        return
    try:
        done = rescreen(store, progress=progress)
    except NoUsableList:
        # The last list of parties went: every screening says so itself.
        return
    progress.close()
    tell_rescreening(store, done)


def tell_rescreening(store: Store, done: Rescreening) -> None:
    """Print what a re-screening found."""
    if done.never_screened:
        click.echo(
            ngettext(
                "{n} manifest was never screened; it can have no alerts.",
                "{n} manifests were never screened; they can have no alerts.",
                done.never_screened,
            ).format(n=done.never_screened)
        )
    if not done.rescreening_id:
        return
    click.echo(
        _("Stored manifests against {entries} changed entries: {questions} parties and goods compared, {asked} judged.")
        .format(entries=done.entries, questions=done.questions, asked=done.asked)
    )  # fmt: skip
    click.echo(
        ngettext("{n} stored party now hits.", "{n} stored parties now hit.", done.parties).format(n=done.parties)
        + " "
        + ngettext("{n} new alert.", "{n} new alerts.", done.alerts).format(n=done.alerts)
    )
    if done.gone:
        click.echo(
            ngettext(
                "{n} earlier hit would not come again: its entry left the list or changed; its decision stays.",
                "{n} earlier hits would not come again: their entries left the list or changed; their decisions stay.",
                done.gone,
            ).format(n=done.gone)
        )
    if done.alerts:
        _tell_alerts(store, done.finished_at)


def _tell_alerts(store: Store, since: datetime | None) -> None:
    alerts = store.alerts(since, open_only=True)
    names = {m.manifest_id: m.info.name for m in store.manifests()}
    for alert in alerts[:SHOWN]:
        hit = alert.stored.hit
        click.echo(
            "  "
            + _("{manifest}, row {row}: {value} meets {entry} ({list}, {score})").format(
                manifest=names.get(alert.manifest_id, ""), row=hit.row, value=hit.value, entry=hit.entry_name,
                list=hit.list_id, score=round(hit.score),
            )
        )  # fmt: skip
    if len(alerts) > SHOWN:
        rest = len(alerts) - SHOWN
        click.echo("  " + ngettext("and {n} more", "and {n} more", rest).format(n=rest))
    for manifest_id, count in Counter(alert.manifest_id for alert in alerts).items():
        click.echo(
            ngettext("{manifest}: {n} open alert", "{manifest}: {n} open alerts", count).format(
                manifest=names.get(manifest_id, ""), n=count
            )
        )
    if not alerts:
        click.echo(_("No open alerts."))
