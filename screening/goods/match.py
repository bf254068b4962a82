"""Lines against goods lists.

Rules of the Common High Priority List (``chpl``) fire whatever the destination: the goods themselves are the risk.
Every other list fires only where the shipment's direction is the rule's: an export rule when the route touches one of
its target countries, an import rule when the goods come from one. Otherwise an EU annex with hundreds of codes would
flag half of all trade.
"""

from collections.abc import Sequence

from screening.goods.codes import HIGH_PRIORITY, CodeRules, in_force
from screening.goods.control import ControlLists
from screening.goods.editions import other_codes
from screening.goods.parts import KNOWN_FAMILY, OFF, Part, PartTable, bundled_parts
from screening.goods.plain import speaks_of_other_goods
from screening.goods.rates import Rates
from screening.goods.tables import PatternTables, bundled
from screening.goods.types import SHIPPED_THRESHOLD, Flag, GoodsMatch, GoodsQuery, match_of
from screening.goods.words import WordTable, bundled_words, is_vague
from screening.model.goods import GoodsRule
from screening.model.hits import Evidence, HitKind, Reason

CONTROL_NUMBERS = "control-numbers"
CONTROL_SOURCE = "Regulation (EU) 2021/821 Annex I; 15 CFR 774 supplement 1"

WORDS, WORDS_WRONG = 90.0, 76.0
"""Words as the table has them; with a wrong letter, or a Russian word in Latin letters."""
MISDECLARED, MISDECLARED_OTHERWISE = 75.0, 55.0
"""A controlled text under an innocent code; an innocent text under a controlled code."""
VAGUE = 40.0
CONTROL_LABELLED, CONTROL_BARE = 85.0, 70.0
"""Scores, 0-100."""

_MAY_CARRY_CHIPS = frozenset(
    ["8471", "8504", "8517", "8523", "8525", "8526", "8527", "8528", "8529", "8531", "8534", "8536", "8537", "8538",
     "8541", "8542", "8543", "9013", "9014", "9026", "9027", "9028", "9029", "9030", "9031", "9032"]
)  # fmt: skip

_SAME_HEADING, _OTHER_HEADING = 0.8, 0.6
"""A text that speaks of controlled goods under another, whole code is less likely the goods of the list: by so much
where the code is of the same heading; where it is not, a flag of misdeclaration takes the place of the hit."""


class GoodsMatcher:
    """All goods lists, ready to be asked. Pure and picklable."""

    def __init__(
        self, rules: Sequence[GoodsRule], *, rates: Rates | None = None, own: PatternTables | None = None
    ) -> None:
        """Take the rules of all lists, exchange rates for their price floors, and the officer's own patterns."""
        self._control = ControlLists(rules)
        rules = [rule for rule in rules if not rule.by_number]
        self._codes = CodeRules(rules, rates or Rates(()))
        self._high_priority = {r.code: r for r in rules if r.list_id == HIGH_PRIORITY}
        # A code of the edition 2017 of which a controlled one was made is on the list as well.
        self._on_list = self._high_priority.keys() | {
            other.code for rule in self._high_priority.values() for other in other_codes(rule.code, rule.edition)
        }
        self._words, self._parts = bundled_words(), bundled_parts()
        if own is not None and own.digest:
            tables = bundled() + own
            self._words = WordTable(tables.words, tables.innocent)
            self._parts = PartTable(tables.part_numbers, tables.makers)

    def match(self, queries: Sequence[GoodsQuery], *, min_score: float = 0.0) -> list[tuple[GoodsMatch, ...]]:
        """Return for each query the rules it meets at or above ``min_score`` (0: the shipped threshold), best first.

        At most one rule of each list.
        """
        least = min_score or SHIPPED_THRESHOLD
        answers: dict[GoodsQuery, tuple[GoodsMatch, ...]] = {}
        for query in queries:
            if query not in answers:
                answers[query] = tuple(m for m in self._matches(query) if m.score >= least)
        return [answers[query] for query in queries]

    def _matches(self, query: GoodsQuery) -> list[GoodsMatch]:
        best: dict[str, GoodsMatch] = {}
        for match in (*self._codes.matches(query), *self._text_matches(query), *self._control_matches(query)):
            held = best.get(match.rule.list_id)
            if held is None or match.score > held.score:
                best[match.rule.list_id] = match
        return sorted(best.values(), key=lambda match: -match.score)

    def _control_matches(self, query: GoodsQuery) -> list[GoodsMatch]:
        """Numbers of control lists that the text names; they need no list, for the sender says it himself.

        Where loaded lists have the number, it is their item that is met.
        """
        found, items = self._control.find(query.text)
        if found is None:
            return []
        rules = [item for item in items if in_force(item, query)] or [
            GoodsRule(CONTROL_NUMBERS, found.number, "EU 2021/821, US CCL, KZ 424", names=(("en", found.number),),
                      source=CONTROL_SOURCE)
        ]  # fmt: skip
        score = CONTROL_LABELLED if found.labelled else CONTROL_BARE
        return [
            match_of(rule, score, "control_number", "description", "goods_control_number",
                     Evidence("goods_word", found.text, rule.name("en"), score), words=found.number)
            for rule in rules
        ]  # fmt: skip

    def _text_matches(self, query: GoodsQuery) -> list[GoodsMatch]:
        if not self._high_priority:
            return []
        covered = query.code[:6] in self._on_list
        found = []
        part = self._parts.find(query.text, query.article, query.maker or query.brand)
        off_part = part is not None and part.code == OFF
        for words in self._words.find(query.text):
            rule = self._high_priority.get(words.code)
            if rule is None or (off_part and not covered):
                continue
            score = WORDS if words.exact else WORDS_WRONG
            found.append(
                match_of(rule, self._weighed(score, query, rule), "words", "description", "goods_words",
                         Evidence("goods_word", words.words, rule.name("en"), score), words=words.words)
            )  # fmt: skip
        if part is not None and part.code != OFF:
            found += self._part_matches(query, part)
        return found

    def _part_matches(self, query: GoodsQuery, part: Part) -> list[GoodsMatch]:
        rule = self._high_priority.get(part.code)
        if rule is None:
            return []
        field = (
            "description"
            if part.text.casefold() in query.text.casefold()
            else "article_no"
            if query.article
            else "description"
        )
        reason = "goods_part_number" if part.basis == "part_number" else "goods_maker"
        evidence = Evidence(part.basis, part.text, rule.name("en"), part.score)
        return [
            match_of(rule, self._weighed(part.score, query, rule), part.basis, field, reason, evidence, words=part.text)
        ]

    def _weighed(self, score: float, query: GoodsQuery, rule: GoodsRule) -> float:
        """Lower the score of a text whose own whole code is not on the list."""
        code = query.code
        if len(code) >= 6 and code.isdigit() and code[:6] not in self._on_list:
            return score * (_SAME_HEADING if code[:4] == rule.code[:4] else _OTHER_HEADING)
        return score

    def flags(self, query: GoodsQuery, matches: Sequence[GoodsMatch]) -> tuple[Flag, ...]:
        """Return the flags of the goods themselves: misdeclared, or too vague to be judged."""
        flags: list[Flag] = []
        code = query.code
        if len(code) >= 6 and code.isdigit() and code[:6] not in self._on_list and query.text:
            found = self._against_code(query, code)
            if found:
                words, rule = found
                flags.append(
                    Flag("misdeclared", HitKind.FLAG, "description", query.text[:300], MISDECLARED,
                         Reason("text_against_code", (("rule", rule.name("en")), ("code", code))),
                         (Evidence("goods_word", words, rule.name("en")), Evidence("hs_prefix", code, "")), "goods-text")
                )  # fmt: skip
        if len(code) >= 6 and code[:6] in self._on_list and not self._words.find(query.text):
            other = speaks_of_other_goods(query.text, code)
            if other and self._parts.find(query.text, query.article) is None:
                name = next((m.rule.name("en") for m in matches if m.basis == "code"), code)
                flags.append(
                    Flag("code_against_text", HitKind.FLAG, "description", query.text[:300], MISDECLARED_OTHERWISE,
                         Reason("code_against_text", (("code", code), ("rule", name), ("words", other))),
                         (Evidence("hs_prefix", code, code[:6]), Evidence("plain_word", other, code)), "goods-text")
                )  # fmt: skip
        if not matches and not query.article and not _tells_goods(code) and is_vague(query.text):
            flags.append(
                Flag("vague_goods", HitKind.FLAG, "description", query.text[:300], VAGUE,
                     Reason("vague_goods", (("text", query.text[:120]),)),
                     (Evidence("rule_field", "description", query.text[:120]),), "goods-text")
            )  # fmt: skip
        return tuple(flags)

    def _against_code(self, query: GoodsQuery, code: str) -> tuple[str, GoodsRule] | None:
        for words in self._words.find(query.text):
            rule = self._high_priority.get(words.code)
            # Within the same heading words and code do not contradict: a part of a router is no router.
            if rule is not None and rule.code[:4] != code[:4] and code[:2] not in ("84", "85", "88", "90", "93"):
                return words.words, rule
        part = self._parts.find(query.text, query.article)
        if part is not None and part.code != OFF and part.score >= KNOWN_FAMILY:
            rule = self._high_priority.get(part.code)
            # Boards, modules and their parts carry the numbers of their chips; other headings have no reason to.
            if rule is not None and code[:4] not in _MAY_CARRY_CHIPS and rule.code[:4] != code[:4]:
                return part.text, rule
        return None


def _tells_goods(code: str) -> bool:
    """Whether a customs code says by itself what the goods are: at least a heading, and no collective one (99)."""
    return code.isdigit() and len(code) >= 4 and code[:2] != "99"
