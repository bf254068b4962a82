"""Every flag: it fires, it does not fire, and what it says when its field is missing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from screening.goods import match as goods_match
from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.goods.types import Flag
from screening.model.flags import FlagSettings, LineHistory
from screening.model.hits import HitKind, Reason
from screening.names.index import NameIndex
from screening.resources import resource_path
from screening.route import past as past_flags
from screening.route import signs, weak
from screening.route.definitions import definitions, flag_settings
from screening.route.judge import RouteJudge
from screening.route.places import TERRITORIES, embargoed_countries
from screening.screen import Engine
from screening.settings import ScreeningSettings
from tests.route.flag_cases import (
    CHIPS,
    FLAGS,
    GOODS,
    HISTORY,
    KAZAKH,
    PAST,
    SENT,
    SHARED,
    codes,
    flag_of,
    judged,
    line_of,
)
from ui.words import tables


def _screen(fields: dict[str, str]) -> tuple[set[str], set[tuple[str, str]]]:
    """Return (codes of flags, (flag, missing field)) of a line as the engine judges it, without any parties."""
    goods = GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))
    engine = Engine(NameIndex.build([]), goods, RouteJudge(), ScreeningSettings())
    screened = engine.screen([line_of(fields)])
    flags = {hit.entry_id for hit in screened.hits[0] if hit.kind is HitKind.FLAG}
    return flags, {(item.rule, item.field) for item in screened.not_checked}


def test_every_flag_that_is_defined_fires_does_not_fire_and_tells_what_is_missing() -> None:
    """A flag that comes with the program has a row of `flag_cases` with all three, or this fails."""
    assert set(FLAGS) | set(HISTORY) | set(GOODS) == set(definitions())
    for code, (fires, silent, missing) in {**FLAGS, **GOODS}.items():
        assert fires, code
        assert silent, code
        assert fires != silent, code
        assert missing, code
    for code, (past, quiet, (line, _past, missing)) in HISTORY.items():
        assert past != quiet, code
        assert line, code
        assert missing, code


def test_no_flag_is_raised_that_is_not_defined() -> None:
    """The code names its flags as they are defined: one that is not could have neither switch nor source nor test."""
    named: set[str] = set()
    for module in (signs, weak, past_flags, goods_match):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:\.flag|\.lacks|\bFlag)\(\s*\"(\w+)\"", source))
    assert named <= set(definitions()) | {"destination"}
    assert len(named) >= 25


@pytest.mark.parametrize("code", GOODS)
def test_a_flag_of_goods_fires_does_not_fire_and_is_not_checked(code: str) -> None:
    fires, silent, missing = GOODS[code]
    assert code in _screen(fires)[0]
    flags, not_checked = _screen(silent)
    assert code not in flags
    assert code not in {rule for rule, _ in not_checked} or "hs_code" not in silent
    bare = {"consignee": "ТОО «Завод приборов»", **({"description": "Стулья"} if missing == "hs_code" else {})}
    flags, not_checked = _screen(bare)
    assert code not in flags
    assert (code, missing) in not_checked


def test_a_flag_of_goods_is_weighed_and_switched_like_the_others() -> None:
    flag = Flag("misdeclared", HitKind.FLAG, "description", "x", 75.0, Reason("x"), (), "goods-text")
    line = line_of(KAZAKH)
    (weighed,) = RouteJudge(severities={"misdeclared": 30.0}).judge(line, (), None, [flag]).flags
    assert weighed.score == 30.0
    assert ("rule_source", definitions()["misdeclared"].source) in {(e.code, e.right) for e in weighed.evidence}
    assert RouteJudge(switched_off=["misdeclared"]).judge(line, (), None, [flag]).flags == ()


@pytest.mark.parametrize(
    ("fields", "fires"),
    [
        ({"value": "0,00"}, True),
        ({"unit_price": "0"}, True),
        ({"value": "free of charge"}, True),
        ({"value": "бесплатно"}, True),
        ({"value": "3 000 000 KZT"}, True),
        ({"value": "1 000"}, True),
        ({"value": "999"}, False),
        ({"value": "500"}, False),
        ({"value": "10 250,00"}, False),
        ({"value": "1 000,50"}, False),
    ],
)
def test_values_of_nothing_and_round_ones(fields: dict[str, str], fires: bool) -> None:
    assert ("zero_or_round_value" in codes(judged({**KAZAKH, **fields}, CHIPS))) is fires


def test_a_value_that_is_no_number_is_not_checked() -> None:
    assert ("zero_or_round_value", "value") in judged({**KAZAKH, "value": "по счёту"}, CHIPS).not_checked


def test_a_threshold_of_several_weak_that_no_missing_field_could_reach_is_checked() -> None:
    judgement = RouteJudge(thresholds={"several_weak": 20.0}).judge(line_of(KAZAKH), CHIPS)
    assert "several_weak" not in {code for code, _ in judgement.not_checked}
    assert {code for code, d in definitions().items() if d.needs == "history"} == set(HISTORY)


def test_every_flag_has_its_words() -> None:
    assert set(definitions()) <= set(tables.FLAGS)
    assert set(definitions()) - {"misdeclared"} | {"text_against_code"} <= set(tables.REASONS)
    assert set(embargoed_countries()) | set(TERRITORIES) <= set(tables.FLAGS)


@pytest.mark.parametrize("code", HISTORY)
def test_a_flag_of_the_past_fires_does_not_fire_and_is_not_checked(code: str) -> None:
    fires, silent, (line, past, missing) = HISTORY[code]
    flag = flag_of(RouteJudge().judge(line_of(SENT), CHIPS, fires), code)
    assert flag.score == definitions()[code].severity
    judgement = RouteJudge().judge(line_of(SENT), CHIPS, silent)
    assert code not in codes(judgement)
    assert code not in {rule for rule, _ in judgement.not_checked}
    judgement = RouteJudge().judge(line_of(line), CHIPS, past)
    assert code not in codes(judgement)
    assert (code, missing) in judgement.not_checked


@pytest.mark.parametrize("code", HISTORY)
def test_without_a_history_its_flags_are_not_checked(code: str) -> None:
    judgement = RouteJudge().judge(line_of(SENT), CHIPS, None)
    assert (code, "history") in judgement.not_checked
    assert code not in codes(judgement)


@pytest.mark.parametrize("code", ["new_customer_nine", "formerly_to_target"])
def test_the_first_manifest_tells_nothing_of_the_past(code: str) -> None:
    judgement = RouteJudge().judge(line_of(SENT), CHIPS, LineHistory(0, customer_known=False))
    assert code not in codes(judgement)
    assert (code, "history") in judgement.not_checked


@pytest.mark.parametrize(
    ("code", "fields", "past", "threshold"),
    [
        ("value_per_kg", SENT, replace(PAST, per_kg=900.0, usual_per_kg=250.0), 5.0),
        ("volume_jump", SENT, replace(PAST, month_total=900.0, usual_month=400.0), 3.0),
        ("split_lots", SENT, HISTORY["split_lots"][0], 500.0),
        ("shared_contact_parties", SENT, replace(PAST, shared=(SHARED,)), 5.0),
        ("new_company_chpl", {**KAZAKH, "consignee.tax_id": "220640012347"}, PAST, 202301.0),
        ("several_weak", FLAGS["several_weak"][0], PAST, 4.0),
        ("zero_or_round_value", {**KAZAKH, "value": "25 000"}, PAST, 10000.0),
    ],
)
def test_a_threshold_is_the_officers(code: str, fields: dict[str, str], past: LineHistory, threshold: float) -> None:
    assert code in codes(RouteJudge().judge(line_of(fields), CHIPS, past))
    assert code not in codes(RouteJudge(thresholds={code: threshold}).judge(line_of(fields), CHIPS, past))


def test_settings_of_the_store_are_those_of_the_judge() -> None:
    settings = flag_settings(
        {"flags.free_mail": "off", "flags.value_per_kg.threshold": "5", "flags.no_end_use.severity": "80", "x": "1"}
    )
    assert settings == FlagSettings(("free_mail",), (("no_end_use", 80.0),), (("value_per_kg", 5.0),))
    kept = ScreeningSettings(flags=settings)
    assert ScreeningSettings.from_json(kept.to_json()) == kept
    judge = RouteJudge.of(settings)
    assert "free_mail" not in codes(judge.judge(line_of(FLAGS["free_mail"][0]), CHIPS))
    assert flag_of(judge.judge(line_of(FLAGS["no_end_use"][0]), CHIPS), "no_end_use").score == 80.0


@pytest.mark.parametrize("code", FLAGS)
def test_a_flag_fires_with_its_severity_and_source(code: str) -> None:
    flag = flag_of(judged(FLAGS[code][0], CHIPS), code)
    assert flag.kind is HitKind.FLAG
    assert flag.score == definitions()[code].severity
    assert flag.field in definitions()[code].fields
    assert ("rule_source", definitions()[code].source) in {(e.code, e.right) for e in flag.evidence}


@pytest.mark.parametrize("code", FLAGS)
def test_a_flag_does_not_fire(code: str) -> None:
    judgement = judged(FLAGS[code][1], CHIPS)
    assert code not in codes(judgement)
    assert code not in {flag for flag, _ in judgement.not_checked}


@pytest.mark.parametrize("code", FLAGS)
def test_a_missing_field_is_told(code: str) -> None:
    assert (code, FLAGS[code][2]) in judged({"description": "x"}, CHIPS).not_checked


def test_a_brand_is_not_checked_where_the_goods_are_not_named() -> None:
    assert ("brand_left_target", "brand") in judged({"destination_country": "RU"}, CHIPS).not_checked


@pytest.mark.parametrize("code", [code for code in FLAGS if definitions()[code].weak])
def test_a_weak_sign_alone_is_silent(code: str) -> None:
    assert judged(FLAGS[code][0]).flags == ()


def test_an_innocent_line_has_no_flag() -> None:
    furniture = {
        "consignor": "Anadolu Mobilya A.Ş.",
        "consignee": "ТОО «Шығыс Карго Сервис»",
        "consignee.tax_id": "230140009876",
        "consignee.address": "г. Алматы, ул. Московская, 15, кв. 4",
        "consignee.phone": "+90 212 555 11 22",
        "description": "Стулья деревянные",
        "hs_code": "9401690000",
        "origin_country": "Турция",
        "destination_country": "Казахстан",
        "transit_country": "Грузия, Азербайджан",
        "carrier": "ТОО «Транс Алатау»",
        "remarks": "контракт 7707083893 от 12.03.2024",
        "end_use": "-",
    }
    assert judged(furniture).flags == ()


def test_a_flag_can_be_switched_off_and_weighed_otherwise() -> None:
    line = line_of({**KAZAKH, "carrier": "ООО Перевозчик", "carrier.country": "Россия"})
    assert "target_carrier" not in codes(RouteJudge(switched_off=["target_carrier"]).judge(line, CHIPS))
    weighed = RouteJudge(severities={"target_carrier": 20.0}).judge(line, CHIPS)
    assert flag_of(weighed, "target_carrier").score == 20.0
    with pytest.raises(KeyError):
        RouteJudge(switched_off=["no_such_flag"])


@pytest.mark.parametrize("number", ["220640012345", "1234567", "7707083893"])
def test_a_number_that_is_no_right_bin_is_not_checked(number: str) -> None:
    judgement = judged({**KAZAKH, "consignee.tax_id": number}, CHIPS)
    assert "new_company_chpl" not in codes(judgement)
    assert ("new_company_chpl", "consignee.tax_id") in judgement.not_checked
