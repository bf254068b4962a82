"""Every schema that a program was ever released with is brought up to this one, with all that it held."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from db import codec
from db.backups import backups
from db.migrations import SCHEMA_STEPS
from db.names import DATABASE_NAME
from db.store import DataFolder, SqliteStore
from screening.casework.known import Scope
from screening.model.decisions import Disposition
from screening.model.lists import NameQuality
from screening.settings import ScreeningSettings
from screening.workflow import open_engine, screen_manifest
from tests.db.keep_schema import SCHEMAS, keep

KEPT = sorted(SCHEMAS.glob("*.sql"))


def laid_out(schema: Path, folder: Path) -> Path:
    """Make the database of a kept schema; return its path."""
    folder.mkdir(mode=0o700)
    path = folder / DATABASE_NAME
    connection = sqlite3.connect(path)
    connection.executescript(schema.read_text(encoding="utf-8"))
    connection.close()
    path.chmod(0o600)
    return path


def shape(folder: Path) -> set[tuple[str, str, str]]:
    with DataFolder(folder) as opened, opened.open() as store:
        rows = store.database.conn.execute(
            "SELECT m.type, m.name, coalesce(group_concat(t.name || ' ' || t.type), '')"
            " FROM sqlite_schema AS m LEFT JOIN pragma_table_xinfo(m.name) AS t GROUP BY m.type, m.name"
        ).fetchall()
    return {(kind, name, columns) for kind, name, columns in rows}


def test_the_first_schemas_are_kept() -> None:
    assert {path.stem for path in KEPT} >= set(SCHEMA_STEPS[:5])
    assert {path.stem for path in KEPT} <= set(SCHEMA_STEPS)


@pytest.mark.parametrize("schema", KEPT, ids=lambda path: path.stem)
def test_a_released_schema_is_upgraded_with_all_it_held(schema: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    laid_out(schema, folder)
    with DataFolder(folder) as opened, opened.open() as store:
        names = {name.text: name.quality for e in store.entries() for name in e.entry.names}
        assert "Severnaya Zvezda Trading House" in names
        assert set(names.values()) <= set(NameQuality)
        (info,) = store.lists()
        assert (info.list_id, info.entries, info.active) == ("own-house", 2, True)
        # It came from a file: nobody asked a publisher, whatever an older program took for asking.
        assert info.checked_at is None
        (manifest,) = store.manifests()
        assert manifest.lines == 3
        assert [line.row for batch in store.lines(manifest.manifest_id) for _, line in batch] == [2, 3, 4]
        (run,) = store.runs()
        hits = store.hits(run.run_id)
        assert len(hits) == run.hits > 1
        assert run.flagged_lines == len({h.line_id for h in hits})
        made = store.decisions(run.run_id)
        assert [d.disposition for d in made] == [Disposition.FALSE_POSITIVE, Disposition.TRUE_MATCH]
        assert made[1].replaces == made[0].decision_id
        assert hits[0].decision is not None
        assert hits[0].decision.disposition is Disposition.TRUE_MATCH
        assert store.database.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        assert store.database.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    if schema.stem != SCHEMA_STEPS[-1]:
        assert "migration" in {b.reason for b in backups(folder)}


@pytest.mark.parametrize("schema", KEPT, ids=lambda path: path.stem)
def test_verification_raises_no_alarm_over_an_upgraded_store(schema: Path, tmp_path: Path) -> None:
    laid_out(schema, tmp_path / "data")
    with DataFolder(tmp_path / "data") as opened, opened.open() as store:
        before = store.verify_trail()
        assert before.fault is None
        (manifest,) = store.manifests()
        hits = [stored.hit_id for stored in store.hits(store.runs()[0].run_id)]
        store.withdraw([store.decisions(store.runs()[0].run_id)[-1].decision_id])
        screened = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest.manifest_id)
        again = [stored.hit_id for stored in store.hits(screened.run_id)]
        (made, *_) = store.decide([*hits, *again], Disposition.FALSE_POSITIVE, "other_party", "")
        (made, *_) = store.decide(again[:1], Disposition.FALSE_POSITIVE, "other_party", "")
        store.remember([made.decision_id], Scope.ALL, "another house")
        screen_manifest(store, open_engine(store, ScreeningSettings()), manifest.manifest_id)
        store.decide(again[:1], Disposition.TRUE_MATCH, "same_party", "")
        after = store.verify_trail()
        assert (after.fault, after.older) == (None, before.older)


@pytest.mark.parametrize("schema", KEPT, ids=lambda path: path.stem)
@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_clock_that_stands_wrong_raises_no_alarm_over_an_upgraded_store(
    schema: Path, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out(schema, tmp_path / "data")
    with sqlite3.connect(tmp_path / "data" / DATABASE_NAME) as before:
        older = sum(before.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("decision", "run"))
        has_trail = before.execute("SELECT 1 FROM sqlite_schema WHERE name = 'trail'").fetchone()
    before.close()
    now = codec.now()
    monkeypatch.setattr(codec, "now", lambda: now + timedelta(days=days))
    with DataFolder(tmp_path / "data") as opened, opened.open() as store:
        run = store.runs()[0]
        store.decide([store.hits(run.run_id)[0].hit_id], Disposition.TRUE_MATCH, "same_party", "")
        found = store.verify_trail()
        assert found.fault is None
        if not has_trail:
            assert found.older > older > 0
        _put_in(store, store.decisions(run.run_id)[0].decision_id, found.records)


def _put_in(store: SqliteStore, copied: int, records: int) -> None:
    """A decision that nobody recorded is found, wherever its number and its time would put it."""
    columns = "hit_id, disposition, reason_code, text, user, attachments"
    for number, at in ((0, "1999-01-01T00:00:00+00:00"), (-7, "1999-01-01T00:00:00+00:00"), (900, "2001-01-01")):
        store.database.conn.execute("BEGIN")
        store.database.conn.execute(
            f"INSERT INTO decision (decision_id, decided_at, {columns}) SELECT ?, ?, {columns} FROM decision"
            " WHERE decision_id = ?",
            (number, at, copied),
        )
        fault = store.verify_trail().fault
        store.database.conn.execute("ROLLBACK")
        assert fault is not None
        assert fault.detail == f"decision {number}"
    assert (store.verify_trail().fault, store.verify_trail().records) == (None, records)


@pytest.mark.parametrize("schema", KEPT, ids=lambda path: path.stem)
def test_an_upgraded_store_has_the_tables_of_a_new_one(schema: Path, tmp_path: Path) -> None:
    laid_out(schema, tmp_path / "old")
    assert shape(tmp_path / "old") == shape(tmp_path / "new")


def test_the_present_schema_can_be_kept(tmp_path: Path) -> None:
    path = keep(tmp_path)
    assert path.stem == SCHEMA_STEPS[-1]
    (tmp_path / "again").mkdir()
    test_a_released_schema_is_upgraded_with_all_it_held(path, tmp_path / "again")
