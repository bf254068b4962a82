"""What the core needs of the office's settings and of the audit trail."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from screening.audit.checkpoints import Checkpoint, Signer, VerifyKey
from screening.audit.outside import KnownHashes
from screening.model.settings import SettingChange
from screening.model.trail import TrailRecord, TrailReport
from screening.progress import Progress


class SettingStore(Protocol):
    """Settings of the office; every change is kept."""

    def setting(self, name: str, default: str = "") -> str:
        """Return the value in force of a setting, or ``default`` when nobody has set it."""

    def put_setting(self, name: str, value: str, user: str) -> None:
        """Give a setting a value; one that it has already changes and records nothing."""

    def settings(self) -> dict[str, str]:
        """Return every setting that somebody has set, with its value in force."""

    def setting_changes(self, name: str = "") -> list[SettingChange]:
        """Return the changes of one setting or of all, newest first."""


class AuditStore(Protocol):
    """The audit trail: one record for each consequence, chained by hashes, and signed checkpoints of it.

    Whatever else the store keeps, it writes its record in the same transaction by itself.
    """

    def origin(self) -> str:
        """Return the name of this store, under which its checkpoints are signed."""

    def record_consequence(self, kind: str, data: Mapping[str, Any], actor: str = "") -> int:
        """Record what the store keeps nothing else of, such as an export; returns the number of the record."""

    def clock_set_back(self) -> list[int]:
        """Return the numbers of the records that were made at an earlier time than the one before them."""

    def trail_size(self) -> int:
        """Return the number of records."""

    def trail_records(self, first: int = 1, last: int | None = None) -> Iterator[TrailRecord]:
        """Yield records in their order."""

    def record_hashes(self, size: int, width: int) -> bytes:
        """Return the first bytes of the hash of each of the first ``size`` records, one after the other."""

    def checkpoints(self) -> list[Checkpoint]:
        """Return the checkpoints that were made, newest first."""

    def put_checkpoint(self, signer: Signer | None) -> Checkpoint:
        """Make a checkpoint of the trail as it is, or return the last one where nothing came since.

        To be called through ``screening.audit.seal.checkpoint``, which finds the key.
        """

    def trail_keys(self) -> list[VerifyKey]:
        """Return the public keys of this store, newest first."""

    def add_trail_key(self, key: VerifyKey) -> None:
        """Keep the public half of a new signing key."""

    def verify_trail(
        self,
        outside: Sequence[str] = (),
        key: VerifyKey | None = None,
        progress: Progress | None = None,
        contents: bool = True,
        hashes: Sequence[KnownHashes] = (),
        *,
        lists: bool = True,
    ) -> TrailReport:
        """Verify the whole trail against all checkpoints kept here and those from ``outside`` (their texts).

        ``key`` is the public key as it was given out of band; without it the keys kept here are believed.
        ``contents`` also compares the tables with what the trail says of them and what follows from it. ``hashes`` are
        those of all records up to checkpoints from outside: they name the first changed record where all after it was
        hashed anew. Without ``lists`` the entries of lists are left
        out, which takes as long as they are large.
        """
