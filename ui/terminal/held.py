"""The notice that versions of lists wait for a decision."""

import click

from screening.ports import Store
from screening.workflow import held_lists
from ui.words import ngettext


def tell_held(store: Store) -> None:
    """Print which lists have held versions now, also those that came while a run went on, to standard error.

    There, so that neither --quiet nor a redirected output hides that older lists were used.
    """
    for list_id, count in held_lists(store).items():
        click.echo(
            ngettext(
                "HELD: {n} version of {list} waits for a decision; see tekser lists versions {list}",
                "HELD: {n} versions of {list} wait for a decision; see tekser lists versions {list}",
                count,
            ).format(n=count, list=list_id),
            err=True,
        )
