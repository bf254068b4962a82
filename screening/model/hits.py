"""Hits: what was found, where it stands, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HitKind(StrEnum):
    """The values of the column ``kind`` of HITS.csv."""

    PARTY = "party"
    VESSEL = "vessel"
    """Vessels and aircraft."""
    GOODS = "goods"
    COUNTRY = "country"
    FLAG = "flag"
    """Diversion and misdeclaration flags."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of an explanation.

    ``code`` says what it is ("word_equal", "word_similar", "word_missing", "word_extra", "legal_form_ignored",
    "identifier_equal", "identifier_differs", "country_agrees", "country_differs", "address_agrees",
    "weak_alias", "former_name", "hs_prefix", "goods_word",
    "part_number", "maker", "rule_field", ...); ``left`` is the manifest's text, ``right`` the list's; ``weight`` is
    what it did to the score, in points of 0-100 (positive raised it, negative lowered it, 0 only explains).
    """

    code: str
    left: str = ""
    right: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit was raised, as a code with its values; ``ui.words`` makes the sentence."""

    code: str
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One value of one line that meets one list entry or rule."""

    sheet: str
    line_row: int
    """Row of the goods line that the hit concerns."""
    row: int
    """Row where the value stands; equals ``line_row`` unless the value was carried to the line."""
    field: str
    value: str
    kind: HitKind
    list_id: str
    entry_id: str
    """The publisher's own id; for goods the rule's code, for flags the flag's code."""
    entry_name: str
    matched_name: str
    score: float
    """0-100."""
    reason: Reason
    evidence: tuple[Evidence, ...] = ()
    suppressed_by: int | None = None
    """The known party (its number) that keeps the hit from being asked; it is recorded and counted all the same."""
    known_note: str = ""
    """Why a known party did not suppress it: "known_entry_changed", "known_party_changed", "known_expired",
    "known_by_one"."""


def places(hits: Sequence[Hit]) -> list[int]:
    """Return the rank of each hit of a line among those of the same value, 1 for the first."""
    seen: dict[tuple[str, str, str], int] = {}
    ranks = []
    for hit in hits:
        key = (hit.kind.value, hit.field, hit.value)
        seen[key] = seen.get(key, 0) + 1
        ranks.append(seen[key])
    return ranks


FURTHER = "further_entries"
"""Code of the evidence that more entries met a value than are kept: how many more, and the most that are kept."""


def further_entries(hits: Iterable[Hit]) -> int:
    """Return how many entries the values of a line met beyond the most that are kept for one value."""
    return sum(int(piece.left) for hit in hits for piece in hit.evidence if piece.code == FURTHER)


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be asked of some lines, because they do not tell what it needs."""

    rule: str
    """Code of a flag (resources/route/flags.tsv) or "destination"."""
    field: str
    """What is missing."""
    lines: int


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One screening of one manifest."""

    run_id: int
    manifest_id: int
    started_at: datetime
    finished_at: datetime | None
    program_version: str
    settings: str
    """JSON of :class:`screening.settings.ScreeningSettings`."""
    lines: int = 0
    flagged_lines: int = 0
    hits: int = 0
    unscreened: int = 0
    starter: bool = False
    """Whether starter parties were used."""
    as_of: datetime | None = None
    """The time whose lists it was screened against, where that was asked for; None: those of its start."""
    further: int = 0
    """Entries that met values of its lines at or above the threshold, but are beyond the most for one value."""
    suppressed: int = 0
    """Hits of known parties among ``hits``; they flag no line."""
    user: str = ""
    role: str = ""
    """Role of the user; "single_user": nobody signed in."""
    machine: str = ""
    system_user: str = ""
    zone: str = ""
    """The machine's time zone with its offset from UTC: "+05 (UTC+05:00)"."""
    settings_sha256: str = ""
    party_threshold: float = 0.0
    """Lowest score that made a party hit."""
    goods_threshold: float = 0.0
