"""The OFAC lists as Advanced XML: SDN_ADVANCED.XML and CONS_ADVANCED.XML, with scripts, weak aliases and ownership.

Parties refer to reference values, locations, documents, sanctions and relationships by number, and some of these come
after the parties. So the file is read twice: first what is referred to (kept small), then the parties one by one. Compared with all elements,
attributes and their counts of the SDN file of 27 August 2025 (17,815 parties); no whole real file was read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml import etree

from screening.lists.draft import Draft, joined
from screening.lists.labels import add_labelled
from screening.lists.looked import Looked
from screening.lists.ofac_dates import dates_of
from screening.lists.ofac_reference import UNUSED, Reference, read_reference
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.xml import child, children, stream
from screening.model.lists import Entry, EntryKind, NameQuality

_KINDS = {
    "vessel": EntryKind.VESSEL, "aircraft": EntryKind.AIRCRAFT, "individual": EntryKind.PERSON,
    "entity": EntryKind.ORGANISATION, "location": EntryKind.ADDRESS,
}  # fmt: skip
_FAMILY_PARTS = ("last name", "maiden name", "matronymic")
_ALIASES = {
    "name": NameQuality.STRONG, "a.k.a.": NameQuality.STRONG, "n.k.a.": NameQuality.STRONG,
    "f.k.a.": NameQuality.FORMER,
}  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read when it is damaged."""
    notes: Counter[str] = Counter()
    parsed = ParsedList(info_of(source), iter(()), notes)
    parsed.entries = _entries(source, parsed)
    return parsed


def _entries(source: ListSource, parsed: ParsedList) -> Iterator[Entry]:
    path, notes = source.paths[0], parsed.notes
    looked = Looked(notes, UNUSED)
    reference = read_reference(path, looked)
    parsed.info = parsed.published(reference.published_on)
    known = set()
    for party in stream(path, ("DistinctParty",), looked):
        for profile in children(party, "Profile"):
            entry = _entry(party, profile, reference, notes)
            if entry is None:
                notes["unread"] += 1
                continue
            known.add(entry.entry_id)
            yield entry
    lost = [profile for profile in (*reference.sanctions, *reference.relationships) if profile not in known]
    if lost:
        notes["row_without_entry"] += len(lost)
    looked.tell()


class _Party:
    """One profile on its way to an entry."""

    def __init__(self, draft: Draft, reference: Reference) -> None:
        self.draft = draft
        self.reference = reference
        self.texts: list[str] = []
        """The record with its numbers resolved, for people."""


def _entry(party: etree._Element, profile: etree._Element, reference: Reference, notes: Counter[str]) -> Entry | None:
    profile_id = profile.get("ID", "")
    kind_text = reference.party_type(profile.get("PartySubTypeID", ""))
    kind = _KINDS.get(kind_text.lower())
    if kind is None:
        count_note(notes, "unknown_kind", kind_text)
    made = _Party(Draft(profile_id, kind or EntryKind.UNKNOWN, notes), reference)
    made.texts += [profile_id, kind_text]
    for identity in children(profile, "Identity"):
        _add_names(made, identity)
        for document in reference.documents.get(identity.get("ID", ""), ()):
            add_labelled(made.draft, document.kind, document.number, document.country)
            made.texts.append(f"{document.kind}: {document.text}")
            if document.flaw:
                made.draft.remark(f"{document.kind} {document.number}: {document.flaw}")
    if not profile_id or not made.draft.named:
        return None
    for feature in children(profile, "Feature"):
        _add_feature(made, feature)
    _add_sanctions(made, profile_id)
    for relation in reference.relationships.get(profile_id, ()):
        name = reference.names.get(relation.target_id, "")
        made.draft.relation(
            relation.kind, relation.target_id, name, label=relation.label, former=relation.former
        )  # fmt: skip
        made.texts.append(f"{relation.label}: {name or relation.target_id}")
    for element in (party, profile):
        made.draft.remark(child(element, "Comment"))
    made.draft.source = "OFAC"
    return made.draft.entry(" | ".join((*made.texts, *made.draft.remarks)))


def _add_names(made: _Party, identity: etree._Element) -> None:
    reference = made.reference
    labels = {
        group.get("ID", ""): reference.known("NamePartType", group.get("NamePartTypeID")).lower()
        for group in children(identity, "NamePartGroups", "MasterNamePartGroup", "NamePartGroup")
    }
    # The primary name comes first whatever its place in the file.
    aliases = sorted(children(identity, "Alias"), key=lambda alias: alias.get("Primary") != "true")
    for alias in aliases:
        form = reference.value("AliasType", alias.get("AliasTypeID", ""))
        quality = _ALIASES.get(form.lower())
        if quality is None:
            count_note(made.draft.notes, "unknown_alias_type", form)
            quality = NameQuality.STRONG
        if alias.get("LowQuality") == "true":
            quality = NameQuality.WEAK
        for documented in children(alias, "DocumentedName"):
            parts: dict[bool, list[str]] = defaultdict(list)
            script = ""
            for value in children(documented, "DocumentedNamePart", "NamePartValue"):
                label = labels.get(value.get("NamePartGroupID", ""), "")
                parts[label in _FAMILY_PARTS].append(value.text or "")
                written = reference.known("Script", value.get("ScriptID"), reference.scripts)
                script = script or written
            text = joined((joined(parts[True], " "), joined(parts[False], " ")))
            made.draft.name(text, quality, script=script)
            made.texts.append(f"{form}: {text}")


def _add_feature(made: _Party, feature: etree._Element) -> None:
    reference, draft = made.reference, made.draft
    label = reference.value("FeatureType", feature.get("FeatureTypeID", ""))
    if not label:
        count_note(draft.notes, "unknown_feature", feature.get("FeatureTypeID", ""))
    folded = label.lower()
    for version in children(feature, "FeatureVersion"):
        values = [
            text
            for detail in children(version, "VersionDetail")
            for text in (reference.known("DetailReference", detail.get("DetailReferenceID")), detail.text or "")
            if text.strip()
        ]
        days = [day for period in children(version, "DatePeriod") if (day := dates_of(period))]
        places = [
            place for at in children(version, "VersionLocation") if (place := reference.place(at.get("LocationID")))
        ]
        for place in places:
            if folded == "location":
                draft.address(place.text, place.country)
                if place.in_script:
                    draft.address(place.in_script, place.country)
            elif "birth" in folded:
                draft.detail("birth_place", place.whole)
            else:
                draft.country(place.country)
        for value in values if "birth" in folded or places else (*values, *days):
            _add_value(made, label, value)
        if "birthdate" in folded.replace(" ", "") or folded == "date of birth":
            for day in days:
                draft.born(day)
        draft.remark(child(version, "Comment"))
        if reference.known("Reliability", version.get("ReliabilityID")).lower() == "false":
            draft.remark(f"{label} {joined((*values, *days))}: False")
        shown = joined((*values, *days, *(place.whole for place in places)))
        made.texts.append(f"{label}: {shown}")


def _add_value(made: _Party, label: str, value: str) -> None:
    folded = label.lower()
    if folded in ("nationality country", "citizenship country", "nationality of registration"):
        made.draft.country(value)
    elif "birth" in folded:
        made.draft.detail("birth_place", value)
    elif folded == "location":
        made.draft.address(value)
    else:
        add_labelled(made.draft, label, value)


def _add_sanctions(made: _Party, profile_id: str) -> None:
    draft = made.draft
    for sanction in made.reference.sanctions.get(profile_id, ()):
        for day in sanction.listed:
            draft.listed_on = min(draft.listed_on or day, day)
        for basis in sanction.bases:
            draft.detail("regulation", basis)
        for programme in sanction.programmes:
            draft.programme(programme)
        for measure in sanction.measures:
            draft.measure(measure)
        shown = joined((*sanction.programmes, *sanction.measures, *sanction.listed, *sanction.bases))
        made.texts.append(f"{sanction.list_name}: {shown}")
