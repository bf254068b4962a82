"""How old a list is: by the last time its publisher was asked, or by the file it came from; taking a file is no check."""

import csv
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.lists.ages import AgeBasis, AgeLevel, list_age
from screening.lists.intake import accept_version, roll_back
from screening.lists.sources import Source, SourceFile
from screening.lists.update import UpdateResult, update_from_folder, update_lists
from screening.model.lists import GOODS_FORMATS, ListFormat, ListInfo
from screening.workflow import import_lists, load_bundled
from tests.lists.server import publisher, serving
from tests.lists.test_update import quick
from ui.report.excel_rest import age_at
from ui.words import list_check_text
from ui.words.page_words import list_state_text

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "data") as opened:
        yield opened


def info(
    *, taken: datetime = NOW, published: str = "", file: str = "", checked: datetime | None = None,
    kind: ListFormat = ListFormat.UN_XML,
) -> ListInfo:  # fmt: skip
    return ListInfo("un", "UN", kind, "un.xml", "ab", taken, published, checked_at=checked, file_date=file)


@pytest.mark.parametrize(
    ("given", "basis", "level"),
    [
        (info(checked=NOW - timedelta(hours=24), published="2020-01-01"), AgeBasis.CHECKED, AgeLevel.FRESH),
        (info(checked=NOW - timedelta(hours=25), published="2026-11-25"), AgeBasis.CHECKED, AgeLevel.AMBER),
        (info(checked=NOW - timedelta(hours=73)), AgeBasis.CHECKED, AgeLevel.RED),
        (info(published="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.FRESH),
        (info(published="2026-11-24", file="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.AMBER),
        (info(published="2026-02-27", file="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.RED),
        (info(file="2026-11-25"), AgeBasis.FILE, AgeLevel.FRESH),
        (info(file="2025-11-25"), AgeBasis.FILE, AgeLevel.RED),
        # A day to come is a mistake and tells nothing.
        (info(published="2027-01-01", file="2026-11-20"), AgeBasis.FILE, AgeLevel.RED),
        (info(published="spring", file="2027-01-01"), AgeBasis.TAKEN, AgeLevel.FRESH),
        (info(taken=NOW - timedelta(hours=30)), AgeBasis.TAKEN, AgeLevel.AMBER),
        # Nobody publishes lists of one's own.
        (info(kind=ListFormat.OWN, file="2020-01-01", published="2020-01-01"), AgeBasis.TAKEN, AgeLevel.FRESH),
        # An annex as it stood four years ago is not fresh because it was taken in today.
        (info(kind=ListFormat.GOODS, published="2022-12-04", file="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.RED),
        (info(kind=ListFormat.GOODS, file="2020-01-01"), AgeBasis.TAKEN, AgeLevel.FRESH),
        (info(kind=ListFormat.STARTER, published="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.RED),
    ],
)
def test_what_the_age_of_a_list_goes_by(given: ListInfo, basis: AgeBasis, level: AgeLevel) -> None:
    age = list_age(given, NOW)
    assert (age.basis, age.level) == (basis, level)


def un(path: Path, entries: int = 30, published: str = "2026-02-01") -> Path:
    found = "".join(f"<ENTITY><DATAID>{n}</DATAID><FIRST_NAME>Party {n}</FIRST_NAME></ENTITY>" for n in range(entries))
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'<CONSOLIDATED_LIST dateGenerated="{published}"><ENTITIES>{found}</ENTITIES></CONSOLIDATED_LIST>')
    return path


def canada(path: Path, entries: int = 30) -> Path:
    """A list that tells no date of its own."""
    record = "<record><Country>Russia</Country><EntityOrShip>Party {0}</EntityOrShip><Schedule>1</Schedule><Item>{0}</Item></record>"
    path.parent.mkdir(exist_ok=True)
    path.write_text("<data-set>" + "".join(record.format(n) for n in range(entries)) + "</data-set>")
    return path


def dated(path: Path, days_ago: float) -> Path:
    then = (datetime.now(UTC) - timedelta(days=days_ago)).timestamp()
    os.utime(path, (then, then))
    return path


def age(store: SqliteStore, list_id: str) -> tuple[AgeBasis, AgeLevel]:
    found = next(i for i in store.lists() if i.list_id == list_id)
    told = list_age(found, datetime.now(UTC))
    return told.basis, told.level


def test_an_old_file_is_old_the_moment_it_is_taken(store: SqliteStore, tmp_path: Path) -> None:
    un(tmp_path / "stick" / "un.xml")
    dated(canada(tmp_path / "stick" / "sema.xml"), 40)
    assert {u.result for u in update_from_folder(store, tmp_path / "stick")} == {UpdateResult.UPDATED}
    assert age(store, "un") == (AgeBasis.PUBLISHED, AgeLevel.RED)
    assert age(store, "ca-sema") == (AgeBasis.FILE, AgeLevel.RED)
    assert all(i.checked_at is None for i in store.lists())
    # The same bytes in a newer file are what the publisher gave that day; a still older copy takes nothing back.
    for days, level in ((0, AgeLevel.FRESH), (40, AgeLevel.FRESH)):
        dated(tmp_path / "stick" / "sema.xml", days)
        update_from_folder(store, tmp_path / "stick")
        assert age(store, "ca-sema") == (AgeBasis.FILE, level)
    assert age(store, "un") == (AgeBasis.PUBLISHED, AgeLevel.RED)


def test_a_file_in_an_archive_is_as_old_as_it_is_there(store: SqliteStore, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "sema.zip", "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("sema.xml", (2025, 3, 4, 5, 6, 8)), canada(tmp_path / "x" / "a.xml").read_text()
        )
    import_lists(store, [tmp_path / "sema.zip"])
    (found,) = store.lists()
    assert found.file_date == "2025-03-04"
    assert age(store, "ca-sema") == (AgeBasis.FILE, AgeLevel.RED)


def test_asking_the_publisher_is_the_check(store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = un(tmp_path / "stick" / "un.xml").read_bytes()
    update_from_folder(store, tmp_path / "stick")
    assert age(store, "un") == (AgeBasis.PUBLISHED, AgeLevel.RED)
    with publisher(tmp_path, serving({"/un.xml": body})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        file = SourceFile("un.xml", f"{asked.address}/un.xml", frozenset({asked.host}), 4 << 20)
        wanted = [Source("un", "UN", ListFormat.UN_XML, (file,))]
        (outcome,) = update_lists(store, wanted, fetcher=quick())
        # The publisher has the very same list: now it is known to be the newest, old as it is.
        assert outcome.result is UpdateResult.UNCHANGED
        assert age(store, "un") == (AgeBasis.CHECKED, AgeLevel.FRESH)
    # Another file by hand is not what the publisher was asked for.
    un(tmp_path / "stick" / "un.xml", 31, "2026-03-01")
    update_from_folder(store, tmp_path / "stick")
    assert age(store, "un") == (AgeBasis.PUBLISHED, AgeLevel.RED)
    # Back to what was confirmed once: it is no newer for that.
    first = store.versions("un")[-1].version_id
    roll_back(store, "un", first, "aigul", "the new one was a test")
    assert age(store, "un") == (AgeBasis.PUBLISHED, AgeLevel.RED)


def test_a_held_version_that_a_person_accepts_is_as_old_as_its_fetching(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    un(tmp_path / "stick" / "un.xml")
    update_from_folder(store, tmp_path / "stick")
    half = un(tmp_path / "half.xml", 12, "2026-03-01").read_bytes()
    with publisher(tmp_path, serving({"/un.xml": half})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        file = SourceFile("un.xml", f"{asked.address}/un.xml", frozenset({asked.host}), 4 << 20)
        (outcome,) = update_lists(store, [Source("un", "UN", ListFormat.UN_XML, (file,))], fetcher=quick())
    assert outcome.result is UpdateResult.HELD
    # What is held is no success: the one in force stays as old as it was.
    assert age(store, "un") == (AgeBasis.PUBLISHED, AgeLevel.RED)
    held = store.versions("un")[0]
    accept_version(store, held.version_id, "aigul", "the publisher took them off")
    (found,) = store.lists()
    assert found.checked_at == held.received_at
    assert age(store, "un") == (AgeBasis.CHECKED, AgeLevel.FRESH)


def test_lists_of_ones_own_age_from_when_they_were_taken(store: SqliteStore, tmp_path: Path) -> None:
    with (tmp_path / "house.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name",), ("Party 1",)])
    dated(tmp_path / "house.csv", 300)
    import_lists(store, [tmp_path / "house.csv"])
    assert age(store, "own-house") == (AgeBasis.TAKEN, AgeLevel.FRESH)


def test_the_goods_lists_that_come_with_the_program_are_told_as_old_everywhere(store: SqliteStore) -> None:
    load_bundled(store)
    now = datetime.now(UTC)
    goods = [i for i in store.lists() if i.format in GOODS_FORMATS]
    assert {"chpl", "eu-833-2014", "us-ear-746"} <= {i.list_id for i in goods}
    for found in goods:
        assert age(store, found.list_id) == (AgeBasis.PUBLISHED, AgeLevel.RED)
        assert list_state_text(found, now).startswith("○")
        assert list_check_text(found, now).startswith("RED")
        assert age_at(found, now)[1] == "red"
    own = info(kind=ListFormat.GOODS)
    assert age_at(own, NOW)[1] == "wrap", "the office's own, without an edition, is not judged"
