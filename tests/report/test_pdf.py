"""The PDF: as few pages as it takes, parts by party and goods item, and a report for each shipment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from db.store import SqliteStore
from screening.dossier import run_shipments
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.model.hits import RunInfo
from screening.model.manifests import Unscreened
from screening.verdict import Ground, Verdict, VerdictKind, hits_tally, run_verdict, shipment_verdict
from tests.report.audit import report
from tests.report.store import screened_sample
from ui.report.collect import AuditReport, collect
from ui.report.export import Export, write_files
from ui.report.parts import parts_of, subjects_of
from ui.report.pdf import write_pdf
from ui.report.shipment import flagged_shipments, shipments_named


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteStore, RunInfo]]:
    with screened_sample(tmp_path_factory.mktemp("data")) as found:
        yield found


@pytest.fixture(scope="module")
def told(sample: tuple[SqliteStore, RunInfo]) -> AuditReport:
    return collect(*sample)


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def lowest_text(page: Any) -> float:
    """Return how high above the foot of a page its last line stands, in points; head and foot are not counted."""
    heights: list[float] = []

    def seen(text: str, matrix: list[float], place: list[float], *_font: object) -> None:
        height = matrix[5] + place[5] * (matrix[3] or 1)
        if text.strip() and height > 60:
            heights.append(height)

    page.extract_text(visitor_text=seen)
    return min(heights)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_no_page_is_half_empty(told: AuditReport, tmp_path: Path, language: str) -> None:
    """42 pages nobody reads: a part goes on over the page where it must, and none waits for a page of its own."""
    write_pdf(tmp_path / "r.pdf", told, language)
    pages = PdfReader(tmp_path / "r.pdf").pages
    assert len(pages) <= 20
    for page in pages[:-2]:
        assert lowest_text(page) < float(page.mediabox.height) / 2


@pytest.mark.parametrize("said", ["word " * 3_000 + "the end", "x" * 9_000 + " the end", "line\n" * 300 + "the end"])
def test_no_text_is_too_long_for_a_page(told: AuditReport, tmp_path: Path, said: str) -> None:
    """One comment would else keep the report of a case, and its sealed package, from ever being written."""
    decisions = [replace(row, text=said) for row in told.decisions]
    first, *others = list(told.hits())
    long = [replace(stored, hit=replace(stored.hit, value=said)) for stored in first]
    write_pdf(tmp_path / "r.pdf", replace(told, decisions=decisions, hits=lambda: iter([long, *others])), "en")
    text = " ".join(text_of(tmp_path / "r.pdf").split())
    assert text.count("the end") >= len(decisions)


def test_every_entry_that_one_party_meets_stands_in_one_part(told: AuditReport) -> None:
    parts = parts_of(told)
    subjects = subjects_of(parts)
    items = [subject for subject in subjects if subject.is_item]
    assert len(subjects) < len(parts)
    values = [(subject.parts[0].hit.kind, " ".join(subject.parts[0].hit.value.split()).casefold()) for subject in items]
    assert len(set(values)) == len(values)
    assert [subject.is_item for subject in subjects] == sorted((s.is_item for s in subjects), reverse=True)
    hits = sorted(stored.hit_id for subject in subjects for stored in subject.hits)
    assert hits == sorted(stored.hit_id for found in told.hits() for stored in found)


def test_a_part_tells_who_decided_what_for_which_entry(told: AuditReport, tmp_path: Path) -> None:
    write_pdf(tmp_path / "r.pdf", told)
    text = " ".join(text_of(tmp_path / "r.pdf").split())
    for decision in told.decisions:
        assert decision.text in text
    assert "true match" in text
    assert "· open" in text


def test_hits_are_tallied_as_the_store_tallies_them(sample: tuple[SqliteStore, RunInfo]) -> None:
    store, run = sample
    run_verdict(store, run.run_id)
    ours = hits_tally(store.hits(run.run_id), store.run_tally(run.run_id).open_questions, run.unscreened, date.today())
    theirs = store.run_tally(run.run_id)
    for name in ("hits", "open_hits", "open_questions", "unscreened", "waiting_hits", "known_hits", "expired_licences"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert dict(ours.dispositions) == dict(theirs.dispositions)
    assert dict(ours.waiting) == dict(theirs.waiting)


def test_each_shipment_has_a_report_of_its_own_lines_alone(
    sample: tuple[SqliteStore, RunInfo], told: AuditReport
) -> None:
    store, run = sample
    narrowed = flagged_shipments(told)
    assert [one.of for one in narrowed] == [found for found in run_shipments(store, run) if found.flagged]
    stopped = 0
    for one in narrowed:
        assert one.of is not None
        assert [line_id for line_id, _line in one.lines()] == list(one.of.line_ids)
        hits = [stored for found in one.hits() for stored in found]
        assert {stored.line_id for stored in hits} <= set(one.of.line_ids)
        assert (one.run.lines, one.run.hits) == (len(one.of.line_ids), len(hits))
        assert {decision.hit_id for decision in one.decisions} <= {stored.hit_id for stored in hits}
        against = any(
            made.disposition is Disposition.TRUE_MATCH
            for stored in hits for made in (stored.decision, stored.pending) if made
        )  # fmt: skip
        stopped += against
        assert (one.verdict.kind is VerdictKind.ESCALATE) == against
        cleared = all(stored.decision is not None for stored in hits) and not one.unscreened
        assert (one.verdict.kind is VerdictKind.RELEASE) == (cleared and not against)
        assert one.whole == told.verdict
    assert 0 < stopped < len(narrowed)
    assert told.verdict.kind is VerdictKind.ESCALATE
    assert sum(len(one.decisions) for one in narrowed) == len(told.decisions)


def test_a_shipment_is_named_by_its_document(told: AuditReport, tmp_path: Path) -> None:
    numbers = [one.of.number for one in flagged_shipments(told) if one.of]
    (one,) = shipments_named(told, [f"  {numbers[0].casefold()} "])
    assert one.of is not None
    assert one.of.number == numbers[0]
    write_pdf(tmp_path / "r.pdf", one)
    text = " ".join(text_of(tmp_path / "r.pdf").split())
    assert numbers[0] in text
    assert "Verdict on the whole file ▲▲ ESCALATE – true match: 1" in text
    assert "other shipments of the file are not in this report" in text
    assert not any(number in text for number in numbers[1:] if numbers[0] not in number)
    with pytest.raises(UserError) as caught:
        shipments_named(told, ["no such number"])
    assert caught.value.code == "no_such_shipment"


def test_rows_that_became_no_line_hold_every_shipment(told: AuditReport) -> None:
    from dataclasses import replace

    left = Unscreened("Реестр", 9_999, "row", "row_not_understood")
    for one in flagged_shipments(replace(told, unscreened=[left])):
        assert Ground("unscreened", 1) in one.verdict.open
        assert one.unscreened == [left]


OF = ("transport_doc_no", "CMR 00001")


@pytest.mark.parametrize("code", ["lists_changed", "a ground of a later version"])
def test_what_holds_the_whole_screening_holds_each_shipment(code: str) -> None:
    cleared = report().hits()
    found = [stored for of_line in cleared for stored in of_line]
    tally = hits_tally(found, 0, 0, date(2026, 11, 25))
    assert shipment_verdict(tally, Verdict(VerdictKind.RELEASE), OF).kind is VerdictKind.RELEASE
    whole = Verdict(VerdictKind.HOLD, (), (Ground("undecided", 3), Ground(code, 2)))
    held = shipment_verdict(tally, whole, OF)
    assert (held.kind, held.open) == (VerdictKind.HOLD, (Ground(code, 2),))
    stopped = Verdict(VerdictKind.ESCALATE, (Ground(f"{code}!", 1), Ground("true_match", 1)))
    stopped = shipment_verdict(tally, stopped, OF)
    assert (stopped.kind, stopped.because) == (VerdictKind.ESCALATE, (Ground(f"{code}!", 1),))


def test_a_pdf_for_each_flagged_shipment_is_written_and_recorded(
    sample: tuple[SqliteStore, RunInfo], tmp_path: Path
) -> None:
    store, run = sample
    before = store.trail_size()
    one = write_files(store, run, Export(["shipments"], tmp_path, shipments=["CMR 240889"]))
    assert [path.name for path in one] == [f"forwarder_register-{run.run_id}-01 CMR 240889.pdf"]
    assert store.trail_size() > before
    assert len(PdfReader(one[0]).pages) <= 3
