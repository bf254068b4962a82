"""A first version has no other to be compared with: what is cut off, or comes in part, is told all the same."""

from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.lists.signs import signs_of
from screening.workflow import import_lists

REST = ',"-0- ","SDGT"' + ',"-0- "' * 7
SDN = "".join(f'{n},"PARTY {n}, LTD"{REST},"A remark; of {n}."\r\n' for n in range(40)) + "\x1a"
ALT = "".join(f'{n},{n},"aka","OTHER NAME {n}","-0- "\r\n' for n in range(40)) + "\x1a"
ADD = "".join(f'{n},{n},"Main st. {n}","Almaty","Kazakhstan","-0- "\r\n' for n in range(40)) + "\x1a"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    folder = tmp_path / "ofac"
    folder.mkdir()
    for name, content in (("sdn.csv", SDN), ("alt.csv", ALT), ("add.csv", ADD)):
        (folder / name).write_bytes(content.encode())
    return folder


def test_a_whole_first_version_comes_into_force(store: SqliteStore, whole: Path) -> None:
    (change,) = import_lists(store, [whole])
    assert (change.problems, change.new) == ((), 40)
    assert not [note for note, _ in change.notes if note.startswith("part_missing")]


@pytest.mark.parametrize("name", ["sdn.csv", "alt.csv", "add.csv"])
@pytest.mark.parametrize("lost", [6, 11, 14, 20])
def test_a_first_version_that_is_cut_off_is_held(store: SqliteStore, whole: Path, name: str, lost: int) -> None:
    content = (whole / name).read_bytes()
    (whole / name).write_bytes(content[:-lost])
    (change,) = import_lists(store, [whole])
    assert "list_cut_off" in [problem.code for problem in change.problems]
    assert not change.in_force


def test_a_last_line_without_its_end_is_whole(store: SqliteStore, whole: Path) -> None:
    for name in ("sdn.csv", "alt.csv", "add.csv"):
        (whole / name).write_bytes((whole / name).read_bytes().removesuffix(b"\r\n\x1a"))
    (change,) = import_lists(store, [whole])
    assert change.problems == ()


def test_a_short_table_typed_by_hand_is_no_cut(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text('name,country,remarks\nAlpha "A" LLC,KZ,x\nBeta', encoding="utf-8")
    assert signs_of(tmp_path / "own.csv")["cut"] == "0"


@pytest.mark.parametrize("name", ["alt.csv", "add.csv"])
def test_a_part_that_was_not_given_is_told(store: SqliteStore, whole: Path, name: str) -> None:
    (whole / name).unlink()
    (change,) = import_lists(store, [whole])
    assert (f"part_missing:{name.upper()}", 1) in change.notes
