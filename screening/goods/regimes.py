"""Goods lists that have their place in the program, shipped or to be loaded by the officer."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from screening.goods.lists import read_goods_list
from screening.model.goods import GoodsRule
from screening.resources import resource_path

TEMPLATE_COLUMNS = (
    "code", "annex", "direction", "targets", "ex", "edition", "valid_from", "valid_to", "price_floor", "currency",
    "exceptions", "exemption", "name_en", "name_ru", "name_kk", "source", "retrieved",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regime:
    """A goods list by its id."""

    list_id: str
    title: str
    targets: tuple[str, ...]
    address: str
    """Where the official text is."""
    shipped: str
    """What of it comes with the program."""


@cache
def regimes() -> dict[str, Regime]:
    """Return the goods lists that have their place, by id."""
    found = {}
    for line in resource_path("goods", "regimes.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            list_id, title, targets, address, shipped = line.split("\t")
            found[list_id] = Regime(list_id, title, tuple(targets.split()), address, shipped)
    return found


def rules_for(
    list_id: str,
    paths: Sequence[Path],
    mapping: Mapping[str, str] | None = None,
    *,
    by_number: bool = False,
    bad: list[tuple[int, str]] | None = None,
) -> list[GoodsRule]:
    """Read the files of one goods list; what they leave open is taken from its place. Raises UnreadableInput.

    ``bad`` takes the rows that cannot be read, as of ``read_goods_list``.
    """
    regime = regimes().get(list_id)
    if regime is None:
        return [
            replace(rule, list_id=list_id)
            for path in paths
            for rule in read_goods_list(path, mapping=mapping, by_number=by_number, bad=bad)
        ]
    return [
        replace(rule, list_id=list_id, regime=rule.regime or regime.title, source=rule.source or regime.address)
        for path in paths
        for rule in read_goods_list(path, regime.targets, mapping, by_number=by_number, bad=bad)
    ]


def write_template(path: Path) -> None:
    """Write an empty table with the columns that a goods list can have; only the codes are needed."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerow(TEMPLATE_COLUMNS)
