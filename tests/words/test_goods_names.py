"""Goods of the bundled lists are told in the language of the reader wherever they are told."""

import csv

import pytest

from screening.model.goods import GoodsRule
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.ports import StoredHit
from screening.resources import resource_path
from ui import words
from ui.report.words_of import shown_hit
from ui.words import in_language
from ui.words.goods_names import goods_name

LISTS = ("chpl.csv", "eu-833-2014.csv", "us-ear-746.csv")


@pytest.mark.parametrize("name", LISTS)
def test_every_rule_has_a_name_in_three_languages(name: str) -> None:
    with resource_path("lists", name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 50 if name == "chpl.csv" else rows
    for row in rows:
        names = [row[f"name_{language}"] for language in ("en", "ru", "kk")]
        assert len(set(names)) == 3, row
        assert goods_name(names[0], "en") == names[0]
        assert goods_name(names[0], "ru")


@pytest.mark.parametrize(("language", "told"), [("en", "Memory chips"), ("ru", "Микросхемы памяти"), ("kk", "Жад микросхемалары")])  # fmt: skip
def test_reasons_and_titles_name_goods_in_the_language(language: str, told: str) -> None:
    hit = Hit("S", 2, 2, "hs_code", "8542329000", HitKind.GOODS, "chpl", "854232", "Memory chips", "854232", 95,
              Reason("goods_code", (("rule", "Memory chips (854232)"), ("list", "chpl"), ("code", "8542329000"))))  # fmt: skip
    with in_language(language):
        assert words.entry_title(hit) == told
        assert f"{told} (854232)" in words.reason_text(hit.reason)
        assert told in words.reason_text(Reason("text_against_code", (("rule", "Memory chips"), ("code", "1"))))


def test_goods_of_an_office_keep_their_name() -> None:
    assert goods_name("Own (special) goods", "ru") == "Own (special) goods"


@pytest.mark.parametrize(("language", "told"), [("en", "Sevastopol"), ("ru", "Севастополь")])
def test_regions_are_named_in_the_language(language: str, told: str) -> None:
    with in_language(language):
        assert told in words.reason_text(Reason("place_embargoed", (("place", "x"), ("country", "Sevastopol"))))


def test_the_senders_own_words_stay_as_they_are_sent() -> None:
    rule = GoodsRule("own", "8526", "Radar", names=(("en", "Radar"), ("ru", "Радары")), source="x")
    data = (("rule", "Radar (8526)"), ("list", "own"), ("words", "Radar"), ("text", "Radar set"))
    evidence = (Evidence("goods_word", "Radar set", "Radar", 80), Evidence("part_number", "R1", "Radar set", 1))
    hit = Hit("S", 2, 2, "description", "Radar set", HitKind.GOODS, "own", "8526", "Radar", "8526", 80,
              Reason("goods_words", data), evidence)  # fmt: skip
    with in_language("ru"):
        shown = shown_hit(StoredHit(1, 1, 1, hit, None), [rule])
    assert shown.entry_name == "Радары"
    assert dict(shown.reason.data) == {"rule": "Радары (8526)", "list": "own", "words": "Radar", "text": "Radar set"}
    assert [piece.right for piece in shown.evidence] == ["Радары", "Radar set"]
    assert shown.value == "Radar set"
