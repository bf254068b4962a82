"""Part numbers of other makers than the tables were fitted to: what is found, and what is left alone."""

from pathlib import Path

import pytest

from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.goods.types import GoodsQuery
from screening.resources import resource_path


@pytest.mark.parametrize("rows", ["held_out.tsv", "written_later.tsv"])
def test_other_makers_are_known_as_well(rows: str) -> None:
    matcher = GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))
    flags: dict[str, list[bool]] = {"1": [], "0": []}
    for line in Path(__file__).with_name(rows).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            on_list, text = line.split("\t")
            flags[on_list].append(bool(matcher.match([GoodsQuery(text)])[0]))
    found, others = (sum(flags[key]) / len(flags[key]) for key in ("1", "0"))
    assert found >= 0.95
    assert others <= 0.10
