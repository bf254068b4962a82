"""What the names answered to questions of before, so that each is put once: a pure function of question and lists."""

import hashlib
from collections.abc import Iterable, Sequence

from screening.names.types import NameMatch, PartyQuery

MOST = 2_000_000
"""Distinct questions whose answers are remembered, under a hash of 16 bytes: nearly all of them are "nothing", which is
kept once, so that a million take some 130 MB."""


class PartyAnswers:
    """Answers under the keys of their questions. When :data:`MOST` are reached all are forgotten and asked anew."""

    def __init__(self) -> None:
        self._found: dict[bytes, tuple[NameMatch, ...]] = {}
        self.kept_for: list[bytes] | None = None
        """Keys of the questions that were asked here, for those who share answers (None: nobody does)."""

    def __contains__(self, key: bytes) -> bool:
        return key in self._found

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, key: bytes) -> tuple[NameMatch, ...]:
        return self._found[key]

    def has_room(self, count: int) -> bool:
        """Whether so many more answers can be remembered."""
        return len(self._found) + count <= MOST

    def forget(self) -> None:
        """Forget all answers."""
        self._found.clear()
        if self.kept_for is not None:
            self.kept_for.clear()

    def remember(self, keys: Sequence[bytes], answers: Iterable[Sequence[NameMatch]]) -> None:
        """Remember what was asked here."""
        self._found.update((key, tuple(found) if found else ()) for key, found in zip(keys, answers, strict=True))
        if self.kept_for is not None:
            self.kept_for += keys

    def take_over(self, keys: Iterable[bytes], answers: Iterable[tuple[NameMatch, ...]]) -> None:
        """Remember what another process asked of the same lists with the same settings."""
        self._found.update(zip(keys, answers, strict=True))


def key_of_question(query: PartyQuery) -> bytes:
    """Return 16 bytes that stand for a question: two of a thousand million questions are the same in 1 of 10^20 cases."""
    return hashlib.blake2b(repr(query).encode("utf-8", "surrogatepass"), digest_size=16).digest()
