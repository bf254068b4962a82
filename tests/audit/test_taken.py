"""Stores of earlier programs: what these told nothing of is taken into the trail as it stands when a store is brought up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import before_trail
from db.store import DataFolder, SqliteStore
from screening.model.trail import TrailFault
from tests.audit.forging import fault_after
from tests.audit.test_tables import walked
from tests.casework.conftest import quick_hashing
from tests.db.keep_schema import SCHEMAS
from tests.db.test_upgrade import laid_out
from ui.words.audit_text import report_text

__all__ = ["quick_hashing"]


@pytest.fixture
def brought_up(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store of an earlier program with a trail, brought up to this one."""
    laid_out(SCHEMAS / "m019_question_order.sql", tmp_path / "data")
    with DataFolder(tmp_path / "data") as opened, opened.open() as store:
        yield store


def test_an_earlier_store_says_since_when_such_rows_are_compared(brought_up: SqliteStore) -> None:
    report = brought_up.verify_trail()
    assert report.fault is None
    assert report.taken_at
    assert f"{report.taken_at[:10]} {report.taken_at[11:16]} UTC" in report_text(report, False, False)


def test_a_new_store_has_nothing_of_the_kind(store: SqliteStore) -> None:
    store.put_setting("s", "1", "aigul")
    assert store.verify_trail().taken_at == ""


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE manifest SET path = '/elsewhere'", "manifest (manifest 1)"),
        ("UPDATE manifest SET imported_at = '2020-01-01T00:00:00+00:00'", "manifest (manifest 1)"),
        ("UPDATE line SET party = 'somebody' WHERE line_id = 3", "line (manifest 1)"),
        ("UPDATE line SET line_id = 99 WHERE line_id = 3", "line (manifest 1)"),
        ("DELETE FROM manifest_text WHERE kind = 'party'", "manifest_text (manifest 1)"),
        ("UPDATE list SET checked_at = '2999-01-01T00:00:00+00:00'", "list_asked own-house"),
    ],
)
def test_what_was_taken_is_compared_from_then_on(brought_up: SqliteStore, statement: str, named: str) -> None:
    assert fault_after(brought_up, statement) == TrailFault(0, "table", named)


def test_a_line_that_no_hit_names_keeps_its_number(tmp_path: Path) -> None:
    with walked(tmp_path, 1, 0) as walk:
        fault = fault_after(walk.store, "UPDATE line SET line_id = 99 WHERE line_id = (SELECT max(line_id) FROM line)")
        assert fault is not None
        assert (fault.code, fault.detail) == ("lines", "manifest_imported")


def test_a_column_that_comes_later_makes_no_record_wrong(tmp_path: Path) -> None:
    with walked(tmp_path, 1, 0) as walk:
        walk.store.database.conn.execute("ALTER TABLE history_line ADD COLUMN port TEXT NOT NULL DEFAULT ''")
        walk.store.database.conn.execute("ALTER TABLE shipment ADD COLUMN weight REAL")
        assert walk.store.verify_trail().fault is None
        fault = fault_after(walk.store, "UPDATE shipment SET number = 'another'")
        assert fault == TrailFault(0, "table", "shipment (manifest 1)")


def test_rows_that_no_record_names_are_older_by_their_numbers_not_by_their_times(tmp_path: Path) -> None:
    """A store whose first program told of no lists and manifests: they are older, whatever their times say."""
    with walked(tmp_path, 1, 0) as walk:
        connection = walk.store.database.conn
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE list SET imported_at = '2999-01-01T00:00:00+00:00'")
        connection.execute("UPDATE manifest SET imported_at = '2999-01-01T00:00:00+00:00'")
        for kind in ("manifest_imported", "list_put_in_force"):
            connection.execute(
                "UPDATE trail SET body = CAST(replace(CAST(body AS TEXT), :kind, 'x') AS BLOB)", {"kind": f'"{kind}"'}
            )
        before_trail.put_record(connection)
        (body,) = connection.execute("SELECT CAST(body AS TEXT) FROM trail ORDER BY seq DESC LIMIT 1").fetchone()
        assert '"manifest":{"rows":1,"through":1}' in body
        assert '"list":{"names":["un"]}' in body
