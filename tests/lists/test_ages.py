"""How old a list is: by the last time its publisher was asked, or by the file it came from; taking a file is no check."""

import csv
import os
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.lists.ages import AgeBasis, AgeLevel, age_data, list_age
from screening.lists.intake import accept_version, roll_back
from screening.lists.sources import Source, SourceFile
from screening.lists.update import UpdateResult, update_from_folder, update_lists
from screening.model.lists import GOODS_FORMATS, ListFormat, ListInfo
from screening.model.versions import VersionState
from screening.workflow import import_lists, load_bundled
from tests.lists.server import publisher, serving
from tests.lists.test_update import quick
from ui.report.excel_rest import age_at
from ui.words import list_check_text
from ui.words.page_words import list_state_text

SHARED = Path(__file__).parents[2].parent / "shared"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def info(
    *, taken: datetime = NOW, published: str = "", file: str = "", checked: datetime | None = None,
    kind: ListFormat = ListFormat.UN_XML, newest: str = "",
) -> ListInfo:  # fmt: skip
    return ListInfo(
        "un", "UN", kind, "un.xml", "ab", taken, published, checked_at=checked, file_date=file, newest_on=newest
    )


@pytest.mark.parametrize(
    ("given", "basis", "level"),
    [
        (info(checked=NOW - timedelta(hours=24), published="2020-01-01"), AgeBasis.CHECKED, AgeLevel.FRESH),
        (info(checked=NOW - timedelta(hours=25), published="2026-11-25"), AgeBasis.CHECKED, AgeLevel.AMBER),
        (info(checked=NOW - timedelta(hours=73)), AgeBasis.CHECKED, AgeLevel.RED),
        (info(published="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.FRESH),
        (info(published="2026-11-24", file="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.AMBER),
        (info(published="2026-02-27", file="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.RED),
        # A fresh copy of an old file has a fresh day: it is amber at best.
        (info(file="2026-11-25"), AgeBasis.FILE, AgeLevel.AMBER),
        (info(file="2026-11-24"), AgeBasis.FILE, AgeLevel.AMBER),
        (info(file="2025-11-25"), AgeBasis.FILE, AgeLevel.RED),
        # The same bytes came once more in a later file.
        (info(file="2026-11-25", taken=NOW - timedelta(days=20)), AgeBasis.FILE, AgeLevel.AMBER),
        # Unless its entries tell more: that it is of today, or that nothing was listed for a quarter of a year.
        (info(file="2026-11-25", newest="2026-11-25"), AgeBasis.ENTRY, AgeLevel.FRESH),
        (info(file="2026-11-25", newest="2026-11-20"), AgeBasis.FILE, AgeLevel.AMBER),
        (info(file="2026-11-25", newest="2026-08-01"), AgeBasis.FILE, AgeLevel.RED),
        (info(file="2026-11-25", newest="2020-03-04"), AgeBasis.FILE, AgeLevel.RED),
        (info(file="2026-11-20", newest="2026-11-20"), AgeBasis.FILE, AgeLevel.RED),
        # What the publisher or the check says goes over what entries tell.
        (info(published="2026-11-25", newest="2020-03-04"), AgeBasis.PUBLISHED, AgeLevel.FRESH),
        (info(checked=NOW, newest="2020-03-04"), AgeBasis.CHECKED, AgeLevel.FRESH),
        # A day to come is a mistake and tells nothing.
        (info(published="2027-01-01", file="2026-11-20"), AgeBasis.FILE, AgeLevel.RED),
        (info(published="spring", file="2027-01-01"), AgeBasis.TAKEN, AgeLevel.AMBER),
        (info(taken=NOW - timedelta(hours=80)), AgeBasis.TAKEN, AgeLevel.RED),
        (info(taken=NOW - timedelta(hours=30)), AgeBasis.TAKEN, AgeLevel.AMBER),
        # Nobody publishes lists of one's own.
        (info(kind=ListFormat.OWN, file="2020-01-01", published="2020-01-01"), AgeBasis.TAKEN, AgeLevel.NOT_JUDGED),
        (info(kind=ListFormat.OWN, taken=NOW - timedelta(days=300)), AgeBasis.TAKEN, AgeLevel.NOT_JUDGED),
        # An annex as it stood four years ago is not fresh because it was taken in today.
        (info(kind=ListFormat.GOODS, published="2022-12-04", file="2026-11-25"), AgeBasis.PUBLISHED, AgeLevel.RED),
        (info(kind=ListFormat.GOODS, file="2020-01-01"), AgeBasis.TAKEN, AgeLevel.NOT_JUDGED),
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
    # The same bytes in a newer file may be what the publisher gave that day; a still older copy takes nothing back.
    for days, level in ((0, AgeLevel.AMBER), (40, AgeLevel.AMBER)):
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
    assert age(store, "own-house") == (AgeBasis.TAKEN, AgeLevel.NOT_JUDGED)


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


OFAC_ROW = '{0},"PARTY {0}",-0- ,"{1}",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'


def ofac(folder: Path, programmes: dict[str, int], first: int = 0) -> Path:
    """OFAC's files, which tell no day: so many entries of each programme."""
    folder.mkdir(exist_ok=True)
    rows = [name for name, count in programmes.items() for _ in range(count)]
    (folder / "sdn.csv").write_text("".join(OFAC_ROW.format(first + n, name) for n, name in enumerate(rows)))
    return folder


@pytest.mark.parametrize(
    ("programmes", "not_newer", "level"),
    [
        ({"CUBA": 30}, "2020-08-07", AgeLevel.RED),
        ({"CUBA": 30, "HK-EO13936": 2}, "2021-04-15", AgeLevel.RED),
        ({"CUBA": 30, "HK-EO13936": 2, "RUSSIA-EO14024": 9, "BELARUS-EO14038": 2}, "2021-12-15", AgeLevel.RED),
        # All that is known is there, or what is missing was lifted: its age is not known.
        ({"CUBA": 30, "RUSSIA-EO14024": 9, "ILLICIT-DRUGS-EO14059": 3, "SUDAN-EO14098": 1}, "", AgeLevel.AMBER),
    ],
)
def test_a_fresh_copy_of_an_old_ofac_file_is_old(
    store: SqliteStore, tmp_path: Path, programmes: dict[str, int], not_newer: str, level: AgeLevel
) -> None:
    (outcome,) = update_from_folder(store, ofac(tmp_path / "stick", programmes))
    (found,) = store.lists()
    today = datetime.now(UTC).date().isoformat()
    assert found.file_date == (not_newer or today)
    assert age(store, "ofac-sdn") == (AgeBasis.FILE, level)
    told = list_check_text(found, datetime.now(UTC))
    assert told.startswith("RED: " if not_newer else "AMBER, its age is not known: ")
    assert f"is not newer than {not_newer or today}" in told
    notes = [note for note, _count in outcome.change.notes if note.startswith("lacks")]  # type: ignore[union-attr]
    assert len(notes) == bool(not_newer)
    assert not any(note for note in notes if not note.endswith(not_newer))


@pytest.mark.skipif(not SHARED.exists(), reason="the real lists lie beside a checkout")
@pytest.mark.parametrize(("vintage", "not_newer"), [("ofac-2019", "2020-08-07"), ("ofac-2020", "2021-08-09")])
def test_a_fresh_copy_of_a_real_old_file_is_old(
    store: SqliteStore, tmp_path: Path, vintage: str, not_newer: str
) -> None:
    shutil.copytree(SHARED / "lists" / vintage, tmp_path / "stick", copy_function=shutil.copyfile)
    update_from_folder(store, tmp_path / "stick", ["ofac-sdn"])
    (found,) = store.lists()
    assert found.file_date == not_newer
    assert age(store, "ofac-sdn") == (AgeBasis.FILE, AgeLevel.RED)


def test_a_file_that_was_in_force_before_is_older_and_held(store: SqliteStore, tmp_path: Path) -> None:
    first, stick = ofac(tmp_path / "first", {"SUDAN-EO14098": 30}), tmp_path / "stick"
    update_from_folder(store, first)
    update_from_folder(store, ofac(stick, {"SUDAN-EO14098": 32}))
    for kept in store.versions("ofac-sdn"):
        assert kept.state is VersionState.ACCEPTED
    (again,) = update_from_folder(store, dated(first / "sdn.csv", 0).parent)
    assert again.result is UpdateResult.HELD
    assert [problem.code for problem in again.change.problems] == ["list_was_in_force"]  # type: ignore[union-attr]
    assert len(list(store.entries(["ofac-sdn"]))) == 32
    # A list of one's own as well: the wrong file was opened.
    house = tmp_path / "house.csv"
    for count in (30, 31, 30):
        house.write_text("name\n" + "".join(f"Party {n}\n" for n in range(count)))
        (change,) = import_lists(store, [house])
    assert [problem.code for problem in change.problems] == ["list_was_in_force"]


def test_a_file_whose_newest_entry_is_older_is_held(store: SqliteStore, tmp_path: Path) -> None:
    def listed(day: str) -> Path:
        path = canada(tmp_path / "stick" / "sema.xml")
        text = path.read_text()
        path.write_text(text.replace("</Item></record>", f"</Item><DateOfListing>{day}</DateOfListing></record>", 1))
        return path.parent

    today = datetime.now(UTC).date()
    (one,) = update_from_folder(store, listed(today.isoformat()))
    assert one.result is UpdateResult.UPDATED
    assert age(store, "ca-sema") == (AgeBasis.ENTRY, AgeLevel.FRESH)
    (older,) = update_from_folder(store, listed((today - timedelta(days=5)).isoformat()))
    assert [problem.code for problem in older.change.problems] == ["list_newest_older"]  # type: ignore[union-attr]
    # A day to come is a mistake and tells nothing.
    (next_year,) = update_from_folder(store, listed(f"{today.year + 1}-01-01"))
    assert next_year.result is UpdateResult.UPDATED
    assert store.lists()[0].newest_on == ""


def test_one_rule_judges_ages_wherever_they_are_shown(store: SqliteStore, tmp_path: Path) -> None:
    """Every place asks the same function: the same list has the same level in each."""
    load_bundled(store)
    un(tmp_path / "stick" / "un.xml")
    dated(canada(tmp_path / "stick" / "sema.xml"), 0)
    update_from_folder(store, tmp_path / "stick")
    (tmp_path / "house.csv").write_text("name\nParty 1\n")
    (tmp_path / "goods.csv").write_text("hs code\n854231\n")
    import_lists(store, [tmp_path / "house.csv", tmp_path / "goods.csv"])
    now = datetime.now(UTC)
    signs = {"red": "○", "amber": "◐", "fresh": "●", "not_judged": "◇"}
    expected = {
        "un": "red", "ca-sema": "amber", "own-house": "not_judged", "own-goods": "not_judged", "chpl": "red",
        "eu-833-2014": "red", "us-ear-746": "red", "starter": "red",
    }  # fmt: skip
    assert {found.list_id: age_data(found, now)["age"] for found in store.lists()} == expected
    for found in store.lists():
        level = expected[found.list_id]
        assert list_state_text(found, now).startswith(signs[level])
        assert age_at(found, now)[1] == {"not_judged": "wrap"}.get(level, level)
        word = list_check_text(found, now).partition(":")[0].partition(",")[0]
        assert word == {"red": "RED", "amber": "AMBER"}.get(level, word)
        assert (word in ("RED", "AMBER")) is (level in ("red", "amber"))
