"""Shipments of a manifest: kept when it is screened, and asked for by any of their lines, however long it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.dossier import MOST_SHIPMENT_LINES, run_shipments, shipment_of
from screening.model.hits import Hit, HitKind, Reason, RunInfo
from screening.model.manifests import Line, ManifestInfo, Value
from screening.settings import ScreeningSettings
from screening.version import VERSION

PAPERS = ("CMR 1", "CMR 2", "CMR 1", "", "CMR  2", "CMR 3")
"""Documents of the lines: two that are mixed, one of one line, and a line without any."""


def _line(row: int, paper: str) -> Line:
    fields = {"transport_doc_no": paper, "consignee": "ТОО «Завод приборов»"}
    return Line("Реестр", row, tuple(Value(f, t, t, row, at) for at, (f, t) in enumerate(fields.items())))


def _hit(row: int, kind: HitKind, entry: str, score: float) -> Hit:
    return Hit("Реестр", row, row, "consignee", "ТОО «Завод приборов»", kind, "l", entry, entry, "", score, Reason("x"))


def _screened(store: SqliteStore, folder: Path, *, history: bool = True) -> tuple[RunInfo, list[int]]:
    """Keep a manifest with a run of some hits; returns the run and the ids of the lines."""
    original = folder / "m.csv"
    original.write_text("x", encoding="utf-8")
    info = ManifestInfo("m.csv", str(original), "1" * 64, 1, "csv", "utf-8", ",")
    lines = [_line(row, paper) for row, paper in enumerate(PAPERS, 2)]
    manifest = store.add_manifest(info, [], [lines], [], original).manifest_id
    if history:
        store.history(manifest)
    ids = [line_id for batch in store.lines(manifest) for line_id, _ in batch]
    with store.run(manifest, VERSION, ScreeningSettings().to_json(), []) as run:
        run.add_hits(
            {
                ids[0]: [_hit(2, HitKind.FLAG, "free_mail", 30.0), _hit(2, HitKind.PARTY, "p", 80.0)],
                ids[2]: [_hit(4, HitKind.FLAG, "free_mail", 30.0), _hit(4, HitKind.FLAG, "no_end_use", 35.0)],
                ids[3]: [_hit(5, HitKind.GOODS, "854231", 95.0)],
            }
        )
        return run.finish(len(lines)), ids


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path)


def test_every_line_has_the_shipment_that_the_whole_run_gives_it(store: SqliteStore, tmp_path: Path) -> None:
    run, ids = _screened(store, tmp_path)
    whole = {line_id: found for found in run_shipments(store, run) for line_id in found.line_ids}
    assert len(set(whole.values())) == 4
    assert {line_id: store.shipment(run.run_id, line_id) for line_id in ids} == whole
    assert whole[ids[0]].line_ids == (ids[0], ids[2])
    assert whole[ids[0]].risk.score > 80.0
    assert whole[ids[5]].risk.score == 0.0


def test_a_long_manifest_tells_its_shipments_as_well(store: SqliteStore, tmp_path: Path) -> None:
    run, ids = _screened(store, tmp_path)
    found = shipment_of(store, replace(run, lines=MOST_SHIPMENT_LINES + 1), ids[0])
    assert found is not None
    assert found.flagged == 2


def test_a_manifest_that_an_older_program_screened_has_none_kept(store: SqliteStore, tmp_path: Path) -> None:
    run, ids = _screened(store, tmp_path, history=False)
    assert store.shipment(run.run_id, ids[0]) is None
    assert shipment_of(store, replace(run, lines=MOST_SHIPMENT_LINES + 1), ids[0]) is None
    # A short one is put together while it is asked for.
    short = shipment_of(store, run, ids[0])
    assert short is not None
    assert short.flagged == 2


def test_shipments_are_kept_of_a_manifest_whose_history_is_there_already(store: SqliteStore, tmp_path: Path) -> None:
    run, ids = _screened(store, tmp_path)
    with store.database.conn:
        store.database.conn.execute("DELETE FROM shipment")
    assert store.shipment(run.run_id, ids[0]) is None
    store.history(run.manifest_id)
    assert store.shipment(run.run_id, ids[0]) is not None
    runs = store.database.conn.execute("SELECT count(*) FROM shipment_lines").fetchone()[0]
    # Lines that follow each other are one row.
    assert runs == 6


def test_a_line_that_is_gone_has_no_shipment(store: SqliteStore, tmp_path: Path) -> None:
    run, _ids = _screened(store, tmp_path)
    assert store.shipment(run.run_id, 10**9) is None
