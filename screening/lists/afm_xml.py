"""The list of organisations and persons tied to terrorism of Kazakhstan's financial monitoring agency (AFM) as XML.

The officer downloads it by hand: the host answers callers in Kazakhstan only.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from screening.lists.draft import Draft, joined
from screening.lists.looked import Looked
from screening.lists.parsed import ListSource, ParsedList, info_of
from screening.lists.xml import all_text, child, first_of, local, stream
from screening.model.lists import Entry, EntryKind

_PERSON, _ORGANISATIONS = "person", ("org", "orgcis", "organisation", "organisationcis")
_GROUPS = ("persons", "organisations", "organisationscis")
"""One may be empty."""


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source.paths[0], notes), notes)


def _entries(path: Path, notes: Counter[str]) -> Iterator[Entry]:
    used: Counter[str] = Counter()
    looked = Looked(notes, _GROUPS)
    for element in stream(path, (_PERSON, *_ORGANISATIONS), looked):
        parent = element.getparent()
        group = local(parent).lower() if parent is not None else ""
        draft = _draft(element, group, notes)
        if not draft.named:
            notes["unread"] += 1
            continue
        used[draft.entry_id] += 1
        if used[draft.entry_id] > 1:
            draft.entry_id = f"{draft.entry_id}-{used[draft.entry_id]}"
        yield draft.entry(all_text(element))
    looked.tell()


def _draft(element: etree._Element, group: str, notes: Counter[str]) -> Draft:
    person = local(element) == _PERSON
    commonwealth = group.endswith("cis") or local(element).endswith("cis")
    form = "person" if person else "orgcis" if commonwealth else "org"
    number = first_of(element, "num", "iin")
    draft = Draft(f"{form}-{number}", EntryKind.PERSON if person else EntryKind.ORGANISATION, notes)
    if person:
        draft.name(joined((child(element, part) for part in ("lname", "fname", "mname")), " "))
        draft.born(child(element, "birthdate"))
        draft.identifier("iin", child(element, "iin"), "KZ")
    else:
        draft.name(child(element, "org_name"))
        draft.name(child(element, "org_name_en"), language="en")
        draft.identifier("bin", child(element, "bin"), "KZ")
    draft.programme("AFM-CIS" if commonwealth else "AFM")
    draft.remark(child(element, "note"))
    draft.remark(child(element, "correction"))
    draft.source = "Agency for Financial Monitoring of Kazakhstan"
    return draft
