"""Screening on a local Dask cluster: time, lines a second a core beside the local engine's, scaling, memory.

    python -m tests.bench.bench_cluster --folder KEPT [--lines 10000000] [--parties 1000000] [--names 900000]
                                        [--scaling 800000]

Makes a list of ``--names`` made-up names and normalised lines with ``--parties`` distinct parties as Parquet, then

* screens ``--scaling`` other lines, whose parties recur as often as those of all lines, with the local engine on one
  thread, with one worker and with two, one after the other, so that their ratios come from one run (each in fresh
  processes that know no answers);
* screens all lines with two workers of 3 GB each.

Prints seconds, lines a second, the ratios, the highest memory of any worker, and the questions that were put to the
names. With ``--folder`` everything made is kept there, each figure as soon as it is known: run again, the same command
goes on where it was stopped, also in the middle of all lines.
"""

import argparse
import contextlib
import functools
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from screening.collector import patient_collector
from screening.effectiveness.manipulations import ALL
from screening.engine_folder import open_engine_folder, save_engine_folder
from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.names.index import NameIndex
from screening.progress import Silent
from screening.resources import resource_path
from screening.route.judge import RouteJudge
from screening.screen import Engine
from screening.settings import ScreeningSettings
from tests.bench.bench_goods import WORDS
from tests.bench.bench_manifest import CODES, COUNTRIES, LISTED_SHARE
from tests.bench.bench_names import SEED, derived, entries_of, made_up_names
from ui.terminal.cluster.driver import Driver, connected, done_before
from ui.terminal.cluster.partitions import PARTITION_ROWS, partitions_of
from ui.terminal.cluster.work import Order, counted, lines_of

CHUNK = 200_000


def write_lines(path: Path, count: int, parties: list[str], texts: list[str], rng: random.Random) -> None:
    """Write normalised lines as Parquet, every party as often as any other."""
    writer = None
    for start in range(0, count, CHUNK):
        size = min(CHUNK, count - start)
        table = pa.table({
            "consignor": rng.choices(parties, k=size), "consignee": rng.choices(parties, k=size),
            "description": rng.choices(texts, k=size), "hs_code": rng.choices(CODES, k=size),
            "origin_country": rng.choices(COUNTRIES, k=size), "destination_country": rng.choices(COUNTRIES, k=size),
            "gross_weight": [str(rng.randint(1, 900)) for _ in range(size)],
            "value": [str(rng.randint(100, 99999)) for _ in range(size)],
        })  # fmt: skip
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=PARTITION_ROWS // 2)
    assert writer is not None
    writer.close()


class Highest:
    """The highest memory of any process of a tree, asked five times a second."""

    def __init__(self) -> None:
        self.bytes = 0
        self._stop = threading.Event()

    @contextmanager
    def watching(self) -> Iterator["Highest"]:
        """Watch while the block runs."""
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def _watch(self) -> None:
        here = psutil.Process()
        while not self._stop.wait(0.2):
            for process in here.children(recursive=True):
                try:
                    self.bytes = max(self.bytes, process.memory_info().rss)
                except psutil.Error:
                    continue


def local(folder: Path, digest: str, path: Path) -> None:
    """Screen with the local engine on one thread, and print seconds and lines; run in a process of its own."""
    engine = open_engine_folder(folder, digest, threads=1)
    start, lines = time.perf_counter(), 0
    for part in partitions_of([str(path)]):
        with patient_collector(), lines_of(part, {}) as (batches, _left):
            for batch in batches:
                engine.screen(batch)
                lines += len(batch)
    print(time.perf_counter() - start, lines)


class Telling(Silent):
    """Prints how many partitions are done, once a minute."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def report(self, stage: str, done: int, total: int | None = None) -> None:
        """Print now and then."""
        if time.monotonic() - self._told > 60:
            self._told = time.monotonic()
            print(f"  {time.strftime('%H:%M:%S')} {stage} {done} of {total}", flush=True)


class Kept:
    """The folder of a benchmark with the figures that were measured before."""

    def __init__(self, folder: Path, about: dict[str, int]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._file = folder / "figures.json"
        self._figures: dict[str, Any] = json.loads(self._file.read_text()) if self._file.exists() else {"about": about}
        if self._figures["about"] != about:
            raise SystemExit(f"{folder} holds another benchmark: {self._figures['about']}")

    def figure(self, name: str, measure: Callable[[], Any]) -> Any:  # JSON
        """Return a figure that was measured before, or measure it now and keep it."""
        if name not in self._figures:
            self._figures[name] = measure()
            self._file.write_text(json.dumps(self._figures, indent=1))
        return self._figures[name]


def make_engine(base: Path, count: int) -> dict[str, Any]:
    """Write the engine of made-up names; returns its hash, seconds and megabytes."""
    start = time.perf_counter()
    rules = [r for file in ("chpl.csv", "eu-833-2014.csv") for r in read_goods_list(resource_path("lists", file))]
    names = NameIndex.build(entries_of(made_up_names(count, random.Random(SEED))))
    folder = base / "engine"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    digest = save_engine_folder(Engine(names, GoodsMatcher(rules), RouteJudge(), ScreeningSettings()), folder)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    return {"digest": digest, "seconds": time.perf_counter() - start, "megabytes": size}


def make_lines(path: Path, lines: int, parties: int, names: int, seed: int) -> float:
    """Write lines with so many distinct parties, some of them altered listed names; returns seconds."""
    start = time.perf_counter()
    rng = random.Random(seed)
    listed = made_up_names(names, random.Random(SEED))
    asked = derived(made_up_names(parties, rng), rng)
    for at in range(0, len(asked), round(1 / LISTED_SHARE)):
        asked[at] = rng.choice(list(ALL.values()))[0](rng.choice(listed), rng) or asked[at]
    texts = [f"{rng.choice(WORDS)} {rng.choice('ABCDEFGH')}{n}" for n in range(20_000)]
    write_lines(path, lines, asked, texts, rng)
    return time.perf_counter() - start


def measured(order: Order, path: Path, workers: int) -> dict[str, Any]:
    """Screen on a local cluster, going on with what an earlier run left; returns the figures."""
    parts = partitions_of([str(path)])
    # Partitions that were done before count with the seconds their workers took.
    done = done_before(order, parts, order.answers)
    before = sum(result.seconds for result in done.values()) / workers
    with Highest().watching() as highest, connected(None, workers, "3GB") as client:
        run = Driver(client, order, parts, Telling()).run(done)
    if run.poisoned or run.failed:
        raise SystemExit(f"not all was screened: {run.poisoned} {run.failed}")
    results = list(run.results.values())
    return {
        **counted(results), "seconds": run.seconds + before, "resumed": len(done), "megabytes": highest.bytes / 1e6,
        "most_asked": max(result.asked for result in results), "partitions": len(parts),
    }  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--names", type=int, default=900_000)
    parser.add_argument("--scaling", type=int, default=800_000, help="lines for the ratios; 0 leaves them out")
    parser.add_argument("--folder", type=Path, help="keep everything there and go on with what is there")
    parser.add_argument("--local", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.local:
        local(Path(options.local[0]), options.local[1], Path(options.local[2]))
        return
    with contextlib.ExitStack() as stack:
        base = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench(base.absolute(), options.lines, options.parties, options.names, options.scaling)


def bench(base: Path, lines: int, parties: int, names: int, scaling: int) -> None:
    """Measure what was not measured before, and print everything."""
    kept = Kept(base, {"lines": lines, "parties": parties, "names": names, "scaling": scaling})
    made = kept.figure("engine", lambda: make_engine(base, names))
    digest, engine = made["digest"], str(base / "engine")
    print(f"engine of {names} names: {made['seconds']:.0f} s to make, {made['megabytes']:.0f} MB", flush=True)
    if scaling:
        some, few = base / "some.parquet", max(scaling * parties // lines, 1)
        kept.figure("some", lambda: make_lines(some, scaling, few, names, SEED + 1))
        command = [sys.executable, "-m", "tests.bench.bench_cluster", "--local", engine, digest, str(some)]
        seconds = kept.figure(
            "local",
            lambda: float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0]),
        )
        print(f"{scaling} lines, {few} parties", flush=True)
        print(f"local, one thread  {seconds:7.1f} s  {scaling / seconds:7.0f} lines/s", flush=True)
        took = {}
        for workers in (1, 2):
            order = Order(digest, engine, str(base / f"out{workers}"), answers=digest[:32])
            one = kept.figure(f"workers{workers}", functools.partial(measured, order, some, workers))
            took[workers] = one["seconds"]
            rate = scaling / one["seconds"]
            print(
                f"{workers} worker(s)        {one['seconds']:7.1f} s  {rate:7.0f} lines/s"
                f"  {rate / workers / (scaling / seconds):.2f} of the local engine's a core"
                f"  {one['megabytes']:.0f} MB at most; questions asked {one['asked']}",
                flush=True,
            )
        print(f"from one to two workers: {took[1] / took[2]:.2f} times", flush=True)
    everything = base / "lines.parquet"
    seconds = kept.figure("written", lambda: make_lines(everything, lines, parties, names, SEED + 2))
    print(f"{lines} lines with {parties} parties written in {seconds:.0f} s", flush=True)
    order = Order(digest, engine, str(base / "out"), answers=digest[:32])
    all_of_it = kept.figure("all", lambda: measured(order, everything, 2))
    print(
        f"{all_of_it['lines']} lines, 2 workers: {all_of_it['seconds']:.0f} s,"
        f" {all_of_it['lines'] / all_of_it['seconds']:.0f} lines/s, {all_of_it['hits']} hits,"
        f" {all_of_it['megabytes']:.0f} MB at most; questions asked {all_of_it['asked']}, at most"
        f" {all_of_it['most_asked']} in one of {all_of_it['partitions']} partitions;"
        f" {all_of_it['resumed']} partitions had been done before",
        flush=True,
    )


if __name__ == "__main__":
    main()
