"""``tekser export``: the files of a screening."""

import getpass
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from screening.errors import UserError
from screening.today import reports_due
from ui import words
from ui.report.export import Export, find_run, write_files
from ui.report.letter_facts import LETTERS, REPORTS
from ui.terminal.app import EXIT_DONE, Session
from ui.terminal.passwords import read_secret
from ui.terminal.progress import TerminalProgress
from ui.words import _
from ui.words.due_text import due_text


@click.command()
@click.argument("screening")
@click.option("--excel", is_flag=True, help="The Excel audit file.")
@click.option("--pdf", is_flag=True, help="The PDF report.")
@click.option("--shipments", "each", is_flag=True, help="A PDF report of each flagged shipment.")
@click.option(
    "--shipment",
    "numbers",
    multiple=True,
    metavar="NUMBER",
    help="A PDF report of one shipment, flagged or not: by its transport document, declaration, invoice or container.",
)
@click.option("--json", "as_json", is_flag=True, help="Hits and decisions as JSON (resources/schema).")
@click.option("--csv", "as_csv", is_flag=True, help="Hits and decisions as two CSV files, for programs.")
@click.option(
    "--letter", "letters", multiple=True, type=click.Choice(LETTERS), help="Draft of a letter to the shipper."
)
@click.option(
    "--report", "reports", multiple=True, type=click.Choice(REPORTS), help="Draft of a report to an authority."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder; here by default."
)
@click.option("--key-password-fd", type=int, help="File descriptor that holds the passphrase of the key file.")
@click.pass_obj
def export(
    session: Session,
    screening: str,
    excel: bool,
    pdf: bool,
    each: bool,
    numbers: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    letters: tuple[str, ...],
    reports: tuple[str, ...],
    out: Path,
    key_password_fd: int | None,
) -> int:
    """Write files of SCREENING: the number or file name of a manifest (its newest screening), or run:NUMBER."""
    chosen = {"excel": excel, "pdf": pdf, "shipments": each or bool(numbers), "json": as_json, "csv": as_csv}
    kinds = [*(kind for kind, wanted in chosen.items() if wanted), *letters, *reports] or ["excel"]
    progress = TerminalProgress()
    with session.folder() as folder, closing(folder.open()) as store:
        try:
            run = find_run(store, screening)
            make_folder(out)
            if each and numbers:
                raise UserError("shipment_twice")
            asked = Export(
                kinds, out, words.current_language(), getpass.getuser(), read_secret(key_password_fd), numbers
            )
            written = write_files(store, run, asked, progress)
            today = datetime.now().astimezone().date()
            due = reports_due(store, today, run.manifest_id) if set(reports) & {"blocking", "reject"} else []
        finally:
            progress.close()
    for path in written:
        click.echo(_("Written: {file}").format(file=path))
    for one in due:
        click.echo(due_text(one, today))
    return EXIT_DONE


def make_folder(folder: Path) -> None:
    """Make the folder that was asked for; raises UserError("cannot_write") when that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError("cannot_write", file=str(folder), detail=error.strerror or "") from error
