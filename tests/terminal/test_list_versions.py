"""``tekser lists`` with versions, as a user meets it."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from db.store import SqliteStore
from screening.lists.sources import OWN_SOURCES
from screening.workflow import import_lists
from tests.lists.server import publisher, serving
from tests.terminal.conftest import LISTED, Tekser
from ui.terminal import list_versions
from ui.terminal.held import tell_held

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    return write(tmp_path / "watch.csv", 100)


def write(path: Path, entries: int, first: int = 0) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "country"))
        writer.writerows((n, LISTED if n == 3 else f"Party number {n}", "RU") for n in range(first, first + entries))
    return path


def test_a_held_version_is_told_accepted_and_rolled_back(tekser: Tekser, watch: Path) -> None:
    tekser("lists", "import", watch)
    write(watch, 50)
    held = tekser("lists", "import", watch)
    assert held.code == 2
    assert "HELD" in held.out
    assert "90 %" in held.out
    status = tekser("lists", "status").out
    assert "HELD" in status
    number = held.out.split("tekser lists diff ")[1].split(";")[0]
    assert "removed 50" in tekser("lists", "diff", number).out
    assert tekser("lists", "diff", "999").code == 2
    number = held.out.split("Version ")[1].split()[0]
    accepted = tekser("lists", "accept", number, "--reason", "half were struck off")
    assert (accepted.code, "50 gone" in accepted.out) == (0, True)
    versions = tekser("lists", "versions", "own-watch").out
    assert "half were struck off" in versions
    back = tekser("lists", "rollback", "own-watch", "--reason", "too early")
    assert (back.code, "50 new" in back.out) == (0, True)


def test_what_an_update_changed_is_told_and_written(tekser: Tekser, watch: Path, tmp_path: Path) -> None:
    tekser("lists", "import", watch)
    write(watch, 100, 2)
    tekser("lists", "import", watch)
    told = tekser("lists", "changes", "own-watch")
    assert "added 2, removed 2" in told.out
    book, table = tmp_path / "changes.xlsx", tmp_path / "changes.csv"
    tekser("lists", "changes", "own-watch", "--out", book)
    tekser("lists", "changes", "own-watch", "--out", table)
    rows = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[3] for row in rows[1:]] == ["removed", "removed", "added", "added"]
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == [tuple(cell or "" for cell in row) for row in rows]
    wrong = tekser("lists", "changes", "own-watch", "--out", tmp_path / "changes.doc")
    assert (wrong.code, ".xlsx" in wrong.err) == (2, True)


def test_a_manifest_is_screened_as_of_a_day(tekser: Tekser, watch: Path, manifest: Path) -> None:
    tekser("lists", "import", watch)
    before = tekser("screen", "--as-of", "2001-01-01", manifest)
    assert (before.code, "2001-01-01" in before.err) == (3, True)
    now = tekser("screen", "--as-of", "2999-01-01", "--fail-on-hit", manifest)
    assert now.code == 1


def test_unknown_lists_and_versions_are_told_in_one_line(tekser: Tekser, tmp_path: Path) -> None:
    for arguments in (
        ("lists", "accept", "99", "--reason", "x"), ("lists", "refuse", "99", "--reason", "x"),
        ("lists", "rollback", "nothing", "--reason", "x"), ("lists", "versions", "nothing"),
        ("lists", "changes", "nothing"), ("lists", "diff", "98", "99"), ("lists", "update", "nothing"),
        ("lists", "update", "--from", tmp_path / "no-folder"),
    ):  # fmt: skip
        result = tekser(*arguments)
        assert result.code == 2, arguments
        assert len(result.err.strip().splitlines()) == 1, arguments


def test_lists_come_from_a_stick(tekser: Tekser, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    entity = "<ENTITY><DATAID>7</DATAID><FIRST_NAME>Party 7</FIRST_NAME></ENTITY>"
    (stick / "un.xml").write_text(f"<CONSOLIDATED_LIST><ENTITIES>{entity}</ENTITIES></CONSOLIDATED_LIST>")
    first = tekser("lists", "update", "--from", stick)
    assert (first.code, "un: 1 entries read, 1 new" in first.out) == (0, True)
    assert "un: unchanged" in tekser("lists", "update", "--from", stick).out


@pytest.mark.skipif(not SHARED.exists(), reason="the real lists lie beside a checkout")
def test_two_real_vintages_of_ofac_tell_who_left_and_who_came(tekser: Tekser) -> None:
    lists = SHARED / "lists"
    tekser("lists", "import", lists / "ofac-2019")
    second = tekser("lists", "import", lists / "ofac-2020")

    def ids(folder: str) -> set[str]:
        with (lists / folder / "sdn.csv").open(encoding="latin-1", newline="") as file:
            return {row[0] for row in csv.reader(file) if len(row) > 2}

    old, new = ids("ofac-2019"), ids("ofac-2020")
    assert (len(new - old), len(old - new)) == (1858, 261)
    assert "8976 entries read, 1858 new, 261 gone" in second.out
    diff = tekser("lists", "diff", lists / "ofac-2019", lists / "ofac-2020").out
    assert "added 1858" in diff
    assert "removed 261" in diff


def test_every_screening_tells_of_held_versions(tekser: Tekser, watch: Path, manifest: Path) -> None:
    tekser("lists", "import", watch)
    assert "HELD" not in tekser("screen", manifest).err
    tekser("lists", "import", write(watch, 50))
    for arguments in (("screen", manifest), ("--quiet", "screen", manifest),
                      ("screen", manifest, "--as-of", "2999-01-01")):  # fmt: skip
        told = tekser(*arguments)
        # Once for each command, and where a redirected output does not hide it.
        assert told.err.count("HELD: 1 version of own-watch waits for a decision") == 1, arguments
        assert "HELD" not in told.out
    infos = json.loads(tekser("lists", "status", "--json").out)
    assert [i["held_versions"] for i in infos if i["list"] == "own-watch"] == [1]


def test_a_version_that_is_held_while_a_run_goes_on_is_told_at_its_end(
    tekser: Tekser, watch: Path, tmp_path: Path, manifest: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tekser("lists", "import", watch)
    tekser("screen", manifest)
    with SqliteStore(tmp_path / "data") as store:
        run = store.runs()[0]
        import_lists(store, [write(watch, 50)], name="watch")
        assert [info.held for info in store.run_lists(run.run_id) if info.list_id == "own-watch"] == [0]
        tell_held(store)
    assert "HELD: 1 version of own-watch waits for a decision" in capfd.readouterr().err


def test_a_list_whose_only_version_is_held_is_told_as_not_in_force(
    tekser: Tekser, tmp_path: Path, manifest: Path
) -> None:
    path = tmp_path / "watch.csv"
    path.write_text("id,name\n1,Party\n2,\n3,\n")
    taken = tekser("lists", "import", path)
    assert taken.code == 2
    assert "the version in force stays" not in taken.out
    assert "own-watch: HELD, 1 entries read; NOTHING IS IN FORCE, this list is not screened against" in taken.out
    number = taken.out.split("Version ")[1].split()[0]
    assert f"tekser lists accept {number} --reason" in taken.out
    assert "own-watch: NOT IN FORCE, not screened against; its only version is HELD" in tekser("lists", "status").out
    assert {"list": "own-watch", "active": False, "held_versions": 1} in json.loads(
        tekser("lists", "status", "--json").out
    )
    screened = tekser("screen", manifest).err
    assert "HELD: 1 version of own-watch" in screened
    assert "NOTHING OF IT IS IN FORCE: own-watch is not screened against." in screened
    assert "own-watch, HELD" in tekser("lists", "versions", "own-watch").out
    # Accepted, there is one in force, and the next that is held leaves it there.
    accepted = tekser("lists", "accept", number, "--reason", "two rows are blank in the original")
    assert accepted.code == 0
    write(path, 100)
    tekser("lists", "import", path, "--accept", "the whole list")
    write(path, 50)
    assert "own-watch: HELD, 50 entries read; the version in force stays." in tekser("lists", "import", path).out


def test_a_list_that_could_not_be_taken_the_first_time_is_told_as_not_screened_against(
    tekser: Tekser, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "un.xml").write_text("<CONSOLIDATED_LIST><ENTITIES>")
    broken = tekser("lists", "update", "--from", stick)
    assert broken.code == 2
    assert "un: not updated; NOTHING IS IN FORCE, this list is not screened against." in broken.err
    (stick / "un.xml").unlink()
    un_stick(stick, 30)
    assert tekser("lists", "update", "--from", stick).code == 0
    (stick / "un.xml").write_text("<CONSOLIDATED_LIST><ENTITIES>")
    assert "un: not updated, the version in force stays." in tekser("lists", "update", "--from", stick).err


def un_stick(folder: Path, entries: int, month: int = 2) -> Path:
    folder.mkdir(exist_ok=True)
    found = "".join(f"<ENTITY><DATAID>{n}</DATAID><FIRST_NAME>Party {n}</FIRST_NAME></ENTITY>" for n in range(entries))
    (folder / "un.xml").write_text(
        f'<CONSOLIDATED_LIST dateGenerated="2026-0{month}-01"><ENTITIES>{found}</ENTITIES></CONSOLIDATED_LIST>'
    )
    return folder


def test_versions_of_two_lists_are_refused_in_one_line(tekser: Tekser) -> None:
    versions = [tekser("lists", "versions", name).out.partition(":")[0] for name in ("chpl", "eu-833-2014")]
    assert tekser("lists", "diff", versions[0], versions[0]).out == "Nothing changed.\n"
    result = tekser("lists", "diff", *versions)
    assert result.code == 2
    assert "Versions of two lists cannot be compared (chpl and eu-833-2014)." in result.err
    assert result.err.count("\n") == 1


def test_the_age_of_an_official_list_is_told(tekser: Tekser, tmp_path: Path, manifest: Path) -> None:
    tekser("lists", "update", "--from", un_stick(tmp_path / "stick", 30))
    status = tekser("lists", "status").out
    assert "RED: from a file that its publisher dated 2026-02-01" in status
    told = next(i for i in json.loads(tekser("lists", "status", "--json").out) if i["list"] == "un")
    assert (told["age"], told["age_basis"], told["checked_at"]) == ("red", "published", None)
    assert "OLD LIST: un, from a file that its publisher dated 2026-02-01" in tekser("screen", manifest).out
    for hours, level, status, screened in (
        (30, "amber", "AMBER: compared with its publisher 1 day ago", "un: AMBER"),
        (80, "red", "RED: compared with its publisher 3 days ago", "OLD LIST: un, compared with its publisher 3 days"),
    ):
        with SqliteStore(tmp_path / "data") as store:
            store.note_checked("un", datetime.now(UTC) - timedelta(hours=hours))
        assert status in tekser("lists", "status").out
        summary = tmp_path / "summary.json"
        assert screened in tekser("screen", manifest, "--summary", summary).out
        told = {i["list"]: i["age"] for i in json.loads(summary.read_text(encoding="utf-8"))["lists"]}
        assert told["un"] == level


def test_the_schedule_is_set_and_told(tekser: Tekser, tmp_path: Path) -> None:
    assert "only when asked for" in tekser("lists", "schedule").out
    told = tekser("lists", "schedule", "--set", "12").out
    assert "were not asked for in 12 hours" in told
    assert "un: due: its publisher was never asked" in told
    tekser("lists", "update", "--from", un_stick(tmp_path / "stick", 30))
    # A file is no comparison with the publisher.
    assert "un: due: its publisher was never asked" in tekser("lists", "schedule", "--set", "6").out
    with SqliteStore(tmp_path / "data") as store:
        store.note_checked("un", datetime.now(UTC))
    assert "un: due at" in tekser("lists", "schedule").out
    with SqliteStore(tmp_path / "data") as store:
        store.note_checked("un", datetime.now(UTC) - timedelta(hours=7))
    assert "un: due: last compared with its publisher 7 hours ago" in tekser("lists", "schedule").out
    assert "only when asked for" in tekser("lists", "schedule", "--set", "0").out
    wrong = tekser("lists", "schedule", "--set", "721")
    assert (wrong.code, "720" in wrong.err) == (2, True)
    off = tekser("lists", "update", "--every")
    assert (off.code, "No schedule is set" in off.err) == (2, True)


def test_a_schedule_asks_for_what_is_due_and_waits_for_the_next(
    tekser: Tekser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publisher that answers and one that does not: the first is asked at the interval, the second sooner."""
    body = (un_stick(tmp_path / "stick", 30) / "un.xml").read_bytes()
    waits: list[float] = []
    with publisher(tmp_path, serving({"/un.xml": body})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        rows = [
            "list\ttitle\tformat\tfile\taddress\thosts\tmost",
            f"un\tUN\tun-xml\tun.xml\t{asked.address}/un.xml\t\t5",
            f"eu\tEU\teu-xml\teu.xml\t{asked.address}/eu.xml\t\t5",
        ]
        tekser("lists", "status")
        (tmp_path / "data" / OWN_SOURCES).write_text("\n".join(rows) + "\n", encoding="utf-8")

        def pause(seconds: float) -> None:
            waits.append(seconds)
            with SqliteStore(tmp_path / "data") as store:
                if len(waits) == 3:
                    raise KeyboardInterrupt
                if len(waits) == 2:
                    store.note_checked("un", datetime.now(UTC) - timedelta(hours=6))

        monkeypatch.setattr(list_versions, "pause", pause)
        tekser("lists", "schedule", "--set", "6")
        assert "Stopped" in tekser("lists", "update", "un", "eu", "--every").err
        paths = [path for path, _ in asked.requests]
    assert paths.count("/un.xml") == 2
    assert paths.count("/eu.xml") == 1
    # What failed is asked for again after an hour, not at once.
    assert all(3000 < seconds <= 3600 for seconds in waits), waits


def test_entries_beyond_the_most_for_one_value_are_told(tekser: Tekser, tmp_path: Path, manifest: Path) -> None:
    rows = [("id", "name"), *((f"h-{n}", LISTED) for n in range(7))]
    with (tmp_path / "crowd.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    tekser("lists", "import", tmp_path / "crowd.csv")
    summary = tmp_path / "summary.json"
    result = tekser("screen", manifest, "--summary", summary)
    assert "4 more entries met values than the most that are kept for one value" in result.out
    assert json.loads(summary.read_text(encoding="utf-8"))["totals"]["further"] == 4
    assert "more entr" not in tekser("screen", manifest, "--max-hits", "7").out


def test_ages_of_goods_lists_and_of_ones_own_are_told_by_the_same_rule(
    tekser: Tekser, watch: Path, manifest: Path, tmp_path: Path
) -> None:
    tekser("lists", "import", watch)
    stick = tmp_path / "stick"
    stick.mkdir()
    row = '{0},"PARTY {0}",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    (stick / "sdn.csv").write_text("".join(row.format(n) for n in range(30)))
    taken = tekser("lists", "update", "--from", stick).out
    assert (
        "older than its file: without any entry of a programme that began since: 1 (HK-EO13936 2020-08-07 1)" in taken
    )
    status = tekser("lists", "status").out
    assert "RED: from a file that tells no date and is not newer than 2020-08-07" in status
    assert "older than its file" in status
    assert "your own list, taken" in status
    package, hits = tmp_path / "out.xlsx", tmp_path / "summary.json"
    screened = tekser("screen", manifest, "--out", package, "--summary", hits).out
    assert "OLD LIST: ofac-sdn, from a file that tells no date and is not newer than 2020-08-07" in screened
    (goods,) = [line for line in screened.splitlines() if "OLD GOODS LISTS" in line]
    assert "chpl (2024-02-23), eu-833-2014 (2022-12-04), us-ear-746" in goods
    assert "own-watch" not in "".join(line for line in screened.splitlines() if "OLD" in line)
    expected = {
        "chpl": "red", "eu-833-2014": "red", "us-ear-746": "red", "ofac-sdn": "red", "own-watch": "not_judged",
        "starter": "red",
    }  # fmt: skip
    for told in (json.loads(tekser("lists", "status", "--json").out), json.loads(hits.read_text())["lists"]):
        assert {entry["list"]: entry["age"] for entry in told} == expected
    sheet = openpyxl.load_workbook(package)["Lists and settings"]
    levels = {str(row[0].value): str(row[7].value) for row in sheet.iter_rows() if row[7].value}
    for list_id, level in expected.items():
        start = {"red": "RED: older than three days", "not_judged": "your own list, its age is not judged"}[level]
        assert levels[list_id].startswith(start), list_id
    (tmp_path / "out").mkdir()
    assert tekser("export", "run:1", "--json", "--pdf", "--out", tmp_path / "out").code == 0
    (written,) = (tmp_path / "out").glob("*.json")
    exported = json.loads(written.read_text(encoding="utf-8"))["lists"]
    assert {entry["list"]: entry["age"] for entry in exported} == expected
    (paper,) = (tmp_path / "out").glob("*.pdf")
    text = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert text.count("RED: older than three days") == 5
    assert "your own list, its age is not judged" in " ".join(text.split())
