"""``tekser audit verify | checkpoint | export | key``: the tamper-evident trail."""

import sys
from pathlib import Path

import click

from screening.audit.checkpoints import VerifyKey
from screening.audit.keys import KeyPlace, key_place
from screening.audit.seal import checkpoint, export_trail, make_key, signer_of
from screening.casework.roles import Action
from screening.errors import UserError
from ui.report.outside import ENDING, read_outside
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, Session
from ui.terminal.passwords import read_secret
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext
from ui.words.audit_text import report_text

_KEY_FD = click.option("--key-password-fd", type=int, help="File descriptor that holds the passphrase of the key file.")


@click.group()
def audit() -> None:
    """The audit trail: verify it, seal it, take it out of the machine."""


@audit.command("verify")
@click.option("--checkpoint", "notes", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Checkpoint that was kept outside this machine, with its .hashes beside it where they were kept; or a text file with the one that a PDF report shows, copied or typed; may be repeated.")  # fmt: skip
@click.option("--against", "witnesses", multiple=True, type=click.Path(path_type=Path, exists=True),
              help="Export that was kept outside this machine: sealed package, screening as JSON, Excel audit file, exported log or its folder; may be repeated. CSV files and sealed cases carry nothing of the trail; of a PDF report give the checkpoint of its part Integrity with --checkpoint.")  # fmt: skip
@click.option("--key", default="", metavar="NAME+ID+KEY", help="Public key as it was told to you.")
@click.option(
    "--lists/--no-lists", default=True, help="Compare the entries of lists and their files too (the default)."
)
@click.option("--trail-only", is_flag=True, help="Do not compare manifests, hits and decisions with the trail.")
@click.pass_obj
def verify_command(
    session: Session, notes: tuple[Path, ...], witnesses: tuple[Path, ...], key: str, lists: bool, trail_only: bool
) -> int:
    """Verify every record, every checkpoint, and that the tables still say what follows from the trail; names the row."""
    known = VerifyKey.read(key) if key else None
    # Each names a changed record exactly where it has the hashes of its records, whatever was hashed anew.
    kept = [read_outside(path, key) for path in (*notes, *witnesses)]
    outside, hashes = [one.note for one in kept if one.note], [one.hashes for one in kept if one.hashes]
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            report = store.verify_trail(outside, known, progress, contents=not trail_only, hashes=hashes, lists=lists)
            set_back = [] if report.fault else store.clock_set_back()
        finally:
            progress.close()
            store.close()
    click.echo(report_text(report, bool(outside), known is not None, lists), err=report.fault is not None)
    if set_back:
        told = ngettext(
            "The clock was set back: record {first} is earlier than the one before it.",
            "The clock was set back {n} times: record {first} is the first that is earlier than the one before it.",
            len(set_back),
        )
        click.echo("⚠ " + told.format(n=len(set_back), first=set_back[0]))
    return EXIT_BAD_INPUT if report.fault else EXIT_DONE


def _passphrase(place: KeyPlace, descriptor: int | None) -> str:
    """Return the passphrase of the key: given, or asked of a person where the key is in a file; empty to sign nothing."""
    if descriptor is None and place is KeyPlace.FILE and sys.stdin.isatty():
        return str(click.prompt(_("Passphrase of the key"), hide_input=True, default="", show_default=False, err=True))
    return read_secret(descriptor)


def _unsigned(place: KeyPlace) -> str:
    """Return why a checkpoint is not signed, and what to do."""
    if place is KeyPlace.FILE:
        return _("Not signed: the passphrase of the signing key was not given (--key-password-fd).")
    return _("Not signed: there is no key; make one with tekser audit key --new.")


@audit.command("checkpoint")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file.")
@click.option("--hashes/--no-hashes", default=True, help="Write the hash of every record beside it (the default): with"
              " them a changed record is named even where all after it was hashed anew.")  # fmt: skip
@_KEY_FD
@click.pass_obj
def checkpoint_command(session: Session, out: Path | None, hashes: bool, key_password_fd: int | None) -> None:
    """Make a signed checkpoint; keep it, or its printout, outside this machine."""
    with session.folder() as folder:
        store = folder.open()
        try:
            place = key_place(store.folder, store.origin())
            made = checkpoint(store, _passphrase(place, key_password_fd))
            if out is not None:
                try:
                    out.write_text(made.note, encoding="utf-8", newline="\n")
                    if hashes:
                        listed = "".join(r.hash.hex() + "\n" for r in store.trail_records(1, made.size))
                        out.with_suffix(ENDING).write_text(listed, encoding="ascii", newline="\n")
                except OSError as error:
                    raise UserError("cannot_write", file=str(out), detail=error.strerror or "") from error
        finally:
            store.close()
    click.echo(made.note, nl=False)
    if not made.signed:
        click.echo(_unsigned(place), err=True)


@audit.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_KEY_FD
@click.pass_obj
def export_command(session: Session, folder: Path, key_password_fd: int | None) -> None:
    """Write the log, a checkpoint, the public key and a verifier that needs nothing but Python into FOLDER."""
    with session.folder() as data:
        store = data.open()
        try:
            place = key_place(store.folder, store.origin())
            done = export_trail(store, folder, _passphrase(place, key_password_fd))
        finally:
            store.close()
    click.echo(ngettext("{n} record written to {folder}.", "{n} records written to {folder}.", done.records).format(
        n=done.records, folder=folder))  # fmt: skip
    if not done.signed:
        click.echo(_unsigned(place), err=True)


@audit.command("key")
@click.option("--new", is_flag=True, help="Make a key in a file under a passphrase, where there is no keyring.")
@_KEY_FD
@click.pass_obj
def key_command(session: Session, new: bool, key_password_fd: int | None) -> None:
    """Show the public key, to be given to others by another way than the log."""
    passphrase = read_secret(key_password_fd)
    with session.folder() as folder:
        store = folder.open()
        try:
            if new:
                store.require(Action.KEYS)
                passphrase = passphrase or click.prompt(
                    _("Passphrase of the key"), hide_input=True, confirmation_prompt=True, err=True
                )
                make_key(store, passphrase)
            else:
                signer_of(store, passphrase)
            keys = store.trail_keys()
            place = key_place(store.folder, store.origin())
        finally:
            store.close()
    for key in keys:
        click.echo(key.text())
    if not keys:
        raise UserError("no_signing_key", detail="")
    if place is KeyPlace.NONE:
        click.echo(_("The secret half is not on this machine any more; checkpoints are not signed."), err=True)
