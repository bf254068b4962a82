"""Backups of the store."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: a whole database that was checked when it was made."""

    path: Path
    made_at: datetime
    reason: str
    """"daily", "migration" (before a step of the schema) or "encryption" (before it was switched on or off)."""
    size: int
