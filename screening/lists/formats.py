"""Every format of lists: whose it is, the list it makes, how it is read, and whether it has met a real file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from screening.lists.parsed import ListSource, ParsedList
from screening.model.lists import ListFormat


@dataclass(frozen=True, slots=True)
class Compared:
    """What a parser was compared with; the material itself is not ours to keep here."""

    with_what: str
    """"records" of a real file, the "structure" of one (all elements, with counts), or what other "readers" of it ask."""
    of_day: str
    """The day of that file, or when the readers were looked at, as ISO date."""


@dataclass(frozen=True, slots=True)
class FormatFacts:
    """What is known of one format of lists of parties."""

    list_id: str
    """The list that such a file makes, unless its name says otherwise; empty for lists of one's own."""
    title: str
    module: str
    """The module of ``screening.lists`` whose ``read`` reads it."""
    met: bool = False
    """Whether the parser has read a whole real file of the publisher. Change it only with a test on that file."""
    compared: Compared | None = None
    """The newest real material that its elements and codes were compared with, where there is some."""

    @property
    def read(self) -> Callable[[ListSource], ParsedList]:
        """The function that reads it."""
        return _reader(self.module)


@cache
def _reader(module: str) -> Callable[[ListSource], ParsedList]:
    # Only when one is asked for: lxml, ijson and the readers of workbooks take their time to load.
    read: Callable[[ListSource], ParsedList] = import_module(f"screening.lists.{module}").read
    return read


_OFAC, _EU, _UK = "OFAC Specially Designated Nationals", "EU consolidated financial sanctions list", "UK Sanctions List"
_CSL = "US Consolidated Screening List"

FORMATS: dict[ListFormat, FormatFacts] = {
    ListFormat.OFAC_CSV: FormatFacts("ofac-sdn", _OFAC, "ofac_csv", met=True),
    ListFormat.OFAC_XML: FormatFacts("ofac-sdn", _OFAC, "ofac_xml", True, Compared("records", "2026-06-22")),
    ListFormat.OFAC_ADVANCED: FormatFacts(
        "ofac-sdn", _OFAC, "ofac_advanced", compared=Compared("structure", "2025-08-27")
    ),
    ListFormat.CSL_CSV: FormatFacts("us-csl", _CSL, "csl", met=True),
    ListFormat.CSL_JSON: FormatFacts("us-csl", _CSL, "csl", compared=Compared("records", "2026-09-25")),
    ListFormat.BIS_DPL: FormatFacts("us-dpl", "BIS Denied Persons List", "bis_dpl", met=True),
    ListFormat.EU_XML: FormatFacts("eu", _EU, "eu_xml", True, Compared("records", "2026-08-05")),
    ListFormat.EU_CSV: FormatFacts("eu", _EU, "eu_csv", compared=Compared("records", "2026-08-05")),
    ListFormat.UN_XML: FormatFacts("un", "UN Security Council consolidated list", "un_xml", met=True),
    ListFormat.UK_CSV: FormatFacts("uk", _UK, "uk_csv", compared=Compared("records", "2026-06-24")),
    ListFormat.UK_XML: FormatFacts("uk", _UK, "uk_xml", compared=Compared("structure", "2026-09-07")),
    ListFormat.SECO_XML: FormatFacts(
        "ch-seco", "Swiss SECO consolidated list", "seco_xml", compared=Compared("records", "2026-08-27")
    ),
    ListFormat.CANADA_XML: FormatFacts(
        "ca-sema",
        "Canada consolidated autonomous sanctions list",
        "canada_xml",
        compared=Compared("records", "2026-09-03"),
    ),
    ListFormat.AUSTRALIA_XLSX: FormatFacts(
        "au-dfat",
        "Australia consolidated sanctions list",
        "australia_xlsx",
        compared=Compared("structure", "2026-09-04"),
    ),
    ListFormat.AFM_XML: FormatFacts(
        "kz-afm", "Kazakhstan AFM list of financing of terrorism", "afm_xml", compared=Compared("readers", "2026-11-25")
    ),
    ListFormat.OPENSANCTIONS_CSV: FormatFacts("opensanctions", "OpenSanctions", "opensanctions_csv", met=True),
    ListFormat.OPENSANCTIONS_FTM: FormatFacts(
        "opensanctions", "OpenSanctions", "opensanctions_ftm", compared=Compared("records", "2026-04-29")
    ),
    ListFormat.OWN: FormatFacts("", "", "own", met=True),
}

OTHER_LISTS = {"ofac-cons": "OFAC Consolidated (non-SDN)"}
"""Titles of lists that the name of a file tells from the usual one of its format."""

FORMATS_MET = frozenset(kind for kind, facts in FORMATS.items() if facts.met)
"""Formats whose parser has read a real file of the publisher."""


def formats_not_met() -> list[ListFormat]:
    """Return the formats that have only met small files of our own yet, in the order of their names."""
    return sorted(FORMATS.keys() - FORMATS_MET)
