"""Screening as of a day and after a rollback gives exactly the hits of then, for lists of parties and of goods."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from db.store import SqliteStore
from screening.goods.intake import take_in_goods
from screening.lists.intake import roll_back
from screening.settings import ScreeningSettings
from screening.workflow import (
    held_lists,
    import_lists,
    import_manifest,
    never_in_force,
    open_engine,
    screen_manifest,
)

HEADER = ("No", "Consignee", "Description of goods", "HS code", "Destination")
LINES = (
    (1, "Severnaya Zvezda Trading House", "Wooden chairs", "940161", "Russia"),
    (2, "Altyn Dala Mebel", "Bearings", "848210", "Russia"),
    (3, "Kazybek Dolgorukov Import", "Wooden tables", "940360", "Russia"),
    (4, "Stepnoy Veter", "Valves", "848180", "Russia"),
)
PARTIES = ([("a", "Severnaya Zvezda Trading House"), ("b", "Nobody of These")], [("b", "Nobody of These"), ("c", "Kazybek Dolgorukov Import")])  # fmt: skip
GOODS = (["848210", "848180"], ["940161", "848180"])

Found = set[tuple[object, ...]]


def table(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def put_parties(store: SqliteStore, folder: Path, rows: Sequence[Sequence[str]]) -> None:
    import_lists(store, [table(folder / "watch.csv", [("id", "name"), *rows])], name="watch")


def put_goods(store: SqliteStore, folder: Path, codes: Sequence[str]) -> None:
    rows = [("hs code", "description"), *((code, f"goods of {code}") for code in codes)]
    take_in_goods(store, table(folder / "house-goods.csv", rows), "own-house-goods")


def found(store: SqliteStore, manifest: int, as_of: datetime | None = None) -> Found:
    engine = open_engine(store, ScreeningSettings(), as_of=as_of)
    run = screen_manifest(store, engine, manifest, as_of=as_of)
    return {
        (s.line_id, s.hit.kind, s.hit.list_id, s.hit.entry_id, s.hit.field, s.hit.value, s.hit.score, s.hit.evidence)
        for s in store.hits(run.run_id)
    }


def entries(hits: Found) -> set[object]:
    return {hit[3] for hit in hits if hit[2] in ("own-watch", "own-house-goods")}


def test_as_of_a_day_and_after_a_rollback_the_hits_are_those_of_then(store: SqliteStore, tmp_path: Path) -> None:
    put_parties(store, tmp_path, PARTIES[0])
    put_goods(store, tmp_path, GOODS[0])
    manifest = import_manifest(store, table(tmp_path / "m.csv", [HEADER, *LINES])).manifest.manifest_id
    first, day = found(store, manifest), datetime.now(UTC)
    put_goods(store, tmp_path, GOODS[1])
    goods_changed, day_between = found(store, manifest), datetime.now(UTC)
    put_parties(store, tmp_path, PARTIES[1])
    second = found(store, manifest)
    assert len({hit[0] for hit in first if hit[2] == "own-house-goods"}) == 2
    assert len({frozenset(first), frozenset(goods_changed), frozenset(second)}) == 3
    assert ("a" in entries(first), "c" in entries(first)) == (True, False)
    assert ("a" in entries(second), "c" in entries(second)) == (False, True)
    assert found(store, manifest, day) == first
    assert found(store, manifest, day_between) == goods_changed

    roll_back(store, "own-watch", 0, "aigul", "too early")
    assert found(store, manifest) == goods_changed
    roll_back(store, "own-house-goods", 0, "aigul", "too early")
    assert found(store, manifest) == first
    # And what was in force before the way back is still known.
    assert found(store, manifest, day_between) == goods_changed
    roll_back(store, "own-watch", 0, "aigul", "it was right")
    roll_back(store, "own-house-goods", 0, "aigul", "it was right")
    assert found(store, manifest) == second


def test_a_held_version_is_told_until_a_newer_one_comes_into_force(store: SqliteStore, tmp_path: Path) -> None:
    full = [(str(n), f"Party number {n}") for n in range(40)]
    put_parties(store, tmp_path, full)
    assert held_lists(store) == {}
    put_parties(store, tmp_path, full[:20])
    assert held_lists(store) == {"own-watch": 1}
    assert next(i.held for i in store.lists() if i.list_id == "own-watch") == 1
    put_parties(store, tmp_path, [*full, ("40", "Party number 40")])
    assert held_lists(store) == {}
    assert next(i.held for i in store.lists() if i.list_id == "own-watch") == 0


def test_a_list_of_which_nothing_but_a_held_version_came_is_told_too(store: SqliteStore, tmp_path: Path) -> None:
    put_parties(store, tmp_path, [("1", "Party"), *(("", "") for _ in range(3)), ("2", "")])
    assert [info.list_id for info in store.lists()] == []
    assert held_lists(store) == {"own-watch": 1}
    (waiting,) = never_in_force(store)
    assert (waiting.list_id, waiting.active, waiting.held, waiting.version_id) == ("own-watch", False, 1, 0)
