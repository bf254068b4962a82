"""Where a line goes by its own word: countries and territories under embargo."""

from collections.abc import Iterable

from screening.countries import country_code, country_name
from screening.goods.types import Flag
from screening.model.hits import Evidence, HitKind, Reason
from screening.model.manifests import Line, Value
from screening.route.places import TARGETS, TERRITORIES, PlaceTable, embargoed_countries

DESTINATION, PLACE, RECEIVER = 90.0, 95.0, 85.0
"""Severities of target countries as a destination, of territories, of target countries as a party's own, 0-100."""

_FIELDS = ("destination_country", "consignee.country", "delivery_place", "port_discharge", "consignee.address")
RECEIVERS = ("consignee", "notify_party", "end_user")
"""Cells of parties that may hold an address beside the name."""


def destination_flags(line: Line, places: PlaceTable) -> tuple[list[Flag], bool]:
    """Return the countries and territories under embargo that a line goes to, and whether it tells where it goes."""
    flags: dict[str, Flag] = {}
    told = False
    for field in _FIELDS:
        for value in line.all(field):
            told = True
            for flag in _flags(field, value, places):
                flags.setdefault(flag.code, flag)
    for field in RECEIVERS:
        for value in line.all(field):
            # A party's cell may hold its address; what stands before the first comma is a name ("Крым Трейд").
            address = value.raw.partition(",")[2] or value.raw.partition("\n")[2]
            for code, words in places.within(address) if address else ():
                flags.setdefault(code, _flag(code, field, value, words, RECEIVER))
    return list(flags.values()), told


def _flags(field: str, value: Value, places: PlaceTable) -> Iterable[Flag]:
    code = country_code(value.text) if field.endswith("country") else ""
    if code:
        if code in embargoed_countries():
            yield _flag(code, field, value, value.text, DESTINATION)
        return
    for place, words in places.within(value.text):
        yield _flag(place, field, value, words, DESTINATION)


def _flag(code: str, field: str, value: Value, words: str, score: float) -> Flag:
    evidence = [Evidence("rule_field", field, words)]
    if code in TERRITORIES:
        reason = Reason("place_embargoed", (("place", words), ("country", TERRITORIES[code])))
        score = PLACE
    elif code in TARGETS:
        name = "destination_embargoed" if score == DESTINATION else "party_country_embargoed"
        reason = Reason(name, (("country", country_name(code)),))
    else:
        country = embargoed_countries()[code]
        score = country.severity
        reason = Reason("country_embargoed", (("country", country_name(code)), ("sanctions", country.sanctions)))
        evidence.append(Evidence("rule_source", code, country.source))
    return Flag(code, HitKind.COUNTRY, field, value.text, score, reason, tuple(evidence), "destinations")
