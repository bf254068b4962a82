"""Every flag: it fires, it does not fire, and what it says when its field is missing."""

import pytest

from screening.goods.types import Flag, GoodsMatch
from screening.model.goods import GoodsRule
from screening.model.hits import HitKind, Reason
from screening.model.manifests import Line, Value
from screening.route.definitions import definitions
from screening.route.judge import Judgement, RouteJudge

CHIPS = (GoodsMatch(GoodsRule("chpl", "854231", "US/EU/UK/JP", tier="1"), 95.0, "code", "hs_code", Reason("x"), ()),)
KAZAKH = {"destination_country": "Казахстан", "origin_country": "Германия"}


def _line(fields: dict[str, str]) -> Line:
    values = tuple(Value(name, text, text, 2, at) for at, (name, text) in enumerate(fields.items()))
    return Line("Лист1", 2, values)


def _judge(fields: dict[str, str], goods: tuple[GoodsMatch, ...] = ()) -> Judgement:
    return RouteJudge().judge(_line(fields), goods)


def _codes(judgement: Judgement) -> set[str]:
    return {flag.code for flag in judgement.flags}


def _flag(judgement: Judgement, code: str) -> Flag:
    return next(flag for flag in judgement.flags if flag.code == code)


FLAGS: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    # flag: (fields that raise it, fields that do not, the field whose absence is told)
    "chpl_embargoed": ({"destination_country": "Россия"}, KAZAKH, ""),
    "chpl_transshipment": (KAZAKH, {"destination_country": "Германия"}, "destination_country"),
    "new_company_chpl": (
        {**KAZAKH, "consignee.tax_id": "БИН 220640012347"},
        {**KAZAKH, "consignee.tax_id": "БИН 150640012341"},
        "consignee.tax_id",
    ),
    "forwarder_end_user": (
        {**KAZAKH, "consignee": "ТОО «Азия Карго Логистик»"},
        {**KAZAKH, "consignee": "ТОО «Алтын Дала Мебель»"},
        "consignee",
    ),
    "transit_through_target": (
        {**KAZAKH, "transit_country": "Польша, Беларусь, Россия"},
        {**KAZAKH, "transit_country": "Турция, Грузия, Азербайджан"},
        "transit_country",
    ),
    "target_carrier": (
        {**KAZAKH, "carrier": "ООО Перевозчик", "carrier.country": "Россия"},
        {**KAZAKH, "carrier": "ТОО Перевозчик", "carrier.country": "Казахстан"},
        "carrier",
    ),
    "target_traces": (
        {**KAZAKH, "remarks": "конечный получатель: г. Москва"},
        {**KAZAKH, "remarks": "хрупкий груз, не бросать"},
        "remarks",
    ),
    "brand_left_target": (
        {"destination_country": "Россия", "brand": "Siemens"},
        {**KAZAKH, "brand": "Siemens"},
        "",
    ),
    "phone_country_differs": (
        {**KAZAKH, "consignee.phone": "+7 495 123-45-67"},
        {**KAZAKH, "consignee.phone": "+7 727 123-45-67"},
        "consignee.phone",
    ),
    "no_end_use": (
        {**KAZAKH, "end_use": "для собственных нужд"},
        {**KAZAKH, "end_use": "ремонт телефонных станций в Алматы"},
        "end_use",
    ),
}


def test_every_defined_flag_is_tested_here() -> None:
    assert set(FLAGS) == set(definitions())


@pytest.mark.parametrize("code", FLAGS)
def test_a_flag_fires_with_its_severity_and_source(code: str) -> None:
    flag = _flag(_judge(FLAGS[code][0], CHIPS), code)
    assert flag.kind is HitKind.FLAG
    assert flag.score == definitions()[code].severity
    assert flag.field in definitions()[code].fields
    assert ("rule_source", definitions()[code].source) in {(e.code, e.right) for e in flag.evidence}


@pytest.mark.parametrize("code", FLAGS)
def test_a_flag_does_not_fire(code: str) -> None:
    judgement = _judge(FLAGS[code][1], CHIPS)
    assert code not in _codes(judgement)
    assert code not in {flag for flag, _ in judgement.not_checked}


@pytest.mark.parametrize("code", [code for code in FLAGS if FLAGS[code][2]])
def test_a_missing_field_is_told(code: str) -> None:
    assert (code, FLAGS[code][2]) in _judge({"description": "x"}, CHIPS).not_checked


def test_a_brand_is_not_checked_where_the_goods_are_not_named() -> None:
    assert ("brand_left_target", "brand") in _judge({"destination_country": "RU"}, CHIPS).not_checked


@pytest.mark.parametrize("code", [code for code, definition in definitions().items() if definition.weak])
def test_a_weak_sign_alone_is_silent(code: str) -> None:
    assert _judge(FLAGS[code][0]).flags == ()


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
    assert _judge(furniture).flags == ()


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("destination_country", "Россия", "RU"),
        ("destination_country", "Republic of Belarus", "BY"),
        ("destination_country", "俄罗斯", "RU"),
        ("delivery_place", "DAP Симферополь", "UA-43"),
        ("port_discharge", "Kerch", "UA-43"),
        ("delivery_place", "г. Донецк", "UA-14"),
        ("port_discharge", "Sevastopol", "UA-40"),
        ("delivery_place", "Луганск, ул. Ленина", "UA-09"),
    ],
)
def test_embargoed_places(field: str, text: str, code: str) -> None:
    flag = _flag(_judge({field: text}), code)
    assert flag.kind is HitKind.COUNTRY


@pytest.mark.parametrize("text", ["Казахстан", "Алматы", "Ташкент", "Грузия", "Киев", "Türkiye"])
def test_other_places_are_silent(text: str) -> None:
    assert _judge({"destination_country": text, "delivery_place": text}).flags == ()


def test_a_labelled_russian_number_is_a_trace_and_a_bare_one_is_not() -> None:
    assert "target_traces" in _codes(_judge({**KAZAKH, "remarks": "плательщик ИНН 7707083893"}))
    assert "target_traces" not in _codes(_judge({**KAZAKH, "remarks": "договор 7707083893"}))


def test_a_flag_can_be_switched_off_and_weighed_otherwise() -> None:
    line = _line({**KAZAKH, "carrier": "ООО Перевозчик", "carrier.country": "Россия"})
    assert "target_carrier" not in _codes(RouteJudge(switched_off=["target_carrier"]).judge(line, CHIPS))
    weighed = RouteJudge(severities={"target_carrier": 20.0}).judge(line, CHIPS)
    assert _flag(weighed, "target_carrier").score == 20.0
    with pytest.raises(KeyError):
        RouteJudge(switched_off=["no_such_flag"])


def test_an_embargoed_country_cannot_be_switched_off() -> None:
    with pytest.raises(KeyError):
        RouteJudge(switched_off=["RU"])


@pytest.mark.parametrize("number", ["220640012345", "1234567", "7707083893"])
def test_a_number_that_is_no_right_bin_is_not_checked(number: str) -> None:
    judgement = _judge({**KAZAKH, "consignee.tax_id": number}, CHIPS)
    assert "new_company_chpl" not in _codes(judgement)
    assert ("new_company_chpl", "consignee.tax_id") in judgement.not_checked
