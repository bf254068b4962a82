"""Answers that workers share: every name is matched about once in a run, and nothing rests on it."""

import shutil
from dataclasses import replace
from pathlib import Path

import fsspec
import pyarrow.parquet as pq
import pytest
from distributed import Client

from screening.answers import PartyAnswers
from screening.engine_folder import open_engine_folder
from screening.names.types import PartyQuery
from screening.screen import Engine
from tests.cluster.test_same_answer import (
    LISTED,
    client,
    cluster_of,
    cluster_rows,
    engine,
    engine_folder,
    lines,
    local_rows,
    order_of,
    run,
)
from ui.terminal.cluster import work
from ui.terminal.cluster.answers import SharedAnswers, remove_answers
from ui.terminal.cluster.driver import read_json
from ui.terminal.cluster.partitions import partitions_of
from ui.terminal.cluster.work import Order, screen_partition

__all__ = ["client", "engine", "engine_folder", "lines"]
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def nothing_asked_before() -> None:
    """Forget the engine that an earlier test opened in this process."""
    work._engines.clear()


def sharing(order: Order, least: int = 1) -> Order:
    return replace(order, answers="of-this-run", share_least=least)


def shared_keys(out: Path) -> list[bytes]:
    tables = [pq.read_table(path) for path in sorted((out / "answers").rglob("*.parquet"))]
    return [key for table in tables for key in table.column("key").to_pylist()]


def distinct_questions(folder: tuple[Path, str], lines: Path) -> int:
    """Return how many distinct questions the lines ask, by an engine that has heard none before."""
    fresh = open_engine_folder(folder[0], folder[1])
    local_rows(fresh, partitions_of([str(lines)]))
    return fresh.asked


def test_matches_come_back_as_they_were(engine: Engine, tmp_path: Path) -> None:
    queries = [PartyQuery(text) for text in (*LISTED, "Altyn Dala LLP")]
    found = engine.parties(queries)
    assert sum(map(bool, found)) == len(LISTED)
    keys = [bytes([n]) * 16 for n in range(len(queries))]
    ours, theirs = PartyAnswers(), PartyAnswers()
    giver = SharedAnswers(ours, str(tmp_path), {}, "x", 1)
    taker = SharedAnswers(theirs, str(tmp_path), {}, "x", 1)
    ours.remember(keys, found)
    giver.give()
    taker.take()
    assert [theirs[key] for key in keys] == found
    assert theirs.kept_for == [], "what was taken over is not given again"


def test_two_workers_match_each_name_about_once(
    client: Client, engine: Engine, engine_folder: tuple[Path, str], lines: Path, tmp_path: Path
) -> None:
    parts, out = partitions_of([str(lines)]), tmp_path / "out"
    came = run(client, sharing(order_of(engine_folder, out)), parts)
    assert cluster_rows(out) == local_rows(engine, parts)
    asked = sum(result.asked for result in came.results.values())
    # Two at once may ask the same; each partition has some 32 names of its own, and the same five others.
    assert asked <= distinct_questions(engine_folder, lines) + 10
    assert not (out / "answers").exists(), "a run that is whole needs its answers no more"


def test_a_worker_that_comes_later_asks_nothing_again(
    engine: Engine, engine_folder: tuple[Path, str], lines: Path, tmp_path: Path
) -> None:
    parts, out = partitions_of([str(lines)]), tmp_path / "out"
    order = sharing(order_of(engine_folder, out))
    for part in parts:
        screen_partition(order, part)
    expected = local_rows(engine, parts)
    assert cluster_rows(out) == expected
    assert len(shared_keys(out)) == len(set(shared_keys(out))) == distinct_questions(engine_folder, lines)
    shutil.rmtree(out / "hits")
    with cluster_of(1) as later:
        came = run(later, order, parts)
    assert sum(result.asked for result in came.results.values()) == 0
    assert cluster_rows(out) == expected
    assert read_json(order, "done/part-000000.json")["asked"] == 0


def test_damaged_answers_are_asked_anew(
    engine: Engine, engine_folder: tuple[Path, str], lines: Path, tmp_path: Path
) -> None:
    parts, out = partitions_of([str(lines)]), tmp_path / "out"
    order = sharing(order_of(engine_folder, out))
    for part in parts:
        screen_partition(order, part)
    files = sorted((out / "answers").rglob("*.parquet"))
    assert len(files) >= 4
    for number, path in enumerate(files):
        data = bytearray(path.read_bytes())
        if number % 2:
            data = data[: len(data) // 2]
        else:
            data[40] ^= 0xFF
        path.write_bytes(data)
    shutil.rmtree(out / "hits")
    with cluster_of(1) as later:
        came = run(later, order, parts)
    assert sum(result.asked for result in came.results.values()) > 0
    assert cluster_rows(out) == local_rows(engine, parts)


def test_answers_are_forgotten_when_there_are_too_many(
    engine_folder: tuple[Path, str], engine: Engine, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.answers.MOST", 60)
    parts, out = partitions_of([str(lines)]), tmp_path / "out"
    order = sharing(order_of(engine_folder, out))
    for part in parts:
        screen_partition(order, part)
    assert cluster_rows(out) == local_rows(engine, parts)


def test_few_answers_are_not_worth_a_file_and_any_file_system_will_do(engine: Engine) -> None:
    out = "memory://answers-of-a-run"
    answers = PartyAnswers()
    shared = SharedAnswers(answers, out, {}, "x", 3)
    found = engine.parties([PartyQuery(LISTED[0])])[0]
    answers.remember([b"a" * 16, b"b" * 16], [found, ()])
    shared.give()
    other = PartyAnswers()
    SharedAnswers(other, out, {}, "x", 3).take()
    assert len(other) == 0
    answers.remember([b"c" * 16], [()])
    shared.give()
    taker = SharedAnswers(other, out, {}, "x", 3)
    taker.take()
    assert other[b"a" * 16] == found
    assert len(other) == 3
    remove_answers(out, {})
    system, folder = fsspec.core.url_to_fs(out)
    assert not system.exists(f"{folder}/answers")
