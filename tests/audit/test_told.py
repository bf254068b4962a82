"""Lists, which version is in force, rates, notes of ownership and the rest: an edit in the database is found and named."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.model.batches import BatchKind
from screening.model.goods import GoodsRule
from screening.model.lists import ListFormat
from screening.model.ownership import OwnershipAnswer
from screening.model.rates import Rate
from screening.model.trail import TrailFault
from screening.model.versions import ListFigures, NewVersion
from tests.audit.forging import altered, columns, fault_after, forged
from tests.audit.test_tables import Walk, walked
from tests.casework.conftest import quick_hashing
from tests.db.test_store import entry, list_info

__all__ = ["quick_hashing"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """An office whose lists changed, with rates, ownership, batches, a case sent out and a re-screening."""
    with walked(tmp_path_factory.mktemp("office"), 3, 30) as walk:
        store = walk.store
        walk.office.works("adminova")
        for names in (("ALMA", "BETA"), ("ALMA", "GAMMA"), ("ALMA LLC", "GAMMA", "DELTA")):
            rows = [entry(str(number), name) for number, name in enumerate(names)]
            store.replace_list(list_info("own", ListFormat.UN_XML), rows)
        for code in ("8542", "8543"):
            rule = GoodsRule("goods", code, "EU")
            store.replace_goods("goods", [rule], list_info("goods", ListFormat.GOODS))
        store.put_rates([Rate("2026-01-02", "USD", "KZT", 500.0, "x")], "", "file")
        store.put_rates([Rate("2026-01-02", "USD", "KZT", 501.0, "x")], "", "file")
        walk.office.works("aigul")
        run = store.runs()[0].run_id
        store.put_ownership_check(run, "ТОО Алма", next(iter(OwnershipAnswer)), "register", "")
        batch = store.begin_batch(BatchKind.SCREEN, "k", "folder")
        store.finish_batch(batch.batch_id)
        store.keep_case_file("case-1", "ab" * 32, [1])
        for _ in range(5):
            walk.alert()
        walk.office.works("adminova")
        store.set_active("own", False)
        store.set_active("own", True)
        assert store.verify_trail().fault is None
        yield walk


TOLD = {
    "list": set(),
    "list_version": set(),
    "list_force": {"id"},
    "entry": {"id"},
    "entry_past": {"id"},
    "goods_rule": {"id"},
    "goods_rule_past": {"id"},
    "rate": set(),
    "ownership_check": set(),
    "batch": set(),
    "case_file": set(),
    "rescreening": set(),
}
"""Tables that are compared, with the columns that nothing tells of."""


@pytest.mark.parametrize("table", TOLD)
def test_every_altered_column_removed_and_copied_row_is_found(office: Walk, table: str) -> None:
    store, missed = office.store, []
    with forged(store) as connection:
        (rowid,) = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()
        assert rowid is not None
        named = [pair for pair in columns(connection, table) if pair[0] not in TOLD[table]]
        ways = [("removed", f"DELETE FROM {table} WHERE rowid = ?", [rowid])]
        for name, kind in named:
            (value,) = connection.execute(f"SELECT {name} FROM {table} WHERE rowid = ?", (rowid,)).fetchone()
            ways.append((name, f"UPDATE {table} SET {name} = ? WHERE rowid = ?", [altered(kind, value), rowid]))
        for name, statement, values in ways:
            connection.execute("SAVEPOINT one")
            connection.execute(statement, values)
            fault = store.verify_trail().fault
            if fault is None:
                missed.append(name)
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
    assert missed == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE entry SET content = replace(content, 'ALMA', 'ALBA') WHERE list_id = 'own'", "entry own"),
        ("DELETE FROM entry WHERE list_id = 'own' AND entry_id = '2'", "entry own"),
        ("UPDATE entry_past SET content = replace(content, 'BETA', 'BETTA')", "entry_past own 1"),
        ("DELETE FROM entry_past WHERE entry_id = '1' AND list_id = 'own'", "list own, 20"),
        ("UPDATE goods_rule SET code = '9999' WHERE list_id = 'goods'", "goods_rule goods"),
        ("UPDATE list SET active = 0 WHERE list_id = 'own'", "list own"),
        ("UPDATE list SET version_id = version_id - 1 WHERE list_id = 'own'", "list own"),
        ("UPDATE list_version SET sha256 = 'ff'", "list_version"),
        ("UPDATE list_force SET until = '2020-01-01' WHERE until IS NULL AND list_id = 'own'", "list_force own"),
        ("UPDATE rate SET worth = 5", "rate"),
        ("DELETE FROM rate_before", "rate_before"),
        ("UPDATE rate_before SET source = 'y'", "rate_before"),
        ("UPDATE ownership_check SET answer = 'clear'", "ownership_check 1"),
        (
            "INSERT INTO entry (list_id, entry_id, kind, name, content, content_hash, since) SELECT list_id, '99', kind,"
            " name, content, content_hash, since FROM entry WHERE list_id = 'own' LIMIT 1",
            "entry own",
        ),
    ],
)
def test_an_edit_by_hand_is_named(office: Walk, statement: str, named: str) -> None:
    fault = fault_after(office.store, statement)
    assert fault is not None
    assert fault.code == "table"
    assert fault.detail.startswith(named)


def test_the_entries_can_be_left_out(office: Walk) -> None:
    with forged(office.store) as connection:
        connection.execute("UPDATE entry SET content = replace(content, 'ALMA', 'ALBA')")
        assert office.store.verify_trail(lists=False).fault is None
        assert office.store.verify_trail().fault is not None


def test_records_of_earlier_programs_without_hashes_stay_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from db import told

    with SqliteStore(tmp_path / "data") as store:
        with monkeypatch.context() as before:
            before.setattr(told, "told", lambda *_args: {})
            before.setattr(told, "told_of_list", lambda *_args: {})
            before.setattr("db.versions._rows_told", lambda *_args: {})
            store.replace_list(list_info("un", ListFormat.UN_XML), [entry("7", "ALMA")])
            store.put_rates([Rate("2026-01-02", "USD", "KZT", 500.0, "x")], "", "file")
        assert store.verify_trail().fault is None
        store.replace_list(list_info("un", ListFormat.UN_XML), [entry("7", "ALMA"), entry("8", "OTHER")])
        assert store.verify_trail().fault is None
        with forged(store) as connection:
            connection.execute("UPDATE entry SET name = 'x'")
            assert store.verify_trail().fault is not None


@pytest.mark.parametrize("done", ["changed", "gone"])
def test_a_publishers_file_that_was_changed_or_removed_is_named(tmp_path: Path, done: str) -> None:
    source = tmp_path / "ours.csv"
    source.write_text("id,name\n1,ALMA\n", encoding="utf-8")
    with SqliteStore(tmp_path / "data") as store:
        kept = store.keep_list_file(source)
        store.stage_list([entry("1", "ALMA")])
        store.put_staged(NewVersion(list_info("own", ListFormat.UN_XML), (kept,)), ListFigures(1, 1))
        assert store.verify_trail().fault is None
        packed = tmp_path / "data" / "lists" / f"{kept.sha256}.gz"
        if done == "gone":
            packed.unlink()
        else:
            packed.write_bytes(gzip.compress(b"id,name\n1,ALBA\n"))
        assert store.verify_trail().fault == TrailFault(0, "list_file", "own: ours.csv")
        assert store.verify_trail(lists=False).fault is None
