"""The record of a run, and the run made again as of its day."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import DataFolder, SqliteStore
from screening.casework.known import Scope
from screening.goods.tables import read_own
from screening.model.decisions import Disposition
from screening.model.goods import GoodsRule
from screening.model.hits import HitKind, RunInfo
from screening.model.manifests import Line
from screening.model.rates import Rate
from screening.office import office_settings
from screening.rerun import rerun
from screening.rescreen import rescreen
from screening.settings import ScreeningSettings
from screening.workflow import import_lists, import_manifest, load_bundled, open_engine, screen_manifest
from tests.terminal.conftest import LISTED, manifest, own_list
from ui.report.collect import collect

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


def put_chpl(store: SqliteStore, *rules: GoodsRule) -> None:
    """Put these rules in the place of the Common High Priority List."""
    info = next(info for info in store.lists() if info.list_id == "chpl")
    store.replace_goods("chpl", rules, replace(info, sha256="cd" * 32))


def party_lists(store: SqliteStore, own_list: Path) -> None:
    own_list.write_text("id,name\nh-9,Quite Another Firm\n", encoding="utf-8")
    import_lists(store, [own_list], decided_by="aigul", reason="shorter")


def starter_retires(store: SqliteStore, own_list: Path) -> None:
    store.set_active("starter", False)


def goods_list(store: SqliteStore, own_list: Path) -> None:
    put_chpl(store, GoodsRule("chpl", "940169", "test", names=(("en", "Chairs"),)))


def settings(store: SqliteStore, own_list: Path) -> None:
    for name, value in (
        ("screening.party_threshold", "99"), ("screening.goods_threshold", "99"), ("screening.max_hits", "1"),
        ("flag.new_customer.off", "1"),
    ):  # fmt: skip
        store.put_setting(name, value, "aigul")


def rates(store: SqliteStore, own_list: Path) -> None:
    store.put_rates([Rate("2024-05-01", "KZT", "EUR", 0.9, "bank")], "aigul", "bank")


def known_party(store: SqliteStore, own_list: Path) -> None:
    (run,) = store.runs()
    parties = [stored.hit_id for stored in store.hits(run.run_id) if stored.hit.kind is HitKind.PARTY]
    made = store.decide(parties, Disposition.FALSE_POSITIVE, "other_party", "another firm", "aigul")
    assert store.remember([decision.decision_id for decision in made], Scope.ALL, "not the listed one")
    again = screen_manifest(store, open_engine(store, ScreeningSettings()), run.manifest_id)
    assert again.suppressed


def own_tables(store: SqliteStore, own_list: Path) -> None:
    folder = store.folder / "tables"
    folder.mkdir(exist_ok=True)
    (folder / "words.tsv").write_text("854232\tстулья деревянн\\w*\n", encoding="utf-8")
    assert read_own(store.folder).digest


CHANGES = (party_lists, starter_retires, goods_list, settings, rates, known_party, own_tables)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_changed_since_the_run_comes_out_equal(
    folder: Path, own_list: Path, change: Callable[[SqliteStore, Path], None]
) -> None:
    with DataFolder(folder) as data, data.open() as store:
        (run,) = store.runs()
        before = store.hits(run.run_id)
        change(store, own_list)
        done = rerun(store, run.run_id)
        assert done.equal, done.changes
        assert (done.hits_then, done.hits_now, done.lists_equal, done.tables_equal) == (
            len(before),
            run.hits,
            True,
            True,
        )
        # The change is a real one: but for a known party, which is no judgement, a screening of today comes out otherwise.
        if change not in (rates, known_party):
            today = screen_manifest(store, open_engine(store, office_settings(store)), run.manifest_id)
            assert [s.hit for s in store.hits(today.run_id)] != [s.hit for s in before]


def test_all_changes_at_once_and_a_run_with_tables_of_ones_own(folder: Path, own_list: Path) -> None:
    with DataFolder(folder) as data, data.open() as store:
        own_tables(store, own_list)
        (first,) = store.runs()
        run = screen_manifest(store, open_engine(store, office_settings(store)), first.manifest_id)
        for file in (folder / "tables").iterdir():
            file.unlink()
        for change in (party_lists, starter_retires, goods_list, settings, rates):
            change(store, own_list)
        for past in (first, run):
            done = rerun(store, past.run_id)
            assert done.equal, done.changes
            assert done.tables_equal


def test_tables_that_an_older_program_did_not_keep_are_told(folder: Path, own_list: Path) -> None:
    with DataFolder(folder) as data, data.open() as store:
        own_tables(store, own_list)
        (first,) = store.runs()
        run = screen_manifest(store, open_engine(store, office_settings(store)), first.manifest_id)
        digest = read_own(folder).digest
        (folder / "tables" / "words.tsv").unlink()
    with sqlite3.connect(folder / "tekser.sqlite3") as connection:
        connection.execute("DELETE FROM entry_snapshot WHERE content_hash = ?", (digest,))
    connection.close()
    with DataFolder(folder) as data, data.open() as store:
        assert not rerun(store, run.run_id).tables_equal


def test_rules_of_goods_are_kept_as_they_stood(folder: Path) -> None:
    """A run of today and one as of an earlier day keep the text of the rule that judged, not that of the other day."""

    def texts(run: RunInfo) -> set[str]:
        chpl = [s for s in store.hits(run.run_id) if s.hit.list_id == "chpl"]
        assert chpl
        return {rule.regime for stored in chpl for rule in store.rules_then(stored.hit_id)}

    with DataFolder(folder) as data, data.open() as store:
        (first,) = store.runs()
        codes = sorted({s.hit.entry_id for s in store.hits(first.run_id) if s.hit.list_id == "chpl"})
        old = texts(first)
        put_chpl(store, *(GoodsRule("chpl", code, "NEW REGIME", names=(("en", "New"),)) for code in codes))
        new = screen_manifest(store, open_engine(store, ScreeningSettings()), first.manifest_id)
        day = first.finished_at
        assert day is not None
        then = screen_manifest(
            store, open_engine(store, ScreeningSettings(), as_of=day), first.manifest_id, as_of=day
        )  # fmt: skip
        assert texts(new) == {"NEW REGIME"}
        assert texts(then) == texts(first) == old
        assert "NEW REGIME" not in old
        parties = [s for s in store.hits(then.run_id) if s.hit.kind is HitKind.PARTY]
        assert parties
        assert all(store.entry_then(stored.hit_id) for stored in parties)
        assert rerun(store, then.run_id).equal


def test_a_list_that_changes_while_a_screening_goes_on_does_not_change_what_is_kept(
    folder: Path, own_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with DataFolder(folder) as data, data.open() as store:
        (first,) = store.runs()
        lines = store.lines

        def change_after(manifest_id: int, batch: int = 5000) -> Iterator[list[tuple[int, Line]]]:
            yield from lines(manifest_id, batch)
            own_list.write_text(f'id,name,address\nh-1,{LISTED},"Another place"\n', encoding="utf-8")
            import_lists(store, [own_list], decided_by="aigul", reason="while it goes on")

        engine = open_engine(store, ScreeningSettings())
        monkeypatch.setattr(store, "lines", change_after)
        run = screen_manifest(store, engine, first.manifest_id)
        stored = next(s for s in store.hits(run.run_id) if s.hit.entry_id == "h-1")
        kept, now = store.entry_then(stored.hit_id), store.entry(stored.hit.list_id, "h-1")
        assert kept is not None
        assert now is not None
        assert (kept.addresses, len(now.addresses)) == ((), 1)


def test_an_alert_is_kept_with_threshold_place_and_text(folder: Path, own_list: Path, manifest: Path) -> None:
    with DataFolder(folder) as data, data.open() as store:
        (run,) = store.runs()
        own_list.write_text(
            own_list.read_text(encoding="utf-8") + "h-3,Anadolu Mobilya A.Ş.,organisation,TR,\n", encoding="utf-8"
        )
        import_lists(store, [own_list])
        put_chpl(store, GoodsRule("chpl", "940169", "test", names=(("en", "Chairs"),)))
        rescreen(store, ScreeningSettings(party_threshold=60.0, goods_threshold=50.0))
        alerts = store.alerts()
        kinds = {alert.stored.hit.kind for alert in alerts}
        assert {HitKind.PARTY, HitKind.GOODS} <= kinds
        for alert in alerts:
            stored = alert.stored
            if stored.hit.kind is HitKind.PARTY:
                assert (stored.threshold, stored.place) == (60.0, 1)
                entry = store.entry_then(stored.hit_id)
                assert entry is not None
                assert entry.entry_id == stored.hit.entry_id
            if stored.hit.kind is HitKind.GOODS:
                assert stored.threshold == 50.0
                assert stored.place >= 1
                assert [rule.code for rule in store.rules_then(stored.hit_id)] == [stored.hit.entry_id]
        # Reports tell the alert by the lists of its re-screening, and the others by those of the run.
        told = collect(store, store.runs()[0])
        house = next(a for a in alerts if a.stored.hit.entry_id == "h-3").stored
        version = {info.list_id: info.version_id for info in store.lists()}[house.hit.list_id]
        assert told.list_version(house) == version
        older = next(
            s for s in store.hits(run.run_id) if s.hit.list_id == house.hit.list_id and s.hit_id not in told.alerts
        )
        assert (told.list_version(older) or version) < version
        assert [later.rescreening_id for later in told.later] == [1]
        assert rerun(store, run.run_id).equal


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
