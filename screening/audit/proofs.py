"""Proofs that single records stand in the trail a checkpoint tells of, without telling the other records.

A record's proof is the audit path of RFC 6962 section 2.1.1: the heads of the subtrees beside its way up to the root.
"""

import hashlib
from collections.abc import Sequence


class Proofs:
    """Audit paths in the tree over leaf hashes (which already carry their 0x00); 32 bytes of memory a leaf and level."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            level = [_node(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)]
            if len(below) % 2:
                # A leaf without a neighbour goes up as it is: this gives RFC 6962's tree for every size.
                level.append(below[-1])
            self._levels.append(level)

    @property
    def root(self) -> bytes:
        """The head of the tree."""
        return self._levels[-1][0] if self.size else hashlib.sha256(b"").digest()

    def path(self, index: int) -> list[bytes]:
        """Return the audit path of a leaf, 0-based, from the leaf up."""
        path = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                path.append(level[beside])
            index >>= 1
        return path


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
