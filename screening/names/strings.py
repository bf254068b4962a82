"""Many texts in one block of bytes, so that they can be memory-mapped."""

from collections.abc import Iterable
from typing import Any

import numpy as np


class Strings:
    """A list of texts that never changes; a text is decoded when it is asked for."""

    def __init__(self, block: Any, ends: Any) -> None:
        self.block = block
        """uint8: the texts in UTF-8, one behind the other."""
        self.ends = ends
        """int64: where each text ends."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Strings":
        """Pack texts."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        return cls(np.frombuffer(b"".join(encoded), np.uint8), np.cumsum(lengths))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        start = int(self.ends[number - 1]) if number else 0
        return bytes(self.block[start : int(self.ends[number])]).decode("utf-8", "surrogatepass")

    def to_list(self) -> list[str]:
        """Decode all of them."""
        whole = bytes(self.block)
        starts = [0, *self.ends[:-1].tolist()] if len(self.ends) else []
        return [whole[a:b].decode("utf-8", "surrogatepass") for a, b in zip(starts, self.ends.tolist(), strict=True)]
