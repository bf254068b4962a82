"""``tekser lists update | versions | changes | diff | accept | refuse | rollback``."""

import getpass
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from screening.errors import UserError
from screening.lists.intake import accept_version, differences, refuse_version, roll_back
from screening.lists.sources import Source, sources
from screening.lists.update import ListUpdate, UpdateResult, due, update_from_folder, update_lists
from screening.model.lists import ListInfo
from screening.model.versions import EntryChange, ListVersion
from screening.ports import Store
from screening.workflow import load_bundled, retire_starter
from ui import words
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, Session
from ui.terminal.lists import change_text, lists
from ui.terminal.progress import TerminalProgress
from ui.terminal.rescreen import defer_option, rescreen_after_change
from ui.words import _, ngettext

SHOWN = 20
"""Changes that are printed before the rest is counted."""


@lists.command("update")
@click.argument("names", nargs=-1)
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder or stick that holds the lists' files.")
@click.option("--if-older", type=click.FloatRange(min=0), metavar="HOURS", help="Only lists not asked for that long.")
@click.option("--every", type=click.FloatRange(min=0.1), metavar="HOURS", help="Stay, and update again and again.")
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
    while True:
        failed = _update(session, names, folder, if_older, defer=defer)
        if every is None:
            return EXIT_BAD_INPUT if failed else EXIT_DONE
        time.sleep(every * 3600)


def _update(
    session: Session, names: Sequence[str], source_folder: Path | None, if_older: float | None, *, defer: bool
) -> bool:
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            after = partial(_after, store)
            if source_folder is not None:
                done = update_from_folder(store, source_folder, names, progress=progress, after=after)
            else:
                wanted = _wanted(folder.path, names)
                if if_older is not None:
                    wanted = due(store.lists(), wanted, timedelta(hours=if_older), datetime.now(UTC))
                done = update_lists(store, wanted, progress=progress, after=after)
            progress.close()
            for update in done:
                click.echo(update_text(update), err=update.result is UpdateResult.FAILED)
            if not done:
                click.echo(_("No list is due."))
            rescreen_after_change(store, progress, defer=defer)
        finally:
            progress.close()
            store.close()
    return any(update.result in (UpdateResult.FAILED, UpdateResult.HELD) for update in done)


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
        return _("{list}: not updated, the version in force stays. {why}").format(
            list=update.list_id, why=words.error_text(update.error)
        )
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
    if name and name not in {info.list_id for info in store.lists()}:
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
            change = accept_version(store, version, getpass.getuser(), reason, progress)
            retire_starter(store, change.info)
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
            change = roll_back(store, name, version, getpass.getuser(), reason, progress)
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
@click.argument("new")
@click.option("--out", type=click.Path(path_type=Path), help="Write all of it to a .csv or .xlsx file.")
@click.pass_obj
def diff_command(session: Session, old: str, new: str, out: Path | None) -> None:
    """Compare two versions: the number of a kept one (tekser lists versions), or a file or folder."""
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            found = differences(store, old, new, progress)
        finally:
            progress.close()
            store.close()
    _tell(found, out)


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
