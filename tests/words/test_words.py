"""Every code has a sentence, and the catalogue holds every text."""

import ast
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening.errors import InternalFault, UnreadableInput
from screening.model.hits import Evidence, Reason
from screening.model.lists import ListFormat, ListInfo
from ui import words
from ui.words import catalogue, tables

ROOT = Path(__file__).parents[2]
_ERRORS = {"UnreadableInput", "UserError", "StoreUnavailable", "NoUsableList"}


def codes_of(names: set[str]) -> set[str]:
    """Return the first argument of every call of these names in the core and the store."""
    found = set()
    for path in [*(ROOT / "screening").rglob("*.py"), *(ROOT / "db").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_error_has_a_sentence() -> None:
    assert codes_of(_ERRORS) - set(tables.ERRORS) == set()


def test_every_reason_has_a_sentence() -> None:
    assert codes_of({"Reason", "_reason"}) - set(tables.REASONS) == set()


def test_every_evidence_has_a_line() -> None:
    assert codes_of({"Evidence"}) - set(tables.EVIDENCE) == set()


def test_evidence_names_goods_in_the_language_and_a_code_alone_as_a_code() -> None:
    assert words.evidence_text(Evidence("hs_prefix", "8473302008", "")) == "code 8473302008 as it is told"
    words.use_language("ru")
    told = words.evidence_text(Evidence("goods_word", "микроконтроллер", "Processor and controller chips"))
    assert told == "микроконтроллер: Микросхемы процессоров и контроллеров"


def test_every_flag_has_a_name() -> None:
    assert {code for code in codes_of({"Flag"}) if code not in tables.FLAGS} == set()


def test_an_error_names_the_file() -> None:
    text = words.error_text(UnreadableInput("empty_file", file="a.xlsx"))
    assert "a.xlsx" in text
    assert "\n" not in text


def test_an_unknown_code_still_tells_what_is_known() -> None:
    assert "a.xlsx" in words.error_text(UnreadableInput("brand_new", file="a.xlsx"))
    assert "not shown as screened is not screened" in words.error_text(InternalFault("odd"))
    assert words.reason_text(Reason("brand_new", (("x", "1"),))) == "brand_new (x: 1)"
    assert "brand_new" in words.evidence_text(Evidence("brand_new", "a", "b"))


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_placeholders_agree(language: str) -> None:
    for message in catalogue.read(language):
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = set(re.findall(r"{\w+}", str(message.id)))
        for text in strings:
            assert not text or set(re.findall(r"{\w+}", text)) <= wanted, text


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(language: str) -> None:
    assert catalogue.mo_path(language).read_bytes() == catalogue.compiled(language)


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert catalogue.untranslated(language) == []


def test_russian_has_three_plural_forms() -> None:
    words.use_language("ru")
    forms = {words.ngettext("{n} line", "{n} lines", n) for n in (1, 2, 5)}
    assert len(forms) == 3


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        words.use_language("xx")


def test_no_text_hides_inside_an_f_string() -> None:
    # The collector of the catalogue reads an f-string as one token: a text inside would never be translated.
    hidden = []
    for path in catalogue.sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
                hidden += [
                    f"{path.name}:{n.lineno}" for n in calls if getattr(n.func, "id", "") in ("_", "N_", "ngettext")
                ]
    assert hidden == []


@pytest.mark.parametrize(
    ("hours", "level"),
    [(0, "fresh"), (24, "fresh"), (24.01, "amber"), (48, "amber"), (72, "amber"), (72.01, "red"), (9000, "red")],
)
def test_a_list_ages_by_its_last_successful_check(hours: float, level: str) -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    checked = now - timedelta(hours=hours)
    # Imported long ago and published long ago: only the check counts.
    info = ListInfo(
        "un", "UN", ListFormat.UN_XML, "x", "ab", now - timedelta(days=90), "2026-01-01", checked_at=checked
    )
    assert words.age_level(info, now) == level
    assert words.list_check_text(info, now).partition(":")[0] == {"amber": "AMBER", "red": "RED"}.get(
        level, words.list_check_text(info, now)
    )
    # Taken from a file that tells no date: it may have been old then.
    never_checked = replace(info, imported_at=checked, checked_at=None, published_on="")
    assert words.age_level(never_checked, now) == ("amber" if level == "fresh" else level)


@pytest.mark.parametrize(
    ("hours", "text"),
    [(0.5, "compared with its publisher 0 hours ago"), (1, "compared with its publisher 1 hour ago"),
     (23.9, "compared with its publisher 23 hours ago"), (30, "AMBER: compared with its publisher 1 day ago"),
     (100, "RED: compared with its publisher 4 days ago")],
)  # fmt: skip
def test_the_age_of_a_check_is_told(hours: float, text: str) -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    info = ListInfo("un", "UN", ListFormat.UN_XML, "https://x", "ab", now, checked_at=now - timedelta(hours=hours))
    assert words.list_check_text(info, now) == text
    assert words.list_check_text(replace(info, source="un.xml"), now) == text


def test_of_a_list_from_a_file_no_comparison_is_claimed() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    info = ListInfo("un", "UN", ListFormat.UN_XML, "un.xml", "ab", now)
    assert words.list_check_text(info, now) == (
        "AMBER, its age is not known: from a file that tells no date, taken 2026-11-25 (today); the publisher was not asked"
    )
    fresh_copy = replace(info, file_date="2026-11-25", newest_on="2020-03-04")
    assert words.list_check_text(replace(fresh_copy, newest_on="2026-11-20"), now) == (
        "AMBER, its age is not known: from a file that tells no date and is not newer than 2026-11-25 (today);"
        " the publisher was not asked; its newest entry is of 2026-11-20"
    )
    assert words.list_check_text(fresh_copy, now) == (
        "RED: from a file that tells no date and is not newer than 2026-11-25 (today); the publisher was not asked;"
        " its newest entry is of 2020-03-04"
    )
    assert words.list_check_text(replace(fresh_copy, newest_on="2026-11-25"), now) == (
        "from a file that tells no date, its newest entry of 2026-11-25; the publisher was not asked"
    )
    assert words.list_check_text(replace(info, format=ListFormat.OWN), now) == (
        "your own list, taken 2026-11-25 (today); nobody publishes it"
    )
    old = replace(info, published_on="2026-02-27", file_date="2026-11-24")
    assert words.list_check_text(old, now) == (
        "RED: from a file that its publisher dated 2026-02-27 (271 days ago); the publisher was not asked"
    )
    assert words.list_age_text(old, now) == "published 2026-02-27, imported today; its publisher was not asked"
    assert words.list_age_text(replace(old, checked_at=now), now) == "published 2026-02-27, imported today"


def test_the_starter_parties_are_never_fresh() -> None:
    now = datetime.now(UTC)
    info = ListInfo("starter", "Starter parties", ListFormat.STARTER, "starter_parties.csv", "", now)
    assert words.age_level(info, now) == "red"
