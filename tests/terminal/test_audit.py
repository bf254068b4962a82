"""``tekser audit``: the trail verified, sealed and taken out, as a person at the terminal does it."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from db import codec
from screening.audit.seal import _unlocked
from tests.terminal.conftest import Tekser, descriptor


def test_the_trail_is_sealed_taken_out_and_verified(tekser: Tekser, own_list: Path, tmp_path: Path) -> None:
    assert tekser("lists", "import", own_list).code == 0
    assert tekser("audit", "key").code == 2
    made = tekser("audit", "key", "--new", "--key-password-fd", descriptor("a secret phrase"))
    assert made.code == 0
    key = made.out.strip()
    note = tmp_path / "note.txt"
    sealed = tekser(
        "audit", "checkpoint", "--out", note, "--hashes", "--key-password-fd", descriptor("a secret phrase")
    )
    assert sealed.code == 0
    assert note.read_text(encoding="utf-8") == sealed.out
    assert note.with_suffix(".hashes").exists()
    verified = tekser("audit", "verify", "--checkpoint", note, "--key", key)
    assert verified.code == 0
    assert "The trail holds" in verified.out
    assert "No checkpoint from outside" in tekser("audit", "verify").out
    folder = tmp_path / "out"
    assert tekser("audit", "export", folder, "--key-password-fd", descriptor("a secret phrase")).code == 0
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "verify_trail.py", "trail.jsonl", "--checkpoint", "checkpoint.txt",
         "--key", key], cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    note.write_text(note.read_text(encoding="utf-8").replace("program", "Program"), encoding="utf-8")
    wrong = tekser("audit", "verify", "--checkpoint", note)
    assert wrong.code == 2


def test_without_a_key_it_says_that_nothing_is_signed(tekser: Tekser, tmp_path: Path) -> None:
    done = tekser("audit", "checkpoint")
    assert done.code == 0
    assert "Not signed" in done.err
    assert "Not signed" in tekser("audit", "export", tmp_path / "out").err


def test_a_wrong_passphrase_is_told(tekser: Tekser) -> None:
    tekser("audit", "key", "--new", "--key-password-fd", descriptor("a secret phrase"))
    _unlocked.clear()
    done = tekser("audit", "checkpoint", "--key-password-fd", descriptor("other"))
    assert done.code == 2
    assert "passphrase" in done.err
    # A number beyond any limit: one in reach may be open by then, as another test left it.
    assert tekser("audit", "checkpoint", "--key-password-fd", 1_000_000).code == 2


def test_a_key_whose_passphrase_is_not_given_is_told_as_locked_and_not_as_absent(tekser: Tekser) -> None:
    done = tekser("audit", "key", "--new", "--key-password-fd", descriptor("short"))
    assert done.code == 2
    assert "at least 10 characters" in done.err
    assert tekser("audit", "key", "--new", "--key-password-fd", descriptor("long enough words")).code == 0
    _unlocked.clear()
    done = tekser("audit", "checkpoint")
    assert done.code == 0
    assert "passphrase of the signing key was not given" in done.err
    assert "there is no key" not in done.err
    done = tekser("audit", "checkpoint", "--key-password-fd", descriptor("long enough words"))
    assert (done.code, done.err) == (0, "")
    _unlocked.clear()


def test_a_clock_that_was_set_back_is_told(tekser: Tekser, own_list: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tekser("lists", "import", own_list).code == 0
    assert "clock" not in tekser("audit", "verify").out
    past = codec.now() - timedelta(days=3)
    monkeypatch.setattr(codec, "now", lambda: past)
    assert tekser("keep", "years", "ofac", 11).code == 0
    monkeypatch.undo()
    done = tekser("audit", "verify")
    assert done.code == 0
    assert "The clock was set back: record " in done.out
    assert "the clock was set back" in tekser("history", "--kind", "setting").out
