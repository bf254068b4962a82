"""Second persons, licences, attachments and known parties in the reports."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from pypdf import PdfReader

from screening.model.decisions import Approval, Attachment, Decision, Disposition
from screening.ports import StoredHit
from screening.resources import resource_path
from tests.report.audit import NOW, report
from ui.report.collect import AuditReport
from ui.report.excel import write_report
from ui.report.machine import write_json
from ui.report.pdf import write_pdf
from ui.report.words_of import status_of

TRUE = Decision(
    6, 11, Disposition.TRUE_MATCH, "same_party", "It is they.", "aigul", NOW, licence="L-7", licence_until="2027-01-31",
    attachments=(Attachment("letter.pdf", "ab" * 32, 10),), role="officer", machine="desk-1", second="true_match",
)  # fmt: skip
AGREED = replace(TRUE, approval=Approval(1, 6, True, "Agreed by me.", "botagoz", NOW, "file", "desk-2"))


def told(stored: StoredHit, *decisions: Decision, **run: Any) -> AuditReport:
    made = report(hits=lambda: iter([[stored]]), decisions=decisions)
    return replace(made, run=replace(made.run, **run)) if run else made


def first() -> StoredHit:
    return next(report().hits())[0]


def row(path: Path, sheet: int, number: int = 2) -> dict[str, object]:
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return {str(t.value): c.value for t, c in zip(page[1], page[number], strict=True)}


def test_the_second_person_stands_in_sheet_and_log(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_report(path, told(replace(first(), decision=AGREED), AGREED))
    flagged, log = row(path, 0), row(path, 4)
    assert (flagged["Status"], flagged["Reviewer"], flagged["Approver"]) == ("true match", "aigul", "botagoz")
    assert flagged["Reason"] == "the same party; licence L-7 until 2027-01-31; It is they."
    assert (log["Approver"], log["Agreed"], log["Comment"]) == (
        "botagoz",
        "agreed; signed on another computer",
        "Agreed by me.",
    )
    assert log["Approved (UTC)"] == NOW.replace(tzinfo=None)
    assert log["Attachments"] == f"letter.pdf (SHA-256 {'ab' * 32})"
    assert (log["Role"], log["Machine"], log["Licence"]) == ("officer", "desk-1", "L-7")


def test_a_decision_that_waits_has_no_effect_yet(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    waiting = replace(first(), decision=None, pending=TRUE)
    write_report(path, told(waiting, TRUE))
    assert row(path, 0)["Status"] == "true match, waits for a second person"
    assert row(path, 0)["Approver"] == "(waits for a second person)"
    assert row(path, 4)["Agreed"] == "waits"


def test_known_parties_flag_no_line_and_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    known = replace(first(), hit=replace(first().hit, suppressed_by=4), decision=None)
    write_report(path, told(known, flagged_lines=0, suppressed=1))
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0].max_row == 1
    assert row(path, 1)["Status"] == "known party"
    assert row(path, 1)["Known party"] == "known party 4"
    assert row(path, 2)["Result"] == "known party"
    totals = {str(r[1].value): r[0].value for r in book["All rows"].iter_rows(min_row=4, max_col=2)}
    assert totals["of them with hits of known parties alone"] == 1
    integrity = {str(r[0].value): r[1].value for r in book["Integrity"].iter_rows(max_col=2)}
    assert integrity["Rows and lines add up"] == "yes"
    assert integrity["Hits of known parties"] == 1


def test_a_match_of_a_known_party_that_is_decided_all_the_same_flags_its_line(tmp_path: Path) -> None:
    """It was recorded as suppressed when the run counted; the decision since then weighs more."""
    path = tmp_path / "r.xlsx"
    known = replace(first(), hit=replace(first().hit, suppressed_by=4), decision=AGREED)
    write_report(path, told(known, AGREED, flagged_lines=0, suppressed=1))
    flagged = row(path, 0)
    assert (flagged["Status"], flagged["Reviewer"], flagged["Entry"]) == ("true match", "aigul", "ALMA LLC (7)")
    assert row(path, 1)["Known party"] == "known party 4, decided all the same"
    assert row(path, 2)["Result"] == "flagged"
    book = openpyxl.load_workbook(path)
    totals = {str(r[1].value): r[0].value for r in book["All rows"].iter_rows(min_row=4, max_col=2)}
    assert (totals["of them flagged"], totals["of them with hits of known parties alone"]) == (1, 0)
    integrity = {str(r[0].value): r[1].value for r in book["Integrity"].iter_rows(max_col=2)}
    assert integrity["Rows and lines add up"] == "yes"
    write_json(tmp_path / "r.json", told(known, AGREED))
    (hit,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["hits"]
    assert (hit["status"], hit["known_party"]) == ("true_match", 4)


def made_of(*states: str) -> list[StoredHit]:
    """Return hits of one line, the best score first: "open", "known", a disposition, or one that waits ("?" in front)."""
    made = []
    for number, state in enumerate(states):
        hit = replace(first().hit, score=90.0 - number, entry_id=str(number))
        stored = replace(first(), hit_id=20 + number, hit=hit, decision=None)
        if state == "known":
            stored = replace(stored, hit=replace(hit, suppressed_by=4))
        elif state.startswith("?"):
            stored = replace(stored, pending=replace(TRUE, disposition=Disposition(state[1:])))
        elif state != "open":
            stored = replace(stored, decision=replace(AGREED, disposition=Disposition(state)))
        made.append(stored)
    return made


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (["known"], "known party"),
        (["known", "open"], "open"),
        (["open", "true_match"], "true match; open"),
        (["false_positive", "?true_match"], "true match, waits for a second person; false positive"),
        (["?false_positive", "rejected"], "rejected; false positive, waits for a second person"),
        (["false_positive", "held", "open", "known"], "open; held; false positive"),
        (["released", "licence_needed"], "licence needed; released"),
        (["false_positive", "false_positive"], "false positive"),
    ],
)
def test_no_state_of_a_line_hides_a_graver_one(states: list[str], status: str) -> None:
    assert status_of(made_of(*states)) == status


def test_a_correction_that_waits_leaves_the_decision_in_force_in_sight() -> None:
    (stored,) = made_of("true_match")
    both = replace(stored, pending=replace(TRUE, disposition=Disposition.FALSE_POSITIVE))
    assert status_of([both]) == "true match; false positive, waits for a second person"


def test_a_line_is_told_by_its_gravest_hit(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    hits = made_of("false_positive", "true_match")
    made = replace(told(hits[0]), hits=lambda: iter([hits]))
    write_report(path, replace(made, run=replace(made.run, hits=2)))
    flagged = row(path, 0)
    assert (flagged["Status"], flagged["Score"]) == ("true match; false positive", 89.0)
    assert flagged["Entry"] == "ALMA LLC (1)"


def test_the_pdf_and_the_json_name_them(tmp_path: Path) -> None:
    made = told(replace(first(), decision=AGREED), AGREED)
    write_pdf(tmp_path / "r.pdf", made)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "r.pdf").pages)
    assert "botagoz" in text
    assert "Agreed by me." in text
    write_json(tmp_path / "r.json", made)
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    schema = json.loads(resource_path("schema", "screening.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert data["decisions"][0]["approval"]["user"] == "botagoz"
    assert data["hits"][0]["decision"]["effective"] is True
