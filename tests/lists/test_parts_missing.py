"""Files that are whole and lack a part, or have one that nobody knows: nothing ends in a crash, nothing goes unseen.

Damaged bytes hardly ever give XML that can be read to its end; here each element is taken away in turn.
"""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from screening.errors import UnreadableInput
from screening.lists.parsed import ListSource
from screening.lists.read import read_list
from screening.model.lists import ListFormat
from tests.lists.test_formats import EXPECTED, FILES

XML = sorted(name for name in EXPECTED if name.endswith(".xml"))
UN = (
    '<CONSOLIDATED_LIST dateGenerated="2026-11-25"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>'
    "<FIRST_NAME>Alpha</FIRST_NAME></INDIVIDUAL></INDIVIDUALS>{}<ENTITIES/></CONSOLIDATED_LIST>"
)


def variants(name: str) -> Iterator[tuple[str, etree._ElementTree]]:
    """Yield a file without one of its parts, for each part: the element, its text, all its attributes, its name."""
    whole = etree.parse(str(FILES / name))
    count = sum(isinstance(element.tag, str) for element in whole.getroot().iter())
    for at in range(1, count):
        for way in ("element", "text", "attributes", "name"):
            tree = copy.deepcopy(whole)
            element = [e for e in tree.getroot().iter() if isinstance(e.tag, str)][at]
            told = f"{way} of {element.tag} ({at})"
            parent = element.getparent()
            assert parent is not None
            if way == "element":
                parent.remove(element)
            elif way == "text":
                element.text = None
            elif way == "attributes":
                element.attrib.clear()
            else:
                element.tag = "unheardOf"
            yield told, tree


@pytest.mark.parametrize("name", XML)
def test_any_part_may_be_missing(tmp_path: Path, name: str) -> None:
    path, seen = tmp_path / name, 0
    for told, tree in variants(name):
        tree.write(str(path), encoding="utf-8")
        try:
            entries = list(read_list(ListSource("x", "X", EXPECTED[name], (path,))).entries)
            assert all(entry.names and entry.entry_id for entry in entries), told
        except UnreadableInput as error:
            assert error.data["file"] == str(path), told
        seen += 1
    assert seen > 50


def notes_of(path: Path, kind: ListFormat, text: str) -> dict[str, int]:
    path.write_text(text, encoding="utf-8")
    parsed = read_list(ListSource("x", "X", kind, (path,)))
    assert len(list(parsed.entries)) == 1
    return dict(parsed.notes)


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", {}),
        # A kind of record that the publisher began to print, by the number of them.
        ("<VESSELS>" + "<VESSEL><DATAID>2</DATAID></VESSEL>" * 2 + "</VESSELS>", {"unknown_field:VESSEL": 2}),
        ("<VESSELS/>", {"unknown_field:VESSELS": 1}),
        ("<INDIVIDUALS><ALIEN><DATAID>2</DATAID></ALIEN></INDIVIDUALS>", {"unknown_field:ALIEN": 1}),
        ("<NOTICE><TEXT>x</TEXT></NOTICE>", {"unknown_field:NOTICE": 1}),
    ],
)
def test_records_of_an_unknown_kind_are_counted(tmp_path: Path, beside: str, expected: dict[str, int]) -> None:
    assert notes_of(tmp_path / "un.xml", ListFormat.UN_XML, UN.format(beside)) == expected


def test_unknown_names_without_end_do_not_fill_the_notes(tmp_path: Path) -> None:
    many = "".join(f"<NEW{n}><PART>x</PART></NEW{n}>" for n in range(2000))
    notes = notes_of(tmp_path / "un.xml", ListFormat.UN_XML, UN.format(many))
    assert sum(notes.values()) == 2000
    assert len(notes) < 200


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (
            ListFormat.AFM_XML,
            "<xml><persons><person><num>1</num><lname>A</lname></person></persons><organisationscis/>"
            "<foreigners><foreigner><num>7</num></foreigner></foreigners></xml>",
            {"unknown_field:foreigner": 1},
        ),
        (
            ListFormat.CANADA_XML,
            "<data-set><record><EntityOrShip>A</EntityOrShip></record><ship><Name>B</Name></ship></data-set>",
            {"unknown_field:ship": 1},
        ),
        (
            ListFormat.UK_XML,
            "<Designations><DateGenerated>20/02/2026</DateGenerated><Designation><UniqueID>R1</UniqueID><Names><Name>"
            "<Name6>A</Name6></Name></Names><IndividualEntityShip>Entity</IndividualEntityShip></Designation>"
            "<Revocation><UniqueID>R2</UniqueID></Revocation></Designations>",
            {"unknown_field:Revocation": 1},
        ),
        (
            ListFormat.OFAC_XML,
            "<sdnList><publshInformation><Publish_Date>11/25/2026</Publish_Date></publshInformation><sdnEntry><uid>1"
            "</uid><lastName>A</lastName><sdnType>Entity</sdnType></sdnEntry><capEntry><uid>2</uid></capEntry></sdnList>",
            {"unknown_field:capEntry": 1},
        ),
        (
            ListFormat.EU_XML,
            '<export><sanctionEntity logicalId="1" colour="red"><nameAlias wholeName="A" strong="true" smell="sweet"/>'
            '</sanctionEntity><vessel logicalId="2"/></export>',
            {
                "unknown_kind": 1, "unknown_field:sanctionEntity@colour": 1, "unknown_field:nameAlias@smell": 1,
                "unknown_field:vessel": 1,
            },
        ),
        (
            ListFormat.SECO_XML,
            '<swiss-sanctions-list date="2026-11-25"><target ssid="1"><entity><identity main="true"><name name-type='
            '"primary-name"><name-part name-part-type="whole-name"><value>A</value></name-part></name></identity></entity>'
            '</target><measure ssid="2"><value>x</value></measure></swiss-sanctions-list>',
            {"unknown_field:measure": 1},
        ),
    ],
    ids=lambda given: given.value if isinstance(given, ListFormat) else "",
)  # fmt: skip
def test_each_format_counts_what_stands_beside_its_records(
    tmp_path: Path, kind: ListFormat, text: str, expected: dict[str, int]
) -> None:
    assert notes_of(tmp_path / "list.xml", kind, text) == expected


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ("<SECOND_NAME>Beta</SECOND_NAME>", "Beta"),
        ("<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Gamma</ALIAS_NAME></INDIVIDUAL_ALIAS>", "Gamma"),
        ("<NAME_ORIGINAL_SCRIPT>Дельта</NAME_ORIGINAL_SCRIPT>", "Дельта"),
        ("<FIRST_NAME> </FIRST_NAME>", ""),
    ],
)
def test_a_party_of_the_un_is_read_by_whatever_name_it_has(tmp_path: Path, parts: str, name: str) -> None:
    path = tmp_path / "un.xml"
    path.write_text(UN.replace("<FIRST_NAME>Alpha</FIRST_NAME>", parts).format(""), encoding="utf-8")
    parsed = read_list(ListSource("un", "UN", ListFormat.UN_XML, (path,)))
    assert [entry.name for entry in parsed.entries] == [name] * bool(name)
    assert parsed.notes["unread"] == (not name)
