"""Route rules that fail, or end the process, on marked lines; workers import them by name."""

import os
from collections.abc import Iterable, Sequence

from screening.goods.types import Flag, GoodsMatch
from screening.model.flags import LineHistory
from screening.model.manifests import Line
from screening.route.judge import Judgement, RouteJudge

FAILS, KILLS = "POISON THAT FAILS", "POISON THAT KILLS"


class PoisonedRoute(RouteJudge):
    """As the real rules, but for lines with a marked consignee."""

    def judge(
        self,
        line: Line,
        goods: Sequence[GoodsMatch],
        history: LineHistory | None = None,
        of_goods: Iterable[Flag] = (),
    ) -> Judgement:
        """Judge, fail or end the process."""
        consignee = line.text("consignee")
        if consignee == FAILS:
            raise RuntimeError("an error that nobody foresaw")
        if consignee == KILLS:
            os._exit(9)
        return super().judge(line, goods, history, of_goods)
