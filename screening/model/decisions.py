"""Decisions of officers. A decision is never changed; a correction is a new one that names the old."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Disposition(StrEnum):
    """What an officer says of a hit."""

    FALSE_POSITIVE = "false_positive"
    TRUE_MATCH = "true_match"
    NEEDS_INFORMATION = "needs_information"
    LICENCE_NEEDED = "licence_needed"
    LICENCE_HELD = "licence_held"
    RELEASED = "released"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """An earlier decision was taken back (undo); the hit is open again, both records stay."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a decision rests on; it is kept in the data folder, once for each content."""

    name: str
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second person said of a decision."""

    approval_id: int
    decision_id: int
    agreed: bool
    """False: returned to the officer; the decision has no effect."""
    comment: str
    user: str
    at: datetime
    """UTC."""
    way: str = "here"
    """here, or file: decided on another computer and taken back in."""
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one hit."""

    decision_id: int
    hit_id: int
    disposition: Disposition
    reason_code: str
    text: str
    user: str
    decided_at: datetime
    """UTC."""
    replaces: int | None = None
    """The decision that this one corrects."""
    licence: str = ""
    """Number of the licence."""
    licence_until: str = ""
    """ISO date of the last day it holds."""
    attachments: tuple[Attachment, ...] = ()
    role: str = "single_user"
    """Role of the user; single_user: nobody signed in, the office has one person."""
    machine: str = ""
    system_user: str = ""
    second: str = ""
    """Why a second person is needed: true_match, goods, override, risk, delisted, licence, certain.

    Empty when the decision took effect at once.
    """
    approval: Approval | None = None

    @property
    def pending(self) -> bool:
        """Whether it waits for a second person."""
        return bool(self.second) and self.approval is None

    @property
    def effective(self) -> bool:
        """Whether it took effect."""
        return not self.second or (self.approval is not None and self.approval.agreed)

    @property
    def single_user(self) -> bool:
        """Whether it was made without signing in, in an office of one person."""
        return self.role == "single_user"
