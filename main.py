"""The composition root: opens the window, or the terminal when arguments are given."""

import multiprocessing
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screening.ports import StoreFolder


def data_folder(folder: Path | None, wait: float = 10.0) -> "StoreFolder":
    """Return the data folder that is asked for, or the platform's own for this user.

    ``wait`` is how many seconds to wait for another Tekser that works there.
    """
    from db.store import DataFolder

    return DataFolder(folder_path(folder), wait)


def folder_path(folder: Path | None) -> Path:
    """Return where the data folder is that is asked for, or the platform's own for this user."""
    if folder is None:
        import platformdirs

        folder = Path(platformdirs.user_data_dir("Tekser", appauthor=False))
    return folder.absolute()


def open_window(folder: Path | None, manifest_id: int | None = None) -> int:
    """Open the window on a data folder, on one manifest where that is said; returns its exit code."""
    from ui.desktop.app import run_window

    return run_window(folder_path(folder), partial(data_folder, folder, wait=0.5), manifest_id)


def main() -> int:
    """Run Tekser on the arguments of this process and return the exit code."""
    multiprocessing.freeze_support()
    # What this program writes is its user's alone, from the first byte on.
    os.umask(0o077)
    if sys.argv[1:2] == ["--read-workbook"]:
        # A frozen program is its own interpreter: this is the child that opens an untrusted workbook.
        from screening.manifest.child import main as read_workbook

        return read_workbook(sys.argv[2:])
    try:
        from ui.terminal.app import Services, run

        return run(sys.argv[1:], Services(data_folder=data_folder, open_window=open_window))
    except KeyboardInterrupt:
        # Before the command began, while its modules were loaded: nothing was done, and a traceback helps nobody.
        return 2


if __name__ == "__main__":
    sys.exit(main())
