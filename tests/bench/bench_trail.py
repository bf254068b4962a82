"""The audit trail: records written, verified in the store and by the one-file verifier, each second.

uv run pytest tests/bench/bench_trail.py -m bench -s
"""

import sys
import time
from pathlib import Path

import pytest

from db import trail
from db.connection import writing
from db.store import DataFolder, SqliteStore
from screening.audit.seal import checkpoint, export_trail, make_key
from screening.model.decisions import Disposition
from tests.audit.conftest import PASSPHRASE, load_verifier
from tests.casework.conftest import Office, hit_of, line_of

RECORDS = 200_000
LINES = 100_000
DECIDED = 50_000


@pytest.mark.bench
def test_speed_of_the_trail(tmp_path: Path) -> None:
    verifier = load_verifier()
    with SqliteStore(tmp_path / "data") as store:
        make_key(store, PASSPHRASE)
        told = {"run": 12, "manifest": 7, "disposition": "false_positive", "decisions": [1, 2, 3], "sha256": "ab" * 32}
        begin = time.perf_counter()
        with writing(store.database, store.path) as connection:
            for _ in range(RECORDS):
                trail.record(connection, "decided", told, "aigul")
        told_line("written", RECORDS, begin)
        begin = time.perf_counter()
        checkpoint(store)
        told_line("checkpoint, the first", RECORDS, begin)
        store.put_setting("s", "1", "aigul")
        begin = time.perf_counter()
        checkpoint(store)
        sys.stdout.write(f"checkpoint, one record later: {(time.perf_counter() - begin) * 1000:.1f} ms\n")
        begin = time.perf_counter()
        assert store.verify_trail(contents=False).fault is None
        told_line("verified in the store", RECORDS, begin)
        done = export_trail(store, tmp_path / "out", PASSPHRASE)
    sealed = verifier.read_checkpoint(done.checkpoint.read_text(encoding="utf-8"))
    begin = time.perf_counter()
    assert verifier.verify_lines(verifier.read_lines(str(done.log)), [sealed])[1] == 0
    told_line("verified by the one file", RECORDS, begin)


@pytest.mark.bench
def test_speed_of_comparing_the_tables(tmp_path: Path) -> None:
    """A trail of an office at work: each decision alone, settings, and a screening of 100,000 lines with hits."""
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        office = Office(folder, store)
        lines = [line_of(row, f"Party {row}") for row in range(2, LINES + 2)]
        office.import_and_screen(tmp_path, lines, [hit_of(line.row, line.cells[0]) for line in lines])
        begin = time.perf_counter()
        assert store.verify_trail().fault is None
        sys.stdout.write(f"{LINES} lines and hits compared: {time.perf_counter() - begin:.1f} s\n")
        for number, hit in enumerate(office.hits[:DECIDED]):
            store.decide([hit], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
            store.put_setting(f"s.{number % 50}", str(number), "aigul")
        begin = time.perf_counter()
        assert store.verify_trail().fault is None
        told_line("verified and compared with the tables", store.trail_size(), begin)
        begin = time.perf_counter()
        assert store.verify_trail(contents=False).fault is None
        told_line("verified alone", store.trail_size(), begin)


def told_line(what: str, count: int, begin: float) -> None:
    seconds = time.perf_counter() - begin
    sys.stdout.write(f"{what}: {count / seconds:,.0f} records a second\n")
