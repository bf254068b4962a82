"""Which hits are one question, and so one decision."""

import hashlib
from functools import lru_cache

from screening.model.hits import FURTHER, Evidence, Hit, HitKind
from screening.names.parse import parse

_KEY_BYTES = 16
_WORDS = ("word_", "initial", "legal_form")


def question_key(hit: Hit, parties: str, route: str) -> bytes:
    """Return what the hits of one question have in common, as 16 bytes of a hash.

    Parties and vessels: the same name against the same entry on the same evidence, whatever line and role. Spellings
    of one name (scripts, order, legal forms, capitals) are one; a name that differs by a letter is not, nor one that
    meets the entry with a number or a country on one line and without on the other.

    Goods, countries and flags: the same value against the same rule on the same evidence, between the same
    ``parties`` on the same ``route`` of the line; what is fair between two firms may be a diversion between others.
    """
    parts: list[object] = [hit.kind.value, hit.list_id, hit.entry_id]
    if hit.kind in (HitKind.PARTY, HitKind.VESSEL):
        parts += [_spelling(hit.value), _around(hit.evidence)]
    else:
        parts += [hit.field, hit.value, parties, route, [(e.code, e.left, e.right) for e in hit.evidence]]
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES]


@lru_cache(maxsize=100_000)
def _spelling(value: str) -> tuple[str, ...]:
    return tuple(sorted(parse(value).keys)) or (value,)


def _around(evidence: tuple[Evidence, ...]) -> list[tuple[str, str, str]]:
    """Return what a hit rests on besides the words of the name; how many other entries met it is no ground of it."""
    return [(e.code, e.left, e.right) for e in evidence if not e.code.startswith(_WORDS) and e.code != FURTHER]
