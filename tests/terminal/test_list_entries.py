"""``tekser lists find`` and ``show``: any entry, offline."""

import json
from pathlib import Path

from tests.terminal.conftest import LISTED, LISTED_PERSON, Tekser


def test_an_entry_is_found_and_shown_whole(tekser: Tekser, own_list: Path) -> None:
    tekser("lists", "import", own_list, "--name", "House")
    found = tekser("lists", "find", "северная", "--list", "own-house")
    assert found.out.splitlines()[0] == f"own-house h-1: {LISTED}"
    shown = tekser("lists", "show", "own-house", "h-1")
    assert "Торговый дом Северная Звезда [Cyrillic]" in shown.out
    assert "Record as published" in shown.out
    told = json.loads(tekser("lists", "show", "own-house", "h-2", "--json").out)
    assert (told["kind"], told["names"][0]["text"]) == ("person", LISTED_PERSON)
    assert "Processor" in tekser("lists", "show", "chpl", "854231").out


def test_what_is_not_there_is_said(tekser: Tekser, own_list: Path) -> None:
    tekser("lists", "import", own_list, "--name", "House")
    assert "No entry" in tekser("lists", "find", "zzzzz", "--list", "own-house").out
    for arguments, word in (
        (("show", "own-house", "h-9"), "h-9 is not on the list own-house"),
        (("show", "nothing", "1"), "There is no list nothing"),
        (("find", "x", "--list", "nothing"), "There is no list nothing"),
    ):
        result = tekser("lists", *arguments)
        assert (result.code, word in result.err) == (2, True)
