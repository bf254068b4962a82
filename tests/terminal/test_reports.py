"""What leaves the house, as a user asks for it: export, package, keep, effectiveness, older."""

import json
import os
from pathlib import Path

import pytest

from screening.audit import seal
from tests.terminal.conftest import Tekser


@pytest.fixture
def screened(tekser: Tekser, own_list: Path, manifest: Path) -> Path:
    tekser("lists", "import", own_list, "--format", "own", "--name", "House")
    assert tekser("screen", manifest).code in (0, 4)
    return manifest


def test_all_files_of_a_screening(tekser: Tekser, screened: Path, tmp_path: Path) -> None:
    out = tmp_path / "cases" / "out"  # a folder that is not there yet is made
    done = tekser("export", "manifest.xlsx", "--excel", "--pdf", "--json", "--csv", "--letter", "rfi", "--out", out)
    assert done.code == 0, done.err
    assert sorted(p.name for p in out.iterdir()) == [
        "manifest-1-decisions.csv", "manifest-1-hits.csv",
        "manifest-1-rfi-01 Anadolu Mobilya A Ş.docx", "manifest-1-rfi-02 Bavaria Möbel GmbH.docx",
        "manifest-1.json", "manifest-1.pdf", "manifest-1.xlsx",
    ]  # fmt: skip
    data = json.loads((out / "manifest-1.json").read_text(encoding="utf-8"))
    assert data["checkpoint"]["size"] > 0
    assert tekser("audit", "verify").code == 0


def test_a_target_that_cannot_be_written_is_one_message(tekser: Tekser, screened: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest-1.pdf").mkdir()
    done = tekser("export", "1", "--pdf", "--out", tmp_path)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "manifest-1.pdf" in done.err
    assert not list(tmp_path.glob(".tekser-*"))
    (tmp_path / "taken").write_text("")
    done = tekser("export", "1", "--pdf", "--out", tmp_path / "taken" / "case")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "taken" in done.err


def test_no_such_screening(tekser: Tekser, screened: Path) -> None:
    for asked in ("7", "run:7", "other.xlsx"):
        done = tekser("export", asked)
        assert done.code == 2
        assert done.err.startswith("tekser: ")


def test_a_report_to_ofac_needs_a_true_match(tekser: Tekser, screened: Path, tmp_path: Path) -> None:
    done = tekser("export", "1", "--report", "blocking", "--out", tmp_path)
    assert done.code == 2
    assert "nothing was written" in done.err


def passphrase_fd(text: str) -> int:
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return reading


def test_a_package_is_sealed_and_checked_elsewhere(tekser: Tekser, screened: Path, tmp_path: Path) -> None:
    assert tekser("audit", "key", "--new", "--key-password-fd", passphrase_fd("secret words\n")).code == 0
    path = tmp_path / "case.zip"
    done = tekser("package", "1", "--out", path, "--key-password-fd", passphrase_fd("secret words\n"))
    assert done.code == 0, done.err
    key = done.out.strip().rsplit(" ", 1)[1]
    checked = tekser("package", "check", path, "--key", key)
    assert checked.code == 0, checked.err
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    refused = tekser("package", "check", path, "--key", key)
    assert refused.code == 2
    assert "REFUSED" in refused.err


def test_keeping_previews_holds_and_records(tekser: Tekser, screened: Path) -> None:
    assert "manifest.xlsx: until" in tekser("keep", "list").out
    assert "Nothing is past its time" in tekser("keep", "purge", "--yes").out
    assert tekser("keep", "hold", "1", "--reason", "court order").code == 0
    assert "LEGAL HOLD: court order" in tekser("keep", "list").out
    assert tekser("keep", "hold", "1", "--reason", "again").code == 2
    assert tekser("keep", "release", "1", "--reason", "lifted").code == 0
    assert "own: 3 years from the end of the calendar year" in tekser("keep", "years", "own", "3", "--year-end").out
    assert "default: 10 years" in tekser("keep", "years").out
    assert tekser("keep", "years", "own", "0").code == 2


def test_holds_are_placed_by_name_and_pattern(tekser: Tekser, screened: Path) -> None:
    second = screened.with_name("second.xlsx")
    second.write_bytes(screened.read_bytes() + b"\0")
    assert tekser("screen", second).code in (0, 4)
    unknown = tekser("keep", "hold", "*.xlsx", "nothing*", "--reason", "court order")
    assert unknown.code == 2
    assert "LEGAL HOLD" not in tekser("keep", "list").out
    assert tekser("keep", "hold", "second.xlsx", "--reason", "court order").code == 0
    both = tekser("keep", "hold", "*.XLSX", "2", "--reason", "court order")
    assert both.code == 0
    assert both.out.splitlines() == [
        "Manifest 1 (manifest.xlsx) is under a legal hold.", "Manifest 2 (second.xlsx) was under a legal hold before.",
    ]  # fmt: skip
    assert tekser("keep", "list").out.count("LEGAL HOLD: court order") == 2
    assert tekser("keep", "release", "m*", "--reason", "lifted").code == 0
    assert tekser("keep", "list").out.count("LEGAL HOLD") == 1


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize(
    "command",
    [
        ("keep", "list"), ("profiles", "list"), ("effectiveness", "--history"), ("older",), ("known", "list"),
        ("approvals", "list"),
    ],
)  # fmt: skip
def test_a_new_user_is_told_where_there_is_nothing(tekser: Tekser, language: str, command: tuple[str, ...]) -> None:
    done = tekser("--language", language, *command)
    assert done.code == 0
    assert len(done.out.split()) >= 3


def test_nothing_is_written_where_one_of_the_letters_is_not_called_for(
    tekser: Tekser, screened: Path, tmp_path: Path
) -> None:
    done = tekser("export", "1", "--excel", "--letter", "hold", "--report", "blocking", "--out", tmp_path / "out")
    assert done.code == 2
    assert '"blocking"; nothing was written' in done.err
    assert list((tmp_path / "out").iterdir()) == []


def test_the_checkpoint_of_an_export_is_signed_when_the_key_is_opened(
    tekser: Tekser, screened: Path, tmp_path: Path
) -> None:
    assert tekser("audit", "key", "--new", "--key-password-fd", passphrase_fd("secret words\n")).code == 0
    for words in ((), ("--key-password-fd", passphrase_fd("secret words\n"))):
        # Each command is a program of its own to a user: none finds the key open.
        seal._unlocked.clear()
        folder = tmp_path / str(len(words))
        assert tekser("export", "1", "--json", "--out", folder, *words).code == 0
        data = json.loads((folder / "manifest-1.json").read_text(encoding="utf-8"))
        assert data["checkpoint"]["signed"] is bool(words)


def test_effectiveness_prints_and_writes(tekser: Tekser, screened: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    done = tekser("effectiveness", "--names", "60", "--out", out)
    assert done.code == 0, done.err
    assert "altered names found" in done.out
    lists = next(line for line in done.out.splitlines() if line.startswith("program "))
    assert "starter version " in lists
    assert out.exists()
    assert out.with_suffix(".pdf").exists()
    assert tekser("effectiveness", "--history").out.count("altered names found") == 1
    assert tekser("effectiveness", "--lists", "nowhere").code == 2


def test_no_decision_is_older_than_its_list(tekser: Tekser, screened: Path, tmp_path: Path) -> None:
    assert "No decision is older" in tekser("older").out
    assert tekser("older", "--out", tmp_path / "older.xlsx").code == 0
