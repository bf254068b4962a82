"""Who decides at this desk."""

import getpass


def current_user() -> str:
    """Return the name that decisions are kept under."""
    return getpass.getuser()
