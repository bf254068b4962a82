"""Streaming XML of lists: no DOCTYPE, no entities, no network, elements freed as they are read."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.errors import UnreadableInput


def stream(path: Path, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield the elements of these local names as they end. Raises UnreadableInput naming the file and line."""
    try:
        with path.open("rb") as file:
            context = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            root: etree._Element | None = None
            for event, element in context:
                if root is None:
                    root = element
                    if element.getroottree().docinfo.doctype:
                        raise UnreadableInput("xml_with_doctype", file=str(path))
                if event == "end" and isinstance(element.tag, str) and etree.QName(element).localname in tags:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        parent = element.getparent()
                        if parent is None:
                            break
                        del parent[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableInput("xml_damaged", file=str(path), row=error.lineno or 0, detail=error.msg or "") from error
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error


def text_of(element: etree._Element, name: str) -> str:
    """Return the stripped text of the first child of that name, or an empty text."""
    return (element.findtext(name) or "").strip()
