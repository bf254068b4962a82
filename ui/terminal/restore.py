"""``tekser restore``: puts a backup in the place of the store."""

import getpass
from pathlib import Path

import click

from screening.errors import UserError
from screening.model.backups import Backup
from screening.ports import StoreFolder
from ui import words
from ui.terminal.app import Session
from ui.words import _


@click.command()
@click.argument("backup", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--list", "only_list", is_flag=True, help="Show the backups and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before the store is moved aside.")
@click.pass_obj
def restore(session: Session, backup: Path | None, only_list: bool, yes: bool) -> None:
    """Put the newest backup, or BACKUP, in the place of the store; what was there is moved aside, never overwritten."""
    folder = session.folder()
    held = folder.backups()
    if only_list:
        for item in held:
            click.echo(f"{item.path}  {line(item)}")
        return
    if backup is None:
        if not held:
            raise UserError("no_backup", file=str(folder.path))
        backup = held[0].path
    elif not backup.exists():
        backup = next((item.path for item in held if item.path.name == backup.name), backup)
    if not yes and not click.confirm(
        _("Put {file} in the place of the store? What is newer than it must be done again.").format(file=backup.name)
    ):
        return
    tell_restored(folder, backup)


def line(backup: Backup) -> str:
    """Return a backup as a line of a list: when, why, how large."""
    return (
        f"{words.format_datetime(backup.made_at)}  {words.backup_reason(backup.reason)}  {words.file_size(backup.size)}"
    )


def tell_restored(folder: StoreFolder, backup: Path) -> None:
    """Restore, and say where the store that was there is now."""
    aside = folder.restore(backup, getpass.getuser())
    click.echo(_("The store is that of {file} now.").format(file=backup.name))
    if aside is not None:
        click.echo(_("What was there before is kept in {folder}.").format(folder=aside))
