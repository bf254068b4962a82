"""The store as a whole: one data folder, one process at a time, one connection for each thread."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from db import access, backups, driver, encryption, keys, staging, trail
from db.accounts import AccountTables
from db.approvals import ApprovalTables
from db.audit import AuditTables
from db.batches import BatchTables
from db.care import Care, Told
from db.connection import open_database, store_errors, store_name, writing
from db.decisions import DecisionTables
from db.earlier import EarlierTables
from db.effectiveness import EffectivenessTables
from db.events import EventTables
from db.history import HistoryTables
from db.keeping import KeepingTables
from db.known import KnownTables
from db.leftovers import remove_leftovers
from db.line_table import LineTable
from db.manifests import ManifestTables
from db.names import DATABASE_NAME, LOCK_NAME
from db.overview import OverviewTables
from db.ownership import OwnershipTables
from db.place import check_place
from db.questions import QuestionTables
from db.rates import RateTables
from db.rescreenings import RescreeningTables
from db.screenings import ScreeningTables
from db.settings import SettingTables
from db.shipments import ShipmentTables
from db.versions import VersionTables
from screening.casework.roles import Action, Actor
from screening.casework.session import SignIn
from screening.disk import make_folder
from screening.errors import StoreUnavailable, UserError
from screening.model.backups import Backup


class SqliteStore(
    OverviewTables,
    EventTables,
    HistoryTables,
    VersionTables,
    ManifestTables,
    ScreeningTables,
    AccountTables,
    DecisionTables,
    ApprovalTables,
    KnownTables,
    SettingTables,
    BatchTables,
    AuditTables,
    RateTables,
    ShipmentTables,
    OwnershipTables,
    QuestionTables,
    RescreeningTables,
    KeepingTables,
    EffectivenessTables,
    EarlierTables,
    LineTable,
):
    """Implements ``screening.ports.Store``. To be used by the thread that opened it, and by no other."""

    def __init__(
        self, folder: Path, key: bytes | None = None, session: SignIn | None = None, same: bytes | None = None
    ) -> None:
        self.database = open_database(folder, key, same)
        self.path = folder / DATABASE_NAME
        self.key = key
        self.session = session or SignIn()
        self.tell_who_acts()
        # LIKE folds ASCII letters alone; the officer's names are Cyrillic.
        self.database.conn.create_function("folded", 1, str.casefold, deterministic=True)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.path.parent

    def close(self) -> None:
        """Close the connection."""
        if not self.database.conn.in_transaction:
            staging.clear(self.database.conn)
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class DataFolder:
    """The lock on a data folder: whoever holds it is the one Tekser that works there.

    Entering waits up to ``wait`` seconds and raises StoreUnavailable("store_in_use") after them,
    StoreUnavailable("store_on_network" | "store_in_cloud") where no live database may lie,
    UserError("folder_not_writable") where the folder cannot be made or written. The database is checked, what a killed
    Tekser left is removed, and what is due is backed up; StoreUnavailable("store_damaged" | "store_missing" |
    "store_newer" | "store_foreign") where it cannot be worked with, and it is then left as it is.
    Stores for several threads are opened by :meth:`open` while the lock is held.
    """

    def __init__(self, folder: Path, wait: float = 10.0) -> None:
        self.path = folder
        self._wait = wait
        self._lock: FileLock | None = None
        self._care: Care | None = None
        self._key: bytes | None = None
        self._name: bytes | None = None
        """Of the store that was entered: from then on it is the one that is opened, and none is made."""
        self.session = SignIn()
        self.credentials: Callable[[], tuple[str, str]] | None = None

    def __enter__(self) -> Self:
        self._take()
        try:
            self._find_key()
            care = self._care = Care(self.path, self._key)
            care.look()
            with self._opened() as store:
                remove_leftovers(self.path, store.database)
                care.begin(store.database.conn)
                self._name = store_name(store.database.conn)
        except BaseException:
            self._leave()
            raise
        return self

    def _take(self) -> None:
        """Take the lock, and finish a restore that was broken off."""
        check_place(self.path)
        try:
            make_folder(self.path)
            self._lock = FileLock(self.path / LOCK_NAME, timeout=self._wait, mode=0o600)
            self._lock.acquire()
        except Timeout as error:
            raise StoreUnavailable("store_in_use", file=str(self.path)) from error
        except OSError as error:
            raise UserError("folder_not_writable", file=str(self.path), detail=error.strerror or "") from error
        try:
            backups.finish_restore(self.path)
        except OSError as error:
            self._leave()
            raise UserError("folder_not_writable", file=str(self.path), detail=error.strerror or "") from error

    def __exit__(self, *_: object) -> None:
        self._leave()

    def _find_key(self) -> None:
        """Have the key at hand where the store is encrypted; raises StoreUnavailable("store_locked")."""
        if not keys.is_encrypted(self.path):
            self._key = None
        elif self._key is None:
            self._key = keys.key_in_keyring(self.path)
            if self._key is None:
                raise StoreUnavailable("store_locked", file=str(self.path))

    @property
    def encrypted(self) -> bool:
        """Whether the store is encrypted."""
        return keys.is_encrypted(self.path)

    @property
    def locked(self) -> bool:
        """Whether the store is encrypted and a passphrase is needed to enter it."""
        return self._key is None and self.encrypted and keys.key_in_keyring(self.path) is None

    def unlock(self, secret: str) -> None:
        """Take the passphrase or the recovery key. Raises StoreUnavailable("key_wrong")."""
        self._key = keys.key_of(self.path, secret)

    def encrypt(self, passphrase: str, *, keyring: bool = False, user: str = "") -> str:
        """Encrypt the store, its backups and the senders' files; returns the recovery key to be printed.

        An encrypted store gets a new passphrase instead. Not to be entered. Raises UserError("passphrase_short" |
        "no_keyring" | "cannot_encrypt"), StoreUnavailable("encryption_missing"), and what entering raises.
        """
        driver.cipher()
        with self:  # everything that a start does, so that only a sound store is touched
            user = self._allowed(Action.ENCRYPT, user)
        self._take()
        try:
            fresh = not self.encrypted
            key = self._key or self._key_begun(passphrase) or keys.new_key()
            keys.keep_key(self.path, key, passphrase, keyring=keyring)
            if fresh:
                with store_errors(self.path / DATABASE_NAME):
                    encryption.encrypt(self.path, key)
            self._key = key
            self._tell("encrypted" if fresh else "passphrase_changed", user)
        except OSError as error:
            raise UserError("cannot_encrypt", file=str(self.path), detail=error.strerror or "") from error
        finally:
            self._leave()
        return keys.key_to_text(key)

    def _key_begun(self, passphrase: str) -> bytes | None:
        """Return the key of an encryption that was broken off, where this is its passphrase."""
        try:
            return keys.key_of(self.path, passphrase)
        except StoreUnavailable:
            return None

    def decrypt(self, user: str = "") -> None:
        """Undo :meth:`encrypt`. Not to be entered. Raises what that raises, and StoreUnavailable("store_locked")."""
        with self:
            user = self._allowed(Action.ENCRYPT, user)
            key = self._key
        if key is None:
            raise UserError("not_encrypted", file=str(self.path))
        self._take()
        try:
            with store_errors(self.path / DATABASE_NAME):
                encryption.decrypt(self.path, key)
            self._key = None
            self._tell("decrypted", user)
        finally:
            self._leave()

    def _allowed(self, action: Action, user: str) -> str:
        """Return the name for the record, when whoever is or now gets signed in may do this."""
        with self.open() as store:
            return store.named(store.require(action), user)

    def _tell(self, kind: str, user: str) -> None:
        with self._opened() as store, writing(store.database, store.path) as connection:
            trail.record(connection, kind, {}, user)

    def _leave(self) -> None:
        self._name = None
        if self._care is not None:
            self._care.end()
        if self._lock is not None:
            self._lock.release()

    def open(self) -> SqliteStore:
        """Open the store for the calling thread.

        Where the office has accounts somebody must be signed in: before, or now by :attr:`credentials`. Raises
        StoreUnavailable("sign_in_needed" | "sign_in_wrong" | "sign_in_wait" | "store_gone").
        """
        store = self._opened()
        try:
            if self.session.actor is None and store.has_accounts():
                if self.credentials is None:
                    raise StoreUnavailable("sign_in_needed", file=str(self.path))
                store.sign_in(*self.credentials())
        except BaseException:
            store.close()
            raise
        return store

    def _opened(self) -> SqliteStore:
        return SqliteStore(self.path, self._key, self.session, self._name)

    def needs_sign_in(self) -> bool:
        """Whether the office has accounts and nobody is signed in."""
        with self._opened() as store:
            return self.session.actor is None and store.has_accounts()

    def sign_in(self, name: str, password: str) -> Actor:
        """Sign somebody in for every store of this folder. Raises StoreUnavailable("sign_in_wrong" | "sign_in_wait")."""
        with self._opened() as store:
            return store.sign_in(name, password)

    def engines(self) -> list[tuple[str, str, str]]:
        """See ``StoreFolder.engines``."""
        return driver.engines()

    def opener(self) -> Callable[[], SqliteStore]:
        """Return what opens the store in a process that works for this one, while this one holds the lock."""
        return partial(_open_for, self.path, self._key, self.session.actor, self._name)

    def watch(self, told: Told) -> None:
        """Have ``told`` called, in whatever thread, when the check of a large database finds it damaged later on."""
        if self._care is not None:
            self._care.told = told
            if self._care.damage is not None:
                told(self._care.damage)

    def backups(self) -> list[Backup]:
        """Return the backups of this folder, newest first; the folder need not be entered."""
        return backups.backups(self.path)

    def restore(self, backup: Path, user: str = "") -> Path | None:
        """Put a backup in the place of the database and return where that one was moved to; not to be entered.

        The restore is recorded in the trail of the restored database. Raises UserError("no_such_backup" |
        "backup_damaged" | "cannot_back_up") with the database as it was, and what entering raises.
        """
        self._take()
        try:
            self._find_key()
            sources = [backup, *(held.path for held in self.backups())]
            actor = access.may_restore(self.path, sources, self._key, self.session.actor, self.credentials)
            user = actor.name if actor else user
            aside = backups.restore(self.path, backup, self._key)
            with self._opened() as store, writing(store.database, store.path) as connection:
                trail.record(
                    connection, "restored", {"backup": backup.name, "aside": str(aside) if aside else ""}, user
                )
        finally:
            self._leave()
        return aside


def _open_for(folder: Path, key: bytes | None, actor: Actor | None, same: bytes | None) -> SqliteStore:
    """Open the store in a process that works for another one, for whoever is signed in there."""
    session = SignIn()
    session.actor = actor
    return SqliteStore(folder, key, session, same)
