"""Weak signs of diversion. By themselves they mean nothing; the judge asks for them only beside high-priority goods."""

import re
from collections.abc import Iterable, Sequence

from screening.countries import country_code, country_name
from screening.goods.amounts import amount
from screening.goods.types import Flag
from screening.goods.words import folded
from screening.model.manifests import PARTY_FIELDS
from screening.route.case import Case
from screening.route.definitions import (
    definitions,
    free_mail_domains,
    other_business,
    phone_country,
    says_nothing,
)
from screening.route.facts import party_key

_PRIVATE = re.compile(
    r"(?<!\w)(?:кв\.? ?№? ?\d|квартир|пәтер|apt\.? ?\d|apartment|flat ?(?:no\.? ?)?\d|daire ?(?:no)?:? ?\d|wohnung|室\d?)|\d+室"
)
_MAIL = re.compile(r"[\w.+\-]+@([\w\-]+(?:\.[\w\-]+)+)")
_RELOAD = re.compile(
    r"перегруз|перецеп|перевалк|перетарк|reload|re-?loading|transhipment|transshipment|cross-?dock|қайта тиеу|换装|aktarma"
)
_FREE_OF_CHARGE = re.compile(
    r"бесплатн|безвозмездн|без оплаты|без стоимости|free of charge|\bf\.?o\.?c\b|no (?:commercial )?value|\bn\.?c\.?v\b|тегін|"
    r"免费|无价|bedelsiz|ücretsiz"
)
_AMOUNTS = ("value", "unit_price")
_EAEU = frozenset(["RU", "BY", "KG", "AM", "KZ"])


def phone(case: Case) -> Iterable[Flag]:
    """Yield a receiver's phone of another country than the receiver (or the destination).

    A phone that the manifest gives to no party is compared with every country of the line.
    """
    line = case.line
    own = line.all("consignee.phone")
    values = own or line.all("phone")
    if not values:
        case.lacks("phone_country_differs", "consignee.phone")
        return
    fields = ["consignee.country", "destination_country"]
    if not own:
        fields += ["dispatch_country", "consignor.country", "origin_country", "trading_country"]
    countries = {country_code(value.text) for field in fields for value in line.all(field)} - {""}
    if not countries:
        case.lacks("phone_country_differs", "destination_country")
        return
    for value in values:
        of_phone = phone_country(value.text)
        if of_phone and of_phone not in countries:
            named = ", ".join(map(country_name, sorted(countries)))
            data = {"phone_country": country_name(of_phone), "country": named}
            yield case.flag("phone_country_differs", value, data)
            return


def end_use(case: Case) -> Iterable[Flag]:
    """Yield an end use that the manifest asks for and that is empty or generic, where no end user is named."""
    line = case.line
    asked = next((value for value in line.values if value.field in ("end_use", "end_user")), None)
    if asked is None:
        case.lacks("no_end_use", "end_use")
        return
    if not line.first("end_user") and says_nothing(line.text("end_use")):
        value = next((v for v in line.values if v.field == "end_use"), asked)
        yield case.flag("no_end_use", value, {"text": value.text})


def private_address(case: Case) -> Iterable[Flag]:
    """Yield a receiver whose address is a flat."""
    values = [v for role in ("consignee", "end_user") for v in case.line.all(f"{role}.address")]
    if not values:
        case.lacks("private_address", "consignee.address")
    for value in values:
        match = _PRIVATE.search(folded(value.text))
        if match:
            yield case.flag("private_address", value, {"address": value.text[:120]}, used=match[0])
            return


def free_mail(case: Case) -> Iterable[Flag]:
    """Yield a receiver with a mail address of a provider for everybody."""
    values = [*case.line.all("consignee.email"), *case.line.all("end_user.email"), *case.line.all("email")]
    if not values:
        case.lacks("free_mail", "consignee.email")
    for value in values:
        domain = next((d for d in _MAIL.findall(value.text.casefold()) if d in free_mail_domains()), "")
        if domain:
            yield case.flag("free_mail", value, {"domain": domain}, used=domain)
            return


def payer(case: Case) -> Iterable[Flag]:
    """Yield a payer, or a paying bank, of a country that is neither end of the shipment."""
    line = case.line
    ends = {case.destination, case.origin, case.country("dispatch_country"), case.country("consignor.country"),
            case.country("consignee.country"), case.country("buyer.country")} - {""}  # fmt: skip
    values = [*line.all("payer.country"), *line.all("bank.country")]
    if not values or not ends:
        case.lacks("payer_third_country", "payer.country" if not values else "destination_country")
        return
    for value in values:
        country = country_code(value.text)
        if country and country not in ends:
            yield case.flag("payer_third_country", value, {"country": country_name(country)})
            return


def payer_named(case: Case) -> Iterable[Flag]:
    """Yield a payer who is no party of the shipment, by names as the history tells them apart."""
    value = case.line.first("payer")
    if value is None:
        case.lacks("payer_no_party", "payer")
        return
    others = {party_key(v.text) for field in PARTY_FIELDS if field != "payer" for v in case.line.all(field)} - {""}
    if not others:
        case.lacks("payer_no_party", "consignee")
    elif party_key(value.text) not in others:
        yield case.flag("payer_no_party", value, {"party": value.text})


def business(case: Case) -> Iterable[Flag]:
    """Yield a receiver whose name tells a business that needs no such goods."""
    values = [*case.line.all("end_user"), *case.line.all("consignee")]
    if not values:
        case.lacks("goods_against_business", "consignee")
    for value in values:
        match = other_business().search(folded(value.text))
        if match:
            yield case.flag("goods_against_business", value, {"party": value.text, "words": match[0]}, used=match[0])
            return


def value(case: Case) -> Iterable[Flag]:
    """Yield a value of nothing, or one in round thousands (multiples of the threshold): made up, or a gift."""
    told = [(v, amount(v.text)) for field in _AMOUNTS for v in case.line.all(field)]
    free = next((v for v, _ in told if _FREE_OF_CHARGE.search(folded(v.text))), None)
    numbers = [(v, number) for v, number in told if number is not None]
    if free is None and not numbers:
        case.lacks("zero_or_round_value", "value")
        return
    step = case.thresholds["zero_or_round_value"]
    nothing = free or next((v for v, number in numbers if number == 0), None)
    if nothing is not None:
        yield case.flag("zero_or_round_value", nothing, {"value": nothing.text})
        return
    found = next((v for v, number in numbers if number >= step and number % step == 0), None)
    if found is not None:
        yield case.flag("zero_or_round_value", found, {"value": found.text})


def eaeu(case: Case) -> Iterable[Flag]:
    """Yield goods that move within the customs union on a waybill alone, without a customs declaration."""
    line = case.line
    if not any(v.field == "declaration_no" for v in line.values):
        case.lacks("eaeu_without_declaration", "declaration_no")
        return
    leaves = case.country("dispatch_country", "consignor.country", "origin_country")
    if leaves in _EAEU and case.destination in _EAEU - {leaves} and not line.first("declaration_no"):
        value = line.first("destination_country") or line.first("consignee.country")
        yield case.flag("eaeu_without_declaration", value, {"country": country_name(case.destination)})


def reload(case: Case) -> Iterable[Flag]:
    """Yield cargo that is reloaded on its way with one transport document alone; told of any goods under control."""
    line = case.line
    fields = ("warehouse", "remarks", "border_office", "transit_country", "delivery_place")
    values = [v for field in fields for v in line.all(field)]
    if not values:
        case.lacks("reload_one_paper", "warehouse")
        return
    if not case.goods:
        return
    place = next((v for v in values if _RELOAD.search(folded(v.text))), None)
    if place is None:
        return
    papers = {v.text for v in line.all("transport_doc_no")}
    if not papers:
        case.lacks("reload_one_paper", "transport_doc_no")
    elif len(papers) == 1 and not re.search(r"[,;/]\s*\S", next(iter(papers))):
        yield case.flag("reload_one_paper", place, {"paper": next(iter(papers))})


def together(case: Case, flags: Sequence[Flag]) -> Iterable[Flag]:
    """Yield one flag more where several weak signs stand on one line: each is nothing, together they are a pattern.

    Where those that lacked a field could have made it up to the number, it is not checked for want of the first of them.
    """
    known = definitions()
    weak = [flag for flag in flags if flag.code in known and known[flag.code].weak]
    # Those of the history tell themselves that they lack one: a young store would leave this flag for ever unasked.
    unasked: dict[str, str] = {}
    for code, field in case.missing:
        if code in known and known[code].weak and known[code].needs == "line":
            unasked.setdefault(code, field)
    if len(weak) >= case.thresholds["several_weak"]:
        value = case.line.first("consignee") or case.line.first("description")
        data = {"count": str(len(weak)), "flags": ", ".join(flag.code for flag in weak)}
        yield case.flag("several_weak", value, data, used=data["flags"])
    elif unasked and len(weak) + len(unasked) >= case.thresholds["several_weak"]:
        case.lacks("several_weak", next(iter(unasked.values())))
