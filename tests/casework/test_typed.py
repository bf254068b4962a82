"""What people type stays readable as what it is, and a text of nothing that is seen is none."""

from pathlib import Path

import pytest

from screening.casework.known import Scope
from screening.casework.reasons import MIN_TEXT
from screening.casework.typed import one_line, seen_length, typed
from screening.errors import UserError
from screening.model.decisions import Disposition
from tests.casework.conftest import Office


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("seen\x1b[2K\x1b[1A in the register", "seen[2K[1A in the register"),
        ("line 1\nline 2\tend", "line 1\nline 2\tend"),
        ("\u202edehcaer\u202c \u2066x\u2069", "dehcaer x"),
        ("half \ud800 a pair", "half \ufffd a pair"),
        ("‌نمی‌خواهم", "‌نمی‌خواهم"),  # Persian needs what joins and parts its letters
        ("C1 \x9b2J and bell \x07", "C1 2J and bell "),
    ],
)
def test_orders_to_the_screen_are_taken_out(text: str, kept: str) -> None:
    assert typed(text) == kept


def test_the_name_of_a_file_stands_on_one_line() -> None:
    assert one_line("a.xlsx\nRELEASE\u2028b\r\x1b]0;x\x07") == "a.xlsx RELEASE b ]0;x"


@pytest.mark.parametrize(
    ("text", "length"),
    [("\u200b" * 30, 0), (" \u3164\u2800 ", 0), ("a\u200bb c", 4), ("  два слова ", 9), ("\u00ad\u2060", 0)],
)
def test_what_is_not_seen_does_not_count(text: str, length: int) -> None:
    assert seen_length(text) == length


def test_a_text_of_nothing_is_none(office: Office) -> None:
    nothing = "\u200b" * 40
    store = office.works("adminova")
    store.put_setting(MIN_TEXT, "10", "")
    office.works("aigul")
    with pytest.raises(UserError, match="text_too_short"):
        store.decide(office.hits[:1], Disposition.FALSE_POSITIVE, "other_party", nothing)
    with pytest.raises(UserError, match="licence_missing"):
        store.decide(
            office.hits[:1],
            Disposition.LICENCE_HELD,
            "licence",
            "a long text",
            licence="\u200b",
            licence_until="2999-01-01",
        )
    (made,) = store.decide(office.hits[:1], Disposition.TRUE_MATCH, "same_party", "the same number")
    (cleared,) = store.decide(office.hits[1:2], Disposition.FALSE_POSITIVE, "other_party", "another number")
    with pytest.raises(UserError, match="text_too_short"):
        store.remember([cleared.decision_id], Scope.ALL, nothing)
    office.works("timur")
    with pytest.raises(UserError, match="return_without_comment"):
        store.approve([made.decision_id], False, nothing)


def test_what_the_computer_cannot_write_is_kept_all_the_same(office: Office, tmp_path: Path) -> None:
    store = office.works("aigul")
    file = Path(str(tmp_path / "evidence\x1b[31m\udcff\u202etxt.exe"))
    file.write_bytes(b"evidence")
    kept = store.keep_attachment(file)
    assert kept.name == "evidence[31m\ufffdtxt.exe"
    (made,) = store.decide(office.hits[:1], Disposition.NEEDS_INFORMATION, "other", "half \ud800", attachments=[kept])
    assert store.decision(made.decision_id).text == made.text == "half \ufffd"
    assert store.verify_trail().fault is None
