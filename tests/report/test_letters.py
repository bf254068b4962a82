"""What letters and reports to authorities say: no more than the reader may know, nothing missing, the lists with their ages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from db.store import SqliteStore
from screening.errors import UserError
from screening.model.decisions import Decision, Disposition
from screening.model.hits import HitKind, Reason, RunInfo
from screening.model.lists import ListFormat
from screening.model.manifests import Line, Value
from screening.ports import StoredHit
from tests.report.audit import NOW, report
from tests.report.store import office
from ui.report.collect import AuditReport, collect
from ui.report.letter_facts import LETTERS, REPORTS, fitting_parts
from ui.report.letters import Sender, write_letters

LINE = Line("S", 2, (Value("consignor", "Shipper One", "Shipper One", 2, 0), Value("consignee", "ALMA", "ALMA", 2, 1)))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteStore, RunInfo]]:
    with office(tmp_path_factory.mktemp("office") / "data") as found:
        yield found


def hit_with(disposition: Disposition | None, number: int = 11, *, list_id: str = "un", until: str = "") -> StoredHit:
    stored = next(report().hits())[0]
    decision = None
    if disposition is not None:
        decision = Decision(
            number, number, disposition, "other", "because", "aigul", NOW, licence="L-1" if until else "",
            licence_until=until,
        )  # fmt: skip
    return replace(
        stored, hit_id=number, hit=replace(stored.hit, list_id=list_id, entry_id=str(number)), decision=decision
    )


def of(*hits: StoredHit, **changes: Any) -> AuditReport:
    decisions = [stored.decision for stored in hits if stored.decision]
    return report(lines=[LINE], hits=lambda: iter([list(hits)]), decisions=decisions, **changes)


def everything(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("name", [*LETTERS, *REPORTS])
def test_nothing_is_left_unfilled(
    sample: tuple[SqliteStore, RunInfo], tmp_path: Path, name: str, language: str
) -> None:
    told = collect(*sample)
    for sender in (Sender(), Sender("ТОО Карго", "Алматы", "+7 727", "Айгүл")):
        for path in write_letters(tmp_path / "letter.docx", told, name, language, sender):
            text = everything(path)
            assert not any(mark in text for mark in ("{", "}", "None", "nan", "[]"))
            assert "(, " not in text
            assert ": \n" not in text


@pytest.mark.parametrize("name", LETTERS)
def test_a_shipper_is_asked_once_for_each_value(tmp_path: Path, name: str) -> None:
    """Two entries that one party met are two rows for the officer; the shipper would learn from them how many."""
    (path,) = write_letters(tmp_path / "l.docx", of(hit_with(None, 11), hit_with(None, 12, list_id="ofac")), name)
    (table,) = Document(str(path)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["2", "consignee", "ALMA", "who this party is"]
    ]
    for word in ("ofac", "un 11", "OFAC", "91.5"):
        assert word not in everything(path)


def test_columns_are_as_wide_for_libreoffice_as_for_word(tmp_path: Path) -> None:
    (path,) = write_letters(tmp_path / "l.docx", of(hit_with(None)), "hold")
    (table,) = Document(str(path)).tables
    assert [column.width for column in table.columns] == [cell.width for cell in table.rows[0].cells]
    assert len({column.width for column in table.columns}) > 2


def test_a_licence_that_ran_out_clears_nothing_in_a_letter() -> None:
    today = NOW.astimezone().date()
    held = of(hit_with(Disposition.LICENCE_HELD, until=(today - timedelta(days=1)).isoformat()))
    assert len(fitting_parts(held, "hold")) == 1
    valid = of(hit_with(Disposition.LICENCE_HELD, until=today.isoformat()))
    assert fitting_parts(valid, "hold") == []


def test_what_was_rejected_was_not_blocked(tmp_path: Path) -> None:
    both = of(hit_with(Disposition.TRUE_MATCH, 11), hit_with(Disposition.REJECTED, 12))
    told = {name: [part.hit.entry_id for part in fitting_parts(both, name)] for name in REPORTS}
    assert told == {"blocking": ["11"], "reject": ["12"], "afm": ["11", "12"]}
    matches = of(hit_with(Disposition.TRUE_MATCH, 11))
    # A true match with a party whose property is not blocked is rejected: the officer says so by asking for the draft.
    assert [part.hit.entry_id for part in fitting_parts(matches, "reject")] == ["11"]
    with pytest.raises(UserError) as caught:
        write_letters(tmp_path / "l.docx", of(hit_with(Disposition.REJECTED)), "blocking")
    assert caught.value.code == "nothing_to_write"


def test_an_offices_own_list_is_reported_to_no_authority(tmp_path: Path) -> None:
    (official,) = report().lists
    own = replace(official, list_id="own-house", format=ListFormat.OWN, title="House list")
    hits = [hit_with(Disposition.TRUE_MATCH, 11), hit_with(Disposition.TRUE_MATCH, 12, list_id="own-house")]
    for name in REPORTS:
        assert [part.hit.entry_id for part in fitting_parts(of(*hits, lists=[official, own]), name)] == ["11"]
        with pytest.raises(UserError) as caught:
            write_letters(tmp_path / "l.docx", of(hits[1], lists=[official, own]), name)
        assert caught.value.code == "nothing_to_write"
    # The shipper is asked all the same.
    assert len(fitting_parts(of(hit_with(None, list_id="own-house"), lists=[official, own]), "hold")) == 1


@pytest.mark.parametrize("name", REPORTS)
def test_lists_are_named_with_their_version_and_age(tmp_path: Path, name: str) -> None:
    (path,) = write_letters(tmp_path / "l.docx", of(hit_with(Disposition.TRUE_MATCH)), name)
    text = everything(path)
    assert "UN (un, " in text
    assert " 4): " in text or "4-нұсқа" in text or "версия 4" in text
    assert "2026-02-27" in text or "27.02.2026" in text


def test_an_odd_value_is_asked_for_as_such(tmp_path: Path) -> None:
    flag = hit_with(None)
    hit = replace(flag.hit, kind=HitKind.FLAG, field="value", value="50000", list_id="route", entry_id="round_value",
                  reason=Reason("round_value", ()))  # fmt: skip
    (path,) = write_letters(tmp_path / "l.docx", of(replace(flag, hit=hit)), "rfi")
    assert "how the value and the quantity come about" in everything(path)


@pytest.mark.parametrize("days", range(7))
def test_an_answer_is_asked_for_by_a_working_day(tmp_path: Path, days: int) -> None:
    written = NOW + timedelta(days=days)
    (path,) = write_letters(tmp_path / "l.docx", of(hit_with(None), written_at=written), "hold")
    told = [word for word in everything(path).replace(".", " ").split() if word.startswith("2026-12")]
    (by,) = {date.fromisoformat(word) for word in told}
    asked = written.astimezone().date() + timedelta(days=10)
    assert by.weekday() < 5
    assert timedelta() <= by - asked <= timedelta(days=2)


@pytest.mark.parametrize(
    ("currency", "told"), [("USD", "300 USD"), ("EUR", "________________ (the manifest says 300 EUR)")]
)
@pytest.mark.parametrize("name", ["blocking", "reject"])
def test_euros_are_not_called_dollars(tmp_path: Path, name: str, currency: str, told: str) -> None:
    values = (*LINE.values, Value("value", "300", "300", 2, 3), Value("currency", currency, currency, 2, 4))
    made = replace(of(hit_with(Disposition.TRUE_MATCH)), lines=lambda: iter([(1, replace(LINE, values=values))]))
    (path,) = write_letters(tmp_path / "l.docx", made, name)
    (line,) = [line for line in everything(path).split("\n") if "US dollars" in line]
    assert line.endswith(f": {told}")
