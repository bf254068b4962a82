"""Amounts, currencies and dates as cells of manifests write them."""

import re
from datetime import date
from functools import lru_cache

_SIGNS = {
    "$": "USD", "us$": "USD", "долл": "USD", "доллар": "USD", "usd": "USD", "€": "EUR", "евро": "EUR", "euro": "EUR",
    "₸": "KZT", "тенге": "KZT", "теңге": "KZT", "тг": "KZT", "₽": "RUB", "руб": "RUB", "р": "RUB", "rur": "RUB",
    "¥": "CNY", "юань": "CNY", "юаней": "CNY", "rmb": "CNY", "cny": "CNY", "元": "CNY", "人民币": "CNY", "美元": "USD",
    "₺": "TRY", "tl": "TRY", "лира": "TRY", "£": "GBP", "фунт": "GBP", "сом": "KGS", "сум": "UZS", "欧元": "EUR",
    "840": "USD", "978": "EUR", "398": "KZT", "643": "RUB", "156": "CNY", "949": "TRY", "826": "GBP", "392": "JPY",
    "417": "KGS", "860": "UZS", "933": "BYN", "784": "AED", "756": "CHF",
}  # fmt: skip
"""Usual signs, words and ISO 4217 numbers of currencies."""

_AMOUNT = re.compile(r"-?\d[\d\s.,'’]*")
_ISO_DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})(?!\d)")


@lru_cache(maxsize=65536)
def amount(text: str) -> float | None:
    """Return the first number of a cell: "1 234,50", "1,234.50", "1.234,50 EUR"; None when it holds none."""
    match = _AMOUNT.search(text.replace("\u00a0", " ").replace("\u202f", " "))
    if not match:
        return None
    digits = re.sub(r"[\s'’]", "", match[0]).rstrip(".,")
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        # Both stand there: the later one is the decimal sign.
        thousands = "," if point > comma else "."
        digits = digits.replace(thousands, "")
    elif digits.count(",") > 1 or digits.count(".") > 1:
        digits = digits.replace(",", "").replace(".", "")
    elif (
        comma >= 0 and len(digits) - comma == 4 and digits.lstrip("-")[0] != "0" and comma <= 3 + digits.startswith("-")
    ):
        # "1,234" in an English paper; a weight of 1,234 kg in a Russian one is told by neither.
        digits = digits.replace(",", "")
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def currency_code(text: str) -> str:
    """Return the ISO 4217 code of a currency in the usual ways of writing; empty when it is none that is known."""
    plain = text.strip().casefold().strip(".() ")
    if plain in _SIGNS:
        return _SIGNS[plain]
    if re.fullmatch(r"[a-z]{3}", plain):
        return plain.upper()
    inside = re.search(r"(?<![a-z])(usd|eur|kzt|rub|cny|try|gbp|jpy|kgs|uzs|byn|aed|chf)(?![a-z])|[$€₸₽¥₺£]", plain)
    return _SIGNS.get(inside[0], inside[0].upper()) if inside else ""


@lru_cache(maxsize=65536)
def iso_day(text: str) -> str:
    """Return the first date of a cell as an ISO day, day before month as the region writes; empty when there is none."""
    match = _ISO_DAY.search(text)
    if match:
        year, month, day = match.groups()
    else:
        match = _DAY.search(text)
        if not match:
            return ""
        day, month, year = match.groups()
        year = f"20{year}" if len(year) == 2 else year
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
