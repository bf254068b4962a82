"""``tekser lists update | versions | changes | diff | accept | refuse | rollback``."""

import getpass
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from screening.casework.roles import Action
from screening.errors import UserError
from screening.lists.intake import accept_version, differences, refuse_version, roll_back
from screening.lists.schedule import (
    USUAL_HOURS,
    Planned,
    due,
    held_back,
    planned,
    put_update_interval,
    update_interval,
)
from screening.lists.sources import Source, sources
from screening.lists.update import ListUpdate, UpdateResult, update_from_folder, update_lists
from screening.model.lists import ListInfo
from screening.model.versions import EntryChange, ListVersion
from screening.office import UPDATE_HOURS
from screening.ports import Store
from screening.workflow import load_bundled, retire_starter
from ui import words
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, Session, tell
from ui.terminal.lists import change_text, lists
from ui.terminal.progress import TerminalProgress
from ui.terminal.rescreen import defer_option, rescreen_after_change
from ui.words import _, ngettext

SHOWN = 20
"""Changes that are printed before the rest is counted."""


RETRY_SECONDS = 30.0
"""How long to wait for a store that another Tekser works in."""

pause: Callable[[float], None] = time.sleep
"""How --every waits, in seconds."""


@lists.command("update")
@click.argument("names", nargs=-1)
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder or stick that holds the lists' files.")
@click.option("--if-older", type=click.FloatRange(min=0), metavar="HOURS", help="Only lists not asked for that long.")
@click.option(
    "--every", type=click.FloatRange(min=0), is_flag=False, flag_value=0.0, metavar="[HOURS]",
    help="Stay, and ask for each list again after HOURS; without HOURS as tekser lists schedule says.",
)  # fmt: skip
@defer_option
@click.pass_obj
def update_command(
    session: Session,
    names: tuple[str, ...],
    folder: Path | None,
    if_older: float | None,
    every: float | None,
    defer: bool,
) -> int:
    """Fetch lists (all, or those NAMEd) from their publishers, or take them from a folder."""
    if every is None:
        done = _update(session, names, folder, timedelta(hours=if_older) if if_older is not None else None, defer=defer)
        failed = any(update.result in (UpdateResult.FAILED, UpdateResult.HELD) for update in done)
        return EXIT_BAD_INPUT if failed else EXIT_DONE
    not_before: dict[str, datetime] = {}
    while True:
        try:
            seconds = _round(session, names, folder, every, not_before, defer=defer)
        except UserError as error:
            from ui.terminal.watcher import waits  # only here: it brings the matching along

            if not waits(error):
                raise
            tell(error)
            seconds = RETRY_SECONDS
        pause(seconds)


def _round(
    session: Session,
    names: Sequence[str],
    source_folder: Path | None,
    every: float,
    not_before: dict[str, datetime],
    *,
    defer: bool,
) -> float:
    """Ask for the lists that are due; return the seconds to the next that will be. Raises UserError."""
    interval = timedelta(hours=every) if every else _office_interval(session)
    done = _update(session, names, source_folder, interval, not_before, defer=defer, quiet=True)
    not_before |= held_back(done, interval, datetime.now(UTC))
    if source_folder is not None:
        return interval.total_seconds()
    with session.folder() as folder:
        store = folder.open()
        try:
            plans = planned(store.lists(), _wanted(folder.path, names), interval, datetime.now(UTC), not_before)
        finally:
            store.close()
    return max(1.0, (plans[0].due_at - datetime.now(UTC)).total_seconds()) if plans else interval.total_seconds()


def _office_interval(session: Session) -> timedelta:
    with session.folder() as folder:
        store = folder.open()
        try:
            found = update_interval(store) if store.setting(UPDATE_HOURS) else timedelta(hours=USUAL_HOURS)
        finally:
            store.close()
    if found is None:
        raise UserError("schedule_off")
    return found


def _update(
    session: Session,
    names: Sequence[str],
    source_folder: Path | None,
    older_than: timedelta | None,
    not_before: dict[str, datetime] | None = None,
    *,
    defer: bool,
    quiet: bool = False,
) -> list[ListUpdate]:
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.LISTS)
            load_bundled(store)
            after = partial(_after, store)
            if source_folder is not None:
                done = update_from_folder(store, source_folder, names, progress=progress, after=after)
            else:
                wanted = _wanted(folder.path, names)
                if older_than is not None:
                    plans = planned(store.lists(), wanted, older_than, datetime.now(UTC), not_before)
                    wanted = [plan.source for plan in plans if plan.why]
                done = update_lists(store, wanted, progress=progress, after=after)
            progress.close()
            for update in done:
                click.echo(update_text(update), err=update.result is UpdateResult.FAILED)
            if not done and not quiet:
                click.echo(_("No list is due."))
            if done or not quiet:
                rescreen_after_change(store, progress, defer=defer)
        finally:
            progress.close()
            store.close()
    return done


@lists.command("schedule")
@click.option("--set", "hours", type=click.IntRange(min=0), metavar="HOURS", help="How often; 0: never unasked.")
@click.pass_obj
def schedule_command(session: Session, hours: int | None) -> None:
    """Show which lists are due for an update and why, or set how often they are fetched."""
    now = datetime.now(UTC)
    with session.folder() as folder:
        store = folder.open()
        try:
            if hours is not None:
                put_update_interval(store, hours, getpass.getuser())
            every = update_interval(store)
            wanted = _wanted(folder.path, ())
            plans = planned(store.lists(), wanted, every, now) if every else []
            late = {plan.source.list_id for plan in due(store, wanted, now)}
        finally:
            store.close()
    if every is None:
        click.echo(_("Lists are fetched only when asked for: tekser lists update."))
        return
    click.echo(
        _("Lists are fetched when they were not asked for in {hours} hours; {n} are due.").format(
            hours=f"{every.total_seconds() / 3600:g}", n=len(late)
        )
    )
    for plan in plans:
        click.echo(f"  {plan.source.list_id}: {plan_text(plan, now)}")


def plan_text(plan: Planned, now: datetime) -> str:
    """Return when a list is due, and why."""
    if plan.checked_at is None:
        return _("due: its publisher was never asked")
    hours = int((now - plan.checked_at).total_seconds() // 3600)
    if plan.why:
        return ngettext(
            "due: last compared with its publisher {n} hour ago", "due: last compared with its publisher {n} hours ago",
            hours,
        ).format(n=hours)  # fmt: skip
    return _("due at {time}").format(time=words.format_datetime(plan.due_at))


def _after(store: Store, info: ListInfo) -> None:
    retire_starter(store, info)


def _wanted(folder: Path, names: Sequence[str]) -> list[Source]:
    known = sources(folder)
    ids = {source.list_id for source in known}
    for name in names:
        if name not in ids:
            raise UserError("no_source", list=name, known=", ".join(sorted(ids)))
    return [source for source in known if not names or source.list_id in names]


def update_text(update: ListUpdate) -> str:
    """Return what came of updating one list, as a line or, where it is held, several."""
    if update.error is not None:
        told = _("{list}: not updated, the version in force stays. {why}")
        if not update.in_force:
            told = _("{list}: not updated; NOTHING IS IN FORCE, this list is not screened against. {why}")
        return told.format(list=update.list_id, why=words.error_text(update.error))
    if update.change is None or update.result is UpdateResult.UNCHANGED:
        return _("{list}: unchanged").format(list=update.list_id)
    return change_text(update.change)


@lists.command("versions")
@click.argument("name", default="")
@click.pass_obj
def versions_command(session: Session, name: str) -> None:
    """Show the versions of a list, or of all, newest first."""
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            _known(store, name)
            for version in store.versions(name):
                click.echo(version_text(version))
        finally:
            store.close()


def version_text(version: ListVersion) -> str:
    """Return a version as a line, with why it is held below."""
    state = _("in force") if version.in_force else words.version_state_name(version.state.value)
    text = _("{number}: {list}, {state}, received {received}, {entries} entries, SHA-256 {sha256}").format(
        number=version.version_id,
        list=version.list_id,
        state=state,
        received=words.format_datetime(version.received_at),
        entries=version.figures.entries,
        sha256=version.sha256,
    )
    lines = [text, *("  " + words.reason_text(problem) for problem in version.problems)]
    if version.reason:
        lines.append("  " + _("{who}: {why}").format(who=version.decided_by, why=version.reason))
    return "\n".join(lines)


def _known(store: Store, name: str) -> None:
    if name and name not in {info.list_id for info in store.lists()} and not store.versions(name):
        raise UserError("no_such_list", list=name)


@lists.command("accept")
@click.argument("version", type=int)
@click.option("--reason", required=True, help="Why it is right all the same; kept with the version.")
@defer_option
@click.pass_obj
def accept_command(session: Session, version: int, reason: str, defer: bool) -> None:
    """Put a held VERSION (its number) in force."""
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.LIST_CONTROL)
            change = accept_version(store, version, getpass.getuser(), reason, progress)
            retire_starter(store, change.info)
            progress.close()
            click.echo(change_text(change))
            rescreen_after_change(store, progress, defer=defer)
        finally:
            progress.close()
            store.close()


@lists.command("refuse")
@click.argument("version", type=int)
@click.option("--reason", required=True, help="Why it must not be used; kept with the version.")
@click.pass_obj
def refuse_command(session: Session, version: int, reason: str) -> None:
    """Say that a held VERSION (its number) must not be used."""
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.LIST_CONTROL)
            refused = refuse_version(store, version, getpass.getuser(), reason)
        finally:
            store.close()
    click.echo(version_text(refused))


@lists.command("rollback")
@click.argument("name")
@click.option("--to", "version", type=int, default=0, help="Number of the version; the one before without it.")
@click.option("--reason", required=True, help="Why; kept with the change.")
@defer_option
@click.pass_obj
def rollback_command(session: Session, name: str, version: int, reason: str, defer: bool) -> None:
    """Put an earlier version of the list NAME back in force."""
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.LIST_CONTROL)
            change = roll_back(store, name, version, getpass.getuser(), reason, progress)
            progress.close()
            click.echo(change_text(change))
            rescreen_after_change(store, progress, defer=defer)
        finally:
            progress.close()
            store.close()


@lists.command("changes")
@click.argument("name")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From this day on, UTC.")
@click.option("--out", type=click.Path(path_type=Path), help="Write all of it to a .csv or .xlsx file.")
@click.pass_obj
def changes_command(session: Session, name: str, since: datetime | None, out: Path | None) -> None:
    """Show what the last update of the list NAME changed, entry by entry, or all changes since a day."""
    with session.folder() as folder:
        store = folder.open()
        try:
            _known(store, name)
            periods = store.force_periods(name)
            begin = since.replace(tzinfo=UTC) if since else periods[0].since if periods else datetime.now(UTC)
            found = list(store.changes(name, begin))
        finally:
            store.close()
    _tell(found, out)


@lists.command("diff")
@click.argument("old")
@click.argument("new", default="")
@click.option("--out", type=click.Path(path_type=Path), help="Write all of it to a .csv or .xlsx file.")
@click.pass_obj
def diff_command(session: Session, old: str, new: str, out: Path | None) -> None:
    """Compare two versions: the number of a kept one (tekser lists versions), or a file or folder.

    With one alone: what is in force now, and that one.
    """
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            if not new:
                old, new = _in_force(store, old), old
            found = differences(store, old, new, progress)
        finally:
            progress.close()
            store.close()
    _tell(found, out)


def _in_force(store: Store, number: str) -> str:
    """Return the number of the version in force of the list that a version, held or earlier, is of. Raises UserError."""
    try:
        list_id = store.version(int(number)).list_id
    except (KeyError, ValueError):
        raise UserError("no_such_version", version=number) from None
    accepted = store.version_in_force(list_id)
    if accepted is None:
        raise UserError("no_such_list", list=list_id)
    return str(accepted.version_id)


def _tell(changes: Sequence[EntryChange], out: Path | None) -> None:
    """Print counts and the first changes; write all of them where asked."""
    counts = Counter((change.list_id, change.kind) for change in changes)
    for list_id in dict.fromkeys(change.list_id for change in changes):
        parts = [
            f"{words.change_kind_name(kind.value)} {counts[list_id, kind]}"
            for (held, kind) in sorted(counts)
            if held == list_id
        ]
        click.echo(f"{list_id}: {', '.join(parts)}")
    if not changes:
        click.echo(_("Nothing changed."))
    if out is not None:
        from ui.report.list_changes import write_changes

        write_changes(out, changes)
        click.echo(_("Written to {file}.").format(file=out))
        return
    for change in changes[:SHOWN]:
        fields = "; ".join(words.entry_field_name(field.field) for field in change.fields)
        click.echo(
            f"  {words.change_kind_name(change.kind.value)}: {change.name} ({change.entry_id})"
            + (f": {fields}" if fields else "")
        )
    if len(changes) > SHOWN:
        rest = len(changes) - SHOWN
        click.echo(
            "  " + ngettext("and {n} more; --out writes all", "and {n} more; --out writes all", rest).format(n=rest)
        )
