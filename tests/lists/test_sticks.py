"""Folders and sticks as people carry them: archives, strange files beside the lists, folders in folders, two of one."""

import zipfile
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.errors import UnreadableInput
from screening.lists.update import update_from_folder
from screening.workflow import import_lists
from tests.lists.test_formats import FILES

UN = FILES / "un.xml"
SDN = '1,"ALPHA TRADING","-0- ","SDGT","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- "\n'


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_an_archive_in_a_folder_is_opened_on_import_and_on_update(store: SqliteStore, stick: Path) -> None:
    packed(stick / "un.zip", un_xml=UN.read_bytes())
    packed(stick / "photos.zip", a_jpg=b"\xff\xd8\xff")
    (stick / "damaged.xlsx").write_bytes(b"PK\x03\x04 half a workbook")
    (change,) = import_lists(store, [stick])
    assert change.info.list_id == "un"
    assert change.info.source.endswith("un.zip: un.xml")
    assert [update.list_id for update in update_from_folder(store, stick)] == ["un"]


def test_errors_name_the_archive_and_not_the_place_where_it_was_unpacked(store: SqliteStore, stick: Path) -> None:
    cut = UN.read_bytes()[:-200]
    archive = packed(stick / "un.zip", un_xml=cut)
    with pytest.raises(UnreadableInput) as caught:
        import_lists(store, [archive])
    assert caught.value.data["file"] == f"{archive}: un.xml"
    (update,) = update_from_folder(store, stick)
    assert update.error is not None
    assert update.error.data["file"] == f"{archive}: un.xml"
    both = packed(stick / "un.zip", un_xml=UN.read_bytes(), again_xml=UN.read_bytes())
    with pytest.raises(UnreadableInput) as caught:
        import_lists(store, [both])
    assert caught.value.data["file"] == f"{both}: again.xml, {both}: un.xml"


@pytest.mark.parametrize(
    ("made", "code"), [((), "empty_folder"), (("a/x.txt", "b/y.txt"), "lists_in_folders"), (("n.txt",), "no_list_in_folder")]
)  # fmt: skip
def test_a_folder_without_a_list_says_what_to_name(
    store: SqliteStore, stick: Path, made: tuple[str, ...], code: str
) -> None:
    for name in made:
        (stick / name).parent.mkdir(exist_ok=True)
        (stick / name).write_text("nothing\n")
    for take in (lambda: import_lists(store, [stick]), lambda: update_from_folder(store, stick)):
        with pytest.raises(UnreadableInput) as caught:
            take()
        assert caught.value.code == code
        assert caught.value.data.get("folders", "a, b") == "a, b"


def test_an_archive_without_files_is_told_by_its_name(store: SqliteStore, stick: Path) -> None:
    archive = packed(stick / "empty.zip", **{"folder/": b""})
    with pytest.raises(UnreadableInput) as caught:
        import_lists(store, [archive])
    assert (caught.value.code, caught.value.data["file"]) == ("empty_folder", str(archive))


def test_a_file_that_a_browser_numbered_is_read_and_two_of_names_are_not_mixed(store: SqliteStore, stick: Path) -> None:
    (stick / "sdn (1).csv").write_text(SDN)
    (change,) = import_lists(store, [stick])
    assert (change.info.list_id, change.new) == ("ofac-sdn", 1)
    (stick / "sdn.csv").write_text(SDN.replace("ALPHA", "OMEGA"))
    with pytest.raises(UnreadableInput) as caught:
        import_lists(store, [stick])
    assert caught.value.code == "same_list_twice"


def test_two_files_of_one_name_in_an_archive_do_not_replace_each_other(store: SqliteStore, stick: Path) -> None:
    archive = stick / "both.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("new/sdn.csv", SDN)
        file.writestr("old/sdn.csv", SDN.replace("ALPHA", "OMEGA"))
    with pytest.raises(UnreadableInput) as caught:
        import_lists(store, [archive])
    assert (caught.value.code, caught.value.data["file"]) == (
        "same_list_twice", f"{archive}: sdn.csv, {archive}: sdn.csv",
    )  # fmt: skip
    assert store.lists() == []


def test_a_list_of_ones_own_may_be_packed(store: SqliteStore, stick: Path) -> None:
    archive = packed(stick / "partners.zip", **{"partners_csv": b"name,country\nAlpha Trading,RU\n"})
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("__MACOSX/._partners.csv", b"\x00\x05\x16\x07")
    (change,) = import_lists(store, [archive])
    assert (change.info.list_id, change.new) == ("own-partners", 1)
    assert change.info.source == f"{archive}: partners.csv"


def test_files_that_do_not_fit_each_other_are_held_from_the_first(store: SqliteStore, stick: Path) -> None:
    (stick / "sdn.csv").write_text("".join(SDN.replace("1,", f"{n},", 1) for n in range(1, 101)))
    aliases = "".join(f'{n},{n},"aka","BETA {n}","-0- "\n' for n in range(51, 151))
    (stick / "alt.csv").write_text(aliases)
    (change,) = import_lists(store, [stick])
    assert [(p.code, dict(p.data)) for p in change.problems] == [("list_parts_differ", {"rows": "50", "before": "0"})]
    assert not change.in_force
    assert store.lists() == []


def test_a_stick_with_a_folder_for_each_publisher_is_searched(store: SqliteStore, stick: Path) -> None:
    (stick / "UN lists").mkdir()
    (stick / "UN lists" / "consolidated.xml").write_bytes(UN.read_bytes())
    (stick / ".Trashes").mkdir()
    (stick / ".Trashes" / "old.xml").write_bytes(UN.read_bytes())  # what was thrown away is no second copy
    (update,) = update_from_folder(store, stick)
    assert (update.list_id, update.error) == ("un", None)
