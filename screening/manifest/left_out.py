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

_BOUNDS = ("date", "unit_price", "value", "quantity", "currency")
"""By these a line is under a price floor, or older than a rule; without them its goods stay possible."""


def left_out(recognised: Sequence[Column], used: Sequence[Column]) -> int:
    """Return how many columns were recognised as something that is asked for, and are used as something else.

    A sender that is made a receiver is asked for as before; a party that is made a remark is not. A price or a day that
    another column than the recognised one is said to hold counts too; the first that is named at all does not.
    """
    known = {column.field for column in recognised}
    return sum(
        asked_as(before.field) not in ("", asked_as(after.field)) or _bounds_anew(before.field, after.field, known)
        for before, after in zip(recognised, used, strict=True)
    )


def _bounds_anew(before: str, after: str, known: set[str]) -> bool:
    return after in _BOUNDS and after != before and (after in known or before not in ("", "other"))


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
