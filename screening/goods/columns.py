"""Columns of goods lists and the headers they go by."""

COLUMNS = {
    "list_id": ("list_id", "list"),
    "code": ("code", "hs", "hs code", "hs6", "hs_code", "тн вэд", "код тн вэд", "код", "сэқ тн коды", "gtip", "海关编码"),
    "tier": ("tier", "уровень"),
    "regime": ("regime", "режим"),
    "annex": ("annex", "приложение"),
    "direction": ("direction", "направление"),
    "targets": ("targets", "countries", "страны"),
    "ex": ("ex",),
    "edition": ("edition", "редакция"),
    "valid_from": ("valid_from", "с", "from"),
    "valid_to": ("valid_to", "по", "to"),
    "price_floor": ("price_floor", "порог цены"),
    "currency": ("currency", "валюта"),
    "name_en": ("name_en", "name", "description", "title"),
    "name_ru": ("name_ru", "наименование", "название", "описание"),
    "name_kk": ("name_kk", "атауы"),
    "exceptions": ("exceptions", "except", "кроме", "исключения"),
    "exemption": ("exemption", "изъятие", "изъятия"),
    "source": ("source", "источник"),
    "retrieved": ("retrieved",),
}  # fmt: skip


NUMBER_HEADERS = (
    "number", "control number", "eccn", "code", "номер", "номер позиции", "позиция", "№ позиции", "код",
    "контрольный номер", "нөмірі", "编号",
)  # fmt: skip
"""Headers of the column of numbers of a control list."""

CUSTOMS_HEADERS = frozenset(COLUMNS["code"]) - {"code", "код"}
"""Headers that no table of parties has."""
