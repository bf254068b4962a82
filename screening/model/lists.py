"""Listed parties: entries, their names, and the lists they stand on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from screening.model.hits import Reason


class EntryKind(StrEnum):
    """What a list entry is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    ADDRESS = "address"
    """An address-only entry of the BIS Entity List."""
    UNKNOWN = "unknown"
    """The list does not say (lists of one's own); matched as person and as organisation."""


class NameQuality(StrEnum):
    """How far the publisher trusts a name."""

    STRONG = "strong"
    WEAK = "weak"
    FORMER = "former"


class ListFormat(StrEnum):
    """Formats that ``lists import`` reads; the values are those of ``--format``."""

    OFAC_CSV = "ofac-csv"
    UN_XML = "un-xml"
    OPENSANCTIONS_CSV = "opensanctions-csv"
    OWN = "own"
    GOODS = "goods"
    """A list of goods; read by ``screening.goods.lists``."""
    STARTER = "starter"
    """The bundled starter parties; not offered on the command line."""


OFFICIAL_FORMATS = frozenset({ListFormat.OFAC_CSV, ListFormat.UN_XML, ListFormat.OPENSANCTIONS_CSV})
"""Formats whose lists of more than :data:`STARTER_RETIRES_ABOVE` entries retire the starter parties."""

STARTER_RETIRES_ABOVE = 1000


@dataclass(frozen=True, slots=True)
class EntryName:
    """One name of an entry, as published."""

    text: str
    quality: NameQuality = NameQuality.STRONG
    language: str = ""
    """ISO 639-1 code where the publisher gives one, else empty."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that belongs to a party.

    ``kind`` is one of inn, ogrn, kpp, okpo, bin, iin, unp, imo, mmsi, callsign, lei, bic, passport, national_id,
    tax, registration, duns, phone, email, other. ``value`` is as published.
    """

    kind: str
    value: str
    country: str = ""
    """ISO 3166-1 alpha-2, upper case, or empty."""


@dataclass(frozen=True, slots=True)
class EntryAddress:
    """An address of an entry, as one text, with its country (ISO alpha-2 upper case, or empty)."""

    text: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from this entry to another: ``kind`` is owned_by, linked_to, family or other."""

    kind: str
    target_id: str
    target_name: str = ""
    share: float | None = None
    """Percent owned, 0-100, where the publisher says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sanctioned party of one list, with all the publisher says of it.

    ``names[0]`` is the primary name. ``countries`` are ISO alpha-2 codes in upper case; ``birth_dates`` are ISO
    dates or parts of them ("1961", "1961-05"). ``entry_text`` is the publisher's record as it stood.
    """

    entry_id: str
    kind: EntryKind
    names: tuple[EntryName, ...]
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[EntryAddress, ...] = ()
    countries: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    remarks: str = ""
    listed_on: str = ""
    source: str = ""
    """The regulation or page the entry rests on."""
    entry_text: str = ""

    @property
    def name(self) -> str:
        """The primary name."""
        return self.names[0].text


@dataclass(frozen=True, slots=True)
class ListInfo:
    """One list as it is loaded: what it is, where it came from and how old it is."""

    list_id: str
    """Short stable id, lower case: ofac-sdn, un, opensanctions, starter, own-NAME; chpl for goods."""
    title: str
    format: ListFormat
    source: str
    """Path or address it was read from."""
    sha256: str
    imported_at: datetime
    """UTC."""
    published_on: str = ""
    """ISO date by the publisher's own word, or empty."""
    entries: int = 0
    names: int = 0
    unread: int = 0
    """Rows that could not be read as part of an entry."""
    active: bool = True
    """False for starter parties that have retired."""
    checked_at: datetime | None = None
    """UTC; when the publisher, or the folder that stands for it, was last asked with success."""
    version_id: int = 0
    """The version in force, 0 when it was never kept."""
    held: int = 0
    """Newer versions that are held until a person decides."""

    @property
    def is_starter(self) -> bool:
        """Whether this is the bundled starter list."""
        return self.format is ListFormat.STARTER


@dataclass(frozen=True, slots=True)
class ListChange:
    """What an import did to a list."""

    info: ListInfo
    new: int
    gone: int
    changed: int
    notes: tuple[tuple[str, int], ...] = ()
    """Codes of things met on the way with their counts: ("row_without_entry", 3)."""
    problems: tuple[Reason, ...] = ()
    """Why the version is held; then nothing changed, and ``info`` describes what was received."""
