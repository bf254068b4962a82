"""``tekser keep``: how long manifests are kept, legal holds, and deletion of what is past its time."""

import getpass
from contextlib import closing
from datetime import UTC, datetime

import click

from screening.keeping import SETTING, KeepTime, keep_times, kept_now
from screening.model.keeping import KeepState
from ui.report.keeping import kept_text
from ui.terminal.app import EXIT_DONE, Session
from ui.words import _, ngettext


@click.group()
def keep() -> None:
    """How long manifests are kept, and deletion of what is past its time."""


@keep.command("list")
@click.pass_obj
def list_command(session: Session) -> None:
    """Show every manifest with the last day on which it must be kept."""
    with session.folder() as folder, closing(folder.open()) as store:
        for item in kept_now(store):
            click.echo(kept_text(item))


@keep.command("years")
@click.argument("regime", default="")
@click.argument("years", type=click.IntRange(1, 100), required=False)
@click.option("--year-end", is_flag=True, help="Count from the end of the calendar year.")
@click.pass_obj
def years_command(session: Session, regime: str, years: int | None, year_end: bool) -> None:
    """Show the times of keeping, or set the years of a REGIME (ofac, eu, uk, ... or default)."""
    with session.folder() as folder, closing(folder.open()) as store:
        if regime and years:
            store.put_setting(SETTING + regime.casefold(), KeepTime(years, year_end).text(), getpass.getuser())
        for name, time in keep_times(store.settings()).items():
            shown = ngettext("{n} year", "{n} years", time.years).format(n=time.years)
            if time.year_end:
                shown += " " + _("from the end of the calendar year")
            click.echo(f"{name}: {shown}")


@keep.command("hold")
@click.argument("manifest", type=int)
@click.option("--reason", required=True, help="Why nothing of it may be deleted; kept with the hold.")
@click.pass_obj
def hold_command(session: Session, manifest: int, reason: str) -> None:
    """Place a legal hold: MANIFEST is not deleted until the hold is released."""
    _hold(session, manifest, True, reason)
    click.echo(_("Manifest {n} is under a legal hold.").format(n=manifest))


@keep.command("release")
@click.argument("manifest", type=int)
@click.option("--reason", required=True, help="Why the hold ends; kept with the release.")
@click.pass_obj
def release_command(session: Session, manifest: int, reason: str) -> None:
    """Release a legal hold."""
    _hold(session, manifest, False, reason)
    click.echo(_("The legal hold on manifest {n} is released.").format(n=manifest))


@keep.command("purge")
@click.option("--yes", is_flag=True, help="Delete; without it what would be deleted is shown.")
@click.pass_obj
def purge_command(session: Session, yes: bool) -> int:
    """Delete manifests whose time is over; decisions and the audit trail stay, and the deletion is recorded."""
    with session.folder() as folder, closing(folder.open()) as store:
        items = kept_now(store)
        past = [item for item in items if item.state is KeepState.PAST]
        for item in past:
            if not yes:
                click.echo(_("Would be deleted: {what}").format(what=kept_text(item)))
                continue
            done = store.delete_manifest(item, getpass.getuser())
            click.echo(
                _("Deleted: manifest {n}, {lines} lines, {hits} hits; {left} decisions stay.").format(
                    n=done.manifest_id, lines=done.lines, hits=done.hits, left=done.decisions_left
                )
            )
        for item in items:
            if item.state in (KeepState.HELD, KeepState.BLOCKED) and item.until < datetime.now(UTC).date():
                click.echo(_("Not deleted: {what}").format(what=kept_text(item)))
    if not past:
        click.echo(_("Nothing is past its time."))
    elif not yes:
        click.echo(_("Nothing was deleted; add --yes to delete."))
    return EXIT_DONE


def _hold(session: Session, manifest: int, placed: bool, reason: str) -> None:
    with session.folder() as folder, closing(folder.open()) as store:
        store.put_legal_hold(manifest, placed, reason, getpass.getuser())
