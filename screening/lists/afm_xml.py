"""The lists of Kazakhstan's financial monitoring agency (AFM) as XML: financing of terrorism, and taking part in it.

The officer downloads them by hand: the host answers callers in Kazakhstan only. No real file was met; the elements are those
that six other programs read, up to those of the agency's site of 2025 (websfm.kz), whose second list has persons as "org".
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.lists.draft import Draft, joined
from screening.lists.looked import Looked
from screening.lists.parsed import ListSource, ParsedList, info_of
from screening.lists.xml import all_text, child, children, first_of, local, stream
from screening.model.lists import Entry, EntryKind

_PERSON, _ORGANISATIONS = "person", ("org", "orgcis", "organisation", "organisationcis")
_GROUPS = ("persons", "organisations", "organisationscis", "organisationsun")
"""One may be empty."""
_INCLUDED = re.compile(r"включ\w+\s+(?:от|с)\s+(\d\d?\.\d\d?\.\d{4})", re.IGNORECASE)


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source.paths[0], notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    looked = Looked(notes, _GROUPS)
    for element in stream(path, (_PERSON, *_ORGANISATIONS), looked):
        parent = element.getparent()
        draft = _draft(element, local(parent).lower() if parent is not None else "", notes)
        if draft.named:
            yield draft.entry(all_text(element))
        else:
            notes["unread"] += 1
    looked.tell()


def _draft(element: etree._Element, group: str, notes: Counter[str]) -> Draft:
    # An organisation has no IIN: what has a place for one is a person, whatever its element is called.
    person = local(element) == _PERSON or bool(children(element, "org_iin"))
    commonwealth = group.endswith("cis") or local(element).endswith("cis")
    full = joined((child(element, part) for part in ("lname", "fname", "mname")), " ")
    iin, born = first_of(element, "iin", "org_iin"), child(element, "birthdate")
    names = [name for part in ("org_name", "org_name_en") for name in child(element, part).split("; ") if name]
    form = "person" if person else "orgcis" if commonwealth else "org"
    # "num" is the place in the list of the day: after a departure all that follow have another one.
    key = "\x1f".join((full, *names, born))
    entry_id = f"iin-{iin}" if iin else f"{form}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    draft = Draft(entry_id, EntryKind.PERSON if person else EntryKind.ORGANISATION, notes)
    draft.name(full)
    for name in names:
        draft.name(name)
    draft.born(born)
    draft.identifier("iin", iin, "KZ")
    draft.identifier("bin", child(element, "bin"), "KZ")
    draft.detail("reference", child(element, "num"))
    draft.programme("AFM-CIS" if commonwealth else "AFM")
    draft.remark(child(element, "note"))
    correction = child(element, "correction")
    draft.remark(correction)
    included = _INCLUDED.search(correction)
    draft.listed_on = child(element, "added_to_list") or (included[1] if included else "")
    draft.source = "Agency for Financial Monitoring of Kazakhstan"
    return draft
