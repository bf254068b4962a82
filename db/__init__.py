"""The store. SQLite lives here and nowhere else; everything is reached through the Protocols of screening.ports."""

import sys


def _import_sqlite_utils() -> None:
    """Import sqlite_utils without numpy, where numpy is not there already.

    sqlite_utils looks for numpy to store its numbers, which we never give it; importing it would take a third of the
    time in which the window starts.
    """
    hidden = "numpy" not in sys.modules
    if hidden:
        sys.modules["numpy"] = None  # type: ignore[assignment]  # importing it is an ImportError as long as this stands
    try:
        import sqlite_utils  # noqa: F401
    finally:
        if hidden:
            del sys.modules["numpy"]


_import_sqlite_utils()
