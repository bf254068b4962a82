"""``tekser older``: decisions that rest on a list that has changed since."""

from contextlib import closing
from pathlib import Path

import click

from ui import words
from ui.report.older import all_older, write_older
from ui.report.words_of import utc_text
from ui.terminal.app import EXIT_DONE, Session
from ui.terminal.progress import TerminalProgress
from ui.words import _


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Excel report to write.")
@click.pass_obj
def older(session: Session, out: Path | None) -> int:
    """Show decisions in force that are older than the list they rest on."""
    progress = TerminalProgress()
    with session.folder() as folder, closing(folder.open()) as store:
        try:
            if out is not None:
                number = write_older(out, store, words.current_language(), progress)
                progress.close()
                click.echo(_("Decisions older than their list: {n}. Written: {file}").format(n=number, file=out))
                return EXIT_DONE
            found = list(all_older(store, progress))
        finally:
            progress.close()
    for item in found:
        decision, hit = item.older.decision, item.older.hit
        changed = _("ENTRY CHANGED") if item.older.entry_changed else _("entry unchanged")
        click.echo(
            _("{file} {sheet}:{row} {value}: {entry} ({list}), {disposition} by {user} {when}; list of {changed_at}: {changed}").format(
                file=item.manifest.info.name, sheet=hit.sheet, row=hit.line_row, value=hit.value, entry=words.entry_title(hit),
                list=hit.list_id, disposition=words.disposition_name(decision.disposition.value), user=decision.user,
                when=utc_text(decision.decided_at), changed_at=utc_text(item.older.changed_at), changed=changed,
            )
        )  # fmt: skip
    if not found:
        click.echo(_("No decision is older than its list."))
    return EXIT_DONE
