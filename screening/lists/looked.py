"""What a reader asks of an XML list, against what stands in it.

:class:`Looked` keeps which parts and attributes a reader asks for while it reads. Whatever stands in the file and nobody
ever asked for is counted at the end: new fields, new kinds of record, at any depth. So no reader needs a list of what it
reads; of what it knows and has no use for, it does.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import ClassVar

from lxml import etree

from screening.lists.parsed import count_note

_MOST_SHAPES, _MOST_KEYS, _MOST_PARTS = 2000, 100, 20_000
"""So many different elements are told apart, so that no file can make the counting grow."""
_OF_XML = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/1998/namespace}")
"""Attributes of XML itself, which say nothing of a list."""


_get = etree.ElementBase.get


class Followed(etree.ElementBase):
    """An element that keeps which attributes it is asked for."""

    __slots__ = ()
    asked: ClassVar[set[tuple[str, str]]]
    """(element, part), as they are asked for."""
    asked_attributes: ClassVar[set[tuple[str, str]]]
    """(element, attribute)."""

    def ask(self, name: str) -> None:
        """Take note that a part is looked for."""
        self.asked.add((self.tag, name))

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]  # names are texts here
        """Return an attribute, and take note that it is asked for."""
        self.asked_attributes.add((self.tag, key))
        return _get(self, key, default)


class Looked:
    """What a reader asks of a file, against what stands in it."""

    def __init__(self, notes: Counter[str], unused: Collection[str] = ()) -> None:
        """``unused`` is what the format is known to have and the reader has no use for.

        Parts ("SORT_KEY", "LIST_TYPE/VALUE" in that one part alone, "added/*" all parts of that one) and attributes
        ("@ssid", "name@quality").
        """
        self.notes = notes
        self.unused = frozenset(unused)
        empty: dict[str, object] = {"__slots__": (), "asked": set(), "asked_attributes": set()}
        self.kind: type[Followed] = type("Asked", (Followed,), empty)
        """The class of this file's elements; those of each file keep what they are asked for apart."""
        self.first = True
        """Whether the file was not counted yet; a reader may go through it twice."""
        self._shapes: Counter[tuple[str, ...]] = Counter()
        self._parts: Counter[tuple[str, str]] = Counter()
        self._root = ""

    def met(self, above: Sequence[str], element: etree._Element) -> None:
        """Count an element that begins; ``above`` are those it stands in."""
        keys = list(map(str, element.keys()))
        if not above:
            self._root = bare(element.tag)
        if len(keys) > _MOST_KEYS:
            self._add((above[-1] if above else "", element.tag, *keys), 1)
            return
        self._shapes[(above[-1] if above else "", element.tag, *keys)] += 1
        if len(self._shapes) > _MOST_SHAPES:
            self._fold()

    def reached(self, above: Sequence[str], tag: str) -> None:
        """Take note of a record that is read: what it stands in is known too."""
        for outer, inner in zip(above, (*above[1:], tag), strict=True):
            self.kind.asked.add((outer, bare(inner)))

    def _fold(self) -> None:
        for shape, count in self._shapes.items():
            self._add(shape, count)
        self._shapes.clear()

    def _add(self, shape: tuple[str, ...], count: int) -> None:
        outer, tag, *keys = shape
        parts = [(bare(outer), bare(tag))]
        parts += [(bare(tag), f"@{bare(key)}") for key in keys if not key.startswith(_OF_XML)]
        for part in parts:
            self._parts[part if part in self._parts or len(self._parts) < _MOST_PARTS else ("", "")] += count

    def tell(self) -> None:
        """Count in the notes what nobody asked for; once, when the file is read to its end."""
        self._fold()
        asked = {(bare(outer), name) for outer, name in self.kind.asked}
        asked |= {(bare(outer), f"@{name}") for outer, name in self.kind.asked_attributes}
        inner: dict[str, list[str]] = {}
        for outer, name in self._parts:
            inner.setdefault(outer, []).append(name)
        known, waiting = {self._root}, [self._root]
        unknown: list[tuple[str, str]] = []
        while waiting:
            outer = waiting.pop()
            for name in inner.get(outer, ()):
                if (outer, name) not in asked and not self._has_no_use(outer, name):
                    unknown.append((outer, name))
                elif not name.startswith("@") and name not in known:
                    known.add(name)
                    waiting.append(name)
        for outer, name in unknown:
            records = [part for part in inner.get(name, ()) if inner.get(part)] if outer == self._root else []
            # A group of records that nobody reads counts by its records.
            for part in [(name, record) for record in records if name not in known] or [(outer, name)]:
                shown = f"{part[0]}{part[1]}" if part[1].startswith("@") else part[1]
                count_note(self.notes, "unknown_field", shown, self._parts[part])
        if self._parts[("", "")]:
            count_note(self.notes, "unknown_field", times=self._parts[("", "")])

    def _has_no_use(self, outer: str, name: str) -> bool:
        whole = f"{outer}{name}" if name.startswith("@") else f"{outer}/{name}"
        every = not name.startswith("@") and f"{outer}/*" in self.unused
        return every or name in self.unused or whole in self.unused


def bare(tag: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]
