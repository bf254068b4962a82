"""What changed between two versions of a goods list, code by code and field by field, as for lists of parties."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from screening.lists.changes import change_of
from screening.model.goods import GoodsRule
from screening.model.lists import Entry, EntryKind, EntryName
from screening.model.versions import ChangeKind, EntryChange, FieldChange


def goods_changes(list_id: str, old: Iterable[GoodsRule], new: Iterable[GoodsRule]) -> Iterator[EntryChange]:
    """Yield removed, changed and added codes in their order. Both sides are held in memory."""
    before, after = _by_place(old), _by_place(new)
    for place in sorted(before.keys() | after.keys()):
        first, then = before.get(place), after.get(place)
        change = change_of(list_id, _entry(place, first), _entry(place, then))
        if change is None:
            continue
        if first is None or then is None:
            yield change
        else:
            fields = tuple(_fields(_values(first), _values(then)))
            yield EntryChange(list_id, place, ChangeKind.CHANGED, change.before, change.after, fields)


def _by_place(rules: Iterable[GoodsRule]) -> dict[str, GoodsRule]:
    """Return rules by code, annex and direction; those that share all three are numbered."""
    found: dict[str, GoodsRule] = {}
    used: Counter[str] = Counter()
    for rule in rules:
        place = " ".join(filter(None, (rule.code, rule.annex, rule.direction.value)))
        used[place] += 1
        found[place if used[place] == 1 else f"{place} ({used[place]})"] = rule
    return found


def _entry(place: str, rule: GoodsRule | None) -> Entry | None:
    if rule is None:
        return None
    shown = " | ".join(", ".join(values) for values in _values(rule).values() if values)
    names = tuple(EntryName(text, language=language) for language, text in rule.names)
    return Entry(place, EntryKind.UNKNOWN, names or (EntryName(rule.code),), source=rule.source, entry_text=shown)


def _values(rule: GoodsRule) -> dict[str, tuple[str, ...]]:
    floor = f"{rule.price_floor:g} {rule.currency}".strip() if rule.price_floor is not None else ""
    told = {
        "regime": rule.regime, "tier": rule.tier, "ex": "ex" if rule.ex else "", "edition": rule.edition,
        "price_floor": floor, "valid_from": rule.valid_from, "valid_to": rule.valid_to, "exemption": rule.exemption,
        "source": rule.source, "retrieved": rule.retrieved,
    }  # fmt: skip
    return {
        "names": tuple(text for _language, text in rule.names),
        "targets": rule.targets,
        "exceptions": rule.exceptions,
        **{field: (text,) if text else () for field, text in told.items()},
    }


def _fields(before: Mapping[str, tuple[str, ...]], after: Mapping[str, tuple[str, ...]]) -> Iterator[FieldChange]:
    for field, old in before.items():
        new = after[field]
        if old != new:
            gone = tuple(value for value in old if value not in new)
            came = tuple(value for value in new if value not in old)
            yield FieldChange(field, gone or old, came or new)
