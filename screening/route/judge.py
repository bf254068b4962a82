"""The route and diversion flags that a line gives by itself.

Flags after the joint alerts of FinCEN and BIS (28 June 2022, 19 May 2023), the tri-seal note of 2 March 2023 and the
transit guidance of the European Union; each carries the fields it used. Weak signs are raised only together with
high-priority goods, so that an ordinary line has none. A flag whose fields the line does not have is "not checked".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from screening.countries import country_code, country_name
from screening.goods.codes import HIGH_PRIORITY
from screening.goods.types import Flag, GoodsMatch
from screening.goods.words import folded
from screening.identifiers import bin_registered, find_identifiers
from screening.model.hits import Evidence, HitKind, Reason
from screening.model.manifests import Line, Value
from screening.route.definitions import definitions
from screening.route.places import TARGETS, TERRITORIES, brands, places_in, transshipment_countries
from screening.route.weak import end_use_flags, phone_flags

EU = frozenset(
    ["AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
     "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"]
)  # fmt: skip
CENTRAL_ASIA_AND_CAUCASUS = frozenset(["KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "MN"])

SURE_GOODS = 60.0
"""Score from which goods count as high-priority for a flag."""

DESTINATION, PLACE, RECEIVER = 90.0, 95.0, 85.0
"""Severities of countries and places, 0-100; those of the flags stand in ``resources/route/flags.tsv``."""

_AS_DEFINED = 0.0
"""Stands until the judge gives the flag its severity from the definitions or the settings."""

NEW_COMPANY_AFTER = "2022-02"

_DESTINATION_FIELDS = (
    "destination_country",
    "consignee.country",
    "delivery_place",
    "port_discharge",
    "consignee.address",
)
_TRANSIT_FIELDS = ("transit_country", "border_office")
_FORWARDER = re.compile(
    r"логист|экспедир|экспедит|карго|транс(?:порт|сервис|экспресс)|freight|forward|cargo|logistic|express|courier|"
    r"warehouse|склад|\bсвх\b|bank\b|банк\b|货运|物流"
)
_LABELLED = re.compile(r"(?:инн|inn|огрн(?:ип)?|ogrn(?:ip)?|унп|unp)(?:\s*/\s*\w+)?[\s:№#=\-]*$", re.IGNORECASE)
"""A bare number of ten digits passes the check of an INN one time in ten: contract numbers would flood the officer."""
_FREE_TEXT = ("remarks", "marks", "end_use", "contract")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The flags of a line, and (flag, missing field) of what could not be checked."""

    flags: tuple[Flag, ...]
    not_checked: tuple[tuple[str, str], ...]


class RouteJudge:
    """Judges lines one by one; holds no state but its settings.

    ``switched_off`` names flags (codes of ``resources/route/flags.tsv``) that the officer does not want;
    ``severities`` replaces the severity (0-100) of flags. An unknown code raises KeyError. Countries and territories
    under embargo cannot be switched off.
    """

    def __init__(self, switched_off: Iterable[str] = (), severities: Mapping[str, float] | None = None) -> None:
        own = severities or {}
        self._off = frozenset(definitions()[code].code for code in switched_off)
        self._severities = {**{d.code: d.severity for d in definitions().values()},
                            **{definitions()[code].code: severity for code, severity in own.items()}}  # fmt: skip

    def judge(self, line: Line, goods: Sequence[GoodsMatch]) -> Judgement:
        """Return what the route of a line says, given the goods rules that it meets."""
        flags: list[Flag] = []
        not_checked: list[tuple[str, str]] = []
        flags += self._destination(line, not_checked)
        targets = {flag.code for flag in flags}
        high = max((m for m in goods if m.rule.list_id == HIGH_PRIORITY and m.score >= SURE_GOODS),
                   key=lambda m: m.score, default=None)  # fmt: skip
        if high is not None:
            flags += self._high_priority(line, high, bool(targets), not_checked)
        flags += self._transit(line, goods, high is not None, not_checked)
        flags += self._carrier(line, not_checked)
        flags += self._traces(line, bool(targets), not_checked)
        flags += self._brand(line, bool(targets), not_checked)
        return Judgement(
            tuple(self._defined(flag) for flag in flags if flag.code not in self._off),
            tuple(dict.fromkeys((code, field) for code, field in not_checked if code not in self._off)),
        )

    def _defined(self, flag: Flag) -> Flag:
        """Give a flag the severity of the settings and the source of its definition."""
        if flag.kind is not HitKind.FLAG:
            return flag
        source = Evidence("rule_source", flag.code, definitions()[flag.code].source)
        return replace(flag, score=self._severities[flag.code], evidence=(*flag.evidence, source))

    def _destination(self, line: Line, not_checked: list[tuple[str, str]]) -> list[Flag]:
        flags: dict[str, Flag] = {}
        seen = False
        for field in _DESTINATION_FIELDS:
            for value in line.all(field):
                seen = True
                for flag in _destination_flags(field, value):
                    flags.setdefault(flag.code, flag)
        for field in ("consignee", "notify_party", "end_user"):
            # A party's cell may hold its address; what stands before the first comma is a name ("Крым Трейд").
            for value in line.all(field):
                address = value.raw.partition(",")[2] or value.raw.partition("\n")[2]
                for code, words in places_in(address) if address else ():
                    flag = _country_flag(code, field, value, words, RECEIVER)
                    flags.setdefault(flag.code, flag)
        if not seen:
            not_checked.append(("destination", "destination_country"))
        return list(flags.values())

    def _high_priority(
        self, line: Line, goods: GoodsMatch, to_target: bool, not_checked: list[tuple[str, str]]
    ) -> list[Flag]:
        flags = []
        used = Evidence("rule_field", goods.field, goods.rule.code)
        tier = ("tier", goods.rule.tier)
        destination = line.first("destination_country") or line.first("consignee.country")
        code = country_code(destination.text) if destination else ""
        transit = [(v, country_code(v.text)) for v in line.all("transit_country")]
        watched = [
            (v, c) for v, c in [(destination, code), *transit] if v is not None and c in transshipment_countries()
        ]
        origin = country_code(line.text("origin_country") or line.text("dispatch_country"))
        if to_target and destination is not None and code in TARGETS:
            flags.append(
                Flag("chpl_embargoed", HitKind.FLAG, destination.field, destination.text, _AS_DEFINED,
                     Reason("chpl_embargoed", (tier, ("country", country_name(code)))), (used,))
            )  # fmt: skip
        elif watched:
            value, country = watched[0]
            if origin != country:
                flags.append(
                    Flag("chpl_transshipment", HitKind.FLAG, value.field, value.text, _AS_DEFINED,
                         Reason("chpl_transshipment", (tier, ("country", country_name(country)))),
                         (used, Evidence("rule_field", value.field, value.text)), "transshipment")
                )  # fmt: skip
        elif destination is None:
            not_checked.append(("chpl_transshipment", "destination_country"))
        flags += self._new_company(line, used, not_checked)
        flags += self._forwarder(line, used, not_checked)
        flags += phone_flags(line, used, not_checked)
        flags += end_use_flags(line, used, not_checked)
        return flags

    @staticmethod
    def _new_company(line: Line, used: Evidence, not_checked: list[tuple[str, str]]) -> list[Flag]:
        numbers = [v for role in ("consignee", "buyer", "end_user") for v in line.all(f"{role}.tax_id")]
        if not any(bin_registered(re.sub(r"\D", "", value.text)) for value in numbers):
            # No number, or none that is a Kazakh BIN: its month of registration is unknown.
            not_checked.append(("new_company_chpl", "consignee.tax_id"))
        for value in numbers:
            digits = re.sub(r"\D", "", value.text)
            month = bin_registered(digits)
            if month > NEW_COMPANY_AFTER:
                return [
                    Flag("new_company_chpl", HitKind.FLAG, value.field, value.text, _AS_DEFINED,
                         Reason("new_company_chpl", (("month", month),)), (used, Evidence("rule_field", value.field, digits)))
                ]  # fmt: skip
        return []

    @staticmethod
    def _forwarder(line: Line, used: Evidence, not_checked: list[tuple[str, str]]) -> list[Flag]:
        if line.first("end_user"):
            return []
        value = line.first("consignee")
        if value is None:
            not_checked.append(("forwarder_end_user", "consignee"))
        if value and _FORWARDER.search(folded(value.text)):
            return [
                Flag("forwarder_end_user", HitKind.FLAG, "consignee", value.text, _AS_DEFINED,
                     Reason("forwarder_end_user", (("party", value.text),)), (used, Evidence("rule_field", "consignee", value.text)))
            ]  # fmt: skip
        return []

    @staticmethod
    def _transit(line: Line, goods: Sequence[GoodsMatch], high: bool, not_checked: list[tuple[str, str]]) -> list[Flag]:
        destination = country_code(line.text("destination_country") or line.text("consignee.country"))
        values = [v for field in _TRANSIT_FIELDS for v in line.all(field)]
        if not values:
            not_checked.append(("transit_through_target", "transit_country"))
        if destination in TARGETS or not (high or goods):
            return []
        origin = country_code(line.text("origin_country") or line.text("dispatch_country"))
        if destination and destination not in CENTRAL_ASIA_AND_CAUCASUS and origin not in EU:
            return []
        for value in values:
            for code, words in places_in(value.text):
                if code in TARGETS:
                    return [
                        Flag("transit_through_target", HitKind.FLAG, value.field, value.text, _AS_DEFINED,
                             Reason("transit_through_target", (("country", country_name(code)),)),
                             (Evidence("rule_field", value.field, words),))
                    ]  # fmt: skip
        return []

    @staticmethod
    def _carrier(line: Line, not_checked: list[tuple[str, str]]) -> list[Flag]:
        value = line.first("carrier")
        origin = country_code(line.text("origin_country"))
        dispatch = country_code(line.text("dispatch_country"))
        if value is None:
            not_checked.append(("target_carrier", "carrier"))
            return []
        if origin not in EU and dispatch not in EU:
            return []
        country = country_code(line.text("carrier.country"))
        numbers = [f for f in find_identifiers(f"{value.raw} {line.text('carrier.tax_id')}") if f.valid]
        if any(f.kind in ("inn", "ogrn") for f in numbers):
            country = country or "RU"
        country = country or next((c for c, _ in places_in(value.raw.partition(",")[2]) if c in TARGETS), "")
        if country in TARGETS:
            return [
                Flag("target_carrier", HitKind.FLAG, "carrier", value.text, _AS_DEFINED,
                     Reason("target_carrier", (("country", country_name(country)),)),
                     (Evidence("rule_field", "carrier", value.text), Evidence("rule_field", "origin_country", origin or dispatch)))
            ]  # fmt: skip
        return []

    @staticmethod
    def _traces(line: Line, to_target: bool, not_checked: list[tuple[str, str]]) -> list[Flag]:
        """Look for an end user in Russia or Belarus in free text of a shipment that is said to go elsewhere."""
        if not any(line.first(field) for field in _FREE_TEXT):
            not_checked.append(("target_traces", "remarks"))
        if to_target:
            return []
        for field in _FREE_TEXT:
            for value in line.all(field):
                places = [words for code, words in places_in(value.text) if code in TARGETS or code in TERRITORIES]
                numbers = [
                    f.value
                    for f in find_identifiers(value.text)
                    if f.valid and f.kind in ("inn", "ogrn", "unp") and _LABELLED.search(value.text[: f.start])
                ]
                found = places or numbers
                if found:
                    return [
                        Flag("target_traces", HitKind.FLAG, field, value.text, _AS_DEFINED,
                             Reason("target_traces", (("text", value.text[:120]),)), (Evidence("rule_field", field, found[0]),))
                    ]  # fmt: skip
        return []

    @staticmethod
    def _brand(line: Line, to_target: bool, not_checked: list[tuple[str, str]]) -> list[Flag]:
        if not to_target:
            return []
        fields = ("brand", "manufacturer", "description")
        if not any(line.first(field) for field in fields):
            not_checked.append(("brand_left_target", "brand"))
        for field in fields:
            value = line.first(field)
            match = brands().search(folded(value.text)) if value else None
            if value and match:
                return [
                    Flag("brand_left_target", HitKind.FLAG, field, value.text, _AS_DEFINED,
                         Reason("brand_left_target", (("brand", match[0]),)), (Evidence("rule_field", field, match[0]),))
                ]  # fmt: skip
        return []


def _destination_flags(field: str, value: Value) -> list[Flag]:
    code = country_code(value.text) if field.endswith("country") else ""
    if code:
        return [_country_flag(code, field, value, value.text, DESTINATION)] if code in TARGETS else []
    return [_country_flag(code, field, value, words, DESTINATION) for code, words in places_in(value.text)]


def _country_flag(code: str, field: str, value: Value, words: str, score: float) -> Flag:
    if code in TERRITORIES:
        country = {"UA-43": "Crimea", "UA-40": "Sevastopol", "UA-14": "Donetsk", "UA-09": "Luhansk"}[code]
        reason = Reason("place_embargoed", (("place", words), ("country", country)))
        score = PLACE
    else:
        name = "destination_embargoed" if score == DESTINATION else "party_country_embargoed"
        reason = Reason(name, (("country", country_name(code)),))
    return Flag(
        code, HitKind.COUNTRY, field, value.text, score, reason, (Evidence("rule_field", field, words),), "destinations"
    )
