"""Goods lists: the bundled ones, the officer's own, and what is said of a bad one."""

from pathlib import Path

import openpyxl
import pytest

from screening.errors import UnreadableInput
from screening.goods.lists import read_goods_list
from screening.model.goods import Direction
from screening.resources import resource_path

GROUPS = {"1": 4, "2": 5, "3.A": 16, "3.B": 9, "4.A": 11, "4.B": 5}


def test_the_high_priority_list_has_its_fifty_codes_in_its_tiers() -> None:
    rules = read_goods_list(resource_path("lists", "chpl.csv"))
    assert {tier: sum(r.tier == tier for r in rules) for tier in GROUPS} == GROUPS
    assert len({r.code for r in rules}) == 50
    assert all(r.list_id == "chpl" and r.name("en") and r.name("ru") and r.source for r in rules)


def test_the_annexes_of_the_european_union_keep_their_direction() -> None:
    rules = read_goods_list(resource_path("lists", "eu-833-2014.csv"))
    directions = {r.annex: r.direction for r in rules}
    assert directions["Annex XXIII"] is Direction.EXPORT
    assert directions["Annex XXI part A"] is Direction.IMPORT
    # Annex XXIV lists what may be carried: an exemption is no ban.
    assert not any("XXIV" in annex for annex in directions)


def test_an_own_list_needs_codes_alone(tmp_path: Path) -> None:
    path = tmp_path / "наш список.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Наименование", "Код ТН ВЭД"])
    sheet.append(["Двигатели", "8411 12"])
    book.save(path)
    (rule,) = read_goods_list(path)
    assert (rule.code, rule.name("ru")) == ("841112", "Двигатели")
    assert rule.list_id.startswith("own-")


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("code,name\n841112,engines\nabc,none\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_goods_list(path)
    assert caught.value.data["row"] == 3
    assert caught.value.data["file"] == str(path)


def test_a_list_without_codes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("what,when\n1,2\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_goods_list(path)
    assert caught.value.code == "goods_list_column_missing"
