"""Many texts in one block of bytes, so that they can be memory-mapped."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


class Packing:
    """Collects texts one by one in little more memory than their letters need."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._ends = array("q")

    def add(self, text: str) -> None:
        """Add a text."""
        self._block += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._block))

    def __len__(self) -> int:
        return len(self._ends)

    def strings(self) -> "Strings":
        """Return what was added."""
        if not self._block:
            return Strings(np.zeros(0, np.uint8), np.zeros(len(self._ends), np.int64))
        return Strings(np.frombuffer(self._block, np.uint8), np.frombuffer(self._ends, np.int64))


class Strings:
    """A list of texts that never changes; a text is decoded when it is asked for."""

    def __init__(self, block: Any, ends: Any) -> None:
        self.block = block
        """uint8: the texts in UTF-8, one behind the other."""
        self.ends = ends
        """int64: where each text ends."""
        self._all: list[str] | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Strings":
        """Pack texts."""
        packed = Packing()
        for text in texts:
            packed.add(text)
        return packed.strings()

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        start = int(self.ends[number - 1]) if number else 0
        return bytes(self.block[start : int(self.ends[number])].tobytes()).decode("utf-8", "surrogatepass")

    def take(self, numbers: Sequence[int]) -> list[str]:
        """Decode some of them; many at once are decoded together and remembered."""
        if self._all is None and len(numbers) * 12 > len(self.ends):
            self._all = self.to_list()
        if self._all is not None:
            known = self._all
            return [known[number] for number in numbers]
        return [self[number] for number in numbers]

    def to_list(self) -> list[str]:
        """Decode all of them."""
        whole = self.block.tobytes()
        starts = [0, *self.ends[:-1].tolist()] if len(self.ends) else []
        return [whole[a:b].decode("utf-8", "surrogatepass") for a, b in zip(starts, self.ends.tolist(), strict=True)]
