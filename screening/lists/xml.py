"""Streaming XML of lists: no DOCTYPE, no entities, no network, elements freed as they are read."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from lxml import etree

from screening.errors import UnreadableInput
from screening.lists.draft import plain
from screening.lists.parsed import count_note

_IN_GROUP = 2
"""How deep below the root the records of a list stand at most; its children are 1."""
_HEAD = 4096
"""Bytes within which the publishers' roots have their dates."""


def stream(
    path: Path, tags: tuple[str, ...], notes: Counter[str] | None = None, around: Collection[str] = ()
) -> Iterator[etree._Element]:
    """Yield the elements of these local names as they end. Raises UnreadableInput naming the file and line.

    With ``notes``, what stands beside them and is neither of these names nor in ``around`` is counted there: a kind of
    record that the publisher began to print, which nobody here reads.
    """
    beside = _Beside(notes, around)
    try:
        with path.open("rb") as file:
            context = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            root: etree._Element | None = None
            inside = depth = 0
            for event, element in context:
                depth += 1 if event == "start" else -1
                if root is None:
                    root = element
                    if element.getroottree().docinfo.doctype:
                        raise UnreadableInput("xml_with_doctype", file=str(path))
                wanted = local(element) in tags
                if event == "start":
                    inside += wanted
                elif wanted:
                    inside -= 1
                    if inside:
                        # Within one that is wanted too: it is freed with that.
                        continue
                    yield element
                    beside.known(depth)
                    _free(element)
                elif not inside and element is not root:
                    beside.other(depth, local(element))
                    _free(element)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput("xml_damaged", file=str(path), row=error.lineno or 0, detail=error.msg or "") from error
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error


class _Beside:
    """Counts what is neither read nor known: below the root, or in a group below it.

    ``depth`` is 1 for what stands right below the root.
    """

    def __init__(self, notes: Counter[str] | None, around: Collection[str]) -> None:
        self._notes = notes
        self._around = around
        self._unknown: Counter[str] = Counter()
        """Of the group that is being read; as notes, so that no file can make it grow."""
        self._group = False
        """Whether what is being read below the root is a group: something in it was read, or has parts of its own."""

    def known(self, depth: int) -> None:
        """Take note of an element that was read."""
        self._group = self._group or depth == _IN_GROUP

    def other(self, depth: int, name: str) -> None:
        """Take note of the end of any other element."""
        if self._notes is None:
            return
        if depth > _IN_GROUP:
            self._group = True
        elif depth == _IN_GROUP:
            if name not in self._around:
                count_note(self._unknown, "unknown_field", name)
        else:
            if self._group or name in self._around:
                for note, count in self._unknown.items():
                    count_note(self._notes, "unknown_field", note.partition(":")[2], count)
            else:
                # A record by itself, or an empty one: its own name says more than those of its parts.
                count_note(self._notes, "unknown_field", name)
            self._unknown.clear()
            self._group = False


def date_of_head(path: Path, before: str) -> str:
    """Return the ISO date that follows a text (``generationDate="``) near the beginning of a file, or an empty text."""
    with path.open("rb") as file:
        found = re.search(re.escape(before.encode()) + rb"\s*(\d{4}-\d\d-\d\d)", file.read(_HEAD))
    return found[1].decode() if found else ""


def count_unknown(element: etree._Element, known: Collection[str], notes: Counter[str]) -> None:
    """Count the parts of a record that the list's format, as it is known, does not have."""
    for part in element:
        name = local(part)
        if name and name not in known:
            count_note(notes, "unknown_field", name)


def _free(element: etree._Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            break
        del parent[0]


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Return the elements at the end of a path of local names, in any namespace."""
    found = [element]
    for name in names:
        found = [inner for outer in found for inner in outer if local(inner) == name]
    return found


def child(element: etree._Element, *names: str) -> str:
    """Return the stripped text of the first element at the end of a path of local names, or an empty text."""
    for inner in children(element, *names):
        return plain(inner.text)
    return ""


def all_text(element: etree._Element) -> str:
    """Return every text and attribute value of an element in order, as a record of what was published."""
    return " | ".join(text for text in _texts(element) if text)


def _texts(element: etree._Element) -> Iterator[str]:
    for inner in element.iter():
        if isinstance(inner.tag, str):
            for value in inner.attrib.values():
                yield plain(str(value))
            yield plain(inner.text)
        if inner is not element:
            yield plain(inner.tail)
