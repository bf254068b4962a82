"""``tekser goods``: lists of goods by customs code, and the officer's own patterns of words and part numbers."""

import shutil
from pathlib import Path

import click

from screening.goods.intake import take_in_goods
from screening.workflow import load_bundled
from ui.terminal.app import Session
from ui.terminal.lists import change_text
from ui.words import _, ngettext


@click.group()
def goods() -> None:
    """Load lists of controlled goods; add words, part numbers, makers and places of your own."""


@goods.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "list_id", default="", help="Id of the list, as goods places shows them, or one of your own.")
@click.option("--title", default="", help="Title of the list.")
@click.pass_obj
def take_in(session: Session, file: Path, list_id: str, title: str) -> None:
    """Read a goods list from FILE (CSV or Excel with a column of codes) in place of its earlier version."""
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            change = take_in_goods(store, file, list_id, title)
        finally:
            store.close()
    click.echo(change_text(change))


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

    rows = read_table(file, kind)
    with session.folder() as folder:
        target = folder.path / FOLDER / f"{kind}.tsv"
        target.parent.mkdir(parents=True, exist_ok=True)
        with new_file(target) as part:
            shutil.copyfile(file, part)
    click.echo(ngettext("{n} pattern taken in", "{n} patterns taken in", len(rows)).format(n=len(rows)))
