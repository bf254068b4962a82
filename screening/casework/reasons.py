"""Reason codes that go with each disposition, and what a decision must have."""

import re
from collections.abc import Mapping
from datetime import date

from screening.casework.typed import seen_length
from screening.errors import UserError
from screening.model.decisions import Disposition

NO_LONGER_LISTED = "no_longer_listed"
"""Reason of a release: the entry left its list, or the list is in force no more. It always needs a second person, who
looks whether that is so; even a true match may be let go by it."""

REASONS: Mapping[Disposition, tuple[str, ...]] = {
    Disposition.FALSE_POSITIVE: (
        "other_party", "other_number", "other_country", "other_birth_date", "goods_not_covered", "route_explained",
        "other",
    ),
    Disposition.TRUE_MATCH: ("same_party", "same_number", "owned_by_listed", "goods_covered", "other"),
    Disposition.NEEDS_INFORMATION: ("awaiting_documents", "asked_sender", "asked_authority", "other"),
    Disposition.LICENCE_NEEDED: ("licence", "goods_covered", "other"),
    Disposition.LICENCE_HELD: ("licence", "other"),
    Disposition.RELEASED: (
        "route_explained", "documents_complete", "goods_not_covered", "licence", "other_party", NO_LONGER_LISTED, "other",
    ),
    Disposition.HELD: ("awaiting_documents", "asked_sender", "asked_authority", "licence", "other"),
    Disposition.REJECTED: (
        "same_party", "same_number", "owned_by_listed", "goods_covered", "licence_refused", "route_unexplained",
        "licence", "other",
    ),
    Disposition.WITHDRAWN: ("undo", "other"),
}  # fmt: skip
"""Codes by disposition, the usual one first."""

MIN_TEXT = "decisions.min_text"
"""Setting: fewest characters of the text of a decision; 0 asks for none."""

OTHER_MIN_TEXT = 3
"""The reason "other" says nothing without a text, whatever the settings."""


_DAY = re.compile(r"(?<!\d)(?:(\d{4})-(\d{2})-(\d{2})|(\d{2})\.(\d{2})\.(\d{4}))(?!\d)")
_NUMBER = re.compile(r"(?<!\w)(?=\S*\d)[\w/.\-]*\w")


def licence_in(text: str) -> tuple[str, str]:
    """Return number and last day (ISO) of a licence that a text tells of: "KZ-123 until 2027-01-31", or "KZ-123 31.01.2027".

    For places that have one field of text alone; either is empty where the text does not tell it.
    """
    until = day_in(text)
    number = _NUMBER.search(_DAY.sub(" ", text, count=1))
    return (number[0] if number else ""), until


def day_in(text: str) -> str:
    """Return the first day that a text tells ("2027-01-31" or "31.01.2027") as ISO, whether there is such a day or not."""
    day = _DAY.search(text)
    if day is None:
        return ""
    return f"{day[1]}-{day[2]}-{day[3]}" if day[1] else f"{day[6]}-{day[5]}-{day[4]}"


def check_decision(
    disposition: Disposition, reason_code: str, text: str, licence: str, licence_until: str, min_text: int, today: date
) -> None:
    """Raise UserError for a decision that lacks what it must have.

    "reason_not_for_disposition", "text_too_short", "licence_missing", "licence_date", "licence_expired".
    """
    if reason_code not in REASONS[disposition]:
        raise UserError("reason_not_for_disposition", reason=reason_code, disposition=disposition.value)
    least = max(min_text, OTHER_MIN_TEXT if reason_code == "other" else 0)
    if disposition is not Disposition.WITHDRAWN and seen_length(text) < least:
        raise UserError("text_too_short", least=least)
    if disposition is Disposition.LICENCE_HELD:
        if not seen_length(licence):
            raise UserError("licence_missing")
        try:
            until = date.fromisoformat(licence_until)
        except ValueError as error:
            raise UserError("licence_date", date=licence_until) from error
        if until.isoformat() != licence_until:
            # "20270131" and "2027-W05-7" are days too, but of another form than that by which they are known to be over.
            raise UserError("licence_date", date=licence_until)
        if until < today:
            raise UserError("licence_expired", licence=licence, date=licence_until)
