"""Canada's consolidated autonomous sanctions list (SEMA and JVCFOA) as XML.

Since 2026 each element has its French name after the English one ("Country-Pays", "TitleOrShipType-TitreOuTypeDeNavire");
before, the English one alone. Countries and ranks stand in both languages too ("Russia / Russie", "Tanker | Navire-citerne").
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from screening.lists.dates import from_serial, iso_date
from screening.lists.draft import Draft, joined
from screening.lists.looked import Looked
from screening.lists.parsed import ListSource, ParsedList, info_of
from screening.lists.xml import all_text, first_of, stream
from screening.model.lists import Entry, EntryKind

# A comma parts aliases, but not a name from its legal form.
_ALIASES = re.compile(
    r"\s*;\s*|,\s+(?!(?:ltd|inc|llc|co|corp|jsc|pjsc|s\.?a|gmbh|plc|limited|company|lp|llp|jr|sr)\.?\s*(?:[,;]|$))",
    re.IGNORECASE,
)
_BOTH_LANGUAGES = re.compile(r"\s*\|\s*|\s+/\s+")
_SEVERAL_DAYS = re.compile(r"\s+or\s+", re.IGNORECASE)
_NAMES = {
    "regime": ("Country-Pays", "Country"),
    "other": ("EntityOrShip-EntiteOuNavire", "EntityOrShip", "Entity"),
    "family": ("LastName-NomDeFamille", "LastName"),
    "given": ("GivenName-Prenom", "GivenName"),
    "aliases": ("Aliases-Alias", "Aliases"),
    "title": ("TitleOrShipType-TitreOuTypeDeNavire", "TitleOrShip", "Title"),
    "imo": ("ShipIMONumber-NumeroOMIDuNavire", "ShipIMONumber"),
    "born": (
        "DateOfBirthOrShipBuildDate-DateDeNaissanceOuDateDeConstructionDuNavire", "DateOfBirthOrShipBuildDate",
        "DateOfBirth",
    ),
    "schedule": ("Schedule-Annexe", "Schedule"),
    "item": ("Item-NumeroDarticle", "Item"),
    "listed": ("DateOfListing-DateDinscription", "DateOfListing"),
}  # fmt: skip
"""The elements, as they are called now and as they were."""


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source.paths[0], notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    used: Counter[str] = Counter()
    looked = Looked(notes)
    for record in stream(path, ("record",), looked):
        draft = _draft(record, notes)
        if not draft.named:
            notes["unread"] += 1
            continue
        used[draft.entry_id] += 1
        if used[draft.entry_id] > 1:
            draft.entry_id = f"{draft.entry_id}-{used[draft.entry_id]}"
        yield draft.entry(all_text(record))
    looked.tell()


def _draft(record: etree._Element, notes: Counter[str]) -> Draft:
    given = {part: first_of(record, *names) for part, names in _NAMES.items()}
    regime, other = given["regime"], given["other"]
    imo = re.sub(r"\D", "", given["imo"])
    kind = EntryKind.VESSEL if imo else EntryKind.ORGANISATION if other else EntryKind.PERSON
    # The key of the list: the regime in English, the schedule, the number in it.
    key = (_BOTH_LANGUAGES.split(regime)[0].strip(), given["schedule"], given["item"])
    draft = Draft("-".join(key), kind, notes)
    for name in (other or joined((given["given"], given["family"]), " "), *_ALIASES.split(given["aliases"])):
        draft.name(name)
        for half in _halves(name):
            draft.name(half)
    title = _BOTH_LANGUAGES.split(given["title"])[0]
    for text in _SEVERAL_DAYS.split(given["born"]):
        if kind is EntryKind.VESSEL:
            draft.detail("built", from_serial(text))
        else:
            draft.born(_day(text))
    if kind is EntryKind.VESSEL:
        draft.identifier("imo", imo)
        draft.detail("vessel_type", title)
    else:
        draft.detail("title", title)
    draft.programme(regime)
    draft.detail("reference", joined((given["schedule"], given["item"]), " "))
    draft.source = "Special Economic Measures Act"
    draft.listed_on = from_serial(given["listed"])
    return draft


def _halves(name: str) -> list[str]:
    """Return the English and the French name where a slash parts them; not those of "A/S" and "M/V"."""
    halves = [half.strip() for half in name.split("/")]
    return halves if len(halves) == 2 and "(" not in name and min(map(len, halves)) > 2 else []


def _day(text: str) -> str:
    """Return a day of birth: two years are a span, and a spreadsheet makes "Sep-99" of a month."""
    if span := re.fullmatch(r"(\d{4})\s*[-/]\s*(\d{4})", text):
        return f"{span[1]}/{span[2]}"
    if short := re.fullmatch(r"([A-Z][a-z]{2})-(\d\d)", text):
        century = "20" if int(short[2]) <= datetime.now(UTC).year % 100 else "19"
        return iso_date(f"{short[1]} {century}{short[2]}")
    return from_serial(text)
