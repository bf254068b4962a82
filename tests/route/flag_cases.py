"""For every flag that is defined: a line that raises it, one that does not, and the field whose absence is told."""

from dataclasses import replace

from screening.goods.types import Flag, GoodsMatch
from screening.model.flags import LineHistory, SharedContact
from screening.model.goods import GoodsRule
from screening.model.hits import Reason
from screening.model.manifests import Line, Value
from screening.route.judge import Judgement, RouteJudge

CHIPS = (GoodsMatch(GoodsRule("chpl", "854231", "US/EU/UK/JP", tier="1"), 95.0, "code", "hs_code", Reason("x"), ()),)
KAZAKH = {"destination_country": "Казахстан", "origin_country": "Германия"}


def line_of(fields: dict[str, str]) -> Line:
    """Return a line with these fields."""
    values = tuple(Value(name, text, text, 2, at) for at, (name, text) in enumerate(fields.items()))
    return Line("Лист1", 2, values)


def judged(fields: dict[str, str], goods: tuple[GoodsMatch, ...] = ()) -> Judgement:
    """Return what the rules say of a line with these fields."""
    return RouteJudge().judge(line_of(fields), goods)


def codes(judgement: Judgement) -> set[str]:
    """Return the flags that were raised."""
    return {flag.code for flag in judgement.flags}


def flag_of(judgement: Judgement, code: str) -> Flag:
    """Return one flag that was raised."""
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
