"""The program is killed at random moments; what it had said to be done is there, and nothing is half.

A hundred kills here; the nightly run has a thousand and more (CONTRIBUTING.md).
"""

import os
import sys
from pathlib import Path

import pytest

from tests.reliability.forked import fresh, judged, start, warm_base
from tests.reliability.kills import kill_rounds
from tests.reliability.operations import PHASES, work_round

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

SEED = 20261125


def test_a_hundred_kills_lose_nothing() -> None:
    report = kill_rounds(100, SEED)
    assert report.findings == []
    assert all(report.killed[phase] >= 5 for phase in PHASES), report.killed


@pytest.mark.long
def test_twelve_hundred_kills_lose_nothing() -> None:
    report = kill_rounds(1200, int.from_bytes(os.urandom(4), "big"))
    assert report.findings == []
    assert sum(report.killed.values()) >= 1200


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("decision", "acknowledged and lost: decide"),
        ("line", "half a manifest"),
        ("hit", "half a run"),
        ("entry", "half a list"),
        ("export", "damaged"),
        ("original", "half an original"),
        ("trail", "the trail breaks"),
        ("version", "version"),
    ],
)
def test_the_judge_sees_what_is_lost(tmp_path: Path, fault: str, problem: str) -> None:
    """The test of the tester: each kind of loss, made by hand."""
    from db.connection import open_database

    base = warm_base(tmp_path)
    work, said = tmp_path / "work", tmp_path / "said"
    fresh(base, work)
    child = start(lambda: work_round(work, 1), said)
    os.waitpid(child, 0)
    assert judged(work, said.read_text()) == []
    database = open_database(work / "data")
    run = database.conn.execute
    run("PRAGMA foreign_keys = OFF")
    if fault == "decision":
        run("DROP TRIGGER IF EXISTS decision_is_never_deleted")
        run("DELETE FROM decision WHERE decision_id = (SELECT max(decision_id) FROM decision)")
    elif fault in ("line", "hit", "entry"):
        run(f"DELETE FROM {fault} WHERE rowid = (SELECT max(rowid) FROM {fault})")
    elif fault == "trail":
        store_trail(database)
    elif fault == "version":
        path = next((work / "data" / "lists").iterdir())
        path.write_bytes(path.read_bytes()[:-20])
    elif fault == "export":
        path = work / "exports" / "flagged.xlsx"
        path.write_bytes(path.read_bytes()[:-200])
    else:
        path = next((work / "data" / "originals").iterdir())
        path.write_bytes(b"")
    database.conn.close()
    assert any(problem in found for found in judged(work, said.read_text()))


def store_trail(database: object) -> None:
    """Write two records of which the second does not follow from the first."""
    connection = database.conn  # type: ignore[attr-defined]
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'trail'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN IMMEDIATE")
    from db.trail import record

    record(connection, "first", {})
    record(connection, "second", {})
    connection.execute("UPDATE trail SET body = CAST('{}' AS BLOB) WHERE seq = (SELECT max(seq) FROM trail)")
    connection.execute("COMMIT")
