"""The bundled sample is what its script makes, and its answers say what stands in its rows."""

import csv
import datetime
import itertools
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from screening.resources import resource_path
from tests.samples.make_sample import ANSWERS, COLUMNS, HEADER_ROW, LINES, WORKBOOK, business_number, write
from tests.samples.planted import PLANTED

KEYS = [key for key, _, _ in COLUMNS]


def _cells(path: Path) -> list[tuple[Any, ...]]:
    book = load_workbook(path)
    assert book.sheetnames == ["Реестр"]
    return list(book["Реестр"].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def lines() -> dict[int, dict[str, Any]]:
    """The goods lines of the bundled file by row of the spreadsheet."""
    cells = _cells(resource_path("samples", WORKBOOK))
    return {
        number: dict(zip(KEYS, row, strict=True))
        for number, row in enumerate(cells, 1)
        if HEADER_ROW < number <= HEADER_ROW + LINES
    }


@pytest.fixture(scope="module")
def answers() -> list[dict[str, str]]:
    """The bundled answers."""
    with resource_path("samples", ANSWERS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_made_again_it_is_the_same(tmp_path: Path) -> None:
    """Whoever changes the script has to make the sample anew, and the other way round."""
    write(tmp_path)
    assert _cells(tmp_path / WORKBOOK) == _cells(resource_path("samples", WORKBOOK))
    assert (tmp_path / ANSWERS).read_bytes() == resource_path("samples", ANSWERS).read_bytes()


def test_answers_name_rows_that_hold_what_they_say(
    lines: dict[int, dict[str, Any]], answers: list[dict[str, str]]
) -> None:
    """Every planted line stands in the row of its answer, once."""
    assert Counter(a["entry_id"] for a in answers) == Counter(p.ids for p in PLANTED)
    left = list(PLANTED)
    for answer in answers:
        line = lines[int(answer["row"])]
        held = [
            p
            for p in left
            if (p.ids, p.note) == (answer["entry_id"], answer["note"])
            and all((line[key] or "") == text for key, text in p.cells.items())
        ]
        assert len(held) == 1, answer
        left.remove(held[0])
        kinds = answer["kinds"].split(";")
        assert set(kinds) <= {"party", "vessel", "goods", "country", "flag"}
        assert len(kinds) == len(answer["list"].split(";")) == len(answer["entry_id"].split(";"))
        if held[0].new_firm:
            assert line["bin"].startswith(held[0].new_firm) > 0
    assert not left


def test_expected_parties_stand_on_the_starter_list(answers: list[dict[str, str]]) -> None:
    """An answer may only expect what the bundled list can find, of the kind it has there."""
    with resource_path("lists", "starter_parties.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["id"]: row["kind"] for row in csv.DictReader(file)}
    expected = [a for a in answers if a["list"] == "starter"]
    assert len(expected) >= 20
    for answer in expected:
        assert (kinds[answer["entry_id"]] == "vessel") == (answer["kinds"] == "vessel"), answer


def test_innocent_lines_are_innocent(lines: dict[int, dict[str, Any]], answers: list[dict[str, str]]) -> None:
    """No innocent line goes to, through or past Russia or Belarus, or holds a number without its check digit."""
    planted = {int(a["row"]) for a in answers}
    innocent = [line for row, line in lines.items() if row not in planted]
    assert len(innocent) >= 250
    for line in innocent:
        text = " ".join(str(value) for value in line.values())
        assert not re.search(r"Росси|РФ|Russia|Беларус|Belarus|Крым|Москв|Севастопол", text), text
        assert isinstance(line["date"], datetime.datetime)
        assert len(line["hs"]) == 10
        if line["bin"]:
            assert business_number(line["bin"][:4], int(line["bin"][6:11])) == line["bin"]
    assert any("Чипсы" in line["goods"] for line in innocent)
    assert any("Восток Трейд" in line["consignee"] for line in innocent)
    assert any("Alfa Med" in line["consignee"] for line in innocent)
    assert any("Смирнов" in line["consignee"] for line in innocent)


def test_weights_and_totals_agree(lines: dict[int, dict[str, Any]]) -> None:
    """Net is never above gross, and the totals row adds up."""
    assert all(0 < line["net"] <= line["gross"] for line in lines.values())
    cells = _cells(resource_path("samples", WORKBOOK))
    totals = dict(zip(KEYS, cells[HEADER_ROW + LINES], strict=True))
    for key in ("gross", "net", "value"):
        assert totals[key] == pytest.approx(sum(line[key] for line in lines.values()), abs=0.01)


def test_check_digit_of_business_numbers() -> None:
    """The rule by hand: 1*1+3*2+0*3+3*4+4*5+0*6+9*7+1*8+0*9+0*10+1*11 = 121 = 0 modulo 11."""
    assert business_number("1303", 91001) == "130340910010"


def test_bins_of_all_lines_are_possible(lines: dict[int, dict[str, Any]]) -> None:
    """One consignee has one number and no two share one among innocent firms."""
    numbers = sorted({(line["bin"], line["consignee"]) for line in lines.values() if line["bin"]})
    repeated = [a for a, b in itertools.pairwise(numbers) if a[0] == b[0] and a[1] != b[1]]
    # A planted line that changes nothing of its consignee keeps that firm's number; none is shared otherwise.
    assert not repeated
