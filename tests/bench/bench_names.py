"""Speed and memory of the name matching, side by side with rapidfuzz over all pairs.

    python -m tests.bench.bench_names [--list TARGETS.csv] [--times 20] [--queries 20000]

Without ``--list`` the names are made from the bundled word counts. Prints: build, save, open (seconds), names a second
at once and one by one (p50, p99 in milliseconds), the rate of ``rapidfuzz.process.cdist`` with token_sort_ratio on
the same names and cores, and the peak memory.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from screening.effectiveness.manipulations import ALL
from screening.model.lists import Entry, EntryKind, EntryName
from screening.names.index import NameIndex
from screening.names.types import PartyQuery
from screening.names.vocabulary import reference_counts
from screening.ports import ListedEntry

SEED = 3


def made_up_names(count: int, rng: random.Random) -> list[str]:
    """Return names of two to five words, drawn as often as lists have them."""
    counts, _ = reference_counts()
    words = list(counts)
    drawn = rng.choices(words, [counts[word] ** 0.5 for word in words], k=count * 5)
    return [" ".join(drawn[5 * n : 5 * n + rng.randint(2, 5)]).title() for n in range(count)]


def derived(names: list[str], rng: random.Random) -> list[str]:
    """Return as many other names: two letters of every word of five letters and more are changed."""
    letters = "abcdefghiklmnoprstuvyz"
    found = []
    for name in names:
        words = []
        for word in name.split():
            if len(word) >= 5 and word.isascii():
                for _ in range(2):
                    at = rng.randrange(len(word))
                    word = word[:at] + rng.choice(letters) + word[at + 1 :]
            words.append(word)
        found.append(" ".join(words))
    return found


def entries_of(names: list[str]) -> Iterator[ListedEntry]:
    """Yield an entry for every two names and a half, persons and organisations, one by one as a store does."""
    at = number = 0
    while at < len(names):
        some = names[at : at + 2 + number % 2]
        kind = EntryKind.PERSON if number % 3 else EntryKind.ORGANISATION
        yield ListedEntry("bench", Entry(f"e{at}", kind, tuple(map(EntryName, some))))
        at += len(some)
        number += 1


def measure(names: list[str], queries: list[str]) -> dict[str, float]:
    """Build, save, open and ask; returns the figures by name."""
    figures: dict[str, float] = {"names": len(names), "queries": len(queries)}
    process = psutil.Process()
    start = time.perf_counter()
    index = NameIndex.build(entries_of(names))
    figures["build_s"] = time.perf_counter() - start
    figures["memory_after_build_mb"] = process.memory_info().rss / 1e6
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder))
        del index
        start = time.perf_counter()
        index = NameIndex.open(Path(folder))
        figures["open_s"] = time.perf_counter() - start
        asked = [PartyQuery(query) for query in dict.fromkeys(queries)]
        start = time.perf_counter()
        index.match(asked[:1])
        figures["first_lookup_s"] = time.perf_counter() - start
        start = time.perf_counter()
        index.match(asked)
        figures["names_per_s"] = len(asked) / (time.perf_counter() - start)
        single = []
        for query in asked[:: max(1, len(asked) // 300)]:
            start = time.perf_counter()
            index.match([query])
            single.append((time.perf_counter() - start) * 1000)
        figures["single_p50_ms"] = float(np.percentile(single, 50))
        figures["single_p99_ms"] = float(np.percentile(single, 99))
        figures["memory_mb"] = process.memory_info().rss / 1e6
        del index
    if sys.platform != "win32":
        import resource

        figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return figures


def all_pairs_rate(names: list[str], queries: list[str], some: int = 1000) -> float:
    """Return names a second of rapidfuzz's token_sort_ratio over all pairs on two cores."""
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    left, right = [q.lower() for q in queries[:some]], [n.lower() for n in names]
    start = time.perf_counter()
    for at in range(0, len(left), 250):
        cdist(left[at : at + 250], right, scorer=fuzz.token_sort_ratio, dtype=np.uint8, workers=2)
    return len(left) / (time.perf_counter() - start)


def queries_of(names: list[str], count: int, rng: random.Random) -> list[str]:
    """Return altered names of the list and as many that are on no list."""
    found = [rng.choice(list(ALL.values()))[0](rng.choice(names), rng) for _ in range(count // 2)]
    return [query for query in found if query] + made_up_names(count // 2, rng)


def names_of_list(path: Path) -> list[str]:
    """Return all names of a list in a form that Tekser reads."""
    from screening.lists.read import detect, read_list

    (source,) = detect([path])
    return [name.text for entry in read_list(source).entries for name in entry.names]


@pytest.mark.bench
def test_six_times_faster_than_all_pairs() -> None:
    rng = random.Random(SEED)
    names = made_up_names(45_000, rng)
    queries = queries_of(names, 12_000, rng)
    figures = measure(names, queries)
    figures["all_pairs_per_s"] = all_pairs_rate(names, queries, 500)
    print(figures)
    assert figures["names_per_s"] >= 6 * figures["all_pairs_per_s"]
    assert figures["open_s"] <= 1


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--queries", type=int, default=20_000)
    options = parser.parse_args()
    rng = random.Random(SEED)
    names = names_of_list(options.list) if options.list else made_up_names(45_000, rng)
    queries = queries_of(names, options.queries, rng)
    rate = all_pairs_rate(names, queries)
    for _ in range(options.times - 1):
        names += derived(names[: len(names) if options.times == 2 else 45_000], rng)
    figures = measure(names, queries)
    figures["all_pairs_per_s (list as it is)"] = rate
    for name, value in figures.items():
        print(f"{name:32s} {value:12.2f}")


if __name__ == "__main__":
    main()
