"""Roles, and what each may do. The store asks :func:`Actor.may` before it writes anything; no window does."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the office."""

    OFFICER = "officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    """Reads only; what an auditor takes out is recorded like everything else."""
    ADMINISTRATOR = "administrator"
    """Keeps users, settings and lists, and decides nothing."""
    SINGLE = "single_user"
    """The one person of an office without accounts; nobody signs in, and every record says so."""
    PROGRAM = "program"
    """Tekser itself, where it puts its bundled lists in place."""


ACCOUNT_ROLES = (Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that an account can have."""


class Action(StrEnum):
    """What can be done to a store."""

    READ = "read"
    IMPORT = "import"
    """Manifests and the columns remembered for them."""
    SCREEN = "screen"
    DECIDE = "decide"
    APPROVE = "approve"
    KNOWN = "known"
    """Known parties: remember and revoke."""
    LISTS = "lists"
    """Lists brought up to date: fetched from their publishers, or loaded from files. What is loaded from a file and
    takes entries away waits for somebody who may do :attr:`LIST_CONTROL`."""
    LIST_CONTROL = "list_control"
    """What can take a hit away: held versions accepted or refused, lists rolled back, retired or replaced by less, block
    lists made watch lists, the office's own tables of goods, columns that are not to be screened."""
    SETTINGS = "settings"
    USERS = "users"
    EXPORT = "export"
    KEYS = "keys"
    """The signing key."""
    DELETE = "delete"
    """What is past its keeping time."""
    OWNERSHIP = "ownership"
    """Notes that somebody looked who owns a party."""
    RATES = "rates"
    """Exchange rates taken in, by which price floors are compared: by a wrong one goods over a floor seem to be under it."""
    RESTORE = "restore"
    """Put a backup in the place of the store."""
    ENCRYPT = "encrypt"
    """Switch encryption at rest on and off, and change its passphrase."""


_WORK = frozenset(
    {
        Action.READ,
        Action.IMPORT,
        Action.SCREEN,
        Action.DECIDE,
        Action.KNOWN,
        Action.OWNERSHIP,
        Action.LISTS,
        Action.EXPORT,
    }
)

MAY: Mapping[Role, frozenset[Action]] = {
    Role.OFFICER: _WORK,
    Role.APPROVER: _WORK | {Action.APPROVE, Action.LIST_CONTROL, Action.RATES},
    Role.AUDITOR: frozenset({Action.READ, Action.EXPORT}),
    Role.ADMINISTRATOR: frozenset(
        {
            Action.READ,
            Action.LISTS,
            Action.LIST_CONTROL,
            Action.RATES,
            Action.SETTINGS,
            Action.USERS,
            Action.EXPORT,
            Action.KEYS,
            Action.DELETE,
            Action.RESTORE,
            Action.ENCRYPT,
        }
    ),
    # Nobody else is there; a second person is the only thing that one person cannot be.
    Role.SINGLE: frozenset(Action) - {Action.APPROVE},
    Role.PROGRAM: frozenset({Action.READ, Action.LISTS, Action.LIST_CONTROL}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as the records name them."""

    name: str
    role: Role
    machine: str = ""
    system_user: str = ""
    """Name of the account of the operating system."""

    @property
    def single_user(self) -> bool:
        """Whether nobody signed in because the office has one person."""
        return self.role is Role.SINGLE

    def may(self, action: Action) -> bool:
        """Whether the role allows an action."""
        return action in MAY[self.role]


@dataclass(frozen=True, slots=True)
class Account:
    """One local account."""

    name: str
    role: Role
    disabled: bool
    made_at: str
    """ISO date and time, UTC."""
    public_key: str = ""
    """Key that answers to case files are signed with, where this person decides on another computer."""
