"""``tekser users add | list | role | disable | enable | password | key``: local accounts."""

import sys

import click

from screening.audit.checkpoints import VerifyKey
from screening.casework.roles import ACCOUNT_ROLES, Action, Role
from screening.errors import StoreUnavailable
from ui import words
from ui.terminal.app import Session
from ui.terminal.passwords import read_secret
from ui.words import _

_ROLE = click.Choice([role.value for role in ACCOUNT_ROLES])
_NEW_FD = click.option("--new-password-fd", type=int, help="File descriptor that holds the new password.")


def new_password(descriptor: int | None) -> str:
    """Return a new password from a file descriptor, or ask a person for it twice."""
    if descriptor is not None:
        return read_secret(descriptor)
    if not sys.stdin.isatty():
        raise StoreUnavailable("no_password_given")
    return str(click.prompt(_("New password"), hide_input=True, confirmation_prompt=True, err=True))


@click.group()
def users() -> None:
    """Local accounts. Without any, one person works without signing in, and every record says so."""


@users.command("add")
@click.argument("name")
@click.option("--role", type=_ROLE, required=True, help="The first account must be an administrator.")
@_NEW_FD
@click.pass_obj
def add_command(session: Session, name: str, role: str, new_password_fd: int | None) -> None:
    """Make the account NAME."""
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.USERS)
            password = new_password(new_password_fd)
            made = store.add_account(name, Role(role), password)
        finally:
            store.close()
    click.echo(_("{name}: {role}").format(name=made.name, role=words.role_name(made.role.value)))


@users.command("list")
@click.pass_obj
def list_command(session: Session) -> None:
    """Show the accounts."""
    with session.folder() as folder:
        store = folder.open()
        try:
            found = store.accounts()
        finally:
            store.close()
    for account in found:
        text = _("{name}: {role}").format(name=account.name, role=words.role_name(account.role.value))
        click.echo(text + (", " + _("disabled") if account.disabled else "") + (", " + _("signs case files")
                   if account.public_key else ""))  # fmt: skip
    if not found:
        click.echo(_("No accounts: one person works here without signing in, and the records say so."))


@users.command("role")
@click.argument("name")
@click.argument("role", type=_ROLE)
@click.pass_obj
def role_command(session: Session, name: str, role: str) -> None:
    """Give the account NAME another ROLE."""
    with session.folder() as folder:
        store = folder.open()
        try:
            store.set_role(name, Role(role))
        finally:
            store.close()
    click.echo(_("{name}: {role}").format(name=name, role=words.role_name(role)))


@users.command("disable")
@click.argument("name")
@click.pass_obj
def disable_command(session: Session, name: str) -> None:
    """Close the account NAME; it is never deleted, for the records name it."""
    _set_disabled(session, name, True)


@users.command("enable")
@click.argument("name")
@click.pass_obj
def enable_command(session: Session, name: str) -> None:
    """Open the account NAME again."""
    _set_disabled(session, name, False)


def _set_disabled(session: Session, name: str, disabled: bool) -> None:
    with session.folder() as folder:
        store = folder.open()
        try:
            store.disable_account(name, disabled)
        finally:
            store.close()
    told = _("{name} can no longer sign in.") if disabled else _("{name} can sign in again.")
    click.echo(told.format(name=name))


@users.command("password")
@click.argument("name")
@_NEW_FD
@click.pass_obj
def password_command(session: Session, name: str, new_password_fd: int | None) -> None:
    """Give the account NAME a new password: one's own, or as administrator anybody's."""
    password = new_password(new_password_fd)
    with session.folder() as folder:
        store = folder.open()
        try:
            store.set_password(name, password)
        finally:
            store.close()
    click.echo(_("{name} has a new password.").format(name=name))


@users.command("key")
@click.argument("name")
@click.argument("key")
@click.pass_obj
def key_command(session: Session, name: str, key: str) -> None:
    """Keep the public KEY of the approver NAME (tekser audit key on their computer), for answers to case files."""
    known = VerifyKey.read(key)
    with session.folder() as folder:
        store = folder.open()
        try:
            store.set_approver_key(name, known)
        finally:
            store.close()
    click.echo(_("The public key of {name} is kept; answers signed with it are taken in.").format(name=name))
