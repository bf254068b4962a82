"""Making the index of names from the entries of lists."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from screening.identifiers import comparable
from screening.model.lists import EntryKind, NameQuality
from screening.names.division import MOST_WORDS, Division, Rows, joins_of, legal_bits
from screening.names.letters import clean
from screening.names.parse import Parsed, parse
from screening.names.strings import Strings
from screening.names.vocabulary import Vocabulary, join_hash
from screening.ports import ListedEntry
from screening.progress import Progress, check

KINDS = tuple(EntryKind)
_QUALITIES = {NameQuality.STRONG: 0, NameQuality.WEAK: 1, NameQuality.FORMER: 2}
_VESSEL_KINDS = (EntryKind.VESSEL, EntryKind.AIRCRAFT)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_OTHERS = re.compile(r"\s+/\s+|\s*\((?:a\.?k\.?a\.?|or|formerly|f\.?k\.?a\.?|also)\.?:?\s+([^()]*)\)\s*", re.I)

IDENTIFIER_KINDS = frozenset({
    "inn", "ogrn", "bin", "iin", "unp", "imo", "mmsi", "lei", "bic", "passport", "national_id", "tax", "registration",
    "duns", "okpo", "other",
})  # fmt: skip
IDENTIFIER_LEAST = 7
"""Shortest number (letters and digits) that is compared; shorter ones are shared by chance."""


@dataclass(slots=True)
class EntryTable:
    """What answers tell of the entries, as columns."""

    list_ids: list[str]
    list_number: np.ndarray
    kind: np.ndarray
    entry_id: Strings
    names: Strings
    """All names of all entries, entry by entry."""
    first_name: np.ndarray
    """Where each entry's names begin; one more than there are entries."""
    countries: Strings
    identifiers: Strings
    """Comparable numbers, sorted."""
    identifier_entry: np.ndarray
    identifier_kind: Strings


@dataclass(slots=True)
class _Half:
    """The names of a division while they are collected."""

    words: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    entry: list[int] = field(default_factory=list)
    name: list[int] = field(default_factory=list)
    quality: list[int] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    ordered: list[str] = field(default_factory=list)
    legal: list[int] = field(default_factory=list)
    join_hashes: list[int] = field(default_factory=list)
    join_rows: list[int] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)

    def add(self, parsed: Parsed, entry: int, name: int, quality: int) -> None:
        row = len(self.entry)
        keys = parsed.keys[:MOST_WORDS]
        numbers = [self.number.setdefault(key, len(self.number)) for key in keys]
        self.words += numbers
        self.counts.update(set(numbers))
        self.starts.append(len(self.words))
        self.entry.append(entry)
        self.name.append(name)
        self.quality.append(quality)
        self.joined.append(parsed.joined)
        self.ordered.append("".join(sorted(keys)))
        self.legal.append(legal_bits(parsed.legal))
        for text in joins_of(keys, single=False):
            self.join_hashes.append(join_hash(text))
            self.join_rows.append(row)
        if len(keys) > 3:
            # Spaced letters leave no trace of where words end.
            self.join_hashes.append(join_hash(parsed.joined))
            self.join_rows.append(row)
        if len(keys) == 1 and len(keys[0]) >= 5:
            # A one-word name may be written as two.
            self.join_hashes.append(join_hash(keys[0]))
            self.join_rows.append(row)
        elif len(keys) > 1:
            for key in dict.fromkeys(keys):
                if len(key) >= 7:
                    self.join_hashes.append(join_hash(key))
                    self.join_rows.append(row)

    def division(self, *, vessels: bool) -> Division:
        keys = list(self.number)
        order = np.argsort(np.array(keys, dtype=object), kind="stable") if keys else np.zeros(0, np.int64)
        place = np.empty(len(keys), np.int32)
        place[order] = np.arange(len(keys), dtype=np.int32)
        sorted_keys = [keys[n] for n in order]
        counts = np.array([self.counts[int(n)] for n in order], np.int32)
        vocabulary = Vocabulary(sorted_keys, counts, max(1, len(self.entry)))
        words = place[np.array(self.words, np.int64)] if self.words else np.zeros(0, np.int32)
        rows = Rows(
            np.array(self.starts, np.int32),
            words.astype(np.int32),
            np.array(self.entry, np.int32),
            np.array(self.name, np.int32),
            np.array(self.quality, np.int32),
            Strings.of(self.joined),
            Strings.of(self.ordered),
            np.array(self.legal, np.int32),
        )
        hashes = np.array(self.join_hashes, np.int64)
        by_hash = np.argsort(hashes, kind="stable")
        joined_rows = np.array(self.join_rows, np.int32)
        return Division(vocabulary, rows, hashes[by_hash], joined_rows[by_hash], vessels=vessels)


def readings_of_name(text: str) -> list[str]:
    """Return a listed name and, where it holds brackets or other spellings behind "/", those apart as well."""
    text = clean(text)
    found = [text]
    parts = [part for part in _OTHERS.split(text) if part]
    if len(parts) > 1:
        found += [part.strip(" ,;") for part in parts if len(part.strip()) > 4]
    bare = _BRACKETS.sub(" ", text).strip()
    if bare != text and len(bare) > 4:
        found.append(bare)
    return list(dict.fromkeys(found))


def build(entries: Iterable[ListedEntry], progress: Progress) -> tuple[EntryTable, Division, Division]:
    """Return the table of entries and the divisions of parties and of vessels. Raises Cancelled."""
    parties, vessels = _Half(), _Half()
    list_numbers: dict[str, int] = {}
    list_number, kinds, entry_ids, countries, first_name = [], [], [], [], [0]
    names: list[str] = []
    identifiers: list[tuple[str, int, str]] = []
    for number, listed in enumerate(entries):
        if number % 1000 == 0:
            check(progress, "build_index", number)
        entry = listed.entry
        list_number.append(list_numbers.setdefault(listed.list_id, len(list_numbers)))
        kinds.append(KINDS.index(entry.kind))
        entry_ids.append(entry.entry_id)
        countries.append(",".join(entry.countries))
        halves = [vessels] if entry.kind in _VESSEL_KINDS else [parties]
        if entry.kind is EntryKind.UNKNOWN:
            halves = [parties, vessels]
        seen: set[tuple[str, ...]] = set()
        for position, name in enumerate(entry.names):
            names.append(name.text)
            for text in readings_of_name(name.text):
                parsed = parse(text)
                if not parsed.words or parsed.keys in seen:
                    continue
                seen.add(parsed.keys)
                for half in halves:
                    half.add(parsed, number, position, _QUALITIES[name.quality])
        first_name.append(len(names))
        for identifier in entry.identifiers:
            value = comparable(identifier.value)
            if identifier.kind in IDENTIFIER_KINDS and len(value) >= IDENTIFIER_LEAST and any(map(str.isdigit, value)):
                identifiers.append((value, number, identifier.kind))
    identifiers.sort()
    table = EntryTable(
        list(list_numbers),
        np.array(list_number, np.int32),
        np.array(kinds, np.int8),
        Strings.of(entry_ids),
        Strings.of(names),
        np.array(first_name, np.int32),
        Strings.of(countries),
        Strings.of(value for value, _, _ in identifiers),
        np.array([entry for _, entry, _ in identifiers], np.int32),
        Strings.of(kind for _, _, kind in identifiers),
    )
    return table, parties.division(vessels=False), vessels.division(vessels=True)
