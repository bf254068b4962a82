"""The remarks of OFAC's CSV and plain XML: clauses joined by "; ", each with its own words."""

import re
from collections.abc import Mapping

from screening.lists.dates import iso_date
from screening.lists.draft import Draft
from screening.lists.labels import add_labelled
from screening.model.lists import NameQuality

_WEAK_ALIAS = re.compile(r"\b[afn]\.k\.a\. '(.+?)'(?=\s*(?:;|\.?\s*$))")
_ALTERNATE = re.compile(r"^(?:alt\.|Alt\.) ")

# The words that close a label; what stands before them belongs to it, what follows is the number.
_CLOSING = (
    r"(?:No\.?|[Nn]umber|ID|Card|#|Passport|Booklet|NIT|RUC|RIF|RTN|R\.F\.C\.|RFC|C\.U\.R\.P\.|C\.U\.I\.|C\.U\.I\.[PT]\.|"
    r"D\.N\.I\.|C\.I\.F\.|I\.F\.E\.|SSN|FEIN|\(MSN\)|F/N\)|\(USCC\)|\(USCCC\)|\(NUIT\)|\(RU\)|SWIFT/BIC|ISIN|"
    r"Ticker|Fiscal Code|Commercial Code|electoral|Nacional|License|Telephone|Fax|Phone|PHONE|Email Address|Website|"
    r"Digital Currency Address - \w+|MMSI|IMO|VisaNumberID|Identidad|Transponder Code|Serial Identification|"
    r"Identification Document|UAE Identification|Call Sign|Profesional|Permanent Resident|Tax Registration|N\.I\.E\.|"
    r"MICEX Code|UN/LOCODE|RSIN|C\.R\.|\(Personal Numerical Code\))"
)
_NUMBER = re.compile(
    rf"(?P<label>(?:[A-Z][^\s\d;:]*(?: [^\s\d;:]+){{0,7}}? )?{_CLOSING}(?: {_CLOSING})*):? (?P<value>\S.*)"
)
_VALUE = re.compile(r"(.+?)(?: \(([^()\d]+)\))?(?: issued ([^;]+?))?(?: expires ([^;]+?))?")
_ALSO_CALLED = re.compile(r"^\(also called [^()]*\) ?")
"""Aircraft Construction Number (also called L/N or S/N or F/N)."""
_MAY_LACK_DIGITS = re.compile(r"SWIFT|Email|Website|Digital|Ticker|Tail Number|LOCODE|MICEX|Call Sign")
_DETAILS = (
    ("POB ", "birth_place"), ("Gender ", "gender"), ("Aircraft Model ", "aircraft_model"),
    ("Aircraft Manufacture Date ", "built"), ("Vessel Year of Build ", "built"), ("Aircraft Operator ", "operator"),
    ("Organization Established Date ", "founded"), ("Organization Type: ", "nature"), ("Target Type ", "nature"),
    ("Former Vessel Flag ", "former_flag"), ("Vessel Flag ", "flag"), ("Other Vessel Flag ", "former_flag"),
    ("Other Vessel Type ", "vessel_type"), ("Vessel Type ", "vessel_type"),
)  # fmt: skip
_COUNTRIES = ("nationality ", "citizen ", "Nationality of Registration ")


_LINKED = re.compile(r"\((Linked To: (?:[^()]|\([^()]*\))+)\)")
"""As XML has them: "(Linked To: NAME; Linked To: NAME)", after whatever else there is."""


def _clauses(remarks: str) -> list[str]:
    """Return the clauses of remarks; the links that XML has in brackets are clauses of their own."""
    text = remarks.strip()
    # The point that ends the remarks; within brackets it belongs to a name.
    text = _LINKED.sub(r"; \1", text.removesuffix("."))
    return [clause.strip(" ;") for clause in text.split("; ")]


def linked_to(remarks: str) -> list[str]:
    """Return the names that remarks link to, each once."""
    names = (clause[11:].strip() for clause in _clauses(remarks) if clause.startswith("Linked To: "))
    return list(dict.fromkeys(names))


def add_remarks(draft: Draft, remarks: str, ids_by_name: Mapping[str, str]) -> None:
    """Add what remarks tell to an entry; ``ids_by_name`` finds the entries that "Linked To" names."""
    for alias in _WEAK_ALIAS.findall(remarks):
        draft.name(alias, NameQuality.WEAK)
    for clause in _clauses(remarks):
        _add_clause(draft, _ALTERNATE.sub("", clause), ids_by_name)


def _add_clause(draft: Draft, clause: str, ids_by_name: Mapping[str, str]) -> None:
    if clause.startswith("DOB "):
        draft.born(clause[4:])
    elif clause.startswith("Linked To: "):
        name = clause[11:].strip()
        if name not in ids_by_name and f"{name}." in ids_by_name:
            # "S.A." at the end of the remarks lost its point with theirs.
            name += "."
        draft.relation("linked_to", ids_by_name.get(name, ""), name)
    elif clause.startswith(_COUNTRIES):
        draft.country(next(clause.removeprefix(p) for p in _COUNTRIES if clause.startswith(p)))
    else:
        for start, code in _DETAILS:
            if clause.startswith(start):
                text = clause.removeprefix(start)
                draft.detail(code, iso_date(text) if code in ("built", "founded") else text)
                if code in ("flag", "former_flag"):
                    draft.country(text)
                return
        _add_number(draft, clause)


def _add_number(draft: Draft, clause: str) -> None:
    found = _NUMBER.fullmatch(clause)
    if not found:
        return
    value = _VALUE.fullmatch(_ALSO_CALLED.sub("", found["value"]))
    if (
        value is None
        or value[1].startswith("issued ")
        or not (re.search(r"\d", value[1]) or _MAY_LACK_DIGITS.search(found["label"]))
    ):
        return
    add_labelled(draft, found["label"], re.sub(r"^\(([^()]*)\)$", r"\1", value[1]), value[2] or "")
