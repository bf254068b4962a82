"""The asking side: hands partitions to workers, sends them the engine once, and keeps the run's record.

Every partition's result is noted in the output folder after its hits are there, so that whatever is stopped, worker,
scheduler or this program, the same command goes on with what is missing, and a partition that is done twice leaves
the same files.
"""

import json
import logging
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
from distributed import Client, LocalCluster, wait
from distributed.client import FuturesCancelledError

from screening.engine_folder import engine_folder_files
from screening.errors import UserError
from screening.progress import Progress, check
from screening.version import VERSION
from ui.terminal.cluster import work
from ui.terminal.cluster.answers import remove_answers
from ui.terminal.cluster.files import write_whole
from ui.terminal.cluster.partitions import Partition
from ui.terminal.cluster.work import Order, PartitionResult, Poisoned

logger = logging.getLogger(__name__)

IN_FLIGHT = 3
"""Partitions handed to each worker at once: one at work, the others waiting beside it."""
CHUNK = 32 << 20
"""Bytes of the engine sent at once."""
RECONNECT_SECONDS = 300.0
"""How long an absent scheduler, or a cluster without workers, is waited for."""
LOST = frozenset({"cancelled", "lost"})
RECORD = "run.json"
FORMAT = 1


@dataclass(slots=True)
class ClusterRun:
    """What a run came to."""

    partitions: Sequence[Partition]
    results: dict[int, PartitionResult] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def poisoned(self) -> list[Poisoned]:
        """Lines and partitions that an unforeseen error kept from being screened."""
        return [item for _number, result in sorted(self.results.items()) for item in result.poisoned]

    @property
    def failed(self) -> list[tuple[Partition, UserError]]:
        """Partitions whose file is at fault, with the error."""
        return [
            (partition, UserError(result.error_code, **result.error_data))
            for partition in self.partitions
            if (result := self.results.get(partition.number)) and result.error_code
        ]


@contextmanager
def connected(scheduler: str | None, workers: int, memory: str) -> Iterator[Client]:
    """Yield a client of a scheduler, or of processes of this machine: as many as there are processors for 0.

    ``memory`` is what each local worker may take ("3GB"). Raises UserError("cluster_unreachable").
    """
    if scheduler:
        try:
            client = Client(scheduler, timeout=30, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UserError("cluster_unreachable", address=scheduler, detail=str(error)) from error
        try:
            yield client
        finally:
            client.close(timeout=5)
        return
    with (
        LocalCluster(
            n_workers=workers or None, threads_per_worker=1, processes=True, memory_limit=memory,
            dashboard_address="127.0.0.1:0", host="127.0.0.1", silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        client.register_plugin(work.SilentAtTheEnd())
        yield client


class Driver:
    """Has all partitions of a run screened."""

    def __init__(
        self,
        client: Client,
        order: Order,
        partitions: Sequence[Partition],
        progress: Progress,
        engine_folder: Path | None = None,
    ) -> None:
        """``engine_folder`` is where this side has the engine, when workers are to look for it in another place."""
        self._client = client
        self._engine_folder = engine_folder or Path(order.engine_path)
        self._order = order
        self._run = ClusterRun(partitions)
        self._by_number = {partition.number: partition for partition in partitions}
        self._progress = progress
        self._suspects: deque[int] = deque()
        """Partitions that workers died over, to be tried alone at the end."""
        self._tried_alone: set[int] = set()
        self._ready: set[str] = set()
        """Addresses of workers that have the engine."""

    def run(self, done: dict[int, PartitionResult]) -> ClusterRun:
        """Screen all partitions but those that are ``done``. Raises Cancelled, UserError("cluster_unreachable" | ...)."""
        start = time.perf_counter()
        self._run.results.update(done)
        waiting = deque(p.number for p in self._run.partitions if p.number not in done)
        flying: dict[Any, int] = {}
        alone_since: float | None = None
        while waiting or flying or self._suspects:
            check(self._progress, "screen_partitions", len(self._run.results), len(self._run.partitions))
            if not self._equip():
                # A scheduler that restarts has no workers for a while; what it had is asked anew.
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since > RECONNECT_SECONDS:
                    raise UserError("cluster_without_workers", seconds=int(RECONNECT_SECONDS))
                self._take_back(flying, waiting)
                time.sleep(0.5)
                continue
            alone_since = None
            while waiting and len(flying) < IN_FLIGHT * len(self._ready):
                self._submit(waiting.popleft(), flying)
            if self._suspects and not waiting and not flying:
                # Alone: whoever dies now dies of this partition.
                self._submit(self._suspects.popleft(), flying)
            self._collect(flying, waiting)
        self._run.seconds = time.perf_counter() - start
        if not self._run.poisoned and not self._run.failed:
            remove_answers(self._order.out, self._order.out_storage)
        return self._run

    def _submit(self, number: int, flying: dict[Any, int]) -> None:
        # Bound to no worker: the address of one that is restarted is another, and a task would wait for the old one.
        future = self._client.submit(work.screen_partition, self._order, self._by_number[number], pure=False, retries=0)
        flying[future] = number

    def _collect(self, flying: dict[Any, int], waiting: deque[int]) -> None:
        """Wait for a moment and take what has come."""
        try:
            with self._client.as_current():
                wait(list(flying), timeout=0.5, return_when="FIRST_COMPLETED")
        except TimeoutError:
            pass
        except (OSError, RuntimeError, FuturesCancelledError) as error:
            # The connection went; the client looks for the scheduler by itself.
            logger.warning("connection to the scheduler lost: %s", error)
            time.sleep(0.5)
        for future in [future for future in flying if future.status != "pending"]:
            number = flying.pop(future)
            if future.status in LOST:
                waiting.append(number)
                continue
            try:
                if future.status == "error":
                    self._died(number, future.exception())
                    continue
                result: PartitionResult = future.result()
            except (OSError, TimeoutError, FuturesCancelledError) as error:
                # The result lay with a worker, or a scheduler, that is gone: it is made again.
                logger.warning("a result was lost on the way: %s", error)
                waiting.append(number)
                continue
            if result.missing_engine:
                self._ready.clear()
                waiting.append(number)
                continue
            self._keep(result)

    def _take_back(self, flying: dict[Any, int], waiting: deque[int]) -> None:
        for future, number in list(flying.items()):
            if future.status in LOST:
                del flying[future]
                waiting.append(number)

    def _died(self, number: int, error: BaseException | None) -> None:
        """Workers died over a partition, or its task failed as no task should.

        Dask suspects every partition that lay with the worker, so each is tried once more with nothing beside it.
        """
        partition = self._by_number[number]
        logger.warning("partition %d of %s failed: %r", number, partition.name, error)
        if number not in self._tried_alone:
            self._tried_alone.add(number)
            self._suspects.append(number)
            return
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        lost = Poisoned(partition.path, "", partition.first_row, partition.last_row, told)
        self._keep(PartitionResult(number, poisoned=[lost]))

    def _keep(self, result: PartitionResult) -> None:
        """Note a result in the output folder, behind its hits."""
        self._run.results[result.number] = result
        write_json(self._order, f"done/part-{result.number:06}.json", _result_to_json(result))

    def _equip(self) -> bool:
        """See to it that workers have the engine; returns whether any has. Raises UserError("cluster_version")."""
        try:
            known = set(self._client.scheduler_info(n_workers=-1)["workers"])
        except (OSError, RuntimeError, TimeoutError, KeyError):
            return False
        if known and known == self._ready:
            return True
        self._ready &= known
        new = sorted(known - self._ready)
        if not new:
            return bool(self._ready)
        try:
            facts: dict[str, Any] = self._client.run(
                work.worker_facts, self._order.engine, self._order.engine_path, workers=new, on_error="ignore"
            )
        except (OSError, RuntimeError, TimeoutError):
            return bool(self._ready)
        for address, told in facts.items():
            version, _place, _has = told
            if version != VERSION:
                raise UserError("cluster_version", address=address, theirs=version, ours=VERSION)
        without = {place: address for address, (_version, place, has) in facts.items() if not has}
        for address in without.values():
            self._send(address)
        self._ready |= set(facts)
        return bool(self._ready)

    def _send(self, address: str) -> None:
        """Send the engine to one worker; the others of its machine find it there."""
        engine = self._order.engine
        for path in engine_folder_files(self._engine_folder):
            with path.open("rb") as file:
                offset = 0
                while chunk := file.read(CHUNK):
                    check(self._progress, "send_engine", offset >> 20)
                    self._client.run(work.receive, engine, path.name, offset, chunk, workers=[address])
                    offset += len(chunk)
        whole = self._client.run(work.received, engine, workers=[address])
        if not all(whole.values()):
            raise UserError("cluster_engine_not_sent", address=address)


def write_json(order: Order, name: str, content: Any) -> None:  # noqa: ANN401  # JSON
    """Write a JSON file into the output folder, whole or not at all."""
    system, folder = fsspec.core.url_to_fs(order.out, **order.out_storage)
    data = json.dumps(content, ensure_ascii=False, indent=1).encode()
    write_whole(system, f"{folder}/{name}", lambda file: file.write(data))


def read_json(order: Order, name: str) -> Any:  # noqa: ANN401  # JSON
    """Return the content of a JSON file of the output folder, or None when it is not there or not whole."""
    system, folder = fsspec.core.url_to_fs(order.out, **order.out_storage)
    try:
        with system.open(f"{folder}/{name}", "r", encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def done_before(order: Order, partitions: Sequence[Partition], key: str) -> dict[int, PartitionResult]:
    """Return the results that an earlier run of the same work has left; begin the folder where there is none.

    Raises UserError("cluster_other_run") when the folder holds other work.
    """
    plan = read_json(order, "plan.json")
    if plan is not None and plan.get("key") != key:
        raise UserError("cluster_other_run", file=order.out)
    if plan is None:
        written = {"key": key, "started_at": datetime.now(UTC).isoformat(timespec="seconds"), "version": VERSION}
        write_json(order, "plan.json", written)
        return {}
    found = {}
    for partition in partitions:
        told: Any = read_json(order, f"done/part-{partition.number:06}.json")
        if told is None:
            continue
        earlier = _result_from_json(told)
        if not earlier.poisoned and not earlier.error_code:
            found[partition.number] = earlier
    return found


def record(run: ClusterRun, order: Order, about: dict[str, Any]) -> dict[str, Any]:
    """Return the run's record: what was asked, with which lists and settings, and the counts of each partition."""
    not_checked: Counter[tuple[str, str]] = Counter()
    for result in run.results.values():
        not_checked.update(result.not_checked)
    return {
        "format": FORMAT,
        "program": f"Tekser {VERSION}",
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 1),
        "engine": order.engine,
        **about,
        "totals": {
            **work.counted(list(run.results.values())),
            "partitions": len(run.partitions),
            "poisoned": len(run.poisoned),
            "failed": len(run.failed),
        },
        "not_checked": [
            {"rule": rule, "field": name, "lines": lines} for (rule, name), lines in sorted(not_checked.items())
        ],
        "not_checked_for_want_of_history": list(order.needs_history),
        "poisoned": [asdict(item) for item in run.poisoned],
        "partitions": [
            {**asdict(part), "headers": list(part.headers), "result": _result_to_json(run.results[part.number])}
            for part in run.partitions
            if part.number in run.results
        ],
    }


def _result_to_json(result: PartitionResult) -> dict[str, Any]:
    told = asdict(result)
    told["not_checked"] = [[rule, name, lines] for (rule, name), lines in sorted(result.not_checked.items())]
    return told


def _result_from_json(told: dict[str, Any]) -> PartitionResult:
    told = dict(told)
    told["not_checked"] = {(rule, name): lines for rule, name, lines in told["not_checked"]}
    told["poisoned"] = [Poisoned(**item) for item in told["poisoned"]]
    return PartitionResult(**told)
