"""What the pages ask of a store with a million lines: milliseconds of each question.

    uv run python -m tests.bench.bench_pages [--lines 1000000] [--folder FOLDER]

Fills a store (forty manifests, a fifth of the lines with alerts, a third of them decided) and prints how long Today,
Manifests, History and Charts wait for their answers. With ``--folder`` the store is kept and used again.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.store import DataFolder
from screening.insight import by_corridor
from screening.model.decisions import Disposition
from screening.model.hits import Hit, HitKind, Reason
from screening.model.manifests import Line, ManifestInfo, Value
from screening.model.overview import HistoryQuery, ManifestQuery, ManifestState
from screening.ports import Store
from screening.today import look_round
from tests.bench.bench_names import SEED, made_up_names

MANIFESTS = 40
COUNTRIES = ("Германия", "Китай", "Türkiye", "Kazakhstan", "Узбекистан", "Россия", "Italy", "Kyrgyzstan")
LIMIT_MS = 1500
"""What filtering a million lines may take, by the issue."""


def lines_of(count: int, first: int, names: list[str], rng: random.Random) -> Iterator[list[Line]]:
    """Yield batches of lines."""
    for start in range(0, count, 5000):
        batch = []
        for row in range(start + 2, min(start + 5000, count) + 2):
            party, document = rng.choice(names), f"TD-{first + row:08d}"
            route = rng.sample(COUNTRIES, 2)
            cells = (party, document, *route, "Chairs")
            fields = ("consignee", "transport_doc_no", "dispatch_country", "destination_country", "description")
            values = tuple(
                Value(field, text, text, row, n) for n, (field, text) in enumerate(zip(fields, cells, strict=True))
            )
            batch.append(Line("s", row, values, cells))
        yield batch


def fill(store: Store, folder: Path, count: int) -> None:
    """Put manifests, screenings and decisions into a store."""
    rng = random.Random(SEED)
    names = made_up_names(200_000, rng)
    each = count // MANIFESTS
    for number in range(MANIFESTS):
        path = folder / f"register {number}.xlsx"
        path.write_bytes(str(number).encode())
        info = ManifestInfo(path.name, str(path), f"{number:064d}", 2, "xlsx")
        manifest = store.add_manifest(info, [], lines_of(each, number * each, names, rng), [], path).manifest_id
        with store.run(manifest, "1", "{}", []) as run:
            for batch in store.lines(manifest):
                run.add_hits({line_id: [_hit(line, rng)] for line_id, line in batch if rng.random() < 0.2})
            info_of_run = run.finish(each)
        hits = [h.hit_id for h in store.hits(info_of_run.run_id)]
        for start in range(0, len(hits) // 3, 50):
            decision = rng.choice((Disposition.FALSE_POSITIVE, Disposition.FALSE_POSITIVE, Disposition.HELD))
            store.decide(hits[start : start + 50], decision, "other_party", "", "bench")


def _hit(line: Line, rng: random.Random) -> Hit:
    value = line.values[0]
    kind = rng.choice((HitKind.PARTY, HitKind.PARTY, HitKind.GOODS, HitKind.FLAG))
    entry = f"e{rng.randrange(5000)}"
    return Hit(line.sheet, line.row, line.row, value.field, value.text, kind, rng.choice(("un", "ofac-sdn", "chpl")), entry,
               f"Listed {entry}", f"Listed {entry}", 73 + 27 * rng.random(), Reason("name_match"))  # fmt: skip


def measure(store: Store) -> dict[str, float]:
    """Ask every question; returns milliseconds."""
    ids = store.manifest_ids(ManifestQuery())
    events = store.event_ids(HistoryQuery())
    now = datetime.now(UTC)
    questions: dict[str, Callable[[], object]] = {
        "Today: all of it": lambda: look_round(store),
        "Manifests: all": lambda: store.manifest_ids(ManifestQuery()),
        "Manifests: open": lambda: store.manifest_ids(ManifestQuery(state=ManifestState.OPEN)),
        "Manifests: decided": lambda: store.manifest_ids(ManifestQuery(state=ManifestState.DECIDED)),
        "Manifests: part of a party's name": lambda: store.manifest_ids(ManifestQuery(text="trading")),
        "Manifests: number of a document": lambda: store.manifest_ids(ManifestQuery(text="TD-00012345")),
        "Manifests: a page of rows": lambda: store.manifest_rows(ids[:256]),
        "Manifests: routes of one": lambda: store.route_counts(ids[0]),
        "History: all": lambda: store.event_ids(HistoryQuery()),
        "History: part of a name": lambda: store.event_ids(HistoryQuery(text="trading")),
        "History: number of a document": lambda: store.event_ids(HistoryQuery(text="TD-00012345")),
        "History: a page of rows": lambda: store.events(events[:256]),
        "Charts: by list": lambda: store.alerts_by("list"),
        "Charts: by corridor": lambda: by_corridor(store.alerts_by("route")),
        "Charts: queue": lambda: (store.queue_ages(now), store.day_work(date(2020, 1, 1))),
        "Charts: scores": lambda: store.scored_decisions(["party", "vessel"]),
    }
    figures = {}
    for what, ask in questions.items():
        start = time.perf_counter()
        ask()
        figures[what] = (time.perf_counter() - start) * 1000
    return figures


def run(count: int, place: Path) -> dict[str, float]:
    """Fill a store unless it is filled, and measure."""
    with DataFolder(place) as folder, folder.open() as store:
        if not store.manifests():
            start = time.perf_counter()
            fill(store, place, count)
            print(f"filled in {time.perf_counter() - start:.0f} s")
        return measure(store)


@pytest.mark.bench
def test_pages_are_answered_soon_at_a_million_lines(tmp_path: Path) -> None:
    figures = run(1_000_000, tmp_path)
    for what, value in figures.items():
        print(f"{what:36s} {value:9.1f} ms")
    assert all(value <= LIMIT_MS for what, value in figures.items() if what.startswith(("Manifests", "History")))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for what, value in run(options.lines, options.folder or Path(temporary)).items():
            print(f"{what:36s} {value:9.1f} ms")


if __name__ == "__main__":
    main()
