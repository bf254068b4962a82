"""What the XML and the CSV of the EU's consolidated list (FSF) have in common: their codes."""

from screening.lists.draft import Draft
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


def no_country(code: str, name: str) -> str:
    """Return a country's code or else its name; the EU writes 00 and UNKNOWN for none."""
    if code and code not in _NO_COUNTRY:
        return code
    return "" if name.upper() in _NO_COUNTRY else name


def add_number(draft: Draft, code: str, description: str, number: str, country: str) -> None:
    """Add a number with the EU's code for its kind; a description of "other" often says more than the code."""
    kind = _NUMBERS.get(code.lower())
    if kind is None:
        count_note(draft.notes, "unknown_number_kind", code)
        kind = "other"
    if kind == "other":
        what, meaning = meaning_of(description)
        kind = meaning if what == "number" else "other"
    draft.identifier(kind, number, country, description)


def quality_of(strong: str, remark: str) -> NameQuality:
    """Return a name's quality: not strong, or called of low quality in its remark, is weak."""
    folded = remark.lower()
    if "formerly" in folded or "f.k.a" in folded:
        return NameQuality.FORMER
    return NameQuality.WEAK if strong.lower() == "false" or "low quality" in folded else NameQuality.STRONG


def birth_date(day: str, year: str, month: str, number: str, years: tuple[str, str] = ("", "")) -> str:
    """Return a date of birth from its parts, or "from/to" of a span of years."""
    if day:
        return day
    if year and year != "0":
        return "-".join([year, *(part.zfill(2) for part in (month, number) if part and part != "0")])
    return "/".join(part for part in years if part and part != "0")
