"""All errors of Tekser: one root, below it what the user can mend and what is our fault.

An error carries a ``code`` and data, never a sentence; ``ui.words`` turns both into the reader's language.
"""

from typing import Any


class TekserError(Exception):
    """Root of every error that Tekser raises on purpose.

    ``code`` is a stable snake_case word that ``ui.words`` knows; ``data`` holds the values its sentence names
    (``file``, ``sheet``, ``row``, ...), all of them plain strings or numbers.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep code and data when the error crosses a process boundary."""
        return (_rebuild, (type(self), self.code, self.data), {"__notes__": list(getattr(self, "__notes__", ()))})

    def __str__(self) -> str:
        """Return code and data for logs; people are shown ``ui.words.error_text`` instead."""
        details = ", ".join(f"{name}={value}" for name, value in self.data.items())
        return f"{self.code}({details})" if details else self.code


class UserError(TekserError):
    """Something the user can mend: a damaged file, a wrong option, a folder without rights."""


class UnreadableInput(UserError):
    """A file that cannot be read as what it was given as. Exit code 2."""


class NoUsableList(UserError):
    """There is no list of parties to screen against. Exit code 3."""


class StoreUnavailable(UserError):
    """The store is locked, in use, on a forbidden place or needs sign-in. Exit code 5."""


class DamagedValue(StoreUnavailable):
    """A value in the store that Tekser cannot have written; its records may tell which. Exit code 5."""


class Cancelled(TekserError):
    """The user asked to stop; nothing of the cancelled step was kept."""

    def __init__(self, code: str = "cancelled", **data: Any) -> None:
        super().__init__(code, **data)


class InternalFault(TekserError):
    """Our own mistake. Screening stops; it never goes on to report "no match"."""


def _rebuild(kind: type[TekserError], code: str, data: dict[str, Any]) -> TekserError:
    return kind(code, **data)
