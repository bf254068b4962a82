"""The Excel audit file: its sheets, how they are laid out, and what happens when it cannot be written."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from screening.errors import Cancelled, InternalFault, UserError
from screening.model.manifests import Line, SheetReading
from tests.report.audit import HOSTILE, NOW, report
from ui.report.excel import write_report


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
        # Below the lists other tables stand: the header of the lists is not printed over them.
        assert sheet.print_title_rows == (None if sheet.title == "Lists and settings" else "$1:$1")
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
