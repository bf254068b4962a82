"""What the history adds to a screening. Run with: pytest tests/bench/bench_history.py -m bench -s

A ratio, side by side on the same machine: judging 100,000 lines with the history of 100,000 earlier ones against judging
them without.
"""

import random
import time
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.goods.lists import read_goods_list
from screening.goods.match import GoodsMatcher
from screening.model.manifests import Line, ManifestInfo, Value
from screening.names.index import NameIndex
from screening.resources import resource_path
from screening.route.judge import RouteJudge
from screening.screen import Engine
from screening.settings import ScreeningSettings

LINES = 100_000
MOST_SHARE = 0.75
"""History may add at most so much to what is spent without it."""

pytestmark = pytest.mark.bench

_GOODS = (("Микросхемы памяти", "8542320000"), ("Стулья деревянные", "9401690000"), ("Подшипники", "8482101009"))


def _lines(seed: int) -> list[Line]:
    random_ = random.Random(seed)
    lines = []
    for row in range(2, LINES + 2):
        text, code = random_.choice(_GOODS)
        fields = {
            "consignor": f"Firma {random_.randrange(500)} GmbH", "consignee": f"ТОО Завод {random_.randrange(3000)}",
            "description": text, "hs_code": code, "destination_country": random_.choice(("Казахстан", "Кыргызстан")),
            "dispatch_country": "Германия", "transport_doc_no": f"CMR {seed} {row // 4}", "currency": "EUR",
            "date": f"{random_.randrange(1, 29):02}.{random_.randrange(1, 13):02}.2024",
            "value": str(random_.randrange(100, 90_000)), "net_weight": str(random_.randrange(1, 900)),
            "consignee.phone": f"+7 727 {random_.randrange(2_000_000, 2_009_000)}",
            "consignee.address": f"Алматы, ул. Розыбакиева, {random_.randrange(10, 900)}",
        }  # fmt: skip
        lines.append(Line("1", row, tuple(Value(f, t, t, row, at) for at, (f, t) in enumerate(fields.items()))))
    return lines


def test_the_history_of_a_hundred_thousand_lines(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    for number in (1, 2):
        original = tmp_path / f"{number}.csv"
        original.write_text(str(number), encoding="utf-8")
        info = ManifestInfo(original.name, str(original), f"{number:064}", 1, "csv", "utf-8", ",")
        store.add_manifest(info, [], [_lines(number)], [], original)
    store.history(1)
    matcher = GoodsMatcher(read_goods_list(resource_path("lists", "chpl.csv")))
    names = NameIndex.build(store.entries())
    spent = {}
    for with_history in (False, True):
        # A new engine each time: the answers that the first remembers would make the second faster.
        engine = Engine(names, matcher, RouteJudge(), ScreeningSettings())
        start = time.perf_counter()
        history = store.history(2) if with_history else None
        for batch in store.lines(2, 20_000):
            engine.screen([line for _, line in batch], history=history.of(batch) if history else None)
        spent[with_history] = time.perf_counter() - start
    share = spent[True] / spent[False] - 1
    print(f"{LINES} lines: {spent[False]:.1f} s without history, {spent[True]:.1f} s with it (+{share:.0%})")
    assert share <= MOST_SHARE
