"""Where lists are fetched from: the bundled addresses, and those an officer put beside the data."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from screening.errors import UserError
from screening.model.lists import ListFormat
from screening.resources import resource_path

OWN_SOURCES = "sources.tsv"
"""Name of the officer's file in the data folder; the same columns as resources/lists/sources.tsv."""

COLUMNS = ("list", "title", "format", "file", "address", "hosts", "most")


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


def own_rows(folder: Path) -> list[tuple[str, ...]]:
    """Return the rows of the officer's own file, as they stand there; none where there is none."""
    path = folder / OWN_SOURCES
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if row and not row[0].startswith("#")]
    return [tuple([*row, *[""] * len(COLUMNS)][: len(COLUMNS)]) for row in rows if tuple(row) != COLUMNS]


def put_own_rows(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write the officer's own file, whole or not at all; without rows it is removed.

    Raises UserError("bad_sources") naming the row, or UserError("cannot_write"); the file is then as it was.
    """
    path = folder / OWN_SOURCES
    part = path.with_name(path.name + ".part")
    try:
        if not rows:
            path.unlink(missing_ok=True)
            return
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(rows)
        _read(part)
        part.replace(path)
    except OSError as error:
        raise UserError("cannot_write", file=str(path), detail=error.strerror or "") from error
    finally:
        part.unlink(missing_ok=True)


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
                    if tuple(header) != COLUMNS:
                        raise UserError("bad_sources", file=str(path), row=row, detail=" ".join(COLUMNS))
                    continue
                _add(found, dict(zip(COLUMNS, [*cells, *[""] * len(COLUMNS)], strict=False)), path, row)
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
