"""Putting the files of lists together, and reading them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists import ofac_csv, own, starter
from screening.lists.detect import format_of
from screening.lists.formats import FORMATS, FORMATS_MET, OTHER_LISTS
from screening.lists.parsed import ListSource, ParsedList, count_note
from screening.model.lists import GOODS_FORMATS, OWN_LIST, Entry, ListFormat
from screening.progress import Progress, Silent, check

__all__ = ["FORMATS_MET", "detect", "read_list", "read_starter", "slug"]


def detect(
    paths: Sequence[Path],
    *,
    format: ListFormat | None = None,  # noqa: A002  # the command line's own word
    name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> list[ListSource]:
    """Return the lists that files and folders hold; the files of one OFAC list are put together.

    ``format`` says what they are instead of finding out; ``name`` names a list of one's own, or a second one beside
    OpenSanctions; ``mapping`` gives fields of a list of one's own to columns by header, and means that it is one. A
    folder is searched, and where it holds no list itself the folders in it; what is not known is passed over. A file must
    be known. Raises UnreadableInput, UserError("unknown_list_field").
    """
    if mapping and format not in GOODS_FORMATS:
        own.check_mapping(mapping)
        format = format or ListFormat.OWN  # noqa: A001
    sources: list[ListSource] = []
    together: dict[str, list[Path]] = {}

    def look(files: Iterator[tuple[Path, bool]]) -> None:
        for path, named in files:
            kind = format or format_of(path, own_too=named)
            if kind is None:
                if named:
                    raise UnreadableInput("unknown_list_format", file=str(path))
            elif kind is ListFormat.OFAC_CSV:
                together.setdefault(_list_id(kind, path, name), []).append(path)
            else:
                sources.append(_source(kind, path, name, mapping or {}))

    look(_files(paths))
    if not sources and not together:
        look(_files_below(paths))  # a stick with a folder for each publisher
    for list_id, parts in together.items():
        sources.append(ListSource(list_id, _title(ListFormat.OFAC_CSV, list_id), ListFormat.OFAC_CSV, tuple(parts)))
    if not sources:
        raise _none_in(paths[0])
    twice = {s.list_id for s in sources if sum(s.list_id == other.list_id for other in sources) > 1}
    # Of two files of names one would be read and the other left out.
    twice |= {list_id for list_id, parts in together.items() if len({ofac_csv.role_of(p) for p in parts}) < len(parts)}
    if twice:
        files = ", ".join(str(p) for s in sources if s.list_id in twice for p in s.paths)
        raise UnreadableInput("same_list_twice", file=files, list=", ".join(sorted(twice)))
    return sources


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield files, and whether each was named itself."""
    for path in paths:
        if path.is_dir():
            found = [(p, False) for p in sorted(path.iterdir()) if p.is_file()]
            if not found and not any(p.is_dir() for p in path.iterdir()):
                raise _none_in(path)
            yield from found
        elif path.exists():
            yield path, True
        else:
            raise UnreadableInput("no_such_file", file=str(path))


def _files_below(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield the files in the folders of folders; those of the system, as a stick has them, begin with a point."""
    for path in paths:
        for inside in sorted(path.iterdir()) if path.is_dir() else ():
            if inside.is_dir() and not inside.name.startswith("."):
                yield from ((p, False) for p in sorted(inside.iterdir()) if p.is_file())


def _none_in(path: Path) -> UnreadableInput:
    """Return the error that says what to do about a path where no list was found."""
    if not path.is_dir():
        return UnreadableInput("unknown_list_format", file=str(path))
    inside = sorted(path.iterdir())
    folders = [p.name for p in inside if p.is_dir()]
    if folders:
        return UnreadableInput("lists_in_folders", file=str(path), folders=", ".join(folders[:8]))
    return UnreadableInput("no_list_in_folder" if inside else "empty_folder", file=str(path))


def _source(kind: ListFormat, path: Path, name: str, mapping: Mapping[str, str]) -> ListSource:
    if kind in GOODS_FORMATS:
        return ListSource(slug(name or path.stem), name or path.stem, kind, (path,), tuple(mapping.items()))
    if kind is ListFormat.OWN:
        title = name or path.stem
        return ListSource(f"{OWN_LIST}{slug(title)}", title, kind, (path,), tuple(mapping.items()))
    list_id = _list_id(kind, path, name)
    return ListSource(list_id, _title(kind, list_id), kind, (path,))


def _list_id(kind: ListFormat, path: Path, name: str) -> str:
    """Return the list that a file belongs to; OFAC's two lists differ by the name of the file alone."""
    usual = FORMATS[kind].list_id
    if usual == "ofac-sdn" and path.stem.lower().startswith("cons"):
        return "ofac-cons"
    if usual == "opensanctions" and name:
        return f"{usual}-{slug(name)}"
    return usual


def _title(kind: ListFormat, list_id: str) -> str:
    usual = FORMATS[kind].title
    if list_id == FORMATS[kind].list_id:
        return usual
    return OTHER_LISTS.get(list_id) or f"{usual} {list_id.partition('-')[2]}"


def read_list(source: ListSource, progress: Progress | None = None) -> ParsedList:
    """Open a list; its entries come as they are asked for. Raises UnreadableInput then or now."""
    parsed = FORMATS[source.format].read(source)
    watched = progress or Silent()
    entries = parsed.entries

    def counted() -> Iterator[Entry]:
        used: set[str] = set()
        numbers: Counter[str] = Counter()
        for number, entry in enumerate(entries):
            if number % 500 == 0:
                check(watched, "read_list", number)
            if entry.entry_id in used:
                # The store holds one entry of an id: none may push another out.
                count_note(parsed.notes, "same_id", entry.entry_id)
                entry = replace(entry, entry_id=_unused(entry.entry_id, used, numbers))
            used.add(entry.entry_id)
            yield entry

    parsed.entries = counted()
    return parsed


def _unused(entry_id: str, used: set[str], numbers: Counter[str]) -> str:
    """Return an id with the next number that is free; ``numbers`` keeps the last of each, for files that have one id only."""
    while True:
        numbers[entry_id] += 1
        made = f"{entry_id}-{numbers[entry_id] + 1}"
        if made not in used:
            return made


def read_starter() -> ParsedList:
    """Read the bundled starter parties."""
    return starter.read()


def slug(text: str) -> str:
    """Return a name as lower-case words joined by hyphens, in any script."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-_") or "list"
