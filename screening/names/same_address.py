"""Whether two addresses are one building: for list entries that are an address and no party (BIS Entity List).

Streets, house numbers and the town must be the same, in any script; rooms, flats and floors may differ, and what is
written around them (names of buildings, postcodes) is not asked for. A street alone, or a town alone, is never enough.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from screening.countries import countries_in, country_code
from screening.names.letters import key_of
from screening.names.parse import split_words

_ROOM = (
    r"room|rm|flat|unit|suite|ste|apt|apartment|office|floor|fl|level|door|shop|workshop|кв|квартира|оф|офис|ком|комн|комната|"
    r"пом|помещение|этаж|каб|кабинет|пәтер|кеңсе|қабат|бөлме|daire|kat|ofis|oda"
)
_NUMBER = r"(?:no\.?|№|#)?\s*[a-z]?\d[\w\-]*(?:\s*(?:&|and|/)\s*[a-z]?\d[\w\-]*)*"
_ROOMS = re.compile(
    rf"(?<!\w)(?:{_ROOM})(?:\s*/\s*(?:{_ROOM}))*(?!\w)[.:]?\s*(?:{_NUMBER}|[a-zа-я](?!\w))"
    rf"|(?<!\w)\d+[a-z]?\s*/\s*f(?!\w)|(?<!\w)g\s*/\s*f(?!\w)"
    rf"|(?<!\w)\d+(?:st|nd|rd|th|-?й)?\s*(?:floor|этаж|қабат)(?!\w)|\d+\s*(?:楼|樓|室|层|層|號室|号室)",
    re.IGNORECASE,
)
_SLASH = re.compile(r"(\d)\s*/\s*\d+")
_HOUSE = re.compile(r"(?<![\w])(\d{1,4})\s*([a-zа-я]?)(?:\s*[-\u2013]\s*(\d{1,4}))?(?!\w)", re.IGNORECASE)
_REGION = re.compile(
    r"\b(?:region|oblast|province|county|district|kray|krai|rayon|область|обл|край|район|р-н|облысы|ауданы)\b", re.I
)
_NO_NAMES = (
    "street str st road rd avenue ave av lane ln boulevard blvd square sq highway drive dr way no number house building bldg blk block "
    "ulitsa ul ulica prospekt prospect pr prosp pereulok per shosse sh bulvar dom d korpus korp k stroenie str zdanie zd "
    "gorod g city town kosesi koshesi dangyly uy uyi kalasy sokak sokagi sok sk cadde caddesi cad mahalle mahallesi mah bulvari blv dao lu jie hao "
    "centre center tower plaza mall industrial international commercial business zone park estate area and the of"
)
_STREET_WORDS = frozenset(map(key_of, _NO_NAMES.split()))
_CITY_STATES = frozenset({"HK", "MO", "SG"})
_WRITTEN_AS_ONE = (frozenset({"HK", "MO", "TW", "CN"}), frozenset({"RU", "UA"}))
_LONGEST_RANGE = 60


@dataclass(frozen=True, slots=True)
class Building:
    """What of an address tells its building."""

    houses: frozenset[str]
    street: frozenset[str]
    """Keys of the words of the street."""
    town: frozenset[str]
    """Keys of the words of the other parts, without regions and countries; empty in a town that is a country."""
    words: frozenset[str]
    """Keys of all words but those of rooms."""
    all_houses: frozenset[str]
    """Numbers of all parts that may be houses."""
    countries: frozenset[str]


@lru_cache(maxsize=65536)
def building_of(address: str) -> Building:
    """Take an address apart."""
    plain = _SLASH.sub(r"\1", _ROOMS.sub(" ", address))
    parts = [part.strip() for part in re.split(r"[,;\n]+", plain) if part.strip()]
    at = next((n for n, part in enumerate(parts) if _houses(part) and _words(part)), -1)
    houses = _houses(parts[at]) if at >= 0 else frozenset()
    streets = [at] if at >= 0 else []
    if at < 0:
        # The house stands apart from its street: "Lenina, 12", or "12, Lenina".
        alone = next((n for n, part in enumerate(parts) if _houses(part)), -1)
        near = [n for n in (alone - 1, alone + 1) if alone >= 0 and 0 <= n < len(parts) and _words(parts[n])]
        houses = _houses(parts[alone]) if near else frozenset()
        streets = near[:1]
    elif at > 0 and _is_block(parts[at]) and _words(parts[at - 1]):
        streets.append(at - 1)
    street = frozenset(word for n in streets for word in _words(parts[n]))
    town: set[str] = set()
    for n, part in enumerate(parts):
        if n not in streets and not _REGION.search(part) and not country_code(part):
            town |= _words(part)
    return Building(
        houses, street, frozenset(town), frozenset(word for part in parts for word in _words(part)),
        frozenset(house for part in parts for house in _houses(part)),
        frozenset((*countries_in(address), *filter(None, map(country_code, parts)))),
    )  # fmt: skip


def same_building(address: str, listed: str) -> str:
    """Return the words and numbers by which an address is the building of a listed one, or "" when it is not."""
    ours, theirs = building_of(address), building_of(listed)
    houses = theirs.houses & ours.all_houses
    if not houses or not theirs.street or not theirs.street <= ours.words:
        return ""
    if ours.houses and not ours.houses & theirs.houses:
        return ""
    if ours.countries and theirs.countries and not _one_country(ours.countries, theirs.countries):
        return ""
    town = theirs.town & (ours.words - theirs.street)
    if not town and not theirs.countries & ours.countries & _CITY_STATES:
        return ""
    return " ".join((*sorted(houses), *sorted(theirs.street), *sorted(town)))


def _one_country(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two sets of countries have one in common, where Hong Kong may be written as China and Crimea as Russia."""
    return bool(ours & theirs) or any(ours & pair and theirs & pair for pair in _WRITTEN_AS_ONE)


def house_numbers(address: str) -> frozenset[str]:
    """Return the numbers of houses that an address may stand for; an equal building shares one of them."""
    return building_of(address).all_houses


def _is_block(part: str) -> bool:
    """Whether a part names a block or building of an estate and no street of its own: its words are numbers' own."""
    return len(_words(part)) == 1 and len(next(iter(_words(part)))) <= 1


def _words(part: str) -> frozenset[str]:
    return frozenset(
        key for word in split_words(part) if not word.isdigit() and len(word) > 1
        and (key := key_of(word)) and key not in _STREET_WORDS
    )  # fmt: skip


def _houses(part: str) -> frozenset[str]:
    found = set()
    for first, letter, last in _HOUSE.findall(part):
        low = first.lstrip("0") or "0"
        found.add(low + "".join(map(key_of, split_words(letter))))
        if last and int(first) < int(last) <= int(first) + _LONGEST_RANGE:
            found |= {str(number) for number in range(int(first), int(last) + 1)}
    return frozenset(found)
