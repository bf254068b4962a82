"""The Excel audit file of a whole screening, read back against the database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from db.store import DataFolder
from screening.ports import StoredHit
from screening.resources import resource_path
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, load_bundled, open_engine, screen_manifest
from tests.report.store import screened_sample
from ui import words
from ui.report.collect import collect
from ui.report.excel import write_report
from ui.report.words_of import entry_text, rules_text


def as_line(cell: object) -> str:
    """Return a cell as lines are read: numbers and days of the sender stay such in the file."""
    return "" if cell is None else str(cell.date()) if isinstance(cell, datetime) else str(cell)


def test_the_sample_read_back_against_the_store(tmp_path: Path) -> None:
    """Every cell of the sender's rows, every hit and every total, as the database has them."""
    path = tmp_path / "r.xlsx"
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        load_bundled(store)
        engine = open_engine(store, ScreeningSettings())
        manifest = import_manifest(store, resource_path("samples", "forwarder_register.xlsx")).manifest
        run = screen_manifest(store, engine, manifest.manifest_id)
        write_report(path, collect(store, run))
        lines = [pair for batch in store.lines(manifest.manifest_id) for pair in batch]
        hits = store.hits(run.run_id)
        entries = {h.hit_id: store.entry(h.hit.list_id, h.hit.entry_id) for h in hits}
    book = openpyxl.load_workbook(path)
    width = [cell.value for cell in book["All rows"][1]].index("Result")
    everything = list(book["All rows"].iter_rows(min_row=2, values_only=True))
    for (line_id, line), row in zip(lines, everything[: len(lines)], strict=True):
        assert [as_line(cell) for cell in row[:width]] == [*line.cells, *[""] * (width - len(line.cells))]
        assert row[width + 2] == str(line_id)
    by_line = dict(lines)
    start = next(n for n, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1) if "Status" in row)
    flagged = list(book.worksheets[0].iter_rows(min_row=start + 1, values_only=True))
    assert [row[width + 8] for row in flagged] == [str(i) for i in sorted({h.line_id for h in hits})]
    for row in flagged:
        cells = by_line[int(str(row[width + 8]))].cells
        assert [as_line(cell) for cell in row[:width]] == [*cells, *[""] * (width - len(cells))]
    listed = list(book["Hits"].iter_rows(min_row=2, values_only=True))
    for row, stored in zip(listed, hits, strict=True):
        hit = stored.hit
        told = [str(stored.line_id), str(stored.hit_id), hit.value, hit.list_id, hit.entry_id, pytest.approx(hit.score)]
        assert [row[n] or "" for n in (0, 1, 6, 8, 9, 13)] == told
    for row in listed:
        entry = entries[int(str(row[1]))]
        assert entry is None or entry.name in str(row[19])


def dated(value: datetime | None) -> datetime | None:
    """Return a time as a cell of Excel gives it back: UTC, to the second."""
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0) if value else None


def as_read(value: object) -> object:
    """Return what openpyxl reads: times to the second, an empty cell for an empty text."""
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).replace(microsecond=0) if value.microsecond else value
    return value or ""


def table(sheet: Worksheet) -> list[dict[str, object]]:
    """Return the rows of a sheet's main table by title, up to the first empty one."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if sum(cell is not None for cell in row) > 5)
    found = []
    for row in rows[start + 1 :]:
        if not any(cell is not None for cell in row):
            break
        found.append({str(title): as_read(cell) for title, cell in zip(rows[start], row, strict=True)})
    return found


def test_every_sheet_is_read_back_against_the_database(tmp_path: Path) -> None:
    """Verdicts, hits with all they were judged by, lists, settings, decisions and hashes, as the database has them."""
    path = tmp_path / "r.xlsx"
    with screened_sample(tmp_path / "data") as (store, run):
        told = collect(store, run)
        write_report(path, told)
        hits, decisions, lists = store.hits(run.run_id), store.decisions(run.run_id), store.run_lists(run.run_id)
        entries = {h.hit_id: store.entry_then(h.hit_id) for h in hits}
        rules = {h.hit_id: store.rules_then(h.hit_id) for h in hits}
        info = store.manifest(run.manifest_id).info
    book = openpyxl.load_workbook(path)
    by_line: dict[str, list[StoredHit]] = {}
    for stored in hits:
        by_line.setdefault(str(stored.line_id), []).append(stored)
    flagged = table(book.worksheets[0])
    assert [row["Link id"] for row in flagged] == list(by_line)
    for row in flagged:
        found = by_line[str(row["Link id"])]
        decided = [stored for stored in found if stored.decision]
        states = {words.disposition_name(s.decision.disposition) if s.decision else "open" for s in found}
        assert set(str(row["Status"]).split("; ")) == states
        shown = next(s for s in found if f"({s.hit.entry_id})" in str(row["Entry"]) and s.hit.score == row["Score"])
        assert row["List"] == shown.hit.list_id
        assert str(row["Why"]).startswith(words.reason_text(shown.hit.reason))
        assert row["Row"] == shown.hit.line_row
        if decided and shown.decision:
            assert row["Reviewer"] == shown.decision.user
            assert shown.decision.text in str(row["Reason"])
        else:
            assert (row["Reviewer"], row["Reason"]) == ("", "")
    listed = table(book["Hits"])
    versions = {one.list_id: one.version_id for one in lists}
    assert len(listed) == len(hits)
    for row, stored in zip(listed, hits, strict=True):
        hit, entry = stored.hit, entries[stored.hit_id]
        assert row["Hit"] == str(stored.hit_id)
        assert (row["Line"], row["Row of the value"], row["Sheet"]) == (hit.line_row, hit.row, hit.sheet)
        assert (row["Field"], row["Kind"]) == (words.field_name(hit.field), words.kind_name(hit.kind))
        assert (row["Value"], row["Matched name"] or "") == (hit.value, hit.matched_name)
        assert row["Threshold"] == (stored.threshold or "")
        assert row["Rank"] == stored.place
        assert row["Version of the list"] == str(versions.get(hit.list_id) or "")
        told_of = f"{row['What agreed']}; {row['What counted against it']}"
        assert all(words.evidence_text(evidence) in told_of for evidence in hit.evidence)
        text = str(row["Entry as it stood"])
        assert text == (entry_text(entry) if entry else rules_text(rules[stored.hit_id]))
        assert bool(text) == (hit.kind in ("party", "vessel", "goods"))
        state = words.disposition_name(stored.decision.disposition) if stored.decision else "open"
        assert row["Status"] == state
    log = table(book["Decision log"])
    assert len(log) == len(decisions) == 2
    for row, decision in zip(log, decisions, strict=True):
        assert (row["Number"], row["Hit"], row["Who"]) == (
            str(decision.decision_id), str(decision.hit_id), decision.user,
        )  # fmt: skip
        assert row["Disposition"] == words.disposition_name(decision.disposition)
        assert (row["Text"], row["Machine"]) == (decision.text, decision.machine)
        assert abs(row["When (UTC)"] - dated(decision.decided_at)) <= timedelta(seconds=1)  # type: ignore[operator]
    for row, one in zip(table(book["Lists and settings"]), lists, strict=True):
        assert (row["List"], row["Title"], row["Version"]) == (one.list_id, one.title, str(one.version_id))
        assert (row["Entries"], row["Names"] or 0, row["SHA-256"]) == (one.entries, one.names, one.sha256)
        assert isinstance(row["Published"], datetime)
        assert row["Published"].date().isoformat() == one.published_on[:10]
        assert abs(row["Imported (UTC)"] - dated(one.imported_at)) <= timedelta(seconds=1)  # type: ignore[operator]
    facts = {str(row[0].value): row[1].value for row in book["Integrity"].iter_rows(max_col=2) if row[0].value}
    assert (facts["SHA-256 of the file"], facts["Bytes"]) == (info.sha256, info.size)
    assert (facts["Lines"], facts["Hits"], facts["Decisions"]) == (run.lines, run.hits, 2)
