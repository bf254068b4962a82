"""JSON and CSV: complete, round to and fro, and harmless in a spreadsheet program."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.store import SqliteStore
from screening.model.decisions import Approval, Attachment, Decision
from screening.model.hits import Hit, RunInfo
from screening.resources import resource_path
from tests.report.audit import HOSTILE, report
from tests.report.store import office
from ui.report.collect import collect
from ui.report.machine import write_json
from ui.report.machine_csv import DECISION_COLUMNS, HIT_COLUMNS, safe, unsafe, write_decisions_csv, write_hits_csv


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteStore, RunInfo]]:
    with office(tmp_path_factory.mktemp("office") / "data") as found:
        yield found


@pytest.fixture(scope="module")
def data(sample: tuple[SqliteStore, RunInfo], tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("json") / "r.json"
    write_json(path, collect(*sample))
    return json.loads(path.read_text(encoding="utf-8"))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: unsafe(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def test_the_json_is_as_its_schema_says(data: Any) -> None:
    schema = json.loads(resource_path("schema", "screening.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)


def test_the_json_holds_every_fact_of_hits_decisions_and_run(sample: tuple[SqliteStore, RunInfo], data: Any) -> None:
    store, run = sample
    other = {"list_id": "list", "suppressed_by": "known_party"}
    assert {other.get(one.name, one.name) for one in fields(Hit)} <= set(data["hits"][0])
    decided = data["decisions"][0]
    assert {one.name for one in fields(Decision)} - {"second"} | {"second_person"} <= set(decided)
    assert set(decided["approval"]) == {one.name for one in fields(Approval)} - {"decision_id"}
    assert set(decided["attachments"][0]) == {one.name for one in fields(Attachment)}
    assert {one.name for one in fields(RunInfo)} - {"manifest_id"} <= set(data["run"])
    assert data["run"]["party_threshold"] == run.party_threshold > 0
    assert data["verdict"]["verdict"] == "escalate"
    (known,) = data["known_parties"]
    assert known["known_party"] in {hit["known_party"] for hit in data["hits"]}
    assert (known["text"], known["expires_on"]) == ("Checked in the register", "2099-12-31")
    assert [one["decision_id"] for one in data["decisions"]] == [d.decision_id for d in store.decisions(run.run_id)]


def test_the_csv_files_say_what_the_json_says(sample: tuple[SqliteStore, RunInfo], data: Any, tmp_path: Path) -> None:
    told = collect(*sample)
    write_hits_csv(tmp_path / "hits.csv", told)
    write_decisions_csv(tmp_path / "decisions.csv", told)
    plain = ("hit_id", "line_id", "sheet", "line_row", "row", "field", "value", "raw_value", "kind", "list", "entry_id",
             "entry_name", "matched_name", "name_quality", "score", "threshold", "rank", "status", "known_party",
             "list_version")  # fmt: skip
    for row, hit in zip(rows_of(tmp_path / "hits.csv"), data["hits"], strict=True):
        assert {name: row[name] for name in plain} == {
            name: "" if hit[name] is None else str(hit[name]) for name in plain
        }
        assert json.loads(row["evidence"]) == hit["evidence"]
        assert row["rescreening"] == str((hit["alert"] or {}).get("rescreening", ""))
        decision = hit["decision"] or {}
        assert row["decision_id"] == str(decision.get("decision_id", ""))
        assert row["disposition"] == (decision.get("disposition") or hit["status"])
    same = ("decision_id", "hit_id", "disposition", "reason_code", "text", "user", "decided_at", "replaces", "licence",
            "licence_until", "role", "machine", "system_user", "second_person", "effective")  # fmt: skip
    for row, decision in zip(rows_of(tmp_path / "decisions.csv"), data["decisions"], strict=True):
        assert {name: row[name] for name in same} == {
            name: "" if decision[name] is None else str(decision[name]) for name in same
        }
        assert json.loads(row["attachments"]) == decision["attachments"]
        answer = decision["approval"] or {}
        assert (row["approved_by"], row["approval_comment"], row["approval_way"]) == (
            answer.get("user", ""), answer.get("comment", ""), answer.get("way", ""),
        )  # fmt: skip


def test_no_cell_of_the_csv_begins_like_a_formula(tmp_path: Path) -> None:
    for number, value in enumerate(HOSTILE):
        made = report((value,))
        stored = next(made.hits())[0]
        found = [replace(stored, hit=replace(stored.hit, value=value))]
        path = tmp_path / f"{number}.csv"
        write_hits_csv(path, replace(made, hits=lambda found=found: iter([found])))  # type: ignore[misc]
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
        (row,) = rows_of(path)
        assert row["value"] == value
        assert row["decision_text"] == "=evil()"


@given(st.text(max_size=30))
def test_every_text_comes_back_from_a_safe_cell(text: str) -> None:
    cell = safe(text)
    assert isinstance(cell, str)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unsafe(cell) == text


def test_the_files_have_no_byte_order_mark_and_the_columns_that_are_described(tmp_path: Path) -> None:
    write_hits_csv(tmp_path / "h.csv", report())
    write_decisions_csv(tmp_path / "d.csv", report())
    assert (tmp_path / "h.csv").read_bytes().startswith(b"hit_id,line_id,")
    assert (tmp_path / "d.csv").read_bytes().startswith(b"decision_id,hit_id,")
    text = resource_path("schema", "README.md").read_text(encoding="utf-8")
    hits, _, decisions = text.partition("`NAME-decisions.csv`")
    for part, columns in ((hits, HIT_COLUMNS), (decisions, DECISION_COLUMNS)):
        described = {
            name for row in re.findall(r"^\| ([\w, ]+) \|", part, re.M) for name in row.split(", ") if name != "column"
        }
        assert described == set(columns)
