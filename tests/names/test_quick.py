"""Quick check: what a text is taken apart into, what it meets, and how it is recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import DataFolder, SqliteStore
from screening.model.hits import HitKind
from screening.quick import MOST_PIECES, pieces_of, quick_check, record_quick
from screening.settings import ScreeningSettings
from screening.workflow import open_engine, open_index
from tests.desktop.office import ENTRIES, list_info

LETTER = """Dear colleagues,
please confirm whether the goods for АО «Концерн «Калашников» may be shipped on m/v NORTHERN LIGHT. The contract was
signed by Ivan Petrovich Sidorov on behalf of Steppe Wind LLP, Almaty.
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with DataFolder(tmp_path / "data") as folder, folder.open() as opened:
        opened.replace_list(list_info(), ENTRIES)
        yield opened


@pytest.mark.parametrize("text", ["Ivan Sidorov", "ООО «Ромашка»", "上海贸易有限公司"])
def test_a_short_line_is_asked_as_it_stands(text: str) -> None:
    assert pieces_of(f"  {text} \n") == [text]


def test_a_paragraph_is_taken_apart() -> None:
    pieces = pieces_of(LETTER)
    assert any("Калашников" in piece for piece in pieces)
    assert any("Ivan Petrovich Sidorov" in piece for piece in pieces)
    assert any("NORTHERN LIGHT" in piece for piece in pieces)
    assert all(len(piece) <= 200 for piece in pieces)


def test_nothing_gives_nothing() -> None:
    assert pieces_of("  \n - \n .,;") == []


def test_a_letter_meets_party_person_and_vessel(store: SqliteStore) -> None:
    answers = quick_check(open_index(store), LETTER)
    assert {a.match.entry_id for a in answers.answers} == {"1", "2", "3"}
    assert {a.kind for a in answers.answers} == {HitKind.PARTY, HitKind.VESSEL}
    scores = [a.match.score for a in answers.answers]
    assert scores == sorted(scores, reverse=True)
    assert answers.left_out == 0


def test_a_number_alone_is_enough(store: SqliteStore) -> None:
    (answer,) = quick_check(open_index(store), "INN 1832090230").answers
    assert answer.match.entry_id == "1"
    assert answer.match.score == 100


def test_what_is_left_out_is_counted(store: SqliteStore) -> None:
    text = "\n".join(f"Some Body Number {n}" for n in range(MOST_PIECES + 7))
    answers = quick_check(open_index(store), text)
    assert len(answers.pieces) == MOST_PIECES
    assert answers.left_out == 7


def test_a_recorded_check_is_a_manifest_with_the_same_answers(store: SqliteStore) -> None:
    engine = open_engine(store, ScreeningSettings())
    run = record_quick(store, engine, LETTER)
    hits = store.hits(run.run_id)
    shown = quick_check(open_index(store), LETTER)
    assert {h.hit.entry_id for h in hits} == {a.match.entry_id for a in shown.answers}
    assert {h.hit.kind for h in hits} <= {HitKind.PARTY, HitKind.VESSEL}
    manifest = store.manifest(run.manifest_id)
    assert manifest.info.format == "quick"
    assert manifest.lines == len(pieces_of(LETTER))
    assert (store.folder / "originals" / manifest.info.sha256).read_text(encoding="utf-8") == LETTER


def test_the_same_text_is_recorded_each_time(store: SqliteStore) -> None:
    engine = open_engine(store, ScreeningSettings())
    first, second = (record_quick(store, engine, "Ivan Sidorov") for _ in range(2))
    assert first.manifest_id != second.manifest_id
