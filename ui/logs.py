"""The log in the data folder: what the program did and where it failed, without a word of what it was shown.

Errors carry values: names of files, cells, parties. Above the level of debug an error is therefore logged by its kind
or code and by the places in the program it went through, and never by its text.
"""

import logging
import os
import traceback
from collections.abc import Mapping
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from screening.errors import TekserError

FOLDER = "logs"
FILE = "tekser.log"
MOST_BYTES = 1 << 20
KEPT = 5

_ELSEWHERE = "places: "

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def discreet_error(error: BaseException) -> str:
    """Return what an error is, without the values it carries."""
    if isinstance(error, TekserError):
        return f"{type(error).__name__} {error.code}"
    return type(error).__name__


def discreet_trace(info: ExcInfo) -> str:
    """Return the places an error went through and what it is, with those that led to it."""
    _, error, trace = info
    lines: list[str] = []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        lines += [discreet_trace((type(before), before, before.__traceback__)), "which led to:"]
    lines += [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace, limit=60)
    ]
    lines += [note.removeprefix(_ELSEWHERE) for note in getattr(error, "__notes__", ()) if note.startswith(_ELSEWHERE)]
    return "\n".join([*lines, discreet_error(error)])


def note_places(error: BaseException) -> None:
    """Note on an error where it came from, for when it is handed to another process, which loses that."""
    places = discreet_trace((type(error), error, error.__traceback__)).rpartition("\n")[0]
    error.add_note(f"{_ELSEWHERE}{places}\n in a process that worked for this one")


class DiscreetFormatter(logging.Formatter):
    """Formats records so that no error's text is in them; at the level of debug everything is."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        return super().format(discreet(record))


def discreet(record: logging.LogRecord) -> logging.LogRecord:
    """Return a record whose errors are replaced by what they are; at the level of debug the record itself."""
    if record.levelno <= logging.DEBUG:
        return record
    made = logging.makeLogRecord(record.__dict__)
    made.exc_text = discreet_trace(record.exc_info) if record.exc_info and record.exc_info[0] else None
    if isinstance(record.args, tuple):
        made.args = tuple(discreet_error(a) if isinstance(a, BaseException) else a for a in record.args)
    elif isinstance(record.args, Mapping):
        made.args = {k: discreet_error(a) if isinstance(a, BaseException) else a for k, a in record.args.items()}
    return made


class FolderLog(RotatingFileHandler):
    """The log file of one data folder, readable by its owner alone; made with the first record once the folder is."""

    def __init__(self, folder: Path) -> None:
        self._data = folder
        self._waiting: list[logging.LogRecord] = []
        super().__init__(folder / FOLDER / FILE, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
        self.setLevel(logging.INFO)
        self.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, where there is a data folder; a log that cannot be written stops no work."""
        if not self._data.is_dir():
            self._waiting = [*self._waiting[-99:], record]
            return
        self._catch_up()
        super().emit(record)

    def close(self) -> None:
        """Write what still waits for the folder, and close."""
        if self._waiting and self._data.is_dir():
            self._catch_up()
        super().close()

    def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for earlier in waiting:
            super().emit(earlier)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Go on: a full disk is told of by what it keeps from being done."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def log_to_folder(folder: Path) -> None:
    """Send the log to a data folder, in place of the one it went to before."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, FolderLog):
            root.removeHandler(handler)
            handler.close()
    root.addHandler(FolderLog(folder))
    if root.level > logging.INFO or root.level == logging.NOTSET:
        root.setLevel(logging.INFO)
