"""Cutting the input into partitions: what each holds is fixed before the first line is read by a worker."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import fsspec
import numpy as np
import pyarrow.parquet as pq

from screening.errors import UnreadableInput, UserError
from screening.manifest.folder import SUFFIXES
from screening.manifest.normalised import is_normalised

CSV_BLOCK = 16 << 20
"""Bytes that are looked through at once for the ends of records."""
PARTITION_BYTES = 8 << 20
"""Bytes of a CSV in one partition; some 50,000 lines."""
PARTITION_ROWS = 50_000
"""Lines of a Parquet file in one partition, or a row group where one has more."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A piece of the input that one task screens."""

    number: int
    path: str
    """Any path that fsspec opens: a file, s3://..., memory://..."""
    kind: str
    """manifest: a whole file as a shipper sends it; csv, parquet: some normalised lines."""
    start: int = 0
    """csv: first byte; parquet: first row group."""
    stop: int = 0
    """csv: byte behind the last; parquet: row group behind the last."""
    first_row: int = 0
    """csv, parquet: row of its first line, as a spreadsheet program shows it (the header is row 1)."""
    rows: int = 0
    """csv, parquet: number of records; 0 for a manifest, whose lines nobody has counted."""
    headers: tuple[str, ...] = ()
    separator: str = ","

    @property
    def name(self) -> str:
        """The file's name, as the local engine tells it."""
        return PurePosixPath(self.path).name

    @property
    def last_row(self) -> int:
        """Row of its last line; 0 when that is not known."""
        return self.first_row + self.rows - 1 if self.rows else 0


def partitions_of(paths: Sequence[str], storage: dict[str, Any] | None = None) -> list[Partition]:
    """Return the partitions of files, folders and patterns, in the order of their names.

    ``storage`` are fsspec's options for the protocol of the paths. Raises UserError("no_such_file" |
    "folder_without_tables"), UnreadableInput for a Parquet or CSV file that is damaged at its ends.
    """
    found: list[Partition] = []
    for path in _files(paths, storage or {}):
        found += (
            Partition(len(found) + place, *rest)
            for place, rest in enumerate(_partitions_of_file(path, storage or {}))
        )  # fmt: skip
    return found


def opened(path: str, storage: dict[str, Any]) -> Any:  # noqa: ANN401  # fsspec has no types
    """Open a path for reading bytes."""
    return fsspec.open(path, "rb", **storage)


def _files(paths: Sequence[str], storage: dict[str, Any]) -> Iterator[str]:
    for path in paths:
        system, inner = fsspec.core.url_to_fs(path, **storage)
        try:
            if any(sign in inner for sign in "*?[") and not system.exists(inner):
                matches = sorted(name for name in system.glob(inner) if _is_input(name))
                if not matches:
                    raise UserError("pattern_without_files", file=path)
            elif system.isdir(inner):
                matches = sorted(name for name in system.find(inner) if _is_input(name))
                if not matches:
                    raise UserError("folder_without_tables", file=path)
            elif system.exists(inner):
                matches = [inner]
            else:
                raise UserError("no_such_file", file=path)
        except OSError as error:
            raise UserError("cannot_open", file=path, detail=str(error)) from error
        yield from (system.unstrip_protocol(name) if "://" in path else name for name in matches)


def _is_input(name: str) -> bool:
    file = PurePosixPath(name)
    suffixes = SUFFIXES | {".parquet", ".pq"}
    return file.suffix.lower() in suffixes and not file.name.startswith((".", "~$", "_"))


def _partitions_of_file(path: str, storage: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in (".parquet", ".pq"):
        yield from _of_parquet(path, storage)
        return
    if suffix in (".csv", ".tsv", ".txt"):
        with opened(path, storage) as file:
            head = file.readline(1 << 20)
        separator, headers = _headers(head)
        if headers:
            yield from _of_csv(path, storage, len(head), headers, separator)
            return
    yield path, "manifest"


def _headers(head: bytes) -> tuple[str, tuple[str, ...]]:
    """Return separator and headers of a CSV of normalised lines; no headers for any other file."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ",", ()
    for separator in (",", ";", "\t"):
        headers = next(csv.reader(io.StringIO(text), delimiter=separator), [])
        if is_normalised(headers):
            return separator, tuple(headers)
    return ",", ()


def _of_parquet(path: str, storage: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    try:
        with opened(path, storage) as file:
            about = pq.ParquetFile(file)
            headers = tuple(about.schema_arrow.names)
            sizes = [about.metadata.row_group(n).num_rows for n in range(about.metadata.num_row_groups)]
    except (OSError, ValueError) as error:
        raise UnreadableInput("damaged_parquet", file=path, detail=str(error).splitlines()[0]) from error
    if not is_normalised(headers):
        raise UnreadableInput("not_normalised", file=path, columns=", ".join(headers[:12]))
    row, first = 2, 0
    while first < len(sizes):
        last, rows = first, 0
        while last < len(sizes) and (rows == 0 or rows + sizes[last] <= PARTITION_ROWS):
            rows += sizes[last]
            last += 1
        yield path, "parquet", first, last, row, rows, headers
        row += rows
        first = last


def _of_csv(path: str, storage: dict[str, Any], start: int, headers: tuple[str, ...], separator: str) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """Cut where a record ends: at a line feed that no quotation mark encloses (RFC 4180, section 2)."""
    begin, row, rows, at, quoted = start, 2, 0, start, False
    with opened(path, storage) as file:
        file.seek(start)
        while block := file.read(CSV_BLOCK):
            data = np.frombuffer(block, np.uint8)
            inside = np.logical_xor(np.cumsum(data == 0x22) % 2 == 1, quoted)
            ends = np.flatnonzero((data == 0x0A) & ~inside) + 1
            quoted = bool(inside[-1])
            done = 0
            while True:
                # The first record end with which the partition is full.
                wanted = begin + PARTITION_BYTES - at
                place = int(np.searchsorted(ends, wanted))
                if place >= len(ends):
                    break
                end = int(ends[place])
                rows += place + 1 - done
                yield path, "csv", begin, at + end, row, rows, headers, separator
                row, rows, begin, done = row + rows, 0, at + end, place + 1
            rows += len(ends) - done
            at += len(block)
    if begin < at:
        # The last record may have no line feed behind it.
        rows += int(not block_ends_line(path, storage, at))
        yield path, "csv", begin, at, row, rows, headers, separator


def block_ends_line(path: str, storage: dict[str, Any], size: int) -> bool:
    """Whether the last byte of a file of ``size`` bytes is a line feed."""
    with opened(path, storage) as file:
        file.seek(size - 1)
        return bool(file.read(1) == b"\n")
