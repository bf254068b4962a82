"""The record of a run, and the run made again as of its day."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import DataFolder
from screening.model.hits import HitKind
from screening.model.rates import Rate
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


def test_rates_and_later_manifests_do_not_reach_back(folder: Path, manifest: Path) -> None:
    with DataFolder(folder) as data, data.open() as store:
        first = [Rate("2024-05-01", "KZT", "EUR", 0.002, "bank"), Rate("2024-05-01", "CNY", "EUR", 0.13, "bank")]
        store.put_rates(first, "aigul", "bank")
        engine = open_engine(store, ScreeningSettings())
        (manifest_id,) = (m.manifest_id for m in store.manifests())
        run = screen_manifest(store, engine, manifest_id)
        then = store.rates(run.started_at)
        assert {(r.currency, r.worth) for r in then} == {("KZT", 0.002), ("CNY", 0.13)}
        for worth in (0.004, 0.005):
            store.put_rates([Rate("2024-05-01", "KZT", "EUR", worth, "bank")], "aigul", "bank")
        store.put_rates([Rate("2024-05-02", "USD", "EUR", 0.9, "bank"), first[1]], "aigul", "bank")
        assert store.rates(run.started_at) == then
        assert {(r.currency, r.worth) for r in store.rates()} == {("KZT", 0.005), ("CNY", 0.13), ("USD", 0.9)}
        assert store.rates(datetime(2020, 1, 1, tzinfo=UTC)) == []
        # The same consignees once more, in a later manifest: customers that are known then were not known before.
        later = manifest.with_name("later.csv")
        later.write_bytes(manifest.read_bytes() + b"\n")
        screen_manifest(store, engine, import_manifest(store, later).manifest.manifest_id)
        done = rerun(store, run.run_id)
        assert done.equal, done.changes
        assert done.tables_equal


def test_contacts_of_listed_parties_are_those_of_that_day(tmp_path: Path) -> None:
    """An address that a list tells later does not come into a screening of before."""
    cargo = tmp_path / "cargo.csv"
    cargo.write_text(
        "Consignee;Consignee address;Description of goods;HS code;Destination\n"
        'Alma LLP;"12 Nevedomaya street, Almaty, Kazakhstan";Wooden chairs;940161;Kazakhstan\n',
        encoding="utf-8",
    )
    listed = tmp_path / "firms.csv"
    listed.write_text("id,name,address\nh-1,Quite Another Firm,Elsewhere\n", encoding="utf-8")
    with DataFolder(tmp_path / "data") as data, data.open() as store:
        load_bundled(store)
        import_lists(store, [listed])
        manifest_id = import_manifest(store, cargo).manifest.manifest_id
        run = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest_id)
        listed.write_text('id,name,address\nh-1,Quite Another Firm,"12 Nevedomaya street, Almaty"\n', encoding="utf-8")
        import_lists(store, [listed])
        now = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest_id)
        assert "shared_contact_listed" in {hit.hit.entry_id for hit in store.hits(now.run_id)}
        done = rerun(store, run.run_id)
        assert done.equal, done.changes
