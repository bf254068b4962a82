"""What a verification of the audit trail found, in words."""

from screening.model.trail import TrailReport
from ui.words import _, ngettext
from ui.words.audit_tables import COMPARED, COMPARED_LISTS, NOT_COMPARED
from ui.words.codes import trail_fault_text


def report_text(report: TrailReport, outside: bool, told_key: bool, lists: bool = True) -> str:
    """Return what a verification found, with what it could not show."""
    if report.fault is not None:
        text = trail_fault_text(report.fault)
        return _("The trail does NOT hold. {what}").format(what=text)
    lines = [ngettext("The trail holds: {n} record.", "The trail holds: {n} records.", report.records).format(
        n=report.records)]  # fmt: skip
    if report.covered:
        lines.append(_("Signed checkpoints cover records 1 to {n}.").format(n=report.covered))
    if report.unsigned:
        lines.append(
            ngettext(
                "{n} checkpoint carries no signature; it binds nothing by itself.",
                "{n} checkpoints carry no signature; they bind nothing by themselves.",
                report.unsigned,
            ).format(n=report.unsigned)
        )
    lines.append(
        _("The tables were compared with it: {what}.").format(what=_(COMPARED))
        if report.compared
        else _("The tables were NOT compared with it.")
    )
    if report.compared and lists:
        lines.append(_("And: {what}.").format(what=_(COMPARED_LISTS)))
    left = [_(NOT_COMPARED)] if lists else [_(COMPARED_LISTS), _(NOT_COMPARED)]
    lines.append(_("Not compared: {what}.").format(what=", ".join(left)))
    if report.older:
        lines.append(
            ngettext(
                "{n} row is older than the trail: nothing tells whether it was changed.",
                "{n} rows are older than the trail: nothing tells whether they were changed.",
                report.older,
            ).format(n=report.older)
        )
    if report.taken_at:
        lines.append(
            _(
                "What earlier versions of Tekser told nothing of (shipments, earlier lines, files of batches, some times) was"
                " taken as it stood on {when}: changes made before that are not seen."
            ).format(when=f"{report.taken_at[:10]} {report.taken_at[11:16]} UTC")
        )
    if not outside:
        lines.append(
            _("No checkpoint from outside was given: who holds this machine and its key could have made all anew.")
        )
    elif not told_key:
        lines.append(_("The key kept on this machine was believed; give the one that was told to you with --key."))
    return "\n".join(lines)
