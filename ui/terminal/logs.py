"""What the program logs to standard error, as text or as one JSON object a line."""

import json
import logging
import sys
from datetime import UTC, datetime

from ui.logs import DiscreetFormatter, discreet

_MARK = "_tekser_terminal"


class JsonLines(logging.Formatter):
    """One JSON object a line: time (ISO, UTC), level, logger, message, and error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        record = discreet(record)
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def log_to_terminal(verbose: int, quiet: bool, log_format: str) -> None:
    """Send the log to standard error.

    With ``verbose`` 1 what is done, with 2 everything; as JSON what is done, with ``quiet`` errors alone.
    Called again it takes the place of what an earlier call set up. Logs hold names of files, never those of parties,
    below the level of 2.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        if getattr(handler, _MARK, False):
            root.removeHandler(handler)
    if not (verbose or log_format == "json"):
        # A person sees the messages of the program itself; the log would say them twice.
        return
    handler = logging.StreamHandler(sys.stderr)
    setattr(handler, _MARK, True)
    handler.setFormatter(
        JsonLines() if log_format == "json" else DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    level = logging.ERROR if quiet else logging.INFO
    if verbose:
        level = logging.INFO if verbose == 1 else logging.DEBUG
    handler.setLevel(level)
    root.addHandler(handler)
    if root.level > level or root.level == logging.NOTSET:
        root.setLevel(level)
