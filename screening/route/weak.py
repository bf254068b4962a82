"""Weak signs of diversion. By themselves they mean nothing; the judge asks for them only beside high-priority goods."""

import re
from collections.abc import Iterable, Sequence

from screening.countries import country_code, country_name
from screening.goods.types import Flag
from screening.goods.words import folded
from screening.route.case import Case
from screening.route.definitions import (
    definitions,
    free_mail_domains,
    other_business,
    phone_country,
    says_nothing,
)

_PRIVATE = re.compile(
    r"(?<!\w)(?:кв\.? ?№? ?\d|квартир|пәтер|apt\.? ?\d|apartment|flat ?(?:no\.? ?)?\d|daire ?(?:no)?:? ?\d|wohnung|室\d?)|\d+室"
)
_MAIL = re.compile(r"[\w.+\-]+@([\w\-]+(?:\.[\w\-]+)+)")
_RELOAD = re.compile(
    r"перегруз|перецеп|перевалк|перетарк|reload|re-?loading|transhipment|transshipment|cross-?dock|қайта тиеу|换装|aktarma"
)
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
    """Yield one flag more where several weak signs stand on one line: each is nothing, together they are a pattern."""
    weak = [flag for flag in flags if flag.code in definitions() and definitions()[flag.code].weak]
    if len(weak) >= case.thresholds["several_weak"]:
        value = case.line.first("consignee") or case.line.first("description")
        data = {"count": str(len(weak)), "flags": ", ".join(flag.code for flag in weak)}
        yield case.flag("several_weak", value, data, used=data["flags"])
