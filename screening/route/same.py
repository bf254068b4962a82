"""Whether two lines of two files tell of the same cargo, by what they say: a file that was saved again has other bytes.

The same sender ships the same goods to the same receiver every month. So a line is known again by what is of one day
alone: the day itself, amounts, the number of a document. Where both lines tell one of these and differ in it they are two.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from screening.goods.amounts import amount
from screening.goods.words import folded
from screening.model.manifests import PARTY_FIELDS, Line
from screening.route.facts import LineFacts, party_key
from screening.route.shipments import KEYS

_NUMBERS = (*KEYS, "transport_id")
_FIELDS = 8
"""Room for the field in the mark of a number: numbers of two kinds say nothing of each other."""
_TELLING = 4
"""Digits, without zeros at the end, from which a single amount is hardly met twice: 68000 is a wagon of anything."""
_TELLING_TOGETHER = 6
LEAST_LINES = 3
"""Different lines that two files must share where the lines say nothing of one day alone."""


@dataclass(frozen=True, slots=True)
class LineMark:
    """What a line is known again by; 0 and "" are what it does not tell. The hashes are whole numbers of 63 bits."""

    who: int
    """Its sender and receiver, or its other parties where it names neither."""
    what: int
    """Its goods as they are described, or their code."""
    number: int
    """The number of its most telling document; which document it is stands in the lowest bits."""
    sent: int
    """Day, value, weight and quantity together, where they tell one consignment from the next."""
    day: str
    value: float
    kg: float
    quantity: float


class Likeness(IntEnum):
    """How much two lines are one."""

    NONE = 0
    PLAIN = 1
    """The same parties and goods, and nothing tells them apart; but nothing of one day alone is the same either."""
    TELLING = 2


def mark_of(line: Line, facts: LineFacts) -> LineMark:
    """Return what a line is known again by."""
    parties: tuple[str, ...] = (facts.consignor, facts.consignee)
    if not any(parties):
        parties = tuple(party_key(line.text(field)) for field in PARTY_FIELDS)
    quantity = amount(line.text("quantity")) or amount(line.text("packages")) or 0.0
    value, kg = facts.value or 0.0, facts.kg or 0.0
    number = next(
        (
            _hashed(bare) // _FIELDS * _FIELDS + at
            for at, field in enumerate(_NUMBERS)
            if (bare := _bare(line.text(field)))
        ),
        0,
    )
    told = _tells(facts.day, (value, kg, quantity))
    return LineMark(
        who=_hashed(*parties) if any(parties) else 0,
        what=_hashed(goods) if (goods := _bare(line.text("description")) or facts.hs6) else 0,
        number=number,
        sent=_hashed(facts.day, repr(value), repr(kg), repr(quantity)) if told else 0,
        day=facts.day,
        value=value,
        kg=kg,
        quantity=quantity,
    )


def likeness(one: LineMark, two: LineMark) -> Likeness:
    """Return how much two lines of different files are one.

    A day that both tell must be the same. Where no day is told by both, nothing else that both tell may differ: a sender's
    parcels weigh the same every week, and their numbers tell them apart. On one day a corrected weight or number is a
    correction, as long as more is the same. A line of which the party or the goods were altered is known by the rest.
    """
    if one.day and two.day and one.day != two.day:
        return Likeness.NONE
    who, what = bool(one.who) and one.who == two.who, bool(one.what) and one.what == two.what
    if not (who or what):
        return Likeness.NONE
    same = [mine for mine, other in _amounts(one, two) if mine == other]
    unlike = sum(mine != other for mine, other in _amounts(one, two))
    number = _same_number(one.number, two.number)
    agree, differ = len(same) + (number is True), unlike + (number is False)
    day = bool(one.day) and one.day == two.day
    if differ and not (day and same and differ <= agree):
        return Likeness.NONE
    digits = sum(map(_digits, same))
    if (day and same) or (len(same) > 1 and digits >= _TELLING_TOGETHER):
        return Likeness.TELLING
    if not (who and what):
        return Likeness.NONE
    return Likeness.TELLING if len(same) > 1 or digits >= _TELLING else Likeness.PLAIN


def are_one(matched: Sequence[tuple[LineMark, Likeness]], lines: int) -> bool:
    """Return whether a file is of the same shipment as another: ``matched`` are those of its ``lines`` that are alike.

    Most of its lines are; and where they tell nothing of one day alone, some different ones. Of two files the smaller one
    is asked: the other may hold more, or the smaller one be what was left of it.
    """
    if not matched or 2 * len(matched) < lines:
        return False
    telling = any(how is Likeness.TELLING for _mark, how in matched)
    return telling or len({mark for mark, _how in matched}) >= LEAST_LINES


def _amounts(one: LineMark, two: LineMark) -> list[tuple[float, float]]:
    pairs = ((one.value, two.value), (one.kg, two.kg), (one.quantity, two.quantity))
    return [(mine, other) for mine, other in pairs if mine and other]


def _same_number(one: int, two: int) -> bool | None:
    """Return None where the lines do not both have a number of the same kind of document."""
    return one == two if one and two and one % _FIELDS == two % _FIELDS else None


def _tells(day: str, amounts: Sequence[float]) -> bool:
    told = [one for one in amounts if one]
    return bool(day and told) or len(told) > 1 or any(_digits(one) >= _TELLING for one in told)


def _digits(number: float) -> int:
    return len(f"{number:.3f}".rstrip("0").replace(".", "").rstrip("0").lstrip("0"))


@lru_cache(maxsize=65536)
def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", folded(text)) if text else ""


def _hashed(*texts: str) -> int:
    """Return a whole number above 0 that SQLite holds."""
    digest = hashlib.blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest) >> 1) | _FIELDS
