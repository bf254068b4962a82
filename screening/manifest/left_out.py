"""Columns that would be screened, and are not because somebody said they hold something else."""

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


def left_out(recognised: Sequence[Column], used: Sequence[Column]) -> int:
    """Return how many columns were recognised as something that is asked for, and are used as something else.

    A sender that is made a receiver is asked for as before; a party that is made a remark is not.
    """
    return sum(
        asked_as(before.field) not in ("", asked_as(after.field))
        for before, after in zip(recognised, used, strict=True)
    )


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
