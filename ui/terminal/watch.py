"""``tekser watch``: screens what arrives in a folder, until it is stopped."""

import logging
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import click
from watchfiles import watch as changes

from screening.casework.roles import Action
from screening.errors import UserError
from screening.model.batches import FileState
from screening.office import office_settings
from screening.workflow import load_bundled, open_engine
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAULT, Session, tell
from ui.terminal.batch import Outcome
from ui.terminal.held import tell_held
from ui.terminal.progress import TerminalProgress
from ui.terminal.screen import tell_run, write_report_of
from ui.terminal.watcher import WatchedFolder, Watcher, waits
from ui.words import _

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
"""How long to wait before asking again for a store that another Tekser works in, or a disk that was full."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--done", type=click.Path(path_type=Path), help="Where screened files go; FOLDER/done.")
@click.option("--failed", type=click.Path(path_type=Path), help="Where unreadable files go; FOLDER/failed.")
@click.option("--reports", type=click.Path(path_type=Path), help="Where the Excel reports go; FOLDER/reports.")
@click.option(
    "--settle", type=click.FloatRange(0), default=2.0, show_default=True,
    help="Seconds that a file must have stood still to count as arrived.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="Screen what is there and end, for schedulers.")
@click.pass_obj
def watch(
    session: Session,
    folder: Path,
    done: Path | None,
    failed: Path | None,
    reports: Path | None,
    settle: float,
    once: bool,
) -> int:
    """Screen what arrives in FOLDER and move it to done or failed; never twice, whatever stops the program."""
    watched = WatchedFolder.at(folder, done, failed, reports)
    watcher = Watcher(watched, settle)
    stop = threading.Event()
    if not once and not session.quiet:
        click.echo(_("Watching {folder}; Ctrl+C ends it.").format(folder=watched.path))
    total = Outcome()
    if once:
        while watcher.arrived() != (files := watched.files()) and not stop.wait(max(settle / 4, 0.05)):
            pass
        _work(session, watcher, files, total)
        return EXIT_FAULT if total.faults else EXIT_BAD_INPUT if total.failed else EXIT_DONE
    # A service manager asks to end by SIGTERM; the file at work is taken up again at the next start.
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    retry_at = 0.0
    step = max(min(settle / 2, 1.0), 0.1)
    for _changed in changes(
        watched.path, stop_event=stop, rust_timeout=int(step * 1000), yield_on_timeout=True, raise_interrupt=False,
        watch_filter=None, debounce=200,
    ):  # fmt: skip
        files = watcher.arrived()
        now = datetime.now(UTC).timestamp()
        if not files or now < retry_at:
            continue
        try:
            _work(session, watcher, files, total)
        except UserError as error:
            if not waits(error):
                raise
            tell(error)
            logger.warning("waiting: %s", error.code)
            retry_at = now + RETRY_SECONDS
    return EXIT_DONE


def _work(session: Session, watcher: Watcher, files: list[Path], total: Outcome) -> None:
    """Screen the files that have arrived; the store is held only while there is work, so that others may use it."""
    if not files:
        return
    progress = TerminalProgress()
    with session.folder() as data:
        store = data.open()
        try:
            store.require(Action.SCREEN)
            load_bundled(store)
            for file, outcome in watcher.work(
                store,
                lambda: open_engine(store, office_settings(store), progress),
                files,
                progress,
                lambda run, path: write_report_of(store, run, path),
            ):
                progress.close()
                run = outcome.runs.get(file.path)
                total.add(file, run)
                if file.state is FileState.FAILED or file.error_code:
                    tell(UserError(file.error_code, **dict(file.error_data)) if run else outcome.error(file))
                if run is not None and not session.quiet:
                    tell_run(store, run, Path(file.path).name, False)
            tell_held(store)
        finally:
            progress.close()
            store.close()
