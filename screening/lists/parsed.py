"""What every parser gives, and what they share."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from screening.errors import UnreadableInput
from screening.model.lists import Entry, ListFormat, ListInfo


@dataclass(frozen=True, slots=True)
class ListSource:
    """Files that make up one list."""

    list_id: str
    title: str
    format: ListFormat
    paths: tuple[Path, ...]
    mapping: tuple[tuple[str, str], ...] = ()
    """For tables of one's own: (field, header of its column), over what is recognised."""


@dataclass(slots=True)
class ParsedList:
    """A list that is being read: entries come as they are asked for, ``notes`` fills up while they do."""

    info: ListInfo
    entries: Iterator[Entry]
    notes: Counter[str] = field(default_factory=Counter)
    """Codes of what was met on the way, with counts: row_without_entry, short_row, unread, unknown_..."""
    declared_entries: int | None = None
    """How many entries the publisher says there are, where the file tells; known when the last entry has come."""

    def published(self, day: str) -> ListInfo:
        """Return the description with the publisher's date, where the file tells one only while it is read."""
        return replace(self.info, published_on=day) if day else self.info


MOST_KINDS_OF_NOTE = 50
"""So many different words are kept with one code; a file of another format would have thousands."""


def count_note(notes: Counter[str], code: str, what: str = "", times: int = 1) -> None:
    """Count something that was met, with the publisher's own word for it."""
    key = f"{code}:{' '.join(what.split())[:100]}" if what.strip() else code
    if key not in notes and sum(held.startswith(f"{code}:") for held in notes) >= MOST_KINDS_OF_NOTE:
        key = code
    notes[key] += times


def info_of(source: ListSource, published_on: str = "") -> ListInfo:
    """Return the description of a list; its counts are set when it is stored. Raises UnreadableInput."""
    return ListInfo(
        list_id=source.list_id,
        title=source.title,
        format=source.format,
        source="; ".join(str(path) for path in source.paths),
        sha256=sha256_of(source.paths),
        imported_at=datetime.now(UTC),
        published_on=published_on,
    )


def mapping_headers(mapping: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return a mapping as headers of a version, so that its file can be read in the same way again."""
    return tuple((f"map {field}", header) for field, header in mapping)


def mapping_of(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the mapping that a version was read with."""
    return tuple((name.removeprefix("map "), header) for name, header in headers if name.startswith("map "))


def sha256_of(paths: Iterable[Path]) -> str:
    """Return the SHA-256 over the bytes of files, in their order, as hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    return digest.hexdigest()
