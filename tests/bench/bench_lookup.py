"""Quick check and search of entries at 900,000 names: how long an answer takes while somebody types.

    uv run python -m tests.bench.bench_lookup [--names 900000]

Names are made from the bundled word counts and stored like any list. Prints milliseconds: each prefix of a name as it
is typed, whole names, a pasted paragraph, any text or number; and the seconds that the search takes to be made.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from db.store import DataFolder
from screening.lists.search import EntrySearch
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, ListFormat, ListInfo
from screening.names.types import PartyQuery
from screening.quick import quick_check
from screening.workflow import open_index
from tests.bench.bench_names import SEED, made_up_names

LIMIT_QUICK_MS = 100
LIMIT_SEARCH_MS = 1000


def entries_of(names: list[str]) -> Iterator[Entry]:
    """Yield entries of two and three names, each with a number, an address and a remark, as lists have them."""
    at = number = 0
    while at < len(names):
        some = names[at : at + 2 + number % 2]
        kind = EntryKind.PERSON if number % 3 else EntryKind.ORGANISATION
        yield Entry(
            f"e{number}", kind, tuple(map(EntryName, some)), (Identifier("registration", f"{7_000_000_000 + number * 7}"),),
            (EntryAddress(f"{number % 300} {some[0].split()[0]} Street, {some[-1].split()[-1]}", "RU"),), ("RU",),
            programmes=(f"PROGRAMME-{number % 40}",), remarks=f"Linked to {some[-1]}; case {number}",
        )  # fmt: skip
        at += len(some)
        number += 1


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def percentiles(values: list[float]) -> str:
    """Return p50, p99 and the worst."""
    p50, p99 = np.percentile(values, [50, 99])
    return f"p50 {p50:8.1f}   p99 {p99:8.1f}   worst {max(values):8.1f} ms"


def measure(count: int) -> dict[str, list[float]]:
    """Store a list of so many names, and ask; returns milliseconds by what was asked."""
    rng = random.Random(SEED)
    names = made_up_names(count, rng)
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as data, DataFolder(Path(data)) as folder, folder.open() as store:
        info = ListInfo("bench", "Bench", ListFormat.OPENSANCTIONS_CSV, "bench", "ab" * 32, datetime.now(UTC))
        store.replace_list(info, entries_of(names))
        index = open_index(store)
        index.match([PartyQuery("warm up"), PartyQuery("warm up", vessel=True)])
        asked = rng.sample(names, 60)

        def check(texts: list[str]) -> list[float]:
            return [timed(partial(quick_check, index, text)) for text in texts]

        found["quick check, each letter typed"] = check([name[:n] for name in asked for n in range(3, len(name) + 1)])
        found["quick check, a whole name"] = check(rng.sample(names, 300))
        pairs = [f"please check {a} and {b}, Almaty" for a, b in zip(asked, asked[7:], strict=False)]
        letters = [". ".join(pairs[n : n + 12])[:500] for n in range(40)]
        found["quick check, a paragraph of 500 letters"] = check(letters)
        place = Path(data) / "index"
        for what in ("made", "opened"):
            found[f"search of entries, {what}"] = [timed(partial(EntrySearch.open, store, place))]
        search = EntrySearch.open(store, place)

        def find(texts: list[str]) -> list[float]:
            return [timed(partial(search.find, text)) for text in texts]

        found["search, one word"] = find([name.split()[-1] for name in rng.sample(names, 60)])
        found["search, three words"] = find(rng.sample(names, 60))
        found["search, a number"] = find([f"{7_000_000_000 + n * 7}" for n in rng.sample(range(count // 3), 60)])
        found["search, nothing found"] = find([f"zzqx{n}" for n in range(20)])
        found["search, two common words"] = find(["street linked"] * 10)
    return found


@pytest.mark.bench
def test_answers_come_while_typing_and_entries_within_a_second() -> None:
    figures = measure(900_000)
    for what, values in figures.items():
        print(f"{what:42s} {percentiles(values)}")
    for what, values in figures.items():
        if what.startswith("quick"):
            assert np.percentile(values, 99) <= LIMIT_QUICK_MS, what
        elif what.startswith("search,"):
            assert max(values) <= LIMIT_SEARCH_MS, what


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=900_000)
    for what, values in measure(parser.parse_args().names).items():
        print(f"{what:42s} {percentiles(values)}")


if __name__ == "__main__":
    main()
