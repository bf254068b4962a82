"""Streaming XML of lists: no DOCTYPE, no entities, no network, elements freed as they are read."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from lxml import etree

from screening.errors import UnreadableInput
from screening.lists.draft import plain
from screening.lists.parsed import count_note

_HEAD = 4096
"""Bytes within which the publishers' roots have their dates."""


def stream(path: Path, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield the elements of these local names as they end. Raises UnreadableInput naming the file and line."""
    try:
        with path.open("rb") as file:
            context = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            root: etree._Element | None = None
            inside = 0
            for event, element in context:
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
                    _free(element)
                elif not inside and element is not root:
                    _free(element)
    except etree.XMLSyntaxError as error:
        raise UnreadableInput("xml_damaged", file=str(path), row=error.lineno or 0, detail=error.msg or "") from error
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error


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
