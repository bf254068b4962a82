"""Lines against goods lists: by code, words, part number, maker and control number, and what must stay silent."""

import pickle

import pytest

from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.goods.types import SHIPPED_THRESHOLD, GoodsMatch, GoodsQuery
from screening.model.goods import Direction, GoodsRule
from screening.resources import resource_path


@pytest.fixture(scope="module")
def matcher() -> GoodsMatcher:
    return GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))


def _one(matcher: GoodsMatcher, query: GoodsQuery) -> tuple[GoodsMatch, ...]:
    return matcher.match([query], min_score=0.0)[0]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Подшипники шариковые радиальные 6205", "8482"),
        ("Bilyalı rulman 6205", "8482"),
        ("深沟球轴承", "8482"),
        ("Тепловизор охотничий", "8525"),
        ("Токарный станок с ЧПУ", "8458"),
        ("Беспилотный летательный аппарат", "8807"),
        ("integrated circuits, assorted", "8542"),
        ("микрoсхемы цифровые", "8542"),  # a Latin o
        ("Конденсаторы танталовые", "8532"),
        ("Осциллограф цифровой", "9030"),
        ("мойынтірек", "8482"),
    ],
)
def test_words_tell_the_heading(matcher: GoodsMatcher, text: str, heading: str) -> None:
    found = _one(matcher, GoodsQuery(text))
    assert found
    assert found[0].basis == "words"
    assert found[0].rule.code.startswith(heading)


@pytest.mark.parametrize(
    "text",
    [
        "Чипсы картофельные со вкусом сыра",
        "Potato chips 150 g",
        "Игрушка дрон для детей",
        "Toy drone for children",
        "Fruit-bearing trees, seedlings",
        "Смазка для подшипников",
        "Садовый шланг и разъемы для шланга",
        "Столы деревянные",
        "Футболки хлопковые",
        "Food processor 800 W",
        "",
    ],
)
def test_innocent_texts_stay_silent(matcher: GoodsMatcher, text: str) -> None:
    assert _one(matcher, GoodsQuery(text)) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("STM32F407VGT6 STMICROELECTRONICS", "854231"),
        ("Электронный компонент W25Q128JVSIQ пр-ва WINBOND", "854232"),
        ("XC7K325T-2FFG900I", "854239"),
        ("GRM155R71C104KA88D (MURATA)", "853224"),
        ("T491B106K016AT KEMET", "853221"),
    ],
)
def test_a_part_number_tells_the_code(matcher: GoodsMatcher, text: str, code: str) -> None:
    found = _one(matcher, GoodsQuery(text))
    assert [m.rule.code for m in found] == [code]
    assert found[0].basis == "part_number"


@pytest.mark.parametrize(
    "text",
    ["RC0603FR-0710KL YAGEO", "PA1234.567NL PULSE ELECTRONICS", "TC4-1W-7ALN+ (MINI-CIRCUITS)", "STEVAL-IDB008V2"],
)
def test_parts_that_are_not_on_the_list(matcher: GoodsMatcher, text: str) -> None:
    """A resistor, transformers, an evaluation board."""
    assert _one(matcher, GoodsQuery(text)) == ()


def test_a_code_is_met_by_its_beginning_and_a_short_one_is_possible(matcher: GoodsMatcher) -> None:
    (whole,) = _one(matcher, GoodsQuery("Товар", code="8542319010"))
    assert (whole.rule.code, whole.basis, whole.reason.code) == ("854231", "code", "goods_code")
    (short,) = _one(matcher, GoodsQuery("Товар", code="8542"))
    assert short.reason.code == "goods_code_short"
    assert short.score < whole.score
    assert _one(matcher, GoodsQuery("Товар", code="9403600000")) == ()


def test_direction_and_route_decide_for_other_lists() -> None:
    banned_out = GoodsRule("eu-833-2014", "9403", "EU", direction=Direction.EXPORT, targets=("RU",))
    banned_in = GoodsRule("eu-833-2014", "4403", "EU", direction=Direction.IMPORT, targets=("RU",))
    rules = GoodsMatcher([banned_out, banned_in])
    to_kazakhstan = GoodsQuery("Столы", code="9403600000", origin="TR", destination="KZ")
    assert _one(rules, to_kazakhstan) == ()
    assert _one(rules, GoodsQuery("Столы", code="9403600000", origin="TR", destination="RU"))[0].rule is banned_out
    through = GoodsQuery("Столы", code="9403600000", origin="DE", destination="KZ", route=("DE", "RU", "KZ"))
    assert _one(rules, through)[0].rule is banned_out
    assert _one(rules, GoodsQuery("Лес", code="4403110000", origin="KZ", destination="RU")) == ()
    assert _one(rules, GoodsQuery("Лес", code="4403110000", origin="RU", destination="KZ"))[0].rule is banned_in


@pytest.mark.parametrize(
    "rule", [GoodsRule("own-x", "9403", "own", ex=True), GoodsRule("own-x", "9403", "own", price_floor=300.0)]
)
def test_a_rule_for_a_part_of_its_code_is_only_possible(rule: GoodsRule) -> None:
    (match,) = _one(GoodsMatcher([rule]), GoodsQuery("Столы", code="940360", destination="RU"))
    assert match.reason.code in ("goods_code_ex", "goods_code_price_unknown")
    assert match.score == 65.0


def test_a_rule_out_of_force_does_not_fire() -> None:
    rules = GoodsMatcher([GoodsRule("own-x", "9403", "own", valid_to="2023-01-01")])
    assert _one(rules, GoodsQuery("Столы", code="940360", destination="RU", date="2023-05-01")) == ()
    assert _one(rules, GoodsQuery("Столы", code="940360", destination="RU", date="2022-05-01"))


def test_a_chip_under_the_code_of_plastic_articles_is_a_flag_and_no_goods_hit(matcher: GoodsMatcher) -> None:
    query = GoodsQuery("Микросхемы интегральные", code="3926909709")
    matches = _one(matcher, query)
    assert matches == ()
    assert [flag.code for flag in matcher.flags(query, matches)] == ["misdeclared"]
    honest = GoodsQuery("Микросхемы интегральные", code="8542399010")
    assert matcher.flags(honest, _one(matcher, honest)) == ()


def test_vague_texts_are_flagged_only_where_no_code_tells_the_goods(matcher: GoodsMatcher) -> None:
    def codes(query: GoodsQuery) -> list[str]:
        return [flag.code for flag in matcher.flags(query, _one(matcher, query))]

    assert codes(GoodsQuery("Сборный груз")) == ["vague_goods"]
    assert codes(GoodsQuery("Запчасти согласно инвойсу 15")) == ["vague_goods"]
    assert codes(GoodsQuery("Запчасти", code="8708999709")) == []
    assert codes(GoodsQuery("Запчасти для холодильников")) == []
    assert codes(GoodsQuery("")) == []


def test_control_numbers_are_read_in_either_alphabet(matcher: GoodsMatcher) -> None:
    (match,) = _one(matcher, GoodsQuery("Станок, позиция 2В001"))
    assert (match.basis, match.rule.code, match.rule.list_id) == ("control_number", "2B001", "control-numbers")
    assert _one(matcher, GoodsQuery("Штуцер 1C104 латунный")) == ()
    (labelled,) = _one(matcher, GoodsQuery("Housing, ECCN: 1C104"))
    assert labelled.rule.code == "1C104"


def test_the_threshold_holds_and_answers_do_not_depend_on_the_batch(matcher: GoodsMatcher) -> None:
    queries = [GoodsQuery("LA7840N"), GoodsQuery("Столы"), GoodsQuery("Микросхемы"), GoodsQuery("LA7840N")]
    together = matcher.match(queries, min_score=0.0)
    assert together == [_one(matcher, query) for query in queries]
    assert all(m.score >= SHIPPED_THRESHOLD for answer in together for m in answer)
    assert matcher.match(queries, min_score=99.0) == [()] * 4


def test_a_copy_answers_alike(matcher: GoodsMatcher) -> None:
    query = GoodsQuery("Микросхемы", code="8542310000")
    assert _one(pickle.loads(pickle.dumps(matcher)), query) == _one(matcher, query)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Микросхмы в ассортименте", "8542"),
        ("подшибники для станков", "8482"),
        ("Mikroskhema K155", "8542"),
        ("podshipniki 6205", "8482"),
        ("osciloscope digital", "9030"),
    ],
)
def test_typing_errors_and_russian_in_latin_letters(matcher: GoodsMatcher, text: str, heading: str) -> None:
    found = _one(matcher, GoodsQuery(text))
    assert [m.rule.code[:4] for m in found] == [heading]
    assert found[0].score < 90


@pytest.mark.parametrize("text", ["Инвестор и партнёры", "Connection set for garden", "Подшивка для брюк"])
def test_other_words_that_look_alike_stay_silent(matcher: GoodsMatcher, text: str) -> None:
    assert _one(matcher, GoodsQuery(text)) == ()


def test_plain_goods_under_a_controlled_code_are_a_flag(matcher: GoodsMatcher) -> None:
    query = GoodsQuery("Футболки хлопковые мужские", code="8542399010")
    (flag,) = matcher.flags(query, _one(matcher, query))
    assert (flag.code, flag.reason.code) == ("code_against_text", "code_against_text")
    agreeing = GoodsQuery("Микросхемы для игрушек", code="8542399010")
    assert matcher.flags(agreeing, _one(matcher, agreeing)) == ()
    silent = GoodsQuery("товар по списку", code="8542399010")
    assert [f.code for f in matcher.flags(silent, _one(matcher, silent))] == []
