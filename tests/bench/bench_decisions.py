"""Decisions on a day of a thousand rows, and what the trail costs an import and a screening.

uv run pytest tests/bench/bench_decisions.py -m bench -s
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from db import screenings, trail
from db.store import DataFolder
from screening.model.decisions import Disposition
from tests.casework.conftest import Office, hit_of, line_of

ROWS = 1_000
LINES = 100_000


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


@pytest.mark.bench
def test_decisions_on_a_thousand_rows(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        office = Office(folder, store)
        lines = [line_of(row, f"Party {row}") for row in range(2, ROWS + 2)]
        office.import_and_screen(tmp_path, lines, [hit_of(line.row, line.cells[0]) for line in lines])
        one = sorted(
            timed(lambda hit=hit: store.decide([hit], Disposition.FALSE_POSITIVE, "other_party", "", "aigul"))  # type: ignore[misc]
            for hit in office.hits[:200]
        )
        sys.stdout.write(f"one decision: p50 {one[100]:.1f} ms, p99 {one[198]:.1f} ms\n")
        every = timed(lambda: store.decide(office.hits, Disposition.HELD, "awaiting_documents", "", "aigul"))
        sys.stdout.write(f"{ROWS} hits in one decision: {every:.0f} ms\n")
        rows = timed(lambda: store.line_rows(office.run_id, store.line_ids(office.run_id)))
        sys.stdout.write(f"{ROWS} rows of the table: {rows:.0f} ms\n")


@pytest.mark.bench
def test_the_trail_does_not_slow_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line_of(row, f"Party {row}") for row in range(2, LINES + 2)]
    hits = [hit_of(line.row, line.cells[0]) for line in lines]

    def run(name: str) -> float:
        with DataFolder(tmp_path / name) as folder, folder.open() as store:
            office = Office(folder, store)
            return timed(lambda: office.import_and_screen(tmp_path, lines, hits))

    run("warm")
    with_trail = min(run(f"with{n}") for n in range(2))
    monkeypatch.setattr(trail, "digest_lines", lambda found, batch: None)
    monkeypatch.setattr(screenings, "run_record", lambda connection, run_id: {})
    monkeypatch.setattr(trail, "record", lambda *_: 0)
    without = min(run(f"without{n}") for n in range(2))
    sys.stdout.write(
        f"{LINES} lines and hits stored: {with_trail:.0f} ms with the trail, {without:.0f} ms without"
        f" ({with_trail / without - 1:+.0%})\n"
    )
