"""PDF, JSON, CSV, letters and drafts of reports."""

import csv
import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from db.store import SqliteStore
from screening.deadlines import add_business_days, federal_holidays
from screening.dossier import run_shipments
from screening.errors import UserError
from screening.model.decisions import Approval, Decision, Disposition
from screening.model.hits import RunInfo
from screening.model.lists import ListFormat, ListInfo
from screening.model.manifests import Line, Value
from screening.model.ownership import OwnershipAnswer
from screening.resources import resource_path
from screening.route.shipments import shipments
from tests.report.audit import NOW, report
from tests.report.store import screened_sample
from ui.report.collect import AuditReport, collect
from ui.report.excel import write_report
from ui.report.export import Export, find_run, write_files
from ui.report.letter_facts import LETTERS, REPORTS, shipper_of
from ui.report.letters import Sender, write_letters
from ui.report.machine import write_json
from ui.report.machine_csv import write_hits_csv
from ui.report.parts import parts_of, subjects_of
from ui.report.pdf import write_pdf
from ui.report.pdf_text import marked_up
from ui.report.risk import parts_text


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteStore, RunInfo]]:
    with screened_sample(tmp_path_factory.mktemp("data")) as found:
        yield found


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_the_pdf_tells_verdict_parts_and_pages(sample: tuple[SqliteStore, RunInfo], tmp_path: Path) -> None:
    store, run = sample
    path = tmp_path / "r.pdf"
    told = collect(store, run)
    write_pdf(path, told)
    reader = PdfReader(path)
    text = text_of(path)
    assert "STOP: a true match" in text
    assert f"page 1 of {len(reader.pages)}" in text
    assert told.manifest.info.sha256 in text
    parts = parts_of(told)
    subjects = subjects_of(parts)
    assert sum(len(subject.parts) for subject in subjects) == len(parts)
    for number, subject in enumerate(subjects, 1):
        assert f"{number}. " in text
        assert all(f"({part.hit.list_id} {part.hit.entry_id})" in text for part in subject.parts if subject.is_item)
    assert "The number is equal." in text
    assert "STARTER DATA" in text
    assert "香港旗舰電子有限公司"[:2] in text


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_pdf_in_another_language_holds_its_letters(
    sample: tuple[SqliteStore, RunInfo], tmp_path: Path, language: str
) -> None:
    path = tmp_path / "r.pdf"
    write_pdf(path, collect(*sample), language)
    fonts = {font for page in PdfReader(path).pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert all("/FontDescriptor" in f.get_object() or f.get_object()["/Subtype"] == "/Type1" for f in fonts)
    assert {"ru": "СТОП", "kk": "ТОҚТА"}[language] in text_of(path)


def test_text_of_any_script_and_no_markup(tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    write_pdf(path, report(("<b>bold</b> & 深圳 Қазақ 한국 محمد \U00013000",)))
    assert "&lt;b&gt;bold" in marked_up("<b>bold</b>")
    assert "[U+13000]" in marked_up("\U00013000")


@given(st.text(max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    from ui.report.pdf_text import paragraph, style

    paragraph(text, style()).wrap(300, 1000)


def test_json_is_complete_and_as_its_schema_says(sample: tuple[SqliteStore, RunInfo], tmp_path: Path) -> None:
    store, run = sample
    path = tmp_path / "r.json"
    write_json(path, collect(store, run))
    data = json.loads(path.read_text(encoding="utf-8"))
    schema = json.loads(resource_path("schema", "screening.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    hits = store.hits(run.run_id)
    assert [item["hit_id"] for item in data["hits"]] == [h.hit_id for h in hits]
    assert [item["value"] for item in data["hits"]] == [h.hit.value for h in hits]
    assert [item["score"] for item in data["hits"]] == [h.hit.score for h in hits]
    assert len(data["decisions"]) == 2
    for item in data["hits"]:
        if item["kind"] in ("party", "vessel"):
            assert data["entries"][item["entry"]]["entry_id"] == item["entry_id"]


def test_risk_of_shipments_and_ownership_stand_in_every_file(
    sample: tuple[SqliteStore, RunInfo], tmp_path: Path
) -> None:
    store, run = sample
    store.put_ownership_check(run.run_id, "ТОО Завод", OwnershipAnswer.NOT_OWNED, "stat.gov.kz 7", "aigul")
    told = collect(store, run)
    shipments = [found for found in run_shipments(store, run) if found.flagged]
    assert shipments
    assert shipments[0].risk.score == pytest.approx(sum(part.points for part in shipments[0].risk.parts))
    write_json(tmp_path / "r.json", told)
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [(one["number"], one["risk"], len(one["parts"])) for one in data["shipments"]] == [
        (one.number, one.risk.score, len(one.risk.parts)) for one in shipments
    ]
    assert data["ownership"]["checks"][0]["source"] == "stat.gov.kz 7"
    write_pdf(tmp_path / "r.pdf", told)
    text = text_of(tmp_path / "r.pdf")
    write_report(tmp_path / "r.xlsx", told)
    cells = {str(cell) for row in openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[3].iter_rows(values_only=True) for cell in row}  # fmt: skip
    for title in ("Risk of the shipments", "Ownership checked?"):
        assert title in text
        assert title in cells
    assert "stat.gov.kz 7" in text
    assert any("stat.gov.kz 7" in cell for cell in cells)
    assert {str(shipments[0].risk.score), parts_text(shipments[0])} <= cells


def test_csv_has_each_hit_with_its_values_unchanged(sample: tuple[SqliteStore, RunInfo], tmp_path: Path) -> None:
    store, run = sample
    path = tmp_path / "r.csv"
    write_hits_csv(path, collect(store, run))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hits = store.hits(run.run_id)
    assert [(row["hit_id"], row["value"]) for row in rows] == [(str(h.hit_id), h.hit.value) for h in hits]
    assert {row["disposition"] for row in rows} == {"true_match", "false_positive", "open"}
    assert all(row["entry_text"] for row in rows if row["kind"] == "party")


def test_half_letters_become_valid_json(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    write_json(path, report(("half \ud800",)))
    assert json.loads(path.read_text(encoding="utf-8"))["hits"][0]["cells"] == ["half \ud800"]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("name", LETTERS)
def test_letters_name_what_is_open_and_nothing_of_the_lists(
    sample: tuple[SqliteStore, RunInfo], tmp_path: Path, name: str, language: str
) -> None:
    told = collect(*sample)
    sender = Sender("TOO Cargo", "Almaty", "cargo@example.kz", "Aigul")
    letters = write_letters(tmp_path / "letter.docx", told, name, language, sender)
    values: set[tuple[str, str]] = set()
    for path in letters:
        document = Document(str(path))
        everything = words_of(path)
        for row in document.tables[0].rows[1:]:
            values |= {(place, row.cells[2].text) for place in row.cells[0].text.split(", ")}
        assert "TOO Cargo" in everything
        assert "forwarder_register.xlsx" in everything
        assert "{" not in everything
        cells = "\n".join(cell.text for row in document.tables[0].rows for cell in row.cells)
        assert "starter" not in cells
    waiting = [
        s for p in parts_of(told) for s in p.hits if s.decision is None or s.decision.disposition == "true_match"
    ]
    # Every open place is in one of the letters, but for those that a table of more than twenty lines leaves out.
    assert {(str(s.hit.line_row), s.hit.value) for s in waiting if s.hit.suppressed_by is None} <= {
        (row, value) for row, value in values
    } | {
        (str(s.hit.line_row), s.hit.value) for s in waiting for p in parts_of(told) if s in p.hits and len(p.rows) > 20
    }
    shippers = {shipper_of(told_line) for line_id, told_line in told.lines() if line_id in {s.line_id for s in waiting}}
    assert len(letters) == len({" ".join(name.split()).casefold() for name in shippers})


@pytest.fixture
def almaty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The office's computer stands in Almaty, five hours before UTC."""
    monkeypatch.setenv("TZ", "UTC-05:00")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def stopped(at: datetime, *earlier: Decision) -> AuditReport:
    decision = Decision(5, 11, Disposition.TRUE_MATCH, "same_party", "", "aigul", at)
    stored = next(report().hits())[0]
    return report(hits=lambda: iter([[replace(stored, decision=decision)]]), decisions=[*earlier, decision])


def words_of(path: Path) -> str:
    return "\n".join(p.text for p in Document(str(path)).paragraphs)


def test_a_blocking_report_is_due_in_ten_business_days(tmp_path: Path) -> None:
    path = tmp_path / "blocking.docx"
    write_letters(path, stopped(NOW), "blocking", "ru")
    # 24 November 2026 is a Tuesday; Thanksgiving is the 26th.
    assert "Due: 2026-12-09" in words_of(path)
    assert "Sanctions programme(s): TEST" in words_of(path)
    assert "un 7" in Document(str(path)).tables[1].rows[1].cells[3].text


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of Windows is the system's")
@pytest.mark.usefixtures("almaty")
def test_the_day_of_blocking_is_the_offices_own_and_said_with_its_zone(tmp_path: Path) -> None:
    path = tmp_path / "blocking.docx"
    write_letters(path, stopped(datetime(2026, 11, 24, 20, 30, tzinfo=UTC)), "blocking")
    # Half past one at night on the 25th: by UTC it was still the 24th, and the report due a day before.
    assert "became blocked: 2026-11-25 (UTC+05:00)" in words_of(path)
    assert "Due: 2026-12-10" in words_of(path)


def test_a_correction_does_not_move_the_day_of_blocking(tmp_path: Path) -> None:
    path = tmp_path / "blocking.docx"
    first = Decision(4, 11, Disposition.REJECTED, "same_party", "", "aigul", NOW)
    write_letters(path, stopped(NOW + timedelta(days=9), first), "blocking")
    assert "Due: 2026-12-09" in words_of(path)
    returned = replace(first, second="true_match", approval=Approval(1, 4, False, "no", "botagoz", NOW, "here", "x"))
    assert not returned.effective
    write_letters(path, stopped(NOW + timedelta(days=9), returned), "blocking")
    assert "Due: 2026-12-17" in words_of(path)


PARTIES = (
    "consignor",
    "consignee",
    "notify_party",
    "carrier",
    "consignee.address",
    "consignee.country",
    "vessel",
    "imo",
)


def line_of(row: int, document: str, *texts: str) -> Line:
    fields = (*zip(PARTIES, texts, strict=False), ("transport_doc_no", document))
    return Line("S", row, tuple(Value(f, t, t, row, n) for n, (f, t) in enumerate(fields)), texts)


THREE = (
    line_of(2, "BL-1", "Alpha Export", "ALMA", "Notify One", "Blue Line", "1 Road", "KZ", "SEA STAR", "9074729"),
    line_of(3, "BL-2", "Beta Trade", "Quite Another", "", "", "", ""),
    line_of(4, "BL-1", "alpha  export", "Third Firm", "Notify Two", "", "", ""),
    line_of(5, "BL-3", "Beta Trade", "ALMA", "", "", "", ""),
    line_of(6, "BL-4", "Gamma", "ALMA", "", "", "", ""),
)


def of_three(*stops: int, cleared: int = 0) -> AuditReport:
    """Return a report of lines of three shippers: hits on the first, fourth and fifth; some decided."""
    one = next(report().hits())[0]
    hits = {}
    for number, line_id in enumerate((1, 4, 5)):
        state = Disposition.TRUE_MATCH if line_id in stops else Disposition.FALSE_POSITIVE
        decision = replace(one.decision, decision_id=50 + number, hit_id=30 + number, disposition=state) if one.decision else None  # fmt: skip
        decided = decision if line_id in stops or line_id == cleared else None
        hit = replace(one.hit, line_row=THREE[line_id - 1].row, row=THREE[line_id - 1].row)
        hits[line_id] = replace(one, hit_id=30 + number, line_id=line_id, hit=hit, decision=decided)
    by_line = {line_id: [stored.hit] for line_id, stored in hits.items()}
    return report(
        lines=THREE, hits=lambda: iter([[stored] for stored in hits.values()]),
        decisions=[stored.decision for stored in hits.values() if stored.decision],
        shipments=lambda: [s for s in shipments(enumerate(THREE, 1), by_line) if s.flagged],
    )  # fmt: skip


def test_each_shipper_has_a_letter_with_their_own_lines_alone(tmp_path: Path) -> None:
    written = write_letters(tmp_path / "m-1-hold.docx", of_three(cleared=5), "hold")
    assert [path.name for path in written] == ["m-1-hold-01 Alpha Export.docx", "m-1-hold-02 Beta Trade.docx"]
    assert sorted(tmp_path.iterdir()) == sorted(written)
    for path, shipper, row, other in zip(
        written, ("Alpha Export", "Beta Trade"), ("2", "5"), ("Beta", "Alpha"), strict=True
    ):
        text = words_of(path)
        assert f"To: {shipper}\n" in text
        assert other not in text
        assert "(lines: 2)" in text
        (table,) = Document(str(path)).tables
        assert [cell.text for cell in table.columns[0].cells] == ["Lines", row]


def test_one_shipper_has_one_letter_under_the_plain_name(tmp_path: Path) -> None:
    made = of_three(cleared=5)
    lines = [line_of(row, "BL-1", "Alpha Export", "ALMA") for row in (2, 3, 4, 5, 6)]
    path = tmp_path / "hold.docx"
    assert write_letters(path, replace(made, lines=lambda: enumerate(lines, 1)), "hold") == [path]
    assert "(lines: 5)" in words_of(path)


def test_a_report_to_an_authority_names_all_parties_of_the_shipment(tmp_path: Path) -> None:
    path = tmp_path / "blocking.docx"
    assert write_letters(path, of_three(1), "blocking") == [path]
    parties, met = Document(str(path)).tables
    told = {row.cells[1].text: (row.cells[0].text, row.cells[2].text, row.cells[3].text) for row in parties.rows[1:]}
    # Both lines of BL-1, the one without a hit included; nobody of the other shipments.
    assert told == {
        "Alpha Export": ("consignor", "________________", "2, 4"),
        "ALMA": ("consignee", "1 Road; KZ", "2"),
        "Notify One": ("notify party", "________________", "2"),
        "Blue Line": ("carrier", "________________", "2"),
        "SEA STAR": ("vessel", "IMO 9074729", "2"),
        "Third Firm": ("consignee", "________________", "4"),
        "Notify Two": ("notify party", "________________", "4"),
    }
    assert len(met.rows) == 2


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_to_an_authority_without_a_true_match(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        write_letters(tmp_path / "r.docx", report(), name)
    assert caught.value.code == "nothing_to_write"
    assert list(tmp_path.iterdir()) == []


def test_an_office_has_its_own_template(sample: tuple[SqliteStore, RunInfo], tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "hold.en.txt").write_text("# Ours\n{file} {nothing_of_ours}\n", encoding="utf-8")
    for path in write_letters(tmp_path / "r.docx", collect(*sample), "hold", folder=tmp_path):
        assert words_of(path) == "Ours\nforwarder_register.xlsx ________________"


def test_holidays_and_business_days() -> None:
    # The list of the U.S. Office of Personnel Management for 2026 and 2027.
    assert sorted(federal_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3),
        date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25),
    ]  # fmt: skip
    assert date(2027, 12, 31) in federal_holidays(2027)
    assert date(2027, 12, 24) in federal_holidays(2027)
    assert date(2027, 7, 5) in federal_holidays(2027)
    assert add_business_days(date(2026, 12, 18), 10) == date(2027, 1, 5)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 30))
def test_business_days_add_up(start: date, count: int) -> None:
    end = add_business_days(start, count)
    assert end.weekday() < 5
    assert end not in federal_holidays(end.year)
    assert add_business_days(add_business_days(start, count - 1), 1) == end


def test_decisions_older_than_their_list_are_told(tmp_path: Path) -> None:
    with screened_sample(tmp_path) as (store, run):
        assert collect(store, run).older == {}
        stored = next(h for h in store.hits(run.run_id) if h.decision is not None)
        decided = stored.decision
        assert decided is not None
        entries = [e.entry for e in store.entries([stored.hit.list_id]) if e.entry.entry_id != stored.hit.entry_id]
        info = next(i for i in store.lists() if i.list_id == stored.hit.list_id)
        store.replace_list(ListInfo(info.list_id, info.title, ListFormat.STARTER, "x", "ee", NOW), entries)
        older = collect(store, run).older
        assert older[decided.decision_id].entry_changed
        assert sum(o.entry_changed for o in older.values()) == 1
        assert len(older) == 2


def test_find_run_and_all_files(sample: tuple[SqliteStore, RunInfo], tmp_path: Path) -> None:
    store, run = sample
    assert (
        find_run(store, "1")
        == find_run(store, "forwarder_register.xlsx")
        == find_run(store, f"run:{run.run_id}")
        == run
    )
    for asked, code in (("99", "no_such_manifest"), ("run:99", "no_such_run"), ("x.xlsx", "no_such_manifest")):
        with pytest.raises(UserError) as caught:
            find_run(store, asked)
        assert caught.value.code == code
    kinds = ["excel", "pdf", "json", "csv", "hold", "rfi", "blocking", "reject", "afm"]
    written = write_files(store, run, Export(kinds, tmp_path, "ru", "aigul"))
    assert sorted(written) == sorted(tmp_path.iterdir())
    assert {path.name.split("-", 2)[-1][:4] for path in written} >= {"hold", "rfi-", "bloc", "reje", "afm."}
    rng = random.Random(1)
    assert all(path.stat().st_size > 50 for path in rng.sample(written, 5))
