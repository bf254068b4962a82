"""An entry while its parts come in: empty parts are left out, repeated ones taken once, texts brought to one form."""

import re
from collections import Counter
from collections.abc import Iterable

from screening.countries import country_code
from screening.lists.dates import iso_date, span_or_date
from screening.lists.parsed import count_note
from screening.model.lists import (
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    Identifier,
    NameQuality,
    Relation,
)

_SPACE = re.compile(r"\s+")

_NO_COUNTRY = frozenset({"", "unknown", "00", "undetermined", "none", "none identified", "n/a", "na", "stateless"})


def plain(text: str | None) -> str:
    """Return a text on one line without spaces around it; None is empty."""
    return _SPACE.sub(" ", text).strip() if text else ""


def joined(parts: Iterable[str | None], separator: str = ", ") -> str:
    """Return the parts that are not empty, joined."""
    return separator.join(part for part in map(plain, parts) if part)


class Draft:
    """Parts of one entry. ``notes`` counts what is met on the way that the list's own words do not explain."""

    def __init__(self, entry_id: str, kind: EntryKind, notes: Counter[str]) -> None:
        self.entry_id = entry_id
        self.kind = kind
        self.notes = notes
        self.remarks: list[str] = []
        self.listed_on = self.updated_on = self.source = ""
        self._names: dict[str, EntryName] = {}
        self._identifiers: dict[tuple[str, str], Identifier] = {}
        self._addresses: dict[EntryAddress, None] = {}
        self._countries: dict[str, None] = {}
        self._born: dict[str, None] = {}
        self._programmes: dict[str, None] = {}
        self._measures: dict[str, None] = {}
        self._relations: dict[Relation, None] = {}
        self._details: dict[tuple[str, str], None] = {}

    def name(
        self,
        text: str | None,
        quality: NameQuality = NameQuality.STRONG,
        language: str = "",
        script: str = "",
    ) -> None:
        """Add a name; the same text again is one name, of the better quality of both."""
        text = plain(text)
        if not text:
            return
        held = self._names.get(text)
        if held is None or (held.quality is NameQuality.WEAK and quality is not NameQuality.WEAK):
            self._names[text] = EntryName(text, quality, language, script)

    def identifier(self, kind: str, value: str | None, country: str | None = "", label: str = "") -> None:
        """Add a number; ``country`` is a code or a name."""
        value = plain(value)
        if value:
            number = Identifier(kind, value, country_code(country or ""), label)
            self._identifiers.setdefault((kind, value), number)

    def address(self, text: str | None, country: str | None = "") -> None:
        """Add an address with its country, which is one of the entry's too; one that is not known stays in the text."""
        code = country_code(country or "")
        if not code and plain(country).lower() not in _NO_COUNTRY:
            text = joined((text, country))
        if plain(text):
            self._addresses[EntryAddress(plain(text), code)] = None
        self.country(country)

    def country(self, text: str | None) -> None:
        """Add a country by code or name; one that is not known is counted."""
        text = plain(text)
        code = country_code(text)
        if code:
            self._countries[code] = None
        elif text and text.lower() not in _NO_COUNTRY:
            count_note(self.notes, "unknown_country", text)

    def born(self, text: str | None) -> None:
        """Add a date of birth, ISO where it can be read as a date or as a span of two."""
        if plain(text):
            self._born[span_or_date(plain(text))] = None

    def programme(self, text: str | None) -> None:
        """Add a programme or regime."""
        if plain(text):
            self._programmes[plain(text)] = None

    def measure(self, text: str | None) -> None:
        """Add what is forbidden or frozen."""
        if plain(text):
            self._measures[plain(text)] = None

    def relation(
        self,
        kind: str,
        target_id: str,
        target_name: str | None = "",
        share: float | None = None,
        label: str = "",
        *,
        former: bool = False,
        holder: tuple[str, str] = ("", ""),
    ) -> None:
        """Add a link to another party, by id or by name; ``holder`` is the party (id, name) of a link "owns_further"."""
        if target_id or plain(target_name):
            self._relations[Relation(kind, target_id, plain(target_name), share, label, former, *holder)] = None

    def detail(self, code: str, text: str | None) -> None:
        """Add another detail; ``code`` is one of ``DETAILS``."""
        if plain(text):
            self._details[code, plain(text)] = None

    def remark(self, text: str | None) -> None:
        """Add a remark."""
        text = plain(text)
        if text and text not in self.remarks:
            self.remarks.append(text)

    @property
    def named(self) -> bool:
        """Whether there is a name yet; an entry without one cannot be screened against."""
        return bool(self._names)

    def entry(self, entry_text: str) -> Entry:
        """Return the entry. ``entry_text`` is the publisher's record as it stood."""
        return Entry(
            entry_id=self.entry_id,
            kind=self.kind,
            names=tuple(self._names.values()),
            identifiers=tuple(self._identifiers.values()),
            addresses=tuple(self._addresses),
            countries=tuple(self._countries),
            birth_dates=tuple(self._born),
            programmes=tuple(self._programmes),
            measures=tuple(self._measures),
            relations=tuple(self._relations),
            remarks="; ".join(self.remarks),
            listed_on=iso_date(plain(self.listed_on)),
            source=plain(self.source),
            entry_text=entry_text,
            updated_on=iso_date(plain(self.updated_on)),
            details=tuple(self._details),
        )
