"""The cluster's hits are the local engine's, row for row, whatever happens on the way."""

import csv
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import pyarrow.parquet as pq
import pytest
from distributed import Client, LocalCluster

from screening.engine_folder import save_engine_folder
from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.lists.read import read_starter
from screening.model.hits import Hit, further_entries
from screening.names.index import NameIndex
from screening.ports import ListedEntry
from screening.progress import Silent
from screening.resources import resource_path
from screening.route.definitions import definitions
from screening.route.judge import RouteJudge
from screening.screen import Engine
from screening.settings import ScreeningSettings
from tests.cluster.poison import FAILS, KILLS, PoisonedRoute
from tests.terminal.conftest import Tekser, tekser
from ui.report.hits import hit_rows
from ui.terminal.cluster import driver as driver_module
from ui.terminal.cluster import partitions as partitions_module
from ui.terminal.cluster import work
from ui.terminal.cluster.driver import ClusterRun, Driver, done_before
from ui.terminal.cluster.partitions import Partition, partitions_of
from ui.terminal.cluster.work import Order, lines_of

__all__ = ["tekser"]
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

SAMPLE = resource_path("samples", "forwarder_register.xlsx")
HEADERS = ("consignor", "consignee", "description", "hs_code", "destination_country")
LISTED = ("Kalashnikov Concern JSC", "Rosoboronexport", "АО «Рособоронэкспорт»")


@pytest.fixture(scope="module")
def engine() -> Engine:
    starter = read_starter()
    names = NameIndex.build(ListedEntry("starter", entry) for entry in starter.entries)
    return Engine(
        names, GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv"))), RouteJudge(), ScreeningSettings()
    )


@pytest.fixture(scope="module")
def engine_folder(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("engine")
    return folder, save_engine_folder(engine, folder)


@contextmanager
def cluster_of(workers: int) -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with cluster_of(2) as found:
        yield found


def write_lines(path: Path, count: int, marks: dict[int, str] | None = None) -> None:
    """Write normalised lines; ``marks`` gives the consignee of some rows (numbered as in a spreadsheet)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for n in range(2, count + 2):
            consignee = LISTED[n % 3] if n % 7 == 0 else f"Altyn Dala {n} LLP"
            goods, code = ("memory chips", "854232") if n % 11 == 0 else ('chairs, "oak",\nbrown', "940169")
            row = ("Bavaria GmbH", (marks or {}).get(n, consignee), goods, code, "Kazakhstan")
            writer.writerow(row)


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of 300 lines that is cut into some eight partitions."""
    path = tmp_path / "lines.csv"
    write_lines(path, 300)
    monkeypatch.setattr(partitions_module, "PARTITION_BYTES", path.stat().st_size // 8)
    return path


def order_of(engine_folder: tuple[Path, str], out: Path) -> Order:
    return Order(engine_folder[1], str(engine_folder[0]), str(out))


def screened_here(engine: Engine, parts: Sequence[Partition]) -> list[tuple[Hit, ...]]:
    """Return the hits of the local engine, line by line."""
    found: list[tuple[Hit, ...]] = []
    for part in parts:
        with lines_of(part, {}) as (batches, _left):
            for batch in batches:
                found += engine.screen(batch).hits
    return found


def local_rows(engine: Engine, parts: Sequence[Partition]) -> list[tuple[Any, ...]]:
    """Return the rows of hits that the local engine gives for the same lines, all in one batch."""
    everything = []
    for part in parts:
        with lines_of(part, {}) as (batches, _left):
            everything += [(part.name, line) for batch in batches for line in batch]
    screened = engine.screen([line for _name, line in everything])
    return list(
        hit_rows((name, hit) for (name, _), hits in zip(everything, screened.hits, strict=True) for hit in hits)
    )


def cluster_rows(out: Path) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for path in sorted((out / "hits").glob("*.parquet")):
        table = pq.read_table(path)
        rows += zip(*(column.to_pylist() for column in table.columns), strict=True)
    return rows


def run(client: Client, order: Order, parts: Sequence[Partition], done: dict[int, Any] | None = None) -> ClusterRun:
    return Driver(client, order, parts, Silent()).run(done or {})


@pytest.mark.parametrize("pieces", [1, 3, 8, 40])
def test_any_number_of_partitions_gives_the_same(
    client: Client, engine: Engine, engine_folder: tuple[Path, str], lines: Path, tmp_path: Path, pieces: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(partitions_module, "PARTITION_BYTES", lines.stat().st_size // pieces + 1)
    parts = partitions_of([str(lines)])
    assert len(parts) >= pieces * 0.8
    came = run(client, order_of(engine_folder, tmp_path / "out"), parts)
    expected = local_rows(engine, parts)
    assert cluster_rows(tmp_path / "out") == expected
    assert expected
    assert sum(result.lines for result in came.results.values()) == 300
    assert all(result.asked <= 2 * result.lines for result in came.results.values())


def test_entries_beyond_the_most_are_counted_alike(client: Client, lines: Path, tmp_path: Path) -> None:
    (listed,) = [entry for entry in read_starter().entries if entry.name.startswith("Rosoboronexport")][:1]
    same = [ListedEntry("starter", replace(listed, entry_id=f"e{n}")) for n in range(9)]
    goods = GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))
    crowded = Engine(NameIndex.build(same), goods, RouteJudge(), ScreeningSettings())
    folder = tmp_path / "engine"
    folder.mkdir()
    parts = partitions_of([str(lines)])
    came = run(client, order_of((folder, save_engine_folder(crowded, folder)), tmp_path / "out"), parts)
    expected = sum(map(further_entries, screened_here(crowded, parts)))
    assert expected > 0
    assert work.counted(list(came.results.values()))["further"] == expected
    assert cluster_rows(tmp_path / "out") == local_rows(crowded, parts)


def test_one_worker_gives_the_same(
    engine: Engine, engine_folder: tuple[Path, str], lines: Path, tmp_path: Path
) -> None:
    parts = partitions_of([str(lines)])
    with cluster_of(1) as client:
        run(client, order_of(engine_folder, tmp_path / "out"), parts)
    assert cluster_rows(tmp_path / "out") == local_rows(engine, parts)


def test_the_command_gives_what_the_local_command_gives(tekser: Tekser, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    shutil.copy(SAMPLE, source)
    write_lines(source / "lines.csv", 40)
    history = [code for code, definition in definitions().items() if definition.needs == "history"]
    assert history
    for code in history:
        # The cluster has no history and says so; everything else is the same.
        assert tekser("flags", "set", code, "--off").code == 0
    hits = tmp_path / "hits.csv"
    local = tekser("screen", source, "--hits", hits)
    assert local.code in (0, 4), local.err
    out = tmp_path / "out"
    result = tekser("screen", source, "--engine", "dask", "--workers", "2", "--out", out)
    assert result.code == local.code, result.err
    with hits.open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file)][1:]
    got = [(*map(str, row[:10]), f"{row[10]:.2f}", *row[11:]) for row in cluster_rows(out)]
    assert sorted(got) == sorted(expected)
    assert expected
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert set(told["not_checked_for_want_of_history"]) == set(history)
    again = tekser("screen", source, "--engine", "dask", "--workers", "2", "--out", out)
    assert "done before" in again.out
    other = tekser("screen", SAMPLE, "--engine", "dask", "--workers", "1", "--out", out)
    assert other.code == 2
    assert str(out) in other.err


def test_options_without_effect_are_refused(tekser: Tekser, tmp_path: Path) -> None:
    assert "--hits" in tekser("screen", SAMPLE, "--engine", "dask", "--out", tmp_path / "o", "--hits", "h.csv").err
    assert "--out" in tekser("screen", SAMPLE, "--engine", "dask").err


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_workers_change_nothing(
    engine: Engine, engine_folder: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lines.csv"
    write_lines(path, 3000)
    monkeypatch.setattr(partitions_module, "PARTITION_BYTES", path.stat().st_size // 40)
    parts = partitions_of([str(path)])
    out = tmp_path / "out"
    killed: list[int] = []

    def kill_some(client: Client) -> None:
        while len(killed) < 3:
            done = len(list((out / "done").glob("*.json"))) if (out / "done").exists() else 0
            if done > 3 * len(killed):
                pids = client.run(os.getpid, on_error="ignore")
                pid = next((p for p in pids.values() if isinstance(p, int) and p not in killed), None)
                if pid:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
            time.sleep(0.02)

    with cluster_of(2) as client:
        thread = threading.Thread(target=kill_some, args=(client,), daemon=True)
        thread.start()
        came = run(client, order_of(engine_folder, out), parts)
        thread.join(60)
    assert killed, "no worker was killed: the run was over too soon"
    assert not came.poisoned
    assert cluster_rows(out) == local_rows(engine, parts)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_restarted_scheduler_changes_nothing(
    engine: Engine, engine_folder: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lines.csv"
    write_lines(path, 3000)
    monkeypatch.setattr(partitions_module, "PARTITION_BYTES", path.stat().st_size // 40)
    parts = partitions_of([str(path)])
    out = tmp_path / "out"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    scheduler_command = [*dask, "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"]
    worker_command = [
        sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", "1", "--nthreads", "1",
        "--no-nanny", "--no-dashboard", "--death-timeout", "60", "--local-directory", str(tmp_path),
    ]  # fmt: skip
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    processes: list[subprocess.Popen[bytes]] = []

    def start(command: list[str]) -> "subprocess.Popen[bytes]":
        processes.append(subprocess.Popen(command, env=environment, cwd=root, **quiet))
        return processes[-1]

    def restart() -> None:
        while not len(list((out / "done").glob("*.json"))) > 4:
            time.sleep(0.02)
        scheduler.kill()
        scheduler.wait()
        restarted.append(start(scheduler_command))
        start(worker_command)

    restarted: list[object] = []
    scheduler = start(scheduler_command)
    start(worker_command)
    (out / "done").mkdir(parents=True)
    thread = threading.Thread(target=restart, daemon=True)
    thread.start()
    try:
        with driver_module.connected(address, 0, "2GB") as client:
            came = run(client, order_of(engine_folder, out), parts)
    finally:
        thread.join(30)
        for process in processes:
            process.kill()
            process.wait()
    assert restarted, "the scheduler was not restarted: the run was over too soon"
    assert len(came.results) == len(parts)
    assert not came.poisoned
    assert cluster_rows(out) == local_rows(engine, parts)


def test_a_worker_without_the_engine_is_sent_it(
    client: Client, engine: Engine, engine_folder: tuple[Path, str], lines: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(driver_module, "CHUNK", 100_000)
    hidden = tmp_path / "elsewhere"
    shutil.copytree(engine_folder[0], hidden)
    shutil.rmtree(work.engine_home(engine_folder[1]), ignore_errors=True)
    try:
        parts = partitions_of([str(lines)])
        order = Order(engine_folder[1], str(tmp_path / "nowhere"), str(tmp_path / "out"))
        Driver(client, order, parts, Silent(), hidden).run({})
        assert work.engine_home(engine_folder[1]).exists()
        assert cluster_rows(tmp_path / "out") == local_rows(engine, parts)
    finally:
        shutil.rmtree(work.engine_home(engine_folder[1]), ignore_errors=True)


def test_poisoned_lines_are_named_and_the_rest_is_screened(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lines.csv"
    write_lines(path, 300, {20: FAILS, 150: FAILS, 260: KILLS})
    monkeypatch.setattr(partitions_module, "PARTITION_BYTES", path.stat().st_size // 8)
    parts = partitions_of([str(path)])
    folder = tmp_path / "engine"
    folder.mkdir()
    poisoned = Engine(engine.names, engine.goods, PoisonedRoute(), engine.settings)
    out = tmp_path / "out"
    # A worker takes seconds to come back; Dask's own three deaths more tell nothing new here.
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), cluster_of(2) as client:
        came = run(client, Order(save_engine_folder(poisoned, folder), str(folder), str(out)), parts)
    (killer,) = [part for part in parts if part.first_row <= 260 <= part.last_row]
    assert [(p.first_row, p.last_row) for p in came.poisoned] == [
        (20, 20),
        (150, 150),
        (killer.first_row, killer.last_row),
    ]
    assert all(p.path == str(path) and p.error for p in came.poisoned)
    rest = [part for part in parts if part is not killer]
    expected = [row for row in local_rows(engine, rest) if row[2] not in (20, 150)]
    assert cluster_rows(out) == expected
    # The same again asks the poisoned partitions anew, and only them.
    order = Order(save_engine_folder_again(engine, tmp_path), str(tmp_path / "again"), str(out))
    driver_module.write_json(order, "plan.json", {"key": "k"})
    done = done_before(order, parts, "k")
    assert len(done) == len(parts) - 3


def save_engine_folder_again(engine: Engine, tmp_path: Path) -> str:
    folder = tmp_path / "again"
    folder.mkdir()
    return save_engine_folder(engine, folder)


def test_a_cluster_that_closes_writes_nothing_to_the_terminal(
    engine: Engine, engine_folder: tuple[Path, str], lines: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = partitions_of([str(lines)])
    with driver_module.connected(None, 2, "2GB") as client:
        run(client, order_of(engine_folder, tmp_path / "out"), parts)
        # What a worker logs while it closes, on a machine so busy that the scheduler is gone before it.
        client.run(log_while_closing)
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")


def log_while_closing(dask_worker: Any) -> None:
    """Have a worker log an error a thousand times a second from the moment its plugins were told that it closes."""
    from distributed.core import Status
    from tornado.ioloop import PeriodicCallback

    logger = logging.getLogger("distributed.worker")

    def log() -> None:
        if dask_worker.status is Status.closing and not dask_worker.periodic_callbacks["heartbeat"].is_running():
            logger.error("Failed to communicate with scheduler during heartbeat.")

    dask_worker.test_callback = PeriodicCallback(log, 1)
    dask_worker.loop.add_callback(dask_worker.test_callback.start)


def test_a_damaged_engine_is_refused(engine_folder: tuple[Path, str], lines: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(engine_folder[0], folder)
    part = folder / "engine.pickle"
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    order = Order(engine_folder[1], str(folder), str(tmp_path / "out"))
    assert work.screen_partition(order, partitions_of([str(lines)])[0]).missing_engine
