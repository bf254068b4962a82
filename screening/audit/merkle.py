"""The tree head of RFC 6962 over record hashes, grown one record at a time.

Only the heads of the perfect subtrees are kept (as many as the size has ones in binary), so that a checkpoint costs
what came since the last one, not the whole trail.
"""

import hashlib

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
