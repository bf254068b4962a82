"""New versions are checked before they come into force; what looks wrong is held until a person decides."""

import csv
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.errors import UserError
from screening.lists.check import problems_of
from screening.lists.intake import accept_version, differences, refuse_version, roll_back, take_in
from screening.lists.read import detect, read_list
from screening.model.lists import ListChange
from screening.model.versions import ListFigures, VersionState
from screening.workflow import import_lists
from ui import words

HEADER = ("name", "aliases", "inn", "country", "remarks")


def row(number: int) -> tuple[str, ...]:
    return (f"Party number {number}", f"Other {number}", "7704730655", "RU", "some remark")


def write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    return path


def take(store: SqliteStore, path: Path, **given: str) -> ListChange:
    (source,) = detect([path], name="watch")
    return take_in(store, source, **given)  # type: ignore[arg-type]


@pytest.fixture
def taken(store: SqliteStore, tmp_path: Path) -> Path:
    path = write(tmp_path / "watch.csv", [row(n) for n in range(100)])
    assert take(store, path).new == 100
    return path


def codes(change: ListChange) -> list[str]:
    return [problem.code for problem in change.problems]


def test_a_list_that_grows_and_changes_comes_into_force(store: SqliteStore, taken: Path) -> None:
    write(taken, [row(n) for n in range(5, 120)])
    change = take(store, taken)
    # Rows without an id of their own are known by their place.
    assert (codes(change), change.info.entries) == ([], 115)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row(n) for n in range(89)], "list_shrank"),
        ([row(n) for n in range(201)], "list_grew"),
        ([(*row(n)[:2], "", "RU", "x") for n in range(100)], "list_field_lost"),
        ([*(row(n) for n in range(100)), ("", "", "7704730655", "", "a number alone")], "list_unread"),
    ],
)
def test_what_looks_wrong_is_held(store: SqliteStore, taken: Path, rows: list[tuple[str, ...]], code: str) -> None:
    before = store.party_version()
    write(taken, rows)
    change = take(store, taken)
    assert code in codes(change)
    assert (change.new, change.gone, change.changed) == (0, 0, 0)
    assert store.party_version() == before
    assert [v.version_id for v in store.versions(state=VersionState.HELD)] == [change.info.version_id]
    # Asked again it is the same version that is held, not one more.
    assert take(store, taken).info.version_id == change.info.version_id
    assert len(store.versions(state=VersionState.HELD)) == 1


def test_a_list_held_for_rows_without_a_name_says_which_rows(store: SqliteStore, taken: Path) -> None:
    write(taken, [("", "", "7704730655", "", "a number alone"), *(row(n) for n in range(100))])
    change = take(store, taken)
    told = {problem.code: dict(problem.data) for problem in change.problems}
    assert told["goods_rows_unread"]["detail"] == "2"
    assert "2;" in words.reason_text(next(p for p in change.problems if p.code == "goods_rows_unread"))
    assert "rows without a name: 1 (2)" in "; ".join(words.list_notes_text(change.notes))


@pytest.mark.parametrize("rows", [90, 200])
def test_the_limits_themselves_are_no_alarm(store: SqliteStore, taken: Path, rows: int) -> None:
    write(taken, [row(n) for n in range(rows)])
    assert codes(take(store, taken)) == []


def test_a_file_cut_off_in_a_line_is_held(store: SqliteStore, taken: Path) -> None:
    taken.write_bytes(taken.read_bytes()[:-5])
    assert codes(take(store, taken)) == ["list_cut_off"]


def test_bytes_changed_on_the_way_are_held(store: SqliteStore, taken: Path) -> None:
    content = bytearray(taken.read_bytes())
    content[400] = 0x01
    taken.write_bytes(bytes(content))
    assert "list_stray_bytes" in codes(take(store, taken))


def test_what_the_publisher_declares_is_compared(store: SqliteStore, taken: Path) -> None:
    accepted = store.version_in_force("own-watch")
    assert accepted is not None
    figures = accepted.figures
    assert [p.code for p in problems_of(figures, 0, "", accepted, declared=101)] == ["list_count_differs"]
    assert problems_of(figures, 0, "", accepted, declared=100) == ()


def test_an_older_publication_is_held() -> None:
    from datetime import UTC, datetime

    from screening.model.lists import ListFormat
    from screening.model.versions import ListVersion

    def version(published: str) -> ListVersion:
        return ListVersion(
            1, "un", VersionState.ACCEPTED, "", ListFormat.UN_XML, "", (), "", (), datetime.now(UTC), published,
            ListFigures(100, 100), 0, (), (), "", None, "", True,
        )  # fmt: skip

    new = ListFigures(100, 100)
    assert [p.code for p in problems_of(new, 0, "2026-01-01", version("2026-01-02"))] == ["list_older"]
    assert problems_of(new, 0, "2026-01-02", version("2026-01-02")) == ()
    assert problems_of(new, 0, "", version("2026-01-02")) == ()


def test_a_small_list_of_ones_own_may_change_as_it_likes(store: SqliteStore, tmp_path: Path) -> None:
    path = write(tmp_path / "watch.csv", [row(n) for n in range(15)])
    take(store, path)
    write(path, [row(1), row(2)])
    assert codes(take(store, path))[:1] in ([], ["list_files_shrank"])


def test_a_person_may_accept_what_is_held(store: SqliteStore, taken: Path) -> None:
    write(taken, [row(n) for n in range(50)])
    held = take(store, taken).info.version_id
    with pytest.raises(UserError, match="reason_needed"):
        accept_version(store, held, "aigerim", "  ")
    change = accept_version(store, held, "aigerim", "half of them were struck off")
    assert change.gone == 50
    accepted = store.version_in_force("own-watch")
    assert accepted is not None
    assert (accepted.version_id, accepted.reason) == (held, "half of them were struck off")


def test_a_reason_on_import_takes_it_at_once(store: SqliteStore, taken: Path) -> None:
    write(taken, [row(n) for n in range(50)])
    change = take(store, taken, decided_by="aigerim", reason="known")
    assert change.gone == 50
    accepted = store.version_in_force("own-watch")
    assert accepted is not None
    assert [problem.code for problem in accepted.problems] == ["list_shrank", "list_files_shrank"]


def test_what_a_person_refused_stays_out(store: SqliteStore, taken: Path) -> None:
    content = taken.read_bytes()
    write(taken, [row(n) for n in range(50)])
    held = take(store, taken).info.version_id
    refuse_version(store, held, "aigerim", "half a file")
    with pytest.raises(UserError, match="version_not_held"):
        refuse_version(store, held, "aigerim", "again")
    again = take(store, taken)
    assert "list_was_refused" in codes(again)
    taken.write_bytes(content)
    assert take(store, taken).problems == ()


def test_rolling_back_holds_against_the_same_file(store: SqliteStore, taken: Path) -> None:
    first = store.party_version()
    write(taken, [row(n) for n in range(110)])
    second = take(store, taken).info.version_id
    with pytest.raises(UserError, match="reason_needed"):
        roll_back(store, "own-watch", 0, "aigerim", "")
    change = roll_back(store, "own-watch", 0, "aigerim", "the new rows are another country's")
    assert change.gone == 10
    assert store.party_version() == first
    assert codes(take(store, taken)) == ["list_was_rolled_back"]
    roll_back(store, "own-watch", second, "aigerim", "it was right")
    assert store.lists()[0].entries == 110


def test_rolling_back_needs_something_to_go_back_to(store: SqliteStore, taken: Path) -> None:
    for list_id, version, code in (("own-watch", 0, "no_earlier_version"), ("own-watch", 99, "no_such_version"),
                                   ("nothing", 0, "no_such_list")):  # fmt: skip
        with pytest.raises(UserError, match=code):
            roll_back(store, list_id, version, "aigerim", "x")


def test_two_versions_are_compared_by_number_and_by_file(store: SqliteStore, taken: Path, tmp_path: Path) -> None:
    old = store.versions()[0].version_id
    other = write(tmp_path / "watch2.csv", [row(0), ("Party number one", *row(1)[1:]), *(row(n) for n in range(2, 99))])
    (source,) = detect([other], name="watch")
    new = take_in(store, source).info.version_id
    changes = differences(store, str(old), str(new))
    assert sorted((c.entry_id, c.kind.value, [f.field for f in c.fields]) for c in changes) == [
        ("row-101", "removed", []), ("row-3", "changed", ["names"]),
    ]  # fmt: skip
    changed = next(c for c in changes if c.fields)
    assert (changed.fields[0].before, changed.fields[0].after) == (("Party number 1",), ("Party number one",))
    with pytest.raises(UserError, match="no_such_version"):
        differences(store, str(old), "999")


def test_many_rows_of_one_number_are_all_kept_and_in_time(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    cells = ',"SDGT"' + ',"-0- "' * 8
    path.write_text("".join(f'7,"ALPHA {n}","-0- "{cells}\n' for n in range(30_000)))
    (source,) = detect([path])
    entries = list(read_list(source).entries)
    assert len({entry.entry_id for entry in entries}) == len({entry.name for entry in entries}) == 30_000
    assert [entry.entry_id for entry in entries[:3]] == ["7", "7-2", "7-3"]


def test_a_file_is_compared_with_a_kept_version_of_its_own_by_that_ones_columns(
    store: SqliteStore, tmp_path: Path
) -> None:
    path = tmp_path / "any name.csv"
    path.write_text("firm,office\nAlpha,Street 1\nBeta,Street 2\n")
    (change,) = import_lists(store, [path], name="watch", mapping={"name": "firm"})
    path.write_text("firm,office\nAlpha,Street 1\nGamma,Street 2\n")
    (found,) = differences(store, str(change.info.version_id), str(path))
    assert (found.list_id, found.before and found.before.name, found.after and found.after.name) == (
        "own-watch", "Beta", "Gamma",
    )  # fmt: skip


def test_goods_and_parties_are_not_compared(store: SqliteStore, taken: Path, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("hs code,description\n854231,chips\n")
    un = tmp_path / "un.xml"
    un.write_text('<CONSOLIDATED_LIST dateGenerated="2026-11-25"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>'
                  "<FIRST_NAME>A</FIRST_NAME></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>")  # fmt: skip
    (change,) = import_lists(store, [un])
    for old, new in ((str(change.info.version_id), str(goods)), (str(goods), str(un))):
        with pytest.raises(UserError) as caught:
            differences(store, old, new)
        assert caught.value.code == "versions_of_two_lists"


@pytest.mark.parametrize("number", ["9" * 30, "12345"])
def test_a_number_of_no_version_is_told(store: SqliteStore, taken: Path, number: str) -> None:
    for ask in (
        lambda: differences(store, number, "1"),
        lambda: accept_version(store, int(number), "aigerim", "why"),
        lambda: refuse_version(store, int(number), "aigerim", "why"),
        lambda: roll_back(store, "own-watch", int(number), "aigerim", "why"),
    ):
        with pytest.raises(UserError) as caught:
            ask()
        assert caught.value.code == "no_such_version"


def test_a_small_list_of_a_publisher_is_held_when_it_shrinks_and_one_of_ones_own_is_not(
    store: SqliteStore, tmp_path: Path
) -> None:
    un = tmp_path / "un.xml"
    for count in (10, 8):
        parties = "".join(
            f"<INDIVIDUAL><DATAID>{n}</DATAID><FIRST_NAME>Alpha {n}</FIRST_NAME></INDIVIDUAL>" for n in range(count)
        )
        un.write_text(f"<CONSOLIDATED_LIST><INDIVIDUALS>{parties}</INDIVIDUALS></CONSOLIDATED_LIST>")
        (change,) = import_lists(store, [un])
    assert "list_shrank" in codes(change)
    for count in (10, 2):
        (own,) = import_lists(store, [write(tmp_path / "watch.csv", [row(n) for n in range(count)])])
        assert "list_shrank" not in codes(own)
