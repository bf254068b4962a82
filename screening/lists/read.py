"""Finding out what list files are, and reading them."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists import ofac_csv, opensanctions_csv, own, starter, un_xml
from screening.lists.parsed import ListSource, ParsedList
from screening.model.lists import Entry, ListFormat
from screening.progress import Progress, Silent, check

FORMATS_MET = frozenset({ListFormat.OFAC_CSV, ListFormat.UN_XML, ListFormat.OPENSANCTIONS_CSV, ListFormat.OWN})
"""Formats whose parser has read a real file of the publisher."""

_READERS: dict[ListFormat, Callable[[ListSource], ParsedList]] = {
    ListFormat.OFAC_CSV: ofac_csv.read,
    ListFormat.UN_XML: un_xml.read,
    ListFormat.OPENSANCTIONS_CSV: opensanctions_csv.read,
    ListFormat.OWN: own.read,
}
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def detect(paths: Sequence[Path], *, format: ListFormat | None = None, name: str = "") -> list[ListSource]:  # noqa: A002
    """Return the lists that files and folders hold; the files of one OFAC list are put together.

    ``format`` says what they are instead of finding out; ``name`` names a list of one's own. A folder is searched
    one level deep and passes over what it does not know; a file must be known. Raises UnreadableInput.
    """
    files: list[tuple[Path, bool]] = []
    for path in paths:
        if path.is_dir():
            found = [(p, False) for p in sorted(path.iterdir()) if p.is_file()]
            if not found:
                raise UnreadableInput("empty_folder", file=str(path))
            files += found
        elif path.exists():
            files.append((path, True))
        else:
            raise UnreadableInput("no_such_file", file=str(path))
    ofac: dict[str, list[Path]] = {}
    sources = []
    for path, named in files:
        kind = format or _format_of(path, own_too=named)
        if kind is None:
            if named:
                raise UnreadableInput("unknown_list_format", file=str(path))
        elif kind is ListFormat.OFAC_CSV:
            ofac.setdefault("ofac-cons" if path.stem.lower().startswith("cons_") else "ofac-sdn", []).append(path)
        elif kind is ListFormat.UN_XML:
            sources.append(ListSource("un", "UN Security Council consolidated list", kind, (path,)))
        elif kind is ListFormat.OPENSANCTIONS_CSV:
            sources.append(ListSource("opensanctions", "OpenSanctions", kind, (path,)))
        else:
            title = name or path.stem
            sources.append(ListSource(f"own-{slug(title)}", title, ListFormat.OWN, (path,)))
    titles = {"ofac-sdn": "OFAC Specially Designated Nationals", "ofac-cons": "OFAC Consolidated (non-SDN)"}
    for list_id, parts in ofac.items():
        sources.append(ListSource(list_id, titles[list_id], ListFormat.OFAC_CSV, tuple(parts)))
    if not sources:
        raise UnreadableInput("unknown_list_format", file=str(paths[0]))
    return sources


def read_list(source: ListSource, progress: Progress | None = None) -> ParsedList:
    """Open a list; its entries come as they are asked for. Raises UnreadableInput then or now."""
    parsed = _READERS[source.format](source)
    watched = progress or Silent()
    entries = parsed.entries

    def counted() -> Iterator[Entry]:
        for number, entry in enumerate(entries):
            if number % 500 == 0:
                check(watched, "read_list", number)
            yield entry

    parsed.entries = counted()
    return parsed


def read_starter() -> ParsedList:
    """Read the bundled starter parties."""
    return starter.read()


def _format_of(path: Path, *, own_too: bool) -> ListFormat | None:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    if not head.strip():
        if own_too:
            raise UnreadableInput("empty_file", file=str(path))
        return None
    if b"<CONSOLIDATED_LIST" in head:
        return ListFormat.UN_XML
    if ofac_csv.role_of(path) and re.match(rb'\s*"?\d+"?,', head):
        return ListFormat.OFAC_CSV
    first_line = head.splitlines()[0].replace(b'"', b"").lstrip(b"\xef\xbb\xbf")
    if first_line.startswith(b"id,schema,name"):
        return ListFormat.OPENSANCTIONS_CSV
    if own_too and path.suffix.lower() in _TABLES:
        return _own(path)
    return None


def _own(path: Path) -> ListFormat | None:
    from screening.lists.tables import rows_of

    for number, row in rows_of(path):
        if own.header_columns(row):
            return ListFormat.OWN
        if number >= 30:
            break
    return None


def slug(text: str) -> str:
    """Return a name as lower-case words joined by hyphens, in any script."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-_") or "list"
