"""The Excel audit file, read back cell by cell."""

import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from db.store import DataFolder
from screening.errors import Cancelled, InternalFault, UserError
from screening.model.manifests import Line, SheetReading
from screening.ports import StoredHit
from screening.resources import resource_path
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, load_bundled, open_engine, screen_manifest
from tests.report.audit import HOSTILE, NOW, report
from tests.report.store import screened_sample
from ui import words
from ui.report.collect import collect
from ui.report.excel import write_report
from ui.report.words_of import entry_text, rules_text
from ui.report.workbook import LONGEST_CELL, Column, Workbook, escaped, shortened

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_xml(path: Path, sheet: int = 1) -> list[list[str]]:
    """Return the rows of a sheet as ECMA-376 says that they are to be read, and see that no cell is a formula."""
    rows = []
    with zipfile.ZipFile(path) as archive, archive.open(f"xl/worksheets/sheet{sheet}.xml") as file:
        for _, row in etree.iterparse(file, tag=f"{MAIN}row"):
            assert row.find(f".//{MAIN}f") is None
            texts = []
            for cell in row.iter(f"{MAIN}c"):
                assert cell.get("t") in (None, "inlineStr")
                text = cell.findtext(f"{MAIN}is/{MAIN}t") or cell.findtext(f"{MAIN}v") or ""
                texts.append(re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text))
            rows.append(texts)
            row.clear()
    return rows


def hostile_cells(count: int) -> list[str]:
    """Return cells as attackers and careless senders write them: formulas, codes, control characters, markup."""
    rng = random.Random(376)
    starts = ["=", "+", "-", "@", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")", "{=", "\t=", "\n=", "'=", "=\r", " =",
              "00", "", "<r>", "_x0041_", "_x", "https://", "1E5", "2026-01-02", "TRUE", "#REF!", "€", "қ", "深圳", "\u202e"]  # fmt: skip
    bodies = (
        "0123456789ABCDEFabc_x.,;:!()[]{}<>&\"'\\/|=+-@ \t\n\r\x00\x07\x1f\x7f\x85\u2028\ufffe\uffff\U0001f600ЁәІ深"
    )
    cells: list[str] = []
    while len(cells) < count:
        text = rng.choice(starts) + "".join(rng.choices(bodies, k=rng.randrange(1, 24)))
        cells.append(text + rng.choice(["", "</r>", " ", "_x000D_", "\n"]))
    return cells


def test_the_senders_cells_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    for number in (0, 2):
        row = [book.worksheets[number].cell(2, n + 1) for n in range(len(HOSTILE))]
        assert tuple(cell.value for cell in row) == HOSTILE
        assert {cell.data_type for cell in row} == {"s"}
    read_by_another = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert tuple(read_by_another[1][: len(HOSTILE)]) == HOSTILE


def test_cells_like_formulas_stay_text_when_edited(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    sheet = openpyxl.load_workbook(path).worksheets[0]
    quoted = {value: sheet.cell(2, n + 1).quotePrefix for n, value in enumerate(HOSTILE)}
    assert quoted["=1+1"]
    assert quoted["@SUM(A1)"]
    assert not quoted["0012345"]
    assert sheet.cell(2, HOSTILE.index("0012345") + 1).number_format == "@"


def test_fifty_thousand_hostile_cells(tmp_path: Path) -> None:
    cells = hostile_cells(50_000)
    lines = [Line("S", n + 2, (), tuple(cells[n * 20 : n * 20 + 20])) for n in range(2500)]
    path = tmp_path / "r.xlsx"
    write_report(path, report(tuple("x" * 20), lines=lines))
    for number in range(1, 7):
        read_xml(path, number)
    rows = read_xml(path, 3)[1:2501]
    assert [text for row in rows for text in row[:20]] == cells
    # Cells that only look like numbers, days or logical values are texts like the others.
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet3.xml").decode()
    part = xml.partition("<sheetData>")[2].split("</row>", 2501)[1:2501]
    of_sender = [cell for row in part for cell in row.split("<c ")[1:21]]
    assert len(of_sender) == 50_000
    assert all('t="inlineStr"' in cell for cell in of_sender)
    # Another reader sees a text for every cell, and no number or day.
    read = CalamineWorkbook.from_path(path).get_sheet_by_index(2).to_python()[1:2501]
    assert {type(value) for row in read for value in row[:20]} == {str}


def test_no_cell_of_any_sheet_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    assert not [c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_the_verdict_stands_behind_the_senders_columns(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    sheet = openpyxl.load_workbook(path).worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    values = {title: cell.value for title, cell in zip(titles, sheet[2], strict=True)}
    assert titles[: len(HOSTILE)] == [f"H{n}" for n in range(len(HOSTILE))]
    assert titles[len(HOSTILE) :] == [
        "Status", "Reason", "Reviewer", "Approver", "List", "Entry", "Score", "Why", "Link id", "Sheet", "Row",
    ]  # fmt: skip
    assert values["Status"] == "false positive"
    assert values["Reason"] == "another party of a similar name; =evil()"
    assert values["Reviewer"] == "aigul"
    assert values["Score"] == 91.5
    assert values["Why"] == "The name resembles the listed ALMA."
    assert sheet.max_row == 2


def test_hits_tell_entry_threshold_and_rank(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    values = {title.value: cell.value for title, cell in zip(book["Hits"][1], book["Hits"][2], strict=True)}
    assert values["Entry as it stood"] == "7;ALMA LLC;a.k.a. ALMA (weak)"
    assert values["Quality of the name"] == "weak alias"
    assert values["Threshold"] == 70
    assert values["Rank"] == 1
    assert "-1.5" in str(values["What counted against it"])
    assert "+93.0" in str(values["What agreed"])
    flagged = {t.value: c.value for t, c in zip(book.worksheets[0][1], book.worksheets[0][2], strict=True)}
    assert values["Link id"] == flagged["Link id"]


def test_filters_frozen_headers_and_print_layout(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[:5]:
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
    for sheet in book.worksheets[:3]:
        assert sheet.auto_filter.ref.startswith("A1:")
    assert book.worksheets[2].auto_filter.ref.endswith("3")
    assert book.worksheets[0].column_dimensions["A"].width > 5
    footer = book.worksheets[0].oddFooter
    assert footer is not None
    assert footer.left is not None
    assert "m.xlsx" in str(footer.left.text)


def test_dates_are_dates(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    log = {t.value: c.value for t, c in zip(book["Decision log"][1], book["Decision log"][2], strict=True)}
    assert log["When (UTC)"] == NOW.replace(tzinfo=None)
    lists = {
        t.value: c.value for t, c in zip(book["Lists and settings"][1], book["Lists and settings"][2], strict=True)
    }
    assert lists["Published"] == datetime(2026, 2, 27)
    assert lists["Version"] == "4"


def test_six_sheets_and_totals_that_tie(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Flagged rows", "Hits", "All rows", "Lists and settings", "Decision log", "Integrity"]
    everything = book["All rows"]
    totals = {everything.cell(r, 2).value: everything.cell(r, 1).value for r in range(4, everything.max_row + 1)}
    assert totals["Rows in the file with anything in them"] == 3
    assert totals["of them lines, all of them on this sheet"] == 2
    assert totals["of them headers, captions, totals"] == 1
    assert totals["of them flagged"] == 1
    assert totals["of them without a hit, but not fully screened"] == 1
    assert [everything.cell(r, len(HOSTILE) + 1).value for r in (2, 3)] == ["flagged", "not fully screened"]
    assert everything.cell(3, len(HOSTILE) + 2).value == "no party named"
    integrity = {row[0].value: row[1].value for row in book["Integrity"].iter_rows(max_col=2)}
    assert integrity["Rows and lines add up"] == "yes"
    assert integrity["SHA-256 of the file"] == "ef" * 32


def test_a_store_that_does_not_hold_what_the_run_counted_gives_no_file(tmp_path: Path) -> None:
    with pytest.raises(InternalFault) as caught:
        write_report(tmp_path / "r.xlsx", report(hits=lambda: iter(())))
    assert caught.value.code == "report_does_not_tie"
    assert list(tmp_path.iterdir()) == []


def test_rules_that_lacked_a_field_are_told(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[3].iter_rows(max_col=3)]
    assert ["Carrier of Russia or Belarus", "carrier", 2] in cells


def test_different_layouts_keep_their_own_columns(tmp_path: Path) -> None:
    sheets = [
        SheetReading("A", (1,), 2, 2, 1, (), rows=2, headers=("Name", "Code")),
        SheetReading("B", (1,), 2, 2, 1, (), rows=2, headers=("Goods",)),
    ]
    lines = [Line("A", 2, (), ("Alma", "007")), Line("B", 2, (), ("Bolts", "beside the table"))]
    path = tmp_path / "r.xlsx"
    write_report(path, report(lines=lines, sheets=sheets, widths={"A": 2, "B": 2}))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:5] == ["Flagged rows", "Flagged rows 2", "Hits", "All rows", "All rows 2"]
    assert [c.value for c in book["All rows"][1]][:3] == ["Name", "Code", "Result"]
    assert [c.value for c in book["All rows"][2]][:2] == ["Alma", "007"]
    assert [c.value for c in book["All rows 2"][1]][:3] == ["Goods", None, "Result"]
    assert [c.value for c in book["All rows 2"][2]][:2] == ["Bolts", "beside the table"]


def test_more_rows_than_excel_has_go_on_in_another_sheet(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with Workbook("long", most_rows=4) as book:
        sheet = book.sheet("Rows")
        sheet.table([Column("N")])
        for n in range(7):
            sheet.add([str(n)])
        book.save(path)
    read = openpyxl.load_workbook(path)
    assert [[c.value for c in column] for column in read["Rows"].iter_cols()] == [["N", "0", "1", "2"]]
    assert [[c.value for c in column] for column in read["Rows 3"].iter_cols()] == [["N", "6"]]
    assert read["Rows 2"].freeze_panes == "A2"


def test_starter_data_is_said_on_the_first_sheet(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report(starter=True))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert "STARTER DATA" in str(sheet["A1"].value)
    assert sheet.freeze_panes == "A3"


@pytest.mark.parametrize(("language", "name"), [("ru", "Отмеченные строки"), ("kk", "Белгіленген жолдар")])
def test_a_report_in_another_language(tmp_path: Path, language: str, name: str) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report(), language)
    assert openpyxl.load_workbook(path).sheetnames[0] == name


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
        assert [cell or "" for cell in row[:width]] == [*line.cells, *[""] * (width - len(line.cells))]
        assert row[width + 2] == str(line_id)
    by_line = dict(lines)
    start = next(n for n, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1) if "Status" in row)
    flagged = list(book.worksheets[0].iter_rows(min_row=start + 1, values_only=True))
    assert [row[width + 8] for row in flagged] == [str(i) for i in sorted({h.line_id for h in hits})]
    for row in flagged:
        cells = by_line[int(str(row[width + 8]))].cells
        assert [cell or "" for cell in row[:width]] == [*cells, *[""] * (width - len(cells))]
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
        assert (row["Decision"], row["Hit"], row["Who"]) == (
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


def test_days_and_times_are_days_and_times_for_excel(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    cells = {
        (sheet.title, str(title.value)): sheet[f"{title.coordinate[:-1]}2"]
        for sheet in (book["Lists and settings"], book["Decision log"])
        for title in sheet[1]
    }
    for title in ("Imported (UTC)", "When (UTC)"):
        (cell,) = (cell for (_, name), cell in cells.items() if name == title)
        assert cell.is_date
        assert cell.data_type == "d"
        assert cell.value == NOW.replace(tzinfo=None)
    published = cells["Lists and settings", "Published"]
    assert published.is_date
    assert published.value == datetime(2026, 2, 27)
    # What the sender wrote as text stays text, a day among it.
    assert book["All rows"].cell(2, HOSTILE.index("2026-01-02") + 1).data_type == "s"


@pytest.mark.parametrize("counted", [{"rows": 1}, {"rows": 6, "data_rows": 5}, {"rows": 3, "data_rows": 1}])
def test_rows_that_do_not_add_up_are_told(tmp_path: Path, counted: dict[str, int]) -> None:
    """Fewer rows than lines, or lines that the reading counted and that are not there, or the other way round."""
    path = tmp_path / "r.xlsx"
    sheet = replace(report().sheets[0], **counted)  # type: ignore[arg-type]
    write_report(path, report(sheets=[sheet]))
    facts = {str(row[0].value): row[1].value for row in openpyxl.load_workbook(path)["Integrity"].iter_rows(max_col=2)}
    assert str(facts["Rows and lines add up"]).startswith("NO")


def test_wide_sheets_are_printed_on_a4_over_several_pages(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report(tuple(f"quite a long text of the sender {n}" for n in range(20))))
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.page_setup.fitToHeight == 0
    everything, facts = book["All rows"], book["Integrity"]
    assert int(everything.page_setup.fitToWidth or 1) >= 3
    assert everything.print_title_cols == "$A:$A"
    assert everything.print_title_rows == "$1:$1"
    assert int(facts.page_setup.fitToWidth or 1) == 1


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        write_report(tmp_path / "no" / "r.xlsx", report())
    assert caught.value.code == "cannot_write"


def test_a_report_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"old")

    def source() -> Iterator[tuple[int, Line]]:
        raise RuntimeError("broken")
        yield

    with pytest.raises(RuntimeError):
        write_report(path, replace(report(), lines=source))
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["r.xlsx"]


def test_a_report_can_be_cancelled(tmp_path: Path) -> None:
    class Stop:
        def report(self, step: str, done: int, total: int) -> None:
            assert step == "write_report"

        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        write_report(tmp_path / "r.xlsx", report(), progress=Stop())
    assert list(tmp_path.iterdir()) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_comes_back_from_xml(text: str) -> None:
    read = etree.fromstring(f'<t xml:space="preserve">{escaped(text)}</t>'.encode()).text or ""
    assert re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), read) == text


@given(st.text(st.characters(categories=["Cs", "L"]), max_size=20))
def test_half_characters_do_not_break_the_file(text: str) -> None:
    etree.fromstring(f"<t>{escaped(text)}</t>".encode())


@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_a_long_text_is_cut_with_a_mark(letter: str) -> None:
    cut = shortened(letter * 40_000)
    assert len(cut.encode("utf-16-le")) // 2 in (LONGEST_CELL, LONGEST_CELL - 1)
    assert cut.endswith("[…]")
    assert shortened("short") == "short"


def test_cut_cells_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report(("x" * 40_000,)))
    integrity = {row[0].value: row[1].value for row in openpyxl.load_workbook(path)["Integrity"].iter_rows(max_col=2)}
    assert integrity["Cells cut for Excel"] == 2


def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    done = subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", "--outdir", str(tmp_path), str(path)],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8")
    assert "=1+1" in written
    assert "12345678901234567890" in written
    assert "0012345" in written
