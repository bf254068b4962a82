"""The questions of a screening, looked at and decided at the terminal, as far as the export."""

import json
from pathlib import Path

import pytest

from db.store import DataFolder
from tests.terminal.conftest import LISTED, Result, Tekser, signed


@pytest.fixture
def screened(tekser: Tekser, own_list: Path, manifest: Path) -> Tekser:
    assert tekser("lists", "import", own_list).code == 0
    assert tekser("screen", manifest).code in (0, 1)
    return tekser


def questions(listed: Result) -> dict[int, str]:
    """Return the questions of a list, by their numbers."""
    found = {}
    for line in listed.out.splitlines():
        number, colon, rest = line.partition(": ")
        if colon and number.isdecimal():
            found[int(number)] = rest
    return found


def asked_of(listed: Result, value: str) -> int:
    """Return the question of a value of the manifest that met a party."""
    return next(n for n, text in questions(listed).items() if f"party  {value} / " in text)


def test_questions_are_listed_the_riskiest_first_and_narrowed(screened: Tekser) -> None:
    every = questions(screened("review", "list", "1"))
    assert any(LISTED in text for text in every.values())
    risks = [float(text.split()[0]) for text in every.values()]
    assert risks == sorted(risks, reverse=True)
    parties = questions(screened("review", "list", "1", "--kind", "party"))
    assert 0 < len(parties) <= len(every)
    only = questions(screened("review", "list", "1", "--text", LISTED))
    assert only
    assert all(LISTED in text for text in only.values())
    assert not questions(screened("review", "list", "1", "--state", "decided"))
    cut = screened("review", "list", "1", "--most", "1")
    assert len(questions(cut)) == 1
    assert (f"{len(every) - 1} more" in cut.out) == (len(every) > 1)


def test_a_question_is_shown_with_both_sides_and_the_whole_line(screened: Tekser) -> None:
    number = asked_of(screened("review", "list", "1"), LISTED)
    shown = screened("review", "show", number).out
    assert "Торговый дом Северная Звезда" in shown, "the entry's aliases"
    assert "Столы деревянные" in shown, "the rest of the line"
    assert "Why " in shown
    assert "Record of decisions" not in shown


def test_a_decision_is_recorded_with_its_grounds_corrected_and_taken_back(screened: Tekser, tmp_path: Path) -> None:
    number = asked_of(screened("review", "list", "1"), LISTED)
    evidence = tmp_path / "register.txt"
    evidence.write_text("extract of the register")
    done = screened(
        "review",
        "decide",
        number,
        "--as",
        "needs_information",
        "--text",
        "asked for the register",
        "--attach",
        evidence,
    )
    assert (done.code, "in force" in done.out) == (0, True), done.err
    assert screened("review", "decide", number, "--as", "true_match", "--reason", "same_party").code == 0
    shown = screened("review", "show", number).out
    assert "register.txt" in shown
    assert "(follows 1)" in shown, "a correction names the one before"
    verdict = screened("review", "verdict", "1")
    assert (verdict.code, "ESCALATE" in verdict.out) == (1, True)
    assert screened("review", "decide", number, "--as", "withdrawn").code == 0
    assert number in questions(screened("review", "list", "1", "--state", "open"))
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        told = [decision.disposition.value for decision in store.decisions(1)]
    assert told == ["needs_information", "true_match", "withdrawn"], "nothing was changed in place"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["9999", "--as", "held"], "no question 9999"),
        (["{q}", "--as", "false_positive", "--reason", "same_party"], "other_party"),
        (["{q}", "--as", "licence_held"], "number of the licence"),
        (["{q}", "--as", "false_positive", "--reason", "other"], "at least"),
        (["{q}", "--as", "held", "--row", "999"], "Row 999"),
        (["{q}", "{q}", "--as", "held", "--row", "3"], "one question at a time"),
        (["{q}", "--as", "held", "--attach", "nowhere.pdf"], "nowhere.pdf"),
    ],
)
def test_what_cannot_be_decided_is_said_in_one_line_and_nothing_is_recorded(
    screened: Tekser, tmp_path: Path, arguments: list[str], said: str
) -> None:
    number = asked_of(screened("review", "list", "1"), LISTED)
    done = screened("review", "decide", *(one.format(q=number) for one in arguments))
    assert done.code == 2
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 1
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        assert not store.decisions(1)


def test_a_cleared_match_is_remembered_for_the_sender(screened: Tekser) -> None:
    number = asked_of(screened("review", "list", "1"), LISTED)
    said = (
        "--as",
        "false_positive",
        "--text",
        "another company, other number",
        "--remember",
        "sender",
        "--until",
        "2099-12-31",
    )
    done = screened("review", "decide", number, *said)
    assert done.code == 0, done.err
    assert LISTED in screened("known", "list").out


def test_the_whole_way_from_the_file_to_the_audit_file(screened: Tekser, tmp_path: Path) -> None:
    """file -> screening -> questions -> decisions -> verdict -> export, without a window."""
    listed = questions(screened("review", "list", "1", "--state", "open"))
    assert screened("review", "verdict", "1").code == 1
    done = screened(
        "review", "decide", *listed, "--as", "false_positive", "--reason", "other", "--text", "looked at each"
    )
    assert done.code == 0, done.err
    assert not questions(screened("review", "list", "1", "--state", "open"))
    assert screened("review", "verdict", "1").code == 0
    assert screened("export", "1", "--json", "--out", tmp_path / "out").code == 0
    (file,) = (tmp_path / "out").glob("*.json")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert [one["disposition"] for one in told["decisions"]] == ["false_positive"] * len(told["decisions"])
    assert told["decisions"]


def test_roles_and_second_persons_hold_here_too(office: Tekser) -> None:
    number = asked_of(Result(*signed(office, "aigul", "review", "list", "1")), LISTED)
    code, _, err = signed(office, "saule", "review", "decide", str(number), "--as", "held")
    assert (code, "saule (auditor) may not do this" in err) == (2, True)
    code, out, err = signed(office, "aigul", "review", "decide", str(number), "--as", "true_match")
    assert (code, "waits for a second person" in out) == (0, True), err
    assert questions(Result(*signed(office, "aigul", "review", "list", "1", "--state", "waiting")))
    code, _, err = signed(office, "aigul", "approvals", "agree", "1")
    assert code == 2
    code, _, err = signed(office, "timur", "approvals", "agree", "1")
    assert code == 0, err
    shown = signed(office, "saule", "review", "show", str(number))[1]
    assert "agreed by timur" in shown, "an auditor reads it"
