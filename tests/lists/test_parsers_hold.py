"""Whatever the bytes: a parser gives a list or says what is wrong with the file, nothing else."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import UnreadableInput
from screening.goods.lists import read_goods_list
from screening.lists.eu_csv import COLUMNS
from screening.lists.formats import FORMATS
from screening.lists.parsed import ListSource
from screening.lists.read import detect, read_list
from screening.model.lists import ListFormat
from tests.lists.test_formats import EXPECTED, FILES, australian_workbook
from tests.lists.test_formats_america import DPL

WHATEVER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
PARTIES = sorted(FORMATS)


def whole(kind: ListFormat, folder: Path) -> bytes:
    """Return a whole file of a format, to be damaged."""
    for name, expected in EXPECTED.items():
        if expected is kind:
            return (FILES / name).read_bytes()
    if kind is ListFormat.AUSTRALIA_XLSX:
        return australian_workbook(folder / "whole.xlsx").read_bytes()
    if kind is ListFormat.EU_CSV:
        row = ["20/02/2026", "9001", "EU.1", *[""] * 4, "person", *[""] * 11, "Arkadiy Vymyshlev", *[""] * 98]
        return "\n".join(";".join(r) for r in (COLUMNS, row, row)).encode()
    return {
        ListFormat.BIS_DPL: DPL.encode(),
        ListFormat.CSL_CSV: b'source,name,ids,addresses\nX (EL),Alpha,"RU, 1, Tax ID No.","Road 1, RU"\nX,Beta,,\n',
        ListFormat.OFAC_CSV: b'36,"ALPHA",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Passport A1 (Iran); DOB 1961."\n',
        ListFormat.UN_XML: b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME>"
        b"</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>",
        ListFormat.OPENSANCTIONS_CSV: b'"id","schema","name"\n"a","Person","Alpha"\n',
        ListFormat.OWN: b"name,inn\nAlpha,7704730655\n",
    }[kind]


def try_to_read(kind: ListFormat, path: Path) -> None:
    try:
        parsed = read_list(ListSource("x", "X", kind, (path,)))
        for entry in parsed.entries:
            assert entry.names
            assert entry.entry_id
    except UnreadableInput as error:
        assert error.data["file"] == str(path)


@pytest.mark.parametrize("kind", PARTIES)
@WHATEVER
@given(content=st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, kind: ListFormat, content: bytes) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(content)
    try_to_read(kind, path)


@pytest.mark.parametrize("kind", PARTIES)
@WHATEVER
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12))
def test_a_damaged_file(tmp_path: Path, kind: ListFormat, seed: int, changes: int) -> None:
    content = bytearray(whole(kind, tmp_path))
    chance = random.Random(seed)
    for _ in range(changes):
        at = chance.randrange(max(1, len(content)))
        match chance.randrange(5):
            case 0:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del content[at : at + chance.randrange(1, 60)]
            case 2:
                content[at:at] = content[at : at + chance.randrange(1, 80)]
            case 3:
                content[at:at] = chance.choice(
                    [b"&amp;", b"<!--x-->", b"]]>", b'"', b"\x00", b"\xff", b",", b"null", b"{}"]
                )
            case _:
                del content[at:]
    path = tmp_path / "sdn.csv"
    path.write_bytes(bytes(content))
    try_to_read(kind, path)


@WHATEVER
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers(-(2**60), 2**60) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
            ["id", "schema", "properties", "name", "caption", "results", "source", "ids", "addresses", "topics", "owner",
             "asset", "percentage", "entity", "datasets", "type", "number", "country", "end_date", "target"]), inner, max_size=6),
        max_leaves=25,
    ),
    st.sampled_from([ListFormat.CSL_JSON, ListFormat.OPENSANCTIONS_FTM]),
)  # fmt: skip
def test_json_of_any_shape(tmp_path: Path, value: object, kind: ListFormat) -> None:
    import json

    path = tmp_path / "x.json"
    rows = [
        {"id": "1", "schema": "Ownership", "properties": value},
        {"id": "2", "schema": "Person", "properties": value},
    ]
    text = (
        "\n".join(map(json.dumps, [value, *rows]))
        if kind is ListFormat.OPENSANCTIONS_FTM
        else json.dumps({"results": [value, {"source": value, "name": "x", "ids": value, "addresses": value}]})
    )
    path.write_text(text, encoding="utf-8")
    try_to_read(kind, path)


@WHATEVER
@given(st.lists(st.lists(st.text(max_size=15), min_size=1, max_size=6), max_size=6), st.booleans())
def test_any_table_of_goods(tmp_path: Path, rows: list[list[str]], by_number: bool) -> None:
    import csv

    path = tmp_path / "goods.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["code", "direction", "targets", "price_floor", "valid_from", "name"], *rows])
    try:
        assert all(rule.code for rule in read_goods_list(path, by_number=by_number))
    except UnreadableInput as error:
        assert error.data["file"] == str(path)


@WHATEVER
@given(st.binary(max_size=300), st.sampled_from([".zip", ".xlsx", ".json", ".csv", ""]))
def test_any_bytes_are_told_apart_or_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    try:
        assert detect([path])
    except UnreadableInput as error:
        assert str(path) in str(error.data["file"])
