"""Lines against goods lists.

Rules of the Common High Priority List (``chpl``) fire whatever the destination: the goods themselves are the risk.
Every other list fires only where the shipment's direction is the rule's: an export rule when the route touches one of
its target countries, an import rule when the goods come from one. Otherwise an EU annex with hundreds of codes would
flag half of all trade.
"""

from collections.abc import Sequence

from screening.goods.control import find_control_number
from screening.goods.parts import KNOWN_FAMILY, OFF, Part, find_part
from screening.goods.types import SHIPPED_THRESHOLD, Flag, GoodsMatch, GoodsQuery
from screening.goods.words import find_words, is_vague
from screening.model.goods import Direction, GoodsRule
from screening.model.hits import Evidence, HitKind, Reason

HIGH_PRIORITY = "chpl"
CONTROL_NUMBERS = "control-numbers"
CONTROL_SOURCE = "Regulation (EU) 2021/821 Annex I; 15 CFR 774 supplement 1"

CODE, CODE_SHORT, CODE_EX = 95.0, 70.0, 65.0
WORDS, WORDS_WEAK = 90.0, 58.0
MISDECLARED = 75.0
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

    def __init__(self, rules: Sequence[GoodsRule]) -> None:
        self._by_code: dict[str, list[GoodsRule]] = {}
        self._prefixes: dict[str, list[GoodsRule]] = {}
        for rule in rules:
            self._by_code.setdefault(rule.code, []).append(rule)
            for length in range(4, len(rule.code)):
                self._prefixes.setdefault(rule.code[:length], []).append(rule)
        self._lengths = sorted({len(code) for code in self._by_code}, reverse=True)
        self._high_priority = {r.code: r for r in rules if r.list_id == HIGH_PRIORITY}

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
        for match in (*self._code_matches(query), *self._text_matches(query), *self._control_matches(query)):
            held = best.get(match.rule.list_id)
            if held is None or match.score > held.score:
                best[match.rule.list_id] = match
        return sorted(best.values(), key=lambda match: -match.score)

    def _code_matches(self, query: GoodsQuery) -> list[GoodsMatch]:
        code = query.code
        if not code.isdigit() or len(code) < 4:
            return []
        found = []
        for length in self._lengths:
            for rule in self._by_code.get(code[:length], ()) if length <= len(code) else ():
                if not self._applies(rule, query):
                    continue
                # A price floor covers a part of the code only; the price is the officer's to compare.
                partly = rule.ex or rule.price_floor is not None
                score, reason = (CODE_EX, "goods_code_ex") if partly else (CODE, "goods_code")
                found.append(
                    _match(
                        rule, score, "code", "hs_code", reason, Evidence("hs_prefix", code, rule.code, score), code=code
                    )
                )
        if not found and len(code) < 6:
            for rule in self._prefixes.get(code, ()):
                if self._applies(rule, query):
                    found.append(
                        _match(
                            rule,
                            CODE_SHORT,
                            "code",
                            "hs_code",
                            "goods_code_short",
                            Evidence("hs_prefix", code, rule.code, CODE_SHORT),
                            code=code,
                        )
                    )
                    break
        return found

    @staticmethod
    def _applies(rule: GoodsRule, query: GoodsQuery) -> bool:
        if rule.valid_to and query.date and query.date > rule.valid_to:
            return False
        if rule.list_id == HIGH_PRIORITY:
            return True
        if rule.direction is Direction.IMPORT:
            return query.origin in rule.targets
        return any(country in rule.targets for country in (query.destination, *query.route))

    @staticmethod
    def _control_matches(query: GoodsQuery) -> list[GoodsMatch]:
        """Numbers of control lists that the text names; they need no list, for the sender says it himself."""
        found = find_control_number(query.text)
        if found is None:
            return []
        rule = GoodsRule(CONTROL_NUMBERS, found.number, "EU 2021/821, US CCL, KZ 424", names=(("en", found.number),),
                         source=CONTROL_SOURCE)  # fmt: skip
        score = CONTROL_LABELLED if found.labelled else CONTROL_BARE
        evidence = Evidence("goods_word", found.text, found.number, score)
        return [
            _match(rule, score, "control_number", "description", "goods_control_number", evidence, words=found.number)
        ]

    def _text_matches(self, query: GoodsQuery) -> list[GoodsMatch]:
        if not self._high_priority:
            return []
        covered = query.code[:6] in self._high_priority
        found = []
        part = find_part(query.text, query.article, query.maker or query.brand)
        off_part = part is not None and part.code == OFF
        for words in find_words(query.text):
            rule = self._high_priority.get(words.code)
            if rule is None or (off_part and not covered):
                continue
            found.append(
                _match(rule, self._weighed(WORDS, query, rule), "words", "description", "goods_words",
                       Evidence("goods_word", words.words, rule.name("en"), WORDS), words=words.words)
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
            _match(rule, self._weighed(part.score, query, rule), part.basis, field, reason, evidence, words=part.text)
        ]

    def _weighed(self, score: float, query: GoodsQuery, rule: GoodsRule) -> float:
        """Lower the score of a text whose own whole code is not on the list."""
        code = query.code
        if len(code) >= 6 and code.isdigit() and code[:6] not in self._high_priority:
            return score * (_SAME_HEADING if code[:4] == rule.code[:4] else _OTHER_HEADING)
        return score

    def flags(self, query: GoodsQuery, matches: Sequence[GoodsMatch]) -> tuple[Flag, ...]:
        """Return the flags of the goods themselves: misdeclared, or too vague to be judged."""
        flags: list[Flag] = []
        code = query.code
        if len(code) >= 6 and code.isdigit() and code[:6] not in self._high_priority and query.text:
            found = self._against_code(query, code)
            if found:
                words, rule = found
                flags.append(
                    Flag("misdeclared", HitKind.FLAG, "description", query.text[:300], MISDECLARED,
                         Reason("text_against_code", (("rule", rule.name("en")), ("code", code))),
                         (Evidence("goods_word", words, rule.name("en")), Evidence("hs_prefix", code, "")), "goods-text")
                )  # fmt: skip
        if not matches and not query.article and not _tells_goods(code) and is_vague(query.text):
            flags.append(
                Flag("vague_goods", HitKind.FLAG, "description", query.text[:300], VAGUE,
                     Reason("vague_goods", (("text", query.text[:120]),)),
                     (Evidence("rule_field", "description", query.text[:120]),), "goods-text")
            )  # fmt: skip
        return tuple(flags)

    def _against_code(self, query: GoodsQuery, code: str) -> tuple[str, GoodsRule] | None:
        for words in find_words(query.text):
            rule = self._high_priority.get(words.code)
            # Within the same heading words and code do not contradict: a part of a router is no router.
            if rule is not None and rule.code[:4] != code[:4] and code[:2] not in ("84", "85", "88", "90", "93"):
                return words.words, rule
        part = find_part(query.text, query.article)
        if part is not None and part.code != OFF and part.score >= KNOWN_FAMILY:
            rule = self._high_priority.get(part.code)
            # Boards, modules and their parts carry the numbers of their chips; other headings have no reason to.
            if rule is not None and code[:4] not in _MAY_CARRY_CHIPS and rule.code[:4] != code[:4]:
                return part.text, rule
        return None


def _tells_goods(code: str) -> bool:
    """Whether a customs code says by itself what the goods are: at least a heading, and no collective one (99)."""
    return code.isdigit() and len(code) >= 4 and code[:2] != "99"


def _match(
    rule: GoodsRule, score: float, basis: str, field: str, reason: str, evidence: Evidence, **values: str
) -> GoodsMatch:
    data = (("rule", f"{rule.name('en')} ({rule.code})"), ("list", rule.list_id), *values.items())
    source = Evidence("rule_source", f"{rule.regime} {rule.annex}".strip(), rule.source)
    return GoodsMatch(rule, round(score, 1), basis, field, Reason(reason, data), (evidence, source))
