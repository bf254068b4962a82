"""The search of entries: by any word, number, address or remark; made anew when the lists change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import DataFolder, SqliteStore
from screening.errors import Cancelled
from screening.lists import search
from screening.lists.search import EntrySearch
from screening.model.goods import GoodsRule
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat
from tests.desktop.office import ENTRIES, list_info


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with DataFolder(tmp_path / "data") as folder, folder.open() as opened:
        opened.replace_list(list_info(), ENTRIES)
        rule = GoodsRule("chpl", "854231", "chpl", tier="1", names=(("en", "Processors"), ("ru", "Процессоры")))
        from dataclasses import replace

        opened.replace_goods("chpl", [rule], replace(list_info("chpl"), format=ListFormat.GOODS))
        yield opened


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("калашников", ["1"]),
        ("КОНЦЕРН калашников", ["1"]),
        ("deryabina izhevsk", ["1"]),
        ("1832090230", ["1"]),
        ("18 32 09 02 30", ["1"]),
        ("eo13661", ["1"]),
        ("maker of ARMS", ["1"]),
        ("1961-05", ["2"]),
        ("9074729", ["3"]),
        ("854231", ["854231"]),
        ("процессоры", ["854231"]),
        ("sidorov kalashnikov", []),
        ("  ", []),
        ("nobody", []),
    ],
)
def test_an_entry_is_found_by_any_of_its_texts(
    store: SqliteStore, tmp_path: Path, text: str, entries: list[str]
) -> None:
    found = EntrySearch.open(store, tmp_path / "index").find(text)
    assert [entry.entry_id for entry in found.entries] == entries
    assert not found.more


def test_one_list_alone_can_be_searched(store: SqliteStore, tmp_path: Path) -> None:
    opened = EntrySearch.open(store, tmp_path / "index")
    assert [e.goods for e in opened.find("854231", list_id="chpl").entries] == [True]
    assert opened.find("854231", list_id="test-list").entries == ()


def test_a_changed_list_is_searched_as_it_is_now(store: SqliteStore, tmp_path: Path) -> None:
    EntrySearch.open(store, tmp_path / "index")
    store.replace_list(list_info(), [*ENTRIES, Entry("9", EntryKind.PERSON, (EntryName("Quite New"),))])
    assert [e.entry_id for e in EntrySearch.open(store, tmp_path / "index").find("quite new").entries] == ["9"]
    assert len(list((tmp_path / "index" / "search").iterdir())) <= search.KEPT


def test_a_damaged_file_is_made_anew(store: SqliteStore, tmp_path: Path) -> None:
    EntrySearch.open(store, tmp_path / "index")
    (block,) = (tmp_path / "index").rglob("texts_block.npy")
    block.write_bytes(block.read_bytes()[:-5])
    assert len(EntrySearch.open(store, tmp_path / "index").find("sidorov").entries) == 1


def test_what_is_found_across_blocks_is_the_same(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [Entry(str(n), EntryKind.PERSON, (EntryName(f"Number {n} of many {'x' * (n % 50)}"),)) for n in range(1000)]
    store.replace_list(list_info(), many)
    opened = EntrySearch.open(store, tmp_path / "index")
    whole = opened.find("number many", most=5000)
    monkeypatch.setattr(search, "_BLOCK", 700)
    assert opened.find("number many", most=5000) == whole
    assert len(whole.entries) == 1000
    few = opened.find("number", most=10)
    assert len(few.entries) == 10
    assert few.more


def test_a_search_can_be_given_up(store: SqliteStore, tmp_path: Path) -> None:
    class Impatient:
        def report(self, step: str, done: int, total: int) -> None:
            pass

        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        EntrySearch.open(store, tmp_path / "index", Impatient())
    assert not list((tmp_path / "index" / "search").iterdir())
