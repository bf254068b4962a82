"""What the CSV and the XML of the UK Sanctions List have in common."""

import re
from collections import Counter

from screening.identifiers import find_identifiers
from screening.lists.draft import Draft, plain
from screening.lists.parsed import count_note
from screening.model.lists import EntryKind, NameQuality

KINDS = {
    "individual": EntryKind.PERSON, "entity": EntryKind.ORGANISATION, "ship": EntryKind.VESSEL,
    "aircraft": EntryKind.AIRCRAFT,
}  # fmt: skip
_LANGUAGES = {
    "arabic": "ar", "belarusian": "be", "burmese": "my", "chinese": "zh", "dari": "fa", "farsi": "fa", "french": "fr",
    "georgian": "ka", "hebrew": "he", "korean": "ko", "kurdish": "ku", "pashto": "ps", "persian": "fa",
    "portuguese": "pt", "russian": "ru", "serbian": "sr", "spanish": "es", "turkish": "tr", "ukrainian": "uk",
    "urdu": "ur",
}  # fmt: skip


def language_of(text: str) -> str:
    """Return the code of a language by its English name; another name as it stands."""
    return _LANGUAGES.get(text.lower(), text)


def imo_of(text: str) -> str:
    """Return a ship's number without the "IMO" that most have before it."""
    return re.sub(r"\D", "", text) or text


def kind_of(text: str, notes: Counter[str]) -> EntryKind:
    """Return the kind of a designation; one that is not known is counted."""
    kind = KINDS.get(text.lower())
    if kind is None:
        count_note(notes, "unknown_kind", text)
    return kind or EntryKind.UNKNOWN


def quality_of(name_type: str, strength: str, draft: Draft) -> NameQuality:
    """Return the quality of a name by its type ("Primary name", "Alias", ...) and strength ("Low quality a.k.a")."""
    folded = name_type.lower()
    if folded not in ("", "primary name", "primary name variation", "alias", "aka", "a.k.a", "fka", "f.k.a"):
        count_note(draft.notes, "unknown_alias_type", name_type)
    if strength.lower().replace(".", "") not in ("", "good quality aka", "low quality aka"):
        count_note(draft.notes, "unknown_alias_quality", strength)
    if "low quality" in strength.lower():
        return NameQuality.WEAK
    former = "formerly" in folded or "fka" in folded.replace(".", "") or "formerly" in strength.lower()
    return NameQuality.FORMER if former else NameQuality.STRONG


def is_primary(name_type: str) -> bool:
    """Whether a name is the one the designation goes by."""
    return name_type.strip().lower() == "primary name"


def add_registration(draft: Draft, text: str) -> None:
    """Add the numbers of a free text ("INN: 7704730655; OGRN 1027700132195"), by their labels where they have some."""
    for part in re.split(r"\s*(?:[;|]|\(\d+\))\s*", plain(text)):
        if not part:
            continue
        found = find_identifiers(part)
        for number in found:
            draft.identifier(number.kind, number.value)
        if not found:
            label, _, value = part.rpartition(":")
            draft.identifier("registration", value if any(map(str.isdigit, value)) else part, label=label.strip())


def add_measures(draft: Draft, text: str) -> None:
    """Add what is imposed, joined by "|"."""
    for measure in text.split("|"):
        draft.measure(measure)


def several(text: str) -> list[str]:
    """Return the values of a cell that may hold some, numbered "(1) ... (2) ..." or joined by "|" or ";"."""
    parts = re.split(r"\s*(?:[|;]|\(\d{1,2}\))\s*", plain(text))
    return [part for part in parts if part]
