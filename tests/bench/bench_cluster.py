"""Screening on a local Dask cluster: time, lines a second a core beside the local engine's, scaling, memory.

    python -m tests.bench.bench_cluster [--lines 10000000] [--parties 1000000] [--names 900000] [--scaling 1000000]

Makes a list of ``--names`` made-up names and normalised lines with ``--parties`` distinct parties as Parquet, then

* screens ``--scaling`` of the lines with the local engine on one thread, with one worker and with two, one after the
  other, so that their ratios come from one run (each with a fresh process and a cold memory of answers);
* screens all lines with two workers of 3 GB each.

Prints seconds, lines a second, the ratios, the highest memory of any worker, and the most questions that a partition
asked beside its distinct ones.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

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
from ui.terminal.cluster.driver import ClusterRun, Driver, connected
from ui.terminal.cluster.partitions import PARTITION_ROWS, partitions_of
from ui.terminal.cluster.work import Order, lines_of

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


def on_cluster(order: Order, path: Path, workers: int) -> tuple[ClusterRun, float]:
    """Screen on a local cluster; returns the run and the highest memory of a worker in MB."""
    with Highest().watching() as highest, connected(None, workers, "3GB") as client:
        run = Driver(client, order, partitions_of([str(path)]), Silent()).run({})
    assert not run.poisoned
    assert not run.failed
    return run, highest.bytes / 1e6


def local(folder: Path, digest: str, path: Path) -> None:
    """Screen with the local engine on one thread, and print seconds and questions; run in a process of its own."""
    engine = open_engine_folder(folder, digest, threads=1)
    start, lines = time.perf_counter(), 0
    for part in partitions_of([str(path)]):
        with lines_of(part, {}) as (batches, _left):
            for batch in batches:
                engine.screen(batch)
                lines += len(batch)
    print(time.perf_counter() - start, lines)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--names", type=int, default=900_000)
    parser.add_argument("--scaling", type=int, default=1_000_000, help="lines for the ratios; 0 leaves them out")
    parser.add_argument("--local", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.local:
        local(Path(options.local[0]), options.local[1], Path(options.local[2]))
        return
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        names = made_up_names(options.names, rng)
        start = time.perf_counter()
        rules = [r for file in ("chpl.csv", "eu-833-2014.csv") for r in read_goods_list(resource_path("lists", file))]
        engine = Engine(NameIndex.build(entries_of(names)), GoodsMatcher(rules), RouteJudge(), ScreeningSettings())
        folder = base / "engine"
        folder.mkdir()
        digest = save_engine_folder(engine, folder)
        del engine
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(f"engine of {len(names)} names: {time.perf_counter() - start:.0f} s to make, {size:.0f} MB", flush=True)
        parties = derived(made_up_names(options.parties, rng), rng)
        for at in range(0, len(parties), round(1 / LISTED_SHARE)):
            parties[at] = rng.choice(list(ALL.values()))[0](rng.choice(names), rng) or parties[at]
        texts = [f"{rng.choice(WORDS)} {rng.choice('ABCDEFGH')}{n}" for n in range(20_000)]
        del names
        if options.scaling:
            some = base / "some.parquet"
            write_lines(some, options.scaling, parties, texts, rng)
            command = [sys.executable, "-m", "tests.bench.bench_cluster", "--local", str(folder), digest, str(some)]
            seconds = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0])
            print(f"local, one thread  {seconds:7.1f} s  {options.scaling / seconds:7.0f} lines/s", flush=True)
            took = {}
            for workers in (1, 2):
                order = Order(digest, str(folder), str(base / f"out{workers}"))
                run, memory = on_cluster(order, some, workers)
                took[workers] = run.seconds
                rate = options.scaling / run.seconds
                print(
                    f"{workers} worker(s)        {run.seconds:7.1f} s  {rate:7.0f} lines/s"
                    f"  {rate / workers / (options.scaling / seconds):.2f} of the local engine's a core"
                    f"  {memory:.0f} MB at most",
                    flush=True,
                )
            print(f"from one to two workers: {took[1] / took[2]:.2f} times", flush=True)
        if options.lines:
            everything = base / "lines.parquet"
            start = time.perf_counter()
            write_lines(everything, options.lines, parties, texts, rng)
            print(f"{options.lines} lines written in {time.perf_counter() - start:.0f} s", flush=True)
            del parties
            order = Order(digest, str(folder), str(base / "out"))
            run, memory = on_cluster(order, everything, 2)
            lines = sum(result.lines for result in run.results.values())
            asked = sum(result.asked for result in run.results.values())
            most = max(result.asked for result in run.results.values())
            hits = sum(result.hits for result in run.results.values())
            print(
                f"{lines} lines, 2 workers: {run.seconds:.0f} s, {lines / run.seconds:.0f} lines/s, {hits} hits,"
                f" {memory:.0f} MB at most; questions asked {asked}, at most {most} in a partition"
            )


if __name__ == "__main__":
    main()
