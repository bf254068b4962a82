"""``tekser known list | revoke | reopened``: matches that were cleared and are not asked again."""

import click

from screening.casework.known import KnownParty
from screening.ports import Store
from ui import words
from ui.terminal.app import Session
from ui.words import _, ngettext
from ui.words.page_words import reopened_text


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
            opened = store.revoke_known(number, reason)
            told = _reopened_lines(store)
        finally:
            store.close()
    click.echo(ngettext("{n} hit is open again.", "{n} hits are open again.", opened).format(n=opened))
    if opened and told:
        click.echo(told)


@known.command("reopened")
@click.pass_obj
def reopened_command(session: Session) -> None:
    """Show where matches opened again, because a known party was revoked, ran out, or its list entry changed."""
    with session.folder() as folder:
        store = folder.open()
        try:
            store.reopen_known(everything=True)
            told = _reopened_lines(store)
        finally:
            store.close()
    click.echo(told or _("Nothing opened again."))


def _reopened_lines(store: Store) -> str:
    return "\n".join(
        f"{store.manifest(found.manifest_id).info.name} ({found.run_id}): {reopened_text(found)}"
        for found in store.reopened()
    )
