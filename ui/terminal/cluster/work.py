"""What a worker does: open the engine once, make lines of a partition, screen them, write the hits."""

import contextlib
import csv
import io
import logging
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from distributed import WorkerPlugin

from screening.collector import patient_collector
from screening.engine_folder import engine_folder_hash, open_engine_folder
from screening.errors import TekserError, UserError
from screening.manifest.normalised import NormalisedRows
from screening.manifest.read import read_manifest
from screening.model.hits import Hit, further_entries
from screening.model.manifests import Line, Unscreened
from screening.screen import Engine
from screening.version import VERSION
from ui import words
from ui.report.hits import COLUMNS, hit_rows
from ui.terminal.cluster.answers import SharedAnswers
from ui.terminal.cluster.files import write_whole
from ui.terminal.cluster.partitions import Partition, opened

logger = logging.getLogger(__name__)

BATCH = 20_000
"""Lines judged together."""
MOST_POISONED = 50
"""Lines of a partition that may fail alone; with more of them the partition as a whole has failed."""

HIT_SCHEMA = pa.schema([
    (name, {"row": pa.int64(), "score": pa.float64()}.get(name, pa.string())) for name in COLUMNS
])  # fmt: skip
UNSCREENED_SCHEMA = pa.schema([
    ("file", pa.string()), ("sheet", pa.string()), ("row", pa.int64()), ("field", pa.string()),
    ("reason", pa.string()), ("value", pa.string()),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """What every task of a run is told."""

    engine: str
    """Hash of the engine's folder."""
    engine_path: str
    """Where the asking side has it; a worker on the same machine opens it there."""
    out: str
    """Folder for the hits: any path that fsspec opens."""
    storage: dict[str, Any] = field(default_factory=dict)
    out_storage: dict[str, Any] = field(default_factory=dict)
    language: str = "en"
    needs_history: tuple[str, ...] = ()
    """Rules that were not asked, because they need the history that only a store has."""
    answers: str = ""
    """What tells lists and settings from others, under which workers share answers; empty: they do not."""
    share_least: int = 10_000
    """New answers that are worth a file."""


@dataclass(frozen=True, slots=True)
class Poisoned:
    """Lines that could not be screened because of an error that nobody foresaw, or the whole partition."""

    path: str
    sheet: str
    first_row: int
    last_row: int
    """0: to the end of the partition or file."""
    error: str


@dataclass(slots=True)
class PartitionResult:
    """What a task came to. Small: the hits lie in the output folder."""

    number: int
    lines: int = 0
    hits: int = 0
    flagged_lines: int = 0
    unscreened: int = 0
    further: int = 0
    """Entries that met values beyond the most that are kept for one value."""
    asked: int = 0
    """Distinct questions put to the names."""
    not_checked: dict[tuple[str, str], int] = field(default_factory=dict)
    poisoned: list[Poisoned] = field(default_factory=list)
    seconds: float = 0.0
    error_code: str = ""
    """What is wrong with the file itself, as the local engine would tell it."""
    error_data: dict[str, str] = field(default_factory=dict)
    missing_engine: bool = False
    """The worker does not have the engine; the asking side sends it and asks again."""


class SilentAtTheEnd(WorkerPlugin):
    """A local worker that is being closed logs no more: that it does not reach the scheduler any longer is no news."""

    def teardown(self, worker: Any) -> None:  # noqa: ANN401  # distributed has no types
        """Be silent from here on."""
        logging.disable(logging.CRITICAL)


def engine_home(engine: str) -> Path:
    """Return where this machine keeps an engine that was sent to it."""
    return Path(tempfile.gettempdir()) / f"tekser-engine-{os.getuid() if hasattr(os, 'getuid') else 0}" / engine


def worker_facts(engine: str, engine_path: str) -> tuple[str, str, bool]:
    """Return (version, what tells this machine from others, whether it has the engine)."""
    return VERSION, str(engine_home(engine)) + "@" + _machine(), _place_of(engine, engine_path) is not None


def _machine() -> str:
    import socket

    return socket.gethostname()


def _place_of(engine: str, engine_path: str) -> Path | None:
    for place in (Path(engine_path), engine_home(engine)):
        with contextlib.suppress(OSError, ValueError, KeyError):
            if engine_folder_hash(place) == engine:
                return place
    return None


def receive(engine: str, name: str, offset: int, data: bytes) -> None:
    """Write a piece of an engine's file into a folder beside its home."""
    part = engine_home(engine).with_name(engine + ".part")
    part.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = part / Path(name).name
    with path.open("r+b" if path.exists() and offset else "wb") as file:
        file.seek(offset)
        file.write(data)


def received(engine: str) -> bool:
    """Put a sent engine into its home when it is whole; returns whether it is."""
    home = engine_home(engine)
    part = home.with_name(engine + ".part")
    try:
        whole = engine_folder_hash(part) == engine
    except (OSError, ValueError, KeyError):
        return home.exists()
    if not whole:
        shutil.rmtree(part, ignore_errors=True)
        return False
    if home.exists():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.rename(home)
    return True


_engines: dict[str, Engine] = {}
_shared: dict[tuple[str, str, str], SharedAnswers] = {}


def _engine(order: Order) -> Engine | None:
    """Return the engine of this process, opened once."""
    if order.engine not in _engines:
        place = _place_of(order.engine, order.engine_path)
        if place is None:
            return None
        _engines.clear()
        _shared.clear()
        _engines[order.engine] = open_engine_folder(place, order.engine, threads=1)
    return _engines[order.engine]


def _shared_answers(order: Order, engine: Engine) -> SharedAnswers | None:
    if not order.answers:
        return None
    run = (order.engine, order.out, order.answers)
    if run not in _shared:
        _shared.clear()
        _shared[run] = SharedAnswers(engine.answers, order.out, order.out_storage, order.answers, order.share_least)
    return _shared[run]


def screen_partition(order: Order, partition: Partition) -> PartitionResult:
    """Screen one partition and write its hits; the same partition again writes the same bytes over them.

    What is wrong with the file itself comes back as ``error_code``, lines that meet an unforeseen error as
    ``poisoned``; everything else of the partition is screened.
    """
    engine = _engine(order)
    if engine is None:
        return PartitionResult(partition.number, missing_engine=True)
    words.use_language(order.language)
    start = time.perf_counter()
    result = PartitionResult(partition.number)
    asked, shared = engine.asked, _shared_answers(order, engine)
    hits: list[tuple[str, Hit]] = []
    unscreened: list[Unscreened] = []
    try:
        with patient_collector(), lines_of(partition, order.storage) as (batches, left):
            for batch in batches:
                if shared:
                    shared.take()
                _screen(engine, partition, batch, result, hits, unscreened)
                if shared:
                    shared.give()
            unscreened += left
    except (UserError, OSError) as error:
        told = (
            error if isinstance(error, UserError) else UserError("cannot_open", file=partition.path, detail=str(error))
        )
        # The rows that were read before are not to look like the whole.
        return PartitionResult(
            partition.number, error_code=told.code, error_data={k: str(v) for k, v in told.data.items()}
        )
    except TooManyPoisoned as error:
        lost = Poisoned(partition.path, "", partition.first_row, partition.last_row, str(error))
        return PartitionResult(partition.number, poisoned=[lost])
    rows = list(hit_rows(hits))
    result.hits, result.unscreened, result.asked = len(rows), len(unscreened), engine.asked - asked
    _write(order, f"hits/part-{partition.number:06}.parquet", HIT_SCHEMA, rows, partition)
    told_rows = [(partition.name, u.sheet, u.row, u.field, u.reason, u.value) for u in unscreened]
    _write(order, f"unscreened/part-{partition.number:06}.parquet", UNSCREENED_SCHEMA, told_rows, partition)
    result.seconds = time.perf_counter() - start
    return result


class TooManyPoisoned(Exception):
    """So many lines fail that the partition cannot be called screened."""


def _screen(
    engine: Engine,
    partition: Partition,
    batch: Sequence[Line],
    result: PartitionResult,
    hits: list[tuple[str, Hit]],
    unscreened: list[Unscreened],
) -> None:
    """Screen lines; those that cannot be are found by halving, and told."""
    try:
        screened = engine.screen(batch)
    except (TekserError, MemoryError, OSError):
        raise
    except Exception as error:
        if len(batch) > 1:
            middle = len(batch) // 2
            _screen(engine, partition, batch[:middle], result, hits, unscreened)
            _screen(engine, partition, batch[middle:], result, hits, unscreened)
            return
        logger.exception("a line could not be screened: %s, row %d", partition.name, batch[0].row)
        line, told = batch[0], f"{type(error).__name__}: {error}"
        result.lines += 1
        result.poisoned.append(Poisoned(partition.path, line.sheet, line.row, line.row, told))
        unscreened.append(Unscreened(line.sheet, line.row, "", "fault", told))
        if len(result.poisoned) > MOST_POISONED:
            raise TooManyPoisoned(told) from error
        return
    result.lines += len(batch)
    for found in screened.hits:
        hits += ((partition.name, hit) for hit in found)
        result.flagged_lines += bool(found)
        result.further += further_entries(found)
    unscreened += screened.unscreened
    for item in screened.not_checked:
        place = (item.rule, item.field)
        result.not_checked[place] = result.not_checked.get(place, 0) + item.lines


@contextlib.contextmanager
def lines_of(
    partition: Partition, storage: dict[str, Any]
) -> Iterator[tuple[Iterator[Sequence[Line]], list[Unscreened]]]:
    """Yield the lines of a partition in batches, and what of the file could not become lines (full at the end)."""
    if partition.kind != "manifest":
        rows = _csv_rows(partition, storage) if partition.kind == "csv" else _parquet_rows(partition, storage)
        yield _normalised(partition, rows), []
        return
    with _local(partition.path, storage) as path:
        reading = read_manifest(path, count=False)
        yield iter(reading.batches), reading.unscreened


@contextlib.contextmanager
def _local(path: str, storage: dict[str, Any]) -> Iterator[Path]:
    """Yield a file of this machine: the file itself, or a copy under its own name."""
    if "://" not in path:
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="tekser-") as folder:
        copy = Path(folder, Path(path).name)
        with opened(path, storage) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        yield copy


def _normalised(partition: Partition, rows: Iterator[Sequence[str]]) -> Iterator[Sequence[Line]]:
    maker = NormalisedRows(partition.headers)
    sheet = partition.headers.index("sheet") if "sheet" in partition.headers else None
    row = partition.headers.index("row") if "row" in partition.headers else None
    # A CSV's only sheet is named after the file, as the local engine does.
    number, stem = partition.first_row, Path(partition.name).stem
    while batch := list(islice(rows, BATCH)):
        lines = []
        for cells in batch:
            if not any(cells):
                number += 1
                continue
            at = int(cells[row]) if row is not None and row < len(cells) and cells[row].isdigit() else number
            name = cells[sheet] if sheet is not None and sheet < len(cells) else stem
            lines.append(maker.line(name, at, cells))
            number += 1
        yield lines


def _csv_rows(partition: Partition, storage: dict[str, Any]) -> Iterator[Sequence[str]]:
    with opened(partition.path, storage) as file:
        file.seek(partition.start)
        data = file.read(partition.stop - partition.start)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = partition.first_row + data[: error.start].count(b"\n")
        raise UserError("not_utf8", file=partition.path, row=row) from error
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=partition.separator)
    except csv.Error as error:
        raise UserError("not_a_csv", file=partition.path, row=partition.first_row, detail=str(error)) from error


def _parquet_rows(partition: Partition, storage: dict[str, Any]) -> Iterator[Sequence[str]]:
    with opened(partition.path, storage) as file:
        try:
            table = pq.ParquetFile(file).read_row_groups(list(range(partition.start, partition.stop)))
        except (OSError, ValueError) as error:
            detail = str(error).splitlines()[0]
            raise UserError("damaged_parquet", file=partition.path, detail=detail) from error
    columns = [["" if v is None else str(v) for v in table.column(name).to_pylist()] for name in partition.headers]
    yield from zip(*columns, strict=True)


def _write(order: Order, name: str, schema: pa.Schema, rows: Sequence[Sequence[Any]], partition: Partition) -> None:
    """Write a Parquet file whole or not at all: under another name first."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    table = pa.table([pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)], schema=schema)
    about = {"path": partition.path, "first_row": str(partition.first_row), "last_row": str(partition.last_row)}
    table = table.replace_schema_metadata({f"tekser.{key}": value for key, value in about.items()})
    system, folder = fsspec.core.url_to_fs(order.out, **order.out_storage)
    write_whole(system, f"{folder}/{name}", lambda file: pq.write_table(table, file, compression="zstd"))


def counted(results: Sequence[PartitionResult]) -> Counter[str]:
    """Return the sums of what results count."""
    total: Counter[str] = Counter()
    for result in results:
        for name in ("lines", "hits", "flagged_lines", "unscreened", "further", "asked"):
            total[name] += getattr(result, name)
    return total
