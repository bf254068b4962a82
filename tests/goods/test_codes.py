"""Goods by code: editions, price floors with exchange rates, dates of force, exceptions, and what is said when something is missing."""

from pathlib import Path

import pytest

from screening.errors import UnreadableInput
from screening.goods.codes import CodeRules
from screening.goods.editions import other_codes
from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.goods.rates import Rates, bundled_rates, read_rates
from screening.goods.types import GoodsMatch, GoodsQuery
from screening.model.goods import GoodsRule
from screening.model.rates import Rate
from screening.resources import resource_path

LUXURY = GoodsRule(
    "own-lux", "4202", "own", targets=("RU",), price_floor=300.0, currency="EUR", valid_from="2022-03-16"
)
RATES = Rates([Rate("2024-05-02", "USD", "EUR", 0.9), Rate("2024-05-02", "KZT", "USD", 0.002)])


def _bag(price: float | None, currency: str = "EUR", date: str = "2024-05-05") -> GoodsQuery:
    return GoodsQuery("Сумки", code="42022100", destination="RU", date=date, price=price, currency=currency)


def _match(rule: GoodsRule, query: GoodsQuery) -> tuple[GoodsMatch, ...]:
    return GoodsMatcher([rule], rates=RATES).match([query])[0]


def test_above_the_price_floor_the_rule_fires_and_below_it_does_not() -> None:
    (match,) = _match(LUXURY, _bag(300.01))
    assert (match.reason.code, match.missing) == ("goods_code_above_floor", "")
    assert _match(LUXURY, _bag(300.0)) == ()


@pytest.mark.parametrize(
    ("price", "currency", "fires"), [(330.0, "USD", False), (340.0, "USD", True), (200_000.0, "KZT", True)]
)
def test_a_price_in_another_currency_is_compared_by_the_rate_of_the_day(
    price: float, currency: str, fires: bool
) -> None:
    """1 USD = 0.9 EUR; 1 KZT = 0.002 USD, joined over the dollar: 200,000 KZT are 360 EUR."""
    matches = _match(LUXURY, _bag(price, currency))
    assert [m.reason.code for m in matches] == (["goods_code_above_floor"] if fires else [])


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        (_bag(None), "unit_price"),
        (_bag(500.0, ""), "currency"),
        (_bag(500.0, "USD", ""), "date"),
        (_bag(500.0, "TRY"), "exchange_rate"),
        (_bag(500.0, "USD", "2024-12-01"), "exchange_rate"),
        (_bag(500.0, "USD", "2024-05-01"), "exchange_rate"),
    ],
)
def test_without_price_currency_or_rate_the_rule_is_possible_and_told_as_not_checked(
    query: GoodsQuery, missing: str
) -> None:
    (match,) = _match(LUXURY, query)
    assert (match.reason.code, match.missing) == ("goods_code_price_unknown", missing)
    assert match.score < 70


def test_a_rule_is_in_force_from_its_day_to_its_last() -> None:
    rule = GoodsRule("own-x", "9403", "own", valid_from="2022-04-09", valid_to="2023-01-01")
    for day, fires in (
        ("2022-04-08", False),
        ("2022-04-09", True),
        ("2023-01-01", True),
        ("2023-01-02", False),
        ("", True),
    ):
        query = GoodsQuery("Столы", code="940360", destination="RU", date=day)
        assert bool(_match(rule, query)) is fires, day


def test_exceptions_are_not_covered_and_exemptions_are_told() -> None:
    rule = GoodsRule("own-x", "8703", "own", exceptions=("870310",), exemption="Article 3h(3)")
    assert _match(rule, GoodsQuery("Снегоходы", code="8703101100", destination="RU")) == ()
    (match,) = _match(rule, GoodsQuery("Легковые", code="8703239081", destination="RU"))
    assert "Article 3h(3)" in {e.left for e in match.evidence}


@pytest.fixture(scope="module")
def chpl() -> GoodsMatcher:
    return GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))


@pytest.mark.parametrize(
    ("code", "rule", "reason"),
    [
        ("8803300000", "880730", "goods_code_edition"),
        ("8541409000", "854149", "goods_code_edition_part"),
        ("8525801900", "852589", "goods_code_edition_part"),
        ("8807300000", "880730", "goods_code"),
    ],
)
def test_codes_of_the_earlier_edition_meet_the_rule(chpl: GoodsMatcher, code: str, rule: str, reason: str) -> None:
    found = chpl.match([GoodsQuery("товар", code=code)])[0]
    assert (found[0].rule.code, found[0].reason.code) == (rule, reason)


def test_a_list_of_the_earlier_edition_is_met_by_the_new_code() -> None:
    rule = GoodsRule("own-x", "441294", "own", targets=("RU",), edition="HS2017")
    (match,) = _match(rule, GoodsQuery("Фанера", code="441241", destination="RU"))
    assert match.reason.code == "goods_code_edition_part"
    assert other_codes("441294", "HS2022") == ()


def test_the_annexes_have_dates_of_force_and_price_floors() -> None:
    rules = read_goods_list(resource_path("lists", "eu-833-2014.csv"))
    assert len(rules) == 1116
    assert all(r.valid_from >= "2022-02-26" and r.retrieved for r in rules)
    floors = {r.code: (r.price_floor, r.currency) for r in rules if r.annex == "Annex XVIII"}
    assert floors["4202"] == (300.0, "EUR")
    assert floors["8703"] == (50000.0, "EUR")
    assert floors["8711"] == (5000.0, "EUR")
    assert floors["900510"] == (None, "")
    assert any(r.name("ru") != r.code for r in rules)


def test_rates_are_read_with_nominals_and_bad_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "курсы.csv"
    path.write_text("Дата;Валюта;Номинал;Курс\n02.05.2024;USD;1;441,5\n02.05.2024;KGS;10;49,7\n", encoding="utf-8")
    rates = read_rates(path, "KZT")
    assert rates == [
        Rate("2024-05-02", "USD", "KZT", 441.5),
        Rate("2024-05-02", "KGS", "KZT", pytest.approx(4.97)),  # type: ignore[arg-type]
    ]
    path.write_text("date,currency,rate\n2024-05-02,USD,nothing\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_rates(path)
    assert (caught.value.code, caught.value.data["row"]) == ("rates_bad_row", 2)
    path.write_text("date,worth\n2024-05-02,1\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_rates(path)
    assert caught.value.code == "rates_column_missing"


def test_the_bundled_rates_are_read_and_clear_nothing() -> None:
    rates = Rates((), bundled_rates())
    found = rates.converted(100.0, "USD", "EUR", "2024-12-31")
    assert found is not None
    assert found.value == pytest.approx(96.2557)
    assert not found.official
    assert rates.converted(100.0, "USD", "EUR", "2026-01-01") is None
    for price in (50.0, 5000.0):
        (match,) = CodeRules([LUXURY], rates).matches(_bag(price, "USD", "2024-12-31"))
        assert (match.reason.code, match.missing) == ("goods_code_price_rate_recalled", "official_rate")
        assert any(e.code == "exchange_rate" and "2024-12-31" in e.left for e in match.evidence)


def test_a_price_in_another_currency_names_its_rate_and_whose_it_is() -> None:
    rates = Rates([Rate("2024-05-02", "USD", "EUR", 0.9, "European Central Bank")], bundled_rates())
    (match,) = CodeRules([LUXURY], rates).matches(_bag(1000.0, "USD", "2024-05-03"))
    (told,) = [e for e in match.evidence if e.code == "exchange_rate"]
    assert (told.left, told.right) == ("2024-05-02: 1 USD = 0.9 EUR", "European Central Bank")
