"""``tekser effectiveness``: altered names of the loaded lists among innocent ones, and what is found of them."""

import getpass
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from screening.effectiveness.run import NAMES, SEED, run_effectiveness
from screening.model.effectiveness import Effectiveness
from screening.workflow import load_bundled
from ui import words
from ui.report.safe_file import check_writable
from ui.report.words_of import utc_text
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
    progress = TerminalProgress()
    with session.folder() as folder, closing(folder.open()) as store:
        if history:
            made = [line_of(old) for old in store.effectiveness_reports()]
            click.echo("\n".join(made) or _("No test of effectiveness was made yet."))
            return EXIT_DONE
        try:
            load_bundled(store)
            report = run_effectiveness(
                store, names=names, seed=seed, list_ids=list_ids, user=getpass.getuser(), progress=progress
            )
        finally:
            progress.close()
        earlier = [old for old in store.effectiveness_reports() if old.effectiveness_id != report.effectiveness_id]
    from ui.report.effectiveness import by_kind, interval_text, write_effectiveness, write_effectiveness_pdf

    for kind, count in by_kind(report).items():
        click.echo(f"  {kind}: {count.found} / {count.tested} = {count.share * 100:.1f} % ({interval_text(count)})")
    for list_id, count in report.by_list().items():
        click.echo(f"  {list_id}: {count.found} / {count.tested} = {count.share * 100:.1f} % ({interval_text(count)})")
    click.echo(versions_of(report))
    click.echo(line_of(report))
    if out is not None:
        language = words.current_language()
        write_effectiveness(out, report, earlier, language)
        write_effectiveness_pdf(out.with_suffix(".pdf"), report, language)
        for path in (out, out.with_suffix(".pdf")):
            click.echo(_("Written: {file}").format(file=path))
    return EXIT_DONE


def versions_of(report: Effectiveness) -> str:
    """Return the versions of program and lists that a test was made with, as a line."""
    named = _("{list} version {n} ({date})")
    lists = ", ".join(
        named.format(list=info["list"], n=info["version"], date=words.format_date(info["published_on"]))
        for info in report.lists
    )
    return _("program {version}; lists: {lists}").format(version=report.program_version, lists=lists)


def line_of(report: Effectiveness) -> str:
    """Return one test as a line."""
    total, placebos = report.total(), report.placebos()
    return _("{n}  {when}: {found} of {tested} altered names found ({recall:.1f} %), {alerts} of {placebos} innocent names with an alert").format(
        n=report.effectiveness_id, when=utc_text(datetime.fromisoformat(report.made_at)), found=total.found,
        tested=total.tested, recall=total.share * 100, alerts=placebos.found, placebos=placebos.tested,
    )  # fmt: skip
