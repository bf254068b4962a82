"""Re-screening: 1,000 changed entries against 1,000,000 stored distinct parties, through the store.

    python -m tests.bench.bench_rescreen [--parties 1000000] [--names 45000] [--changed 1000] [--listed 0.003]

Parties are made-up names, a share of them altered listed ones (``manipulations``), two on each line; the list is made
up too, the seed fixed. Prints seconds and peak memory: keeping the questions, preparing their words (done once for each
party), the index of the new list, and the re-screening itself from the changed list to the kept alerts.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from db.store import DataFolder, SqliteStore
from screening.effectiveness.manipulations import ALL
from screening.model.lists import Entry, EntryName, ListFormat, ListInfo
from screening.model.manifests import Line, ManifestInfo, Value
from screening.questions import question_format, questions_of
from screening.rescreen import prepare_questions, rescreen
from screening.settings import ScreeningSettings
from screening.version import VERSION
from screening.workflow import open_engine
from tests.bench.bench_names import SEED, entries_of, made_up_names

LINES = 5000


def lines_of(parties: list[str]) -> Iterator[list[Line]]:
    """Yield batches of lines, each with two of the parties."""
    batch = []
    for at in range(0, len(parties) - 1, 2):
        row = at // 2 + 2
        values = tuple(Value(field, text, text, row, n) for n, (field, text) in
                       enumerate((("consignor", parties[at]), ("consignee", parties[at + 1]))))  # fmt: skip
        batch.append(Line("1", row, values, tuple(parties[at : at + 2])))
        if len(batch) == LINES:
            yield batch
            batch = []
    yield batch


def parties_of(count: int, listed: list[str], share: float, rng: random.Random) -> list[str]:
    """Return distinct parties, a share of them altered listed names."""
    found: dict[str, None] = {}
    while len(found) < count:
        more = count - len(found)
        found |= dict.fromkeys(made_up_names(more, rng))
        for _ in range(int(more * share)):
            found[rng.choice(list(ALL.values()))[0](rng.choice(listed), rng) or rng.choice(listed)] = None
    texts = list(found)[:count]
    rng.shuffle(texts)
    return texts


def put(store: SqliteStore, entries: list[Entry], sha256: str) -> None:
    """Put the list in force."""
    store.replace_list(
        ListInfo("bench", "Bench", ListFormat.OPENSANCTIONS_CSV, "-", sha256, datetime.now(UTC)), entries
    )


def measure(folder: Path, count: int, names: int, changes: int, share: float) -> dict[str, float]:
    """Make the store, change the list, and re-screen; returns the figures by name."""
    rng = random.Random(SEED)
    listed = made_up_names(names, rng)
    entries = [one.entry for one in entries_of(listed)]
    parties = parties_of(count, listed, share, rng)
    figures: dict[str, float] = {}

    def timed(label: str, start: float) -> None:
        figures[f"{label}_s"] = round(time.perf_counter() - start, 1)

    with DataFolder(folder) as data, data.open() as store:
        put(store, entries, "a")
        original = folder / "m.csv"
        original.write_bytes(b"-")
        start = time.perf_counter()
        made = store.add_manifest(
            ManifestInfo("m.csv", "m.csv", "b" * 64, 1, "csv"), [], lines_of(parties), [], original, questions_of,
            question_format(),
        )  # fmt: skip
        timed("keep_lines_and_questions", start)
        start = time.perf_counter()
        prepare_questions(store)
        timed("prepare_once", start)
        with store.run(made.manifest_id, VERSION, ScreeningSettings().to_json(), store.lists()) as run:
            run.finish(made.lines)
        changed = set(rng.sample(range(len(entries)), changes))
        fresh = made_up_names(changes, rng)
        put(store, [replace(entry, names=(*entry.names, EntryName(fresh.pop()))) if n in changed else entry
                    for n, entry in enumerate(entries)], "c")  # fmt: skip
        start = time.perf_counter()
        open_engine(store, ScreeningSettings())
        timed("index", start)
        start = time.perf_counter()
        used = psutil.Process().cpu_times()
        done = rescreen(store)
        timed("rescreen", start)
        now = psutil.Process().cpu_times()
        figures["rescreen_cpu_s"] = round(now.user + now.system - used.user - used.system, 1)
        figures |= {"questions": done.questions, "asked": done.asked, "alerts": done.alerts, "changed": done.entries}
    figures["memory_mb"] = round(psutil.Process().memory_info().rss / 1e6)
    try:
        import resource
    except ImportError:
        return figures
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)
    return figures


@pytest.mark.bench
def test_a_thousand_changes_against_a_million_parties(tmp_path: Path) -> None:
    figures = measure(tmp_path / "data", 1_000_000, 45_000, 1000, 0.003)
    print(figures)
    assert figures["rescreen_s"] <= 20


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--names", type=int, default=45_000)
    parser.add_argument("--changed", type=int, default=1000)
    parser.add_argument("--listed", type=float, default=0.003)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(measure(Path(folder, "data"), options.parties, options.names, options.changed, options.listed))


if __name__ == "__main__":
    main()
