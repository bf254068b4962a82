"""Passwords on the command line: from a file descriptor, or asked of a person."""

import os

from screening.errors import UserError


def read_secret(descriptor: int | None) -> str:
    """Return the first line that a file descriptor gives; an empty text for None. Raises UserError("cannot_open")."""
    if descriptor is None:
        return ""
    try:
        with os.fdopen(os.dup(descriptor), encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("cannot_open", file=f"fd {descriptor}", detail=getattr(error, "strerror", "") or "") from error
