"""A large manifest from file to stored hits, step by step.

    python -m tests.bench.bench_manifest [--list TARGETS.csv] [--lines 100000] [--parties 40000] [--texts 20000]

Parties are made-up names, one in thirty of them an altered listed one; goods are descriptions of controlled and of
plain goods with a number behind them. Without ``--list`` the list is made up too. Prints seconds and peak memory
of each step: import (file to stored lines), screening (stored lines to stored hits, the index being made), export.
"""

import argparse
import csv
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from db.store import DataFolder
from screening.effectiveness.manipulations import ALL
from screening.model.lists import ListFormat, ListInfo
from screening.settings import ScreeningSettings
from screening.workflow import import_lists, import_manifest, load_bundled, open_engine, screen_manifest
from tests.bench.bench_goods import WORDS
from tests.bench.bench_names import SEED, entries_of, made_up_names, names_of_list

COUNTRIES = ["China", "Germany", "Kazakhstan", "Türkiye", "Киргизия", "United Arab Emirates", "Узбекистан"]
CODES = ["940350", "610910", "6907210000", "8708", "854231", "8482109008", ""]
LISTED_SHARE = 1 / 30


def write_manifest(path: Path, lines: int, parties: list[str], texts: list[str], rng: random.Random) -> None:
    """Write a manifest as CSV."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["No", "Consignor", "Consignee", "Description of goods", "HS code", "Origin", "Destination",
                         "Gross weight, kg", "Value, USD", "Date"])  # fmt: skip
        for n in range(lines):
            writer.writerow([
                n + 1, rng.choice(parties), parties[n % len(parties)], texts[n % len(texts)], rng.choice(CODES),
                rng.choice(COUNTRIES), rng.choice(COUNTRIES), rng.randint(1, 900), rng.randint(100, 99999), "12.03.2026",
            ])  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--parties", type=int, default=40_000)
    parser.add_argument("--texts", type=int, default=20_000)
    options = parser.parse_args()
    rng = random.Random(SEED)
    names = names_of_list(options.list) if options.list else made_up_names(45_000, rng)
    parties = list(dict.fromkeys(made_up_names(options.parties, rng)))
    for at in range(0, len(parties), round(1 / LISTED_SHARE)):
        parties[at] = rng.choice(list(ALL.values()))[0](rng.choice(names), rng) or parties[at]
    texts = [f"{rng.choice(WORDS)} {rng.choice('ABCDEFGH')}{n}" for n in range(options.texts)]
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "manifest.csv")
        write_manifest(path, options.lines, parties, texts, rng)
        with DataFolder(Path(folder, "data")) as data, data.open() as store:
            load_bundled(store)
            if options.list:
                import_lists(store, [options.list])
            else:
                info = ListInfo("bench", "Bench", ListFormat.OPENSANCTIONS_CSV, "made up", "", datetime.now(UTC))
                store.replace_list(info, [listed.entry for listed in entries_of(names)])
            start = time.perf_counter()
            imported = import_manifest(store, path)
            print(f"import     {time.perf_counter() - start:7.1f} s  {process.memory_info().rss / 1e6:6.0f} MB")
            start = time.perf_counter()
            engine = open_engine(store, ScreeningSettings())
            print(f"index      {time.perf_counter() - start:7.1f} s  {process.memory_info().rss / 1e6:6.0f} MB")
            start = time.perf_counter()
            run = screen_manifest(store, engine, imported.manifest.manifest_id)
            took = time.perf_counter() - start
            print(
                f"screening  {took:7.1f} s  {process.memory_info().rss / 1e6:6.0f} MB  {run.lines / took:.0f} lines/s"
            )
            print(run)


if __name__ == "__main__":
    main()
