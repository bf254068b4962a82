"""Who imported, who screened and what was written: told by the pages, found by the name, and in every report."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.schema_trail import IMPORTED
from screening.model.overview import HistoryKind, HistoryQuery, ManifestQuery
from screening.ports import Who
from tests.casework.conftest import Office, hit_of, line_of
from tests.casework.conftest import office as office
from tests.casework.conftest import quick_hashing as quick_hashing
from tests.casework.conftest import single as single
from tests.casework.test_earlier import screen
from ui import words
from ui.report.collect import collect
from ui.report.export import Export, write_files
from ui.report.input_told import importer_text


@pytest.fixture
def worked(office: Office, tmp_path: Path) -> Office:
    """The office where aigul imported and screened a second file, and timur screened it again."""
    office.works("aigul")
    screen(office, tmp_path, [line_of(2, "ТОО Бета")], [hit_of(2, "ТОО Бета")], "ee" * 32)
    office.works("timur")
    with office.store.run(office.manifest_id, "0.1", "{}", office.store.lists()) as run:
        run.finish(1)
    return office


def test_the_trail_tells_who_imported(worked: Office) -> None:
    by = worked.store.importers()
    assert (by[2].user, by[2].role, bool(by[2].machine)) == ("aigul", "officer", True)
    assert by[1].role == "single_user"
    assert worked.store.manifest(2).imported_by == by[2]


def test_records_of_imports_are_read_through_their_index(worked: Office) -> None:
    plan = worked.store.database.conn.execute(
        f"EXPLAIN QUERY PLAN SELECT seq, body FROM trail INDEXED BY trail_imported WHERE {IMPORTED} AND seq > 0 ORDER BY seq"
    ).fetchall()
    assert [row[3] for row in plan] == ["SEARCH trail USING INDEX trail_imported (seq>?)"]


def test_history_tells_and_finds_who_imported_and_screened(worked: Office) -> None:
    def found(text: str, kind: HistoryKind) -> list[tuple[int, str]]:
        ids = worked.store.event_ids(HistoryQuery(frozenset({kind}), text))
        return [(event.run_id or event.manifest_id, event.user) for event in worked.store.events(ids)]

    assert found("aigul", HistoryKind.IMPORT) == [(2, "aigul")]
    assert found("AIGUL", HistoryKind.SCREENING) == [(2, "aigul")]
    assert found("timur", HistoryKind.SCREENING) == [(3, "timur")]
    assert found("timur", HistoryKind.IMPORT) == []
    (event,) = worked.store.events(worked.store.event_ids(HistoryQuery(frozenset({HistoryKind.IMPORT}), "aigul")))
    assert (event.data["role"], bool(event.data["machine"])) == ("officer", True)


def test_manifests_tell_and_are_found_by_who_imported_and_screened(worked: Office) -> None:
    (row,) = worked.store.manifest_rows(worked.store.manifest_ids(ManifestQuery("aigul")))
    assert (row.manifest_id, row.imported_by, row.screened_by) == (2, "aigul", "timur")
    assert worked.store.manifest_ids(ManifestQuery("timur")) == [2]
    assert worked.store.manifest_ids(ManifestQuery("saule")) == []


def test_a_record_that_somebody_altered_tells_nobody_and_stops_nothing(worked: Office) -> None:
    connection = worked.store.database.conn
    connection.execute("DROP TRIGGER trail_is_never_changed")
    connection.execute(f"UPDATE trail SET body = CAST(body || 'x' AS BLOB) WHERE {IMPORTED}")
    with worked.folder.open() as anew:
        anew.sign_in("aigul", "a long password")
        assert anew.manifest(2).imported_by == Who()
        assert len(anew.manifest_ids(ManifestQuery())) == 2


def test_reports_tell_who_imported_what_columns_were_and_what_was_written(worked: Office, tmp_path: Path) -> None:
    store = worked.store
    run = store.find_run(2)
    assert run is not None
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    write_files(store, run, Export(("csv",), first))
    write_files(store, run, Export(("excel", "json"), second))
    (written,) = [one for one in store.files_written(2) if one.kind == "csv"]
    assert written.by.user == "timur"
    report = collect(store, run)
    assert importer_text(report).startswith("aigul, officer")
    data = json.loads(next(second.glob("*.json")).read_text(encoding="utf-8"))
    assert (data["manifest"]["imported_by"]["user"], data["run"]["user"]) == ("aigul", "aigul")
    assert [one["kind"] for one in data["files_written"]] == ["csv"]
    book = load_workbook(next(second.glob("*.xlsx")))
    cells = {str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row}
    assert {importer_text(report), "hits and decisions (CSV)", written.files[0][1]} <= cells
    with words.in_language("ru"):
        assert "aigul" in importer_text(report)
