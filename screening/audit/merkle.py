"""The tree head of RFC 6962 over record hashes, grown one record at a time.

Only the heads of the perfect subtrees are kept (as many as the size has ones in binary), so that a checkpoint costs
what came since the last one, not the whole trail.
"""

import hashlib
from collections.abc import Iterable

HASH_BYTES = 32


class TreeHead:
    """The head of a tree whose leaves' hashes are given in order.

    ``add`` takes leaf hashes that already carry the 0x00 of RFC 6962 section 2.1, as the hashes of records do.
    """

    def __init__(self, size: int = 0, peaks: bytes = b"") -> None:
        if len(peaks) != HASH_BYTES * size.bit_count():
            raise ValueError("the heads of the subtrees do not fit the size")
        self.size = size
        self._peaks = [peaks[n : n + HASH_BYTES] for n in range(0, len(peaks), HASH_BYTES)]

    def add(self, leaf_hash: bytes) -> None:
        """Take one more leaf in."""
        node = leaf_hash
        self._peaks.append(node)
        size = self.size
        while size & 1:
            right, left = self._peaks.pop(), self._peaks.pop()
            self._peaks.append(hashlib.sha256(b"\x01" + left + right).digest())
            size >>= 1
        self.size += 1

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Take more leaves in, as :meth:`add` does one by one, but level by level: much faster for many."""
        level, size, sha256 = list(leaf_hashes), self.size, hashlib.sha256
        self.size += len(level)
        lower = []
        while level:
            if size & 1:
                level.insert(0, self._peaks.pop())
            if len(level) & 1:
                lower.append(level.pop())
            nodes = iter(level)
            level = [sha256(b"\x01" + left + right).digest() for left, right in zip(nodes, nodes, strict=True)]
            size >>= 1
        self._peaks += reversed(lower)

    @property
    def peaks(self) -> bytes:
        """The heads of the perfect subtrees, the largest first; enough to go on from."""
        return b"".join(self._peaks)

    def root(self) -> bytes:
        """The head of the whole tree; the hash of nothing when it has no leaf."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        node = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node
