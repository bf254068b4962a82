"""What the publisher says of its own files, beside them and in them, is compared with what came."""

import hashlib
import json
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.lists.intake import accept_version
from screening.model.lists import ListChange
from screening.workflow import import_lists

SDN = (
    '<sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>{day}</Publish_Date>'
    "<Record_Count>{count}</Record_Count></publshInformation>{entries}</sdnList>"
)
ENTRY = "<sdnEntry><uid>{n}</uid><lastName>PARTY {n}</lastName><sdnType>Entity</sdnType></sdnEntry>"
UN = '<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z"><INDIVIDUALS/><ENTITIES>{entries}</ENTITIES></CONSOLIDATED_LIST>'
UN_ENTRY = "<ENTITY><DATAID>{n}</DATAID><FIRST_NAME>Party {n}</FIRST_NAME></ENTITY>"


def sdn(path: Path, entries: int, day: str = "11/02/2026", count: int | None = None) -> Path:
    body = "".join(ENTRY.format(n=n) for n in range(1, entries + 1))
    path.write_text(SDN.format(day=day, count=entries if count is None else count, entries=body), encoding="utf-8")
    return path


def taken(store: SqliteStore, path: Path) -> ListChange:
    (change,) = import_lists(store, [path])
    return change


def codes(change: ListChange) -> list[str]:
    return [problem.code for problem in change.problems]


def test_ofacs_count_and_date_are_compared(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "sdn.xml"
    assert codes(taken(store, sdn(path, 30))) == []
    before = store.party_version()
    assert store.lists()[0].published_on == "2026-11-02"
    assert codes(taken(store, sdn(path, 31, count=32))) == ["list_count_differs"]
    assert codes(taken(store, sdn(path, 32, day="10/31/2026"))) == ["list_older"]
    assert store.party_version() == before
    assert codes(taken(store, sdn(path, 33, day="11/03/2026"))) == []


def test_a_first_version_with_another_count_is_held_too(store: SqliteStore, tmp_path: Path) -> None:
    change = taken(store, sdn(tmp_path / "sdn.xml", 30, count=3000))
    assert codes(change) == ["list_count_differs"]
    assert store.lists() == []
    accept_version(store, change.info.version_id, "aigul", "the publisher's count is wrong")
    assert store.lists()[0].entries == 30


def test_the_day_of_the_united_nations_is_compared(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "un.xml"

    def put(day: str, entries: int) -> ListChange:
        path.write_text(UN.format(day=day, entries="".join(UN_ENTRY.format(n=n) for n in range(entries))))
        return taken(store, path)

    assert codes(put("2026-02-27", 30)) == []
    assert codes(put("2026-02-26", 31)) == ["list_older"]
    assert codes(put("2026-02-28", 32)) == []


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_a_hash_beside_the_file_is_compared(store: SqliteStore, tmp_path: Path, algorithm: str) -> None:
    path = sdn(tmp_path / "sdn.xml", 30)
    beside = tmp_path / f"sdn.xml.{algorithm}"
    digest = hashlib.new(algorithm, path.read_bytes()).hexdigest()
    beside.write_text(f"{digest.upper()} *sdn.xml\n")
    assert codes(taken(store, path)) == []
    sdn(path, 31)
    assert codes(taken(store, path)) == ["list_hash_differs"]
    beside.write_text(hashlib.new(algorithm, path.read_bytes()).hexdigest())
    assert codes(taken(store, path)) == []


def test_the_index_of_opensanctions_is_compared(store: SqliteStore, tmp_path: Path) -> None:
    path = sdn(tmp_path / "sdn.xml", 30)
    index = tmp_path / "index.json"
    resource = {"name": "sdn.xml", "checksum": hashlib.sha1(path.read_bytes()).hexdigest()}
    index.write_text(json.dumps({"resources": [{"name": "names.txt", "checksum": "0" * 40}, resource]}))
    assert codes(taken(store, path)) == []
    sdn(path, 31)
    assert codes(taken(store, path)) == ["list_hash_differs"]


@pytest.mark.parametrize("content", ["", "no hash", "[]", '{"resources": 5}', "{", '{"resources": [5, {"name": 1}]}'])
def test_what_is_no_hash_says_nothing(store: SqliteStore, tmp_path: Path, content: str) -> None:
    path = sdn(tmp_path / "sdn.xml", 30)
    for name in ("index.json", "sdn.xml.sha256", "sdn.xml.md5"):
        (tmp_path / name).write_text(content)
    (tmp_path / "sdn.xml.sha1").write_bytes(b"\xff\xfe\x00")
    assert codes(taken(store, path)) == []


def test_a_hash_of_another_file_says_nothing(store: SqliteStore, tmp_path: Path) -> None:
    path = sdn(tmp_path / "sdn.xml", 30)
    (tmp_path / "sdn.xml.sha256").write_text("0" * 64 + "  add.xml\n")
    assert codes(taken(store, path)) == []
