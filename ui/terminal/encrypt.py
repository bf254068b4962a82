"""``tekser encrypt`` and ``tekser decrypt``: encryption at rest."""

import getpass
from contextlib import closing

import click

from screening.casework.roles import Action
from ui.terminal.app import Session
from ui.words import _


@click.command()
@click.option(
    "--keyring", is_flag=True, help="Keep the key in the keyring of this computer too, and do not ask for it."
)
@click.pass_obj
def encrypt(session: Session, keyring: bool) -> None:
    """Encrypt the store, its backups and the senders' files, or give an encrypted store a new passphrase.

    The recovery key is printed once: print it on paper and lock it away.
    """
    folder = session.folder()
    with folder, closing(folder.open()) as store:
        # Before anybody thinks of a passphrase.
        store.require(Action.ENCRYPT)
    passphrase = session.passphrase(_("New passphrase"), confirm=True)
    recovery = folder.encrypt(passphrase, keyring=keyring, user=getpass.getuser())
    click.echo(_("The store is encrypted. RECOVERY KEY, which opens it when the passphrase is lost:"))
    click.echo(f"\n    {recovery[:34]}\n    {recovery[35:]}\n")
    click.echo(
        _(
            "Print it and lock it away; Tekser does not show it again, and without passphrase and recovery key nobody can"
            " read the store."
        )
    )
    click.echo(
        _(
            "Encrypted: the database, its backups and the senders' files. Not encrypted: the publishers' lists, the index"
            " made from them, the log (it holds no names), and files you export."
        )
    )


@click.command()
@click.pass_obj
def decrypt(session: Session) -> None:
    """Take the encryption off the store, its backups and the senders' files."""
    session.folder().decrypt(getpass.getuser())
    click.echo(_("The store is no longer encrypted."))
