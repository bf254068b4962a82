"""Every flag: it fires, it does not fire, and what it says when its field is missing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from screening.goods import match as goods_match
from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.goods.types import Flag, GoodsMatch
from screening.model.flags import FlagSettings, LineHistory, SharedContact
from screening.model.goods import GoodsRule
from screening.model.hits import HitKind, Reason
from screening.model.manifests import Line, Value
from screening.names.index import NameIndex
from screening.resources import resource_path
from screening.route import past as past_flags
from screening.route import signs, weak
from screening.route.definitions import definitions, flag_settings
from screening.route.judge import Judgement, RouteJudge
from screening.route.places import TERRITORIES, embargoed_countries
from screening.screen import Engine
from screening.settings import ScreeningSettings
from ui.words import tables

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


WEAK_TOLD = {
    **KAZAKH, "consignee.phone": "+7 727 123-45-67", "consignee.address": "г. Алматы, ул. Абая, 15",
    "consignee.email": "import@nan.kz", "payer": "ТОО «Пекарня Нан»", "payer.country": "Казахстан",
    "consignee": "ТОО «Пекарня Нан»", "declaration_no": "55201/010124/0000001", "value": "912,40",
    "end_use": "ремонт станций связи",
}  # fmt: skip
"""Everything that the weak signs of the line ask for, and one of them: a bakery that buys chips."""

FLAGS: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    # flag: (fields that raise it, fields that do not, the field whose absence is told)
    "chpl_embargoed": ({"destination_country": "Россия"}, KAZAKH, "destination_country"),
    "chpl_transshipment": (KAZAKH, {"destination_country": "Германия"}, "destination_country"),
    "new_company_chpl": (
        {**KAZAKH, "consignee.tax_id": "БИН 220640012347"},
        {**KAZAKH, "consignee.tax_id": "БИН 150640012341"},
        "consignee.tax_id",
    ),
    "bank_consignee": (
        {**KAZAKH, "consignee": "АО «Банк Алатау»"},
        {**KAZAKH, "consignee": "ТОО «Алтын Дала Мебель»"},
        "consignee",
    ),
    "private_address": (
        {**KAZAKH, "consignee.address": "г. Алматы, ул. Абая, 15, кв. 4"},
        {**KAZAKH, "consignee.address": "г. Алматы, ул. Абая, 15"},
        "consignee.address",
    ),
    "free_mail": (
        {**KAZAKH, "consignee.email": "chips2024@Mail.ru"},
        {**KAZAKH, "consignee.email": "import@altyn-dala.kz"},
        "consignee.email",
    ),
    "payer_third_country": (
        {**KAZAKH, "payer.country": "Гонконг"},
        {**KAZAKH, "payer.country": "Казахстан"},
        "payer.country",
    ),
    "goods_against_business": (
        {**KAZAKH, "consignee": "ТОО «Пекарня Нан»"},
        {**KAZAKH, "consignee": "ТОО «Завод приборов»"},
        "consignee",
    ),
    "reload_one_paper": (
        {**KAZAKH, "remarks": "перегрузка на СВХ Хоргос", "transport_doc_no": "CMR 12"},
        {**KAZAKH, "remarks": "перегрузка на СВХ Хоргос", "transport_doc_no": "CMR 12, CMR 13"},
        "warehouse",
    ),
    "eaeu_without_declaration": (
        {"dispatch_country": "Казахстан", "destination_country": "Кыргызстан", "declaration_no": ""},
        {
            "dispatch_country": "Казахстан",
            "destination_country": "Кыргызстан",
            "declaration_no": "55201/010124/0000001",
        },
        "declaration_no",
    ),
    "several_weak": (
        {**KAZAKH, "consignee": "ТОО «Пекарня Нан»", "consignee.email": "a@mail.ru", "end_use": "-"},
        {**WEAK_TOLD, "consignee.email": "a@mail.ru"},
        "consignee",
    ),
    "payer_no_party": (
        {**KAZAKH, "consignee": "ТОО «Завод приборов»", "payer": "Lucky Trade FZE"},
        {**KAZAKH, "consignee": "ТОО «Завод приборов»", "payer": "Завод приборов, ТОО"},
        "payer",
    ),
    "zero_or_round_value": (
        {**KAZAKH, "value": "25 000,00"},
        {**KAZAKH, "value": "25 140,00", "unit_price": "12,57"},
        "value",
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
        "destination_country",
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


PAST = LineHistory(manifests=4, customer_known=True, paper_known=False)
SENT = {**KAZAKH, "consignor": "Bavaria GmbH", "consignee": "ТОО «Завод приборов»", "value": "900", "net_weight": "1",
        "date": "02.05.2024", "transport_doc_no": "CMR 7", "consignee.phone": "+7 727 123-45-67"}  # fmt: skip
SHARED = SharedContact("consignee.phone", "+7 727 123-45-67", 4)

HISTORY: dict[str, tuple[LineHistory, LineHistory, tuple[dict[str, str], LineHistory, str]]] = {
    # flag: (past that raises it, past that does not, (line, past, what is missing))
    "new_customer_nine": (
        replace(PAST, customer_known=False),
        PAST,
        (KAZAKH, replace(PAST, customer_known=None), "consignee"),
    ),
    "value_per_kg": (
        replace(PAST, per_kg=900.0, usual_per_kg=250.0),
        replace(PAST, per_kg=900.0, usual_per_kg=350.0),
        (KAZAKH, PAST, "net_weight"),
    ),
    "formerly_to_target": (
        replace(PAST, formerly=("RU", "2022-02-01")),
        PAST,
        (KAZAKH, PAST, "consignor"),
    ),
    "volume_jump": (
        replace(PAST, month_total=900.0, usual_month=400.0),
        replace(PAST, month_total=900.0, usual_month=500.0),
        (SENT, replace(PAST, month_total=900.0), "history"),
    ),
    "split_lots": (
        replace(PAST, lots=(("2024-05-01", 900.0), ("2024-05-02", 900.0), ("2024-05-03", 950.0))),
        replace(PAST, lots=(("2024-05-01", 900.0), ("2024-05-02", 90000.0), ("2024-05-03", 950.0))),
        ({**KAZAKH, "consignee": "ТОО"}, PAST, "value"),
    ),
    "late_change": (
        replace(PAST, paper_known=True, changed=(("consignee", "алтын дала"),)),
        replace(PAST, paper_known=True),
        (KAZAKH, replace(PAST, paper_known=None), "transport_doc_no"),
    ),
    "shared_contact_listed": (
        replace(PAST, shared=(replace(SHARED, list_id="own-x", entry_id="1", entry_name="Severnaya"),)),
        replace(PAST, shared=(SHARED,)),
        (KAZAKH, PAST, "consignee.address"),
    ),
    "shared_contact_parties": (
        replace(PAST, shared=(SHARED,)),
        replace(PAST, shared=(replace(SHARED, parties=2),)),
        (KAZAKH, PAST, "consignee.address"),
    ),
}

GOODS: dict[str, tuple[dict[str, str], dict[str, str], str]] = {
    # flag of the goods themselves: (fields that raise it, fields that do not, the field whose absence is told)
    "misdeclared": (
        {"description": "Микросхемы программируемые (FPGA)", "hs_code": "3926909709"},
        {"description": "Изделия из пластмассы", "hs_code": "3926909709"},
        "hs_code",
    ),
    "code_against_text": (
        {"description": "Футболки хлопковые мужские", "hs_code": "8542399010"},
        {"description": "Микросхемы для игрушек", "hs_code": "8542399010"},
        "hs_code",
    ),
    "vague_goods": (
        {"description": "Сборный груз"},
        {"description": "Стулья деревянные"},
        "description",
    ),
}


def _screen(fields: dict[str, str]) -> tuple[set[str], set[tuple[str, str]]]:
    """Return (codes of flags, (flag, missing field)) of a line as the engine judges it, without any parties."""
    goods = GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))
    engine = Engine(NameIndex.build([]), goods, RouteJudge(), ScreeningSettings())
    screened = engine.screen([_line(fields)])
    flags = {hit.entry_id for hit in screened.hits[0] if hit.kind is HitKind.FLAG}
    return flags, {(item.rule, item.field) for item in screened.not_checked}


def test_every_flag_that_is_defined_fires_does_not_fire_and_tells_what_is_missing() -> None:
    """A flag that comes with the program has a row of the tables above with all three, or this fails."""
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
    line = _line(KAZAKH)
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
    assert ("zero_or_round_value" in _codes(_judge({**KAZAKH, **fields}, CHIPS))) is fires


def test_a_value_that_is_no_number_is_not_checked() -> None:
    assert ("zero_or_round_value", "value") in _judge({**KAZAKH, "value": "по счёту"}, CHIPS).not_checked


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"delivery_place": "DAP Симферополь"}, "Crimea"),
        ({"consignee.address": "г. Москва, ул. Тверская, 1"}, "Russia"),
        ({"consignee.country": "BY"}, "Belarus"),
    ],
)
def test_high_priority_goods_to_a_target_by_any_field_that_tells_the_destination(
    fields: dict[str, str], place: str
) -> None:
    flag = _flag(_judge(fields, CHIPS), "chpl_embargoed")
    assert dict(flag.reason.data)["country"] == place
    assert flag.field in fields


def test_a_destination_that_nobody_can_read_is_not_checked() -> None:
    not_checked = _judge({"destination_country": "Незнакомия"}, CHIPS).not_checked
    assert ("chpl_embargoed", "destination_country") in not_checked
    assert ("chpl_transshipment", "destination_country") in not_checked


def test_a_threshold_of_several_weak_that_no_missing_field_could_reach_is_checked() -> None:
    judgement = RouteJudge(thresholds={"several_weak": 20.0}).judge(_line(KAZAKH), CHIPS)
    assert "several_weak" not in {code for code, _ in judgement.not_checked}
    assert {code for code, d in definitions().items() if d.needs == "history"} == set(HISTORY)


def test_every_flag_has_its_words() -> None:
    assert set(definitions()) <= set(tables.FLAGS)
    assert set(definitions()) - {"misdeclared"} | {"text_against_code"} <= set(tables.REASONS)
    assert set(embargoed_countries()) | set(TERRITORIES) <= set(tables.FLAGS)


@pytest.mark.parametrize("code", HISTORY)
def test_a_flag_of_the_past_fires_does_not_fire_and_is_not_checked(code: str) -> None:
    fires, silent, (line, past, missing) = HISTORY[code]
    flag = _flag(RouteJudge().judge(_line(SENT), CHIPS, fires), code)
    assert flag.score == definitions()[code].severity
    judgement = RouteJudge().judge(_line(SENT), CHIPS, silent)
    assert code not in _codes(judgement)
    assert code not in {rule for rule, _ in judgement.not_checked}
    judgement = RouteJudge().judge(_line(line), CHIPS, past)
    assert code not in _codes(judgement)
    assert (code, missing) in judgement.not_checked


@pytest.mark.parametrize("code", HISTORY)
def test_without_a_history_its_flags_are_not_checked(code: str) -> None:
    judgement = RouteJudge().judge(_line(SENT), CHIPS, None)
    assert (code, "history") in judgement.not_checked
    assert code not in _codes(judgement)


@pytest.mark.parametrize("code", ["new_customer_nine", "formerly_to_target"])
def test_the_first_manifest_tells_nothing_of_the_past(code: str) -> None:
    judgement = RouteJudge().judge(_line(SENT), CHIPS, LineHistory(0, customer_known=False))
    assert code not in _codes(judgement)
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
    assert code in _codes(RouteJudge().judge(_line(fields), CHIPS, past))
    assert code not in _codes(RouteJudge(thresholds={code: threshold}).judge(_line(fields), CHIPS, past))


def test_settings_of_the_store_are_those_of_the_judge() -> None:
    settings = flag_settings(
        {"flags.free_mail": "off", "flags.value_per_kg.threshold": "5", "flags.no_end_use.severity": "80", "x": "1"}
    )
    assert settings == FlagSettings(("free_mail",), (("no_end_use", 80.0),), (("value_per_kg", 5.0),))
    kept = ScreeningSettings(flags=settings)
    assert ScreeningSettings.from_json(kept.to_json()) == kept
    judge = RouteJudge.of(settings)
    assert "free_mail" not in _codes(judge.judge(_line(FLAGS["free_mail"][0]), CHIPS))
    assert _flag(judge.judge(_line(FLAGS["no_end_use"][0]), CHIPS), "no_end_use").score == 80.0


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


@pytest.mark.parametrize("code", FLAGS)
def test_a_missing_field_is_told(code: str) -> None:
    assert (code, FLAGS[code][2]) in _judge({"description": "x"}, CHIPS).not_checked


def test_a_brand_is_not_checked_where_the_goods_are_not_named() -> None:
    assert ("brand_left_target", "brand") in _judge({"destination_country": "RU"}, CHIPS).not_checked


@pytest.mark.parametrize("code", [code for code in FLAGS if definitions()[code].weak])
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
        ("delivery_place", "DAP Мелитополь", "UA-23"),
        ("delivery_place", "г. Геническ", "UA-65"),
        ("port_discharge", "Feodosia", "UA-43"),
        ("delivery_place", "ОЭЗ «Алабуга»", "RU"),
        ("delivery_place", "Индустриальный парк Великий камень", "BY"),
        ("delivery_place", "DAP Омск", "RU"),
        ("delivery_place", "FCA Vladivostok", "RU"),
        ("port_discharge", "克里米亚 刻赤", "UA-43"),
        ("delivery_place", "Kırım, Akmescit", "UA-43"),
        ("delivery_place", "Мәскеу қаласы", "RU"),
        ("destination_country", "Iran", "IR"),
        ("destination_country", "КНДР", "KP"),
        ("delivery_place", "Kertch", "UA-43"),
        ("delivery_place", "Feodosiya", "UA-43"),
        ("delivery_place", "Євпаторія", "UA-43"),
        ("delivery_place", "м. Сімферополь", "UA-43"),
        ("delivery_place", "Qırım, Aqmescit", "UA-43"),
        ("delivery_place", "Donets'k", "UA-14"),
        ("delivery_place", "Donetzk", "UA-14"),
        ("delivery_place", "Маріуполь", "UA-14"),
        ("delivery_place", "Горлівка", "UA-14"),
        ("delivery_place", "Макіївка", "UA-14"),
        ("delivery_place", "Luhans'k", "UA-09"),
        ("delivery_place", "Луганськ", "UA-09"),
        ("delivery_place", "Алчевськ", "UA-09"),
        ("delivery_place", "Мелітополь", "UA-23"),
        ("delivery_place", "Генічеськ", "UA-65"),
        ("port_discharge", "порт Кавказ", "RU"),
        ("port_discharge", "Novorossijsk", "RU"),
        ("delivery_place", "Sankt-Peterburg", "RU"),
        ("delivery_place", "RUSSIAN FED.", "RU"),
        ("delivery_place", "Мінск", "BY"),
        ("port_discharge", "Bandar Abbas", "IR"),
        ("delivery_place", "Тегеран", "IR"),
        ("delivery_place", "Пхеньян", "KP"),
        ("port_discharge", "Latakia", "SY"),
        ("port_discharge", "Гавана", "CU"),
    ],
)
def test_embargoed_places(field: str, text: str, code: str) -> None:
    flag = _flag(_judge({field: text}), code)
    assert flag.kind is HitKind.COUNTRY


@pytest.mark.parametrize(
    "text",
    [
        "Казахстан",
        "Алматы",
        "Ташкент",
        "Грузия",
        "Киев",
        "Türkiye",
        "ул. Омская, 5",
        "пр. Минский, 3",
        "ул. Крымская, 8",
        "Тараз",
        "Петропавловск, ул. Московская, 4",
        "Kentau",
        "Запорожье",
        "Херсон",
        "Одеса",
        "Харків",
        "Moscow, Idaho",
        "Havana Club",
        "Кримка",
        "ул. Тегеранская, 5",
        "Шымкент, ул. Дамаскина",
        "Ростокино",
    ],
)
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


@pytest.mark.parametrize(
    "office", ["Сагарчин", "погранпереход Маштаково", "Верхний Ларс", "Manzhouli", "Brest", "Терехово"]
)
def test_a_border_crossing_tells_the_transit(office: str) -> None:
    assert "transit_through_target" in _codes(_judge({**KAZAKH, "border_office": office}, CHIPS))


@pytest.mark.parametrize("office", ["Хоргос", "Достык", "Нур Жолы", "Сарпи", "Капыкуле", "Ауыл шаруашылығы"])
def test_other_crossings_are_silent(office: str) -> None:
    assert "transit_through_target" not in _codes(_judge({**KAZAKH, "border_office": office}, CHIPS))


def test_a_russian_number_plate_is_a_carrier_of_russia() -> None:
    assert "target_carrier" in _codes(_judge({**KAZAKH, "transport_id": "А123ВС777 / АВ1234 77"}))
    assert "target_carrier" not in _codes(_judge({**KAZAKH, "transport_id": "123ABC02"}))
