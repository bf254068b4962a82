"""``tekser goods``: lists of goods by customs code, and the officer's own patterns of words and part numbers."""

import getpass
import shutil
from pathlib import Path

import click

from screening.casework.roles import Action
from screening.goods.intake import take_in_goods
from screening.lists.parsed import sha256_of
from screening.office import OWN_TABLES
from screening.workflow import load_bundled
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, Session
from ui.terminal.lists import change_text
from ui.terminal.progress import TerminalProgress
from ui.terminal.rescreen import defer_option, rescreen_after_change
from ui.words import _, ngettext


@click.group()
def goods() -> None:
    """Load lists of controlled goods; add words, part numbers, makers and places of your own."""


@goods.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "list_id", default="", help="Id of the list, as goods places shows them, or one of your own.")
@click.option("--title", default="", help="Title of the list.")
@click.option("--accept", "reason", default="", metavar="REASON", help="Take it even where a check would hold it.")
@defer_option
@click.pass_obj
def take_in(session: Session, file: Path, list_id: str, title: str, reason: str, defer: bool) -> int:
    """Read a goods list from FILE (CSV or Excel with a column of codes) in place of its earlier version.

    One that looks wrong (fewer than 90 % or more than 200 % of the codes, fields gone, older, rows that cannot be read)
    is held, the earlier version stays in force.
    """
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.LIST_CONTROL if reason.strip() else Action.LISTS)
            load_bundled(store)
            by = getpass.getuser() if reason.strip() else ""
            change = take_in_goods(store, file, list_id, title, decided_by=by, reason=reason.strip())
            click.echo(change_text(change))
            rescreen_after_change(store, progress, defer=defer)
        finally:
            progress.close()
            store.close()
    return EXIT_BAD_INPUT if change.problems else EXIT_DONE


@goods.command()
@click.argument("file", type=click.Path(path_type=Path))
def template(file: Path) -> None:
    """Write an empty goods list into FILE, with every column that a list can have."""
    from screening.goods.regimes import write_template
    from ui.report.safe_file import new_file

    with new_file(file) as part:
        write_template(part)
    click.echo(str(file))


@goods.command()
@click.pass_obj
def places(session: Session) -> None:
    """Show the goods lists that have their place, what of them is loaded, and where their official text is."""
    from screening.goods.regimes import regimes

    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            held = {info.list_id: info for info in store.lists()}
        finally:
            store.close()
    for regime in regimes().values():
        info = held.get(regime.list_id)
        state = _("not loaded")
        if info is not None:
            state = ngettext("{n} code", "{n} codes", info.entries).format(n=info.entries)
        click.echo(f"{regime.list_id}  {state}  {regime.title}  {regime.address}")


@goods.command()
@click.argument("kind", type=click.Choice(["words", "innocent", "part_numbers", "makers", "places", "brands"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def patterns(session: Session, kind: str, file: Path) -> None:
    """Take FILE as your own table of KIND: columns as in the table of that name that comes with the program.

    It is added to what comes with the program, in place of your earlier table of that kind.
    """
    from screening.goods.tables import FOLDER, read_table
    from ui.report.safe_file import new_file

    with session.folder() as folder:
        store = folder.open()
        try:
            # A pattern of innocent goods takes alerts away.
            store.require(Action.LIST_CONTROL)
            rows = read_table(file, kind)
            target = folder.path / FOLDER / f"{kind}.tsv"
            target.parent.mkdir(parents=True, exist_ok=True)
            with new_file(target) as part:
                shutil.copyfile(file, part)
            store.put_setting(f"{OWN_TABLES}{kind}", sha256_of([target]), getpass.getuser())
        finally:
            store.close()
    click.echo(ngettext("{n} pattern taken in", "{n} patterns taken in", len(rows)).format(n=len(rows)))
