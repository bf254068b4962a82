"""What the XML and the CSV of the EU's consolidated list (FSF) have in common: their codes."""

import re
from collections.abc import Iterable

from screening.lists.draft import Draft, joined, plain
from screening.lists.labels import meaning_of
from screening.lists.parsed import count_note
from screening.model.lists import EntryKind, NameQuality

KINDS = {
    "person": EntryKind.PERSON, "p": EntryKind.PERSON, "enterprise": EntryKind.ORGANISATION,
    "e": EntryKind.ORGANISATION,
}  # fmt: skip

_NUMBERS = {
    "passport": "passport", "id": "national_id", "ssn": "national_id", "birthcert": "national_id",
    "nationcert": "national_id", "travelcardid": "national_id", "electionid": "national_id",
    "residentperm": "national_id", "drivinglicence": "national_id", "nrn": "national_id", "unssn": "national_id",
    "tradelic": "registration", "regnumber": "registration", "fiscalcode": "tax", "taxid": "tax", "euvat": "tax",
    "swiftbic": "bic", "imo": "imo", "other": "other",
}  # fmt: skip
_NO_COUNTRY = ("00", "UNKNOWN")
_LOW = re.compile(r"low\s+quality\b", re.IGNORECASE)
_QUALITY = re.compile(r"(?:low|good|high|qood)\s+quality\s+(?:ali+as|a\.?k\.?a)\.?|", re.IGNORECASE)
_FORMER = re.compile(r"formerly(?:\s+known\s+as)?|former\s+name|f\.?k\.?a|maiden\s+name", re.IGNORECASE)
_FORMERLY = re.compile(r"formerly known as:? (.{3,150})", re.IGNORECASE)
FLAGS = ("known false", "known expired", "reported lost", "revoked by issuer")


def no_country(code: str, name: str) -> str:
    """Return a country's code or else its name; the EU writes 00 and UNKNOWN for none."""
    if code and code not in _NO_COUNTRY:
        return code
    return "" if name.upper() in _NO_COUNTRY else name


def add_number(
    draft: Draft, code: str, description: str, number: str, country: str, flags: Iterable[tuple[str, str]] = ()
) -> None:
    """Add a number with the EU's code for its kind; a description of "other" often says more than the code.

    ``flags`` are pairs of what the EU may know of the document ("known false") and "true" where it does.
    """
    kind = _NUMBERS.get(code.lower())
    if kind is None:
        count_note(draft.notes, "unknown_number_kind", code)
        kind = "other"
    if kind == "other":
        what, meaning = meaning_of(description)
        kind = meaning if what == "number" else "other"
    if not any(map(str.isalnum, number)):
        # A dash where a place of registration is known and no number.
        return
    draft.identifier(kind, number, country, description)
    for flag, value in flags:
        if value.lower() == "true":
            draft.remark(f"{description or code} {number}: {flag}")


def add_name(draft: Draft, text: str, strong: str, remark: str, language: str) -> None:
    """Add a name with what its remark says of it: its quality, or another name that the party had before.

    All names are "strong" in the files of 2021 and 2026; "low quality alias" stands in the remark. A remark of that kind
    is a clause of its own: "formerly known as" in the middle of a text is told of somebody else.
    """
    clauses = [clause.strip(" \n().'‘") for clause in remark.split(";")]
    quality = NameQuality.WEAK if strong.lower() == "false" else NameQuality.STRONG
    if any(_LOW.match(clause) for clause in clauses):
        quality = NameQuality.WEAK
    elif any(_FORMER.fullmatch(clause) for clause in clauses):
        quality = NameQuality.FORMER
    draft.name(text, quality, language.lower())
    for clause in clauses:
        if before := _FORMERLY.fullmatch(plain(clause)):
            draft.name(before[1], NameQuality.FORMER)
    if not all(_QUALITY.fullmatch(clause) for clause in clauses):
        draft.remark(remark)


def add_birth(
    draft: Draft, day: str, parts: tuple[str, str, str], years: tuple[str, str], calendar: str, remark: str
) -> None:
    """Add a date of birth: as it is told, or from year, month and day, or from the first and the last year it may be.

    A date of another calendar has its year there in ``parts``; only ``day`` is converted, where it is told.
    """
    year, month, number = (part if part.strip("0") else "" for part in parts)
    first, last = (part if part.strip("0") else "" for part in years)
    if day:
        draft.born(day)
    elif calendar.upper() not in ("", "GREGORIAN"):
        draft.remark(f"{calendar.title()} calendar {joined((year, month, number), '-')}")
    elif year:
        draft.born("-".join([year, *(part.zfill(2) for part in (month, number) if part)]))
    elif first:
        draft.born(joined((first, last), "/"))
    elif last:
        draft.remark(f"Born in {last} or before")
    draft.remark(remark)
