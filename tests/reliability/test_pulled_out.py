"""A disk that is pulled out, or a folder that is moved away, while Tekser works: nothing is made or decided in its place."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import DataFolder
from screening.errors import StoreUnavailable, UserError
from screening.model.decisions import Disposition
from tests.desktop.office import furnish


@pytest.fixture
def entered(tmp_path: Path) -> Iterator[DataFolder]:
    """A data folder with something in it, entered, as it is while the window is open."""
    with DataFolder(tmp_path / "stick") as folder:
        with folder.open() as store:
            furnish(store, tmp_path)
        yield folder


def test_no_store_is_made_where_the_entered_one_was(entered: DataFolder, tmp_path: Path) -> None:
    entered.path.rename(tmp_path / "pulled out")
    for opened in (entered.open, entered.opener()):
        with pytest.raises(StoreUnavailable) as caught:
            opened()
        assert caught.value.code == "store_gone"
    assert not entered.path.exists()


def test_another_store_in_its_place_is_not_taken_for_it(entered: DataFolder, tmp_path: Path) -> None:
    entered.path.rename(tmp_path / "pulled out")
    with DataFolder(tmp_path / "other") as other:
        other.open().close()
    shutil.copytree(tmp_path / "other", entered.path)
    with pytest.raises(StoreUnavailable) as caught:
        entered.open()
    assert caught.value.code == "store_gone"


def test_an_empty_file_in_its_place_is_not_written(entered: DataFolder, tmp_path: Path) -> None:
    database = next(entered.path.glob("*.sqlite3"))
    database.rename(tmp_path / "away.sqlite3")
    database.touch()
    with pytest.raises(StoreUnavailable) as caught:
        entered.open()
    assert caught.value.code == "store_gone"
    assert database.stat().st_size == 0


def test_a_decision_on_hits_that_are_not_there_is_refused(entered: DataFolder) -> None:
    with entered.open() as store:
        hit = store.hits(store.runs()[0].run_id)[0].hit_id
        for hits in ([999_999], [hit, 999_999]):
            with pytest.raises(UserError) as caught:
                store.decide(hits, Disposition.HELD, "asked_sender", "")
            assert caught.value.code == "no_such_hit"
        before = store.decisions(store.runs()[0].run_id)
        store.decide([hit], Disposition.HELD, "asked_sender", "")
        assert len(store.decisions(store.runs()[0].run_id)) == len(before) + 1
