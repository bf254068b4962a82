"""Every column of all six sheets of the Excel audit file, read back against the database; and the file as OOXML."""

import json
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.workbook.workbook import Workbook as Book

from db.store import SqliteStore
from screening.model.hits import RunInfo
from screening.model.manifests import Line
from screening.ports import StoredHit
from screening.rescreen import rescreen
from tests.report.audit import HOSTILE
from tests.report.store import SAMPLE, office
from tests.report.test_excel_against_store import table
from ui import words
from ui.report.cells import LONGEST_CELL
from ui.report.collect import AuditReport, collect
from ui.report.excel import write_report
from ui.report.excel_rest import age_at, older_text
from ui.report.risk import check_text, ownership_text, parts_text, shipment_name
from ui.report.words_of import (
    alert_text,
    approver_of,
    by_gravity,
    decision_shown,
    entry_text,
    known_text,
    reason_of,
    rules_text,
    shown_hit,
    status_of,
    why_of,
)
from ui.report.workbook import Column, SheetOptions, Workbook
from ui.words import catalogue, in_language

LANGUAGES = ("en", "ru", "kk")
FLAGGED, HITS, ALL, LISTS, LOG, INTEGRITY = range(6)


@dataclass(frozen=True, slots=True)
class Told:
    store: SqliteStore
    run: RunInfo
    report: AuditReport
    paths: dict[str, Path]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("office")
    with office(folder / "data") as (store, run):
        report = collect(store, run, "a passphrase")
        paths = {language: folder / f"{language}.xlsx" for language in LANGUAGES}
        for language, path in paths.items():
            write_report(path, report, language)
        yield Told(store, run, report, paths)


@pytest.fixture(params=LANGUAGES)
def book(told: Told, request: pytest.FixtureRequest) -> Iterator[Book]:
    with in_language(request.param):
        yield openpyxl.load_workbook(told.paths[request.param])


def cells(book: Book, sheet: int) -> list[list[object]]:
    """Return the rows of a sheet's main table without its titles, empty cells as empty texts."""
    return [list(row.values()) for row in table(book.worksheets[sheet])]


def second(value: datetime | None) -> object:
    """Return a time as Excel keeps it: UTC, to the second, and as openpyxl rounds it."""
    if value is None:
        return ""
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def alike(read: object, expected: object) -> bool:
    if isinstance(read, datetime) and isinstance(expected, datetime):
        return abs(read - expected) <= timedelta(seconds=1)
    return read == expected and isinstance(read, str) == isinstance(expected, str)


def same(read: list[list[object]], expected: list[list[object]]) -> None:
    """See that two tables are the same cell by cell."""
    assert len(read) == len(expected)
    for row, wanted in zip(read, expected, strict=True):
        # openpyxl gives an empty cell and a 0 of our reader's the same; a count of 0 is written as a number.
        wanted = ["" if cell is None or cell == 0 else cell for cell in wanted]
        assert len(row) == len(wanted)
        assert [(a, b) for a, b in zip(row, wanted, strict=True) if not alike(a, b)] == []


@cache
def senders() -> Book:
    return openpyxl.load_workbook(SAMPLE, data_only=True)


def sent(line: Line) -> list[object]:
    """Return the cells of a line as the sender's workbook has them."""
    sheet = senders()[line.sheet]
    return [sheet.cell(line.row, column).value for column in range(1, len(line.cells) + 1)]


def by_line(told: Told) -> dict[int, list[StoredHit]]:
    found: dict[int, list[StoredHit]] = {}
    for stored in told.store.hits(told.run.run_id):
        found.setdefault(stored.line_id, []).append(stored)
    return found


def test_the_office_holds_everything_that_can_be_told(told: Told) -> None:
    """Else the tests below compare empty columns."""
    decisions = told.store.decisions(told.run.run_id)
    assert len({one.disposition for one in decisions}) >= 7
    assert any(one.approval and one.approval.agreed for one in decisions)
    assert any(one.approval and not one.approval.agreed for one in decisions)
    assert any(one.second and one.approval is None for one in decisions)
    assert any(one.replaces for one in decisions)
    assert any(one.attachments for one in decisions)
    assert any(one.licence for one in decisions)
    hits = told.store.hits(told.run.run_id)
    assert any(stored.hit.suppressed_by for stored in hits)
    assert told.report.older
    assert told.report.alerts
    assert told.report.not_checked
    assert told.report.ownership.checks


def test_flagged_rows(told: Told, book: Book) -> None:
    expected: list[list[object]] = []
    for line_id, found in sorted(by_line(told).items()):
        if all(s.hit.suppressed_by is not None and s.decision is None and s.pending is None for s in found):
            continue
        line = told.store.line(line_id)
        best = by_gravity(found)[0]
        hit, decided = shown_hit(best, told.store.rules_then(best.hit_id)), decision_shown(best)
        expected.append([
            *sent(line), status_of(found), reason_of(decided), decided.user if decided else "", approver_of(decided),
            hit.list_id, f"{words.entry_title(hit)} ({hit.entry_id})", hit.score,
            why_of([shown_hit(s, told.store.rules_then(s.hit_id)) for s in by_gravity(found)]), str(line_id), line.sheet, line.row,
        ])  # fmt: skip
    read = cells(book, FLAGGED)
    width = len(read[0])
    same(read, [row[: len(row) - 11] + [""] * (width - len(row)) + row[-11:] for row in expected])


def test_hits(told: Told, book: Book) -> None:
    alerts = {alert.stored.hit_id: alert for alert in told.store.alerts(manifest_id=told.run.manifest_id)}
    known = {one.known_id: one for one in told.store.known_parties()}
    versions = {info.list_id: info.version_id for info in told.store.run_lists(told.run.run_id)}
    expected = []
    for stored in told.store.hits(told.run.run_id):
        entry, rules = told.store.entry_then(stored.hit_id), told.store.rules_then(stored.hit_id)
        hit, alert = shown_hit(stored, rules), alerts.get(stored.hit_id)
        if alert:
            then = told.store.rescreening_lists(alert.rescreening_id)
            version = next(info.version_id for info in then if info.list_id == hit.list_id)
        else:
            version = versions.get(hit.list_id, 0)
        quality = next((n.quality.value for n in entry.names if n.text == hit.matched_name), "") if entry else ""
        expected.append([
            str(stored.line_id), str(stored.hit_id), hit.sheet, hit.line_row, hit.row, words.field_name(hit.field),
            hit.value, words.kind_name(hit.kind.value), hit.list_id, hit.entry_id, words.entry_title(hit),
            hit.matched_name, words.name_quality(quality) if quality else "", hit.score, stored.threshold, stored.place,
            words.reason_text(hit.reason), "; ".join(words.evidence_text(e) for e in hit.evidence if e.weight >= 0),
            "; ".join(words.evidence_text(e) for e in hit.evidence if e.weight < 0),
            entry_text(entry) if entry else rules_text(rules), status_of([stored]), known_text(stored, known),
            str(version or ""), alert_text(alert),
        ])  # fmt: skip
    same(cells(book, HITS), expected)


def test_all_rows_and_totals(told: Told, book: Book) -> None:
    missing: dict[tuple[str, int], list[str]] = {}
    for one in told.store.run_unscreened(told.run.run_id):
        missing.setdefault((one.sheet, one.row), []).append(words.problem_text(one.reason))
    found = by_line(told)
    names = {
        "flagged": words._("flagged"), "known": words._("known party"), "unscreened": words._("not fully screened"),
        "clear": words._("no hit"),
    }  # fmt: skip
    expected: list[list[object]] = []
    counted: Counter[str] = Counter()
    for batch in told.store.lines(told.run.manifest_id):
        for line_id, line in batch:
            hits = found.get(line_id, [])
            asked = [s for s in hits if s.hit.suppressed_by is None or s.decision or s.pending]
            notes = missing.get((line.sheet, line.row), [])
            result = "flagged" if asked else "unscreened" if notes else "known" if hits else "clear"
            counted[result] += 1
            expected.append([*sent(line), names[result], "; ".join(notes), str(line_id), line.sheet, line.row])
    read = cells(book, ALL)
    width = len(read[0])
    same(read, [row[:-5] + [""] * (width - len(row)) + row[-5:] for row in expected])
    totals = list(book.worksheets[ALL].iter_rows(min_row=len(read) + 3, values_only=True))
    numbers = {str(row[1]): row[0] for row in totals}
    sheets = told.store.sheets(told.run.manifest_id)
    assert numbers[words._("Rows in the file with anything in them")] == sum(sheet.rows for sheet in sheets)
    assert numbers[words._("Lines")] == told.run.lines == len(expected)
    for name, label in (
        ("flagged", "of them flagged"), ("known", "of them with hits of known parties alone"),
        ("clear", "of them without a hit, fully screened"),
        ("unscreened", "of them without a hit, but not fully screened"),
    ):  # fmt: skip
        assert numbers[words._(label)] == counted[name]
    assert counted["known"] > 0


def test_lists_and_settings(told: Told, book: Book) -> None:
    rows: list[list[object]] = [list(row) for row in book.worksheets[LISTS].iter_rows(values_only=True)]
    start = next(n for n, row in enumerate(rows) if row[0] == words._("List"))

    def listed(info: object, when: datetime) -> list[object]:
        from screening.model.lists import ListInfo

        assert isinstance(info, ListInfo)
        return [
            info.list_id, info.title, str(info.version_id or ""), info.format.value,
            datetime.fromisoformat(info.published_on) if info.published_on else "", second(info.imported_at),
            second(info.checked_at), age_at(info, when)[0], info.entries, info.names, info.unread, info.sha256, info.source,
        ]  # fmt: skip

    lists = told.store.run_lists(told.run.run_id)
    same(cells(book, LISTS), [listed(info, told.run.started_at) for info in lists])
    start += len(lists) + 2
    (later,) = {alert.rescreening_id for alert in told.report.alerts.values()}
    (when,) = {alert.raised_at for alert in told.report.alerts.values()}
    assert str(later) in str(rows[start][0])
    after = told.store.rescreening_lists(later)
    read = [["" if cell is None or cell == 0 else cell for cell in row] for row in rows[start + 1 :][: len(after)]]
    same(read, [listed(info, when) for info in after])
    facts = {str(row[0]): row[1] for row in rows[start + 1 + len(after) :] if row[0]}
    run = told.run
    assert facts[words._("Screening")] == str(run.run_id)
    for label, moment in (("Started (UTC)", run.started_at), ("Finished (UTC)", run.finished_at)):
        assert alike(facts[words._(label)], second(moment))
    assert facts[words._("Zone of the computer")] == run.zone
    assert (facts[words._("Screened by")], facts[words._("Role")]) == (run.user, words.role_name(run.role))
    assert (facts[words._("Machine")], facts[words._("Program version")]) == (run.machine, run.program_version)
    assert facts[words._("Threshold for parties")] == run.party_threshold
    assert facts[words._("Threshold for goods")] == run.goods_threshold
    assert facts[words._("SHA-256 of the settings")] == run.settings_sha256
    assert facts[words._("Settings as they were kept")] == run.settings
    assert facts[words._("Most entries kept for one value")] == str(json.loads(run.settings)["max_hits"])
    by_name = {str(row[0]): row for row in rows}
    for one in told.report.shipments():
        assert list(by_name[shipment_name(one)][1:6]) == [
            parts_text(one), one.risk.score, one.worst_line, len(one.line_ids), one.flagged,
        ]  # fmt: skip
    assert facts[words._("Ownership checked?")] == ownership_text(told.report.ownership)
    for check in told.report.ownership.checks:
        assert facts[check.party] == check_text(check)
    read = [list(row[:3]) for row in rows]
    for item in told.store.not_checked(run.run_id):
        assert [words.rule_name(item.rule), words.field_name(item.field), item.lines] in read


def test_decision_log(told: Told, book: Book) -> None:
    hits = {stored.hit_id: stored for stored in told.store.hits(told.run.run_id)}
    agreed = {True: words._("agreed"), False: words._("returned, without effect")}
    expected = []
    for one in told.store.decisions(told.run.run_id):
        answer = one.approval
        expected.append([
            str(one.decision_id), str(one.hit_id), str(hits[one.hit_id].line_id),
            words.disposition_name(one.disposition.value), words.reason_code_name(one.reason_code), one.text, one.licence,
            datetime.fromisoformat(one.licence_until) if one.licence_until else "", "\n".join(f"{file.name} (SHA-256 {file.sha256})" for file in one.attachments), one.user,
            words.role_name(one.role), one.machine, second(one.decided_at), str(one.replaces or ""),
            words.second_reason(one.second) if one.second else "", answer.user if answer else "",
            (agreed[answer.agreed] if answer else words._("waits")) if one.second else "",
            answer.comment if answer else "", second(answer.at) if answer else "", older_text(told.report, one.decision_id),
        ])  # fmt: skip
    same(cells(book, LOG), expected)
    # A day of validity is a day for Excel too, and so is a time.
    assert any(row[19] for row in expected)


def test_integrity(told: Told, book: Book) -> None:
    rows = [(row[0], row[1]) for row in book.worksheets[INTEGRITY].iter_rows(max_col=2, values_only=True) if row[0]]
    facts = {str(name): value for name, value in rows}
    run, manifest = told.run, told.store.manifest(told.run.manifest_id)
    assert facts[words._("File")] == manifest.info.name
    assert facts[words._("SHA-256 of the file")] == manifest.info.sha256
    assert facts[words._("Bytes")] == manifest.info.size
    assert alike(facts[words._("Imported (UTC)")], second(manifest.imported_at))
    assert alike(facts[words._("This file was written (UTC)")], second(told.report.written_at))
    for label, number in (
        ("Lines", run.lines), ("Flagged lines", run.flagged_lines), ("Hits", run.hits),
        ("Hits of known parties", run.suppressed), ("Entries met beyond the most for one value", run.further),
        ("Not screened", run.unscreened), ("Decisions", len(told.store.decisions(run.run_id))),
        ("Decisions older than their list", len(told.report.older)), ("Cells cut for Excel", 0),
    ):  # fmt: skip
        assert facts[words._(label)] == number, label
    assert facts[words._("Rows and lines add up")] == words._("yes")
    made = told.store.checkpoints()[0]
    assert facts[words._("Records of the audit trail")] == str(made.size)
    assert facts[words._("Checkpoint")] == made.note.strip()
    assert facts[words._("Signature")] == words._("signed")
    (key,) = told.store.trail_keys()
    assert key.text() in facts.values()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_nothing_is_left_in_english(told: Told, language: str) -> None:
    """No cell, and no part of one, is an English text of ours that has a translation."""
    english = set()
    for message in catalogue.read(language):
        source = message.id if isinstance(message.id, str) else message.id[0]
        if len(source) > 2 and "{" not in source and message.string != source:
            english.add(source)
    codes = {info.format.value for info in told.report.lists}
    found = set()
    for sheet in openpyxl.load_workbook(told.paths[language]):
        assert sheet.title not in english
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, str):
                    found |= {piece for piece in re.split(r"[;\n(]\s*", value) if piece.strip(" .)") in english - codes}
    assert found == set()


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


NS = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "r": "http://schemas.openxmlformats.org/package/2006/relationships",
    "c": "http://schemas.openxmlformats.org/package/2006/content-types",
    "o": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}  # fmt: skip


def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@pytest.mark.parametrize("which", ["hostile", *LANGUAGES])
def test_the_file_is_what_excel_takes_without_repair(told: Told, tmp_path: Path, which: str) -> None:
    """All that Excel is known to call damaged: twice the same relation, rows out of order, looks that are not there ..."""
    if which == "hostile":
        path = tmp_path / "h.xlsx"
        name = "a&b" * 60 + ".xlsx"
        with Workbook("x") as made:
            for title in ("'quoted' [a]:b*c?", "history" * 9, "history" * 9):
                sheet = made.sheet(title, SheetOptions(name))
                sheet.table([Column(cell[:200], style="wrap") for cell in HOSTILE])
                sheet.add(HOSTILE)
                sheet.add(["x" * 40_000] + ["\x00\ud800y\n" * 300] * (len(HOSTILE) - 1))
            made.save(path)
    else:
        path = told.paths[which]
    content = files(path)
    assert len({name.casefold() for name in content}) == len(content)
    trees = {name: etree.fromstring(data) for name, data in content.items() if name.endswith((".xml", ".rels"))}
    types = trees["[Content_Types].xml"]
    named = {str(one.get("PartName")).lstrip("/") for one in types.findall("c:Override", NS)}
    endings = {str(one.get("Extension")) for one in types.findall("c:Default", NS)}
    assert named <= set(content)
    assert all(name in named or name.rpartition(".")[2] in endings for name in content if name != "[Content_Types].xml")
    for name, tree in trees.items():
        if name.endswith(".rels"):
            relations = tree.findall("r:Relationship", NS)
            ids = [one.get("Id") for one in relations]
            assert len(set(ids)) == len(ids)
            base = posixpath.dirname(posixpath.dirname(name))
            for one in relations:
                assert one.get("TargetMode") != "External"
                target = str(one.get("Target"))
                assert posixpath.normpath(posixpath.join(base, target)).lstrip("/") in content
    book = trees["xl/workbook.xml"]
    titles = [str(one.get("name")) for one in book.findall("m:sheets/m:sheet", NS)]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(0 < len(title) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", title) for title in titles)
    assert all(title.casefold() != "history" for title in titles)
    places = {(one.get("name"), one.get("localSheetId")) for one in book.findall("m:definedNames/m:definedName", NS)}
    assert len(places) == len(book.findall("m:definedNames/m:definedName", NS))
    looks = len(trees["xl/styles.xml"].findall("m:cellXfs/m:xf", NS))
    assert looks < 64_000
    for name, tree in trees.items():
        if not name.startswith("xl/worksheets/sheet"):
            continue
        assert not tree.findall(".//m:f", NS)
        assert not tree.findall(".//m:hyperlink", NS)
        order = [etree.QName(child).localname for child in tree]
        known = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "printOptions",
                 "pageMargins", "pageSetup", "headerFooter", "ignoredErrors"]  # fmt: skip
        assert order == [part for part in known if part in order]
        last = 0
        for row in tree.iterfind("m:sheetData/m:row", NS):
            assert last < int(str(row.get("r"))) <= 1_048_576
            last = int(str(row.get("r")))
            assert float(row.get("ht", "15")) <= 409
            column = 0
            for cell in row:
                letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", str(cell.get("r"))).groups()  # type: ignore[union-attr]
                assert int(digits) == last
                assert column < number_of(letters) <= 16_384
                column = number_of(letters)
                assert 0 <= int(cell.get("s", "0")) < looks
                text = cell.findtext("m:is/m:t", namespaces=NS) or ""
                assert len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL
        for one in tree.iterfind("m:cols/m:col", NS):
            assert 0 < float(str(one.get("width"))) <= 255
        footer = tree.findtext("m:headerFooter/m:oddFooter", namespaces=NS) or ""
        assert len(footer) <= 255
        left, _, rest = footer.partition("&C&A&R&P / &N")
        assert (left[:2], rest) == ("&L", "")
        assert left.replace("&&", "")[2:].count("&") == 0


def test_a_later_screening_is_not_told_of_what_came_before(told: Told) -> None:
    """The report of a run tells of that run alone: a re-screening that finds nothing changes no cell of it."""
    rescreen(told.store)
    again = collect(told.store, told.run)
    assert len(again.alerts) == len(told.report.alerts)
    assert [one.decision_id for one in again.decisions] == [one.decision_id for one in told.report.decisions]


def test_no_two_columns_of_a_sheet_have_the_same_title(book: Book) -> None:
    """Else a filter, a pivot table or a program that reads the file cannot tell them apart."""
    for sheet in book.worksheets[:5]:
        rows = list(sheet.iter_rows(values_only=True))
        titles = next(row for row in rows if sum(cell is not None for cell in row) > 5)
        own = [title for title in titles if title]
        assert len(set(own)) == len(own), sheet.title
