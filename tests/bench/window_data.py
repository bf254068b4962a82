"""A data folder of the size that the window is measured with: a million lines, their hits, and 900,000 listed names."""

import hashlib
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from db.store import SqliteStore
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat, ListInfo
from screening.model.manifests import Line, ManifestInfo, Value
from screening.settings import ScreeningSettings
from screening.workflow import load_bundled, open_engine
from tests.bench.bench_names import made_up_names

BATCH = 20_000
NAMES_AN_ENTRY = 2.5

_GOODS = ("8542320000 Memory chips", "9403600000 Wooden tables", "3304990000 Cream", "8471300000 Laptops")
_ROUTES = ("DE → KZ", "CN → KZ", "TR → KG", "AE → UZ")


def fill(folder: Path, lines: int, names: int) -> None:
    """Make the data folder, unless it is there already."""
    if (folder / "filled").exists():
        return
    rng = random.Random(5)
    listed = made_up_names(names, rng)
    with SqliteStore(folder) as store:
        load_bundled(store)
        info = ListInfo("bench", "Bench list", ListFormat.OWN, "made up", "0" * 64, datetime.now(UTC))
        _told("list", lambda: store.replace_list(info, _entries(listed)))
        _told("index", lambda: open_engine(store, ScreeningSettings()))
        _told("lines", lambda: add_lines(store, folder, lines, rng, listed))
    (folder / "filled").touch()


def _told(what: str, work: object) -> None:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    print(f"made {what} in {time.perf_counter() - start:.0f} s", flush=True)


def _entries(names: list[str]) -> Iterator[Entry]:
    at = 0
    while at < len(names):
        some = names[at : at + 2 + (at % 2)]
        yield Entry(f"e{at}", EntryKind.ORGANISATION, tuple(map(EntryName, some)), programmes=("BENCH",))
        at += len(some)


def made_up_lines(count: int, rng: random.Random, listed: list[str]) -> Iterator[list[Line]]:
    """Yield batches of lines; one of ten names a listed party."""
    others = made_up_names(20_000, rng)
    for start in range(0, count, BATCH):
        batch = []
        for row in range(start + 2, min(start + BATCH, count) + 2):
            consignee = rng.choice(listed[:10_000]) if row % 10 == 0 else rng.choice(others)
            code, goods = rng.choice(_GOODS).split(" ", 1)
            origin, destination = rng.choice(_ROUTES).split(" → ")
            cells = (rng.choice(others), consignee, code, goods, origin, destination)
            fields = ("consignor", "consignee", "hs_code", "description", "dispatch_country", "destination_country")
            values = tuple(
                Value(field, text, text, row, n) for n, (field, text) in enumerate(zip(fields, cells, strict=True))
            )
            batch.append(Line("Sheet1", row, values, cells))
        yield batch


def add_lines(store: SqliteStore, folder: Path, count: int, rng: random.Random, listed: list[str]) -> None:
    """Store a manifest of so many lines and a run in which every tenth line has a hit."""
    original = folder / "bench.csv"
    original.write_text("made up", encoding="utf-8")
    sha256 = hashlib.sha256(b"made up").hexdigest()
    info = ManifestInfo("bench.csv", str(original), sha256, 7, "csv")
    manifest = store.add_manifest(info, [], made_up_lines(count, rng, listed), [], original)
    with store.run(manifest.manifest_id, "bench", ScreeningSettings().to_json(), store.lists()) as run:
        for batch in store.lines(manifest.manifest_id, BATCH):
            hits = {}
            for line_id, line in batch:
                if line.row % 10 == 0:
                    name = line.text("consignee")
                    word = name.split()[0]
                    hits[line_id] = [
                        Hit("Sheet1", line.row, line.row, "consignee", name, HitKind.PARTY, "bench", f"e{line.row % 5000}",
                            name, name, 75.0 + line.row % 25, Reason("name_match", (("name", name),)),
                            (Evidence("word_equal", word, word, 20.0),))
                    ]  # fmt: skip
            run.add_hits(hits)
        run.finish(count)


def csv_manifest(path: Path, count: int) -> Path:
    """Write a manifest of so many lines as a file."""
    rng = random.Random(9)
    listed = made_up_names(10_000, random.Random(5))
    with path.open("w", encoding="utf-8") as file:
        file.write("Consignor;Consignee;HS code;Description of goods;Country of dispatch;Country of destination\n")
        for batch in made_up_lines(count, rng, listed):
            file.writelines(";".join(line.cells) + "\n" for line in batch)
    return path


def csv_list(path: Path, count: int) -> Path:
    """Write a list of so many names as a file of one's own."""
    names = made_up_names(count, random.Random(11))
    path.write_text("name\n" + "\n".join(names) + "\n", encoding="utf-8")
    return path
