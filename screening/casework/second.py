"""When a decision needs a second person, by the settings of the office."""

import math
from collections.abc import Mapping

from screening.casework.reasons import NO_LONGER_LISTED
from screening.model.decisions import Disposition
from screening.model.hits import Hit, HitKind

TRUE_MATCH, GOODS, OVERRIDES, RELEASE_RISK, CLEAR_SCORE, SINGLE_USER = (
    "four_eyes.true_match", "four_eyes.goods", "four_eyes.overrides", "four_eyes.release_risk", "four_eyes.clear_score",
    "four_eyes.single_user",
)  # fmt: skip
"""Settings: "on" or "off"; the risk is 0-100, and releases above it need a second person, as letting an alert go does whose
score is at or above the other number ("" for none). What cannot be read asks for the second person."""

LIST_KIND = "list_kind."
"""Prefix of the settings that say what a list of the office's own is for: "block" or "watch"."""

DEFAULTS: Mapping[str, str] = {
    TRUE_MATCH: "on",
    GOODS: "on",
    OVERRIDES: "on",
    RELEASE_RISK: "50",
    # Of 178 alerts on 18,507 innocent names of the labelled sets 37 stand there, on 28 names; all but 4 of them at 100.
    CLEAR_SCORE: "95",
    # In an office of one person nobody can be second; "on" sends the cases to one outside as sealed files.
    SINGLE_USER: "off",
}

HOLDING = frozenset({Disposition.NEEDS_INFORMATION, Disposition.HELD, Disposition.LICENCE_NEEDED})
"""Dispositions that let nothing go and close nothing: they wait for no second person."""
CLEARING = frozenset({Disposition.FALSE_POSITIVE, Disposition.RELEASED, Disposition.LICENCE_HELD})
"""Dispositions that let the shipment go."""
_LETTING_GO = CLEARING | {Disposition.WITHDRAWN}
WEIGHTY = frozenset({Disposition.TRUE_MATCH, Disposition.REJECTED})
"""Dispositions that stop a shipment for good."""


def second_needed(
    settings: Mapping[str, str],
    disposition: Disposition,
    kind: HitKind,
    before: Disposition | None,
    before_had_second: bool,
    risk: float,
    blocked: bool,
    single_user: bool,
    proposed: bool = False,
    reason_code: str = "",
    certain: bool = False,
) -> str:
    """Return why a decision needs a second person, as a code, or an empty text.

    ``before`` is the decision in force (or what it only holds), ``risk`` the joint risk of the line, ``blocked``
    whether the entry stands on the office's own block list, ``proposed`` whether somebody proposed on this hit or on
    the same question elsewhere what a second person had to look at, and no second person has let it go since: taking
    a proposal back, or having it returned, does not spare them; ``certain`` whether :func:`is_certain` says so of the
    alert. "override": what weighed more, or a second person agreed to, is undone or let go. "delisted": it is released
    because the entry is listed no more. "licence": a listed party's shipment goes by a licence, whose number and last
    day are looked at by two, each time that they are written. "certain": what Tekser was sure of is let go.
    """
    told = {**DEFAULTS, **settings}
    if decides_alone(settings, single_user):
        return ""
    if disposition is Disposition.TRUE_MATCH and told[TRUE_MATCH] != "off":
        return "true_match"
    if disposition is Disposition.RELEASED and reason_code == NO_LONGER_LISTED:
        return "delisted"
    if told[OVERRIDES] != "off":
        if before_had_second and disposition not in HOLDING:
            return "override"
        if before in WEIGHTY and disposition in _LETTING_GO:
            return "override"
        if blocked and disposition in CLEARING:
            return "override"
    final = disposition not in HOLDING and disposition is not Disposition.WITHDRAWN
    if kind is HitKind.GOODS and final and told[GOODS] != "off":
        return "goods"
    if disposition is Disposition.LICENCE_HELD and told[TRUE_MATCH] != "off":
        return "licence"
    if disposition is Disposition.RELEASED and told[RELEASE_RISK] and risk > _number(told[RELEASE_RISK]):
        return "risk"
    if disposition not in CLEARING:
        return ""
    if proposed and told[OVERRIDES] != "off":
        return "override"
    return "certain" if certain else ""


def decides_alone(settings: Mapping[str, str], single_user: bool) -> bool:
    """Whether nobody is there to be second: an office of one person, which sends no cases out either."""
    return single_user and {**DEFAULTS, **settings}[SINGLE_USER] in ("off", "")


def is_certain(settings: Mapping[str, str], kind: HitKind, score: float, equal_number: bool) -> bool:
    """Whether an alert stands so high that nobody lets it go alone: by its score, or by an equal number whatever is set.

    Final decisions on goods have their own setting: a customs code is equal or not, and says nothing of who trades.
    """
    if kind is HitKind.GOODS:
        return False
    least = {**DEFAULTS, **settings}[CLEAR_SCORE]
    return equal_number or (bool(least) and score >= _number(least))


def needs_two(settings: Mapping[str, str], hit: Hit) -> bool:
    """Whether nobody clears a hit alone, whatever was decided before: what stands as high, or on a block list."""
    blocked = settings.get(f"{LIST_KIND}{hit.list_id}") == "block"
    if blocked and {**DEFAULTS, **settings}[OVERRIDES] != "off":
        return True
    return is_certain(settings, hit.kind, hit.score, any(one.code == EQUAL_NUMBER for one in hit.evidence))


EQUAL_NUMBER = "identifier_equal"
"""Code of the evidence that a number which one party alone has (a registration number, IMO, passport) is the entry's."""


def may_write_over(waiting: Disposition, after: Disposition, own: bool) -> bool:
    """Whether a decision may take the place of one that waits for a second person.

    One's own may be taken back or made anew. Another person's is answered, by agreeing or by returning it; only what
    stops the shipment may be put over what would let it go.
    """
    return own or (after in WEIGHTY and waiting not in WEIGHTY)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    # A setting that cannot be read asks for the second person rather than waiving them.
    return number if math.isfinite(number) else 0.0
