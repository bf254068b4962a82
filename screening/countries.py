"""Countries in any usual language, spelling or code, as ISO 3166-1 alpha-2.

Names come from the Unicode CLDR through Babel (Unicode licence), usual other spellings from the table below.
"""

import re
from functools import cache, lru_cache

from screening.model.manifests import Line

LANGUAGES = ("en", "ru", "kk", "tr", "zh", "de", "uk", "fr", "es", "it", "pl")

_SPELLINGS = {
    "RU": "russia|russian federation|рф|российская федерация|россия|rossiya|rf|俄罗斯|俄罗斯联邦|rusya|ресей|russland",
    "BY": "belarus|беларусь|рб|республика беларусь|белоруссия|belorussia|byelorussia|白俄罗斯|weißrussland|weissrussland",
    "KZ": "kazakhstan|казахстан|республика казахстан|рк|қазақстан|қр|қазақстан республикасы|哈萨克斯坦|republic of kazakhstan|rk",
    "KG": "kyrgyzstan|кыргызстан|киргизия|кыргызская республика|kyrgyz republic|кр|吉尔吉斯斯坦|kirghizia|kırgızistan",
    "UZ": "uzbekistan|узбекистан|республика узбекистан|өзбекстан|乌兹别克斯坦|o'zbekiston|özbekistan",
    "TJ": "tajikistan|таджикистан|республика таджикистан|tacikistan",
    "TM": "turkmenistan|туркменистан|туркмения",
    "AM": "armenia|армения|республика армения|ermenistan",
    "GE": "georgia|грузия|gürcistan|georgien",
    "AZ": "azerbaijan|азербайджан|азербайджанская республика|azerbaycan",
    "CN": "china|кнр|китай|китайская народная республика|prc|p.r. china|p.r.china|pr china|people's republic of china|中国|中华人民共和国|қытай|çin|çin halk cumhuriyeti",
    "HK": "hong kong|hongkong|гонконг|香港|hong kong sar|hong kong, china|hong kong (china)",
    "TW": "taiwan|тайвань|台湾|臺灣|taiwan, china|china (taiwan)|r.o.c.",
    "TR": "turkey|türkiye|turkiye|турция|түркия|土耳其|türkei|республика турция",
    "AE": "uae|u.a.e.|оаэ|united arab emirates|объединенные арабские эмираты|эмираты|阿联酋|bae|dubai, uae",
    "US": "usa|u.s.a.|us|сша|united states|united states of america|соединенные штаты|америка|美国|abd|ақш",
    "GB": "uk|u.k.|united kingdom of great britain and northern ireland|великобритания|united kingdom|great britain|england|англия|соединенное королевство|英国|ингерлик",
    "DE": "germany|германия|фрг|deutschland|德国|almanya|федеративная республика германия",
    "KR": "south korea|korea|republic of korea|южная корея|корея|республика корея|韩国|korea, republic of|güney kore",
    "KP": "north korea|dprk|кндр|северная корея|朝鲜|korea, north|democratic people's republic of korea|dpr korea|korea (democratic people's republic of)|korea, democratic people's republic of|korea, democratic people’s republic of|korea (north)|korea, dem. people's rep. of|korea, dem people's rep of",
    "IR": "iran (islamic republic of)|iran, islamic republic of|иран|islamic republic of iran|исламская республика иран|伊朗",
    "SY": "syria|сирия|syrian arab republic|叙利亚",
    "VN": "vietnam|viet nam|вьетнам|越南",
    "MD": "moldova|republic of moldova|moldova, republic of|молдова|молдавия|республика молдова",
    "CZ": "czech republic|czechia|чехия|чешская республика",
    "NL": "netherlands|the netherlands|holland|нидерланды|голландия|荷兰",
    "MK": "north macedonia|macedonia|македония",
    "CI": "ivory coast|cote d ivoire|cote d'ivoire|côte d'ivoire",
    "CD": "democratic republic of the congo|drc|congo, democratic republic of the|congo (democratic republic)|congo (democratic republic of the)|congo, democratic republic of (was zaire)|congo, democratic republic of|congo, democratic republic|zaire",
    "CG": "congo|republic of the congo",
    "LA": "laos|lao pdr|lao people's democratic republic|лаос",
    "TZ": "tanzania|united republic of tanzania|tanzania, united republic of|танзания",
    "VE": "venezuela|venezuela (bolivarian republic of)|bolivarian republic of venezuela|венесуэла",
    "BO": "bolivia|bolivia (plurinational state of)|боливия",
    "MM": "burma|myanmar|мьянма|бирма",
    "PS": "palestine|palestinian|west bank|region: gaza|state of palestine|gaza strip|occupied palestinian territories|palestinian territory, occupied|palestinian territories|gaza",
    "CU": "cuba|куба",
    "GM": "gambia|the gambia|гамбия",
    "VG": "british virgin islands|virgin islands, british|virgin islands (british)",
    "MO": "macau|macao|макао",
    "BS": "bahamas|the bahamas",
    "BN": "brunei|brunei darussalam",
    "FM": "micronesia|micronesia (federated states of)",
    "IM": "isle of man|man, isle of",
    "VI": "virgin islands (us)|virgin islands, u.s.|virgin islands (u.s.)|us virgin islands",
    "YE": "yemen|republic of yemen|йемен",
    "LY": "libya|libyan arab jamahiriya|state of libya|ливия",
    "VC": "saint vincent and the grenadines|st. vincent and the grenadines|st vincent and the grenadines",
    "VA": "holy see|vatican|ватикан",
    "ML": "mali|region: northern mali",
    "UA": "ukraine|украина|україна|乌克兰|ukrayna|region: crimea|crimea",
}

_ISO3 = {
    "RUS": "RU", "BLR": "BY", "KAZ": "KZ", "KGZ": "KG", "UZB": "UZ", "TJK": "TJ", "TKM": "TM", "ARM": "AM",
    "GEO": "GE", "AZE": "AZ", "CHN": "CN", "HKG": "HK", "TWN": "TW", "TUR": "TR", "ARE": "AE", "USA": "US",
    "GBR": "GB", "DEU": "DE", "KOR": "KR", "PRK": "KP", "IRN": "IR", "SYR": "SY", "VNM": "VN", "MDA": "MD",
    "CZE": "CZ", "NLD": "NL", "UKR": "UA", "FRA": "FR", "ITA": "IT", "ESP": "ES", "POL": "PL", "JPN": "JP",
    "IND": "IN", "BRA": "BR", "MEX": "MX", "ISR": "IL", "SRB": "RS", "SGP": "SG", "ZAF": "ZA", "NIC": "NI",
    "MNG": "MN", "LTU": "LT", "LVA": "LV", "EST": "EE", "FIN": "FI", "SWE": "SE", "NOR": "NO", "DNK": "DK",
    "BEL": "BE", "AUT": "AT", "CHE": "CH", "HUN": "HU", "ROU": "RO", "BGR": "BG", "GRC": "GR", "PRT": "PT",
    "MYS": "MY", "THA": "TH", "IDN": "ID", "PAK": "PK", "BGD": "BD", "EGY": "EG", "SAU": "SA", "CAN": "CA",
    "AUS": "AU", "CYP": "CY", "SVK": "SK", "SVN": "SI", "HRV": "HR", "IRL": "IE", "LUX": "LU", "MLT": "MT",
}  # fmt: skip

# ISO 3166-1 numeric codes that customs papers of the region write.
_NUMERIC = {
    "643": "RU", "112": "BY", "398": "KZ", "417": "KG", "860": "UZ", "762": "TJ", "795": "TM", "051": "AM",
    "268": "GE", "031": "AZ", "156": "CN", "344": "HK", "158": "TW", "792": "TR", "784": "AE", "840": "US",
    "826": "GB", "276": "DE", "410": "KR", "364": "IR", "250": "FR", "380": "IT", "724": "ES", "616": "PL",
    "392": "JP", "356": "IN", "804": "UA", "528": "NL", "440": "LT", "428": "LV", "233": "EE", "246": "FI",
}  # fmt: skip

_SAINT = re.compile(r"\bst\. ?")
_SPACE = re.compile(r"[\s ]+")


def _key(text: str) -> str:
    plain = _SPACE.sub(" ", text.replace("ё", "е").replace("’", "'")).strip(" .,;()").casefold()
    # "Bosnia & Herzegovina", "St. Kitts": the same countries are written with whole words too.
    return _SAINT.sub("saint ", plain.replace(" & ", " and "))


@cache
def _names() -> dict[str, str]:
    """Return every known name, folded, with its code; the hand-written spellings win."""
    from babel import Locale

    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
                found.setdefault(_key(name), code)
    for code, names in _SPELLINGS.items():
        for name in names.split("|"):
            found[_key(name)] = code
    return found


@cache
def _codes() -> frozenset[str]:
    return frozenset(_names().values())


@lru_cache(maxsize=65536)
def country_code(text: str) -> str:
    """Return the ISO alpha-2 code (upper case) of a country in any usual language or code, else an empty text."""
    text = text.strip()
    if not text:
        return ""
    folded = _key(text)
    code = _names().get(folded)
    if code:
        return code
    upper = text.upper()
    if len(upper) == 2 and upper in _codes():
        return upper
    if upper in _ISO3:
        return _ISO3[upper]
    if upper.isdigit():
        return _NUMERIC.get(upper.zfill(3), "")
    parts = [part for part in re.split(r"\s*[-–/(),]\s*", text) if part]
    if 1 < len(parts) <= 3:
        # "KZ - Kazakhstan", "Казахстан (KZ)", "398/KZ/Казахстан"
        codes = {country_code(part) for part in parts} - {""}
        if len(codes) == 1:
            return codes.pop()
    return ""


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted((n for n in _names() if len(n) > 3 or n in ("рф", "кнр", "оаэ", "сша", "uae", "usa")), key=len)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, reversed(names))) + r")(?!\w)")


@lru_cache(maxsize=65536)
def countries_in(text: str) -> tuple[str, ...]:
    """Return the codes of the countries that a text names, in order, each once; bare two-letter codes do not count."""
    return tuple(dict.fromkeys(_names()[match[0]] for match in _pattern().finditer(_key(text))))


@lru_cache(maxsize=4096)
def country_name(code: str, language: str = "en") -> str:
    """Return the name of a country in a language (en, ru, kk, ...), or the code itself."""
    from babel import Locale

    return str(Locale(language).territories.get(code, code))


_ELSEWHERE = {"consignor": "dispatch_country", "consignee": "destination_country"}
"""Where the country of a party stands when its own column is empty: who sends is where the goods leave."""


def party_countries(line: Line, role: str) -> list[str]:
    """Return the texts that tell the country of a party of a line, as it is screened."""
    own = [value.text for value in line.all(f"{role}.country") if value.text.strip()]
    if own or role not in _ELSEWHERE:
        return own
    elsewhere = line.text(_ELSEWHERE[role])
    return [elsewhere] if elsewhere else []
