"""What left the machine earlier and tells what the trail was then: checkpoints, with the hashes of records beside them."""

from dataclasses import dataclass

SHORT = 8
"""Bytes of a record's hash that files which leave the machine carry: enough to name the record that was changed.

That something was changed is shown by the checkpoint in the same file, whose tree head is of the whole hashes.
"""


@dataclass(frozen=True, slots=True)
class KnownHashes:
    """The hashes of all records up to a checkpoint, or the first bytes of each."""

    digests: bytes
    width: int = 32

    @property
    def count(self) -> int:
        """Records that they are of."""
        return len(self.digests) // self.width

    def differs(self, number: int, found: bytes) -> bool:
        """Whether a record (from 1) has another hash than it had then."""
        begin = (number - 1) * self.width
        return begin < len(self.digests) and self.digests[begin : begin + self.width] != found[: self.width]


@dataclass(frozen=True, slots=True)
class Outside:
    """What a file that was kept outside tells of the trail."""

    note: str = ""
    """Text of its checkpoint."""
    hashes: KnownHashes | None = None
