"""Search of list entries by any text: names, numbers, addresses, remarks; offline, within a second.

All texts of all entries lie folded in one file, entry behind entry, which is mapped into memory and looked through
with the machine's own byte search. It is made anew when the lists in force change.
"""

import json
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from screening.errors import InternalFault
from screening.identifiers import comparable
from screening.model.goods import GoodsRule
from screening.model.lists import Entry, ListFormat
from screening.names.strings import Packing, Strings
from screening.ports import ListStore
from screening.progress import Progress, Silent, check

FORMAT = 2
KEPT = 2
_BLOCK = 8 << 20
"""Bytes looked through at once: a search can be given up between two of them, and others get their turn."""


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry that a search found."""

    list_id: str
    entry_id: str
    name: str
    goods: bool = False
    """Whether it is an item of a goods list; ``entry_id`` is its code then."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: at most so many entries as were asked for, those whose name begins with the text first."""

    entries: tuple[FoundEntry, ...]
    more: bool
    """Whether there are others."""


def folded(text: str) -> str:
    """Return a text as it is compared: whatever its case and its spaces."""
    return " ".join(text.casefold().split())


def lists_stamp(store: ListStore) -> str:
    """Return a short text that changes whenever what the lists in force hold changes."""
    state = [(i.list_id, i.version_id, i.sha256, i.entries) for i in store.lists() if i.active]
    return sha256(json.dumps(state).encode()).hexdigest()[:32]


class EntrySearch:
    """The texts of all entries of the lists in force. Never changed once it is made."""

    def __init__(
        self, about: dict[str, list[str]], texts: Strings, ids: Strings, names: Strings, of_list: np.ndarray
    ) -> None:
        self._lists, self._goods = about["lists"], frozenset(about["goods"])
        self._texts, self._ids, self._names, self._of_list = texts, ids, names, of_list
        self._ends: list[int] | None = None

    def __len__(self) -> int:
        return len(self._of_list)

    @classmethod
    def open(cls, store: ListStore, folder: Path, progress: Progress | None = None) -> "EntrySearch":
        """Open the search kept below ``folder`` for the lists in force, or make it. Raises Cancelled, OSError."""
        place = folder / "search" / lists_stamp(store)
        try:
            return cls._read(place)
        except (OSError, ValueError, KeyError, InternalFault):
            shutil.rmtree(place, ignore_errors=True)
        part = place.with_name(place.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True, mode=0o700)
        try:
            _write(store, part, progress or Silent())
            part.replace(place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        kept = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
        return cls._read(place)

    @classmethod
    def _read(cls, place: Path) -> "EntrySearch":
        about = json.loads((place / "about.json").read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise InternalFault("index_unusable", folder=str(place), detail="format")

        def array(name: str) -> np.ndarray:
            path = place / f"{name}.npy"
            if path.stat().st_size != about["sizes"][name]:
                raise InternalFault("index_unusable", folder=str(place), detail=name)
            return np.load(path, mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]

        def strings(name: str) -> Strings:
            return Strings(array(f"{name}_block"), array(f"{name}_ends"))

        return cls(about, strings("texts"), strings("ids"), strings("names"), array("of_list"))

    def find(self, text: str, most: int = 200, list_id: str = "", progress: Progress | None = None) -> Found:
        """Return entries that hold every word of a text somewhere, of one list or of all. Raises Cancelled."""
        words = sorted({w.encode("utf-8", "surrogatepass") for w in folded(text).split()}, key=len, reverse=True)
        if not words:
            return Found((), False)
        number = comparable(text)
        spaced = len(words) > 1 and any(c.isdigit() for c in number)
        found: dict[int, None] = {}
        whole = " ".join(folded(text).split()).encode("utf-8", "surrogatepass")
        # A number typed with spaces is looked for as one too.
        wanted = [words] + ([[number.casefold().encode()]] if spaced and len(number) >= 5 else [])
        more = False
        for some in wanted:
            for at in self._at(some, progress or Silent()):
                if list_id and self._lists[int(self._of_list[at])] != list_id:
                    continue
                if len(found) >= most * 4:
                    more = True
                    break
                found[at] = None
        ranked = sorted(found, key=lambda at: self._rank(at, whole.decode("utf-8", "surrogatepass")))
        return Found(tuple(self._entry(at) for at in ranked[:most]), more or len(ranked) > most)

    def _rank(self, at: int, whole: str) -> tuple[int, int]:
        name = folded(self._names[at])
        return (0 if name == whole else 1 if name.startswith(whole) else 2 if whole in name else 3), at

    def _entry(self, at: int) -> FoundEntry:
        list_id = self._lists[int(self._of_list[at])]
        return FoundEntry(list_id, self._ids[at], self._names[at], list_id in self._goods)

    def _at(self, words: list[bytes], progress: Progress) -> Iterator[int]:
        """Yield the numbers of the entries that hold all words, the longest of them looked for first."""
        if self._ends is None:
            self._ends = self._texts.ends.tolist()
        ends, block = self._ends, self._texts.block
        first, others = words[0], words[1:]
        start = entry = 0
        while entry < len(ends):
            check(progress, "search_entries", entry, len(ends))
            last = min(bisect_right(ends, start + _BLOCK), len(ends) - 1)  # the block ends with an entry
            piece = block[start : ends[last]].tobytes()
            at = piece.find(first)
            while at >= 0:
                number = bisect_right(ends, start + at)
                begins, stops = (ends[number - 1] if number else 0) - start, ends[number] - start
                if all(piece.find(word, begins, stops) >= 0 for word in others):
                    yield number
                at = piece.find(first, stops)
            start, entry = ends[last], last + 1


def _write(store: ListStore, place: Path, progress: Progress) -> None:
    lists: dict[str, int] = {}
    goods: set[str] = set()
    texts, ids, names = Packing(), Packing(), Packing()
    of_list: list[int] = []
    for list_id, entry_id, name, text in _records(store):
        if len(of_list) % 5000 == 0:
            check(progress, "index_search", len(of_list))
        of_list.append(lists.setdefault(list_id, len(lists)))
        texts.add(text + "\n")
        ids.add(entry_id)
        names.add(name)
    goods = {info.list_id for info in store.lists() if info.format is ListFormat.GOODS}
    arrays = {"of_list": np.array(of_list, np.int32)}
    for label, packed in (("texts", texts), ("ids", ids), ("names", names)):
        strings = packed.strings()
        arrays |= {f"{label}_block": strings.block, f"{label}_ends": strings.ends}
    sizes = {}
    for label, values in arrays.items():
        np.save(place / f"{label}.npy", values, allow_pickle=False)
        sizes[label] = (place / f"{label}.npy").stat().st_size
    about = {"format": FORMAT, "lists": list(lists), "goods": sorted(goods), "sizes": sizes}
    (place / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _records(store: ListStore) -> Iterator[tuple[str, str, str, str]]:
    """Yield (list, entry, name, folded text) of everything that the lists in force hold."""
    for listed in store.entries():
        yield listed.list_id, listed.entry.entry_id, listed.entry.name, _text(_of_entry(listed.entry))
    for rule in store.goods_rules():
        yield rule.list_id, rule.code, rule.name(), _text(_of_rule(rule))


def _text(values: Iterable[str]) -> str:
    return "\n".join(folded(value) for value in values if value)


def _of_entry(entry: Entry) -> Iterator[str]:
    yield entry.entry_id
    yield from (name.text for name in entry.names)
    for number in entry.identifiers:
        yield number.value
        if comparable(number.value).casefold() != folded(number.value):
            yield comparable(number.value)
    yield from (address.text for address in entry.addresses)
    yield from entry.programmes
    yield from entry.birth_dates
    yield from (relation.target_name for relation in entry.relations)
    yield from entry.measures
    yield from (text for _code, text in entry.details)
    yield entry.remarks
    yield entry.source


def _of_rule(rule: GoodsRule) -> Iterator[str]:
    yield rule.code
    yield from (name for _language, name in rule.names)
    yield f"{rule.regime} {rule.annex} {rule.tier}"
