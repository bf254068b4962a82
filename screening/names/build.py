"""Making the index of names from the entries of lists."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from screening.identifiers import comparable
from screening.model.lists import EntryKind, NameQuality
from screening.names import compiled_candidates
from screening.names.division import MOST_WORDS, Division, Rows, joins_of, legal_bits
from screening.names.letters import clean
from screening.names.parse import Parsed, parse, without_dots
from screening.names.strings import Packing, Strings
from screening.names.vocabulary import Vocabulary, arabic_keys, join_hash, make_lookup
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
    addresses: Strings
    """All addresses of an entry, one a line."""
    identifiers: Strings
    """Comparable numbers, sorted."""
    identifier_entry: np.ndarray
    identifier_kind: Strings


class _Half:
    """The names of a division while they are collected; in arrays, since lists of a million names take gigabytes."""

    def __init__(self) -> None:
        self.words, self.starts = array("i"), array("i", [0])
        self.entry, self.name, self.quality, self.legal = array("i"), array("i"), array("i"), array("i")
        self.joined, self.ordered = Packing(), Packing()
        self.join_hashes, self.join_rows = array("q"), array("i")
        self.number: dict[str, int] = {}

    def add(self, parsed: Parsed, entry: int, name: int, quality: int) -> None:
        row = len(self.entry)
        keys = parsed.keys[:MOST_WORDS]
        number = self.number
        self.words.extend([number.setdefault(key, len(number)) for key in keys])
        self.starts.append(len(self.words))
        self.entry.append(entry)
        self.name.append(name)
        self.quality.append(quality)
        self.joined.add(parsed.joined)
        self.ordered.add("".join(sorted(keys)))
        self.legal.append(legal_bits(parsed.legal))
        joins = joins_of(keys)
        if len(keys) > 3:
            # Spaced letters leave no trace of where words end.
            joins.append(parsed.joined)
        if len(keys) == 1 and len(keys[0]) >= 5:
            # A one-word name may be written as two.
            joins.append(keys[0])
        elif len(keys) > 1:
            joins += [key for key in dict.fromkeys(keys) if len(key) >= 7]
        for text in joins:
            self.join_hashes.append(join_hash(text))
            self.join_rows.append(row)

    def division(self, persons: np.ndarray, *, vessels: bool) -> Division:
        keys = sorted(self.number)
        place = np.empty(len(keys), np.int32)
        place[[self.number[key] for key in keys]] = np.arange(len(keys), dtype=np.int32)
        texts = Strings.of(keys)
        starts = np.array(self.starts, np.int32)
        words = place[np.array(self.words, np.int32)].astype(np.int32)
        counts = compiled_candidates.count_rows(starts, words, len(keys))
        lookup = make_lookup(texts, arabic_keys(texts, starts, words, counts))
        vocabulary = Vocabulary(texts, counts, max(1, len(self.entry)), lookup)
        rows = Rows(
            starts,
            words,
            np.array(self.entry, np.int32),
            np.array(self.name, np.int32),
            np.array(self.quality, np.int32),
            self.joined.strings(),
            self.ordered.strings(),
            np.array(self.legal, np.int32),
        )
        hashes = np.array(self.join_hashes, np.int64)
        by_hash = np.argsort(hashes, kind="stable")
        joined_rows = np.array(self.join_rows, np.int32)
        return Division(vocabulary, rows, hashes[by_hash], joined_rows[by_hash], persons, vessels=vessels)


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
    run = without_dots(text)
    if run != text:
        found.append(run)
    return list(dict.fromkeys(found))


def build(entries: Iterable[ListedEntry], progress: Progress) -> tuple[EntryTable, Division, Division]:
    """Return the table of entries and the divisions of parties and of vessels. Raises Cancelled."""
    parties, vessels = _Half(), _Half()
    list_numbers: dict[str, int] = {}
    list_number, kinds, first_name = array("i"), array("b"), array("i", [0])
    entry_ids, countries, addresses, names = Packing(), Packing(), Packing(), Packing()
    identifiers: list[tuple[str, int, str]] = []
    for number, listed in enumerate(entries):
        if number % 1000 == 0:
            check(progress, "build_index", number)
        entry = listed.entry
        list_number.append(list_numbers.setdefault(listed.list_id, len(list_numbers)))
        kinds.append(KINDS.index(entry.kind))
        entry_ids.add(entry.entry_id)
        countries.add(",".join(entry.countries))
        addresses.add("\n".join(address.text for address in entry.addresses))
        halves = [vessels] if entry.kind in _VESSEL_KINDS else [parties]
        if entry.kind is EntryKind.UNKNOWN:
            halves = [parties, vessels]
        seen: set[tuple[str, ...]] = set()
        for position, name in enumerate(entry.names):
            names.add(name.text)
            for text in readings_of_name(name.text):
                parsed = parse.__wrapped__(text)  # each name comes once
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
        entry_ids.strings(),
        names.strings(),
        np.array(first_name, np.int32),
        countries.strings(),
        addresses.strings(),
        Strings.of(value for value, _, _ in identifiers),
        np.array([entry for _, entry, _ in identifiers], np.int32),
        Strings.of(kind for _, _, kind in identifiers),
    )
    persons = table.kind == KINDS.index(EntryKind.PERSON)
    return table, parties.division(persons, vessels=False), vessels.division(persons, vessels=True)
