"""The lines of the sample that a screening has to find, and why.

A planted line is an innocent one with some cells written over. ``kinds``, ``lists`` and ``ids`` belong together place
by place: an entry of the starter parties, a six-digit code of the Common High Priority List, a country or the name of a
flag pattern (``new_firm``: high-priority goods for a firm registered after February 2022; ``transit_russia``: through
Russia; ``russia_in_remark``: the remark speaks of onward carriage to Russia).
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Planted:
    """Cells written over (by column key), the expected hits and a word on what makes the line hard."""

    cells: dict[str, str]
    kinds: str
    lists: str
    ids: str
    note: str
    new_firm: str = field(default="")
    """Year and month of registration that the consignee's number has to say."""


_GERMANY = {"consignor": "Nordlicht Industriebedarf GmbH", "from": "Германия", "unit": "шт"}
_TURKEY = {"consignor": "Konya Selçuklu Makina Ltd. Şti.", "from": "Турция"}
_CHINA = {"consignor": "Ningbo Sunfield Industrial Supply Co., Ltd.", "from": "Китай", "unit": "шт"}


def _party(cells: dict[str, str], entry: str, note: str, kind: str = "party") -> Planted:
    return Planted(cells, kind, "starter", entry, note)


def _goods(text: str, code: str, hs6: str, note: str, **more: str) -> Planted:
    return Planted({**_CHINA, "goods": text, "hs": code, **more}, "goods", "chpl", hs6, note)


def _misdeclared(text: str, code: str, note: str) -> Planted:
    return Planted({**_CHINA, "goods": text, "hs": code}, "flag", "goods-text", "misdeclared", note)


PLANTED: tuple[Planted, ...] = (
    _party({"consignee": "ТОО «Элем Групп»"}, "elem-group", "Cyrillic spelling of a Latin name"),
    _party({"consignee": "DA GROUP 22 ЖШС"}, "da-group-22", "Kazakh legal form, after the name"),
    _party({"consignee": "«KazStanex» ЖШС"}, "kazstanex", "Kazakh legal form"),
    _party(
        {"consignor": "Smart Trading Taşımacılık San. ve Tic. Ltd. Şti.", "from": "Турция"},
        "smart-trading-tasimacilik-sanayi-ve-ticaret",
        "Turkish letters and shortened legal words",
    ),
    _party({"consignor": "AZU INTERNATIONAL LTD. STI.", "from": "Турция"}, "azu-international", "capitals"),
    _party(
        {"consignor": "Megasan Elektronik Tic. ve San. A.Ş.", "from": "Türkiye"},
        "megasan-elektronik-ticaret-ve-sanayi",
        "words changed about and shortened",
    ),
    _party({"consignor": "Tordan Industry Ltd", "from": "Гонконг"}, "tordan-industry", "Hong Kong firm"),
    _party({"consignor": "香港旗速電子有限公司", "from": "Гонконг"}, "hong-kong-qisu-electronic-technology", "Chinese"),
    _party(
        {"consignee": "ОсОО «РМ Дизайн энд Девелопмент»", "to": "Кыргызстан", "bin": "", "address": "г. Бишкек"},
        "rm-design-and-development",
        "English name in Cyrillic",
    ),
    _party(
        {"consignee": "ООО «Мвизион»", "to": "Узбекистан", "bin": "", "address": "г. Ташкент"}, "mvizion", "Cyrillic"
    ),
    _party({"consignee": "НПК «Уралвагонзовод»"}, "uralvagonzavod", "typing error"),
    _party({"consignee": "AO Rosoboroneksport"}, "rosoboronexport", "other transliteration"),
    _party({"consignee": "ИП Гуцериев М.С.", "bin": ""}, "gutseriev-mikail-safarbekovich", "initials"),
    _party(
        {"consignor": "Suleiman A. Kerimov", "from": "ОАЭ"}, "kerimov-suleyman-abusaidovich", "other spelling, initial"
    ),
    _party({"consignee": "Deripaska Oleg"}, "deripaska-oleg-vladimirovich", "surname first, no patronymic"),
    _party(
        {"consignee": "АО ПКК Миландр, 124498, Москва, Зеленоград, Георгиевский пр-т, д. 5", "address": ""},
        "milandr",
        "address in the name's cell",
    ),
    _party({"consignee": "Тесткомплект ТОО"}, "testkomplekt", "another legal form"),
    _party({"note": "Плательщик: ИНН 7735007358"}, "mikron", "only the tax number, in the remark"),
    _party(
        {"note": "конечный получатель АО «Концерн «Калашников», ИНН 1832090230"},
        "kalashnikov-concern",
        "end user in the remark",
    ),
    _party({"carrier": "ПАО «ДВМП» (FESCO)"}, "far-eastern-shipping-company", "carrier by its abbreviation"),
    _party({"carrier": "Авиакомпания «Белавиа»"}, "belavia", "carrier"),
    _party({"vessel": "LADY R, IMO 9161003"}, "lady-r", "name and IMO number in one cell", "vessel"),
    _party({"vessel": "т/х «Маршал Жуков»"}, "marshal-zhukov", "Cyrillic, no number", "vessel"),
    _goods("Процессоры для вычислительной техники", "8542319010", "854231", "code and text"),
    _goods("存储芯片 DDR4 8GB", "8542.32", "854232", "Chinese text, code with a dot"),
    _goods("Маршрутизаторы сетевые 24 порта", "8517620009", "851762", "code and text"),
    _goods("Bilyalı rulman 6205-2RS", "8482 10 9008", "848210", "Turkish text, code with blanks", **_TURKEY),
    _goods("Станок токарный горизонтальный с ЧПУ", "8458118009", "845811", "code and text"),
    _goods("Конденсаторы керамические многослойные 0603 100 нФ", "", "853224", "no code"),
    _goods("Осциллограф цифровой 4-канальный 200 МГц", "", "903020", "no code"),
    _misdeclared("XC7K325T-2FFG900I, 40 pcs in trays", "8473302008", "part number under an innocent code"),
    _goods("Микроконтроллеры STM32F407VGT6", "", "854231", "part number, no code"),
    _misdeclared("Микросхемы интегральные программируемые (FPGA)", "3926909709", "code of plastic articles"),
    Planted(
        {**_GERMANY, "consignee": "ТОО «Нұр Электро»", "goods": "Диоды выпрямительные кремниевые", "hs": "8541100009"},
        "goods;flag",
        "chpl;flags",
        "854110;new_firm",
        "from Germany to a firm registered in June 2022",
        new_firm="2206",
    ),
    Planted(
        {
            **_GERMANY,
            "consignee": "ТОО «Астра Импорт»",
            "goods": "GNSS receivers, multi-band",
            "hs": "8526910000",
        },
        "goods;flag",
        "chpl;flags",
        "852691;new_firm",
        "from Germany to a firm registered in September 2023",
        new_firm="2309",
    ),
    Planted(
        {
            **_GERMANY,
            "goods": "Серверы стоечные 2U без монитора и клавиатуры",
            "hs": "8471500000",
            "route": "Жайсан (Польша, Беларусь, Россия)",
        },
        "goods;flag",
        "chpl;flags",
        "847150;transit_russia",
        "European electronics on the road through Russia",
    ),
    Planted(
        {"to": "Россия", "address": "г. Омск, ул. Гусарова, 33", "bin": ""}, "country", "countries", "RU", "to Russia"
    ),
    Planted(
        {"to": "Беларусь", "address": "г. Минск, ул. Сурганова, 57", "bin": ""},
        "country",
        "countries",
        "BY",
        "to Belarus",
    ),
    Planted(
        {"to": "Севастополь", "address": "г. Севастополь, ул. Вакуленчука, 33", "bin": ""},
        "country",
        "countries",
        "UA-40",
        "to Sevastopol",
    ),
    Planted(
        {"to": "Крым", "address": "г. Симферополь, ул. Киевская, 77", "bin": ""},
        "country",
        "countries",
        "UA-43",
        "to Crimea",
    ),
    Planted({"note": "для дальнейшей отправки в РФ"}, "flag", "flags", "russia_in_remark", "onward carriage to Russia"),
    Planted(
        {"note": "транзит через склад Алматы, далее г. Москва, Россия"},
        "flag",
        "flags",
        "russia_in_remark",
        "onward carriage",
    ),
)
