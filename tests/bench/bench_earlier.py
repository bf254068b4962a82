"""What the look at other screenings adds to screening a file again. Run with: pytest tests/bench/bench_earlier.py -m bench -s

A ratio, side by side on the same machine: the verdict on the third screening of the same lines, which share every number of
a shipment with a file before it, with the look at the others, against what the screening itself takes.
"""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.model.decisions import Disposition
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.lists import ListFormat
from screening.model.manifests import Line, ManifestInfo
from screening.settings import ScreeningSettings
from screening.verdict import run_verdict
from screening.workflow import load_bundled, open_engine, screen_manifest
from tests.bench.bench_history import _lines
from tests.db.test_store import entry, list_info

LINES = int(os.environ.get("TEKSER_BENCH_LINES", "100000"))
FLAGGED = 10
"""One line in so many has an alert of its own."""
MOST_SHARE = 0.10
"""The look may take at most so much of what screening the file takes."""

pytestmark = pytest.mark.bench


def _hit(line: Line) -> Hit:
    name = f"{line.text('consignee')} {line.row}"
    return Hit(
        line.sheet, line.row, line.row, "consignee", name, HitKind.PARTY, "un", "7", "ALMA", "ALMA", 90.0,
        Reason("name_match"), (Evidence("word_equal", "a", "a", 1.0),),
    )  # fmt: skip


def test_the_look_at_other_screenings(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    load_bundled(store)
    store.replace_list(list_info("un", ListFormat.UN_XML), [entry("7", "ALMA")])
    lines = _lines(1)[:LINES]
    engine = open_engine(store, ScreeningSettings())
    runs = []
    spent = 0.0
    for number, sha256 in enumerate(("aa" * 32, "bb" * 32, "bb" * 32, "bb" * 32), 1):
        original = tmp_path / f"{number}.csv"
        original.write_text(str(number), encoding="utf-8")
        info = ManifestInfo(original.name, str(original), sha256, 1, "csv", "utf-8", ",")
        manifest = store.add_manifest(info, [], [lines], [], original).manifest_id
        start = time.perf_counter()
        if number == 4:
            screen_manifest(store, engine, manifest)
            spent = time.perf_counter() - start
        store.history(manifest)
        stored = [pair for batch in store.lines(manifest) for pair in batch]
        left = {1: 0, 2: 1, 3: 2, 4: 3}[number]  # each screening has a few alerts less than the one before it
        with store.run(manifest, "0", "{}", store.lists(), thresholds=(73.0, 55.0)) as run:
            run.add_hits({line_id: [_hit(line)] for line_id, line in stored[left * FLAGGED :: FLAGGED]})
            runs.append(run.finish(len(lines)).run_id)
    start = time.perf_counter()
    found = store.earlier_alerts(runs[-1])
    looked = time.perf_counter() - start
    # The flags that only the real screening raised are told too.
    (alert,) = [one for one in found if one.kind is HitKind.PARTY]
    assert len(alert.values) == 3
    start = time.perf_counter()
    run_verdict(store, runs[-1])
    judged = time.perf_counter() - start
    count = len(lines) // FLAGGED
    print(
        f"{len(lines)} lines, {count} alerts in each of 5 screenings, {len(lines) // 4} numbers of shipments shared: screened in"
        f" {spent:.1f} s, others looked at in {looked:.2f} s ({looked / spent:.1%}), verdict in {judged:.2f} s"
    )
    assert looked <= MOST_SHARE * spent


def test_the_verdict_after_each_decision(tmp_path: Path) -> None:
    """What Review asks each time: as many alerts without counterpart as there are lines, and decisions on others."""
    store = SqliteStore(tmp_path)
    store.replace_list(list_info("un", ListFormat.UN_XML), [entry("7", "ALMA")])
    lines = _lines(1)[: LINES // 3]
    runs = []
    for sha256, told in (("aa" * 32, lines), ("bb" * 32, lines[:20])):
        original = tmp_path / f"{sha256}.csv"
        original.write_text(sha256, encoding="utf-8")
        info = ManifestInfo(original.name, str(original), sha256, 1, "csv", "utf-8", ",")
        manifest = store.add_manifest(info, [], [lines], [], original).manifest_id
        store.history(manifest)
        stored = [pair for batch in store.lines(manifest) for pair in batch]
        with store.run(manifest, "0", "{}", store.lists(), thresholds=(73.0, 55.0)) as run:
            hits = {line_id: [_hit(line)] for line_id, line in stored[: len(told)]}
            if told is not lines:
                hits = {line_id: [replace(hit, value=f"other {hit.value}")] for line_id, (hit,) in hits.items()}
            run.add_hits(hits)
            runs.append(run.finish(len(lines)).run_id)
    times = []
    for stored_hit in [None, *store.hits(runs[-1])]:
        if stored_hit is not None:
            store.decide([stored_hit.hit_id], Disposition.FALSE_POSITIVE, "other", "looked at")
        start = time.perf_counter()
        judged = run_verdict(store, runs[-1])
        times.append(time.perf_counter() - start)
        assert len(judged.earlier[0].values) > 0.99 * len(lines)  # a few are one name in another order
    after = sorted(times[1:])
    print(
        f"{len(lines)} alerts without counterpart: first verdict {times[0]:.2f} s, after a decision {after[10]:.3f} s"
    )
    assert after[10] <= 0.25 * times[0]
