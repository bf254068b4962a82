"""``tekser rates``: the dated table of exchange rates, for price floors of goods lists."""

import getpass
from pathlib import Path

import click

from screening.casework.roles import Action
from ui.terminal.app import Session
from ui.words import _, ngettext


@click.group()
def rates() -> None:
    """Show and bring up to date the exchange rates by which price floors are compared."""


@rates.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--base", default="EUR", show_default=True, help="Currency the rates are told in, where no column says.")
@click.option("--since", default="", metavar="YYYY-MM-DD", help="From this day on; without it the last five years.")
@click.option("--user", default="", help="Who does it; without it the name at the computer.")
@click.pass_obj
def take_in(session: Session, file: Path, base: str, since: str, user: str) -> None:
    """Take in the rates of FILE.

    FILE is what the European Central Bank (eurofxref-hist.zip), the National Bank of Kazakhstan or the Bank of Russia
    publish, or CSV or Excel with date, currency and rate (base and units where there are any).
    """
    from screening.goods.rates import recent_rates

    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.RATES)
            found, older = recent_rates(file, base.upper(), since)
            changed = store.put_rates(found, user or getpass.getuser(), str(file))
        finally:
            store.close()
    read = ngettext("{n} rate read", "{n} rates read", len(found)).format(n=len(found))
    click.echo(_("{read}, {changed} new or changed").format(read=read, changed=changed))
    if older:
        left = ngettext("{n} older rate left out; see --since", "{n} older rates left out; see --since", older)
        click.echo(left.format(n=older))


@rates.command("list")
@click.option("--currency", default="", help="Of this currency alone.")
@click.pass_obj
def show(session: Session, currency: str) -> None:
    """Show the rates, newest first; those that come with the program last."""
    from screening.goods.rates import bundled_rates

    with session.folder() as folder:
        store = folder.open()
        try:
            held = store.rates()
        finally:
            store.close()
    brought = _("came with Tekser, not official")
    for rate, note in (*((r, "") for r in held), *((r, f"  [{brought}]") for r in reversed(bundled_rates()))):
        if not currency or rate.currency == currency.upper():
            click.echo(f"{rate.day}  1 {rate.currency} = {rate.worth:.6g} {rate.base}  {rate.source}{note}")
    if not held:
        click.echo(
            _(
                "No official rates are held: price floors in other currencies stay open. Take them in: tekser rates import FILE"
            )
        )


@rates.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def export(session: Session, file: Path) -> None:
    """Write all rates into FILE, in the form that import takes."""
    from screening.goods.rates import bundled_rates, write_rates
    from ui.report.safe_file import new_file

    with session.folder() as folder:
        store = folder.open()
        try:
            found = [*bundled_rates(), *reversed(store.rates())]
        finally:
            store.close()
    with new_file(file) as part:
        write_rates(part, found)
    click.echo(ngettext("{n} rate written", "{n} rates written", len(found)).format(n=len(found)))
