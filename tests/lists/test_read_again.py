"""Bytes that are kept and read again by a newer program: what it reads of them is what the next version is compared with."""

import csv
import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.list_files import FOLDER, is_sound
from db.store import SqliteStore
from screening.errors import InternalFault, UserError
from screening.lists.intake import accept_version, roll_back
from screening.lists.sources import Source, SourceFile
from screening.lists.update import UpdateResult, update_lists
from screening.model.lists import ListChange, ListFormat
from screening.version import VERSION
from screening.workflow import import_lists
from tests.lists.server import publisher, serving
from tests.lists.test_update import quick

SDN = '{n},"ALPHA {n}","-0- ","{programme}","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- "\n'


def own(path: Path, numbers: int, *, filled: bool = True) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(f"Party {n}", "7704730655" if filled else "") for n in range(numbers)]
        csv.writer(file).writerows([("name", "inn"), *rows])
    return path


def take(store: SqliteStore, *paths: Path) -> ListChange:
    (change,) = import_lists(store, paths, name="ours")
    return change


def as_an_older_program_kept_it(store: SqliteStore) -> None:
    """Make the versions those of a program that read no numbers, kept no days and knew no notes."""
    with store.database.conn:
        store.database.conn.execute(
            "UPDATE list_version SET figures = json_set(figures, '$[2].identifiers', 0.0), headers = '[]', notes = '[]'"
        )


def sdn(folder: Path, programme: str, numbers: int = 30) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "sdn.csv"
    path.write_text("".join(SDN.format(n=n, programme=programme) for n in range(1, numbers + 1)))
    return path


def test_the_next_version_is_compared_with_what_is_read_now(store: SqliteStore, tmp_path: Path) -> None:
    path = own(tmp_path / "ours.csv", 100)
    take(store, path)
    as_an_older_program_kept_it(store)
    take(store, path)
    version = store.version_in_force("own-ours")
    assert version is not None
    assert version.figures.fills["identifiers"] == 1.0
    lost = take(store, own(path, 100, filled=False))
    assert "list_field_lost" in [problem.code for problem in lost.problems]


def test_what_a_list_lacks_is_told_and_judged_when_it_is_read_again(store: SqliteStore, tmp_path: Path) -> None:
    path = sdn(tmp_path / "ofac", "RUSSIA-EO14024")
    take(store, path)
    (fresh,) = store.lists()
    assert fresh.file_date == "2021-08-09"
    as_an_older_program_kept_it(store)
    with store.database.conn:
        store.database.conn.execute("UPDATE list SET file_date = '2026-11-25'")
    take(store, path)
    (again,) = store.lists()
    assert again.file_date == fresh.file_date
    version = store.version_in_force("ofac-sdn")
    assert version is not None
    assert [code.partition(":")[0] for code, _count in version.notes] == [
        "lacks_programme",
        "part_missing",
        "part_missing",
    ]


def test_the_same_bytes_in_a_later_file_are_as_new_as_that_file(store: SqliteStore, tmp_path: Path) -> None:
    path = sdn(tmp_path / "ofac", "SUDAN-EO14098")
    for day in ("2026-01-10", "2026-03-01", "2026-02-01"):
        moment = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
        take(store, path)
    (info,) = store.lists()
    assert info.file_date == "2026-03-01"
    (then,) = store.lists(as_of=datetime.now(UTC))
    assert then.file_date == "2026-01-10", "the version keeps the day that it came with"


def test_a_version_that_is_gone_back_to_tells_its_notes_and_day(store: SqliteStore, tmp_path: Path) -> None:
    take(store, sdn(tmp_path / "ofac", "RUSSIA-EO14024"))
    as_an_older_program_kept_it(store)
    take(store, sdn(tmp_path / "ofac", "BELARUS-EO14038", 31))
    roll_back(store, "ofac-sdn", 0, "aigerim", "the new one is damaged")
    (info,) = store.lists()
    assert info.file_date == "2021-08-09"
    version = store.version_in_force("ofac-sdn")
    assert version is not None
    assert any(code.startswith("lacks_programme:") for code, _count in version.notes)


def test_a_damaged_kept_file_is_told_by_its_name_and_put_right_by_the_same_bytes(
    store: SqliteStore, tmp_path: Path
) -> None:
    path = own(tmp_path / "ours.csv", 100)
    take(store, path)
    version = store.version_in_force("own-ours")
    assert version is not None
    (kept,) = version.files
    packed = store.folder / FOLDER / f"{kept.sha256}.gz"
    packed.chmod(0o600)
    packed.write_bytes(gzip.compress(b"something else"))
    assert not is_sound(store.folder, kept)
    with pytest.raises(InternalFault, match="kept_list_damaged"):
        accept_version(store, version.version_id, "aigerim", "again")
    take(store, path)
    assert is_sound(store.folder, kept)


def test_an_update_reads_the_whole_list_again_where_another_version_of_tekser_read_it(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with publisher(tmp_path, serving({"/sdn.csv": SDN.format(n=1, programme="SDGT").encode()})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        file = SourceFile("sdn.csv", f"{asked.address}/sdn.csv", frozenset({asked.host}), 4 << 20)
        wanted = [Source("ofac-sdn", "OFAC", ListFormat.OFAC_CSV, (file,))]
        update_lists(store, wanted, fetcher=quick())
        with store.database.conn:
            store.database.conn.execute("UPDATE list_version SET headers = replace(headers, ?, '0.0.9')", (VERSION,))
            # It had read another name.
            store.database.conn.execute(
                "UPDATE entry SET content = replace(content, 'ALPHA', 'OMEGA'), content_hash = 'x'"
            )
        for result in (UpdateResult.UPDATED, UpdateResult.UNCHANGED):
            (update,) = update_lists(store, wanted, fetcher=quick())
            assert update.result is result
    (listed,) = store.entries()
    assert listed.entry.name == "ALPHA 1"
    assert ["if-none-match" in headers for _path, headers in asked.requests] == [False, False, True]


@pytest.mark.parametrize("changes", [("sdn.csv",), ("sdn.csv", "alt.csv")])
def test_a_damaged_kept_file_keeps_no_list_from_being_updated(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: tuple[str, ...]
) -> None:
    served = {"/sdn.csv": SDN.format(n=1, programme="SDGT").encode(), "/alt.csv": b'1,1,"aka","BETA","-0- "\n'}
    with publisher(tmp_path, serving(served)) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        hosts = frozenset({asked.host})
        files = tuple(SourceFile(name, f"{asked.address}/{name}", hosts, 4 << 20) for name in ("sdn.csv", "alt.csv"))
        wanted = [Source("ofac-sdn", "OFAC", ListFormat.OFAC_CSV, files)]
        update_lists(store, wanted, fetcher=quick())
        version = store.version_in_force("ofac-sdn")
        assert version is not None
        for kept in version.files:
            (store.folder / FOLDER / f"{kept.sha256}.gz").unlink()
        for name in changes:
            served[f"/{name}"] = served[f"/{name}"].replace(b"A", b"O")
        (update,) = update_lists(store, wanted, fetcher=quick())
    assert update.result is UpdateResult.UPDATED
    (listed,) = store.entries()
    assert [name.text for name in listed.entry.names] == ["OLPHO 1", "BETO" if "alt.csv" in changes else "BETA"]
    (info,) = store.lists()
    assert all(is_sound(store.folder, kept) for kept in store.version(info.version_id).files)


def test_a_kept_file_that_has_no_entries_any_more_empties_no_list(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own(tmp_path / "ours.csv", 100)
    take(store, path)
    take(store, own(path, 101))
    # A program that knows the column of names by other words reads none of the rows.
    from screening.lists import own as reader

    monkeypatch.setattr(reader, "_entries", lambda _source, _notes: iter(()))
    with pytest.raises(UserError) as caught:
        roll_back(store, "own-ours", 0, "aigerim", "back")
    assert (caught.value.code, caught.value.data["file"]) == ("list_without_entries", "ours.csv")
    assert len(list(store.entries())) == 101
