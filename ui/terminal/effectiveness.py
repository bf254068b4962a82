"""``tekser effectiveness``: altered names of the loaded lists among innocent ones, and what is found of them."""

import getpass
from contextlib import closing
from pathlib import Path

import click

from screening.casework.roles import Action
from screening.effectiveness.run import NAMES, SEED, run_effectiveness
from screening.workflow import load_bundled
from ui import words
from ui.report.safe_file import check_writable
from ui.terminal.app import EXIT_DONE, Session
from ui.terminal.progress import TerminalProgress
from ui.words import _


@click.command()
@click.option("--lists", "list_ids", multiple=True, metavar="LIST", help="Names of this list alone; may be repeated.")
@click.option("--names", type=click.IntRange(20, 200_000), default=NAMES, show_default=True, help="Altered names; as many innocent ones.")  # fmt: skip
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same seed gives the same names.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Excel report; a PDF is written beside it."
)
@click.option("--history", is_flag=True, help="Show the earlier tests and make none.")
@click.pass_obj
def effectiveness(
    session: Session, list_ids: tuple[str, ...], names: int, seed: int, out: Path | None, history: bool
) -> int:
    """Test what the screening finds: recall by kind of alteration and by list, alerts among innocent names."""
    if out is not None:
        check_writable(out)
        check_writable(out.with_suffix(".pdf"))
    from ui.report.effectiveness import by_kind, interval_text, result_line, versions_line, write_both

    progress = TerminalProgress()
    with session.folder() as folder, closing(folder.open()) as store:
        if history:
            made = [result_line(old) for old in store.effectiveness_reports()]
            click.echo("\n".join(made) or _("No test of effectiveness was made yet."))
            return EXIT_DONE
        try:
            store.require(Action.EXPORT)
            load_bundled(store)
            report = run_effectiveness(
                store, names=names, seed=seed, list_ids=list_ids, user=getpass.getuser(), progress=progress
            )
        finally:
            progress.close()
        earlier = [old for old in store.effectiveness_reports() if old.effectiveness_id != report.effectiveness_id]
    for kind, count in by_kind(report).items():
        click.echo(f"  {kind}: {count.found} / {count.tested} = {count.share * 100:.1f} % ({interval_text(count)})")
    for list_id, count in report.by_list().items():
        click.echo(f"  {list_id}: {count.found} / {count.tested} = {count.share * 100:.1f} % ({interval_text(count)})")
    click.echo(versions_line(report))
    click.echo(result_line(report))
    if out is not None:
        language = words.current_language()
        for path in write_both(out, report, earlier, language):
            click.echo(_("Written: {file}").format(file=path))
    return EXIT_DONE
