"""The audit trail: records written, verified in the store and by the one-file verifier, each second.

uv run pytest tests/bench/bench_trail.py -m bench -s
"""

import sys
import time
from pathlib import Path

import pytest

from db import trail
from db.connection import writing
from db.store import SqliteStore
from screening.audit.seal import checkpoint, export_trail, make_key
from tests.audit.conftest import PASSPHRASE, load_verifier

RECORDS = 200_000


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


def told_line(what: str, count: int, begin: float) -> None:
    seconds = time.perf_counter() - begin
    sys.stdout.write(f"{what}: {count / seconds:,.0f} records a second\n")
