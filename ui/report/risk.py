"""The risk of shipments and whether ownership was checked, in words; for the window, the reports and the terminal."""

from screening.model.ownership import OwnershipCheck
from screening.ownership_record import OwnershipRecord
from screening.route.risk import RiskPart
from screening.route.shipments import Shipment
from ui import words
from ui.words import _, ngettext
from ui.words.flag_tables import OWNERSHIP_ANSWERS


def shipment_name(shipment: Shipment) -> str:
    """Return what a shipment is called: its document, or its sheet."""
    name = _("sheet") if shipment.field == "sheet" else words.field_name(shipment.field)
    return f"{name} {shipment.number}"


def risk_part_text(part: RiskPart) -> str:
    """Return one part of a risk: what kind, which rule or entry, which value of which field."""
    what = (
        words.rule_name(part.entry_id) if part.kind.value in ("flag", "country") else f"{part.list_id} {part.entry_id}"
    )
    return f"{words.kind_name(part.kind.value)}: {what} — {words.field_name(part.field)}: {part.value}"


def parts_text(shipment: Shipment) -> str:
    """Return every part of a shipment's risk with its points, one a line."""
    return "\n".join(f"{part.points:+.1f}  {risk_part_text(part)}" for part in shipment.risk.parts)


def ownership_text(record: OwnershipRecord) -> str:
    """Return whether lists told of owners."""
    if not record.lines_not_checked:
        return _("Ownership was checked against the lists that tell of owners.")
    n = record.lines_not_checked
    count = ngettext("{n} line", "{n} lines", n).format(n=n)
    return _("Ownership was not checked against lists ({lines}): no list tells of owners.").format(lines=count)


def check_text(check: OwnershipCheck) -> str:
    """Return what an officer noted about the owners of a party."""
    answer = _(OWNERSHIP_ANSWERS[check.answer.value])
    when = words.format_datetime(check.checked_at)
    return f"{check.party}: {answer} ({check.source}; {check.user}, {when})"
