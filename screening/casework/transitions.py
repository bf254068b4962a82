"""Which decision may follow which, and who may make it: a table, so that every case of it can be read and tested."""

from collections.abc import Mapping

from screening.casework.reasons import NO_LONGER_LISTED
from screening.casework.roles import Role
from screening.model.decisions import Disposition

OPEN = None
"""State of a hit that nobody has decided, or whose decision was withdrawn."""

_EVERY = frozenset(Disposition) - {Disposition.WITHDRAWN}

AFTER: Mapping[Disposition | None, frozenset[Disposition]] = {
    OPEN: _EVERY,
    Disposition.FALSE_POSITIVE: frozenset(Disposition),
    Disposition.NEEDS_INFORMATION: frozenset(Disposition),
    Disposition.HELD: frozenset(Disposition),
    Disposition.RELEASED: frozenset(Disposition),
    Disposition.LICENCE_HELD: frozenset(Disposition),
    # A listed party or a controlled good goes nowhere without a licence, or a correction that says it was no match.
    Disposition.TRUE_MATCH: frozenset(Disposition) - {Disposition.RELEASED},
    Disposition.LICENCE_NEEDED: frozenset(Disposition) - {Disposition.RELEASED},
    # What was rejected is not let go in one step; the rejection is withdrawn or corrected first.
    Disposition.REJECTED: frozenset(
        {
            Disposition.REJECTED,
            Disposition.TRUE_MATCH,
            Disposition.HELD,
            Disposition.NEEDS_INFORMATION,
            Disposition.FALSE_POSITIVE,
            Disposition.WITHDRAWN,
        }
    ),
}
"""What may follow the decision in force. The same again is a correction of reason or text."""

DECIDERS = frozenset({Role.OFFICER, Role.APPROVER, Role.SINGLE})
"""Who may make a decision; whether it takes effect at once is another question (``screening.casework.second``)."""


def may_follow(before: Disposition | None, after: Disposition, role: Role, reason_code: str = "") -> bool:
    """Whether somebody of a role may put ``after`` in the place of ``before`` (:data:`OPEN` for no decision).

    What is no longer listed may be released whatever was decided: a second person agrees that it is so.
    """
    delisted = after is Disposition.RELEASED and reason_code == NO_LONGER_LISTED
    return role in DECIDERS and (delisted or after in AFTER[before])
