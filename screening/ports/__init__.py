"""What the core needs of a store. ``db`` implements these Protocols; ``main`` puts the two together."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from screening.casework.roles import Actor
from screening.casework.session import SignIn
from screening.errors import TekserError
from screening.model.backups import Backup
from screening.ports.casework import AccountStore, ApprovalStore, DecisionStore, KnownStore
from screening.ports.lists import ListStore, RateStore, RescreeningStore
from screening.ports.manifests import BatchStore, KeepingStore, ManifestStore
from screening.ports.office import AuditStore, SettingStore
from screening.ports.pages import ActorStore, EventStore, OverviewStore
from screening.ports.rows import (
    GoneHit,
    LineRow,
    ListedEntry,
    StoredAlert,
    StoredHit,
    StoredManifest,
    Who,
    WrittenFiles,
)
from screening.ports.screenings import (
    EarlierStore,
    EffectivenessStore,
    History,
    HistoryStore,
    LineFinder,
    OwnershipStore,
    QuestionStore,
    RunWriter,
    ScreeningStore,
    ShipmentStore,
)

__all__ = [
    "AccountStore",
    "ActorStore",
    "ApprovalStore",
    "AuditStore",
    "BatchStore",
    "DecisionStore",
    "EarlierStore",
    "EffectivenessStore",
    "GoneHit",
    "History",
    "HistoryStore",
    "KeepingStore",
    "KnownStore",
    "LineFinder",
    "LineRow",
    "ListStore",
    "ListedEntry",
    "ManifestStore",
    "OwnershipStore",
    "QuestionStore",
    "RateStore",
    "RescreeningStore",
    "RunWriter",
    "ScreeningStore",
    "SettingStore",
    "ShipmentStore",
    "Store",
    "StoreFolder",
    "StoredAlert",
    "StoredHit",
    "StoredManifest",
    "Who",
    "WrittenFiles",
]


class Store(
    ActorStore,
    OverviewStore,
    EventStore,
    ListStore,
    ManifestStore,
    ScreeningStore,
    DecisionStore,
    ApprovalStore,
    AccountStore,
    KnownStore,
    SettingStore,
    RateStore,
    HistoryStore,
    ShipmentStore,
    OwnershipStore,
    BatchStore,
    AuditStore,
    RescreeningStore,
    QuestionStore,
    EarlierStore,
    LineFinder,
    KeepingStore,
    EffectivenessStore,
    Protocol,
):
    """All of it together, as ``db.store.open_store`` gives it. One thread each."""

    @property
    def folder(self) -> Path:
        """The data folder; the matching index is kept below it."""

    def close(self) -> None:
        """Close the store; it cannot be used afterwards."""


class StoreFolder(Protocol):
    """A data folder that this process alone works in, as long as it is entered."""

    path: Path
    session: SignIn
    """Who is signed in; shared by all stores of the folder."""
    credentials: Callable[[], tuple[str, str]] | None
    """Asked for a name and a password when a store is opened, accounts exist and nobody is signed in."""

    def __enter__(self) -> Self:
        """Take the folder's lock; StoreUnavailable("store_in_use") when another Tekser has it."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Give the lock back."""

    def open(self) -> Store:
        """Open the store for the calling thread. StoreUnavailable("sign_in_needed" | "sign_in_wrong" | "sign_in_wait")."""

    def needs_sign_in(self) -> bool:
        """Whether the office has accounts and nobody is signed in; to be asked while entered."""

    def sign_in(self, name: str, password: str) -> Actor:
        """Sign somebody in for every store of this folder. Raises StoreUnavailable("sign_in_wrong" | "sign_in_wait")."""

    @property
    def encrypted(self) -> bool:
        """Whether the store is encrypted."""

    @property
    def locked(self) -> bool:
        """Whether a passphrase is needed to enter."""

    def unlock(self, secret: str) -> None:
        """Take the passphrase or the recovery key. Raises StoreUnavailable("key_wrong")."""

    def encrypt(self, passphrase: str, *, keyring: bool = False, user: str = "") -> str:
        """Encrypt the store, or give an encrypted one a new passphrase; returns the recovery key. Not to be entered.

        Raises UserError("passphrase_short" | "no_keyring" | "cannot_encrypt" | "role_may_not"), StoreUnavailable(
        "encryption_missing"), and what :meth:`open` raises.
        """

    def decrypt(self, user: str = "") -> None:
        """Undo :meth:`encrypt`. Not to be entered.

        Raises UserError("not_encrypted" | "cannot_encrypt" | "role_may_not"), and what :meth:`open` raises.
        """

    def engines(self) -> list[tuple[str, str, str]]:
        """Return (name, version, package that carries it) of the database libraries at hand."""

    def opener(self) -> Callable[[], Store]:
        """Return what opens the store in another process of this program that works for this one; it can be pickled."""

    def watch(self, told: Callable[[TekserError], None]) -> None:
        """Have ``told`` called, in whatever thread, when the store is found damaged while it is worked with."""

    def backups(self) -> list[Backup]:
        """Return the backups, newest first; the folder need not be entered."""

    def restore(self, backup: Path, user: str = "") -> Path | None:
        """Put a backup in the place of the store, which is moved aside; returns where to. Not to be entered.

        Where there are accounts an administrator must be or get signed in; for a store that cannot be read the
        accounts are those of its backups. Raises UserError("no_such_backup" | "backup_damaged" | "cannot_back_up" |
        "role_may_not"), StoreUnavailable("sign_in_needed" | "sign_in_wrong"); the store is then as it was.
        """
