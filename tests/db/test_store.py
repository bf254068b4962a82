"""The store keeps things whole or not at all, and says clearly what is wrong with its file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from db.connection import SAFE_WAL_VERSION, journal_mode, open_database
from db.names import DATABASE_NAME
from db.store import DataFolder, SqliteStore
from screening.errors import StoreUnavailable, UserError
from screening.model.decisions import Disposition
from screening.model.goods import GoodsRule
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.lists import (
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    Identifier,
    ListFormat,
    ListInfo,
    NameQuality,
    Relation,
)
from screening.model.manifests import Column, Line, ManifestInfo, SheetReading, Unscreened, Value


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with DataFolder(tmp_path / "data") as folder, folder.open() as opened:
        yield opened


def list_info(list_id: str = "un", form: ListFormat = ListFormat.UN_XML) -> ListInfo:
    return ListInfo(list_id, "A list", form, "a.xml", "ab" * 32, datetime(2026, 1, 2, tzinfo=UTC), "2026-01-01")


def entry(entry_id: str, name: str = "Северный завод") -> Entry:
    return Entry(
        entry_id,
        EntryKind.ORGANISATION,
        (EntryName(name), EntryName("Severny Zavod", NameQuality.WEAK, "en")),
        (Identifier("inn", "7704730655", "RU"),),
        (EntryAddress("Moscow", "RU"),),
        ("RU",),
        relations=(Relation("owned_by", "7", "Owner", 50.0),),
        remarks="remarks",
        entry_text="as it stood",
    )


def line(row: int, party: str = "ТОО Алма") -> Line:
    cells = (party, "0012", "=1+1")
    values = (
        Value("consignee", party, party, row, 0),
        Value("hs_code", "0012", "000012", row, 1, ("hs_zero_padded",)),
        Value("consignor", "Caption GmbH", "Caption GmbH", 1, -1, ("carried_down",)),
    )
    return Line("Лист1", row, values, cells, ("no_goods",))


def add_manifest(store: SqliteStore, folder: Path, lines: int = 3, sha256: str = "cd" * 32) -> int:
    original = folder / "m.xlsx"
    original.write_bytes(b"the sender's own bytes")
    info = ManifestInfo("m.xlsx", str(original), sha256, 22, "xlsx")
    sheet = SheetReading("Лист1", (1,), 2, lines + 1, lines, (Column(0, "Получатель", "consignee", 0.9, "buyer", 0.2),))
    batches = [[line(row)] for row in range(2, lines + 2)]
    return store.add_manifest(
        info, [sheet], batches, [Unscreened("Лист1", 9, "", "unreadable_row")], original
    ).manifest_id


def hit(score: float = 91.5, entry_id: str = "7") -> Hit:
    reason = Reason("name_match", (("name", "x"),))
    evidence = (Evidence("word_equal", "алма", "alma", 3.5),)
    return Hit(
        "Лист1", 2, 2, "consignee", "ТОО Алма", HitKind.PARTY, "un", entry_id, "ALMA", "ALMA", score, reason, evidence
    )


def test_an_entry_comes_back_as_it_went_in(store: SqliteStore) -> None:
    store.replace_list(list_info(), [entry("1")])
    assert store.entry("un", "1") == entry("1")
    assert [listed.entry for listed in store.entries()] == [entry("1")]
    assert store.entry("un", "2") is None


def test_replacing_a_list_tells_new_gone_and_changed(store: SqliteStore) -> None:
    first = store.replace_list(list_info(), [entry("1"), entry("2"), entry("3")])
    assert (first.new, first.gone, first.changed) == (3, 0, 0)
    version = store.party_version()
    second = store.replace_list(list_info(), [entry("1"), entry("2", "Другое имя"), entry("4"), entry("5")])
    assert (second.new, second.gone, second.changed) == (2, 1, 1)
    assert second.info.entries == 4
    assert second.info.names == 8
    assert store.party_version() != version


def test_a_list_that_breaks_off_leaves_the_old_one(store: SqliteStore) -> None:
    store.replace_list(list_info(), [entry("1")])

    def broken() -> Iterator[Entry]:
        yield entry("2")
        raise UserError("broken")

    with pytest.raises(UserError):
        store.replace_list(list_info(), broken())
    assert [listed.entry.entry_id for listed in store.entries()] == ["1"]


def test_a_retired_list_is_not_searched(store: SqliteStore) -> None:
    store.replace_list(list_info("starter", ListFormat.STARTER), [entry("s")])
    store.replace_list(list_info(), [entry("1")])
    store.set_active("starter", False)
    assert [listed.list_id for listed in store.entries()] == ["un"]
    assert [info.active for info in store.lists()] == [False, True]


def test_goods_rules_come_back_as_they_went_in(store: SqliteStore) -> None:
    rule = GoodsRule(
        "chpl", "854231", "chpl", tier="1", price_floor=300.0, currency="EUR", names=(("en", "Chips"), ("ru", "Чипы"))
    )
    store.replace_goods("chpl", [rule], list_info("chpl", ListFormat.GOODS))
    assert store.goods_rules() == [rule]


def test_a_line_comes_back_as_it_went_in(store: SqliteStore, tmp_path: Path) -> None:
    manifest_id = add_manifest(store, tmp_path)
    stored = [pair for batch in store.lines(manifest_id, batch=2) for pair in batch]
    assert [found for _, found in stored] == [line(2), line(3), line(4)]
    assert store.line(stored[1][0]) == line(3)
    assert store.manifest(manifest_id).lines == 3
    assert store.sheets(manifest_id)[0].columns[0].second_field == "buyer"
    assert store.unscreened(manifest_id) == [Unscreened("Лист1", 9, "", "unreadable_row")]


def test_the_original_file_is_kept_byte_for_byte(store: SqliteStore, tmp_path: Path) -> None:
    manifest = store.manifest(add_manifest(store, tmp_path))
    assert store.original_path(manifest.info).read_bytes() == b"the sender's own bytes"
    assert store.find_by_hash("cd" * 32) == [manifest]


def test_an_import_that_breaks_off_leaves_nothing(store: SqliteStore, tmp_path: Path) -> None:
    def broken() -> Iterator[list[Line]]:
        yield [line(2)]
        raise UserError("broken")

    original = tmp_path / "m.xlsx"
    original.write_bytes(b"x")
    with pytest.raises(UserError):
        store.add_manifest(ManifestInfo("m", "m", "ef" * 32, 1, "xlsx"), [], broken(), [], original)
    assert store.manifests() == []
    assert next(store.database.query("SELECT count(*) AS n FROM line"))["n"] == 0


def test_what_a_killed_process_left_is_removed_when_the_folder_is_entered(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder, folder.open() as store:
        manifest_id = add_manifest(store, tmp_path)
        store.run(manifest_id, "0", "{}", [])  # never finished, as when the process is killed
        assert store.runs() == []
    with DataFolder(tmp_path) as folder, folder.open() as store:
        assert next(store.database.query("SELECT count(*) AS n FROM run"))["n"] == 0
        assert len(store.manifests()) == 1


def test_a_run_is_seen_only_when_finished(store: SqliteStore, tmp_path: Path) -> None:
    manifest_id = add_manifest(store, tmp_path)
    line_ids = [line_id for batch in store.lines(manifest_id) for line_id, _ in batch]
    with store.run(manifest_id, "0.1", "{}", [list_info("starter", ListFormat.STARTER)]) as run:
        run.add_hits({line_ids[1]: [hit(80.0, "8"), hit(95.0)]})
        run.add_unscreened([Unscreened("Лист1", 3, "party", "no_party")])
        assert store.runs() == []
        done = run.finish(3)
    assert (done.lines, done.flagged_lines, done.hits, done.unscreened, done.starter) == (3, 1, 2, 1, True)
    assert [stored.hit.score for stored in store.hits(done.run_id)] == [95.0, 80.0]
    assert store.hits(done.run_id)[0].hit == hit(95.0)
    assert store.run_lists(done.run_id)[0].list_id == "starter"
    assert store.line_ids(done.run_id) == [line_ids[1], line_ids[0], line_ids[2]]
    assert store.line_ids(done.run_id, flagged_only=True) == [line_ids[1]]
    rows = store.line_rows(done.run_id, [line_ids[2], line_ids[1]])
    assert [(row.row, row.score, row.open_hits, row.unscreened) for row in rows] == [
        (4, 0.0, 0, False),
        (3, 95.0, 2, True),
    ]


def test_a_run_that_breaks_off_leaves_nothing(store: SqliteStore, tmp_path: Path) -> None:
    manifest_id = add_manifest(store, tmp_path)
    line_id = next(store.lines(manifest_id))[0][0]

    def broken() -> None:
        with store.run(manifest_id, "0.1", "{}", []) as run:
            run.add_hits({line_id: [hit()]})
            raise UserError("broken")

    with pytest.raises(UserError):
        broken()
    assert next(store.database.query("SELECT count(*) AS n FROM hit"))["n"] == 0


def test_lines_are_found_whatever_the_case(store: SqliteStore, tmp_path: Path) -> None:
    manifest_id = add_manifest(store, tmp_path)
    with store.run(manifest_id, "0.1", "{}", []) as run:
        done = run.finish(3)
    assert len(store.line_ids(done.run_id, text="тоо АЛМА")) == 3
    assert store.line_ids(done.run_id, text="100%") == []


def decided_run(store: SqliteStore, folder: Path) -> tuple[int, int]:
    manifest_id = add_manifest(store, folder)
    line_id = next(store.lines(manifest_id))[0][0]
    with store.run(manifest_id, "0.1", "{}", []) as run:
        run.add_hits({line_id: [hit()]})
        done = run.finish(3)
    return done.run_id, store.hits(done.run_id)[0].hit_id


def test_a_correction_names_the_decision_it_replaces(store: SqliteStore, tmp_path: Path) -> None:
    run_id, hit_id = decided_run(store, tmp_path)
    (first,) = store.decide([hit_id], Disposition.FALSE_POSITIVE, "other_birth_date", "born 1990", "aigul")
    (second,) = store.decide([hit_id], Disposition.TRUE_MATCH, "same_number", "", "aigul")
    assert second.replaces == first.decision_id
    assert store.decisions(run_id) == [first, second]
    assert store.hits(run_id)[0].decision == second


def test_a_withdrawn_decision_opens_the_hit_and_stays_on_record(store: SqliteStore, tmp_path: Path) -> None:
    run_id, hit_id = decided_run(store, tmp_path)
    (first,) = store.decide([hit_id], Disposition.FALSE_POSITIVE, "other_birth_date", "", "aigul")
    line_id = store.hits(run_id)[0].line_id
    assert store.line_rows(run_id, [line_id])[0].decided_hits == 1
    store.withdraw([first.decision_id], "aigul")
    assert store.hits(run_id)[0].decision is None
    assert store.line_rows(run_id, [line_id])[0].open_hits == 1
    assert [d.disposition for d in store.decisions(run_id)] == [Disposition.FALSE_POSITIVE, Disposition.WITHDRAWN]


@pytest.mark.parametrize("statement", ["UPDATE decision SET user = 'x'", "DELETE FROM decision"])
def test_decisions_cannot_be_changed(store: SqliteStore, tmp_path: Path, statement: str) -> None:
    _, hit_id = decided_run(store, tmp_path)
    store.decide([hit_id], Disposition.FALSE_POSITIVE, "other_birth_date", "", "aigul")
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        store.database.conn.execute(statement)


def test_one_tekser_works_in_a_folder(tmp_path: Path) -> None:
    with DataFolder(tmp_path), pytest.raises(StoreUnavailable) as caught, DataFolder(tmp_path, wait=0.05):
        pass
    assert caught.value.code == "store_in_use"


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(StoreUnavailable) as caught:
        open_database(tmp_path)
    assert caught.value.code == "store_damaged"
    assert (tmp_path / DATABASE_NAME).read_bytes().startswith(b"this is no database")


def test_the_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    database.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tekser', 'm999_future', '2030')"
    )
    database.conn.close()
    with pytest.raises(StoreUnavailable) as caught:
        open_database(tmp_path)
    assert caught.value.code == "store_newer"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError) as caught, DataFolder(tmp_path / "file" / "data"):
        pass
    assert caught.value.code == "folder_not_writable"
    assert str(tmp_path / "file") in caught.value.data["file"]


def test_only_the_owner_can_read_the_database(tmp_path: Path) -> None:
    open_database(tmp_path / "data").conn.close()
    assert (tmp_path / "data" / DATABASE_NAME).stat().st_mode & 0o077 == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_the_journal_is_safe_with_the_sqlite_at_hand(store: SqliteStore) -> None:
    assert journal_mode((3, 40, 1)) == "TRUNCATE"
    assert journal_mode(SAFE_WAL_VERSION) == "WAL"
    version = tuple(map(int, sqlite3.sqlite_version.split(".")))
    assert store.database.conn.execute("PRAGMA journal_mode").fetchone()[0].upper() == journal_mode(version)
    assert store.database.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert store.database.conn.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_every_table_is_strict(store: SqliteStore) -> None:
    tables = store.database.query("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    loose = {row["name"] for row in tables if not row["strict"] and not row["name"].startswith(("sqlite_", "_sqlite"))}
    assert loose == set()
