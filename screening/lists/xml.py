"""Streaming XML of lists: no DOCTYPE, no entities, no network, elements freed as they are read.

A reader of a list gives ``looked.Looked`` along and takes the file apart with the functions here, so that what it never
asks for is counted.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from lxml import etree

from screening.errors import UnreadableInput
from screening.lists.draft import plain
from screening.lists.looked import Followed, Looked, bare

_MOST_TAGS = 1000
"""So many names are looked at once only; a hostile file has no end of them."""
_HEAD = 4096
"""Bytes within which the publishers' roots have their dates."""


def stream(path: Path, tags: tuple[str, ...], looked: Looked | None = None) -> Iterator[etree._Element]:
    """Yield the elements of these local names as they end. Raises UnreadableInput naming the file and line."""
    counting = looked is not None and looked.first
    if looked is not None:
        looked.first = False
    try:
        with path.open("rb") as file:
            context = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            if looked is not None:
                context.set_element_class_lookup(etree.ElementDefaultClassLookup(element=looked.kind))
            root: etree._Element | None = None
            inside = 0
            above: list[str] = []
            wanted_tags: dict[str, bool] = {}
            for event, element in context:
                if root is None:
                    root = element
                    if element.getroottree().docinfo.doctype:
                        raise UnreadableInput("xml_with_doctype", file=str(path))
                tag = element.tag
                wanted = wanted_tags.get(tag)
                if wanted is None:
                    wanted = bare(tag) in tags
                    if len(wanted_tags) < _MOST_TAGS:
                        wanted_tags[tag] = wanted
                if event == "start":
                    inside += wanted
                    if looked is not None:
                        if counting:
                            looked.met(above, element)
                        if wanted:
                            looked.reached(above, tag)
                        above.append(tag)
                    continue
                if looked is not None:
                    above.pop()
                if wanted:
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
    return bare(tag) if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Return the elements at the end of a path of local names, in any namespace."""
    found = [element]
    for name in names:
        if found:
            _ask(found[0], name)
        found = [inner for outer in found for inner in outer.iterchildren(f"{{*}}{name}")]
    return found


def parts(element: etree._Element, names: Collection[str]) -> list[etree._Element]:
    """Return the elements right below one that have one of some local names, in their order."""
    for name in names:
        _ask(element, name)
    return [inner for inner in element if local(inner) in names]


def below(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements of a local name at any depth; what they stand in is asked for with them."""
    found = []
    for inner in element.iterdescendants(f"{{*}}{name}"):
        found.append(inner)
        outer: etree._Element | None = inner
        while outer is not None and outer is not element:
            above = outer.getparent()
            if above is not None:
                _ask(above, local(outer))
            outer = above
    return found


def _ask(element: etree._Element, name: str) -> None:
    if isinstance(element, Followed):
        element.ask(name)


def child(element: etree._Element, *names: str) -> str:
    """Return the stripped text of the first element at the end of a path of local names, or an empty text."""
    for inner in children(element, *names):
        return plain(inner.text)
    return ""


def first_of(element: etree._Element, *names: str) -> str:
    """Return the first text that is not empty of elements right below one; ``@name`` is an attribute.

    All are asked for, whichever of them is filled.
    """
    texts = [plain(element.get(name[1:])) if name.startswith("@") else child(element, name) for name in names]
    return next(filter(None, texts), "")


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
