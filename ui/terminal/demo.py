"""``tekser demo``: the bundled sample, screened with the bundled lists."""

import os
import sys
from pathlib import Path

import click

from screening.casework.roles import Action
from screening.resources import resource_path
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, load_bundled, open_engine, screen_manifest
from ui.report.safe_file import check_writable
from ui.terminal.app import EXIT_DONE, Session
from ui.terminal.progress import TerminalProgress
from ui.terminal.screen import tell_run, write_report_of
from ui.words import _

SAMPLE = resource_path("samples", "forwarder_register.xlsx")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("tekser-demo.xlsx"), show_default=True,
              help="Excel audit file to write.")  # fmt: skip
@click.option(
    "--window/--no-window", default=None, help="Open the window afterwards; by default where there is a screen."
)
@click.pass_obj
def demo(session: Session, out: Path, window: bool | None) -> int:
    """Screen the bundled sample with the bundled lists, write the Excel, and open the window on it."""
    check_writable(out)
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.SCREEN)
            load_bundled(store)
            engine = open_engine(store, ScreeningSettings(), progress)
            imported = import_manifest(store, SAMPLE, progress=progress)
            run = screen_manifest(store, engine, imported.manifest.manifest_id, progress)
            progress.close()
            tell_run(store, run, SAMPLE.name, bool(imported.earlier))
            write_report_of(store, run, out)
        finally:
            progress.close()
            store.close()
    click.echo(_("Flagged lines are in {file}").format(file=out))
    if window is None:
        window = has_screen()
    if window:
        return session.services.open_window(session.data_dir, run.manifest_id)
    return EXIT_DONE


def has_screen() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where there is a display."""
    if sys.platform in ("win32", "darwin"):
        return not os.environ.get("CI")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
