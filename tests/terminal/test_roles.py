"""Each command asks the role before it reads a file, makes an index, goes to the network or asks for a secret."""

from pathlib import Path

import pytest

from screening.lists import update
from tests.terminal.conftest import Tekser, descriptor, signed

NOWHERE = "/nowhere/at/all.csv"
"""A file that is not there: whoever looks for it first tells of it, and not of the role."""

OF_AUDITORS = (
    ("lists", "import", NOWHERE), ("lists", "update"), ("lists", "update", "ofac"), ("lists", "update", "--every"),
    ("lists", "update", "--from", NOWHERE), ("lists", "accept", "99", "--reason", "x"),
    ("lists", "refuse", "99", "--reason", "x"), ("lists", "rollback", "nothing", "--reason", "x"),
    ("lists", "schedule", "--set", "6"), ("goods", "import", NOWHERE), ("rates", "import", NOWHERE),
    ("profiles", "import", NOWHERE),
    ("rescreen",), ("rescreen", "--all"), ("check", "--record", "Severnaya Zvezda"), ("demo", "--no-window", "--out", "x.xlsx"),
    ("users", "add", "x", "--role", "officer"), ("audit", "key", "--new"), ("encrypt",),
    ("approvals", "import", NOWHERE), ("flags", "set", "vague_goods", "--off"), ("known", "revoke", "1", "--reason", "x"),
)  # fmt: skip
OF_OFFICERS = (
    ("lists", "import", NOWHERE, "--accept", "x"), ("lists", "accept", "99", "--reason", "x"),
    ("lists", "refuse", "99", "--reason", "x"), ("lists", "rollback", "nothing", "--reason", "x"),
    ("lists", "schedule", "--set", "6"), ("goods", "import", NOWHERE, "--accept", "x"),
    ("users", "add", "x", "--role", "officer"), ("audit", "key", "--new"), ("encrypt",),
    ("flags", "set", "vague_goods", "--off"), ("rates", "import", NOWHERE),
)  # fmt: skip


def refused(office: Tekser, name: str, arguments: tuple[str, ...]) -> None:
    code, out, err = signed(office, name, *arguments)
    assert (code, out) == (2, "")
    assert "may not do this" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", OF_AUDITORS, ids=" ".join)
def test_an_auditor_is_refused_first(
    office: Tekser, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def network(*_arguments: object, **_named: object) -> None:
        raise AssertionError("the role is asked before the network")

    monkeypatch.setattr(update, "Fetcher", network)
    monkeypatch.chdir(tmp_path)
    refused(office, "saule", arguments)


@pytest.mark.parametrize("arguments", OF_OFFICERS, ids=" ".join)
def test_an_officer_is_refused_first(office: Tekser, arguments: tuple[str, ...]) -> None:
    refused(office, "aigul", arguments)


def test_own_tables_of_goods_are_not_for_officers_and_recorded(office: Tekser, tmp_path: Path) -> None:
    table = tmp_path / "innocent.tsv"
    table.write_text("мебель\tours\n", encoding="utf-8")
    refused(office, "aigul", ("goods", "patterns", "innocent", str(table)))
    assert not (tmp_path / "data" / "tables" / "innocent.tsv").exists()
    code, _out, err = signed(office, "timur", "goods", "patterns", "innocent", table)
    assert code == 0, err
    assert "own_tables.innocent" in signed(office, "timur", "history", "--kind", "setting")[1]


def test_a_key_asked_for_as_somebody_else_is_not_made(office: Tekser) -> None:
    refused(office, "aigul", ("audit", "key", "--new", "--key-password-fd", str(descriptor("their own words"))))
