"""Whatever a publisher begins to print in an XML list, at whatever depth, is counted; what was read before still is.

The hand-made file of each format is taken, and in each of its places something is put in that no format has.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from screening.lists.parsed import ListSource
from screening.lists.read import read_list
from screening.model.lists import Entry, ListFormat
from tests.lists.test_formats import EXPECTED, FILES

XML = sorted(name for name, kind in EXPECTED.items() if name.endswith(".xml"))
ALL_XML = sorted(kind for kind in ListFormat if kind.value.endswith("xml"))


def read(kind: ListFormat, path: Path) -> tuple[list[Entry], dict[str, int]]:
    parsed = read_list(ListSource("x", "X", kind, (path,)))
    return list(parsed.entries), dict(parsed.notes)


def places(tree: "etree._ElementTree") -> Iterator[tuple[str, etree._Element]]:
    """Yield the first element of each path, but for what is unknown already and stands in such.

    Nor of what a Swiss target was before: its history is not read.
    """
    seen = set()
    for element in tree.getroot().iter():
        if not isinstance(element.tag, str):
            continue
        path = [etree.QName(outer).localname for outer in (*reversed(list(element.iterancestors())), element)]
        shown = "/".join(path)
        if shown not in seen and "hologram" not in shown.casefold() and "/modification/" not in shown:
            seen.add(shown)
            yield shown, element


def attribute(element: etree._Element) -> None:
    element.set("chimera", "boo")


def part(element: etree._Element) -> None:
    etree.SubElement(element, "chimera").text = "boo"


def group(element: etree._Element) -> None:
    """A group of records beside an element, as a publisher's new kind of party would be."""
    for new in (etree.SubElement(element, "chimeras") for _ in range(2)):
        for number in range(3):
            record = etree.SubElement(new, "chimera", attrib={"number": str(number)})
            etree.SubElement(record, "name").text = f"Party {number}"


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(("put", "at_least"), [(attribute, 1), (part, 1), (group, 2)])
def test_what_no_format_has_is_counted_wherever_it_stands(
    tmp_path: Path, name: str, put: Callable[[etree._Element], None], at_least: int
) -> None:
    kind = EXPECTED[name]
    before, notes_before = read(kind, FILES / name)
    tried = 0
    for number in range(len(list(places(etree.parse(FILES / name))))):
        tree = etree.parse(FILES / name)
        where, element = list(places(tree))[number]
        put(element)
        tree.write(tmp_path / "x.xml", encoding="utf-8", xml_declaration=True)
        entries, notes = read(kind, tmp_path / "x.xml")
        new = {note: count for note, count in notes.items() if "chimera" in note}
        assert sum(new.values()) >= at_least, f"{put.__name__} in {where}: {notes}"
        assert all(note.startswith("unknown_field:") for note in new), where
        # What was read before is read as before; the record as published holds the new text too.
        assert {n: c for n, c in notes.items() if n not in new} == notes_before, where
        assert [(e.entry_id, e.names, e.identifiers, e.addresses) for e in entries] == [
            (e.entry_id, e.names, e.identifiers, e.addresses) for e in before
        ], where
        tried += 1
    assert tried >= 10


def test_every_xml_format_is_tried() -> None:
    assert sorted(EXPECTED[name] for name in XML) == ALL_XML


@pytest.mark.parametrize("name", XML)
def test_nothing_of_the_format_itself_is_called_unknown(name: str) -> None:
    _entries, notes = read(EXPECTED[name], FILES / name)
    assert {note.casefold() for note in notes if note.startswith("unknown_field")} <= {"unknown_field:hologram"}


@pytest.mark.parametrize("name", XML)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(data=st.data())
def test_many_unknown_things_at_once(tmp_path: Path, name: str, data: st.DataObject) -> None:
    tree = etree.parse(FILES / name)
    chosen = data.draw(
        st.lists(st.sampled_from([element for _, element in places(tree)]), min_size=1, max_size=12, unique_by=id)
    )
    for element in chosen:
        data.draw(st.sampled_from((attribute, part, group)))(element)
    tree.write(tmp_path / "x.xml", encoding="utf-8")
    _entries, notes = read(EXPECTED[name], tmp_path / "x.xml")
    assert sum(count for note, count in notes.items() if "chimera" in note) >= len(chosen)


def test_every_number_of_advanced_xml_that_refers_to_nothing_is_counted(tmp_path: Path) -> None:
    text = (FILES / "sdn_advanced.xml").read_text(encoding="utf-8")
    for given_number, lost, word in (
        ('LocationID="1002"', 'LocationID="7777"', "Location"),
        ('ScriptID="220"', 'ScriptID="7777"', "Script"),
        ('LegalBasisID="92039"', 'LegalBasisID="7777"', "LegalBasis"),
        ('ListID="1550"', 'ListID="7777"', "List"),
        ('DetailReferenceID="902"', 'DetailReferenceID="7777"', "DetailReference"),
        ('IDRegDocDateTypeID="1480"', 'IDRegDocDateTypeID="7777"', "IDRegDocDateType"),
        ('IssuedBy-CountryID="11150"', 'IssuedBy-CountryID="7777"', "Country"),
        ('LocPartTypeID="1456"', 'LocPartTypeID="7777"', "LocPartType"),
        ('NamePartTypeID="1526"', 'NamePartTypeID="7777"', "NamePartType"),
        ('AreaCodeID="12060"', 'AreaCodeID="7777"', "AreaCode"),
    ):
        assert given_number in text
        (tmp_path / "x.xml").write_text(text.replace(given_number, lost), encoding="utf-8")
        _entries, notes = read(ListFormat.OFAC_ADVANCED, tmp_path / "x.xml")
        assert notes[f"unknown_reference:{word}"] >= 1, word


@pytest.mark.parametrize(
    ("name", "known", "strange", "note"),
    [
        ("sdn.xml", "<category>strong</category>", "<category>odd</category>", "unknown_alias_quality:odd"),
        ("sdn.xml", "<sdnType>Vessel</sdnType>", "<sdnType>Spaceship</sdnType>", "unknown_kind:Spaceship"),
        ("sdn_advanced.xml", 'AliasTypeID="1401"', 'AliasTypeID="7777"', "unknown_alias_type"),
        ("sdn_advanced.xml", 'SanctionsTypeID="2"', 'SanctionsTypeID="7777"', "unknown_measure:7777"),
        ("sdn_advanced.xml", 'RelationTypeID="15003"', 'RelationTypeID="7777"', "unknown_relation:7777"),
        ("sdn_advanced.xml", 'PartySubTypeID="1"', 'PartySubTypeID="7777"', "unknown_kind"),
        ("sdn_advanced.xml", 'IDRegDocTypeID="1571"', 'IDRegDocTypeID="7777"', "unknown_document:7777"),
        ("eu.xml", 'strong="true"', 'strong="odd"', "unknown_alias_quality:odd"),
        ("eu.xml", 'code="enterprise"', 'code="odd"', "unknown_kind:odd"),
        ("un.xml", "<QUALITY>Low<", "<QUALITY>Weird<", "unknown_alias_quality:Weird"),
        ("uk.xml", ">Low quality a.k.a<", ">Odd quality<", "unknown_alias_quality:Odd quality"),
        ("uk.xml", "<NameType>Alias<", "<NameType>Odd<", "unknown_alias_type:Odd"),
        ("seco.xml", 'quality="low"', 'quality="odd"', "unknown_alias_quality:odd"),
        ("seco.xml", 'script="CYRL"', 'script="runes"', "unknown_script:runes"),
        ("seco.xml", 'modification-type="amended"', 'modification-type="odd"', "unknown_status:odd"),
        ("seco.xml", 'place-id="500"', 'place-id="7777"', "unknown_reference:place"),
        ("seco.xml", 'object-type="vessel"', 'object-type="spaceship"', "unknown_kind:spaceship"),
        ("seco.xml", 'name-type="alias"', 'name-type="odd"', "unknown_alias_type:odd"),
        ("seco.xml", "<sanctions-set-id>11<", "<sanctions-set-id>7777<", "unknown_programme:7777"),
    ],
)
def test_codes_that_are_not_known_are_counted(tmp_path: Path, name: str, known: str, strange: str, note: str) -> None:
    text = (FILES / name).read_text(encoding="utf-8")
    assert known in text
    (tmp_path / "x.xml").write_text(text.replace(known, strange), encoding="utf-8")
    entries, notes = read(EXPECTED[name], tmp_path / "x.xml")
    assert notes[note] >= 1
    assert [e.entry_id for e in entries] == [e.entry_id for e in read(EXPECTED[name], FILES / name)[0]]
