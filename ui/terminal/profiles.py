"""``tekser profiles``: the columns that officers corrected, as a file for other machines."""

from pathlib import Path

import click

from screening.casework.roles import Action
from ui.terminal.app import Session
from ui.words import _, ngettext


@click.group()
def profiles() -> None:
    """Share what was corrected in the columns of manifests."""


@profiles.command("list")
@click.pass_obj
def show(session: Session) -> None:
    """Show the profiles that are kept."""
    with session.folder() as folder:
        store = folder.open()
        try:
            found = store.profiles()
        finally:
            store.close()
    for profile in found:
        fields = ", ".join(f"{field}={column}" for field, column in profile.mapping)
        click.echo(f"{profile.shape[:12]}  {profile.made_at[:10]}  {profile.name}: {fields}")
    if not found:
        click.echo(_("No profile is kept yet: tekser screen FILE --map FIELD=HEADER --remember keeps one."))


@profiles.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def export(session: Session, file: Path) -> None:
    """Write all profiles into FILE."""
    from screening.manifest.profile import profiles_to_text
    from ui.report.safe_file import new_file

    with session.folder() as folder:
        store = folder.open()
        try:
            kept = store.profiles()
        finally:
            store.close()
    with new_file(file) as part:
        part.write_text(profiles_to_text(kept), encoding="utf-8")
    click.echo(ngettext("{n} profile written", "{n} profiles written", len(kept)).format(n=len(kept)))


@profiles.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def take_in(session: Session, file: Path) -> None:
    """Take in the profiles of FILE; they replace those for the same shape."""
    from screening.manifest.profile import profiles_from_file

    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.IMPORT)
            found = profiles_from_file(file)
            for profile in found:
                store.keep_profile(profile)
        finally:
            store.close()
    click.echo(ngettext("{n} profile taken in", "{n} profiles taken in", len(found)).format(n=len(found)))
