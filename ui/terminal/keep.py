"""``tekser keep``: how long manifests are kept, legal holds, and deletion of what is past its time."""

import getpass
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

import click

from screening.errors import UserError
from screening.keeping import DEFAULT_YEARS, SETTING, KeepTime, keep_times, kept_now, known_regime
from screening.model.keeping import KeepState
from screening.ports import StoredManifest
from ui.report.export import find_manifests
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
        found = kept_now(store)
    click.echo("\n".join(map(kept_text, found)) or _("No manifest is kept yet."))


@keep.command("years")
@click.argument("regime", default="")
@click.argument("years", type=click.IntRange(1, 100), required=False)
@click.option("--year-end", is_flag=True, help="Count from the end of the calendar year.")
@click.pass_obj
def years_command(session: Session, regime: str, years: int | None, year_end: bool) -> None:
    """Show the times of keeping, or set the years of a REGIME (ofac, eu, uk, ... or default)."""
    with session.folder() as folder, closing(folder.open()) as store:
        if regime:
            name = known_regime(regime, (info.list_id for info in store.lists()))
            if years:
                store.put_setting(SETTING + name, KeepTime(years, year_end).text(), getpass.getuser())
                if years < DEFAULT_YEARS:
                    told = _("Below {n} years: records of matters that OFAC can ask about must be kept that long.")
                    click.echo("⚠ " + told.format(n=DEFAULT_YEARS), err=True)
        for name, time in keep_times(store.settings()).items():
            shown = ngettext("{n} year", "{n} years", time.years).format(n=time.years)
            if time.year_end:
                shown += " " + _("from the end of the calendar year")
            click.echo(f"{name}: {shown}")


@keep.command("hold")
@click.argument("manifests", nargs=-1, required=True, metavar="MANIFEST...")
@click.option("--reason", required=True, help="Why nothing of it may be deleted; kept with the hold.")
@click.pass_obj
def hold_command(session: Session, manifests: tuple[str, ...], reason: str) -> None:
    """Place a legal hold: MANIFEST (number, file name or pattern of names) is not deleted until the hold is released."""
    held, before = _hold(session, manifests, True, reason)
    for one in held:
        click.echo(_("Manifest {n} ({file}) is under a legal hold.").format(n=one.manifest_id, file=one.info.name))
    for one in before:
        click.echo(
            _("Manifest {n} ({file}) was under a legal hold before.").format(n=one.manifest_id, file=one.info.name)
        )


@keep.command("release")
@click.argument("manifests", nargs=-1, required=True, metavar="MANIFEST...")
@click.option("--reason", required=True, help="Why the hold ends; kept with the release.")
@click.pass_obj
def release_command(session: Session, manifests: tuple[str, ...], reason: str) -> None:
    """Release the legal hold on MANIFEST: number, file name or pattern of names."""
    released, before = _hold(session, manifests, False, reason)
    for one in released:
        told = _("The legal hold on manifest {n} ({file}) is released.")
        click.echo(told.format(n=one.manifest_id, file=one.info.name))
    for one in before:
        click.echo(_("Manifest {n} ({file}) was under no legal hold.").format(n=one.manifest_id, file=one.info.name))


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
                _("Deleted: manifest {n}; lines: {lines}; hits: {hits}. Decisions that stay: {left}.").format(
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


def _hold(
    session: Session, asked: Sequence[str], placed: bool, reason: str
) -> tuple[list[StoredManifest], list[StoredManifest]]:
    """Place or release holds; returns the manifests where that was done, and those where it was so before."""
    with session.folder() as folder, closing(folder.open()) as store:
        done, before = [], []
        for one in find_manifests(store, asked):
            last = next(iter(store.legal_holds(one.manifest_id)), None)
            if (last is not None and last.placed) == placed:
                before.append(one)
                continue
            store.put_legal_hold(one.manifest_id, placed, reason, getpass.getuser())
            done.append(one)
        if not done and len(before) == 1:
            # One that was meant by itself is an error, told as such to scripts.
            raise UserError("already_held" if placed else "not_held", manifest=before[0].manifest_id)
        return done, before
