"""The Excel audit file, read back cell by cell."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import UserError
from screening.model.decisions import Decision, Disposition
from screening.model.hits import Evidence, Hit, HitKind, NotChecked, Reason, RunInfo
from screening.model.lists import ListFormat, ListInfo
from screening.model.manifests import Line, ManifestInfo, SheetReading, Unscreened
from screening.ports import StoredHit, StoredManifest
from ui.report.excel import LONGEST_CELL, AuditReport, plain, write_report

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOSTILE = (
    "=1+1",
    "+7 701 000",
    "-5",
    "@SUM(A1)",
    "0012345",
    "12345678901234567890",
    "{=A1}",
    "https://x.example",
    "'quoted",
)


def report(cells: tuple[str, ...] = HOSTILE, starter: bool = False) -> AuditReport:
    lines = [(1, Line("S", 2, (), cells)), (2, Line("S", 3, (), ("clean",)))]
    hit = Hit("S", 2, 2, "consignee", "ALMA", HitKind.PARTY, "un", "7", "ALMA LLC", "ALMA", 91.5,
              Reason("name_match", (("name", "ALMA"),)), (Evidence("word_equal", "alma", "alma", 91.5),))  # fmt: skip
    decision = Decision(5, 11, Disposition.FALSE_POSITIVE, "other_party", "=evil()", "aigul", NOW)
    info = ListInfo("starter", "Starter", ListFormat.STARTER, "s.csv", "ab", NOW, "2026-01-01", 237, 400)
    official = ListInfo("un", "UN", ListFormat.UN_XML, "un.xml", "cd", NOW, "2026-02-27", 1003, 4193)
    headers = tuple(f"H{n}" for n in range(len(cells)))
    sheet = SheetReading("S", (1,), 2, 3, 2, (), rows=3, headers=headers)

    def source() -> Iterator[tuple[int, Line]]:
        yield from lines

    return AuditReport(
        StoredManifest(1, ManifestInfo("m.xlsx", "m.xlsx", "ef" * 32, 10, "xlsx"), NOW, 2),
        [sheet],
        RunInfo(3, 1, NOW, NOW, "0.1.0", "{}", 2, 1, 1, 1, starter),
        [info, official] if starter else [official],
        source,
        {1: [StoredHit(11, 3, 1, hit, decision)]},
        [Unscreened("S", 3, "party", "no_party")],
        [NotChecked("target_carrier", "carrier", 2)],
        [decision],
    )


def test_rules_that_lacked_a_field_are_told(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[3].iter_rows(max_col=3)]
    assert ["Carrier of Russia or Belarus", "carrier", 2] in cells


def test_the_senders_cells_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    sheet = openpyxl.load_workbook(path).worksheets[0]
    row = [sheet.cell(2, n + 1) for n in range(len(HOSTILE))]
    assert tuple(cell.value for cell in row) == HOSTILE
    assert {cell.data_type for cell in row} == {"s"}


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
    assert values["Status"] == "false positive"
    assert values["Reviewer"] == "aigul"
    assert values["Score"] == 91.5
    assert "ALMA" in str(values["Why"])
    assert sheet.max_row == 2
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None


def test_six_sheets_and_totals_that_tie(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report())
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 6
    everything = book["All rows"]
    totals = {everything.cell(r, 1).value: everything.cell(r, 2).value for r in range(4, everything.max_row + 1)}
    assert totals["Lines screened"] == 2
    assert totals["of them flagged"] == 1
    assert totals["of them not fully screened"] == 1
    assert totals["Rows in the file with anything in them"] == 3
    assert totals["of them headers, captions, totals"] == 1
    results = [everything.cell(r, len(HOSTILE) + 3).value for r in (2, 3)]
    assert results == ["flagged", "not fully screened"]


def test_starter_data_is_said_on_the_first_sheet(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report(starter=True))
    assert "STARTER DATA" in str(openpyxl.load_workbook(path).worksheets[0]["A1"].value)


def test_a_report_in_russian(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, report(), "ru")
    assert openpyxl.load_workbook(path).sheetnames[0] == "Отмеченные строки"


def test_a_folder_that_is_not_there_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        write_report(tmp_path / "no" / "r.xlsx", report())
    assert caught.value.code == "cannot_write"


def test_a_report_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"old")
    broken = report()

    def source() -> Iterator[tuple[int, Line]]:
        raise RuntimeError("broken")
        yield

    with pytest.raises(RuntimeError):
        write_report(
            path, AuditReport(**{f: getattr(broken, f) for f in AuditReport.__slots__ if f != "lines"}, lines=source)
        )
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["r.xlsx"]


@given(st.text(max_size=200))
def test_any_text_can_stand_in_a_cell(text: str) -> None:
    shown = plain(text)
    assert all(c >= " " or c in "\n\t" for c in shown)
    assert text.isprintable() is False or shown == text


def test_a_long_text_is_cut_with_a_mark() -> None:
    assert len(plain("x" * 40_000)) == LONGEST_CELL
    assert plain("x" * 40_000).endswith("[…]")
