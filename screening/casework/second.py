"""When a decision needs a second person, by the settings of the office."""

from collections.abc import Mapping

from screening.casework.reasons import NO_LONGER_LISTED
from screening.model.decisions import Disposition
from screening.model.hits import HitKind

TRUE_MATCH, GOODS, OVERRIDES, RELEASE_RISK, SINGLE_USER = (
    "four_eyes.true_match", "four_eyes.goods", "four_eyes.overrides", "four_eyes.release_risk", "four_eyes.single_user",
)  # fmt: skip
"""Settings: "on" or "off"; the risk is 0-100, and releases above it need a second person ("" for none)."""

LIST_KIND = "list_kind."
"""Prefix of the settings that say what a list of the office's own is for: "block" or "watch"."""

DEFAULTS: Mapping[str, str] = {
    TRUE_MATCH: "on",
    GOODS: "on",
    OVERRIDES: "on",
    RELEASE_RISK: "50",
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
) -> str:
    """Return why a decision needs a second person, as a code, or an empty text.

    ``before`` is the decision in force (or what it only holds), ``risk`` the joint risk of the line, ``blocked``
    whether the entry stands on the office's own block list, ``proposed`` whether somebody proposed on this hit or on
    the same question elsewhere what a second person had to look at, and no second person has let it go since: taking
    a proposal back, or having it returned, does not spare them. "override": what weighed more, or a second person
    agreed to, is undone or let go. "delisted": it is released because the entry is listed no more.
    """
    told = {**DEFAULTS, **settings}
    if single_user and told[SINGLE_USER] != "on":
        return ""
    if disposition is Disposition.TRUE_MATCH and told[TRUE_MATCH] == "on":
        return "true_match"
    if disposition is Disposition.RELEASED and reason_code == NO_LONGER_LISTED:
        return "delisted"
    if told[OVERRIDES] == "on":
        if before_had_second and disposition not in HOLDING:
            return "override"
        if before in WEIGHTY and disposition in _LETTING_GO:
            return "override"
        if blocked and disposition in CLEARING:
            return "override"
    final = disposition not in HOLDING and disposition is not Disposition.WITHDRAWN
    if kind is HitKind.GOODS and final and told[GOODS] == "on":
        return "goods"
    if disposition is Disposition.RELEASED and told[RELEASE_RISK] and risk > _number(told[RELEASE_RISK]):
        return "risk"
    return "override" if proposed and disposition in CLEARING and told[OVERRIDES] == "on" else ""


def may_write_over(waiting: Disposition, after: Disposition, own: bool) -> bool:
    """Whether a decision may take the place of one that waits for a second person.

    One's own may be taken back or made anew. Another person's is answered, by agreeing or by returning it; only what
    stops the shipment may be put over what would let it go.
    """
    return own or (after in WEIGHTY and waiting not in WEIGHTY)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        # A setting that cannot be read asks for the second person rather than waiving them.
        return 0.0
