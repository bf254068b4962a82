"""The distinct questions that manifests ask of the lists, as the store keeps them.

They are an index, made at import: when a list changes, the questions that may meet what changed are looked for here,
and only the lines that ask them are judged again.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, fields
from functools import cache

import orjson

from screening.goods.types import GoodsQuery
from screening.model.lists import EntryKind, Identifier
from screening.model.manifests import Line
from screening.model.rescreening import QuestionKind
from screening.names.types import PartyQuery

FORMAT = 3
"""Of what lines ask; raised when ``screen.party_queries`` or ``goods_query`` ask otherwise of the same line."""


@cache
def question_format() -> int:
    """Return a number that differs when questions kept before are no longer those that their lines ask."""
    names = [field.name for kind in (PartyQuery, GoodsQuery, Identifier) for field in fields(kind)]
    return (zlib.crc32(" ".join(names).encode()) ^ FORMAT) & 0x7FFFFFFF or 1


def questions_of(line: Line) -> Iterator[tuple[QuestionKind, str]]:
    """Yield what a line asks, as kind and text; the same question is always the same text."""
    from screening.screen import goods_query, party_queries

    for _, query in party_queries(line):
        yield QuestionKind.PARTY, _text(query)
    goods = goods_query(line)
    if goods.text or goods.code or goods.article:
        yield QuestionKind.GOODS, _text(goods)


def _text(query: PartyQuery | GoodsQuery) -> str:
    try:
        return orjson.dumps(query).decode()
    except TypeError:
        # Half a surrogate pair, as damaged files have them: no list has it either.
        plain = json.dumps(asdict(query), ensure_ascii=False).encode("utf-8", "replace").decode()
        return orjson.dumps(json.loads(plain)).decode()


def party_question(text: str) -> PartyQuery:
    """Read a question about a party."""
    data = orjson.loads(text)
    data["countries"] = tuple(data["countries"])
    data["identifiers"] = tuple(Identifier(**number) for number in data["identifiers"])
    data["kind"] = EntryKind(data["kind"]) if data["kind"] else None
    return PartyQuery(**data)


def goods_question(text: str) -> GoodsQuery:
    """Read a question about goods."""
    data = orjson.loads(text)
    data["route"] = tuple(data["route"])
    return GoodsQuery(**data)
