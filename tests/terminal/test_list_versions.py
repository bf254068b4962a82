"""``tekser lists`` with versions, as a user meets it."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.terminal.conftest import LISTED, Tekser

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
