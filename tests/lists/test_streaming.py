"""Every parser streams: what it holds does not grow with the file, and rows that stand apart are still one entry."""

import csv
import json
import random
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from screening.countries import country_code
from screening.lists.eu_csv import COLUMNS
from screening.lists.read import detect, read_list
from screening.lists.tables import Together
from screening.lists.xml import stream
from screening.model.lists import Entry, ListFormat

ENTRIES = 600
LONG = "x" * 16000
"""So long a remark that a reader which keeps its rows would hold megabytes of them."""

Rows = list[list[str]]


def uk(remark: str) -> tuple[Rows, Rows]:
    header = ["Last Updated", "Unique ID", "Name 6", "Name type", "Designation Type", "Other Information"]
    kinds = ("Primary name", "Alias")
    body = [
        ["20/02/2026", f"RUS{n}", f"OOO Nevedomo {n} {kind}", kind, "Entity", f"{remark}{n}{kind}"]
        for n in range(ENTRIES) for kind in kinds
    ]  # fmt: skip
    return [["Report Date: 20-Feb-2026"], header], body


def dpl(remark: str) -> tuple[Rows, Rows]:
    header = ["Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date",
              "Expiration_Date", "Standard_Order", "Last_Update", "Action", "FR_Citation"]  # fmt: skip
    body = [
        [f"OOO NEVEDOMO {n}", f"Ulitsa {place}", "TULA", "", "RU", "", "01/02/2024", "", "Y", "01/02/2024",
         f"{remark}{n}{place}", "89 F.R. 1"]
        for n in range(ENTRIES) for place in (1, 2)
    ]  # fmt: skip
    return [header], body


def eu(remark: str) -> tuple[Rows, Rows]:
    body = []
    for n in range(ENTRIES):
        for part in (1, 2):
            row = [""] * 118
            row[0], row[1], row[6], row[7], row[19] = (
                "20/02/2026",
                str(n),
                f"{remark}{n}{part}",
                "enterprise",
                f"N {n} {part}",
            )
            body.append(row)
    return [list(COLUMNS)], body


def australia(remark: str) -> tuple[Rows, Rows]:
    header = ["Reference", "Name of Individual or Entity", "Type", "Name Type", "Additional Information"]
    body = [
        [f"{n}{letter}", f"Nevedomo {n} {letter}", "Entity", "aka" if letter else "Primary Name",
         f"{remark}{n}{letter}"]
        for n in range(1, ENTRIES + 1) for letter in ("", "a")
    ]  # fmt: skip
    return [header], body


def write_table(path: Path, rows: Iterable[Sequence[str]], separator: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def write_workbook(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


TABLES: dict[str, tuple[Callable[[str], tuple[Rows, Rows]], str, str, ListFormat]] = {
    "uk": (uk, "uk.csv", ",", ListFormat.UK_CSV),
    "dpl": (dpl, "dpl.txt", "\t", ListFormat.BIS_DPL),
    "eu": (eu, "eu.csv", ";", ListFormat.EU_CSV),
    "australia": (australia, "au.xlsx", "", ListFormat.AUSTRALIA_XLSX),
}


def written(folder: Path, which: str, remark: str, *, mixed: bool = False) -> list[Path]:
    make, name, separator, _format = TABLES[which]
    head, body = make(remark)
    if mixed:
        random.Random(7).shuffle(body)
    folder.mkdir(exist_ok=True)
    path = folder / name
    return [write_table(path, [*head, *body], separator) if separator else write_workbook(path, [*head, *body])]


def ofac(folder: Path, remark: str, *, mixed: bool = False) -> list[Path]:
    """The four files of OFAC; ``mixed`` puts those beside the names out of its order."""
    nothing = "-0- "
    sdn = [[str(n), f"NEVEDOMO {n}", nothing, "RUSSIA-EO14024", *[nothing] * 7, "x"] for n in range(1, ENTRIES + 1)]
    alt = [
        [str(n), str(n * 10 + k), "aka", f"NEVEDOMKA {n} {k}", remark] for n in range(1, ENTRIES + 1) for k in (1, 2)
    ]
    add = [[str(n), str(n), f"Ulitsa {n}", "Tula", "Russia", f"{remark}{n}"] for n in range(1, ENTRIES + 1)]
    comments = [[str(n), f"{remark}{n}"] for n in range(1, ENTRIES + 1)]
    for rows in (alt, add, comments) if mixed else ():
        random.Random(7).shuffle(rows)
    folder.mkdir(exist_ok=True)
    files = {"sdn.csv": sdn, "alt.csv": alt, "add.csv": add, "sdn_comments.csv": comments}
    return [write_table(folder / name, rows) for name, rows in files.items()]


def entries_of(paths: list[Path]) -> list[Entry]:
    (source,) = detect(paths)
    return list(read_list(source).entries)


def most_held(paths: list[Path], expected: ListFormat | None = None, entries: int = ENTRIES) -> int:
    """Return the most bytes that Python held at once while the entries of a list passed by."""
    country_code("Tula")  # its tables are loaded once, for all lists
    (source,) = detect(paths)
    assert expected is None or source.format is expected
    count = 0
    parsed = read_list(source)
    tracemalloc.start()
    try:
        for _entry in parsed.entries:
            count += 1
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == entries
    return held


def test_a_workbook_is_not_held_whole(tmp_path: Path) -> None:
    """Its rows lie on the disk in frames of some thousand, of which two or three are held at once."""
    head, body = australia("")
    # Remarks that pack too well would have the workbook refused.
    said = random.Random(3)
    body = [[f"{n}{row[0]}", *row[1:4], said.randbytes(400).hex()] for n in range(100, 108) for row in body]
    paths = [write_workbook(tmp_path / "au.xlsx", [*head, *body])]
    assert most_held(paths, ListFormat.AUSTRALIA_XLSX, ENTRIES * 8) < len(body) * 800 * 0.8


@pytest.mark.parametrize("which", sorted(set(TABLES) - {"australia"}))
def test_tables_are_not_held_whole(tmp_path: Path, which: str) -> None:
    paths = written(tmp_path, which, LONG)
    assert most_held(paths, TABLES[which][3]) < ENTRIES * 2 * len(LONG) / 3


def test_the_files_of_ofac_are_not_held_whole(tmp_path: Path) -> None:
    assert most_held(ofac(tmp_path, LONG)) < ENTRIES * 4 * len(LONG) / 3


def test_json_and_the_other_tables_are_not_held_whole(tmp_path: Path) -> None:
    source = "Entity List (EL) - Bureau of Industry and Security"
    csl = [
        {"id": str(n), "source": source, "entity_number": n, "type": None, "name": f"Nevedomo {n}", "remarks": LONG,
         "federal_register_notice": "", "source_list_url": "x"}
        for n in range(ENTRIES)
    ]  # fmt: skip
    (tmp_path / "consolidated.json").write_text(json.dumps({"results": csl}))
    ftm = [
        {"id": f"e{n}", "caption": f"Nevedomo {n}", "schema": "Company", "target": True,
         "properties": {"name": [f"Nevedomo {n}"], "topics": ["sanction"], "notes": [LONG]}}
        for n in range(ENTRIES)
    ]  # fmt: skip
    (tmp_path / "entities.ftm.json").write_text("".join(json.dumps(entity) + "\n" for entity in ftm))
    write_table(tmp_path / "consolidated.csv", [list(csl[0]), *([str(v or "") for v in row.values()] for row in csl)])
    simple = [[f"e{n}", "Company", f"Nevedomo {n}", "", "", LONG] for n in range(ENTRIES)]
    write_table(
        tmp_path / "targets.simple.csv", [["id", "schema", "name", "aliases", "birth_date", "sanctions"], *simple]
    )
    own = [[f"Nevedomo {n}", LONG] for n in range(ENTRIES)]
    write_table(tmp_path / "own.csv", [["Name", "Remarks"], *own])
    for name in ("consolidated.json", "entities.ftm.json", "consolidated.csv", "targets.simple.csv", "own.csv"):
        assert most_held([tmp_path / name]) < ENTRIES * len(LONG) / 3, name


def test_elements_of_xml_are_freed_as_they_have_passed(tmp_path: Path) -> None:
    """All readers of XML take their elements from ``stream``; what has passed is no longer in the tree."""
    path = tmp_path / "list.xml"
    # The parser itself reads a block ahead: some thousand of these.
    path.write_text("<list><head><a/></head>" + "<record><name>x</name></record>\n" * 20_000 + "</list>")
    beside = []
    for element in stream(path, ("record",)):
        above = element.getparent()
        assert above is not None
        beside.append(len(above))
    assert len(beside) == 20_000
    assert max(beside) < 4000


@pytest.mark.parametrize("which", TABLES)
def test_rows_that_stand_apart_are_one_entry(tmp_path: Path, which: str) -> None:
    in_order = {entry.entry_id: entry for entry in entries_of(written(tmp_path / "a", which, "r"))}
    mixed = entries_of(written(tmp_path / "b", which, "r", mixed=True))
    assert len(mixed) == len(in_order) == ENTRIES
    for entry in mixed:
        other = in_order[entry.entry_id]
        assert {name.text for name in entry.names} == {name.text for name in other.names}
        assert sorted(entry.remarks.split("; ")) == sorted(other.remarks.split("; "))
        assert len(entry.addresses) == len(other.addresses)
        assert sorted(entry.entry_text.split("\n")) == sorted(other.entry_text.split("\n"))


def test_rows_of_ofac_in_any_order_go_to_their_entries(tmp_path: Path) -> None:
    in_order = entries_of(ofac(tmp_path / "a", "r"))
    mixed = entries_of(ofac(tmp_path / "b", "r", mixed=True))
    for entry, other in zip(mixed, in_order, strict=True):
        assert (entry.entry_id, entry.remarks, entry.addresses) == (other.entry_id, other.remarks, other.addresses)
        assert {name.text for name in entry.names} == {name.text for name in other.names}


def test_rows_put_together_hold_what_has_begun_alone() -> None:
    rows = [("a", 1), ("b", 2), ("a", 3), ("c", 4), ("b", 5)]
    assert list(Together(lambda: rows)) == [("a", [1, 3]), ("c", [4]), ("b", [2, 5])]
    beside = Together(lambda: rows)
    assert [beside.of(key) for key in ("b", "x", "a", "a")] == [[2, 5], [], [1, 3], []]
    assert list(beside) == []
