"""``tekser known list | revoke``: matches that were cleared and are not asked again."""

import click

from screening.casework.known import KnownParty
from ui import words
from ui.terminal.app import Session
from ui.words import _, ngettext


@click.group()
def known() -> None:
    """Known parties: cleared matches that are remembered until the party or the list entry changes."""


def known_text(one: KnownParty) -> str:
    """Return a known party as a line."""
    text = _("{number}: {party} is not {entry} ({list}); {scope}; {user}: {text}").format(
        number=one.known_id,
        party=one.party_name,
        entry=one.entry_name,
        list=one.list_id,
        scope=words.scope_name(one.scope.value),
        user=one.user,
        text=one.text,
    )
    if one.expires_on:
        text += "; " + _("until {day}").format(day=words.format_date(one.expires_on))
    if one.revoked_by:
        text += "; " + _("revoked by {user}").format(user=one.revoked_by)
    return text + "; " + ngettext("{n} hit suppressed", "{n} hits suppressed", one.suppressed).format(n=one.suppressed)


@known.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that were revoked.")
@click.pass_obj
def list_command(session: Session, everything: bool) -> None:
    """Show the known parties."""
    with session.folder() as folder:
        store = folder.open()
        try:
            found = store.known_parties(include_revoked=everything)
        finally:
            store.close()
    click.echo("\n".join(map(known_text, found)) or _("No match is remembered."))


@known.command("revoke")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Kept with it.")
@click.pass_obj
def revoke_command(session: Session, number: int, reason: str) -> None:
    """Forget a known party (its NUMBER): from now on its match is asked again."""
    with session.folder() as folder:
        store = folder.open()
        try:
            store.revoke_known(number, reason)
        finally:
            store.close()
