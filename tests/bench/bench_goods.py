"""Speed and accuracy of the goods matcher. Run with: pytest tests/bench/bench_goods.py -m bench -s

The accuracy is measured on a set beside the checkout and skipped where it is absent; the floors are those of the
project, so that a change of the tables that loses ground fails here.
"""

import csv
import random
import time
from pathlib import Path

import pytest

from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.goods.types import GoodsQuery
from screening.resources import resource_path

SHARED = Path(__file__).parents[3] / "shared" / "bench"
SECONDS = 15.0
WORDS = [
    "Стулья деревянные",
    "Микросхемы памяти",
    "Cotton T-shirts",
    "Подшипники шариковые",
    "Плитка керамическая",
    "STM32F407VGT6",
    "Запчасти для экскаватора",
    "Rulman 6205",
    "陶瓷餐具",
    "GRM155R71C104KA88D MURATA",
    "Potato chips",
    "Тепловизор",
    "Болты М8",
    "RC0603FR-0710KL",
]

pytestmark = pytest.mark.bench


def _matcher() -> GoodsMatcher:
    return GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))


def test_a_hundred_thousand_distinct_texts() -> None:
    random_ = random.Random(7)
    queries = [GoodsQuery(f"{random_.choice(WORDS)}, {random_.choice(WORDS)} {i}") for i in range(100_000)]
    matcher = _matcher()
    start = time.perf_counter()
    matcher.match(queries, min_score=0.0)
    seconds = time.perf_counter() - start
    print(f"100,000 distinct goods texts in {seconds:.1f} s")
    assert seconds <= SECONDS


@pytest.mark.skipif(not (SHARED / "goods.csv").is_file(), reason="the goods set is not beside the checkout")
def test_accuracy_at_the_shipped_threshold() -> None:
    with (SHARED / "goods_manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = {number: row["Description of goods"] for number, row in enumerate(csv.DictReader(file), 2)}
    with (SHARED / "goods.csv").open(encoding="utf-8-sig", newline="") as file:
        answers = list(csv.DictReader(file))
    found = _matcher().match([GoodsQuery(texts[int(a["row"])]) for a in answers], min_score=0.0)
    groups: dict[tuple[bool, str], list[bool]] = {}
    for answer, matches in zip(answers, found, strict=True):
        flagged = any(m.rule.list_id == "chpl" for m in matches)
        for group in (answer["kind"], "all"):
            groups.setdefault((answer["on_chpl"] == "true", group), []).append(flagged)
    shares = {group: sum(flags) / len(flags) for group, flags in groups.items()}
    print(shares)
    assert shares[True, "all"] >= 0.80
    assert shares[False, "all"] <= 0.20
    assert shares[False, "description"] <= 0.02
