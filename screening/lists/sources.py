"""Where lists are fetched from: the bundled addresses, and those an officer put beside the data."""

import csv
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from screening.errors import UserError
from screening.model.lists import ListFormat
from screening.resources import resource_path

OWN_SOURCES = "sources.tsv"
"""Name of the officer's file in the data folder; the same columns as resources/lists/sources.tsv."""

_COLUMNS = ("list", "title", "format", "file", "address", "hosts", "most")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a list at its publisher's."""

    name: str
    address: str
    hosts: frozenset[str]
    """The address's own host and those a redirect may lead to; with the port where it is not 443."""
    most: int
    """Most bytes that are taken."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list that can be fetched."""

    list_id: str
    title: str
    format: ListFormat
    files: tuple[SourceFile, ...]


def sources(folder: Path | None = None) -> list[Source]:
    """Return all sources, with the officer's own from ``folder`` (the data folder) in place of the bundled ones.

    Raises UserError("bad_sources") naming file and row.
    """
    bundled = _read(resource_path("lists", "sources.tsv"))
    own = folder / OWN_SOURCES if folder else None
    if own and own.exists():
        bundled |= _read(own)
    return [bundled[list_id] for list_id in sorted(bundled)]


def _read(path: Path) -> dict[str, Source]:
    found: dict[str, Source] = {}
    header: list[str] | None = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row, cells in enumerate(csv.reader(file, delimiter="\t"), 1):
                if not cells or cells[0].startswith("#"):
                    continue
                if header is None:
                    header = cells
                    if tuple(header) != _COLUMNS:
                        raise UserError("bad_sources", file=str(path), row=row, detail=" ".join(_COLUMNS))
                    continue
                _add(found, dict(zip(_COLUMNS, [*cells, *[""] * len(_COLUMNS)], strict=False)), path, row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError("bad_sources", file=str(path), row=0, detail=str(error)) from error
    return found


def _add(found: dict[str, Source], cells: dict[str, str], path: Path, row: int) -> None:
    list_id = cells["list"].strip()
    try:
        parts = urlsplit(cells["address"].strip())
        host = parts.hostname or ""
        if parts.scheme != "https" or not host or not list_id or not cells["file"].strip():
            raise ValueError(cells["address"])
        own_host = host if parts.port in (None, 443) else f"{host}:{parts.port}"
        kind = ListFormat(cells["format"].strip())
        most = int(cells["most"] or 500) << 20
    except ValueError as error:
        raise UserError("bad_sources", file=str(path), row=row, detail=str(error)) from error
    file = SourceFile(
        Path(cells["file"].strip()).name,
        cells["address"].strip(),
        frozenset({own_host, *cells["hosts"].split()}),
        most,
    )
    before = found.get(list_id)
    files = (*before.files, file) if before else (file,)
    found[list_id] = Source(list_id, cells["title"].strip() or list_id, kind, files)
