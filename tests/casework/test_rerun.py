"""The record of a run, and the run made again as of its day."""

import sqlite3
from pathlib import Path

import pytest

from db.store import DataFolder
from screening.model.hits import HitKind
from screening.rerun import rerun
from screening.settings import ScreeningSettings
from screening.workflow import import_lists, import_manifest, load_bundled, open_engine, screen_manifest
from tests.terminal.conftest import LISTED, manifest, own_list

__all__ = ["manifest", "own_list"]


@pytest.fixture
def folder(tmp_path: Path, own_list: Path, manifest: Path) -> Path:
    """A data folder with a finished run."""
    with DataFolder(tmp_path / "data") as data, data.open() as store:
        load_bundled(store)
        import_lists(store, [own_list])
        engine = open_engine(store, ScreeningSettings())
        screen_manifest(store, engine, import_manifest(store, manifest).manifest.manifest_id)
    return tmp_path / "data"


def test_the_same_version_gives_equal_output_whatever_came_since(folder: Path, own_list: Path) -> None:
    with DataFolder(folder) as data, data.open() as store:
        (run,) = store.runs()
        assert run.hits > 3
        before = store.hits(run.run_id)
        own_list.write_text("id,name\nh-9,Quite Another Firm\n", encoding="utf-8")
        import_lists(store, [own_list], decided_by="aigul", reason="shorter")
        done = rerun(store, run.run_id)
        assert done.lists_equal
        assert done.equal, done.changes
        assert (done.hits_then, done.hits_now, done.lines) == (run.hits, run.hits, 4)
        assert store.hits(run.run_id) == before
        assert len(store.runs()) == 1


def test_another_judgement_is_shown(folder: Path) -> None:
    with DataFolder(folder) as data, data.open() as store:
        (run,) = store.runs()
        first, second, *_ = store.hits(run.run_id)
    # As if an older version had judged one hit otherwise, missed one, and found one more.
    connection = sqlite3.connect(folder / "tekser.sqlite3")
    connection.execute("UPDATE hit SET score = score - 5 WHERE hit_id = ?", (first.hit_id,))
    connection.execute("DELETE FROM hit WHERE hit_id = ?", (second.hit_id,))
    connection.execute(
        "INSERT INTO hit SELECT NULL, run_id, line_id, kind, list_id, 'odd', entry_name, matched_name, field, value,"
        " sheet, line_row, row, score, reason, evidence, NULL, '', 1, 0, '' FROM hit WHERE hit_id = ?",
        (first.hit_id,),
    )
    connection.commit()
    connection.close()
    with DataFolder(folder) as data, data.open() as store:
        done = rerun(store, run.run_id)
    assert (done.added, done.gone, done.changed, done.equal) == (1, 1, 1, False)


def test_a_run_that_is_none_is_told(folder: Path) -> None:
    with DataFolder(folder) as data, data.open() as store, pytest.raises(KeyError):
        rerun(store, 99)


def test_the_record_of_a_run_can_be_defended(folder: Path, own_list: Path) -> None:
    with DataFolder(folder) as data, data.open() as store:
        (run,) = store.runs()
        assert (run.role, run.party_threshold, run.goods_threshold) == ("single_user", 73.0, 55.0)
        assert run.machine
        assert "UTC" in run.zone
        assert len(run.settings_sha256) == 64
        lists = {info.list_id: info for info in store.run_lists(run.run_id)}
        assert all(len(info.sha256) == 64 and info.entries for info in lists.values())
        hits = store.hits(run.run_id)
        parties = [stored for stored in hits if stored.hit.kind is HitKind.PARTY]
        assert parties
        for stored in parties:
            assert stored.threshold == 73.0
            assert stored.place >= 1
        then = {stored.hit_id: store.entry_then(stored.hit_id) for stored in parties}
        own_list.write_text("id,name\nh-9,Quite Another Firm\n", encoding="utf-8")
        import_lists(store, [own_list], decided_by="aigul", reason="shorter")
        for stored in parties:
            found = then[stored.hit_id]
            assert found is not None
            assert found == store.entry_then(stored.hit_id)  # as it stood, though the list has moved on
            assert found.entry_id == stored.hit.entry_id
        assert LISTED in {found.name for found in then.values() if found}
        goods = [stored for stored in hits if stored.hit.kind is HitKind.GOODS]
        assert goods
        assert all(len(stored.entry_hash) == 64 and stored.threshold == 55.0 for stored in goods)
