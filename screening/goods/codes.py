"""Goods by customs code: which rules a line's code meets, and how surely."""

from collections.abc import Sequence
from dataclasses import replace

from screening.goods.editions import OtherCode, other_codes
from screening.goods.rates import Rates
from screening.goods.types import GoodsMatch, GoodsQuery, match_of
from screening.model.goods import Direction, GoodsRule
from screening.model.hits import Evidence
from screening.model.rates import Rate

HIGH_PRIORITY = "chpl"

CODE, CODE_OTHER_EDITION, CODE_SHORT, CODE_EX = 95.0, 72.0, 70.0, 65.0
"""Scores, 0-100."""

RECALLED = "official_rate"
"""What is missing where a price floor rests on rates that came with the program alone."""


class CodeRules:
    """The rules of all lists by code. Pure and picklable."""

    def __init__(self, rules: Sequence[GoodsRule], rates: Rates) -> None:
        self._rates = rates
        self._by_code: dict[str, list[GoodsRule]] = {}
        self._prefixes: dict[str, list[GoodsRule]] = {}
        self._other: dict[str, list[tuple[GoodsRule, OtherCode]]] = {}
        for rule in rules:
            self._by_code.setdefault(rule.code, []).append(rule)
            for length in range(4, len(rule.code)):
                self._prefixes.setdefault(rule.code[:length], []).append(rule)
            for other in other_codes(rule.code, rule.edition):
                self._other.setdefault(other.code, []).append((rule, other))
        self._lengths = sorted({len(code) for code in self._by_code}, reverse=True)

    def matches(self, query: GoodsQuery) -> list[GoodsMatch]:
        """Return every rule that the code of a line meets."""
        code = query.code
        if not code.isdigit() or len(code) < 4:
            return []
        found = [
            match
            for length in self._lengths
            if length <= len(code)
            for rule in self._by_code.get(code[:length], ())
            if applies(rule, query)
            if (match := self._covered(rule, query)) is not None
        ]
        met = {match.rule.list_id for match in found}
        found += [
            match
            for rule, other in self._other.get(code[:6], ())
            if rule.list_id not in met and applies(rule, query)
            if (match := _of_other_edition(rule, other, query)) is not None
        ]
        met = {match.rule.list_id for match in found}
        for rule in self._prefixes.get(code, ()):
            if rule.list_id not in met and applies(rule, query):
                met.add(rule.list_id)
                evidence = Evidence("hs_prefix", code, rule.code, CODE_SHORT)
                found.append(match_of(rule, CODE_SHORT, "code", "hs_code", "goods_code_short", evidence, code=code))
        return found

    def _covered(self, rule: GoodsRule, query: GoodsQuery) -> GoodsMatch | None:
        """Return how a rule whose code is met is met, or None when its price floor is not reached."""
        code = query.code
        rates: tuple[Rate, ...] = ()
        score, reason, missing = (CODE_EX, "goods_code_ex", "") if rule.ex else (CODE, "goods_code", "")
        values = {"code": code}
        if rule.price_floor is not None:
            price, missing, rates = self._price(rule, query)
            if missing == RECALLED:
                # Rates written from general knowledge clear nothing and accuse nobody.
                score, reason = CODE_EX, "goods_code_price_rate_recalled"
            elif missing:
                # Without price or rate nobody knows: possible, and told as not checked.
                score, reason = CODE_EX, "goods_code_price_unknown"
            elif price <= rule.price_floor:
                return None
            else:
                reason = "goods_code_above_floor" if not rule.ex else "goods_code_ex_above_floor"
            values |= {"price": f"{price:.2f}", "floor": f"{rule.price_floor:g}", "currency": rule.currency}
        match = match_of(
            rule, score, "code", "hs_code", reason, Evidence("hs_prefix", code, rule.code, score),
            missing=missing, **values,
        )  # fmt: skip
        told = tuple(
            Evidence("exchange_rate", f"{rate.day}: 1 {rate.currency} = {rate.worth:.6g} {rate.base}", rate.source)
            for rate in rates
        )
        return replace(match, evidence=(*match.evidence, *told)) if told else match

    def _price(self, rule: GoodsRule, query: GoodsQuery) -> tuple[float, str, tuple[Rate, ...]]:
        """Return the price of a piece in the rule's currency, the field that is missing for it, and the rates used."""
        if query.price is None:
            return 0.0, "unit_price", ()
        if not query.currency:
            return 0.0, "currency", ()
        if query.currency == rule.currency:
            return query.price, "", ()
        if not query.date:
            return 0.0, "date", ()
        found = self._rates.converted(query.price, query.currency, rule.currency, query.date)
        if found is None:
            return 0.0, "exchange_rate", ()
        return found.value, "" if found.official else RECALLED, found.rates


def applies(rule: GoodsRule, query: GoodsQuery) -> bool:
    """Whether a rule is in force on the line's date, covers its whole code and aims at its route.

    The Common High Priority List is no ban but tells what is sought: it counts whatever the route, and also for
    shipments from before the list.
    """
    if any(query.code.startswith(exception) for exception in rule.exceptions):
        return False
    if rule.list_id == HIGH_PRIORITY:
        return not (rule.valid_to and query.date and query.date > rule.valid_to)
    if not in_force(rule, query):
        return False
    if rule.direction is Direction.IMPORT:
        return query.origin in rule.targets
    return any(country in rule.targets for country in (query.destination, *query.route))


def in_force(rule: GoodsRule, query: GoodsQuery) -> bool:
    """Whether a rule is in force on the line's date; where there is no date it is."""
    if rule.valid_to and query.date and query.date > rule.valid_to:
        return False
    return not (rule.valid_from and query.date and query.date < rule.valid_from)


def _of_other_edition(rule: GoodsRule, other: OtherCode, query: GoodsQuery) -> GoodsMatch | None:
    rest = query.code[6:]
    if len(rule.code) > 6 and rest and not rest.startswith(rule.code[6:]) and other.whole:
        return None
    score = CODE if other.whole and not rule.ex and rule.price_floor is None else CODE_OTHER_EDITION
    reason = "goods_code_edition" if other.whole else "goods_code_edition_part"
    evidence = Evidence("hs_prefix", query.code, other.code, score)
    return match_of(
        rule, score, "code", "hs_code", reason, evidence, code=query.code, edition=other.edition[2:], now=rule.code
    )
