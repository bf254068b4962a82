"""What an officer found when he looked who owns a party."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OwnershipAnswer(StrEnum):
    """Whether ownership was checked, and what came of it."""

    NOT_OWNED = "not_owned"
    """Checked: no listed party holds half or more."""
    OWNED = "owned"
    """Checked: listed parties hold half or more."""
    NOT_FOUND = "not_found"
    """Looked for, but no source tells the owners."""


@dataclass(frozen=True, slots=True)
class OwnershipCheck:
    """One look at who owns one party of a run; a later one stands beside it, never in its place."""

    check_id: int
    run_id: int
    party: str
    """The name as the manifest writes it."""
    answer: OwnershipAnswer
    source: str
    """Where the officer looked: a register, a data base, a document."""
    user: str
    checked_at: datetime
    """UTC."""
