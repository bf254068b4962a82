"""Innocent names of people and firms, put together by chance from resources/effectiveness/innocent.tsv."""

import random
from collections.abc import Container
from functools import cache

from screening.resources import resource_path

FIRM_SHARE = 0.6
"""Part of the names that are firms': manifests have more of them than people."""


@cache
def _parts() -> dict[tuple[str, str], tuple[str, ...]]:
    parts = {}
    for line in resource_path("effectiveness", "innocent.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, region, words = line.split("\t")
            parts[kind, region] = tuple(words.split(";"))
    return parts


def innocent_names(count: int, rng: random.Random, listed: Container[str]) -> list[str]:
    """Return different names of which none is in ``listed`` (case-folded); fewer when there are no more."""
    parts = _parts()
    regions = sorted({region for kind, region in parts if kind == "given"})
    names: dict[str, None] = {}
    for _attempt in range(count * 20):
        if len(names) == count:
            break
        region = rng.choice(regions)
        if rng.random() < FIRM_SHARE:
            firm, form = rng.choice(parts["firm", region]), rng.choice(parts["form", region])
            number = "" if rng.random() < 0.5 else f" {rng.randint(2, 99)}"
            name = f"{form} {firm}{number}" if region in ("kz", "ru") else f"{firm}{number} {form}"
        else:
            given, family = rng.choice(parts["given", region]), rng.choice(parts["family", region])
            letter = rng.choice("ABDEGIKLMNOPRST")
            name = (
                f"{family} {given}"
                if region == "cn"
                else f"{given} {letter}. {family}"
                if rng.random() < 0.5
                else f"{given} {family}"
            )
        if name.casefold() not in listed:
            names[name] = None
    return list(names)
