"""Goods and control lists are never silently wrong either: what looks wrong is held, the one before stays, until a person decides."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.errors import UserError
from screening.goods.intake import take_in_goods
from screening.lists.intake import accept_version, differences, refuse_version, roll_back
from screening.model.lists import ListChange, ListFormat
from screening.model.versions import EntryChange, VersionState
from screening.resources import resource_path
from screening.workflow import import_lists, load_bundled


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "data") as opened:
        load_bundled(opened)
        yield opened


def codes(store: SqliteStore, list_id: str = "chpl") -> list[str]:
    return sorted(rule.code for rule in store.goods_rules() if rule.list_id == list_id)


def table(path: Path, rows: list[str], header: str = "code") -> Path:
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def chpl(path: Path, changed: Mapping[str, str], lines: int | None = None) -> Path:
    """The list that comes with the program, cut after some lines or with texts exchanged."""
    text = resource_path("lists", "chpl.csv").read_text(encoding="utf-8")
    for old, new in changed.items():
        text = text.replace(old, new)
    path.write_text("".join(text.splitlines(keepends=True)[: None if lines is None else lines + 1]), encoding="utf-8")
    return path


def problems(change: ListChange) -> list[str]:
    return [problem.code for problem in change.problems]


def house(first: int, last: int, floor: str = "300") -> list[str]:
    return [f"85{n:04d},{floor}" for n in range(first, last)]


def test_the_bundled_list_is_not_replaced_by_one_code(store: SqliteStore, tmp_path: Path) -> None:
    before = codes(store)
    assert len(before) == 50
    (change,) = import_lists(store, [table(tmp_path / "one.csv", ["854231"])], format=ListFormat.GOODS, name="chpl")
    assert "list_shrank" in problems(change)
    assert change.in_force
    assert codes(store) == before
    (held,) = store.versions("chpl", VersionState.HELD)
    assert next(info for info in store.lists() if info.list_id == "chpl").held == 1
    # The same file again makes no second version of it.
    import_lists(store, [tmp_path / "one.csv"], format=ListFormat.GOODS, name="chpl")
    assert store.versions("chpl", VersionState.HELD) == [held]
    accept_version(store, held.version_id, "aigul", "only processors are asked for here")
    assert codes(store) == ["854231"]
    assert store.version_in_force("chpl").reason == "only processors are asked for here"  # type: ignore[union-attr]
    # Back to what the program brings; the accepted one is not taken by itself again.
    roll_back(store, "chpl", 0, "aigul", "a test")
    assert codes(store) == before
    (again,) = import_lists(store, [tmp_path / "one.csv"], format=ListFormat.GOODS, name="chpl")
    assert "list_was_rolled_back" in problems(again)


@pytest.mark.parametrize(
    ("by_number", "rows", "expected"),
    [
        (False, house(0, 89), ["list_shrank"]),
        (False, house(0, 90), []),
        (False, house(0, 200), []),
        (False, house(0, 201), ["list_grew"]),
        (False, [*house(0, 85), *house(85, 100, "")], ["list_field_lost"]),
        (False, [*house(0, 95), *house(95, 100, "")], []),
        (False, [*house(0, 100), "abc,1"], ["list_unread", "goods_rows_unread"]),
        (False, [*house(0, 199), "abc,1"], []),
        (True, [f"3A{n:03d},300" for n in range(89)], ["list_shrank"]),
        (True, [*(f"3A{n:03d},300" for n in range(100)), "??,1"], ["list_unread", "goods_rows_unread"]),
    ],
)
def test_a_list_of_the_officers_own_is_held_by_the_same_rules(
    store: SqliteStore, tmp_path: Path, by_number: bool, rows: list[str], expected: list[str]
) -> None:
    kind = ListFormat.CONTROL if by_number else ListFormat.GOODS
    first = [f"3A{n:03d},300" for n in range(100)] if by_number else house(0, 100)
    path = tmp_path / "ours.csv"
    take_in_goods(store, table(path, first, "code,price_floor"), "own-ours", format=kind)
    before = {rule for rule in store.goods_rules() if rule.list_id == "own-ours"}
    change = take_in_goods(store, table(path, rows, "code,price_floor"), "own-ours", format=kind)
    assert problems(change) == expected
    if expected:
        assert {rule for rule in store.goods_rules() if rule.list_id == "own-ours"} == before
    readable = [row for row in rows if not row.startswith(("abc", "??"))]
    if expected:
        # A person who takes it at once, with a reason that is kept.
        taken = take_in_goods(
            store, path, "own-ours", format=kind, decided_by="aigul", reason="checked line by line"
        )  # fmt: skip
        assert taken.problems == ()
        assert store.version_in_force("own-ours").reason == "checked line by line"  # type: ignore[union-attr]
    assert len(codes(store, "own-ours")) == len(readable)
    if len(readable) < len(rows):
        (note,) = store.version_in_force("own-ours").notes  # type: ignore[union-attr]
        assert note == (f"unread:{len(rows) + 1}: code {rows[-1].split(',')[0]!r}", 1)


def test_an_older_edition_is_held(store: SqliteStore, tmp_path: Path) -> None:
    older = chpl(tmp_path / "older.csv", {"2024-02-23": "2023-09-19", "2026-08-11": "2023-10-01"})
    (change,) = import_lists(store, [older], format=ListFormat.GOODS, name="chpl")
    assert problems(change) == ["list_older"]
    (newer,) = import_lists(store, [chpl(tmp_path / "newer.csv", {"2026-08-11": "2026-11-01"})], name="chpl")
    assert problems(newer) == []


def test_the_hash_beside_a_goods_list_is_compared(store: SqliteStore, tmp_path: Path) -> None:
    path = table(tmp_path / "ours.csv", ["854231"])
    (tmp_path / "ours.csv.sha256").write_text("0" * 64)
    assert problems(take_in_goods(store, path, "own-ours")) == ["list_hash_differs"]


def test_the_same_file_again_is_no_new_version(store: SqliteStore, tmp_path: Path) -> None:
    path = table(tmp_path / "ours.csv", ["854231", "854232"])
    take_in_goods(store, path, "own-ours")
    change = take_in_goods(store, path, "own-ours")
    assert (change.new, change.gone, change.changed, change.problems) == (0, 0, 0, ())
    assert len(store.versions("own-ours")) == 1


def test_a_refused_goods_list_is_not_taken_by_itself(store: SqliteStore, tmp_path: Path) -> None:
    path = table(tmp_path / "one.csv", ["854231"])
    held = take_in_goods(store, path, "chpl")
    refuse_version(store, held.info.version_id, "aigul", "a draft")
    assert "list_was_refused" in problems(take_in_goods(store, path, "chpl"))


def test_another_edition_that_comes_with_the_program_waits_where_the_officer_put_a_list(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = chpl(tmp_path / "ours.csv", {}, 48)
    import_lists(store, [ours], format=ListFormat.GOODS, name="chpl", decided_by="aigul", reason="the bank's own")
    bundled = chpl(tmp_path / "chpl.csv", {"2026-08-11": "2026-11-20"})

    def other(*parts: str) -> Path:
        return bundled if parts[-1] == "chpl.csv" else resource_path(*parts)

    monkeypatch.setattr("screening.workflow.resource_path", other)
    load_bundled(store)
    load_bundled(store)
    assert len(codes(store)) == 48
    (held,) = store.versions("chpl", VersionState.HELD)
    assert [problem.code for problem in held.problems] == ["goods_bundled_other"]
    accept_version(store, held.version_id, "aigul", "the program's own from now on")
    assert len(codes(store)) == 50
    # Where the program's own is in force, its next edition takes its place.
    monkeypatch.setattr("screening.workflow.resource_path", resource_path)
    eu = next(info for info in store.lists() if info.list_id == "eu-833-2014")
    assert replace(eu, held=0) == eu


def told(changes: list[EntryChange]) -> list[tuple[str, str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]]:
    return [(c.kind.value, c.entry_id, [(f.field, f.before, f.after) for f in c.fields]) for c in changes]


def test_what_changed_in_a_goods_list_is_told_code_by_code_and_field_by_field(
    store: SqliteStore, tmp_path: Path
) -> None:
    path, header = tmp_path / "ours.csv", "hs code,price_floor,currency,name"
    take_in_goods(store, table(path, ["854231,300,EUR,CPU", "854232,,,Memory", "8542,,,Chips"], header), "own-ours")
    since = datetime.now(UTC)
    take_in_goods(store, table(path, ["854231,500,EUR,CPU", "8542,,,Chips", "848210,,,Bearings"], header), "own-ours")
    expected = [
        ("added", "848210 export", []),
        ("changed", "854231 export", [("price_floor", ("300 EUR",), ("500 EUR",))]),
        ("removed", "854232 export", []),
    ]
    assert told(list(store.changes("own-ours", since))) == expected
    new, old = (str(version.version_id) for version in store.versions("own-ours"))
    assert told(differences(store, old, new)) == expected
    # A file against what is kept, and what is held against what is in force, before it is accepted.
    assert told(differences(store, old, str(path))) == expected
    one = take_in_goods(store, table(tmp_path / "one.csv", ["854231"]), "chpl")
    in_force = store.version_in_force("chpl")
    held = differences(store, str(in_force.version_id), str(one.info.version_id))  # type: ignore[union-attr]
    assert sum(change.kind.value == "removed" for change in held) == 50
    with pytest.raises(UserError, match="versions_of_two_lists"):
        differences(store, old, str(one.info.version_id))
