"""``tekser package``: the sealed package of a case, and its check."""

import getpass
from contextlib import closing
from pathlib import Path

import click

from ui import words
from ui.report.export import find_run
from ui.report.package import check_package, write_package
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, Session
from ui.terminal.passwords import read_secret
from ui.terminal.progress import TerminalProgress
from ui.words import _


class PackageGroup(click.Group):
    """``package check FILE`` is a command; any other first word is the screening to pack."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the command "make" where none is named."""
        if args and args[0] not in self.commands:
            return "make", self.commands["make"], args
        return super().resolve_command(ctx, args)


@click.group(cls=PackageGroup)
def package() -> None:
    """Seal a case into one file: tekser package MANIFEST --out FILE; check one: tekser package check FILE."""


@package.command("make")
@click.argument("screening")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Zip file to write.")
@click.option("--key-password-fd", type=int, help="File descriptor that holds the passphrase of the key file.")
@click.pass_obj
def make_command(session: Session, screening: str, out: Path, key_password_fd: int | None) -> None:
    """Write the sealed package of SCREENING: number or file name of a manifest, or run:NUMBER."""
    passphrase = read_secret(key_password_fd)
    progress = TerminalProgress()
    with session.folder() as folder, closing(folder.open()) as store:
        try:
            run = find_run(store, screening)
            language, user = words.current_language(), getpass.getuser()
            write_package(out, store, run, language=language, user=user, passphrase=passphrase, progress=progress)
            key = store.trail_keys()[0].text()
        finally:
            progress.close()
    click.echo(_("Written: {file}").format(file=out))
    click.echo(_("Tell the receiver this public key in another way than the package: {key}").format(key=key))


@package.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", default="", metavar="NAME+ID+KEY", help="Public key as it was told to you.")
def check_command(file: Path, key: str) -> int:
    """Check a sealed package; nothing of this computer's data is needed."""
    found = check_package(file, key)
    if found.fault:
        click.echo(_("The package is REFUSED: {what}").format(what=found.fault), err=True)
        return EXIT_BAD_INPUT
    for line in found.told:
        click.echo(line)
    click.echo(_("The package is as it was sealed."))
    if not found.outside_key:
        click.echo(_("Its key was not given with --key: whoever made another package could have put in another key."))
    return EXIT_DONE
