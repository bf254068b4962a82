"""Places under embargo and traces of them: by any name and in any field, and what only looks like them."""

import pytest

from screening.model.hits import HitKind
from screening.route.judge import RouteJudge
from tests.route.flag_cases import (
    CHIPS,
    KAZAKH,
    codes,
    flag_of,
    judged,
)


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
    flag = flag_of(judged(fields, CHIPS), "chpl_embargoed")
    assert dict(flag.reason.data)["country"] == place
    assert flag.field in fields


def test_a_destination_that_nobody_can_read_is_not_checked() -> None:
    not_checked = judged({"destination_country": "Незнакомия"}, CHIPS).not_checked
    assert ("chpl_embargoed", "destination_country") in not_checked
    assert ("chpl_transshipment", "destination_country") in not_checked


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
    flag = flag_of(judged({field: text}), code)
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
    assert judged({"destination_country": text, "delivery_place": text}).flags == ()


def test_a_labelled_russian_number_is_a_trace_and_a_bare_one_is_not() -> None:
    assert "target_traces" in codes(judged({**KAZAKH, "remarks": "плательщик ИНН 7707083893"}))
    assert "target_traces" not in codes(judged({**KAZAKH, "remarks": "договор 7707083893"}))


def test_an_embargoed_country_cannot_be_switched_off() -> None:
    with pytest.raises(KeyError):
        RouteJudge(switched_off=["RU"])


@pytest.mark.parametrize(
    "office", ["Сагарчин", "погранпереход Маштаково", "Верхний Ларс", "Manzhouli", "Brest", "Терехово"]
)
def test_a_border_crossing_tells_the_transit(office: str) -> None:
    assert "transit_through_target" in codes(judged({**KAZAKH, "border_office": office}, CHIPS))


@pytest.mark.parametrize("office", ["Хоргос", "Достык", "Нур Жолы", "Сарпи", "Капыкуле", "Ауыл шаруашылығы"])
def test_other_crossings_are_silent(office: str) -> None:
    assert "transit_through_target" not in codes(judged({**KAZAKH, "border_office": office}, CHIPS))


def test_a_russian_number_plate_is_a_carrier_of_russia() -> None:
    assert "target_carrier" in codes(judged({**KAZAKH, "transport_id": "А123ВС777 / АВ1234 77"}))
    assert "target_carrier" not in codes(judged({**KAZAKH, "transport_id": "123ABC02"}))
