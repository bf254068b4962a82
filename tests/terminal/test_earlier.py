"""What the commands and files tell of alerts of other screenings that the newest one has not."""

import csv
import json
from pathlib import Path

import openpyxl
import pypdf

from tests.terminal.conftest import LISTED, LISTED_PERSON, Tekser


def less(own_list: Path) -> None:
    """Take the listed firm out of the list of the house."""
    with own_list.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "name", "type"), ("h-2", LISTED_PERSON, "person")])


def test_an_entry_that_left_is_told_everywhere(tekser: Tekser, own_list: Path, manifest: Path, tmp_path: Path) -> None:
    tekser("lists", "import", own_list)
    assert tekser("screen", manifest).code == 0
    less(own_list)
    assert tekser("lists", "import", own_list, "--accept", "a new edition").code == 0
    summary = tmp_path / "summary.json"
    again = tekser("screen", manifest, "--summary", summary, "--fail-on-hit")
    assert again.code == 1
    lines = [line for line in again.out.splitlines() if "OPEN IN ANOTHER SCREENING" in line]
    assert len(lines) == 1  # two spellings of one entry
    told = lines[0].strip().removeprefix("OPEN IN ANOTHER SCREENING: ")
    assert told.startswith("Alert of ")
    assert LISTED in told
    assert told.endswith("undecided; not in this screening: the entry left the list")
    assert json.loads(summary.read_text(encoding="utf-8"))["files"][0]["earlier_alerts"] == [told]
    assert tekser("export", "run:2", "--json", "--excel", "--pdf", "--out", tmp_path / "out").code == 0
    (made,) = (tmp_path / "out").glob("*.json")
    data = json.loads(made.read_text(encoding="utf-8"))
    assert data["verdict"]["verdict"] == "hold"
    assert {"code": "earlier_alerts", "count": 1} in data["verdict"]["open"]
    (alert,) = data["earlier_alerts"]
    assert (alert["why"], alert["standing"], alert["run_id"], alert["text"]) == ("entry_left", "undecided", 1, told)
    assert sorted(alert["values"]) == sorted([LISTED, "ТОО Торговый дом Северная Звезда"])
    (made,) = (tmp_path / "out").glob("*.xlsx")
    book = openpyxl.load_workbook(made)
    for name in ("Flagged rows", "Lists and settings"):
        assert told in [cell.value for row in book[name].iter_rows(max_row=6) for cell in row]
    (made,) = (tmp_path / "out").glob("*.pdf")
    page = " ".join(pypdf.PdfReader(made).pages[0].extract_text().split())
    assert "not in this screening: the entry left the list" in page
    assert "1 alert of another screening is not in this one" in page


def test_nothing_is_told_where_nothing_is_missing(tekser: Tekser, own_list: Path, manifest: Path) -> None:
    tekser("lists", "import", own_list)
    assert tekser("screen", manifest).code == 0
    assert "ANOTHER SCREENING" not in tekser("screen", manifest).out
