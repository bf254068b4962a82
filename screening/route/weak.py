"""Weak signs of diversion. By themselves they mean nothing; the judge asks for them only beside high-priority goods."""

from screening.countries import country_code, country_name
from screening.goods.types import Flag
from screening.model.hits import Evidence, HitKind, Reason
from screening.model.manifests import Line
from screening.route.definitions import definitions, phone_country, says_nothing


def phone_flags(line: Line, used: Evidence, not_checked: list[tuple[str, str]]) -> list[Flag]:
    """Return a flag when the receiver's phone is of another country than the receiver (or the destination).

    A phone that the manifest gives to no party is compared with every country of the line.
    """
    own = line.all("consignee.phone")
    values = own or line.all("phone")
    if not values:
        not_checked.append(("phone_country_differs", "consignee.phone"))
        return []
    fields = ["consignee.country", "destination_country"]
    if not own:
        fields += ["dispatch_country", "consignor.country", "origin_country", "trading_country"]
    countries = {country_code(value.text) for field in fields for value in line.all(field)} - {""}
    if not countries:
        not_checked.append(("phone_country_differs", "destination_country"))
        return []
    for value in values:
        phone = phone_country(value.text)
        if phone and phone not in countries:
            data = (
                ("phone_country", country_name(phone)),
                ("country", ", ".join(map(country_name, sorted(countries)))),
            )
            return [_flag("phone_country_differs", value.field, value.text, data, used)]
    return []


def end_use_flags(line: Line, used: Evidence, not_checked: list[tuple[str, str]]) -> list[Flag]:
    """Return a flag when the end use is asked for by the manifest and left empty or generic, and no end user is named."""
    if not any(value.field in ("end_use", "end_user") for value in line.values):
        not_checked.append(("no_end_use", "end_use"))
        return []
    end_use = line.text("end_use")
    if line.first("end_user") or not says_nothing(end_use):
        return []
    return [_flag("no_end_use", "end_use", end_use, (("text", end_use),), used)]


def _flag(code: str, field: str, value: str, data: tuple[tuple[str, str], ...], used: Evidence) -> Flag:
    evidence = (used, Evidence("rule_field", field, value))
    return Flag(code, HitKind.FLAG, field, value, definitions()[code].severity, Reason(code, data), evidence)
