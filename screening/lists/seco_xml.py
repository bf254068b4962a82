"""The Swiss consolidated list (SECO, sesam) as XML.

Programmes and places are referred to by number, and other targets by theirs, so the file is read twice. A target keeps its
history: what was added and removed stands in its modifications, with names that are no longer its own. Compared with
records of the file of 27 August 2026; no whole real file was read.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from lxml import etree

from screening.identifiers import find_identifiers
from screening.lists.draft import Draft, joined, plain
from screening.lists.labels import add_labelled, meaning_of
from screening.lists.looked import Looked
from screening.lists.ofac_reference import relation_kind
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.xml import all_text, child, children, date_of_head, first_of, local, parts, stream
from screening.model.lists import Entry, EntryKind, NameQuality

_KINDS = {"individual": EntryKind.PERSON, "entity": EntryKind.ORGANISATION}
_NAME_TYPES = {
    "primary-name": NameQuality.STRONG, "alias": NameQuality.STRONG, "formerly-known-as": NameQuality.FORMER,
}  # fmt: skip
_NOT_IN_NAME = ("title", "suffix")
_SCRIPTS = {
    "latn": "Latn", "cyrl": "Cyrl", "arab": "Arab", "hani": "Hani", "hans": "Hans", "hant": "Hant", "kore": "Kore",
    "hang": "Hang", "jpan": "Jpan", "hebr": "Hebr", "geor": "Geor", "armn": "Armn", "grek": "Grek", "mymr": "Mymr",
    "deva": "Deva", "latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "chinese": "Hani", "korean": "Kore",
}  # fmt: skip
_LANGUAGES = {
    "ara": "ar", "bel": "be", "chi": "zh", "eng": "en", "fra": "fr", "fre": "fr", "ger": "de", "deu": "de", "ita": "it",
    "kor": "ko", "per": "fa", "fas": "fa", "rus": "ru", "spa": "es", "srp": "sr", "ukr": "uk", "zho": "zh",
}  # fmt: skip
_MOST_SPELLINGS = 50
"""So many names are put together of the spellings of the parts of one."""
_DETAILS = ("justification", "other-information")
_DONE = ("listed", "amended", "de-listed")
_CHANGED_ON = ("@effective-date", "@publication-date")
_UNUSED = frozenset({
    "@date", "@list-type", "@ssid", "@lang", "@enactment-date", "@version-date", "@predecessor-version-date", "origin",
    "day-month-year@quality", "place-of-birth@quality", "address@quality", "nationality@quality",
    "identification-document@quality", "@spelling-variant-type", "date-of-issue", "expiry-date", "added", "added/*",
    "removed", "removed/*",
})  # fmt: skip
"""The day of the list is looked for at the head of the file."""


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    path = source.paths[0]
    return ParsedList(info_of(source, date_of_head(path, ' date="')), _entries(path, notes), notes)


class _Reference:
    """What targets refer to."""

    def __init__(self) -> None:
        self.programmes: dict[str, tuple[str, str]] = {}
        """Key and English name by the number of a set of sanctions, and of the programme itself."""
        self.places: dict[str, tuple[str, str]] = {}
        """Text and country by the number of a place."""
        self.names: dict[str, str] = {}
        """Main name by the number of a target."""

    def place(self, number: str | None, notes: Counter[str]) -> tuple[str, str]:
        """Return the text and country of a place; a number that is of none is counted."""
        if number and number not in self.places:
            count_note(notes, "unknown_reference", "place")
        return self.places.get(number or "", ("", ""))

    def read(self, path: Path, looked: Looked) -> None:
        for element in stream(path, ("sanctions-program", "place", "target"), looked):
            number = element.get("ssid", "")
            match local(element):
                case "sanctions-program":
                    names = {name.get("lang", ""): plain(name.text) for name in children(element, "program-name")}
                    keys = {key.get("lang", ""): plain(key.text) for key in children(element, "program-key")}
                    facts = (_english(keys), _english(names))
                    for part in (element, *children(element, "sanctions-set")):
                        self.programmes[part.get("ssid", "")] = facts
                case "place":
                    countries = children(element, "country")
                    country = countries[0].get("iso-code") or plain(countries[0].text) if countries else ""
                    self.places[number] = (joined((child(element, "location"), child(element, "area"))), country)
                case _:
                    _without_history(element)
                    self.names[number] = _main_name(element)


def _english(texts: dict[str, str]) -> str:
    return texts.get("eng") or next(iter(texts.values()), "")


def _without_history(target: etree._Element) -> None:
    for change in children(target, "modification"):
        for state in list(change):
            change.remove(state)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    reference, looked = _Reference(), Looked(notes, _UNUSED)
    reference.read(path, looked)
    for target in stream(path, ("target",), looked):
        _without_history(target)
        if _latest(target) == "de-listed":
            notes["delisted"] += 1
            continue
        entry = _entry(target, reference, notes)
        if entry is None:
            notes["unread"] += 1
        else:
            yield entry
    looked.tell()


def _latest(target: etree._Element) -> str:
    """Return what was last done to a target: listed, amended, de-listed."""
    changes = [(first_of(c, *_CHANGED_ON), c.get("modification-type", "")) for c in children(target, "modification")]
    return max(changes, key=lambda change: change[0], default=("", ""))[1]


def _entry(target: etree._Element, reference: _Reference, notes: Counter[str]) -> Entry | None:
    subjects = parts(target, ("individual", "entity", "object"))
    if not subjects:
        return None
    subject = subjects[0]
    kind = _KINDS.get(local(subject))
    if kind is None:
        form = subject.get("object-type", "")
        kind = {"vessel": EntryKind.VESSEL, "aircraft": EntryKind.AIRCRAFT}.get(form, EntryKind.UNKNOWN)
        if kind is EntryKind.UNKNOWN:
            count_note(notes, "unknown_kind", form)
    draft = Draft(target.get("ssid", ""), kind, notes)
    identities = children(subject, "identity")
    for identity in sorted(identities, key=lambda one: one.get("main") != "true"):
        _add_identity(draft, identity, reference)
    if not draft.entry_id or not draft.named:
        return None
    draft.detail("gender", subject.get("sex"))
    for part in (subject, target):
        for relation in children(part, "relation"):
            number, label = relation.get("target-id", ""), relation.get("relation-type", "")
            draft.relation(relation_kind(label.replace("-", " ")), number, reference.names.get(number), label=label)
        for name in _DETAILS:
            for text in children(part, name):
                draft.remark(text.text)
                if name == "other-information":
                    _add_information(draft, plain(text.text))
    _add_sanctions(draft, target, reference)
    return draft.entry(all_text(target))


def _add_information(draft: Draft, text: str) -> None:
    """Add the numbers of a free text: those that are known by their form, and "Registration number: 123" by its label."""
    found = find_identifiers(text)
    for number in found:
        draft.identifier(number.kind, number.value)
    labelled = re.fullmatch(r"([^:]{3,60}?)\s*:\s*(\S{3,60})\.?", text)
    if labelled and not found:
        what, code = meaning_of(labelled[1])
        if what == "number" and (code in ("email", "bic") or re.search(r"\d{3}", labelled[2])):
            draft.identifier(code, labelled[2].rstrip("."), label=labelled[1])
        elif (what, code) == ("detail", "website"):
            draft.detail("website", labelled[2])


def _add_sanctions(draft: Draft, target: etree._Element, reference: _Reference) -> None:
    sets = [target.get("sanctions-set-id", ""), *(plain(s.text) for s in children(target, "sanctions-set-id"))]
    for number in filter(None, sets):
        key, name = reference.programmes.get(number, ("", ""))
        if not key and not name:
            count_note(draft.notes, "unknown_programme", number)
        draft.programme(key or name)
        draft.source = draft.source or name
    draft.detail("reference", child(target, "foreign-identifier"))
    for change in children(target, "modification"):
        day = first_of(change, *_CHANGED_ON)
        done = change.get("modification-type", "")
        if done not in _DONE:
            count_note(draft.notes, "unknown_status", done)
        if done == "listed":
            draft.listed_on = min(filter(None, (draft.listed_on, day)), default="")
        draft.updated_on = max(draft.updated_on, day)


def _add_identity(draft: Draft, identity: etree._Element, reference: _Reference) -> None:
    for name in sorted(children(identity, "name"), key=lambda one: one.get("name-type") != "primary-name"):
        _add_name(draft, name)
    for address in children(identity, "address"):
        place, country = reference.place(address.get("place-id"), draft.notes)
        lines = [child(address, part) for part in ("c-o", "address-details", "p-o-box", "zip-code", "location", "area")]
        draft.address(joined((*lines, place)), country or child(address, "country"))
        draft.remark(child(address, "remarks"))
    for day in children(identity, "day-month-year"):
        year, month, number = (day.get(part, "") for part in ("year", "month", "day"))
        told = joined((year, *(part.zfill(2) for part in (month, number) if part)), "-") if year else ""
        if day.get("calendar", "Gregorian").lower() != "gregorian":
            draft.remark(f"{day.get('calendar')} calendar {told}" if told else "")
        elif draft.kind is EntryKind.ORGANISATION:
            draft.detail("founded", told)
        else:
            draft.born(told)
    for nationality in children(identity, "nationality", "country"):
        draft.country(nationality.get("iso-code") or nationality.text)
    for born in children(identity, "place-of-birth"):
        draft.detail("birth_place", joined(reference.place(born.get("place-id"), draft.notes)))
    for document in children(identity, "identification-document"):
        issuers = children(document, "issuer")
        issuer = (issuers[0].get("code") or plain(issuers[0].text)) if issuers else ""
        form = document.get("document-type", "").replace("-", " ")
        add_labelled(draft, form, child(document, "number"), issuer)
        draft.remark(child(document, "remark"))


def _name_parts(name: etree._Element) -> list[etree._Element]:
    found = children(name, "name-part")
    return sorted(found, key=lambda part: int(part.get("order", "0")) if part.get("order", "0").isdigit() else 0)


def _main_name(target: etree._Element) -> str:
    for name in target.iter():
        if local(name) == "name":
            return joined((child(part, "value") for part in _name_parts(name)), " ")
    return ""


def _add_name(draft: Draft, name: etree._Element) -> None:
    form = name.get("name-type", "")
    quality = _NAME_TYPES.get(form)
    if quality is None:
        count_note(draft.notes, "unknown_alias_type", form)
    trust = name.get("quality", "")
    if trust not in ("", "good", "low"):
        count_note(draft.notes, "unknown_alias_quality", trust)
    if trust == "low":
        quality = NameQuality.WEAK
    quality = quality or NameQuality.STRONG
    pieces = [part for part in _name_parts(name) if part.get("name-part-type") not in _NOT_IN_NAME]
    for part in children(name, "name-part"):
        if part.get("name-part-type") == "title":
            draft.detail("title", child(part, "value"))
    draft.name(joined((child(part, "value") for part in pieces), " "), quality)
    # A part may be spelt in other languages and scripts, and in each of them in several ways.
    spellings: dict[tuple[str, str], list[list[str]]] = {}
    for at, part in enumerate(pieces):
        for variant in children(part, "spelling-variant"):
            key = (variant.get("lang", ""), variant.get("script", ""))
            spellings.setdefault(key, [[] for _ in pieces])[at].append(plain(variant.text))
    told = [child(part, "value") for part in pieces]
    for (language, script), ways in sorted(spellings.items()):
        if script.lower() not in _SCRIPTS:
            count_note(draft.notes, "unknown_script", script)
        code = _LANGUAGES.get(language.lower(), language.lower())
        for words in _combined([spelt or [one] for spelt, one in zip(ways, told, strict=True)]):
            draft.name(joined(words, " "), quality, code, _SCRIPTS.get(script.lower(), ""))


def _combined(parts: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield every way to write a name; where there are too many, each spelling at least once."""
    if math.prod(map(len, parts)) <= _MOST_SPELLINGS:
        yield from product(*parts)
        return
    for number in range(max(map(len, parts))):
        yield tuple(spelt[min(number, len(spelt) - 1)] for spelt in parts)
