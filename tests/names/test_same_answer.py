"""Same in, same out: whatever the batch, the order, the process, and after keeping it on the disk."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.effectiveness.manipulations import ALL
from screening.errors import InternalFault
from screening.names import index as index_module
from screening.names.compare import compare
from screening.names.index import NameIndex
from screening.names.types import PartyQuery
from tests.names.conftest import PARTIES, listed


def some_queries() -> list[PartyQuery]:
    rng = random.Random(9)
    names = [(name, kind == "vessel") for _, kind, names, _ in PARTIES for name in names]
    altered = [(ALL[label][0](name, rng), vessel) for label in ALL for name, vessel in names]
    return [PartyQuery(text, vessel=vessel) for text, vessel in altered if text]


def test_a_batch_gives_what_single_questions_give(index: NameIndex) -> None:
    queries = some_queries()
    together = index.match(queries, min_score=1)
    assert sum(map(bool, together)) > len(queries) // 2
    assert together == [index.match([query], min_score=1)[0] for query in queries]
    assert index.match(queries[::-1], min_score=1)[::-1] == together


def test_a_kept_index_gives_the_same(index: NameIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    again = NameIndex.open(tmp_path)
    queries = some_queries()
    assert len(again) == len(index)
    assert again.match(queries, min_score=1) == index.match(queries, min_score=1)


def test_any_number_of_threads_and_any_size_of_batch_gives_the_same(
    index: NameIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = some_queries()
    expected = [index.match([query], min_score=1)[0] for query in queries]
    for threads, batch in ((1, 7), (3, 20), (4, 1)):
        monkeypatch.setattr(index_module, "THREADS", threads)
        monkeypatch.setattr(index_module, "QUERY_BATCH", batch)
        assert index.match(queries, min_score=1) == expected


@pytest.mark.parametrize("name", ["names_block.npy", "parties_words.npy", "about.json"])
def test_a_damaged_index_is_refused(index: NameIndex, tmp_path: Path, name: str) -> None:
    index.save(tmp_path)
    path = tmp_path / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(InternalFault) as caught:
        NameIndex.open(tmp_path)
    assert caught.value.code == "index_unusable"


def test_an_empty_index_answers() -> None:
    assert NameIndex.build([]).match([PartyQuery("Anybody")], min_score=1) == [[]]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    (found,) = _INDEX.match([PartyQuery(text), ], min_score=1)  # fmt: skip
    assert all(0 < match.score <= 100 for match in found)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_comparing_does_not_depend_on_the_order(left: str, right: str) -> None:
    assert compare(left, right).score == compare(right, left).score


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["Petrov", "Zavod", "Almaz", "Иванов", "Мурат", "Kaya"]), min_size=3, unique=True))
def test_a_name_is_itself(words: list[str]) -> None:
    assert compare(" ".join(words), " ".join(words).upper()).score == 100.0


_INDEX = NameIndex.build(listed())
