"""The notice that versions of lists wait for a decision."""

import click

from screening.ports import Store
from screening.workflow import held_lists, never_in_force
from ui.words import _, ngettext


def tell_held(store: Store) -> None:
    """Print which lists have held versions now, also those that came while a run went on, to standard error.

    There, so that neither --quiet nor a redirected output hides that older lists were used.
    """
    nothing = {info.list_id for info in never_in_force(store)}
    for list_id, count in held_lists(store).items():
        told = ngettext(
            "HELD: {n} version of {list} waits for a decision; see tekser lists versions {list}",
            "HELD: {n} versions of {list} wait for a decision; see tekser lists versions {list}",
            count,
        ).format(n=count, list=list_id)
        if list_id in nothing:
            told += ". " + _("NOTHING OF IT IS IN FORCE: {list} is not screened against.").format(list=list_id)
        click.echo(told, err=True)
