"""Listed parties: entries, their names, and the lists they stand on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from screening.model.hits import Reason
from screening.scripts import script_of


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
    OFAC_XML = "ofac-xml"
    OFAC_ADVANCED = "ofac-advanced-xml"
    CSL_CSV = "csl-csv"
    """The US Consolidated Screening List, with the lists of BIS and of the State Department."""
    CSL_JSON = "csl-json"
    BIS_DPL = "bis-dpl"
    EU_XML = "eu-xml"
    EU_CSV = "eu-csv"
    UN_XML = "un-xml"
    UK_CSV = "uk-csv"
    UK_XML = "uk-xml"
    SECO_XML = "seco-xml"
    CANADA_XML = "canada-xml"
    AUSTRALIA_XLSX = "australia-xlsx"
    AFM_XML = "kz-afm-xml"
    OPENSANCTIONS_CSV = "opensanctions-csv"
    OPENSANCTIONS_FTM = "opensanctions-ftm"
    OWN = "own"
    GOODS = "goods"
    """A list of goods by customs code; read by ``screening.goods.lists``."""
    CONTROL = "control"
    """A control list by number (ECCN, EU dual use, Kazakhstan's order 424); read by ``screening.goods.lists``."""
    STARTER = "starter"
    """The bundled starter parties; not offered on the command line."""


GOODS_FORMATS = frozenset({ListFormat.GOODS, ListFormat.CONTROL})
"""Lists of goods, not of parties."""

OFFICIAL_FORMATS = frozenset(ListFormat) - GOODS_FORMATS - {ListFormat.OWN, ListFormat.STARTER}
"""Formats whose lists of more than :data:`STARTER_RETIRES_ABOVE` entries retire the starter parties."""

STARTER_RETIRES_ABOVE = 1000

OWN_LIST = "own-"
"""What the ids of lists of the user's own begin with; no list of a publisher does."""


@dataclass(frozen=True, slots=True)
class EntryName:
    """One name of an entry, as published."""

    text: str
    quality: NameQuality = NameQuality.STRONG
    language: str = ""
    """ISO 639-1 code where the publisher gives one, else empty."""
    script: str = ""
    """ISO 15924 code (Latn, Cyrl, Arab, Hans) where the publisher gives one, else empty; see :meth:`written_in`."""

    @property
    def written_in(self) -> str:
        """The script, by the publisher's word or else by the letters; empty when there are none."""
        return self.script or script_of(self.text)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that belongs to a party.

    ``kind`` is one of inn, ogrn, kpp, okpo, bin, iin, unp, imo, mmsi, callsign, lei, bic, passport, national_id,
    tax, registration, duns, isin, tail, serial, phone, email, wallet, other. ``value`` is as published.
    """

    kind: str
    value: str
    country: str = ""
    """ISO 3166-1 alpha-2, upper case, or empty."""
    label: str = ""
    """What the publisher calls it, where that says more than ``kind``: "Cedula No."."""


@dataclass(frozen=True, slots=True)
class EntryAddress:
    """An address of an entry, as one text, with its country (ISO alpha-2 upper case, or empty)."""

    text: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from this entry to another party.

    ``kind`` is owned_by, owns, owns_further, controlled_by, controls, directed_by, directs, acts_for, family, linked_to or
    other. "owns_further" is what a party that is no entry (``holder_id``) owns, where this entry owns that party.
    """

    kind: str
    target_id: str
    """The other's id in the same list, or empty where only a name is given."""
    target_name: str = ""
    share: float | None = None
    """Percent owned, 0-100, where the publisher says."""
    label: str = ""
    """What the publisher calls the link."""
    former: bool = False
    """Whether the publisher says that it has ended."""
    holder_id: str = ""
    """Of "owns_further": the party, no entry itself, that owns the target; this entry owns it, directly or through steps."""
    holder_name: str = ""


DETAILS = (
    "title", "position", "gender", "birth_place", "reference", "nature", "website", "vessel_type", "flag",
    "former_flag", "tonnage", "gross_tonnage", "length", "built", "hull_number", "owner", "former_owner", "operator",
    "aircraft_model", "founded", "regulation", "licence_requirement", "licence_policy", "notice", "expires", "topic",
)  # fmt: skip
"""Codes of what else publishers tell of an entry, in the order in which they are shown."""


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
    updated_on: str = ""
    """ISO date of the publisher's last change to the entry, or empty."""
    details: tuple[tuple[str, str], ...] = ()
    """What else is told, as (code of :data:`DETAILS`, text as published)."""

    def detail(self, code: str) -> tuple[str, ...]:
        """The texts of one kind of detail."""
        return tuple(text for held, text in self.details if held == code)

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
    """UTC; when the publisher was last asked with success for what is in force. None: it came from a file, and nobody
    asked since (``screening.lists.ages``)."""
    fetched_at: datetime | None = None
    """UTC; when all its files were last fetched whole, not merely said to be unchanged. None: never."""
    file_date: str = ""
    """ISO date that what was taken from files is not newer than: that of the oldest of them, or an earlier one that its
    entries tell; empty where it was fetched, or nothing tells."""
    newest_on: str = ""
    """ISO date on which its newest entry was listed or changed, where the entries tell."""
    version_id: int = 0
    """The version in force, 0 when it was never kept."""
    held: int = 0
    """Versions newer than that in force that are held until a person decides."""

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
    in_force: bool = True
    """Whether a version of the list is in force now; where none is, nothing is screened against it."""
