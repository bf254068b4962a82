"""What an entry says is told whole and in words, on the page, in the terminal and where it changed."""

from dataclasses import replace

import pytest

from screening.lists.changes import changes_between
from screening.model.lists import (
    DETAILS,
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    Identifier,
    NameQuality,
    Relation,
)
from ui import words
from ui.words.entry_text import changed_value_text, entry_facts

ENTRY = Entry(
    "77", EntryKind.PERSON,
    (EntryName("Ivan Sidorov"), EntryName("Иван Сидоров", NameQuality.WEAK, "ru"), EntryName("伊万", script="Hans"),
     EntryName("Ivan Old", NameQuality.FORMER)),
    (Identifier("passport", "AB 12", "RU", "Diplomatic passport"), Identifier("wallet", "bc1q")),
    (EntryAddress("Lenin st. 1", "KZ"),), ("RU",), ("1961-05-02", "1962"), ("SDGT",), ("asset freeze",),
    (Relation("owned_by", "78", "Beta", 50.0), Relation("directs", "", "Gamma", label="chairman", former=True),
     Relation("owns_further", "80", "Delta", holder_name="Epsilon")),
    "A remark.", "2020-01-02", "Regulation 5", "whole record", "2021-03-04",
    tuple((code, f"about {n};") for n, code in enumerate(DETAILS)),
)  # fmt: skip


def test_nothing_that_the_publisher_gave_is_left_out() -> None:
    text = "\n".join(f"{label}: {value}" for label, values in entry_facts(ENTRY) for value in values)
    for part in (
        "Иван Сидоров [weak] [Cyrillic] [ru]", "伊万 [Chinese characters, simplified]", "Ivan Old [former name]",
        "passport: AB 12 (Russia) [Diplomatic passport]", "wallet of digital currency: bc1q", "Lenin st. 1 (Kazakhstan)",
        "1961-05-02", "1962", "SDGT", "asset freeze", "owned by: Beta (78) (50 %)", "directs: Gamma [ended] [chairman]",
        "owns through a company that is not listed: Delta (80) [through Epsilon]", "A remark.", "2020-01-02",
        "Regulation 5", "2021-03-04", *(f"about {n};" for n in range(len(DETAILS))),
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("language", [code for code, _name in words.LANGUAGES])
def test_no_code_is_left_in_what_changed(language: str) -> None:
    """Each field of an entry as a change gives it, in each language."""
    (change,) = changes_between("x", [replace(ENTRY, kind=EntryKind.ORGANISATION)], [ENTRY])
    (removed,) = changes_between("x", [ENTRY], [replace(ENTRY, identifiers=(), relations=(), details=(), countries=())])
    with words.in_language(language):
        told = [
            changed_value_text(field.field, value)
            for field in (*change.fields, *removed.fields)
            for value in (*field.before, *field.after)
        ]
    assert told
    whole = "\n".join(told)
    for code in ("owned_by", "birth_place", "owns_further"):
        assert code not in whole
    if language == "ru":
        assert "паспорт AB 12 RU" in told
        assert "физическое лицо" in told
