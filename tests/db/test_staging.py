"""What is laid aside for a list is in no memory and in no one's way, and is gone afterwards."""

import os
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.lists.intake import take_in
from screening.lists.read import detect
from screening.model.lists import Entry, EntryKind, EntryName
from tests.lists.test_formats import FILES


def entries(*names: str) -> list[Entry]:
    return [Entry(str(n), EntryKind.PERSON, (EntryName(name),)) for n, name in enumerate(names)]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(".part-*"))


def test_the_file_lies_in_the_data_folder_and_goes_with_the_store(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with SqliteStore(folder) as store:
        assert store.stage_list(entries("A", "B")).entries == 2
        assert len(left(folder)) == 1
        assert store.stage_list(entries("A")).entries == 1
        assert len(left(folder)) == 1
    assert left(folder) == []


def test_reading_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> object:
        yield from entries("A")
        raise ValueError("broken off")

    folder = tmp_path / "data"
    with SqliteStore(folder) as store:
        with pytest.raises(ValueError, match="broken off"):
            store.stage_list(failing())  # type: ignore[arg-type]
        assert left(folder) == []
        assert store.stage_list(entries("A", "B")).entries == 2


def test_an_encrypted_store_lays_entries_aside_encrypted(tmp_path: Path) -> None:
    pytest.importorskip("sqlcipher3")
    folder = tmp_path / "data"
    with SqliteStore(folder, os.urandom(32)) as store:
        store.stage_list(entries("PLATON DOLGORUKOV"))
        (name,) = left(folder)
        assert b"DOLGORUKOV" not in (folder / name).read_bytes()
        (source,) = detect([FILES / "afm.xml"])
        change = take_in(store, source, decided_by="aigul", reason="small")
        assert (change.new, left(folder)) == (4, [])


def test_new_gone_and_changed_entries_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "watch.csv"
    with SqliteStore(tmp_path / "data") as store:
        changes = []
        for content in ("a,A\nb,B\nc,C\n", "b,B\nc,Other\nd,D\n"):
            path.write_text("id,name\n" + content, encoding="utf-8")
            (source,) = detect([path])
            changes.append(take_in(store, source))
        assert [(c.new, c.gone, c.changed) for c in changes] == [(3, 0, 0), (1, 1, 1)]
        assert sorted(listed.entry.name for listed in store.entries([source.list_id])) == ["B", "D", "Other"]
