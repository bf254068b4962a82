"""Signs of diversion that a line gives by itself: goods, companies, carriers, transit, traces, brands."""

import re
from collections.abc import Iterable

from screening.countries import country_code, country_name
from screening.goods.types import Flag
from screening.goods.words import folded
from screening.identifiers import bin_registered, find_identifiers
from screening.route.case import Case
from screening.route.destination import RECEIVERS
from screening.route.places import TARGETS, TERRITORIES, crossings, transshipment_countries

EU = frozenset(
    ["AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
     "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"]
)  # fmt: skip
CENTRAL_ASIA_AND_CAUCASUS = frozenset(["KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "MN"])

_TRANSIT_FIELDS = ("transit_country", "border_office")
_FORWARDER = re.compile(
    r"логист|экспедир|экспедит|карго|транс(?:порт|сервис|экспресс)|freight|forward|cargo|logistic|express|courier|"
    r"warehouse|склад|\bсвх\b|货运|物流|nakliyat|lojistik|kargo|жүк тасымал|почтамт|mail ?box|postfach"
)
_BANK = re.compile(r"(?<!\w)(?:банк|bank|banka|bankası|bankasi|банкі|\w+бан[кқ]і?)(?!\w)|银行")
_LABELLED = re.compile(r"(?:инн|inn|огрн(?:ип)?|ogrn(?:ip)?|унп|unp)(?:\s*/\s*\w+)?[\s:№#=\-]*$", re.IGNORECASE)
"""A bare number of ten digits passes the check of an INN one time in ten: contract numbers would flood the officer."""
_FREE_TEXT = ("remarks", "marks", "end_use", "contract")
_PLATE = re.compile(
    r"(?<![A-ZА-Я0-9])[АВЕКМНОРСТУХABEKMHOPCTYX]\d{3}[АВЕКМНОРСТУХABEKMHOPCTYX]{2} ?\d{2,3}(?:\s?RUS)?(?!\d)"
)
"""A Russian number plate: letter, three digits, two letters, region; only letters that both alphabets have."""


def high_priority(case: Case) -> Iterable[Flag]:
    """Yield where high-priority goods go to a target of the sanctions or through a watched country."""
    if case.high is None:
        return
    tier = case.high.rule.tier
    destination = case.line.first("destination_country") or case.line.first("consignee.country")
    code = country_code(destination.text) if destination else ""
    transit = [(v, country_code(v.text)) for v in case.line.all("transit_country")]
    watched = [(v, c) for v, c in [(destination, code), *transit] if v is not None and c in transshipment_countries()]
    readable = bool(code) or case.to_target
    if not readable:
        # No destination, or one that names no country that is known.
        case.lacks("chpl_embargoed", "destination_country")
    if case.target is not None and case.target.field not in RECEIVERS:
        place = TERRITORIES.get(case.target.code) or country_name(case.target.code)
        value = next((v for v in case.line.all(case.target.field) if v.text == case.target.value), destination)
        yield case.flag("chpl_embargoed", value, {"tier": tier, "country": place})
    elif watched:
        value, country = watched[0]
        if case.origin != country:
            data = {"tier": tier, "country": country_name(country)}
            yield case.flag("chpl_transshipment", value, data, list_id="transshipment")
    elif not readable:
        case.lacks("chpl_transshipment", "destination_country")


def new_company(case: Case) -> Iterable[Flag]:
    """Yield a receiver that was registered after the month of the threshold (202202), by its Kazakh BIN."""
    if case.high is None:
        return
    after = f"{case.thresholds['new_company_chpl']:.0f}"
    numbers = [v for role in ("consignee", "buyer", "end_user") for v in case.line.all(f"{role}.tax_id")]
    months = [(value, bin_registered(re.sub(r"\D", "", value.text))) for value in numbers]
    if not any(month for _, month in months):
        # No number, or none that is a Kazakh BIN: its month of registration is unknown.
        case.lacks("new_company_chpl", "consignee.tax_id")
    for value, month in months:
        if month.replace("-", "") > after:
            yield case.flag("new_company_chpl", value, {"month": month}, used=re.sub(r"\D", "", value.text))
            return


def last_party(case: Case) -> Iterable[Flag]:
    """Yield a forwarder, mail centre or bank as the last party that is named."""
    if case.high is None:
        return
    value = case.line.first("end_user") or case.line.first("consignee")
    if value is None:
        case.lacks("forwarder_end_user", "consignee")
        case.lacks("bank_consignee", "consignee")
        return
    plain = folded(value.text)
    carrier = case.line.first("carrier")
    same = carrier is not None and folded(carrier.text) == plain
    if same or _FORWARDER.search(plain):
        yield case.flag("forwarder_end_user", value, {"party": value.text})
    elif _BANK.search(plain):
        yield case.flag("bank_consignee", value, {"party": value.text})


def transit(case: Case) -> Iterable[Flag]:
    """Yield false transit: goods under control through Russia or Belarus to somewhere else, by country or crossing."""
    values = [v for field in _TRANSIT_FIELDS for v in case.line.all(field)]
    if not values:
        case.lacks("transit_through_target", "transit_country")
    if case.destination in TARGETS or not (case.high or case.goods):
        return
    if case.destination and case.destination not in CENTRAL_ASIA_AND_CAUCASUS and case.origin not in EU:
        return
    for value in values:
        found = [*case.places.within(value.text), *crossings().within(value.text)]
        code, words = next(((c, w) for c, w in found if c in TARGETS), ("", ""))
        if not code and country_code(value.text) in TARGETS:
            code, words = country_code(value.text), value.text
        if code:
            yield case.flag("transit_through_target", value, {"country": country_name(code)}, used=words)
            return


def carrier(case: Case) -> Iterable[Flag]:
    """Yield a carrier of Russia or Belarus that moves goods of the European Union: by country, number or plate."""
    value = case.line.first("carrier")
    plate = case.line.first("transport_id")
    if value is None and plate is None:
        case.lacks("target_carrier", "carrier")
        return
    origin = case.country("origin_country", "dispatch_country")
    if not any(c in EU for c in (case.country("origin_country"), case.country("dispatch_country"))):
        return
    country = case.country("carrier.country")
    if value is not None:
        numbers = [f for f in find_identifiers(f"{value.raw} {case.line.text('carrier.tax_id')}") if f.valid]
        if any(f.kind in ("inn", "ogrn") for f in numbers):
            country = country or "RU"
        country = country or next((c for c, _ in case.places.within(value.raw.partition(",")[2]) if c in TARGETS), "")
    if not country and plate is not None and _PLATE.search(plate.text.upper()):
        country, value = "RU", plate
    if country in TARGETS:
        yield case.flag("target_carrier", value or plate, {"country": country_name(country)}, used=origin)


def traces(case: Case) -> Iterable[Flag]:
    """Yield traces of an end user in Russia or Belarus in free text of a shipment that is said to go elsewhere."""
    if not any(case.line.first(field) for field in _FREE_TEXT):
        case.lacks("target_traces", "remarks")
    if case.to_target:
        return
    for field in _FREE_TEXT:
        for value in case.line.all(field):
            places = [w for code, w in case.places.within(value.text) if code in TARGETS or code in TERRITORIES]
            numbers = [
                f.value
                for f in find_identifiers(value.text)
                if f.valid and f.kind in ("inn", "ogrn", "unp") and _LABELLED.search(value.text[: f.start])
            ]
            if places or numbers:
                yield case.flag("target_traces", value, {"text": value.text[:120]}, used=(places or numbers)[0])
                return


def brand(case: Case) -> Iterable[Flag]:
    """Yield a brand whose maker left Russia, on a route that leads there; elsewhere a brand says nothing."""
    if not case.told:
        case.lacks("brand_left_target", "destination_country")
    if not case.to_target:
        return
    fields = ("brand", "manufacturer", "description")
    if not any(case.line.first(field) for field in fields):
        case.lacks("brand_left_target", "brand")
    for field in fields:
        value = case.line.first(field)
        match = case.brands.search(folded(value.text)) if value else None
        if value and match:
            yield case.flag("brand_left_target", value, {"brand": match[0]}, used=match[0])
            return


def goods_told(case: Case) -> Iterable[Flag]:
    """Note which flags of the goods themselves lack a description or a code; the goods lists raise those flags."""
    if not case.line.first("description"):
        case.lacks("vague_goods", "description")
    for code in ("misdeclared", "code_against_text"):
        if not case.line.first("description"):
            case.lacks(code, "description")
        elif not (case.line.first("hs_code") or case.line.first("hs_code.gng")):
            case.lacks(code, "hs_code")
    return ()
