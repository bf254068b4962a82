"""Changes of the office's settings."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One setting given a value by somebody."""

    name: str
    """Dotted and lower case: "flags.no_end_use", "four_eyes.true_match"."""
    value: str
    """JSON, or plain text where the setting is a text."""
    user: str
    changed_at: datetime
    """UTC."""
