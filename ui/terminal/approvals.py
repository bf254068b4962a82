"""``tekser approvals list | agree | return | export | import`` and ``tekser approve FILE``: the second person."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from screening.audit.seal import checkpoint, needed_signer, signer_of
from screening.casework.case_attachments import save_attachments
from screening.casework.case_file import Case, answer_case, answer_path, export_waiting, import_answer, open_case
from screening.casework.roles import Action
from screening.errors import StoreUnavailable
from screening.model.decisions import Decision
from screening.ports import Store
from ui import words
from ui.terminal.app import EXIT_DONE, Session
from ui.terminal.passwords import read_secret
from ui.words import _, ngettext
from ui.words.case_text import case_lines, ground_lines, left_out_text

_FD = click.option("--passphrase-fd", type=int, help="File descriptor that holds the passphrase of the case.")


@click.group()
def approvals() -> None:
    """Decisions that wait for a second person."""


def waiting_text(store: Store, decision: Decision) -> str:
    """Return a decision that waits: a line, and below it its reason, text, licence and files."""
    stored = store.stored_hit(decision.hit_id)
    line = _("{number}: {disposition}, {value} / {entry}, {score:.1f}; {user}, {at}; because: {why}").format(
        number=decision.decision_id,
        disposition=words.disposition_name(decision.disposition.value),
        value=stored.hit.value,
        entry=words.entry_title(stored.hit),
        score=stored.hit.score,
        user=decision.user,
        at=words.format_datetime(decision.decided_at),
        why=words.second_reason(decision.second),
    )
    return "\n    ".join([line, words.reason_code_name(decision.reason_code), *ground_lines(decision)])


@approvals.command("list")
@click.pass_obj
def list_command(session: Session) -> None:
    """Show what waits."""
    with session.folder() as folder:
        store = folder.open()
        try:
            lines = [waiting_text(store, decision) for decision in store.approvals()]
        finally:
            store.close()
    click.echo("\n".join(lines) or _("Nothing waits for a second person."))


@approvals.command("agree")
@click.argument("numbers", nargs=-1, required=True, type=int)
@click.option("--comment", default="", help="Kept with the approval.")
@click.pass_obj
def agree_command(session: Session, numbers: Sequence[int], comment: str) -> None:
    """Agree to decisions (their NUMBERS); they take effect."""
    _answer(session, numbers, True, comment)


@approvals.command("return")
@click.argument("numbers", nargs=-1, required=True, type=int)
@click.option("--comment", required=True, help="What the officer must know.")
@click.pass_obj
def return_command(session: Session, numbers: Sequence[int], comment: str) -> None:
    """Return decisions (their NUMBERS) to the officer; they have no effect."""
    _answer(session, numbers, False, comment)


def _answer(session: Session, numbers: Sequence[int], agreed: bool, comment: str) -> None:
    with session.folder() as folder:
        store = folder.open()
        try:
            done = store.approve(numbers, agreed, comment)
            checkpoint(store)
        finally:
            store.close()
    _tell(done)


def _tell(done: Sequence[Decision]) -> None:
    for decision in done:
        agreed = decision.approval is not None and decision.approval.agreed
        told = _("{number}: agreed, in force") if agreed else _("{number}: returned, without effect")
        click.echo(told.format(number=decision.decision_id))


@approvals.command("export")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--number", "numbers", multiple=True, type=int, help="Only this decision; may be repeated.")
@_FD
@click.pass_obj
def export_command(session: Session, path: Path, numbers: Sequence[int], passphrase_fd: int | None) -> None:
    """Write what waits into a sealed file for a second person at another computer."""
    passphrase = _passphrase(passphrase_fd, new=True)
    with session.folder() as folder:
        store = folder.open()
        try:
            case = export_waiting(store, numbers, path, passphrase)
        finally:
            store.close()
    sealed = len(case.decisions)
    count = ngettext("{n} decision sealed in {file}.", "{n} decisions sealed in {file}.", sealed)
    click.echo(count.format(n=sealed, file=path))
    if case.left_out:
        click.echo(left_out_text(case.left_out), err=True)


@approvals.command("import")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def import_command(session: Session, path: Path) -> None:
    """Take the signed answer of a second person in."""
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.DECIDE)
            done = import_answer(store, path)
            checkpoint(store)
        finally:
            store.close()
    _tell(done)


@click.command("approve")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--name", default="", help="Your name, as the office that sent the case knows you; where people sign in, theirs."
)
@click.option(
    "--save-files", type=click.Path(path_type=Path, file_okay=False), help="Write the attached files into this folder."
)
@click.option("--agree", "verdict", flag_value="agree", help="Agree to all decisions of the case.")
@click.option("--return", "verdict", flag_value="return", help="Return them; --comment says why.")
@click.option("--comment", default="", help="Kept with the answer.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The answer; FILE.answer without it.")
@click.option("--key-password-fd", type=int, help="File descriptor that holds the passphrase of your signing key.")
@_FD
@click.pass_obj
def approve(
    session: Session, path: Path, name: str, save_files: Path | None, verdict: str | None, comment: str, out: Path | None,
    key_password_fd: int | None, passphrase_fd: int | None,
) -> int:  # fmt: skip
    """Look at a sealed case FILE of another office and answer it; without a verdict it is only shown."""
    case = open_case(path, _passphrase(passphrase_fd))
    click.echo("\n".join([*case_lines(case), *_evidence_lines(case)]))
    if save_files is not None:
        _save_files(session, case, save_files)
    if verdict is None:
        if not sys.stdin.isatty():
            return EXIT_DONE
        verdict = click.prompt(_("agree or return"), type=click.Choice(["agree", "return"]), err=True)
        comment = comment or click.prompt(_("Comment"), default="", err=True)
    secret = read_secret(key_password_fd)
    with session.folder() as folder:
        store = folder.open()
        try:
            signer = signer_of(store, secret)
            if signer is None and sys.stdin.isatty():
                signer = signer_of(store, click.prompt(_("Passphrase of the key"), hide_input=True, err=True))
            signer = signer or needed_signer(store, secret)
            target = out or answer_path(path)
            answer_case(store, case, target, verdict == "agree", comment, name, signer)
        finally:
            store.close()
    click.echo(_("Written to {file}.").format(file=target))
    return EXIT_DONE


def _evidence_lines(case: Case) -> list[str]:
    """Return what the decisions rest on, as Review shows it where the case is from."""
    from ui.report.case_evidence import run_lines  # reports take a while to load
    from ui.terminal.review_text import dossier_lines

    lines = []
    for seen in case.runs:
        lines += ["", *run_lines(seen)]
        for question in seen.questions:
            numbers = ", ".join(map(str, question.decisions))
            lines += ["", _("What decisions {numbers} rest on").format(numbers=numbers)]
            lines += ["  " + line for line in dossier_lines(question.dossier)]
    return lines


def _save_files(session: Session, case: Case, folder: Path) -> None:
    with session.folder() as data:
        store = data.open()
        try:
            written = save_attachments(case.attachments, folder)
            told = {
                "case": case.case_id,
                "files": [one.file.sha256 for one in case.attachments if one.content is not None],
            }
            store.record_consequence("case_files_saved", told)
        finally:
            store.close()
    for path in written:
        click.echo(_("Written to {file}.").format(file=path))


def _passphrase(descriptor: int | None, new: bool = False) -> str:
    if descriptor is not None:
        return read_secret(descriptor)
    if not sys.stdin.isatty():
        raise StoreUnavailable("no_password_given")
    return str(click.prompt(_("Passphrase of the case"), hide_input=True, confirmation_prompt=new, err=True))
