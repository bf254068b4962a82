"""What the names answered before, so that each is matched once: pure functions of question, lists and settings."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from screening.names.types import NameMatch, PartyQuery

MOST = 4_000_000
"""Distinct names and questions that are remembered, under hashes of 16 bytes: a million of them take some 110 MB."""


class PartyAnswers:
    """What is known of names and questions. When :data:`MOST` are reached all is forgotten and asked anew.

    Nearly every name meets nothing, whatever the country beside it: such names are kept by themselves, and questions
    that rest on them alone (``NameIndex.rests_on_name``) need no answer of their own.
    """

    def __init__(self) -> None:
        self._silent: set[bytes] = set()
        self._found: dict[bytes, tuple[NameMatch, ...]] = {}
        self.kept_for: tuple[list[bytes], list[bytes]] | None = None
        """Names and questions that were asked here, for those who share answers (None: nobody does)."""

    def __contains__(self, question: bytes) -> bool:
        return question in self._found

    def __getitem__(self, question: bytes) -> tuple[NameMatch, ...]:
        return self._found[question]

    def __len__(self) -> int:
        return len(self._found) + len(self._silent)

    def is_silent(self, name: bytes) -> bool:
        """Whether a name is known to meet nothing."""
        return name in self._silent

    def make_room(self, count: int) -> bool:
        """Forget everything when there is no room for so many more; returns whether that was done."""
        if self.has_room(count):
            return False
        self._silent.clear()
        self._found.clear()
        if self.kept_for is not None:
            for kept in self.kept_for:
                kept.clear()
        return True

    def has_room(self, count: int) -> bool:
        """Whether so many more can be remembered."""
        return len(self) + count <= MOST

    def remember(self, silent: Sequence[bytes], found: Mapping[bytes, tuple[NameMatch, ...]]) -> None:
        """Remember what was asked here: names that meet nothing, and answers by question."""
        self.take_over(silent, found)
        if self.kept_for is not None:
            self.kept_for[0].extend(silent)
            self.kept_for[1].extend(found)

    def take_over(self, silent: Iterable[bytes], found: Mapping[bytes, tuple[NameMatch, ...]]) -> None:
        """Remember what another process asked of the same lists with the same settings."""
        self._silent.update(silent)
        self._found.update(found)


def key_of_question(query: PartyQuery) -> bytes:
    """Return 16 bytes that stand for a question: two of a thousand million questions are the same in 1 of 10^20 cases."""
    return _hashed(repr(query))


def key_of_name(query: PartyQuery) -> bytes:
    """Return 16 bytes that stand for the name that a question asks of parties or of vessels."""
    return _hashed(f"v{query.text}" if query.vessel else f"p{query.text}")


def _hashed(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
