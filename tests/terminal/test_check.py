"""One name asked of the lists, and what happened, as a person at the terminal asks."""

import json
from pathlib import Path

import pytest

from tests.terminal.conftest import LISTED, LISTED_PERSON, Tekser


@pytest.fixture
def ready(tekser: Tekser, own_list: Path) -> Tekser:
    assert tekser("lists", "import", own_list).code == 0
    return tekser


def test_a_listed_name_is_met_and_told_why(ready: Tekser) -> None:
    done = ready("check", "Severnaya Zvezda Trading")
    assert done.code == 1
    assert LISTED in done.out
    assert "house h-1" in done.out
    assert "1 listed entry met" in done.out


def test_another_name_is_not_met(ready: Tekser) -> None:
    done = ready("check", "Anadolu Mobilya")
    assert done.code == 0
    assert "No listed entry met" in done.out


def test_a_text_on_standard_input_is_asked_piece_by_piece(ready: Tekser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin.read", lambda: f"Paid by {LISTED_PERSON} on Monday; carried by Anadolu.", raising=False
    )
    done = ready("check", "-", "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert [met["entry"] for met in told["met"]] == ["h-2"]
    assert told["met"][0]["list"] == "own-house"
    assert told["not_asked"] == 0
    assert told["run"] is None


def test_without_lists_nothing_is_called_clean(tekser: Tekser) -> None:
    done = tekser("check", "Anadolu Mobilya")
    assert done.code == 3
    assert "No listed entry" not in done.out


def test_a_text_without_a_name_is_no_answer(ready: Tekser) -> None:
    done = ready("check", "..")
    assert done.code == 2
    assert "three letters" in done.err


def test_a_recorded_check_is_found_in_the_history_and_can_be_run_again(ready: Tekser) -> None:
    done = ready("check", LISTED, "--record", "--json")
    run = json.loads(done.out)["run"]
    assert run
    found = ready("history", "--kind", "screening")
    assert found.code == 0
    assert f"run {run}" in found.out
    assert ready("rerun", run).code == 0


def test_the_history_is_found_by_file_kind_and_day(ready: Tekser, manifest: Path) -> None:
    assert ready("screen", manifest).code in (0, 1, 4)
    events = json.loads(ready("history", manifest.name, "--json").out)
    assert {event["kind"] for event in events} >= {"import", "screening"}
    assert all(manifest.name in event["subject"] for event in events if event["kind"] in ("import", "screening"))
    assert json.loads(ready("history", "--kind", "decision", "--json").out) == []
    assert "Nothing found" in ready("history", "--until", "2001-01-01").out
    limited = ready("history", "--limit", "1").out
    assert "more, older" in limited
    assert limited.count("\n") == 2
