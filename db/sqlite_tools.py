"""What is used of sqlite_utils: its migrations. Loaded only where a step of the schema is to be applied.

It looks for numpy to store its numbers, which we never give it, and brings click, pluggy and dateutil along: a third of
the time in which the window starts.
"""

import sys

_hidden = "numpy" not in sys.modules
if _hidden:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # importing it is an ImportError as long as this stands
try:
    import sqlite_utils
finally:
    if _hidden:
        del sys.modules["numpy"]

Database = sqlite_utils.Database
Migrations = sqlite_utils.Migrations
