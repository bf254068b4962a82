"""Columns that would be screened and are not, or that let goods go, because somebody said they hold something else."""

from collections.abc import Sequence

from screening.model.manifests import PARTY_FIELDS, VESSEL_FIELDS, Column

LEFT_OUT, AGREED = "column_left_out", "column_left_out_agreed"
"""Problems of a sheet, with the number of such columns; agreed where it was said by somebody who may say it alone."""

_GOODS = ("description", "hs_code", "hs_code.gng", "article_no", "model", "brand")
_ROUTE = (
    "origin_country",
    "dispatch_country",
    "transit_country",
    "trading_country",
    "destination_country",
    "border_office",
)
_DOCUMENTS = ("transport_doc_no", "declaration_no", "invoice_no", "container_no")

_LESS = (
    # By these a line is under a price floor, or older than a rule; without them its goods stay possible.
    "date", "unit_price", "value", "quantity", "currency",
    # Another code than the text's speaks against the text; these answer what a flag asks for.
    "hs_code", "hs_code.gng", "end_use", "declaration_no",
    # A number or a country that is not the entry's lowers the score of the name beside it.
    "tax_id", "imo",
)  # fmt: skip
_LESS_OF_PARTY = (".tax_id", ".country")
"""Fields that take alerts away by what they tell; while no column is named so, nothing of it speaks against an alert."""


def left_out(recognised: Sequence[Column], used: Sequence[Column]) -> int:
    """Return how many columns were recognised as something that is asked for, and are used as something else.

    A sender that is made a receiver is asked for as before; a party that is made a remark is not. A price, a day, a code
    or a number that a column is said to hold, and was not recognised to, counts too, the first that is named as well.
    """
    return sum(
        asked_as(before.field) not in ("", asked_as(after.field)) or _says_less(before.field, after.field)
        for before, after in zip(recognised, used, strict=True)
    )


def _says_less(before: str, after: str) -> bool:
    return after != before and (after in _LESS or after.endswith(_LESS_OF_PARTY))


def asked_as(field: str) -> str:
    """Return what the values of a field are asked for: party, vessel, number, address, goods, route, document; or nothing."""
    if field in PARTY_FIELDS:
        return "party"
    if field in VESSEL_FIELDS:
        return "vessel"
    if field in ("tax_id", "imo") or field.endswith(".tax_id"):
        return "number"
    if field == "address" or field.endswith(".address"):
        return "address"
    if field in _GOODS:
        return "goods"
    if field in _ROUTE or field.endswith(".country"):
        return "route"
    # By its numbers a shipment is found again in other files.
    return "document" if field in _DOCUMENTS else ""
