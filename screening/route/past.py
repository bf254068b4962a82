"""Signs of diversion that only the store's own past tells: earlier manifests, this one as a whole, listed contacts."""

from collections.abc import Iterable
from functools import cache

from screening.countries import country_name
from screening.goods.types import Flag
from screening.model.flags import LOT_DAYS, LineHistory
from screening.model.manifests import Value
from screening.route.case import Case
from screening.route.definitions import definitions
from screening.route.places import TARGETS

LEAST_LOTS = 3
"""Consignments, this one included, from which small ones are split lots."""

_NINE = ("1", "2")
"""Tiers of the list that hold the nine codes of the alert of 19 May 2023."""

_NEIGHBOURS = frozenset(["KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "MN", "TR", "AE", "CN", "HK", "RS", "MD"])


def history_flags(case: Case) -> Iterable[Flag]:
    """Yield what the past tells; without a history every such flag is noted as not checked."""
    past = case.history
    if past is None:
        case.missing += _all_missing(with_weak=case.high is not None)
        return
    yield from _shared(case, past)
    yield from _late_change(case, past)
    yield from _formerly(case, past)
    if case.high is not None:
        yield from _new_customer(case, past)
        yield from _per_kg(case, past)
        yield from _volume(case, past)
        yield from _lots(case, past)


@cache
def _all_missing(*, with_weak: bool) -> tuple[tuple[str, str], ...]:
    """Return what cannot be checked of a line without a history; weak flags are asked beside high-priority goods."""
    return tuple(
        (code, "history")
        for code, definition in definitions().items()
        if definition.needs == "history" and (with_weak or not definition.weak)
    )


def _first(case: Case, *fields: str) -> Value | None:
    return next((value for field in fields if (value := case.line.first(field)) is not None), None)


def _new_customer(case: Case, past: LineHistory) -> Iterable[Flag]:
    if case.high is None or case.high.rule.tier not in _NINE:
        return
    if past.customer_known is None:
        case.lacks("new_customer_nine", "consignee")
    elif not past.manifests:
        case.lacks("new_customer_nine", "history")
    elif not past.customer_known:
        value = _first(case, "consignee", "buyer")
        data = {"party": value.text if value else "", "manifests": str(past.manifests)}
        yield case.flag("new_customer_nine", value, data)


def _per_kg(case: Case, past: LineHistory) -> Iterable[Flag]:
    if past.per_kg is None:
        case.lacks("value_per_kg", "value" if case.line.first("net_weight") else "net_weight")
    elif not past.usual_per_kg:
        case.lacks("value_per_kg", "history")
    else:
        ratio, most = past.per_kg / past.usual_per_kg, case.thresholds["value_per_kg"]
        if ratio > most or ratio < 1 / most:
            data = {"value": f"{past.per_kg:.2f}", "usual": f"{past.usual_per_kg:.2f}", "times": f"{ratio:.1f}"}
            yield case.flag("value_per_kg", _first(case, "value", "net_weight"), data, used=data["value"])


def _formerly(case: Case, past: LineHistory) -> Iterable[Flag]:
    country, day = past.formerly
    if not case.line.first("consignor") or not case.destination:
        case.lacks("formerly_to_target", "consignor" if case.destination else "destination_country")
    elif not past.manifests:
        case.lacks("formerly_to_target", "history")
    elif country and case.destination not in TARGETS and case.destination in _NEIGHBOURS:
        data = {"country": country_name(country), "day": day, "now": country_name(case.destination)}
        yield case.flag(
            "formerly_to_target", _first(case, "destination_country", "consignee.country"), data, used=country
        )


def _volume(case: Case, past: LineHistory) -> Iterable[Flag]:
    if past.month_total is None:
        case.lacks("volume_jump", "value" if case.destination else "destination_country")
    elif past.usual_month is None:
        case.lacks("volume_jump", "history")
    elif past.month_total > case.thresholds["volume_jump"] * past.usual_month:
        data = {"total": f"{past.month_total:.0f}", "usual": f"{past.usual_month:.0f}"}
        yield case.flag("volume_jump", _first(case, "value", "destination_country"), data, used=data["total"])


def _lots(case: Case, past: LineHistory) -> Iterable[Flag]:
    if not (case.line.first("consignee") and case.line.first("value") and case.line.first("date")):
        missing = next(field for field in ("consignee", "value", "date") if not case.line.first(field))
        case.lacks("split_lots", missing)
        return
    limit = case.thresholds["split_lots"]
    small = [value for _, value in past.lots if value <= limit]
    if len(small) >= LEAST_LOTS and len(small) == len(past.lots):
        data = {"count": str(len(small)), "days": str(LOT_DAYS), "limit": f"{limit:.0f}"}
        yield case.flag("split_lots", case.line.first("consignee"), data, used=data["count"])


def _late_change(case: Case, past: LineHistory) -> Iterable[Flag]:
    if past.paper_known is None:
        case.lacks("late_change", "transport_doc_no")
    for field, before in past.changed[:1]:
        value = case.line.first(field) or case.line.first("transport_doc_no")
        data = {"field": field, "before": before, "now": case.line.text(field),
                "paper": case.line.text("transport_doc_no")}  # fmt: skip
        yield case.flag("late_change", value, data, used=before)


def _shared(case: Case, past: LineHistory) -> Iterable[Flag]:
    fields = [f"{role}.{part}" for role in ("consignee", "end_user", "buyer") for part in ("address", "phone", "email")]
    if not any(case.line.first(field) for field in fields):
        case.lacks("shared_contact_listed", "consignee.address")
        if case.high is not None:
            case.lacks("shared_contact_parties", "consignee.address")
    listed = next((s for s in past.shared if s.list_id), None)
    if listed is not None:
        data = {"field": listed.field, "contact": listed.value, "name": listed.entry_name, "list": listed.list_id}
        yield case.flag("shared_contact_listed", case.line.first(listed.field), data, used=listed.value)
    if case.high is not None:
        most = max((s for s in past.shared if not s.list_id), key=lambda s: s.parties, default=None)
        if most is not None and most.parties >= case.thresholds["shared_contact_parties"]:
            data = {"field": most.field, "contact": most.value, "count": str(most.parties)}
            yield case.flag("shared_contact_parties", case.line.first(most.field), data, used=most.value)
